"""`/v1/contact-plans/{id}/items` and `/v1/planned-contacts`: the contacts of a plan, and one's queue across plans."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.moves import move_body
from meridian.kernel.schemas import Page
from meridian.plans import queries
from meridian.plans.items import service
from meridian.plans.items.service import MEDIA_TYPE, calendar_file
from meridian.plans.schemas import (
    PlannedContactAdd,
    PlannedContactMove,
    PlannedContactRead,
    PlannedContactsAdd,
    PlannedContactsResult,
    PlannedContactUpdate,
)
from meridian.plans.workflow import ITEM

router = APIRouter(prefix="/v1", tags=["plans"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
Writer = Annotated[Actor, allow(Permission.PLAN_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/planned-contacts", queries.ITEMS)
@counted
async def list_planned_contacts(session: Reading, actor: Reader, query: ListQuery) -> Page[PlannedContactRead]:
    """Planned contacts across all plans, by when they are due. Your queue: `assignee_id=me&state=planned`."""
    return await queries.page_of_items(session, actor, query)


@router.get("/planned-contacts/{item_id}")
async def get_planned_contact(session: Reading, actor: Reader, item_id: uuid.UUID) -> PlannedContactRead:
    """One planned contact."""
    return await queries.read_item(session, actor, item_id)


@router.get(
    "/planned-contacts/{item_id}/calendar",
    response_class=Response,
    responses={
        200: {"description": "An iCalendar file.", "content": {"text/calendar": {"schema": {"type": "string"}}}}
    },
)
async def get_planned_contact_calendar(session: Reading, actor: Reader, item_id: uuid.UUID) -> Response:
    """The planned contact as a file for a calendar (RV-6)."""
    item = await queries.read_item(session, actor, item_id)
    headers = {"Content-Disposition": f'attachment; filename="contact-{item.due_on}.ics"'}
    return Response(calendar_file(item, session.now), media_type=MEDIA_TYPE, headers=headers)


@router.patch("/planned-contacts/{item_id}")
async def update_planned_contact(
    session: Writing, actor: Writer, item_id: uuid.UUID, body: PlannedContactUpdate, version: Version
) -> PlannedContactRead:
    """Changes the fields sent. In an approved revisit plan a material change waits for approval (RV-5)."""
    changed = await service.update(session, actor, item_id, body, version)
    return await queries.read_item(session, actor, changed)


@router.post("/planned-contacts/{item_id}/moves/{move}")
async def move_planned_contact(
    session: Writing,
    actor: Writer,
    item_id: uuid.UUID,
    move: str,
    body: Annotated[PlannedContactMove, move_body(ITEM, PlannedContactMove)],
    version: Version,
) -> PlannedContactRead:
    """Makes a move: reassign, reschedule or cancel. Rescheduling answers with the new item, which points back.

    Nobody marks an item done or missed: done comes from a contact record that refers to it, missed from the clock.
    """
    standing = await service.move(session, actor, item_id, move, body, version)
    return await queries.read_item(session, actor, standing)


@list_only(router, "/contact-plans/{plan_id}/items", queries.ITEMS)
@counted
async def list_contact_plan_items(
    session: Reading, actor: Reader, plan_id: uuid.UUID, query: ListQuery
) -> Page[PlannedContactRead]:
    """The plan's contacts whose customers you may see, by when they are due."""
    await queries.load(session, actor, plan_id)
    return await queries.page_of_items(session, actor, query, plan_id=plan_id)


@router.post("/contact-plans/{plan_id}/items", status_code=201)
async def create_contact_plan_item(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: PlannedContactAdd
) -> PlannedContactRead:
    """Plans one contact.

    Refused when they opted out of the method, were called too often that day, or the same is planned already.
    """
    item_id = await service.add(session, actor, plan_id, body)
    return await queries.read_item(session, actor, item_id)


@router.post("/contact-plans/{plan_id}/items/bulk")
async def create_contact_plan_items(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: PlannedContactsAdd
) -> PlannedContactsResult:
    """Plans up to 200 contacts and says of each what became of it; those refused do not hinder the others."""
    return await service.add_many(session, actor, plan_id, body)
