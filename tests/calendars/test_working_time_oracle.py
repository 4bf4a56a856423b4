"""The working clock against the minute-by-minute oracle, and laws any such clock obeys."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from meridian.calendars.rules import Hours, WorkingCalendar, week
from meridian.calendars.working_time import (
    NoWorkingTimeError,
    Pause,
    add_working,
    due_with_pauses,
    subtract_working,
    worked_spans,
    working_between,
)
from tests.calendars.oracle import MINUTE, worked_minutes
from tests.calendars.strategies import ZONES, calendars_and_starts, clock_changes

Tried = tuple[WorkingCalendar, datetime]
SPAN = timedelta(days=4)

slow = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def pauses_near(draw: st.DrawFn, start: datetime) -> list[Pause]:
    edges = draw(st.lists(st.tuples(st.integers(-600, 7000), st.integers(0, 3000)), max_size=4))
    return [Pause(start + a * MINUTE, start + (a + length) * MINUTE) for a, length in edges]


@slow
@given(tried=calendars_and_starts(), minutes=st.integers(1, 4000), data=st.data())
def test_adding_and_measuring_agree_with_the_oracle(tried: Tried, minutes: int, data: st.DataObject) -> None:
    calendar, start = tried
    pauses = data.draw(pauses_near(start))
    worked = list(worked_minutes(calendar, start, start + SPAN, pauses))
    assert working_between(calendar, start, start + SPAN, pauses) == len(worked) * MINUTE

    if worked:
        minutes = min(minutes, len(worked))
        deadline = due_with_pauses(calendar, start, minutes * MINUTE, pauses)
        assert deadline.due_at == worked[minutes - 1] + MINUTE
        counted = [span.start + n * MINUTE for span in deadline.counted for n in range(span.length // MINUTE)]
        assert counted == worked[:minutes]
        assert all(
            earlier.end < later.start for earlier, later in zip(deadline.counted, deadline.counted[1:], strict=False)
        )


@slow
@given(tried=calendars_and_starts(), minutes=st.integers(1, 4000))
def test_subtracting_agrees_with_the_oracle(tried: Tried, minutes: int) -> None:
    calendar, end = tried
    worked = list(worked_minutes(calendar, end - SPAN, end))
    assume(worked)
    minutes = min(minutes, len(worked))
    assert subtract_working(calendar, end, minutes * MINUTE) == worked[-minutes]


def test_every_zone_on_a_day_its_clocks_change() -> None:
    """All zones, each on a change of its own (a random day for zones without one), with night and day hours."""
    picked = random.Random(20)
    night = (Hours(0, 150), Hours(180, 560), Hours(1200, 1440))
    for zone in ZONES:
        calendar = WorkingCalendar(zone=zone, weekly=(night,) * 7)
        day = picked.choice(clock_changes(zone) or [datetime(2020, 2, 29, tzinfo=UTC)])
        start, end = day - timedelta(hours=2), day + timedelta(hours=24)
        worked = list(worked_minutes(calendar, start, end))
        assert working_between(calendar, start, end) == len(worked) * MINUTE, zone
        assert add_working(calendar, start, len(worked) * MINUTE) == worked[-1] + MINUTE, zone
        assert subtract_working(calendar, end, len(worked) * MINUTE) == worked[0], zone


amounts = st.timedeltas(timedelta(), timedelta(hours=300))
lawful = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def added(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    try:
        at = add_working(calendar, start, amount)
    except NoWorkingTimeError:
        assume(False)
    assert at is not None
    return at


@lawful
@given(tried=calendars_and_starts(), amount=amounts)
def test_what_was_added_is_measured_and_taken_back(tried: Tried, amount: timedelta) -> None:
    calendar, start = tried
    due = added(calendar, start, amount)
    assert working_between(calendar, start, due) == amount
    assert working_between(calendar, due, start) == -amount
    back = subtract_working(calendar, due, amount)
    assert back >= start, "the latest start that still leads to the deadline"
    assert working_between(calendar, start, back) == timedelta()
    assert add_working(calendar, back, amount) == due


@lawful
@given(tried=calendars_and_starts(), amount=amounts, more=amounts)
def test_adding_in_two_steps_is_adding_the_sum(tried: Tried, amount: timedelta, more: timedelta) -> None:
    calendar, start = tried
    assert added(calendar, added(calendar, start, amount), more) == added(calendar, start, amount + more)


@lawful
@given(tried=calendars_and_starts(), amount=amounts, later=st.timedeltas(timedelta(), timedelta(days=9)))
def test_a_later_start_or_a_larger_amount_is_never_due_earlier(
    tried: Tried, amount: timedelta, later: timedelta
) -> None:
    calendar, start = tried
    due = added(calendar, start, amount)
    assert added(calendar, start + later, amount) >= due
    assert added(calendar, start, amount + later) >= due
    assert due >= start


@lawful
@given(tried=calendars_and_starts(), first=st.integers(0, 20_000), second=st.integers(0, 20_000))
def test_working_time_adds_up_over_neighbouring_stretches(tried: Tried, first: int, second: int) -> None:
    calendar, start = tried
    middle = start + first * MINUTE
    end = middle + second * MINUTE
    parts = working_between(calendar, start, middle) + working_between(calendar, middle, end)
    assert working_between(calendar, start, end) == parts
    assert timedelta() <= parts <= end - start


@lawful
@given(tried=calendars_and_starts(), length=st.timedeltas(timedelta(), timedelta(days=200)), data=st.data())
def test_months_are_the_sum_of_their_stretches(tried: Tried, length: timedelta, data: st.DataObject) -> None:
    """Long times are measured by sums that are kept; the stretches themselves are walked day by day."""
    calendar, start = tried
    end = start + length
    assert working_between(calendar, start, end) == sum(
        (span.length for span in worked_spans(calendar, start, end)), timedelta()
    )
    (pause,) = data.draw(pauses_near(start))[:1] or [Pause(start, start)]
    since, until = (min(max(each or end, start), end) for each in pause)
    overlap = working_between(calendar, since, until)
    assert working_between(calendar, start, end, [pause]) == working_between(calendar, start, end) - overlap


@lawful
@given(tried=calendars_and_starts(), amount=amounts, data=st.data())
def test_pauses_may_come_in_any_order_and_overlap(tried: Tried, amount: timedelta, data: st.DataObject) -> None:
    calendar, start = tried
    added(calendar, start, amount)
    pauses = data.draw(pauses_near(start))
    shuffled = data.draw(st.permutations(pauses + pauses[:1]))
    due = add_working(calendar, start, amount, pauses)
    assert due is not None
    assert due == add_working(calendar, start, amount, shuffled)
    assert working_between(calendar, start, due, pauses) == amount


def test_an_ordinary_week_is_what_the_oracle_says_over_a_whole_year() -> None:
    day = "09:00-12:00 13:30-18:00"
    calendar = WorkingCalendar(
        zone="Asia/Shanghai",
        weekly=week(monday=day, tuesday=day, wednesday=day, thursday=day, friday=day),
        holiday_country="CN",
    )
    start = datetime(2025, 12, 31, 16, tzinfo=UTC)
    end = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert working_between(calendar, start, end) == sum(1 for _ in worked_minutes(calendar, start, end)) * MINUTE
