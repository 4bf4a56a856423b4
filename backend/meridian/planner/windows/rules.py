"""When somebody may be called, all told: the place's calling hours, less what policy and the day's calls forbid. Pure.

The place's hours are `call_hours`; here is what depends on whom: hours of their own, attempts made, the gap after a
call that nobody answered, and at which hours they usually do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meridian.calendars.rules import WEEKDAYS, Hours, WorkingCalendar
from meridian.calendars.working_time import Span, worked_spans
from meridian.call_hours.rules import CallHours, Closed, Locality

MOST_DAYS = 60
LEARNED_FROM = timedelta(days=180)
"""How far back calls tell when somebody answers."""
ENOUGH_CALLS = 3
"""Fewer calls in an hour say nothing about it."""
_DAY = timedelta(days=1)


class Uncallable(StrEnum):
    """Why somebody is not called at all."""

    REFUSED = "refused"
    ARCHIVED = "archived"
    ZONE_UNKNOWN = "zone_unknown"


class Closing(StrEnum):
    """Why a day has no window: as for the place, or its attempts are used up."""

    HOURS = Closed.HOURS.value
    DAY_OFF = Closed.DAY_OFF.value
    HOLIDAY = Closed.HOLIDAY.value
    OWN_HOURS = "own_hours"
    ATTEMPTS = "attempts"
    RETRY_GAP = "retry_gap"


class Answered(NamedTuple):
    """Calls to somebody in one hour of their day."""

    hour: int
    calls: int
    answered: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one person. own: their own hours, Monday first. spent: local days whose attempts are used up.
    not_before: when the gap after an unanswered call is over. answered: by hour of their day."""

    own: tuple[tuple[Hours, ...], ...] | None = None
    spent: frozenset[date] = frozenset()
    not_before: datetime | None = None
    answered: tuple[Answered, ...] = field(default=())

    @property
    def usual(self) -> frozenset[int]:
        """Hours in which they answer more often than over the day."""
        return usual_hours(self.answered)


NO_LIMITS = Limits()


def usual_hours(answered: Sequence[Answered]) -> frozenset[int]:
    """The hours with calls enough in which the share answered is above that of all."""
    calls, reached = sum(each.calls for each in answered), sum(each.answered for each in answered)
    return frozenset(
        each.hour for each in answered if each.calls >= ENOUGH_CALLS and each.answered * calls > reached * each.calls
    )


def open_spans(hours: CallHours, place: Locality, start: datetime, end: datetime, limits: Limits) -> list[Span]:
    """Each stretch in which they may be called, in order and apart, in UTC, cut off at both ends."""
    start = max(start, limits.not_before) if limits.not_before is not None else start
    spans = [*joined(hours.windows(place, start, end))]
    if spans and limits.own is not None:
        own = WorkingCalendar(zone=place.zones[0], weekly=limits.own)
        spans = [*common(spans, [*worked_spans(own, start, end)])]
    for day in limits.spent:
        spans = [*without(spans, day_span(day, place.zones[0]))] if place.zones else spans
    return spans


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Stretches that meet are one."""
    kept: Span | None = None
    for span in spans:
        if kept is not None and span.start <= kept.end:
            kept = Span(kept.start, max(kept.end, span.end))
            continue
        if kept is not None:
            yield kept
        kept = span
    if kept is not None:
        yield kept


def common(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Span]:
    """The time that lies in a stretch of each; both in order and apart."""
    at = to = 0
    while at < len(one) and to < len(other):
        start, end = max(one[at].start, other[to].start), min(one[at].end, other[to].end)
        if start < end:
            yield Span(start, end)
        if one[at].end <= other[to].end:
            at += 1
        else:
            to += 1


def without(spans: Iterable[Span], taken: Span) -> Iterator[Span]:
    """The stretches, less what lies in `taken`."""
    for span in spans:
        if span.end <= taken.start or span.start >= taken.end:
            yield span
            continue
        if span.start < taken.start:
            yield Span(span.start, taken.start)
        if span.end > taken.end:
            yield Span(taken.end, span.end)


def day_span(day: date, zone: str) -> Span:
    """A local date from its first instant to the next one's."""
    begin, end = (datetime.combine(each, time(), ZoneInfo(zone)).astimezone(UTC) for each in (day, day + _DAY))
    return Span(begin, end)


