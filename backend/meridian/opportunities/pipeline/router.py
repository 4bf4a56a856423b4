"""`/v1/opportunities`: the records, their moves, entry criteria and stages."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.customers.router import counted
from meridian.handoffs import queries as handoff_queries
from meridian.handoffs.schemas import HandoffAsk, HandoffRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.opportunities.pipeline import queries, service
from meridian.opportunities.pipeline.queries import OPPORTUNITIES
from meridian.opportunities.pipeline.schemas import (
    MoveOutlook,
    OpportunityCreate,
    OpportunityMove,
    OpportunityRead,
    OpportunityUpdate,
    StageStay,
)
from meridian.opportunities.pipeline.workflow import OPPORTUNITY

# `/v1/opportunities`: the pipeline's records.


router = APIRouter(prefix="/v1/opportunities", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", OPPORTUNITIES)
@counted
async def list_opportunities(session: Reading, actor: Reader, query: ListQuery) -> Page[OpportunityRead]:
    """Your opportunities, those you work on, and those of customers you see; latest first."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_opportunity(session: Writing, actor: Writer, body: OpportunityCreate) -> OpportunityRead:
    """Opens an opportunity for a customer once some intent is confirmed (CR-12).

    It begins as `potential`, under the entry criteria in force now, which it keeps whatever policy says later.
    """
    opportunity = await service.create(session, actor, body)
    return await queries.read(session, actor, opportunity.id)


@router.get("/{opportunity_id}")
async def get_opportunity(session: Reading, actor: Reader, opportunity_id: uuid.UUID) -> OpportunityRead:
    """One opportunity, with the moves you may ask for."""
    return await queries.read(session, actor, opportunity_id)


@router.patch("/{opportunity_id}")
async def update_opportunity(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: OpportunityUpdate, version: Version
) -> OpportunityRead:
    """Changes the fields sent, while it is open. Stages change by moves."""
    await service.update(session, actor, opportunity_id, body, version)
    return await queries.read(session, actor, opportunity_id)


# Moving an opportunity, what moves ask for, how long stages took, and questions: below `/v1/opportunities/{id}`.


moves_router = APIRouter(prefix="/v1/opportunities/{opportunity_id}", tags=["opportunities"], route_class=Route)
Asker = Annotated[Actor, allow(Permission.HANDOFF_WRITE)]


@moves_router.post("/moves/{move}")
async def move_opportunity(
    session: Writing,
    actor: Reader,
    opportunity_id: uuid.UUID,
    move: str,
    body: Annotated[OpportunityMove, move_body(OPPORTUNITY, OpportunityMove)],
    version: Annotated[int, Depends(if_match)],
) -> OpportunityRead:
    """Makes a move of the pipeline: one stage forward, back with a reason, or to an end (CR-13).

    Forward: `confirm_interest`, `define_needs`, `negotiate`, `sign_contract`, `start_execution`, `complete`. Each asks
    for what policy named when the opportunity began; a refusal lists everything that is missing, with where in the
    request it may be given. Back: `return_to_…`. Ends: `lose` before a contract is signed; `cancel` after, by a
    manager. `complete` plans a revisit of the customer when there is none.
    """
    await service.move(session, actor, opportunity_id, move, body, version)
    return await queries.read(session, actor, opportunity_id)


@moves_router.post("/handoffs", status_code=201)
async def create_opportunity_handoff(
    session: Writing, actor: Asker, opportunity_id: uuid.UUID, body: HandoffAsk
) -> HandoffRead:
    """Passes a question about it to a department, due in that department's working time (OT-14).

    `GET /v1/handoffs?origin_id=…` lists them.
    """
    handoff = await service.ask_department(session, actor, opportunity_id, body)
    return await handoff_queries.read(session, actor, handoff.id)


@moves_router.get("/criteria")
async def list_opportunity_criteria(session: Reading, actor: Reader, opportunity_id: uuid.UUID) -> Listed[MoveOutlook]:
    """What each move forward, and losing it, asks for, and what of that is there already (CR-13)."""
    return Listed(items=await queries.criteria_outlook(session, actor, opportunity_id))


@moves_router.get("/stages")
async def list_opportunity_stages(session: Reading, actor: Reader, opportunity_id: uuid.UUID) -> Listed[StageStay]:
    """Every stay in a stage: since when, how long, in working time too, and the move that ended it."""
    return Listed(items=await queries.time_in_stages(session, actor, opportunity_id))
