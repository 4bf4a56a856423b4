"""`/v1/saved-views`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.views import queries, service
from meridian.views.schemas import ViewCount, ViewCreate, ViewRead, ViewUpdate

router = APIRouter(prefix="/v1/saved-views", tags=["views"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.VIEWS)
async def list_saved_views(session: Reading, actor: Reader, query: ListQuery) -> Page[ViewRead]:
    """Your views and those shared with you, the oldest first."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_saved_view(session: Writing, actor: Reader, body: ViewCreate) -> ViewRead:
    """Saves conditions, order and columns of a list under a name."""
    view = await service.create(session, actor, body)
    return await queries.read(session, actor, view.id)


@router.get("/{view_id}")
async def get_saved_view(session: Reading, actor: Reader, view_id: uuid.UUID) -> ViewRead:
    """One view."""
    return await queries.read(session, actor, view_id)


@router.get("/{view_id}/count")
async def get_saved_view_count(session: Reading, actor: Reader, view_id: uuid.UUID) -> ViewCount:
    """How many customers it shows you: a view made for a campaign or a script is a segment (MC-14)."""
    return ViewCount(count=await queries.count(session, actor, view_id))


@router.patch("/{view_id}")
async def update_saved_view(
    session: Writing, actor: Reader, view_id: uuid.UUID, body: ViewUpdate, version: Version
) -> ViewRead:
    """Changes the fields sent of a view of your own; lists are replaced."""
    await service.change(session, actor, view_id, body, version)
    return await queries.read(session, actor, view_id)


@router.delete("/{view_id}", status_code=204)
async def delete_saved_view(session: Writing, actor: Reader, view_id: uuid.UUID, version: Version) -> None:
    """Drops a view of your own, also for those it is shared with."""
    await service.drop(session, actor, view_id, version)
