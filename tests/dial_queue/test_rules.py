"""Who comes first, who is held, when one rests: properties over any queue and any day of work."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meridian.calendars.working_time import Span
from meridian.call_hours.rules import Locality, call_hours
from meridian.dial_queue.rules import (
    HOUR,
    Held,
    Obstacles,
    Waiting,
    WhyNow,
    held_by,
    is_callable,
    joins_at,
    rest_from,
    rest_until,
    urgency,
)
from meridian.policies.rules import Grade, History, IntentLevel

HOURS = call_hours(History().at(datetime(2026, 1, 1, tzinfo=UTC)))
NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
PLACES = [
    Locality((), None),
    *(
        Locality((zone,), country)
        for zone, country in (
            ("Asia/Shanghai", "CN"),
            ("Asia/Riyadh", "SA"),
            ("Europe/Berlin", "DE"),
            ("America/Sao_Paulo", "BR"),
            ("Asia/Kathmandu", "NP"),
            ("Pacific/Apia", "WS"),
        )
    ),
    Locality(("America/New_York", "America/Los_Angeles"), "US"),
]
minutes = st.integers(-60 * 24 * 40, 60 * 24 * 40).map(lambda some: timedelta(minutes=some))
moments = minutes.map(lambda by: NOW + by)
waiting = st.builds(
    Waiting,
    customer_id=st.integers(1, 10**9).map(lambda n: uuid.UUID(int=n)),
    item_id=st.none() | st.integers(1, 10**9).map(lambda n: uuid.UUID(int=n)),
    contact_id=st.none(),
    place=st.sampled_from(PLACES),
    due_from=moments,
    grade=st.sampled_from(Grade),
    is_key=st.booleans(),
    intent=st.sampled_from(IntentLevel),
    promised=st.booleans(),
    at_its_minute=st.booleans(),
    overridden=st.booleans(),
    owed_at=st.none() | moments,
)
obstacles = st.builds(
    Obstacles,
    retry_at=st.none() | moments,
    put_aside_until=st.none() | moments,
    held_until=st.none() | moments,
    numbers=st.sampled_from([(), ("+862155510000",)]),
    refused=st.booleans(),
)


@given(waiting, obstacles, moments)
def test_nobody_is_offered_outside_their_window_or_against_what_holds_them(
    one: Waiting, met: Obstacles, now: datetime
) -> None:
    is_rightly_offered(one, met, now)


@pytest.mark.drill
@settings(max_examples=10_000)
@given(waiting, obstacles, moments)
def test_ten_thousand_offers_are_within_windows_and_against_nothing(
    one: Waiting, met: Obstacles, now: datetime
) -> None:
    is_rightly_offered(one, met, now)


def is_rightly_offered(one: Waiting, met: Obstacles, now: datetime) -> None:
    """Whoever is offered is open now, has a number, and nothing holds them."""
    if held_by(one, met, HOURS, now) is not None:
        return
    assert is_callable(one, HOURS, now)
    assert HOURS.at(one.place, now).open is True
    assert met.numbers
    assert not met.refused or one.overridden
    assert one.due_from <= now
    assert met.retry_at is None or met.retry_at <= now or one.promised
    assert all(until is None or until <= now for until in (met.put_aside_until, met.held_until))


@given(waiting, obstacles, moments)
def test_who_is_held_joins_when_said(one: Waiting, met: Obstacles, now: datetime) -> None:
    joins = joins_at(one, met, HOURS, now)
    if joins is None:
        assert held_by(one, met, HOURS, now) in (Held.REFUSED, Held.NO_NUMBER, Held.UNKNOWN_TIME) or not one.place.zones
        return
    assert held_by(one, met, HOURS, joins) is None
    if held_by(one, met, HOURS, now) is not None:
        assert joins > now
        assert held_by(one, met, HOURS, joins - timedelta(microseconds=1)) is not None


@given(st.lists(waiting, max_size=12, unique_by=lambda each: each.customer_id))
def test_the_order_is_total_and_promises_come_first(several: list[Waiting]) -> None:
    kinds = [each.why for each in sorted(several, key=lambda each: urgency(each, NOW))]
    assert kinds == sorted(kinds, key=_rank)


def _rank(kind: WhyNow) -> int:
    return {WhyNow.PROMISED: 0, WhyNow.AGREED: 1}.get(kind, 2)


def test_an_a_three_days_overdue_comes_before_a_c_due_today_and_a_c_long_overdue_before_an_a_due_today() -> None:
    def owed(grade: Grade, days: int) -> Waiting:
        since = NOW - timedelta(days=days)
        return Waiting(uuid.uuid4(), None, None, PLACES[1], since, grade, owed_at=since)

    in_order = [owed(Grade.A, 3), owed(Grade.C, 8), owed(Grade.A, 0), owed(Grade.B, 0), owed(Grade.C, 0)]
    assert sorted(in_order, key=lambda each: urgency(each, NOW)) == in_order


# Rest


days_of_work = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 50)), max_size=60)


@given(days_of_work, st.integers(0, 59))
def test_no_hour_of_work_is_without_its_pause(steps: list[tuple[int, int]], pause: int) -> None:
    rests_in_time(steps, pause)


@pytest.mark.drill
@settings(max_examples=10_000)
@given(days_of_work, st.integers(0, 59))
def test_ten_thousand_days_of_work_have_their_pauses(steps: list[tuple[int, int]], pause: int) -> None:
    rests_in_time(steps, pause)


def rests_in_time(steps: list[tuple[int, int]], pause: int) -> None:
    """Somebody who works by the rule: a call of some minutes, some minutes idle, and again; when told to, they rest."""
    now, work = NOW, list[Span]()
    for call, idle in steps:
        if (until := rest_until(work, now, pause)) is not None:
            assert until > now
            now = until
            assert rest_until(work, now, pause) is None
        work.append(Span(now, now + timedelta(minutes=call)))
        now += timedelta(minutes=call + idle)
    length = timedelta(minutes=pause)
    begun = NOW
    for before, after in pairwise(work):
        if after.start - before.end >= length:
            begun = after.start
        assert after.start - begun <= HOUR - length or not pause  # nothing new is taken on beyond that


def test_the_next_pause_is_foretold() -> None:
    work = [Span(NOW, NOW + timedelta(minutes=20)), Span(NOW + timedelta(minutes=22), NOW + timedelta(minutes=30))]
    at = NOW + timedelta(minutes=31)
    assert (rest_until(work, at, 5), rest_from(work, at, 5)) == (None, NOW + timedelta(minutes=55))
    assert rest_from(work, NOW + timedelta(minutes=36), 5) is None  # rested meanwhile
    assert rest_from(work, at, 0) is None
