"""Working time spent in a state, for the moves of workflows: counted from calendars kept in the process."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from meridian.calendars.models import Calendar
from meridian.calendars.rules import WorkingCalendar, working_calendar
from meridian.calendars.working_time import working_between
from meridian.kernel.cache import ProcessCache
from meridian.kernel.db.session import Session

Calendars = Mapping[uuid.UUID | None, WorkingCalendar]


async def load_calendars(session: Session) -> Calendars:
    """Every working calendar by its department; the company's stands under None."""
    found = await session.scalars(select(Calendar))
    return {calendar.department_id: working_calendar(calendar) for calendar in found}


CALENDARS = ProcessCache("meridian_calendar", load_calendars)


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
    return TimeInState(await CALENDARS.get(session), session.now)
