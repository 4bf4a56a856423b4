"""`/v1/customers/{id}/merge` and `/v1/customer-merges`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.duplicates import merges, merging
from meridian.duplicates.schemas_merge import MergeBody, MergePreview, MergePreviewBody, MergeRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, if_match
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)
merges_router = APIRouter(prefix="/v1/customer-merges", tags=["customers"], route_class=Route)
Merger = Annotated[Actor, allow(Permission.CUSTOMER_MERGE)]


@merges_router.get("", openapi_extra={"parameters": query_parameters(merges.MERGES)})
async def list_customer_merges(
    session: Reading, actor: Merger, query: Annotated[ListQuery, Depends(list_query(merges.MERGES))]
) -> Page[MergeRead]:
    """Merges into customers in your scope, the newest first."""
    return await merges.page(session, actor, query)


@merges_router.post("/search")
async def search_customer_merges(
    session: Reading, actor: Merger, query: Annotated[ListQuery, Depends(search_query(merges.MERGES))]
) -> Page[MergeRead]:
    """The list again, with AND, OR and NOT."""
    return await merges.page(session, actor, query)


@merges_router.get("/{merge_id}")
async def get_customer_merge(session: Reading, actor: Merger, merge_id: uuid.UUID) -> MergeRead:
    """One merge."""
    return await merges.read(session, actor, merge_id)


@merges_router.post("/{merge_id}/undo")
async def undo_customer_merge(session: Writing, actor: Merger, merge_id: uuid.UUID) -> MergeRead:
    """Within a day, makes of one customer the two it was. Refused, naming each, when what it changed changed since."""
    await merging.undo(session, actor, merge_id)
    return await merges.read(session, actor, merge_id)


@router.post("/{customer_id}/merge/preview")
async def preview_customer_merge(
    session: Reading, actor: Merger, customer_id: uuid.UUID, body: MergePreviewBody
) -> MergePreview:
    """What putting the other customer into this one would do; nothing is changed."""
    return merges.shown(await merging.preview(session, actor, customer_id, body), actor)


@router.post("/{customer_id}/merge", status_code=201)
async def merge_customer(
    session: Writing,
    actor: Merger,
    customer_id: uuid.UUID,
    body: MergeBody,
    version: Annotated[int, Depends(if_match)],
) -> MergeRead:
    """Puts the other customer into this one, with all that belongs to it; within a day it can be undone."""
    done = await merging.merge(session, actor, customer_id, body, version)
    return await merges.read(session, actor, done.id)
