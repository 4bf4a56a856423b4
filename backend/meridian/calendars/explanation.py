"""How a deadline explains itself, and the moments before and after it at which somebody is told (MC-27)."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from meridian.calendars.arithmetic import Deadline, NoWorkingTimeError, Pause, add_working
from meridian.calendars.public_holidays import DEFAULT_LANGUAGE
from meridian.calendars.rules import Day, DayKind, WorkingCalendar

_ORDINARY = frozenset({DayKind.USUAL, DayKind.REST})
_OFFSET = re.compile(r"(?P<sign>[+-]?)(?P<number>\d{1,4})\s?(?P<unit>%|d|h|min)?")


class Offset(NamedTuple):
    """A moment beside a deadline, as a distance in working time: percent of the deadline's amount, or working minutes
    or days; negative before it. `−25 %` is when a quarter of the amount is left."""

    percent: int = 0
    days: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> "Offset":
        """Reads `-25%`, `0`, `+1d`, `+4h`, `-30min`, also with a typographic minus. ValueError for anything else."""
        match = _OFFSET.fullmatch(text.strip().replace("−", "-"))
        if not match or (match["unit"] is None and int(match["number"])):
            raise ValueError(f"{text!r} is not an offset such as -25%, 0, +1d, +4h or -30min")
        number = int(match["number"]) * (-1 if match["sign"] == "-" else 1)
        match match["unit"]:
            case "%":
                return cls(percent=number)
            case "d":
                return cls(days=number)
            case "h":
                return cls(minutes=number * 60)
            case _:
                return cls(minutes=number)


def offset_moment(
    calendar: WorkingCalendar, start: datetime, amount: timedelta, offset: Offset, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The moment beside the deadline of `amount` from `start`; None while an open pause holds it.

    Every such moment lies on the deadline's own count, so pauses move it exactly as they move the deadline. One that
    would lie before the start is the start.
    """
    if offset.days and not calendar.day_minutes:
        raise NoWorkingTimeError(calendar, 0)
    beside = timedelta(minutes=offset.days * calendar.day_minutes + offset.minutes)
    wanted = amount + amount * offset.percent // 100 + beside
    return add_working(calendar, start, max(wanted, timedelta()), pauses)


class ExplainedSpan(TypedDict):
    start: str
    end: str
    seconds: float


class ExplainedPause(TypedDict):
    start: str
    end: str | None


class ExplainedDay(TypedDict):
    date: str
    kind: str
    reason: str
    hours: list[str]


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


def explain(deadline: Deadline, language: str = DEFAULT_LANGUAGE) -> Explanation:
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
        date=day.on.isoformat(), kind=day.kind.value, reason=day.reason, hours=[str(stretch) for stretch in day.hours]
    )


def _special_days(deadline: Deadline, language: str) -> Iterator[Day]:
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
