"""What a working calendar is: its week, its holidays, which hours it works on a local date and why. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, Protocol
from zoneinfo import available_timezones

import holidays

from meridian.kernel.language import msg

# Working hours as stretches of local wall time.


DAY_MINUTES = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class Hours(NamedTuple):
    """One stretch of wall time on a local date, in minutes since midnight; `end` is exclusive and may be 1440 (24:00).

    A shift over midnight is written as two: until 24:00, and from 00:00 of the next weekday.
    """

    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


def clock_minutes(text: str) -> int:
    """Minutes since midnight of `HH:MM`, `24:00` included. ValueError for anything else."""
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise ValueError(msg("“{text}” is not a time of day between 00:00 and 24:00", text=text))
    return minutes


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours(text: str) -> tuple[Hours, ...]:
    """Reads `"09:00-12:00 13:30-18:00"`; the gap between two stretches is the break. The empty text is a free day."""
    return tuple(
        Hours(clock_minutes(start), clock_minutes(end))
        for start, _, end in (part.partition("-") for part in text.split())
    )


def week(**days: str) -> tuple[tuple[Hours, ...], ...]:
    """Seven days of hours, Monday first, from `week(monday="09:00-17:00", …)`; days not named are free."""
    if unknown := days.keys() - set(WEEKDAYS):
        raise ValueError(f"not a weekday: {', '.join(sorted(unknown))}")
    return tuple(hours(days.get(name, "")) for name in WEEKDAYS)


def faults_of_day(stretches: Sequence[Hours]) -> Iterator[str]:
    """What is wrong with one day's hours: each stretch must run forward inside the day, after the one before it."""
    for stretch in stretches:
        if not 0 <= stretch.start < stretch.end <= DAY_MINUTES:
            yield f"{stretch} does not run forward within one day"
    for earlier, later in pairwise(stretches):
        if later.start < earlier.end:
            yield f"{later} begins before {earlier} has ended"


def minutes_of(stretches: Iterable[Hours]) -> int:
    return sum(stretch.minutes for stretch in stretches)


# Public holidays and make-up working days of a country, from the `holidays` library.
#
# It knows what governments have announced: movable days that depend on an announcement (China's make-up Saturdays and
# Sundays, days off in exchange) exist only for the years it has been told about, usually up to the current one. For
# later years it computes the statutory holidays alone, and outside its range of years it knows nothing. A company
# enters what it learns earlier as day exceptions of the calendar; nothing is guessed here.


DEFAULT_LANGUAGE = "en_US"


class HolidayYear(NamedTuple):
    """One country's year: names of its public holidays, and the rest days on which people work instead."""

    names: dict[date, str]
    make_up: frozenset[date]


@cache
def supported_countries() -> frozenset[str]:
    """ISO 3166 alpha-2 codes the library has holidays for."""
    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


@cache
def supported_subdivisions(country: str) -> frozenset[str]:
    """The codes of a country's parts that have holidays of their own: `BY` of `DE`, `ENG` of `GB`."""
    return (
        frozenset(holidays.country_holidays(country).subdivisions) if country in supported_countries() else frozenset()
    )


@lru_cache(maxsize=4096)
def holiday_year(
    country: str, year: int, language: str = DEFAULT_LANGUAGE, subdivision: str | None = None
) -> HolidayYear:
    """Holidays of `year`, those of the part of the country too. The years beside it are loaded: days are observed and
    made up across New Year.

    Names come in `language` where the library has it, else in the country's own; never in the language of the process.
    """
    native = holidays.country_holidays(country)
    chosen = language if language in native.supported_languages else native.default_language
    years = (year - 1, year, year + 1)
    known = holidays.country_holidays(country, subdiv=subdivision, years=years, language=chosen)
    return HolidayYear(
        names={day: name for day, name in known.items() if day.year == year},
        make_up=frozenset(day for day in known.weekend_workdays if day.year == year),
    )


_IN_EXCHANGE = re.compile(r"observed|substitut", re.IGNORECASE)
_REMARK = re.compile(r"\s*[(（](?:estimated|推算|估算)[)）]$")
_SEPARATOR = "; "


