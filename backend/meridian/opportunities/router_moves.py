"""Moving an opportunity, what moves ask for, how long stages took, and questions: below `/v1/opportunities/{id}`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.handoffs import queries as handoff_queries
from meridian.handoffs.schemas import HandoffAsk, HandoffRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, if_match, set_etag
from meridian.kernel.schemas import Listed
from meridian.opportunities import criteria, moves, queries, questions, stages
from meridian.opportunities.schemas import OpportunityRead
from meridian.opportunities.schemas_moves import MoveOutlook, OpportunityMove, StageStay

router = APIRouter(prefix="/v1/opportunities/{opportunity_id}", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Asker = Annotated[Actor, allow(Permission.HANDOFF_WRITE)]


@router.post("/moves/{move}")
async def move_opportunity(
    session: Writing,
    actor: Reader,
    opportunity_id: uuid.UUID,
    move: str,
    body: OpportunityMove,
    version: Annotated[int, Depends(if_match)],
    response: Response,
) -> OpportunityRead:
    """Makes a move of the pipeline: one stage forward, back with a reason, or to an end (CR-13).

    Forward: `confirm_interest`, `define_needs`, `negotiate`, `sign_contract`, `start_execution`, `complete`. Each asks
    for what policy named when the opportunity began; a refusal lists everything that is missing, with where in the
    request it may be given. Back: `return_to_…`. Ends: `lose` before a contract is signed; `cancel` after, by a
    manager. `complete` plans a revisit of the customer when there is none.
    """
    await moves.move(session, actor, opportunity_id, move, body, version)
    read = await queries.read(session, actor, opportunity_id)
    set_etag(response, read.version)
    return read


@router.post("/handoffs", status_code=201)
async def create_opportunity_handoff(
    session: Writing, actor: Asker, opportunity_id: uuid.UUID, body: HandoffAsk, response: Response
) -> HandoffRead:
    """Passes a question about it to a department, due in that department's working time (OT-14).

    `GET /v1/handoffs?origin_id=…` lists them.
    """
    handoff = await questions.ask(session, actor, opportunity_id, body)
    response.headers["Location"] = f"/v1/handoffs/{handoff.id}"
    set_etag(response, handoff.version)
    return await handoff_queries.read(session, actor, handoff.id)


@router.get("/criteria")
async def list_opportunity_criteria(session: Reading, actor: Reader, opportunity_id: uuid.UUID) -> Listed[MoveOutlook]:
    """What each move forward, and losing it, asks for, and what of that is there already (CR-13)."""
    return Listed(items=await criteria.outlook(session, actor, opportunity_id))


@router.get("/stages")
async def list_opportunity_stages(session: Reading, actor: Reader, opportunity_id: uuid.UUID) -> Listed[StageStay]:
    """Every stay in a stage: since when, how long, in working time too, and the move that ended it."""
    return Listed(items=await stages.of(session, actor, opportunity_id))
