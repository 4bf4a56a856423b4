"""When an occasion is owed, when it is kept, and what keeps it from being planned. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from meridian.call_hours.rules import CallHours, Locality
from meridian.plans.rules import Method

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
