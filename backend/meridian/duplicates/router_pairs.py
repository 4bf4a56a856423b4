"""`/v1/duplicate-pairs`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from meridian.duplicates import pairs
from meridian.duplicates.schemas import PairMove, PairRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/duplicate-pairs", tags=["customers"], route_class=Route)
Merger = Annotated[Actor, allow(Permission.CUSTOMER_MERGE)]


@router.get("", openapi_extra={"parameters": query_parameters(pairs.PAIRS)})
async def list_duplicate_pairs(
    session: Reading, actor: Merger, query: Annotated[ListQuery, Depends(list_query(pairs.PAIRS))]
) -> Page[PairRead]:
    """Customers in your scope that may be one company, the likeliest first; looked for every night."""
    return await pairs.page(session, actor, query)


@router.post("/search")
async def search_duplicate_pairs(
    session: Reading, actor: Merger, query: Annotated[ListQuery, Depends(search_query(pairs.PAIRS))]
) -> Page[PairRead]:
    """The list again, with AND, OR and NOT."""
    return await pairs.page(session, actor, query)


@router.get("/{pair_id}")
async def get_duplicate_pair(session: Reading, actor: Merger, pair_id: uuid.UUID, response: Response) -> PairRead:
    """One pair. Merge the two with `POST /v1/customers/{id}/merge`, or dismiss it."""
    return _shown(await pairs.read(session, actor, pair_id), response)


@router.post("/{pair_id}/moves/{move}")
async def move_duplicate_pair(
    session: Writing,
    actor: Merger,
    pair_id: uuid.UUID,
    move: Annotated[str, Path(description="`dismiss` or `reopen`.", examples=["dismiss"])],
    body: PairMove,
    version: Annotated[int, Depends(if_match)],
    response: Response,
) -> PairRead:
    """Dismisses the pair with a reason, so that it is not suspected again, or takes it up again."""
    await pairs.move(session, actor, pair_id, move, version, body.reason)
    return _shown(await pairs.read(session, actor, pair_id), response)


def _shown(pair: PairRead, response: Response) -> PairRead:
    set_etag(response, pair.version)
    return pair
