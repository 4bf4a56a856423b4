"""Working time: added, subtracted and measured exactly, and how what was counted explains itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from meridian.calendars.rules import DEFAULT_LANGUAGE, Day, DayKind, WorkingCalendar, clock_text

# The working clock: adding, subtracting and measuring working time exactly.
#
# An instant is working time when the wall clock of the calendar's zone then shows a date and time within that date's
# hours. Time itself is real, elapsed time: an hour the clocks skip is not there to be worked, an hour they repeat
# counts twice, and a date a zone left out (Apia, 30 December 2011) is never worked.
#
# The clock keeps its memo by *UTC* day, not by local date: a local date may be broken in two by a clock set back over
# midnight (St John's, until 2011), while UTC days always follow one another. Instants are whole microseconds since
# 1970.


HORIZON = timedelta(days=5 * 366)
"""How far a deadline may lie from its start, pauses not counted; beyond it the calendar counts as having no time."""

EARLIEST = datetime(1899, 1, 1, tzinfo=UTC)
LATEST = datetime(2203, 1, 1, tzinfo=UTC)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE
_HORIZON = HORIZON // _MICROSECOND
_NEVER = 1 << 62
_MEMO_DAYS = 20_000
_BLOCK = 16  # days whose working time is remembered as one sum


class NoWorkingTimeError(ValueError):
    """The calendar does not hold the wanted working time within five years."""

    def __init__(self, calendar: WorkingCalendar, amount: int) -> None:
        wanted = (
            f"{amount * _MICROSECOND} of working time within five years" if amount else "a working day of any length"
        )
        super().__init__(f"the calendar {calendar.name!r} does not hold {wanted}")


class Span(NamedTuple):
    """Real time from `start` (inclusive) to `end` (exclusive), in UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


class Pause(NamedTuple):
    """Time that does not count; without an end it still lasts."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Reckoning:
    """An amount of working time counted from a start, and everything that was counted.

    `due_at` is None while an open pause holds the deadline; `missing` is then still to be counted.
    """

    calendar: WorkingCalendar
    started_at: datetime
    amount: timedelta
    pauses: tuple[Pause, ...]
    due_at: datetime | None
    counted: tuple[Span, ...]
    missing: timedelta


def due_with_pauses(
    calendar: WorkingCalendar, start: datetime, amount: timedelta, pauses: Iterable[Pause] = ()
) -> Reckoning:
    """Counts `amount` of working time from `start` outside the pauses, and keeps each interval it counted.

    Due is the earliest instant by which the amount has been worked. ValueError for naive or far-off moments, a negative
    amount, a pause that ends before it starts; NoWorkingTimeError when five years, pauses not counted, do not hold it.
    """
    pauses = tuple(pauses)
    due, counted, left = _count(calendar, _micros(start), _amount(amount), _merged(pauses))
    return Reckoning(
        calendar=calendar,
        started_at=start.astimezone(UTC),
        amount=amount,
        pauses=pauses,
        due_at=None if due is None else _moment(due),
        counted=tuple(Span(_moment(since), _moment(until)) for since, until in counted),
        missing=left * _MICROSECOND,
    )


def add_working(
    calendar: WorkingCalendar, start: datetime, amount: timedelta, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """`due_with_pauses` without the intervals: only the moment, or None while an open pause holds it."""
    due, _, _ = _count(calendar, _micros(start), _amount(amount), _merged(pauses))
    return None if due is None else _moment(due)


def worked_spans(calendar: WorkingCalendar, start: datetime, end: datetime) -> Iterator[Span]:
    """Each stretch of working time between two moments, in order, cut off at both. Errors as `due_with_pauses`."""
    for since, until in _clock(calendar).onward(_micros(start), _micros(end)):
        yield Span(_moment(since), _moment(until))


def subtract_working(calendar: WorkingCalendar, end: datetime, amount: timedelta) -> datetime:
    """The latest instant from which `amount` is still worked until `end`; errors as `due_with_pauses`."""
    until, left = _micros(end), _amount(amount)
    if not left:
        return _moment(until)
    for since, to in _clock(calendar).back(until, until - _HORIZON):
        if to - since >= left:
            return _moment(to - left)
        left -= to - since
    raise NoWorkingTimeError(calendar, _amount(amount))


def working_between(
    calendar: WorkingCalendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> timedelta:
    """Working time from `start` to `end` outside the pauses; negative when `end` comes first."""
    begin, until = _micros(start), _micros(end)
    if until < begin:
        return -working_between(calendar, end, start, pauses)
    clock = _clock(calendar)
    return sum(clock.worked(*window) for window in _windows(begin, until, _merged(pauses))) * _MICROSECOND


def add_working_days(calendar: WorkingCalendar, start: datetime, days: int) -> datetime:
    """`start` and `days` working days, each worth the calendar's `day_minutes`; a negative number goes back."""
    amount = timedelta(minutes=calendar.day_minutes) * abs(days)
    if days and not amount:
        raise NoWorkingTimeError(calendar, 0)
    if days < 0:
        return subtract_working(calendar, start, amount)
    due = add_working(calendar, start, amount)
    assert due is not None, "nothing pauses it"
    return due


