"""`/v1/grade-proposals` and `/v1/grade-runs`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.grading import queries, service
from meridian.grading.schemas import GradeProposalMove, GradeProposalRead, GradeRunRead, GradesConfirm, GradesConfirmed
from meridian.grading.workflow import PROPOSAL
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.jobs import defer
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1", tags=["grades"], route_class=Route)
Decider = Annotated[Actor, allow(Permission.CUSTOMER_DECIDE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/grade-proposals", queries.PROPOSALS)
async def list_grade_proposals(session: Reading, actor: Decider, query: ListQuery) -> Page[GradeProposalRead]:
    """Grades proposed for customers you decide on, the best score first, each with how it comes about."""
    return await queries.page(session, actor, query)


@router.post("/grade-proposals/confirmations")
async def confirm_grade_proposals(session: Writing, actor: Decider, body: GradesConfirm) -> GradesConfirmed:
    """Confirms all that fit at once, as many as you saw; their customers are owed contacts by the new grade."""
    return GradesConfirmed(confirmed=await service.confirm_all(session, actor, body))


@router.get("/grade-proposals/{proposal_id}")
async def get_grade_proposal(session: Reading, actor: Decider, proposal_id: uuid.UUID) -> GradeProposalRead:
    """One proposal."""
    return await queries.read(session, actor, proposal_id)


@router.post("/grade-proposals/{proposal_id}/moves/{move}")
async def move_grade_proposal(
    session: Writing,
    actor: Decider,
    proposal_id: uuid.UUID,
    move: str,
    body: Annotated[GradeProposalMove, move_body(PROPOSAL, GradeProposalMove)],
    version: Version,
) -> GradeProposalRead:
    """Confirms the grade, which then is the customer's, or rejects it with a reason."""
    await service.move(session, actor, proposal_id, move, body, version)
    return await queries.read(session, actor, proposal_id)


@router.get("/grade-runs")
async def list_grade_runs(session: Reading, actor: Decider) -> Listed[GradeRunRead]:
    """The last time every grade was worked out, or that it was asked for; empty before the first."""
    latest = await queries.latest_run(session)
    return Listed(items=[] if latest is None else [latest])


@router.post("/grade-runs", status_code=202)
async def start_grade_run(session: Writing, actor: Decider) -> GradeRunRead:
    """Has every customer's grade worked out anew, which takes seconds to minutes; by the clock it happens at least
    every `grade_review_days`. While one waits or is under way, that one is meant."""
    run = await service.begin(session, actor)
    await defer(session, service.EVALUATE, lock=service.LOCK, run_id=str(run.id))
    return GradeRunRead.of(run, masked=())
