"""Keeping working calendars. A change is told, and every deadline it touches is counted anew by the worker."""

import uuid

from meridian.calendars import queries
from meridian.calendars.dwell import CALENDARS
from meridian.calendars.events import CALENDAR_CHANGED
from meridian.calendars.jobs import RECOMPUTE
from meridian.calendars.models import Calendar
from meridian.calendars.schemas import CalendarCreate, CalendarUpdate
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.events import emit
from meridian.kernel.http import check_version
from meridian.kernel.jobs import defer
from meridian.kernel.problems import Conflict


async def create(session: WriteSession, wanted: CalendarCreate) -> Calendar:
    """A calendar for a department that has none of its own. Conflict when it has; 422 for an unknown department."""
    calendar = Calendar(**wanted.model_dump(mode="json") | {"department_id": wanted.department_id})
    session.add(calendar)
    await session.flush()
    await _changed(session, calendar)
    return calendar


async def update(session: WriteSession, calendar_id: uuid.UUID, version: int, changes: CalendarUpdate) -> Calendar:
    """Changes the given fields. 412 when somebody else was faster."""
    calendar = await queries.load(session, calendar_id, lock=True)
    check_version(calendar.version, version)
    for name, value in changes.model_dump(mode="json").items():
        setattr(calendar, name, value)
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
            "the company's calendar serves every department without its own; change it instead",
            reason="company_calendar",
        )
    await session.delete(calendar)
    await session.flush()
    await _changed(session, calendar)


async def _changed(session: WriteSession, calendar: Calendar) -> None:
    await emit(
        session,
        CALENDAR_CHANGED,
        subject_type="working_calendar",
        subject_id=calendar.id,
        version=calendar.version,
        permission=Permission.USER_READ,
    )
    await CALENDARS.announce(session)
    await defer(session, RECOMPUTE)
