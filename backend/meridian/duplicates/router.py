"""`/v1/customers/check-duplicates`, `…/{id}/merge`, `/v1/duplicate-pairs`, `/v1/customer-merges`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from meridian.duplicates import queries, service
from meridian.duplicates.merge import queries as merge_queries
from meridian.duplicates.merge import service as merge_service
from meridian.duplicates.schemas import (
    DuplicateCheck,
    DuplicatesFound,
    MergeBody,
    MergePreview,
    MergePreviewBody,
    MergeRead,
    PairMove,
    PairRead,
)
from meridian.duplicates.workflow import PAIR
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body

# `/v1/customers/check-duplicates`.


router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)


@router.post("/check-duplicates")
async def check_duplicates(
    session: Reading, actor: Annotated[Actor, allow(Permission.CUSTOMER_WRITE)], body: DuplicateCheck
) -> DuplicatesFound:
    """Asks whether a company is known before it is entered. Of customers outside your scope you learn whom to ask."""
    return DuplicatesFound(matches=await service.check(session, actor, body))


# `/v1/customers/{id}/merge` and `/v1/customer-merges`.


merges_router = APIRouter(prefix="/v1/customer-merges", tags=["customers"], route_class=Route)
Merger = Annotated[Actor, allow(Permission.CUSTOMER_MERGE)]


@list_and_search(merges_router, "", merge_queries.MERGES)
async def list_customer_merges(session: Reading, actor: Merger, query: ListQuery) -> Page[MergeRead]:
    """Merges into customers in your scope, the newest first."""
    return await merge_queries.page(session, actor, query)


@merges_router.get("/{merge_id}")
async def get_customer_merge(session: Reading, actor: Merger, merge_id: uuid.UUID) -> MergeRead:
    """One merge."""
    return await merge_queries.read(session, actor, merge_id)


@merges_router.post("/{merge_id}/undo")
async def undo_customer_merge(session: Writing, actor: Merger, merge_id: uuid.UUID) -> MergeRead:
    """Within a day, makes of one customer the two it was. Refused, naming each, when what it changed changed since."""
    await merge_service.undo(session, actor, merge_id)
    return await merge_queries.read(session, actor, merge_id)


@router.post("/{customer_id}/merge/preview")
async def preview_customer_merge(
    session: Reading, actor: Merger, customer_id: uuid.UUID, body: MergePreviewBody
) -> MergePreview:
    """What putting the other customer into this one would do; nothing is changed."""
    return merge_queries.preview_for(await merge_service.preview(session, actor, customer_id, body), actor)


@router.post("/{customer_id}/merge", status_code=201)
async def merge_customer(
    session: Writing, actor: Merger, customer_id: uuid.UUID, body: MergeBody, version: Annotated[int, Depends(if_match)]
) -> MergeRead:
    """Puts the other customer into this one, with all that belongs to it; within a day it can be undone."""
    done = await merge_service.merge(session, actor, customer_id, body, version)
    return await merge_queries.read(session, actor, done.id)


# `/v1/duplicate-pairs`.


pairs_router = APIRouter(prefix="/v1/duplicate-pairs", tags=["customers"], route_class=Route)


@list_and_search(pairs_router, "", queries.PAIRS)
async def list_duplicate_pairs(session: Reading, actor: Merger, query: ListQuery) -> Page[PairRead]:
    """Customers in your scope that may be one company, the likeliest first; looked for every night."""
    return await queries.page_of_pairs(session, actor, query)


@pairs_router.get("/{pair_id}")
async def get_duplicate_pair(session: Reading, actor: Merger, pair_id: uuid.UUID) -> PairRead:
    """One pair. Merge the two with `POST /v1/customers/{id}/merge`, or dismiss it."""
    return await queries.read_pair(session, actor, pair_id)


@pairs_router.post("/{pair_id}/moves/{move}")
async def move_duplicate_pair(
    session: Writing,
    actor: Merger,
    pair_id: uuid.UUID,
    move: Annotated[str, Path(description="`dismiss` or `reopen`.", examples=["dismiss"])],
    body: Annotated[PairMove, move_body(PAIR, PairMove)],
    version: Annotated[int, Depends(if_match)],
) -> PairRead:
    """Dismisses the pair with a reason, so that it is not suspected again, or takes it up again."""
    await service.move_pair(session, actor, pair_id, move, body, version)
    return await queries.read_pair(session, actor, pair_id)