class ClosedDay(NamedTuple):
    """A local date with nothing open, why, and the holiday by language where it is one."""

    day: date
    closed: Closing
    holiday: Mapping[str, str]


def closed_days(
    hours: CallHours,
    place: Locality,
    start: datetime,
    end: datetime,
    limits: Limits,
    languages: Mapping[str, str],
) -> Iterator[ClosedDay]:
    """The local dates of the range that have no window, each with its reason. languages: by tag, what the holidays'
    names are asked for in."""
    zone = place.zones[0]
    open_on = {
        day for span in open_spans(hours, place, start, end, limits) for day in _dates(span.start, span.end, zone)
    }
    for day in _dates(start, end, zone):
        if day in open_on:
            continue
        whole = day_span(day, zone)
        since, until = max(start, whole.start), min(end, whole.end)
        if next(hours.windows(place, since, until), None) is not None:
            yield ClosedDay(day, _limit(day, limits, until), {})
            continue
        named = {tag: hours.on(place, day, whole.start, language) for tag, language in languages.items()}
        first = next(iter(named.values()))
        holiday = {tag: found.holiday for tag, found in named.items() if found.holiday is not None}
        yield ClosedDay(day, Closing((first.closed or Closed.HOURS).value), holiday)


def _limit(day: date, limits: Limits, until: datetime) -> Closing:
    if day in limits.spent:
        return Closing.ATTEMPTS
    if limits.not_before is not None and limits.not_before >= until:
        return Closing.RETRY_GAP
    return Closing.OWN_HOURS if limits.own is not None else Closing.RETRY_GAP


def _dates(start: datetime, end: datetime, zone: str) -> list[date]:
    first = start.astimezone(ZoneInfo(zone)).date()
    last = (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def week_of(stored: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[tuple[Hours, ...], ...]:
    """A kept week as hours, Monday first."""
    return tuple(
        tuple(Hours(_minutes(each["start"]), _minutes(each["end"])) for each in stored.get(day, ())) for day in WEEKDAYS
    )


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


# The clock of a queue: where its customers are, and what the clock says there.


class Group(NamedTuple):
    """Customers who wait in one place."""

    place: Locality
    customers: int


class ZoneClock(NamedTuple):
    """Customers of one zone: how many, how many of them may be called now, when the next opens or the last closes, and
    the holidays there, by language."""

    zone: str | None
    customers: int
    open: int
    opens_at: datetime | None
    closes_at: datetime | None
    holidays: Mapping[str, frozenset[str]]


def world_clock(
    hours: CallHours, groups: Iterable[Group], now: datetime, languages: Mapping[str, str]
) -> list[ZoneClock]:
    """One clock for each zone, those with somebody to call now first, then by when they open. Several candidates are
    one zone of unknown name."""
    by_zone: dict[str | None, list[Group]] = {}
    for group in groups:
        zone = group.place.zones[0] if len(group.place.zones) == 1 else None
        by_zone.setdefault(zone, []).append(group)
    clocks = [_clock(hours, zone, several, now, languages) for zone, several in by_zone.items()]
    latest = datetime.max.replace(tzinfo=UTC)
    return sorted(clocks, key=lambda each: (not each.open, each.opens_at or latest, each.zone or "~"))


def _clock(
    hours: CallHours, zone: str | None, groups: Sequence[Group], now: datetime, languages: Mapping[str, str]
) -> ZoneClock:
    found = [(group, hours.at(group.place, now)) for group in groups]
    named: dict[str, frozenset[str]] = {
        tag: frozenset(
            holiday
            for group, time_there in found
            if time_there.holiday and (holiday := hours.at(group.place, now, language).holiday)
        )
        for tag, language in languages.items()
    }
    return ZoneClock(
        zone,
        sum(group.customers for group in groups),
        sum(group.customers for group, time_there in found if time_there.open),
        min((each.opens_at for _, each in found if each.opens_at is not None), default=None),
        max((each.closes_at for _, each in found if each.closes_at is not None), default=None),
        named,
    )
