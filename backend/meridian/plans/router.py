"""`/v1/contact-plans`: plans, their workflow, the load view."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Day, Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.plans import queries, service
from meridian.plans.items import service as items_service
from meridian.plans.items.service import MEDIA_TYPE, calendar_file
from meridian.plans.schemas import (
    AmendmentCreate,
    AmendmentDecision,
    AmendmentRead,
    PlanCreate,
    PlanDetail,
    PlanLoad,
    PlanMove,
    PlannedContactAdd,
    PlannedContactMove,
    PlannedContactRead,
    PlannedContactsAdd,
    PlannedContactsResult,
    PlannedContactUpdate,
    PlanRead,
    PlanUpdate,
)
from meridian.plans.workflow import AMENDMENT, ITEM, PLAN

router = APIRouter(prefix="/v1/contact-plans", tags=["plans"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
Writer = Annotated[Actor, allow(Permission.PLAN_WRITE)]
Version = Annotated[int, Depends(if_match)]
MAX_DAYS = 62


@list_and_search(router, "", queries.PLANS)
async def list_contact_plans(session: Reading, actor: Reader, query: ListQuery) -> Page[PlanRead]:
    """Plans you may see: your own, those with work for you, and those within your scope."""
    return await queries.page(session, actor, query)


@router.get("/load")
async def get_contact_plan_load(
    session: Reading,
    actor: Reader,
    first: Annotated[Day, Query(alias="from", description="First day.", examples=["2026-03-16"])],
    last: Annotated[Day, Query(alias="to", description="Last day, at most 61 days later.", examples=["2026-03-20"])],
    assignee_id: Annotated[
        list[uuid.UUID] | None, Query(max_length=200, description="Only these people; repeat for several.")
    ] = None,
) -> PlanLoad:
    """How much each person has planned for each day over all plans, to balance it before approving (RV-4)."""
    if not timedelta(0) <= last - first < timedelta(days=MAX_DAYS):
        raise fault("/query/to", "out_of_range", msg("must lie 0 to {most} days after “from”", most=MAX_DAYS - 1))
    return await queries.load_view(session, actor, first, last, assignee_id)


@router.post("", status_code=201)
async def create_contact_plan(session: Writing, actor: Writer, body: PlanCreate) -> PlanDetail:
    """Drafts a plan. Revisit plans are then submitted for approval; the others are activated as they are."""
    plan = await service.create(session, actor, body)
    return await queries.read(session, actor, plan.id)


@router.get("/{plan_id}")
async def get_contact_plan(session: Reading, actor: Reader, plan_id: uuid.UUID) -> PlanDetail:
    """One plan with its progress."""
    return await queries.read(session, actor, plan_id)


@router.patch("/{plan_id}")
async def update_contact_plan(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: PlanUpdate, version: Version
) -> PlanDetail:
    """Changes the fields sent."""
    await service.update(session, actor, plan_id, body, version)
    return await queries.read(session, actor, plan_id)


@router.post("/{plan_id}/moves/{move}")
async def move_contact_plan(
    session: Writing,
    actor: Reader,
    plan_id: uuid.UUID,
    move: str,
    body: Annotated[PlanMove, move_body(PLAN, PlanMove)],
    version: Version,
) -> PlanDetail:
    """Makes a move: submit, approve, return, revise, activate, complete or cancel. A refusal names the allowed ones.

    Revisit plans are submitted `revisit_plan_lead_days` ahead of their first item; inside that time only with an
    `urgent_reason`, and the plan is flagged (RV-4). Nobody approves a plan of their own.
    """
    await service.move(session, actor, plan_id, move, body, version)
    return await queries.read(session, actor, plan_id)


# `/v1/contact-plans/{id}/amendments`: changing approved plans.


amendments_router = APIRouter(prefix="/v1/contact-plans/{plan_id}/amendments", tags=["plans"], route_class=Route)
Approver = Annotated[Actor, allow(Permission.PLAN_APPROVE)]


@amendments_router.get("")
async def list_contact_plan_amendments(session: Reading, actor: Reader, plan_id: uuid.UUID) -> Listed[AmendmentRead]:
    """How the plan was changed after its approval, newest first; the latest two hundred."""
    return Listed(items=await queries.amendments_of_plan(session, actor, plan_id))


@amendments_router.post("", status_code=201)
async def create_contact_plan_amendment(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: AmendmentCreate
) -> AmendmentRead:
    """Adds, changes or removes items of an approved revisit plan, with a reason.

    Material changes (`revisit_material_change`) set their items back to `pending_approval` until they are decided;
    everything else takes effect at once and the rest of the plan goes on (RV-5).
    """
    amendment = await items_service.propose(session, actor, plan_id, body.reason, body.changes)
    return await queries.read_amendment(session, actor, amendment)


@amendments_router.get("/{amendment_id}")
async def get_contact_plan_amendment(
    session: Reading, actor: Reader, plan_id: uuid.UUID, amendment_id: uuid.UUID
) -> AmendmentRead:
    """One amendment, with what may be decided about it."""
    return await queries.find_amendment(session, actor, plan_id, amendment_id)


@amendments_router.post("/{amendment_id}/moves/{move}")
async def move_contact_plan_amendment(
    session: Writing,
    actor: Approver,
    plan_id: uuid.UUID,
    amendment_id: uuid.UUID,
    move: str,
    body: Annotated[AmendmentDecision, move_body(AMENDMENT, AmendmentDecision)],
    version: Version,
) -> AmendmentRead:
    """Approves a pending amendment, or returns it with a reason: its items are then as they were. Never one's own.

    With `approve`, `returned_item_ids` names items whose change is returned while the others are approved.
    """
    amendment = await items_service.decide(session, actor, plan_id, amendment_id, move, body, version)
    return await queries.read_amendment(session, actor, amendment)


# `/v1/contact-plans/{id}/items` and `/v1/planned-contacts`: the contacts of a plan, and one's queue across plans.


items_router = APIRouter(prefix="/v1", tags=["plans"], route_class=Route)


@list_and_search(items_router, "/planned-contacts", queries.ITEMS)
@counted
async def list_planned_contacts(session: Reading, actor: Reader, query: ListQuery) -> Page[PlannedContactRead]:
    """Planned contacts across all plans, by when they are due. Your queue: `assignee_id=me&state=planned`."""
    return await queries.page_of_items(session, actor, query)


@items_router.get("/planned-contacts/{item_id}")
async def get_planned_contact(session: Reading, actor: Reader, item_id: uuid.UUID) -> PlannedContactRead:
    """One planned contact."""
    return await queries.read_item(session, actor, item_id)


@items_router.get(
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


@items_router.patch("/planned-contacts/{item_id}")
async def update_planned_contact(
    session: Writing, actor: Writer, item_id: uuid.UUID, body: PlannedContactUpdate, version: Version
) -> PlannedContactRead:
    """Changes the fields sent. In an approved revisit plan a material change waits for approval (RV-5)."""
    changed = await items_service.update(session, actor, item_id, body, version)
    return await queries.read_item(session, actor, changed)


@items_router.post("/planned-contacts/{item_id}/moves/{move}")
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
    standing = await items_service.move(session, actor, item_id, move, body, version)
    return await queries.read_item(session, actor, standing)


@list_only(items_router, "/contact-plans/{plan_id}/items", queries.ITEMS)
@counted
async def list_contact_plan_items(
    session: Reading, actor: Reader, plan_id: uuid.UUID, query: ListQuery
) -> Page[PlannedContactRead]:
    """The plan's contacts whose customers you may see, by when they are due."""
    await queries.load(session, actor, plan_id)
    return await queries.page_of_items(session, actor, query, plan_id=plan_id)


@items_router.post("/contact-plans/{plan_id}/items", status_code=201)
async def create_contact_plan_item(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: PlannedContactAdd
) -> PlannedContactRead:
    """Plans one contact.

    Refused when they opted out of the method, were called too often that day, or the same is planned already.
    """
    item_id = await items_service.add(session, actor, plan_id, body)
    return await queries.read_item(session, actor, item_id)


@items_router.post("/contact-plans/{plan_id}/items/bulk")
async def create_contact_plan_items(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: PlannedContactsAdd
) -> PlannedContactsResult:
    """Plans up to 200 contacts and says of each what became of it; those refused do not hinder the others."""
    return await items_service.add_many(session, actor, plan_id, body)
