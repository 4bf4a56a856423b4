"""`/v1/callable-windows`, `/v1/call-times`, `/v1/world-clock`, and the hours that customers asked for."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Instant
from meridian.planner.windows import queries, service
from meridian.planner.windows.rules import MOST_DAYS
from meridian.planner.windows.schemas import CallableWindows, CallTimes, OwnHoursPut, OwnHoursRead, WorldClock

router = APIRouter(prefix="/v1", tags=["planning"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
CustomerReader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
USUAL_RANGE = timedelta(days=7)
MOST_AT_ONCE = 200


@router.get("/callable-windows")
async def get_callable_windows(
    session: Reading,
    actor: Reader,
    customer_id: Annotated[
        uuid.UUID | None, Query(description="The customer; its place unless a person is named.")
    ] = None,
    contact_id: Annotated[uuid.UUID | None, Query(description="A person there, in a time of their own if any.")] = None,
    start: Annotated[
        Instant | None,
        Query(alias="from", description="From when; now unless given.", examples=["2026-03-10T00:00:00Z"]),
    ] = None,
    end: Annotated[
        Instant | None,
        Query(alias="to", description="Until when, at most 60 days later; a week unless given.", examples=[None]),
    ] = None,
) -> CallableWindows:
    """When a customer, or a person there, may be called: their calling hours by policy in their own time, less days off
    and public holidays, national and regional, refusals, the day's attempts and the gap after them. Says for now why
    or why not, in both languages, and at which hours they usually answer."""
    if customer_id is None and contact_id is None:
        raise fault("/query/customer_id", "missing", msg("name a customer or a person there"))
    since = start or session.now
    until = end or since + USUAL_RANGE
    if not timedelta(0) < until - since <= timedelta(days=MOST_DAYS):
        raise fault(
            "/query/to", "out_of_range", msg("must be later than “from”, by {most} days at most", most=MOST_DAYS)
        )
    return await queries.windows(session, actor, customer_id, contact_id, since, until)


@router.get("/call-times")
async def get_call_times(
    session: Reading,
    actor: CustomerReader,
    customer_id: Annotated[
        list[uuid.UUID], Query(min_length=1, max_length=MOST_AT_ONCE, description="The customers, 200 at most.")
    ],
) -> CallTimes:
    """What the company's calling hours say now of each of several customers, for a list of them: their time, until when
    they may be called or from when. Refusals and attempts are not looked at."""
    return CallTimes(items=await queries.call_times_of(session, actor, customer_id))


@router.get("/world-clock")
async def get_world_clock(
    session: Reading,
    actor: Reader,
    owner_id: Annotated[uuid.UUID | None, Query(description="Whose queue; your own unless given.")] = None,
    due_by: Annotated[
        Instant | None,
        Query(description="Customers owed a contact by then; by the end of your day unless given.", examples=[None]),
    ] = None,
) -> WorldClock:
    """The time zones of a queue: which are open, which open when, and how many customers wait in each."""
    return await queries.clock(session, actor, owner_id, due_by)


@router.put("/customers/{customer_id}/own-hours")
async def put_customer_own_hours(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: OwnHoursPut
) -> OwnHoursRead:
    """Keeps the hours in which a customer, or somebody there, asked to be called; they narrow the callable windows."""
    kept = await service.put_own_hours(session, actor, customer_id, body)
    weekly, note = (None, None) if kept is None else (kept.weekly, kept.note)
    told = {"customer_id": customer_id, "contact_id": body.contact_id, "weekly": weekly, "note": note}
    return OwnHoursRead.model_validate(told)
