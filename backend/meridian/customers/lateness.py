"""Whether data was entered in time, in the working time of the department that owes it (CR-4, MC-6)."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from meridian.calendars.arithmetic import NoWorkingTimeError, add_working, add_working_days
from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.stored import working_calendar
from meridian.customers.models import Customer
from meridian.customers.models_care import ImportantChange
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import fault
from meridian.policies.definitions import CUSTOMER_ENTRY_HOURS, IMPORTANT_CHANGE_WORKING_DAYS
from meridian.policies.rules import Policies


async def entered_late(
    session: WriteSession, department_id: uuid.UUID, obtained_at: datetime, policies: Policies
) -> bool:
    """Whether a customer obtained then is entered late now (CR-4); 422 when obtained in the future."""
    _refuse_future(obtained_at, session.now, "/obtained_at")
    allowed = timedelta(hours=policies.get(CUSTOMER_ENTRY_HOURS))
    calendar = await _calendar(session, department_id)
    return _is_late(session.now, lambda: add_working(calendar, obtained_at, allowed))[1]


async def note_important_change(
    session: WriteSession,
    customer: Customer,
    fields: Collection[str],
    learned_at: datetime | None,
    policies: Policies,
) -> None:
    """Keeps that important fields changed, and whether later than policy allows (MC-6); 422 when learned in future."""
    learned = learned_at or session.now
    _refuse_future(learned, session.now, "/learned_at")
    due, late = await important_change_due(session, customer.department_id, learned, policies)
    session.add(
        ImportantChange(
            customer_id=customer.id,
            fields=list(fields),
            learned_at=learned,
            entered_at=session.now,
            due_at=due,
            late=late,
            actor_id=session.actor_id,
        )
    )


async def important_change_due(
    session: WriteSession, department_id: uuid.UUID, learned: datetime, policies: Policies
) -> tuple[datetime | None, bool]:
    """When an important change learned then has to be entered by, and whether that is past (MC-6)."""
    calendar = await _calendar(session, department_id)
    days = policies.get(IMPORTANT_CHANGE_WORKING_DAYS)
    return _is_late(session.now, lambda: add_working_days(calendar, learned, days))


def _is_late(now: datetime, deadline: Callable[[], datetime | None]) -> tuple[datetime | None, bool]:
    """The deadline and whether it has passed. A department that never works has none, and is never late."""
    try:
        due = deadline()
    except NoWorkingTimeError:
        due = None
    return due, due is not None and now > due


async def _calendar(session: WriteSession, department_id: uuid.UUID) -> WorkingCalendar:
    return working_calendar(await calendar_for(session, department_id))


def _refuse_future(moment: datetime, now: datetime, pointer: str) -> None:
    if moment > now:
        raise fault(pointer, "future", "must not lie in the future")
