"""`/v1/policy-proposals`: changes of the policy that take two."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body
from meridian.policies.router import Decider, IfMatch, Key
from meridian.policy_proposals import queries, service
from meridian.policy_proposals.schemas import PolicyProposalCreate, PolicyProposalMove, PolicyProposalRead
from meridian.policy_proposals.workflow import POLICY_PROPOSAL

router = APIRouter(prefix="/v1", tags=["policies"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.POLICY_READ)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/policy-proposals", queries.PROPOSALS)
async def list_policy_proposals(session: Reading, actor: Reader, query: ListQuery) -> Page[PolicyProposalRead]:
    """Changes of settings that wait for a second person, and what became of earlier ones; the latest first."""
    return await queries.page(session, actor, query)


@router.get("/policy-proposals/{proposal_id}")
async def get_policy_proposal(session: Reading, actor: Reader, proposal_id: uuid.UUID) -> PolicyProposalRead:
    """One proposal, with what it changes and who may decide about it."""
    return await queries.read(session, actor, proposal_id)


@router.post("/policies/{key}/proposals", status_code=201)
async def create_policy_proposal(
    key: Key, body: PolicyProposalCreate, actor: Decider, session: Writing, expected: IfMatch
) -> PolicyProposalRead:
    """Proposes a value for the setting, or that a version is withdrawn: the way for settings that take two
    (`policy_second_person`), open for every other. Nothing is in force or scheduled until another person confirms it.

    If-Match names the setting's revision. One change of a setting waits at a time (409 `proposal_open`).
    """
    proposal = await service.propose(session, actor, key, body, expected)
    return await queries.read(session, actor, proposal.id)


@router.post("/policy-proposals/{proposal_id}/moves/{move}")
async def move_policy_proposal(
    session: Writing,
    actor: Decider,
    proposal_id: uuid.UUID,
    move: str,
    body: Annotated[PolicyProposalMove, move_body(POLICY_PROPOSAL, PolicyProposalMove)],
    version: Version,
) -> PolicyProposalRead:
    """`confirm`, or `deny` with a reason: by another person than the one who proposed it; `withdraw` by that one alone.

    Confirmed, the change is decided: from its date on, or at once where that has passed.
    """
    await service.move(session, actor, proposal_id, move, body, version)
    return await queries.read(session, actor, proposal_id)
