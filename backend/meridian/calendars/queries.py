"""Every SELECT on calendars. Everybody reads them."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Date, ScalarSelect, cast, func, or_, select

from meridian.calendars import time_in_state
from meridian.calendars.models import Calendar
from meridian.calendars.rules import working_calendar
from meridian.calendars.schemas import CalendarRead
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


async def calendar_for(session: Session, department_id: uuid.UUID | None) -> Calendar:
    """The department's calendar, else the company's, which always exists."""
    found = await session.scalars(
        select(Calendar)
        .where(or_(Calendar.department_id == department_id, Calendar.department_id.is_(None)))
        .order_by(Calendar.department_id.nulls_last())
        .limit(1)
    )
    return found.one()


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
