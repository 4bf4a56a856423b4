"""`/v1/change-proposals`, and below a customer: the information inbox."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.customers.change_proposals import queries, service
from meridian.customers.change_proposals.schemas import ChangeProposalRead, ProposalDecision, ProposalOfChange
from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/change-proposals", queries.CHANGE_PROPOSALS)
@counted
async def list_change_proposals(session: Reading, actor: Reader, query: ListQuery) -> Page[ChangeProposalRead]:
    """The information inbox (MC-2): `open=true&owner_id=…` is what waits for an owner."""
    return await queries.page(session, actor, query)


@router.post("/customers/{customer_id}/change-proposals", status_code=201)
async def create_change_proposal(
    session: Writing, actor: Reader, customer_id: uuid.UUID, body: ProposalOfChange
) -> ChangeProposalRead:
    """Passes on what you know of a customer you see: its owner takes it over or not, field by field (MC-2, MC-7)."""
    proposal = await service.propose(session, actor, customer_id, body)
    return await queries.read(session, actor, proposal.id)


@router.get("/change-proposals/{proposal_id}")
async def get_change_proposal(session: Reading, actor: Reader, proposal_id: uuid.UUID) -> ChangeProposalRead:
    """One proposal."""
    return await queries.read(session, actor, proposal_id)


@router.post("/change-proposals/{proposal_id}/decide")
async def decide_change_proposal(
    session: Writing, actor: Writer, proposal_id: uuid.UUID, body: ProposalDecision, version: Version
) -> ChangeProposalRead:
    """Accepts or declines fields; accepted ones change the customer at once, learned when the proposer learned them."""
    await service.decide(session, actor, proposal_id, body, version)
    return await queries.read(session, actor, proposal_id)
