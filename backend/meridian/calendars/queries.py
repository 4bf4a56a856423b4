"""Every SELECT on calendars. Everybody reads them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Date, ScalarSelect, cast, func, select

from meridian.calendars.models import Calendar
from meridian.calendars.rules import WorkingCalendar, working_calendar
from meridian.calendars.schemas import CalendarRead
from meridian.calendars.working_time import working_between
from meridian.kernel.cache import ProcessCache
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Everybody, Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

# Working time spent in a state, for the moves of workflows: counted from calendars kept in the process.


Calendars = Mapping[uuid.UUID | None, WorkingCalendar]


async def load_calendars(session: Session) -> Calendars:
    """Every working calendar by its department; the company's stands under None."""
    found = await session.scalars(select(Calendar))
    return {calendar.department_id: working_calendar(calendar) for calendar in found}


KEPT = ProcessCache("meridian_calendar", load_calendars)


def calendar_of(calendars: Calendars, department_id: uuid.UUID | None) -> WorkingCalendar:
    """The department's, or the company's where it has none."""
    return calendars[department_id if department_id in calendars else None]


def seconds_left(calendars: Calendars, department_id: uuid.UUID | None, now: datetime, due: datetime) -> int:
    """Working seconds of the department, or the company where it has no calendar, until `due`; negative after it."""
    calendar = calendar_of(calendars, department_id)
    if due < now:
        return -(working_between(calendar, due, now) // timedelta(seconds=1))
    return working_between(calendar, now, due) // timedelta(seconds=1)


class TimeInState:
    """Counts up to one moment; moves that many records make at once are counted once for each department and start."""

    def __init__(self, calendars: Calendars, until: datetime) -> None:
        self._calendars, self._until = calendars, until
        self._counted: dict[tuple[uuid.UUID | None, datetime], int] = {}

    def seconds(self, department_id: uuid.UUID | None, since: datetime) -> int:
        """Working seconds of the department, or the company where it has no calendar, from `since` on."""
        key = (department_id if department_id in self._calendars else None, since)
        if key not in self._counted:
            spent = working_between(self._calendars[key[0]], since, self._until)
            self._counted[key] = spent // timedelta(seconds=1)
        return self._counted[key]


async def time_in_state(session: Session) -> TimeInState:
    """Counting up to now."""
    return TimeInState(await KEPT.get(session), session.now)


# Every SELECT on calendars and deadlines. Calendars are read by everybody; deadlines through what they belong to.


CALENDARS = ListSpec(
    "calendars",
    fields=(
        Field("name", Calendar.name, "text", sortable=True, description="The calendar's name", example="Head office"),
        Field("department_id", Calendar.department_id, "uuid", description="Its department; null: the company's"),
        Field("zone", Calendar.zone, "text", description="IANA time zone", example="Asia/Shanghai"),
        Field("holiday_country", Calendar.holiday_country, "text", description="Whose holidays", example="CN"),
        Field("holiday_subdivision", Calendar.holiday_subdivision, "text", description="Which part's", example="BY"),
    ),
    default_sort=("name",),
    id_column=Calendar.id,
)


async def page(session: Session, query: ListQuery) -> Page[CalendarRead]:
    return await page_of(
        session,
        Everybody(),
        CALENDARS,
        query,
        lambda _: select(Calendar),
        to_row=calendar_read,
    )


async def load(session: Session, calendar_id: uuid.UUID, *, lock: bool = False) -> Calendar:
    """The calendar, or 404."""
    statement = select(Calendar).where(Calendar.id == calendar_id)
    calendar = await session.scalar(statement.with_for_update() if lock else statement)
    if calendar is None:
        raise NotFound()
    return calendar


class CalendarNow(NamedTuple):
    """A calendar as it is counted with, and which version of which it is."""

    id: uuid.UUID
    version: int
    name: str
    zone: str
    weekly: dict[str, Any]
    holiday_country: str | None
    holiday_subdivision: str | None
    exceptions: list[Any]


async def _load_now(session: Session) -> Mapping[uuid.UUID | None, CalendarNow]:
    columns = [getattr(Calendar, name) for name in CalendarNow._fields]
    rows = await session.execute(select(Calendar.department_id, *columns))
    return {department_id: CalendarNow(*values) for department_id, *values in rows}


NOW = ProcessCache("meridian_calendar", _load_now)
"""Every calendar by its department; the company's under None. What a deadline is counted with a moment too late is
counted anew (`deadlines.jobs.RECOMPUTE`)."""


async def calendar_for(session: Session, department_id: uuid.UUID | None) -> CalendarNow:
    """The department's calendar, else the company's, which always exists."""
    calendars = await NOW.get(session)
    return calendars[department_id if department_id in calendars else None]


def calendar_read(calendar: Calendar) -> CalendarRead:
    """The calendar with what follows from it."""
    return CalendarRead.model_validate(
        {name: getattr(calendar, name) for name in CalendarRead.model_fields if name != "day_minutes"}
        | {"day_minutes": working_calendar(calendar).day_minutes}
    )


async def company_zone(session: Session) -> ZoneInfo:
    """The zone by whose midnights the company counts days."""
    return ZoneInfo((await KEPT.get(session))[None].zone)


async def today(session: Session) -> date:
    """The company's date."""
    return session.now.astimezone(await company_zone(session)).date()


async def evening(session: Session) -> datetime:
    """When the company's day ends."""
    return datetime.combine(await today(session) + timedelta(days=1), time(), await company_zone(session))


COMPANY_ZONE: ScalarSelect[str] = select(Calendar.zone).where(Calendar.department_id.is_(None)).scalar_subquery()
TODAY = cast(func.timezone(COMPANY_ZONE, func.meridian_now()), Date)
"""The same in SQL, for conditions that stand in a list's specification."""
