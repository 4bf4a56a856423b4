"""When somebody may be called, all told: limits only ever take away, and take away exactly what they say."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from meridian.calendars.rules import week
from meridian.calendars.working_time import Span
from meridian.call_hours.rules import call_hours, locality
from meridian.planner.windows.rules import (
    Answered,
    Closing,
    Group,
    Limits,
    closed_days,
    common,
    joined,
    open_spans,
    usual_hours,
    without,
    world_clock,
)
from meridian.policies.rules import History

HOURS = call_hours(History().at(datetime(2026, 1, 1, tzinfo=UTC)))
BERLIN, LIMA = locality("Europe/Berlin", "DE"), locality("America/Lima", "PE")
START = datetime(2026, 3, 9, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def spans_of(bounds: list[int]) -> list[Span]:
    return [Span(at(start), at(end)) for start, end in zip(bounds[::2], bounds[1::2], strict=False)]


some_spans = st.sets(st.integers(0, 300), max_size=12).map(lambda bounds: spans_of(sorted(bounds)))


def minutes(spans: list[Span]) -> set[int]:
    return {minute for minute in range(301) if any(span.start <= at(minute) < span.end for span in spans)}


@given(some_spans, some_spans)
def test_common_time_is_the_minutes_of_both(one: list[Span], other: list[Span]) -> None:
    found = list(common(one, other))
    assert minutes(found) == minutes(one) & minutes(other)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))


@given(some_spans, st.tuples(st.integers(0, 300), st.integers(0, 300)))
def test_taken_time_is_gone_and_no_more(spans: list[Span], ends: tuple[int, int]) -> None:
    taken = Span(at(min(ends)), at(max(ends)))
    assert minutes(list(without(spans, taken))) == minutes(spans) - minutes([taken])


@given(some_spans)
def test_joined_stretches_keep_every_minute_and_lie_apart(spans: list[Span]) -> None:
    split = [part for span in spans for part in halves(span)]
    found = list(joined(split))
    assert minutes(found) == minutes(spans)
    assert all(earlier.end < later.start for earlier, later in pairwise(found))


def halves(span: Span) -> list[Span]:
    middle = span.start + (span.end - span.start) / 2
    return [Span(span.start, middle), Span(middle, span.end)]


@given(
    st.sets(st.dates(date(2026, 3, 9), date(2026, 3, 14)), max_size=3),
    st.none() | st.integers(0, 5 * 24 * 60).map(at),
    st.booleans(),
)
def test_limits_take_away_exactly_what_they_say(spent: set[date], not_before: datetime | None, own: bool) -> None:
    mornings = week(**dict.fromkeys(("monday", "tuesday", "thursday"), "08:00-10:30")) if own else None
    limits = Limits(own=mornings, spent=frozenset(spent), not_before=not_before)
    end = START + timedelta(days=6)
    whole, found = list(HOURS.windows(BERLIN, START, end)), open_spans(HOURS, BERLIN, START, end, limits)
    for minute in range(0, 6 * 24 * 60, 15):
        moment = at(minute)
        wall = moment.astimezone(ZoneInfo("Europe/Berlin"))
        wanted = any(span.start <= moment < span.end for span in whole)
        wanted &= wall.date() not in spent and (not_before is None or moment >= not_before)
        if own:
            wanted &= wall.weekday() in (0, 1, 3) and (8, 0) <= (wall.hour, wall.minute) < (10, 30)
        assert any(span.start <= moment < span.end for span in found) == wanted, wall


def test_a_day_without_a_window_says_why() -> None:
    end = START + timedelta(days=14)
    limits = Limits(spent=frozenset({date(2026, 3, 11)}), not_before=datetime(2026, 3, 9, 20, tzinfo=UTC))
    found = {each.day: each.closed for each in closed_days(HOURS, BERLIN, START, end, limits, {"en": "en_US"})}
    assert found == {
        date(2026, 3, 9): Closing.RETRY_GAP,
        date(2026, 3, 11): Closing.ATTEMPTS,
        **dict.fromkeys((date(2026, 3, day) for day in (14, 15, 21, 22)), Closing.DAY_OFF),
        date(2026, 3, 23): Closing.HOURS,  # an hour of it
    }
    christmas = closed_days(
        HOURS,
        locality("Europe/Madrid", "ES"),
        datetime(2026, 12, 25, tzinfo=UTC),
        datetime(2026, 12, 26, tzinfo=UTC) - timedelta(hours=2),
        Limits(),
        {"en": "en_US", "zh-CN": "zh_CN"},
    )
    assert [(each.closed, each.holiday["en"]) for each in christmas] == [(Closing.HOLIDAY, "Christmas Day")]


def test_hours_with_few_calls_are_not_usual() -> None:
    assert usual_hours([Answered(9, 10, 8), Answered(10, 2, 2), Answered(15, 10, 3)]) == {9}
    assert usual_hours([Answered(9, 10, 5)]) == frozenset()  # as often as over the day
    assert usual_hours([]) == frozenset()


def test_the_clock_counts_who_waits_where_and_opens_first_where_it_can() -> None:
    now = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)  # half past nine in Berlin, half past three in Lima
    groups = [
        Group(LIMA, 5),
        Group(BERLIN, 2),
        Group(locality(None, "US", candidates=("America/Chicago", "America/Denver")), 3),
    ]
    first, *others = world_clock(HOURS, groups, now, {"en": "en_US"})
    assert (first.zone, first.customers, first.open) == ("Europe/Berlin", 2, 2)
    assert first.closes_at == datetime(2026, 3, 10, 11, tzinfo=UTC)
    assert [(each.zone, each.customers, each.open) for each in others] == [("America/Lima", 5, 0), (None, 3, 0)]
    assert others[0].opens_at == datetime(2026, 3, 10, 14, tzinfo=UTC)
