"""`/v1/opportunities/board`, `/v1/opportunities/funnel` and `/v1/opportunities/{id}/position`."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.times import Days
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery, ListSpec, list_query, query_parameters
from meridian.kernel.listing.spec import RESERVED
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.schemas import Day
from meridian.opportunities.board import queries, service
from meridian.opportunities.board.schemas import Board, PositionChange
from meridian.opportunities.pipeline import queries as pipeline_queries
from meridian.opportunities.pipeline.schemas import OpportunityRead
from meridian.opportunities.results import queries as results_queries
from meridian.opportunities.results.schemas import Funnel

# `/v1/opportunities/board` and `/v1/opportunities/funnel`.


router = APIRouter(prefix="/v1/opportunities", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]


def _filters(spec: ListSpec) -> list[dict[str, Any]]:
    """The list's filters without its pages."""
    return [each for each in query_parameters(spec) if each["name"] not in RESERVED]


def _given(request: Request) -> list[tuple[str, str]]:
    """The filter as sent; 422 for what only lists have."""
    given = request.query_params.multi_items()
    misplaced = sorted({name for name, _ in given} & set(RESERVED))
    if misplaced:
        detail = msg("there are no pages here; a column of the board goes on by its next_page")
        raise Invalid(errors=[Fault(f"/query/{name}", "unknown_parameter", detail) for name in misplaced])
    return given


@router.get("/board", openapi_extra={"parameters": _filters(queries.BOARD)})
async def get_opportunity_board(
    request: Request, session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.BOARD))]
) -> Board:
    """Open opportunities by stage: how many, their sums by currency, in base currency and weighted by their chance of
    success, and the first twenty cards of each column.

    Takes the filters of the list except stage and outcome; `next_page` goes on with a column.
    """
    return await queries.board(session, actor, query, _given(request))


@router.get("/funnel", openapi_extra={"parameters": _filters(results_queries.FUNNEL)})
async def get_opportunity_funnel(
    request: Request,
    session: Reading,
    actor: Reader,
    query: Annotated[ListQuery, Depends(list_query(results_queries.FUNNEL))],
    created_from: Annotated[Day | None, Query(description="First day of the period.", examples=["2026-01-01"])] = None,
    created_to: Annotated[Day | None, Query(description="Last day of the period.", examples=["2026-03-31"])] = None,
) -> Funnel:
    """What became of the opportunities opened in a period: how many entered each stage, went on to the next and how
    long that took, and why and to whom others were lost (MC-16).

    Days are those of the company's calendar. Takes the filters of the list except created_at.
    """
    _given(request)
    return await results_queries.funnel(session, actor, query, Days(created_from, created_to))


# `/v1/opportunities/{id}/position`.


Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]


@router.post("/{opportunity_id}/position")
async def position_opportunity(
    session: Writing,
    actor: Writer,
    opportunity_id: uuid.UUID,
    body: PositionChange,
    version: Annotated[int, Depends(if_match)],
) -> OpportunityRead:
    """Drops a card above or below another, in its column or in another one.

    In another column it makes the move that leads there, which is refused as it would be by itself. Where a card lies
    is one order for everybody.
    """
    await service.drop(session, actor, opportunity_id, body, version)
    return await pipeline_queries.read(session, actor, opportunity_id)