class _Clock:
    """One calendar's working time by UTC day, remembered."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._zone = ZoneInfo(calendar.zone)
        self._memo: dict[int, tuple[tuple[int, int], ...]] = {}
        self._sums: dict[int, int] = {}

    def counted(self, begin: int, limit: int, pauses: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Working time between two instants outside the merged pauses, in order."""
        return chain.from_iterable(self.onward(*window) for window in _windows(begin, limit, pauses))

    def onward(self, begin: int, limit: int) -> Iterator[tuple[int, int]]:
        """Working time between two instants, in order."""
        for number in range(begin // _DAY, -(-limit // _DAY)):
            for since, until in self._day(number):
                if until > begin and since < limit:
                    yield max(since, begin), min(until, limit)

    def worked(self, begin: int, limit: int) -> int:
        """How much of the time between two instants is working time; of years no more than a block at a time."""
        first, last = -(-begin // (_BLOCK * _DAY)), limit // (_BLOCK * _DAY)
        if first >= last:
            return _length(self.onward(begin, limit))
        ends = chain(self.onward(begin, first * _BLOCK * _DAY), self.onward(last * _BLOCK * _DAY, limit))
        return _length(ends) + sum(self._block(number) for number in range(first, last))

    def _block(self, number: int) -> int:
        known = self._sums.get(number)
        if known is None:
            begin = number * _BLOCK * _DAY
            known = self._sums[number] = _length(self.onward(begin, begin + _BLOCK * _DAY))
        return known

    def back(self, end: int, limit: int) -> Iterator[tuple[int, int]]:
        """The same from the end backwards."""
        for number in range(-(-end // _DAY) - 1, limit // _DAY - 1, -1):
            for since, until in reversed(self._day(number)):
                if since < end and until > limit:
                    yield max(since, limit), min(until, end)

    def _day(self, number: int) -> tuple[tuple[int, int], ...]:
        known = self._memo.get(number)
        if known is None:
            if len(self._memo) >= _MEMO_DAYS:
                self._memo.clear()
            known = self._memo[number] = tuple(self._worked(number * _DAY, (number + 1) * _DAY))
        return known

    def _worked(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        for since, until, offset in self._offsets(begin, end):
            first, last = (since + offset) // _DAY, (until + offset - 1) // _DAY
            for number in range(first, last + 1):
                midnight = number * _DAY - offset
                for stretch in self._calendar.worked_on(_date(number))[1]:
                    start = max(midnight + stretch.start * _MINUTE, since)
                    stop = min(midnight + stretch.end * _MINUTE, until)
                    if start < stop:
                        yield start, stop

    def _offsets(self, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The day's parts of one offset from UTC. No zone ever changed twice within a week, so one change at most."""
        before, after = self._offset(begin), self._offset(end)
        if before == after:
            yield begin, end, before
            return
        low, high = begin, end
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        yield begin, high, before
        if high < end:
            yield high, end, after

    def _offset(self, instant: int) -> int:
        offset = _moment(instant).astimezone(self._zone).utcoffset()
        assert offset is not None, "a zone's moments are aware"
        return offset // _MICROSECOND


def _count(
    calendar: WorkingCalendar, begin: int, left: int, pauses: Sequence[tuple[int, int]]
) -> tuple[int | None, list[tuple[int, int]], int]:
    """When `left` has been counted from `begin`, the intervals counted, and what an open pause leaves to count."""
    counted: list[tuple[int, int]] = []
    if not left:
        return begin, counted, 0
    amount = left
    limit = begin + _HORIZON + sum(until - since for since, until in pauses if until != _NEVER)
    for since, until in _clock(calendar).counted(begin, limit, pauses):
        end = min(until, since + left)
        if counted and counted[-1][1] == since:
            counted[-1] = (counted[-1][0], end)
        else:
            counted.append((since, end))
        left -= end - since
        if not left:
            return end, counted, 0
    if pauses and pauses[-1][1] == _NEVER:
        return None, counted, left
    raise NoWorkingTimeError(calendar, amount)


def _length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(until - since for since, until in spans)


@lru_cache(maxsize=2048)  # every place that is called has one (call_hours)
def _clock(calendar: WorkingCalendar) -> _Clock:
    return _Clock(calendar)


def _windows(begin: int, limit: int, pauses: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The time from `begin` to `limit` outside the merged pauses."""
    for since, until in pauses:
        if since >= limit:
            break
        if since > begin:
            yield begin, since
        begin = max(begin, until)
    if begin < limit:
        yield begin, limit


def _merged(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for since, until in sorted((_micros(start), _NEVER if end is None else _micros(end)) for start, end in pauses):
        if until < since:
            raise ValueError("a pause ends before it starts")
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        elif since < until:
            merged.append((since, until))
    return merged


def _micros(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("working time needs moments with a time zone")
    if not EARLIEST <= moment < LATEST:
        raise ValueError(f"{moment.isoformat()} lies outside the years 1899 to 2202")
    return (moment - _EPOCH) // _MICROSECOND


def _amount(amount: timedelta) -> int:
    if amount < timedelta():
        raise ValueError("an amount of working time is not negative")
    return amount // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _date(number: int) -> date:
    return date.fromordinal(719_163 + number)


# How a deadline explains itself.


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
    holiday_subdivision: str | None
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
        holiday_subdivision=calendar.holiday_subdivision,
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


LANGUAGES = {"zh-CN": "zh_CN", "en": "en_US"}
