"""A person's shifts: their weekly roster with its dated exceptions, or else their department's working hours. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from meridian.calendars.rules import WEEKDAYS, DayException, DayKind, Hours, WorkingCalendar, clock_minutes, minutes_of

MOST_DAYS = 62


class ExceptionKind(StrEnum):
    """Why a date differs from the week."""

    SHIFT = "shift"  # other hours than usual
    LEAVE = "leave"
    SICK = "sick"
    REST = "rest"  # a day off in exchange
    TRAINING = "training"
    OTHER = "other"


class DutyKind(StrEnum):
    """What a person does on a date."""

    SHIFT = "shift"
    REST = "rest"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"


class StoredRoster(Protocol):
    """weekly: weekday → stretches `{start, end}`. exceptions: `{date, hours, kind, reason}`."""

    @property
    def weekly(self) -> Mapping[str, Any]: ...
    @property
    def exceptions(self) -> Sequence[Any]: ...
    @property
    def keeps_holidays(self) -> bool: ...


class StoredWeek(NamedTuple):
    """A roster as it is kept, without whose it is."""

    weekly: Mapping[str, Any]
    exceptions: Sequence[Any]
    keeps_holidays: bool


class Duty(NamedTuple):
    """A person's date: what it is, the hours worked by their wall clock, and why."""

    day: date
    kind: DutyKind
    hours: tuple[Hours, ...]
    reason: str

    @property
    def minutes(self) -> int:
        return minutes_of(self.hours)


def shift_calendar(zone: str, stored: StoredRoster | None, usual: WorkingCalendar) -> WorkingCalendar:
    """The hours a person works, in their zone. Without a roster they are the department's; with one that keeps its
    holidays, those are free and the days it works in exchange for them count as by the roster's own week."""
    if stored is None:
        return replace(usual, zone=zone)
    exceptions = tuple(
        DayException(date.fromisoformat(each["date"]), _stretches(each["hours"]), each.get("reason") or "")
        for each in stored.exceptions
    )
    named = {each.on for each in exceptions}
    company = tuple(each for each in usual.exceptions if each.on not in named) if stored.keeps_holidays else ()
    return WorkingCalendar(
        zone=zone,
        weekly=tuple(_stretches(stored.weekly.get(day, ())) for day in WEEKDAYS),
        holiday_country=usual.holiday_country if stored.keeps_holidays else None,
        holiday_subdivision=usual.holiday_subdivision if stored.keeps_holidays else None,
        exceptions=(*exceptions, *company),
    )


def duties(
    calendar: WorkingCalendar, stored: StoredRoster | None, first: date, last: date, language: str
) -> list[Duty]:
    """Day by day what the person does. language: in which holidays are named."""
    kinds = {each["date"]: ExceptionKind(each["kind"]) for each in stored.exceptions} if stored else {}
    found = []
    for number in range((last - first).days + 1):
        day = calendar.day(first + timedelta(days=number), language)
        named = kinds.get(day.on.isoformat())
        kind = DutyKind(named.value) if named is not None else _KIND[day.kind]
        found.append(Duty(day.on, kind, day.hours, day.reason))
    return found


_KIND = {
    DayKind.USUAL: DutyKind.SHIFT,
    DayKind.MAKE_UP: DutyKind.SHIFT,
    DayKind.EXTRA: DutyKind.SHIFT,
    DayKind.REST: DutyKind.REST,
    DayKind.DAY_OFF: DutyKind.REST,
    DayKind.PUBLIC_HOLIDAY: DutyKind.HOLIDAY,
}


def _stretches(stored: Sequence[Mapping[str, str]]) -> tuple[Hours, ...]:
    return tuple(Hours(clock_minutes(each["start"]), clock_minutes(each["end"])) for each in stored)