@lru_cache(maxsize=4096)
def named_holidays(country: str, year: int, subdivision: str | None = None) -> dict[str, date]:
    """The first day of each public holiday of a country in a year, those of a part of it too, by name: in English where
    that is known, else in the country's own language. Days off in exchange for one are left out; empty where nothing is
    known."""
    first: dict[str, date] = {}
    if country in supported_countries():
        for day, names in sorted(holiday_year(country, year, subdivision=subdivision).names.items()):
            for name in names.split(_SEPARATOR):
                if not _IN_EXCHANGE.search(name):
                    first.setdefault(_REMARK.sub("", name), day)
    return first


def holiday_called(country: str, name: str, year: int, language: str, subdivision: str | None = None) -> str:
    """What a holiday of `named_holidays` is called in a language; its name there where the language is not known."""
    day = named_holidays(country, year, subdivision).get(name)
    if day is None or language not in holidays.country_holidays(country).supported_languages:
        return name
    known, said = (
        holiday_year(country, year, each, subdivision).names[day].split(_SEPARATOR)
        for each in (DEFAULT_LANGUAGE, language)
    )
    names = [_REMARK.sub("", each) for each in known]
    return _REMARK.sub("", said[names.index(name)]) if len(known) == len(said) else name


# Which hours a working calendar works on a local date, and why. Time is counted in `working_time.py`.


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
    holiday_subdivision: str | None = None
    _by_date: dict[date, DayException] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if faults := list(_faults(self)):
            raise CalendarError(faults)
        object.__setattr__(self, "_by_date", {exception.on: exception for exception in self.exceptions})
        whose = (self.holiday_country, self.holiday_subdivision)
        identity = (self.zone, self.weekly, whose, self.exceptions, self.name)
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
            year = holiday_year(self.holiday_country, on.year, language, self.holiday_subdivision)
            return Day(on, kind, stretches, year.names[on])
        return Day(on, kind, stretches, "")

    def worked_on(self, on: date) -> tuple[DayKind, tuple[Hours, ...]]:
        """Kind and hours of a local date."""
        if exception := self._by_date.get(on):
            stretches = self.ordinary_hours if exception.hours is None else exception.hours
            return (DayKind.EXTRA if stretches else DayKind.DAY_OFF), stretches
        if self.holiday_country:
            year = holiday_year(self.holiday_country, on.year, subdivision=self.holiday_subdivision)
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
    part = calendar.holiday_subdivision
    if part is not None and part not in supported_subdivisions(calendar.holiday_country or ""):
        yield f"no public holidays are known for {part!r} of {calendar.holiday_country!r}"
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


# A calendar as it is kept and sent.


class StoredCalendar(Protocol):
    """weekly: weekday → stretches `{start, end}`. exceptions: `{date, hours, reason}`, hours null: an ordinary day."""

    @property
    def name(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def weekly(self) -> Mapping[str, Any]: ...
    @property
    def holiday_country(self) -> str | None: ...
    @property
    def holiday_subdivision(self) -> str | None: ...
    @property
    def exceptions(self) -> Sequence[Any]: ...


def working_calendar(stored: StoredCalendar) -> WorkingCalendar:
    """The calendar to count with."""
    return WorkingCalendar(
        name=stored.name,
        zone=stored.zone,
        weekly=tuple(_stretches(stored.weekly.get(weekday, ())) for weekday in WEEKDAYS),
        holiday_country=stored.holiday_country,
        holiday_subdivision=stored.holiday_subdivision,
        exceptions=tuple(
            DayException(
                on=date.fromisoformat(exception["date"]),
                hours=None if exception["hours"] is None else _stretches(exception["hours"]),
                reason=exception["reason"],
            )
            for exception in stored.exceptions
        ),
    )


def _stretches(stored: Sequence[Mapping[str, str]]) -> tuple[Hours, ...]:
    return tuple(Hours(clock_minutes(stretch["start"]), clock_minutes(stretch["end"])) for stretch in stored)
