"""Every SELECT on calendars. Everybody reads them."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Date, ScalarSelect, cast, func, select

from meridian.calendars import time_in_state
from meridian.calendars.models import Calendar
from meridian.calendars.rules import working_calendar
from meridian.calendars.schemas import CalendarRead
from meridian.kernel.cache import ProcessCache
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Everybody, Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

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
    return ZoneInfo((await time_in_state.CALENDARS.get(session))[None].zone)


async def today(session: Session) -> date:
    """The company's date."""
    return session.now.astimezone(await company_zone(session)).date()


COMPANY_ZONE: ScalarSelect[str] = select(Calendar.zone).where(Calendar.department_id.is_(None)).scalar_subquery()
TODAY = cast(func.timezone(COMPANY_ZONE, func.meridian_now()), Date)
"""The same in SQL, for conditions that stand in a list's specification."""
