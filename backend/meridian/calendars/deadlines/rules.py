"""The moments before and after a deadline at which somebody is told: due soon, overdue, each escalation (MC-27)."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.working_time import NoWorkingTimeError, Pause, add_working
from meridian.kernel.language import msg

_OFFSET = re.compile(r"([+-]?\d{1,4})\s?(%|d|h|min)")
OWNER = "owner"


class OffsetUnit(StrEnum):
    """What an offset counts; percent is of the deadline's whole amount."""

    PERCENT = "percent"
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    WORKING_MINUTES = "working_minutes"


SIGNS = {
    "%": OffsetUnit.PERCENT,
    "d": OffsetUnit.WORKING_DAYS,
    "h": OffsetUnit.WORKING_HOURS,
    "min": OffsetUnit.WORKING_MINUTES,
}


class Offset(NamedTuple):
    """A moment beside a deadline as a distance in working time; negative before it."""

    number: int = 0
    unit: OffsetUnit = OffsetUnit.WORKING_DAYS

    @classmethod
    def parse(cls, text: str) -> "Offset":
        """Reads `-25%`, `0`, `+1d`, `+4h`, `-30min`, also with a typographic minus. ValueError for anything else."""
        text = text.strip().replace("−", "-")
        if text == "0":
            return cls()
        match = _OFFSET.fullmatch(text)
        if match is None:
            raise ValueError(msg("“{text}” is not an offset such as -25%, 0, +1d, +4h or -30min", text=text))
        return cls(int(match[1]), SIGNS[match[2]])

    def __str__(self) -> str:
        sign = next(sign for sign, unit in SIGNS.items() if unit is self.unit)
        return f"{self.number:+d}{sign}" if self.number else "0"

    def distance(self, calendar: WorkingCalendar, amount: timedelta) -> timedelta:
        """Working time from the deadline of `amount` to the moment. NoWorkingTimeError when a day has no length."""
        match self.unit:
            case OffsetUnit.PERCENT:
                return amount * self.number // 100
            case OffsetUnit.WORKING_DAYS:
                if self.number and not calendar.day_minutes:
                    raise NoWorkingTimeError(calendar, 0)
                return timedelta(minutes=self.number * calendar.day_minutes)
            case OffsetUnit.WORKING_HOURS:
                return timedelta(hours=self.number)
            case OffsetUnit.WORKING_MINUTES:
                return timedelta(minutes=self.number)


def moment_at(
    calendar: WorkingCalendar, start: datetime, amount: timedelta, distance: timedelta, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The moment `distance` of working time beside the deadline of `amount` from `start`; None while paused before it.

    Every such moment lies on the deadline's own count, so pauses move it exactly as they move the deadline: −25 % is
    when a quarter of the amount is left to be worked. A moment that would lie before the start is the start.
    """
    return add_working(calendar, start, max(amount + distance, timedelta()), pauses)


class StepKind(StrEnum):
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


class Escalation(NamedTuple):
    """Who is told when. What lies before the deadline is a reminder, what lies at or after it an escalation."""

    offset: Offset
    recipient: str


class PlannedStep(NamedTuple):
    """One step of one deadline, its distance from the deadline pinned as working time."""

    kind: StepKind
    offset: Offset
    distance: timedelta
    recipient: str


REMINDER = (Escalation(Offset(-25, OffsetUnit.PERCENT), OWNER),)
"""For work whose policy names no escalation: the owner is reminded when a quarter of the time is left."""


def plan_steps(
    calendar: WorkingCalendar, amount: timedelta, escalations: Iterable[Escalation]
) -> tuple[PlannedStep, ...]:
    """The steps of a deadline in the order they come, with *overdue* for its owner at the deadline itself."""
    planned = [PlannedStep(StepKind.OVERDUE, Offset(), timedelta(), OWNER)]
    for offset, recipient in escalations:
        distance = offset.distance(calendar, amount)
        kind = StepKind.DUE_SOON if distance < timedelta() else StepKind.ESCALATED
        planned.append(PlannedStep(kind, offset, distance, recipient))
    return tuple(sorted(planned, key=lambda step: step.distance))
