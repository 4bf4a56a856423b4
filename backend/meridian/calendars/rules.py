"""What a working calendar is, and which hours it works on a local date and why. Pure: no I/O but the zone database.

The counting of time is in `arithmetic.py`; deadlines, pauses and their explanation in `deadlines.py`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

from meridian.calendars.hours import WEEKDAYS, Hours, faults_of_day, minutes_of
from meridian.calendars.public_holidays import DEFAULT_LANGUAGE, holiday_year, supported_countries


class DayKind(StrEnum):
    """Why a date is worked or not."""

    USUAL = "usual"  # the weekly hours
    REST = "rest"  # a weekday without hours
    PUBLIC_HOLIDAY = "public_holiday"
    MAKE_UP = "make_up"  # a rest day worked in exchange for a holiday
    DAY_OFF = "day_off"  # the company's own
    EXTRA = "extra"  # the company's own hours for one date


class CalendarError(ValueError):
    """The calendar makes no sense; `faults` names each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class DayException:
    """One date that differs from the week and the public holidays.

    `hours` is what is worked: `()` a day off, `None` the hours of an ordinary working day.
    """

    on: date
    hours: tuple[Hours, ...] | None = ()
    reason: str = ""


class Day(NamedTuple):
    """One local date of a calendar, with the reason as people read it."""

    on: date
    kind: DayKind
    hours: tuple[Hours, ...]
    reason: str


@dataclass(frozen=True)
class WorkingCalendar:
    """Weekly hours in a time zone, less public holidays, with make-up working days and the company's own exceptions.

    The most particular wins: exception, make-up day, public holiday, week. A make-up day and an exception without
    hours of its own work the hours of an ordinary day: Monday's, or those of the first weekday that works.
    """

    zone: str
    weekly: tuple[tuple[Hours, ...], ...]
    holiday_country: str | None = None
    exceptions: tuple[DayException, ...] = ()
    name: str = ""
    _by_date: dict[date, DayException] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if faults := list(_faults(self)):
            raise CalendarError(faults)
        object.__setattr__(self, "_by_date", {exception.on: exception for exception in self.exceptions})
        identity = (self.zone, self.weekly, self.holiday_country, self.exceptions, self.name)
        object.__setattr__(self, "_hash", hash(identity))

    def __hash__(self) -> int:  # kept, because every call of the clock looks its memo up by it
        return self._hash

    @property
    def ordinary_hours(self) -> tuple[Hours, ...]:
        """The hours of an ordinary working day; empty for a calendar that never works."""
        return next((stretches for stretches in self.weekly if stretches), ())

    @property
    def day_minutes(self) -> int:
        """Working minutes that *one working day* stands for: the commonest length of a weekday, the longer of equals.

        See docs/decisions/0010-working-days.md. A calendar without weekly hours has 0.
        """
        lengths = Counter(minutes_of(stretches) for stretches in self.weekly if stretches)
        return max(lengths, key=lambda minutes: (lengths[minutes], minutes), default=0)

    def day(self, on: date, language: str = DEFAULT_LANGUAGE) -> Day:
        """What is worked on a local date and why; a holiday's name is in `language` where it is known."""
        kind, stretches = self.worked_on(on)
        if exception := self._by_date.get(on):
            return Day(on, kind, stretches, exception.reason)
        if kind is DayKind.PUBLIC_HOLIDAY and self.holiday_country:
            return Day(on, kind, stretches, holiday_year(self.holiday_country, on.year, language).names[on])
        return Day(on, kind, stretches, "")

    def worked_on(self, on: date) -> tuple[DayKind, tuple[Hours, ...]]:
        """Kind and hours of a local date."""
        if exception := self._by_date.get(on):
            stretches = self.ordinary_hours if exception.hours is None else exception.hours
            return (DayKind.EXTRA if stretches else DayKind.DAY_OFF), stretches
        if self.holiday_country:
            year = holiday_year(self.holiday_country, on.year)
            if on in year.make_up:
                return DayKind.MAKE_UP, self.ordinary_hours
            if on in year.names:
                return DayKind.PUBLIC_HOLIDAY, ()
        stretches = self.weekly[on.weekday()]
        return (DayKind.USUAL if stretches else DayKind.REST), stretches


@cache
def zones() -> frozenset[str]:
    """Every IANA time zone this machine knows."""
    return frozenset(available_timezones())


def _faults(calendar: WorkingCalendar) -> Iterator[str]:
    if calendar.zone not in zones():
        yield f"{calendar.zone!r} is not an IANA time zone"
    if calendar.holiday_country is not None and calendar.holiday_country not in supported_countries():
        yield f"no public holidays are known for {calendar.holiday_country!r}"
    if len(calendar.weekly) != len(WEEKDAYS):
        yield f"a week has seven days, not {len(calendar.weekly)}"
    for name, stretches in zip(WEEKDAYS, calendar.weekly, strict=False):
        yield from (f"{name}: {fault}" for fault in faults_of_day(stretches))
    seen: set[date] = set()
    for exception in calendar.exceptions:
        if exception.on in seen:
            yield f"{exception.on}: named twice"
        seen.add(exception.on)
        yield from (f"{exception.on}: {fault}" for fault in faults_of_day(exception.hours or ()))
