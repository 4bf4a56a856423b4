"""`/v1/opportunities/board`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route
from meridian.kernel.listing import ListQuery, list_query, query_parameters
from meridian.kernel.listing.spec import RESERVED
from meridian.kernel.problems import Fault, Invalid
from meridian.opportunities import board
from meridian.opportunities.schemas_board import Board

router = APIRouter(prefix="/v1/opportunities", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
FILTERS: list[dict[str, Any]] = [each for each in query_parameters(board.BOARD) if each["name"] not in RESERVED]


@router.get("/board", openapi_extra={"parameters": FILTERS})
async def get_opportunity_board(
    request: Request,
    session: Reading,
    actor: Reader,
    query: Annotated[ListQuery, Depends(list_query(board.BOARD))],
) -> Board:
    """Open opportunities by stage: how many, their sums by currency, in base currency and weighted by their chance of
    success, and the first twenty cards of each column.

    Takes the filters of the list except stage and outcome; `next_page` goes on with a column.
    """
    given = request.query_params.multi_items()
    misplaced = sorted({name for name, _ in given} & set(RESERVED))
    if misplaced:
        detail = "a board has no pages of its own: see next_page"
        raise Invalid(errors=[Fault(f"/query/{name}", "unknown_parameter", detail) for name in misplaced])
    return await board.board(session, actor, query, given)
