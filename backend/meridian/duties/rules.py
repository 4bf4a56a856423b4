"""By what coverage is counted, and which setting owes a contact by which rule. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from meridian.call_hours.rules import CallHours, Locality
from meridian.customers.rules import ContactRule
from meridian.plans.rules import Method
from meridian.policies.definitions.customers import (
    CLOSED_REVISIT_DAYS,
    CONTACT_CADENCE_DAYS,
    NURTURE_CADENCE_DAYS,
    PROGRESS_REPORT_DAYS,
)
from meridian.policies.rules import PolicyDefinition

SETTING_OF: Mapping[ContactRule, PolicyDefinition[Any]] = {
    ContactRule.CADENCE: CONTACT_CADENCE_DAYS,
    ContactRule.AFTER_CLOSING: CLOSED_REVISIT_DAYS,
    ContactRule.NURTURE: NURTURE_CADENCE_DAYS,
    ContactRule.PROGRESS_REPORT: PROGRESS_REPORT_DAYS,
}


class CoverageBy(StrEnum):
    OWNER = "owner"
    TEAM = "team"
    GRADE = "grade"
    MARKET = "market"
    RULE = "rule"


def days_late(due_at: datetime, now: datetime) -> int:
    """Whole days since it was due; 0 before."""
    return max((now - due_at) // timedelta(days=1), 0)


def coverage(customers: int, overdue: int) -> float | None:
    """The share contacted within what is owed, 0 to 1, four decimals; None where nobody is owed anything."""
    return None if customers == 0 else round((customers - overdue) / customers, 4)


# When an occasion is owed, when it is kept, and what keeps it from being planned. Pure.

SEEN_AHEAD = timedelta(days=60)
"""An occasion stands among the duties so long before its day."""
PLANNED_AHEAD = timedelta(days=14)
"""So long before its day its contact is planned."""
KEPT_FOR = timedelta(days=400)
"""How long a past occasion is remembered: longer than a year, so that each is kept once in one."""
RULE = "CR-28"


class CareHeld(StrEnum):
    """Why the contact of an occasion is not planned."""

    CARE_GAP = "care_gap"
    OPTED_OUT = "opted_out"
    NO_CALLING_DAY = "no_calling_day"
    PLANNED_ALREADY = "planned_already"
    NOT_POSSIBLE = "not_possible"


_HELD_BY = {
    "opted_out": CareHeld.OPTED_OUT,
    "outside_hours": CareHeld.NO_CALLING_DAY,
    "in_the_past": CareHeld.NO_CALLING_DAY,
    "duplicate_item": CareHeld.PLANNED_ALREADY,
}


def held_by(codes: Iterable[str]) -> CareHeld:
    """What to say of the faults of a contact that may not be planned: the first that has a name here."""
    return next((_HELD_BY[code] for code in codes if code in _HELD_BY), CareHeld.NOT_POSSIBLE)


def day_kept(hours: CallHours, place: Locality, method: Method, on: date, first: date) -> date | None:
    """The day on which an occasion is kept: its own, or of a call the last open calling day before it; None where there
    is none from `first` on."""
    if method is not Method.PHONE:
        return on
    day = on
    while day >= first:
        if hours.next_day(place, day) == day:
            return day
        day -= timedelta(days=1)
    return None


def too_close(day: date, others: Iterable[date], gap_days: int) -> bool:
    """Whether fewer than `gap_days` days lie between the day and one of the others."""
    return any(abs((day - other).days) < gap_days for other in others)
