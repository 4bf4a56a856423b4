"""`/v1/callable-windows` and `/v1/world-clock`."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Instant
from meridian.planner.windows import queries
from meridian.planner.windows.rules import MOST_DAYS
from meridian.planner.windows.schemas import CallableWindows, WorldClock

router = APIRouter(prefix="/v1", tags=["planning"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
USUAL_RANGE = timedelta(days=7)


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
