"""`/v1/customer-changes`, and the followers of a customer."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Response

from meridian.followers import queries, service
from meridian.followers.schemas import ChangesSeenPut, CustomerChangeRead, FollowerCreate, FollowerRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_only
from meridian.kernel.schemas import Listed, Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]


@list_only(router, "/customer-changes", queries.CHANGES)
async def list_customer_changes(session: Reading, actor: Reader, query: ListQuery) -> Page[CustomerChangeRead]:
    """What others changed at customers you follow, or for which your department works (CR-8), the newest first.

    It stays to be read however long you were away: `unseen=true` until you say up to when you have read.
    """
    return await queries.page(session, actor, query)


@router.put("/customer-changes/seen", status_code=204, response_class=Response)
async def put_customer_changes_seen(session: Writing, actor: Reader, body: ChangesSeenPut) -> Response:
    """You have read everything up to then."""
    await service.note_seen(session, actor, body.until)
    return Response(status_code=204)


@router.get("/customers/{customer_id}/followers")
async def list_customer_followers(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[FollowerRead]:
    """People and departments that are told of the customer's changes."""
    found = await queries.followers_of(session, actor, customer_id)
    return Listed(items=[FollowerRead.of(row, masked=actor.masked) for row in found])


@router.post("/customers/{customer_id}/followers", status_code=201)
async def create_customer_follower(
    session: Writing, actor: Reader, customer_id: uuid.UUID, body: FollowerCreate
) -> FollowerRead:
    """Follows the customer yourself, or names a related department that is to be told. Safe to repeat."""
    follower_id = await service.follow(session, actor, customer_id, body)
    found = await queries.followers_of(session, actor, customer_id)
    return next(FollowerRead.of(row, masked=actor.masked) for row in found if row.id == follower_id)


@router.delete("/customers/{customer_id}/followers/{follower_id}", status_code=204)
async def delete_customer_follower(
    session: Writing, actor: Reader, customer_id: uuid.UUID, follower_id: uuid.UUID
) -> None:
    """Ends your following, or a department's."""
    await service.unfollow(session, actor, customer_id, follower_id)
