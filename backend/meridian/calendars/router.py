"""`/v1/calendars`: everybody sees how time is counted, administrators decide it."""

import uuid
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from meridian.calendars import queries, service
from meridian.calendars.deadlines.schemas import ExplainedRead, ExplainWanted
from meridian.calendars.deadlines.service import explain_wanted
from meridian.calendars.schemas import CalendarCreate, CalendarDays, CalendarRead, CalendarUpdate
from meridian.calendars.service import days_between
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/calendars", tags=["calendars"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.POLICY_READ)]
Writer = Annotated[Actor, allow(Permission.CALENDAR_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.CALENDARS)
async def list_calendars(session: Reading, actor: Reader, query: ListQuery) -> Page[CalendarRead]:
    """The company's calendar and those of departments with their own, by name."""
    return await queries.page(session, query)


@router.post("", status_code=201)
async def create_calendar(session: Writing, actor: Writer, body: CalendarCreate) -> CalendarRead:
    """Gives a department its own calendar; its deadlines are counted anew by it."""
    calendar = await service.create(session, body)
    return queries.calendar_read(calendar)


@router.get("/{calendar_id}")
async def get_calendar(session: Reading, actor: Reader, calendar_id: uuid.UUID) -> CalendarRead:
    """One calendar."""
    calendar = await queries.load(session, calendar_id)
    return queries.calendar_read(calendar)


@router.patch("/{calendar_id}")
async def update_calendar(
    session: Writing, actor: Writer, calendar_id: uuid.UUID, body: CalendarUpdate, version: Version
) -> CalendarRead:
    """Changes the fields sent; running deadlines are counted anew, and their history says why."""
    calendar = await service.update(session, calendar_id, version, body)
    return queries.calendar_read(calendar)


@router.delete("/{calendar_id}", status_code=204)
async def delete_calendar(session: Writing, actor: Writer, calendar_id: uuid.UUID, version: Version) -> None:
    """The department works by the company's calendar again. The company's own cannot be removed."""
    await service.remove(session, calendar_id, version)


@router.get("/{calendar_id}/days")
async def list_calendar_days(
    session: Reading,
    actor: Reader,
    calendar_id: uuid.UUID,
    since: Annotated[date, Query(alias="from", description="First local date.", examples=["2026-10-01"])],
    until: Annotated[date, Query(alias="to", description="Last local date.", examples=["2026-10-10"])],
) -> CalendarDays:
    """Day by day what is worked and why; at most 400 days. Holidays are named in your language."""
    return days_between(await queries.load(session, calendar_id), since, until, actor.locale)


@router.post("/{calendar_id}/explain")
async def explain_deadline(
    session: Reading, actor: Reader, calendar_id: uuid.UUID, body: ExplainWanted
) -> ExplainedRead:
    """Counts a deadline and accounts for it: start, pauses, each counted stretch, dates out of the ordinary."""
    return explain_wanted(await queries.load(session, calendar_id), body, actor.locale)
