"""Solution proposals and the contract: below `/v1/opportunities/{id}`, each edited at a path of its own."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.schemas import Listed
from meridian.opportunities import queries
from meridian.opportunities.contracts import service
from meridian.opportunities.contracts.schemas import (
    ContractCreate,
    ContractRead,
    ContractUpdate,
    ProposalAnswered,
    SolutionProposalCreate,
    SolutionProposalRead,
    SolutionProposalUpdate,
)
from meridian.opportunities.models import Contract, SolutionProposal
from meridian.opportunities.schemas import FilesAttach

router = APIRouter(prefix="/v1", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]
Version = Annotated[int, Depends(if_match)]


@router.get("/opportunities/{opportunity_id}/proposals")
async def list_solution_proposals(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[SolutionProposalRead]:
    """All versions of what we offered, the first first."""
    return Listed(items=await service.proposals_of(session, actor, opportunity_id))


@router.post("/opportunities/{opportunity_id}/proposals", status_code=201)
async def create_solution_proposal(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: SolutionProposalCreate
) -> SolutionProposalRead:
    """Adds the next version of what we offer (TS-8)."""
    return await _proposal(session, actor, await service.add_proposal(session, actor, opportunity_id, body))


@router.get("/solution-proposals/{proposal_id}")
async def get_solution_proposal(session: Reading, actor: Reader, proposal_id: uuid.UUID) -> SolutionProposalRead:
    """One version."""
    return await _proposal(session, actor, await queries.load_part(session, actor, SolutionProposal, proposal_id))


@router.patch("/solution-proposals/{proposal_id}")
async def update_solution_proposal(
    session: Writing, actor: Writer, proposal_id: uuid.UUID, body: SolutionProposalUpdate, version: Version
) -> SolutionProposalRead:
    """Changes the fields sent, until the customer has answered."""
    return await _proposal(session, actor, await service.change_proposal(session, actor, proposal_id, body, version))


@router.post("/solution-proposals/{proposal_id}/answer")
async def answer_solution_proposal(
    session: Writing, actor: Writer, proposal_id: uuid.UUID, body: ProposalAnswered, version: Version
) -> SolutionProposalRead:
    """Notes what the customer said to it."""
    return await _proposal(session, actor, await service.answer(session, actor, proposal_id, body, version))


@router.post("/solution-proposals/{proposal_id}/files")
async def attach_solution_proposal_files(
    session: Writing, actor: Writer, proposal_id: uuid.UUID, body: FilesAttach
) -> SolutionProposalRead:
    """Attaches files that you have sent to `/v1/files`, for good."""
    return await _proposal(session, actor, await service.attach_to_proposal(session, actor, proposal_id, body))


@router.get("/opportunities/{opportunity_id}/contract")
async def get_opportunity_contract(session: Reading, actor: Reader, opportunity_id: uuid.UUID) -> ContractRead:
    """The contract; 404 while there is none."""
    return await service.read(session, actor, await service.contract_of(session, actor, opportunity_id))


@router.post("/opportunities/{opportunity_id}/contract", status_code=201)
async def create_opportunity_contract(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: ContractCreate
) -> ContractRead:
    """Enters the contract, or what is known of it before it is signed. There is one for each opportunity."""
    return await service.read(session, actor, await service.add(session, actor, opportunity_id, body))


@router.get("/contracts/{contract_id}")
async def get_contract(session: Reading, actor: Reader, contract_id: uuid.UUID) -> ContractRead:
    """One contract."""
    return await service.read(session, actor, await queries.load_part(session, actor, Contract, contract_id))


@router.patch("/contracts/{contract_id}")
async def update_contract(
    session: Writing, actor: Writer, contract_id: uuid.UUID, body: ContractUpdate, version: Version
) -> ContractRead:
    """Changes the fields sent. Once signed that is an amendment: it takes a reason, and the history keeps what was."""
    return await service.read(session, actor, await service.change(session, actor, contract_id, body, version))


@router.post("/contracts/{contract_id}/files")
async def attach_contract_files(
    session: Writing, actor: Writer, contract_id: uuid.UUID, body: FilesAttach
) -> ContractRead:
    """Attaches files that you have sent to `/v1/files`, for good."""
    return await service.read(session, actor, await service.attach(session, actor, contract_id, body))


async def _proposal(session: Session, actor: Actor, proposal: SolutionProposal) -> SolutionProposalRead:
    (read,) = await service.reads(session, actor, [proposal])
    return read
