"""`/v1/complaints/{complaint_id}/…`: what happens in its rounds, its clock, and how long it stood where."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.complaints import queries
from meridian.complaints.compensations import service
from meridian.complaints.compensations.schemas import CompensationCreate, CompensationMove, CompensationRead
from meridian.complaints.compensations.workflow import COMPENSATION
from meridian.complaints.rounds import queries as rounds_queries
from meridian.complaints.rounds import service as rounds_service
from meridian.complaints.rounds.schemas import (
    ExplainedDeadline,
    FindingsPut,
    ProposalCreate,
    ProposalRead,
    RoundRead,
    StageRead,
    TryCreate,
    TryRead,
)
from meridian.complaints.schemas import ComplaintRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.schemas import Listed
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1/complaints/{complaint_id}", tags=["complaints"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.COMPLAINT_READ)]
Writer = Annotated[Actor, allow(Permission.COMPLAINT_WRITE)]
Handler = Annotated[Actor, allow(Permission.COMPLAINT_HANDLE)]
Version = Annotated[int, Depends(if_match)]


@router.get("/rounds")
async def list_complaint_rounds(session: Reading, actor: Reader, complaint_id: uuid.UUID) -> Listed[RoundRead]:
    """Every round with its findings, proposals, compensations, resolution and satisfaction."""
    return Listed(items=await rounds_queries.rounds(session, actor, complaint_id))


@router.put("/findings")
async def put_complaint_findings(
    session: Writing, actor: Handler, complaint_id: uuid.UUID, body: FindingsPut, version: Version
) -> ComplaintRead:
    """What the investigation of this round has found, with its evidence (CR-24)."""
    await rounds_service.put_findings(session, actor, complaint_id, body, version)
    return await queries.read(session, actor, complaint_id)


@router.get("/proposals")
async def list_complaint_proposals(session: Reading, actor: Reader, complaint_id: uuid.UUID) -> Listed[ProposalRead]:
    """Every solution offered, round by round, with the customer's answer."""
    return Listed(items=await rounds_queries.proposals(session, actor, complaint_id))


@router.post("/proposals", status_code=201)
async def create_complaint_proposal(
    session: Writing, actor: Handler, complaint_id: uuid.UUID, body: ProposalCreate
) -> ProposalRead:
    """Draws up a solution: the next version of this round. The move `propose` notes that the customer was told."""
    made = await rounds_service.propose(session, actor, complaint_id, body)
    found = await rounds_queries.proposals(session, actor, complaint_id)
    return next(proposal for proposal in found if proposal.id == made.id)


@router.get("/compensations")
async def list_complaint_compensations(
    session: Reading, actor: Reader, complaint_id: uuid.UUID
) -> Listed[CompensationRead]:
    """Every compensation asked for, with what you may do with it."""
    return Listed(items=await rounds_queries.compensations(session, actor, complaint_id))


@router.post("/compensations", status_code=201)
async def create_complaint_compensation(
    session: Writing, actor: Handler, complaint_id: uuid.UUID, body: CompensationCreate
) -> CompensationRead:
    """Asks for a compensation to be approved by somebody else whose limit reaches it (CR-25)."""
    made = await service.request(session, actor, complaint_id, body)
    return await rounds_queries.compensation(session, actor, complaint_id, made.id)


@router.get("/compensations/{compensation_id}")
async def get_complaint_compensation(
    session: Reading, actor: Reader, complaint_id: uuid.UUID, compensation_id: uuid.UUID
) -> CompensationRead:
    """One compensation."""
    return await rounds_queries.compensation(session, actor, complaint_id, compensation_id)


@router.post("/compensations/{compensation_id}/moves/{move}")
async def move_complaint_compensation(
    session: Writing,
    actor: Reader,
    complaint_id: uuid.UUID,
    compensation_id: uuid.UUID,
    move: str,
    body: Annotated[CompensationMove, move_body(COMPENSATION, CompensationMove)],
    version: Version,
) -> CompensationRead:
    """`approve` or `deny` within your limit and never your own; `change` the amount, which voids an approval."""
    await service.move(session, actor, complaint_id, compensation_id, move, body, version)
    return await rounds_queries.compensation(session, actor, complaint_id, compensation_id)


@router.get("/satisfaction-tries")
async def list_complaint_satisfaction_tries(
    session: Reading, actor: Reader, complaint_id: uuid.UUID
) -> Listed[TryRead]:
    """Attempts to ask whether the customer is satisfied that had no answer."""
    return Listed(items=await rounds_queries.tries(session, actor, complaint_id))


@router.post("/satisfaction-tries", status_code=201)
async def create_complaint_satisfaction_try(
    session: Writing, actor: Writer, complaint_id: uuid.UUID, body: TryCreate
) -> TryRead:
    """Notes an attempt without an answer; two confirm a complaint without a score (CR-26)."""
    made = await rounds_service.try_to_ask(session, actor, complaint_id, body)
    found = await rounds_queries.tries(session, actor, complaint_id)
    return next(attempt for attempt in found if attempt.id == made.id)


@router.get("/deadlines")
async def list_complaint_deadlines(
    session: Reading, actor: Reader, complaint_id: uuid.UUID
) -> Listed[ExplainedDeadline]:
    """Its deadlines with their steps and how each was counted: start, pauses, each stretch, special days."""
    return Listed(items=await rounds_queries.deadlines(session, actor, complaint_id))


@router.get("/stages")
async def list_complaint_stages(session: Reading, actor: Reader, complaint_id: uuid.UUID) -> Listed[StageRead]:
    """How long it stood in each state, in real and in working time."""
    return Listed(items=await rounds_queries.stages(session, actor, complaint_id))
