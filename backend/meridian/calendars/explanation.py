"""How a deadline explains itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from meridian.calendars.arithmetic import Reckoning
from meridian.calendars.hours import clock_text
from meridian.calendars.public_holidays import DEFAULT_LANGUAGE
from meridian.calendars.rules import Day, DayKind

_ORDINARY = frozenset({DayKind.USUAL, DayKind.REST})


class ExplainedSpan(TypedDict):
    start: str
    end: str
    seconds: float


class ExplainedPause(TypedDict):
    start: str
    end: str | None


class ExplainedHours(TypedDict):
    start: str
    end: str


class ExplainedDay(TypedDict):
    date: str
    kind: str
    reason: str
    hours: list[ExplainedHours]


class Explanation(TypedDict):
    """A deadline's account of itself, ready for JSON. Instants are UTC; `special_days` are dates of the zone."""

    calendar: str
    zone: str
    holiday_country: str | None
    started_at: str
    due_at: str | None
    amount_seconds: float
    counted_seconds: float
    missing_seconds: float
    counted: list[ExplainedSpan]
    pauses: list[ExplainedPause]
    special_days: list[ExplainedDay]


def explain(deadline: Reckoning, language: str = DEFAULT_LANGUAGE) -> Explanation:
    """Start, calendar, pauses and each counted interval, with the dates on the way that were not as in every week."""
    calendar = deadline.calendar
    return Explanation(
        calendar=calendar.name,
        zone=calendar.zone,
        holiday_country=calendar.holiday_country,
        started_at=_text(deadline.started_at),
        due_at=None if deadline.due_at is None else _text(deadline.due_at),
        amount_seconds=deadline.amount.total_seconds(),
        counted_seconds=sum((span.length for span in deadline.counted), timedelta()).total_seconds(),
        missing_seconds=deadline.missing.total_seconds(),
        counted=[
            ExplainedSpan(start=_text(span.start), end=_text(span.end), seconds=span.length.total_seconds())
            for span in deadline.counted
        ],
        pauses=[
            ExplainedPause(start=_text(pause.start), end=None if pause.end is None else _text(pause.end))
            for pause in deadline.pauses
        ],
        special_days=[explain_day(day) for day in _special_days(deadline, language)],
    )


def explain_day(day: Day) -> ExplainedDay:
    return ExplainedDay(
        date=day.on.isoformat(),
        kind=day.kind.value,
        reason=day.reason,
        hours=[ExplainedHours(start=clock_text(start), end=clock_text(end)) for start, end in day.hours],
    )


def _special_days(deadline: Reckoning, language: str) -> Iterator[Day]:
    """The dates from start to due, in the calendar's zone, that an exception or a holiday decides."""
    ends = [deadline.started_at, *(span.end for span in deadline.counted[-1:]), *filter(None, [deadline.due_at])]
    zone = ZoneInfo(deadline.calendar.zone)
    first, last = (moment.astimezone(zone).date().toordinal() for moment in (min(ends), max(ends)))
    for number in range(first, last + 1):
        day = deadline.calendar.day(date.fromordinal(number), language)
        if day.kind not in _ORDINARY:
            yield day


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
