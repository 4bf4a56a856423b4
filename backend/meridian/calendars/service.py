"""Keeping working calendars and showing their days. A change is published; the worker counts anew."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meridian.calendars import queries
from meridian.calendars.deadlines.jobs import RECOMPUTE
from meridian.calendars.events import CALENDAR_CHANGED
from meridian.calendars.models import Calendar
from meridian.calendars.queries import KEPT
from meridian.calendars.rules import WorkingCalendar, supported_subdivisions, working_calendar
from meridian.calendars.schemas import CalendarCreate, CalendarDays, CalendarUpdate, DayRead
from meridian.calendars.working_time import LANGUAGES, explain_day, working_between
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import defer
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, check_version, fault

# Keeping working calendars. A change is told, and every deadline it touches is counted anew by the worker.


async def create(session: WriteSession, wanted: CalendarCreate) -> Calendar:
    """A calendar for a department that has none of its own. Conflict when it has; 422 for an unknown department."""
    _require_subdivision(wanted.holiday_country, wanted.holiday_subdivision)
    calendar = Calendar(**wanted.model_dump(mode="json") | {"department_id": wanted.department_id})
    session.add(calendar)
    await session.flush()
    await _changed(session, calendar)
    return calendar


async def update(session: WriteSession, calendar_id: uuid.UUID, version: int, changes: CalendarUpdate) -> Calendar:
    """Changes the given fields. 412 when somebody else was faster."""
    calendar = await queries.load(session, calendar_id, lock=True)
    check_version(calendar.version, version)
    given = changes.model_dump(mode="json")
    if given.get("holiday_country", calendar.holiday_country) != calendar.holiday_country:
        given.setdefault("holiday_subdivision", None)  # the part of another country
    assign(calendar, given)
    _require_subdivision(calendar.holiday_country, calendar.holiday_subdivision)
    await session.flush()
    if calendar.version != version:
        await _changed(session, calendar)
    return calendar


async def remove(session: WriteSession, calendar_id: uuid.UUID, version: int) -> None:
    """The department works by the company's calendar again. The company's own cannot be removed."""
    calendar = await queries.load(session, calendar_id, lock=True)
    check_version(calendar.version, version)
    if calendar.department_id is None:
        raise Conflict(
            msg("the company's calendar serves every department without its own; change it instead"),
            reason="company_calendar",
        )
    await session.delete(calendar)
    await session.flush()
    await _changed(session, calendar)


def _require_subdivision(country: str | None, subdivision: str | None) -> None:
    """422 for a part that the country has not, or has no holidays for."""
    if subdivision is not None and subdivision not in supported_subdivisions(country or ""):
        raise fault("/holiday_subdivision", "unknown", msg("no public holidays are known for this part of the country"))


async def _changed(session: WriteSession, calendar: Calendar) -> None:
    await publish(session, CALENDAR_CHANGED, calendar)
    await KEPT.invalidate(session)
    await queries.NOW.invalidate(session)
    await defer(session, RECOMPUTE)


# Answers about a calendar: its days one by one, and a deadline counted for somebody who asks.


MAX_DAYS = 400
"""Locales of people → languages the holidays are named in."""


def days_between(calendar: Calendar, since: date, until: date, locale: str) -> CalendarDays:
    """Each local date from `since` to `until`. 422 when they are too many, reversed or far off."""
    faults = []
    if not 1900 <= since.year <= 2200:
        faults.append(Fault("/query/from", "range", msg("must lie between the years 1900 and 2200")))
    if until < since:
        faults.append(Fault("/query/to", "order", msg("must not be earlier than from")))
    elif (until - since).days >= MAX_DAYS:
        faults.append(Fault("/query/to", "range", msg("at most {most} days at a time", most=MAX_DAYS)))
    if faults:
        raise Invalid(errors=faults)
    rules = working_calendar(calendar)
    dates = (since + timedelta(days=number) for number in range((until - since).days + 1))
    items = [_day(rules, on, LANGUAGES[locale]) for on in dates]
    return CalendarDays(
        calendar_id=calendar.id, zone=calendar.zone, items=items, minutes=sum(day.minutes for day in items)
    )


def _day(rules: WorkingCalendar, on: date, language: str) -> DayRead:
    worked = working_between(rules, _midnight(rules.zone, on), _midnight(rules.zone, on + timedelta(days=1)))
    return DayRead.model_validate({**explain_day(rules.day(on, language)), "minutes": worked // timedelta(minutes=1)})


def _midnight(zone: str, on: date) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
