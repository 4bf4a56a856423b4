"""Which version is in force at a moment, against a plain model; differences; calling hours; JSON pointers."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from meridian.policies.definitions.calling import COUNTRY_CALL_WINDOWS, HANDOFF_ANSWER_WORKING_HOURS, LOCAL_CALL_WINDOW
from meridian.policies.definitions.customers import CONTACT_CADENCE_DAYS, CUSTOMER_REVIEW_DAYS
from meridian.policies.rules import SHIPPED, Change, Grade, History, Version, Weekday, difference, pointer
from meridian.policies.value_types import TimeRange, call_ranges

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = CUSTOMER_REVIEW_DAYS.key


def moment(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def version(number: int, hours: int, *, withdrawn: bool = False) -> Version:
    return Version(KEY, number, 100 + number, moment(hours), withdrawn)


schedules = st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=12).map(
    lambda rows: [version(i, hours, withdrawn=gone) for i, (hours, gone) in enumerate(rows, start=1)]
)


def in_force(versions: list[Version], at: datetime) -> int:
    """The slow and obvious way: walk the decisions in order; the one effective last wins, ties go to the later one."""
    best: Version | None = None
    for candidate in versions:
        if candidate.withdrawn or candidate.effective_from > at:
            continue
        if best is None or candidate.effective_from >= best.effective_from:
            best = candidate
    return best.number if best else SHIPPED


@given(versions=schedules, hours=st.integers(-1, 21), order=st.randoms())
def test_lookup_agrees_with_walking_the_decisions(versions: list[Version], hours: int, order: Any) -> None:
    shuffled = list(versions)
    order.shuffle(shuffled)
    policies = History(shuffled).at(moment(hours))
    expected = in_force(versions, moment(hours))
    assert policies.version(CUSTOMER_REVIEW_DAYS) == expected
    assert policies.get(CUSTOMER_REVIEW_DAYS) == (100 + expected if expected else CUSTOMER_REVIEW_DAYS.default)


@given(versions=schedules, hours=st.integers(-1, 21))
def test_every_live_version_is_past_or_pending(versions: list[Version], hours: int) -> None:
    pending = History(versions).pending(KEY, moment(hours))
    assert {v.number for v in pending} == {
        v.number for v in versions if not v.withdrawn and v.effective_from > moment(hours)
    }
    assert list(pending) == sorted(pending, key=lambda v: (v.effective_from, v.number))


@given(versions=schedules, later=st.integers(0, 20), hours=st.integers(-1, 21))
def test_a_new_decision_never_changes_what_was_in_force_before_it_takes_effect(
    versions: list[Version], later: int, hours: int
) -> None:
    added = [*versions, version(len(versions) + 1, later)]
    before, after = History(versions).at(moment(hours)), History(added).at(moment(hours))
    if hours < later:
        assert after.version(CUSTOMER_REVIEW_DAYS) == before.version(CUSTOMER_REVIEW_DAYS)


def test_work_keeps_the_version_it_began_under() -> None:
    key = HANDOFF_ANSWER_WORKING_HOURS.key
    history = History([Version(key, 1, 4, moment(0)), Version(key, 2, 2, moment(10))])
    pins = history.at(moment(5)).pin(HANDOFF_ANSWER_WORKING_HOURS)
    assert pins == {key: 1}
    later = history.at(moment(20))
    assert later.get(HANDOFF_ANSWER_WORKING_HOURS) == 2
    assert later.pinned(HANDOFF_ANSWER_WORKING_HOURS, pins) == 4
    assert later.pinned(HANDOFF_ANSWER_WORKING_HOURS, {}) == 2
    assert later.pinned(HANDOFF_ANSWER_WORKING_HOURS, {key: SHIPPED}) == HANDOFF_ANSWER_WORKING_HOURS.default


def test_values_are_typed_by_their_key() -> None:
    cadence = History().at(START).get(CONTACT_CADENCE_DAYS)
    assert cadence[Grade.A] + cadence[Grade.D] == 97


def test_difference_names_each_part() -> None:
    before: dict[str, JsonValue] = {"A": 7, "B": {"x": 1, "y": [1]}, "C": 3}
    after: dict[str, JsonValue] = {"A": 7, "B": {"x": 2, "y": [1]}, "D": 4}
    assert difference(before, after) == (Change("/B/x", 1, 2), Change("/C", 3, None), Change("/D", None, 4))
    assert difference(5, 6) == (Change("", 5, 6),)
    assert difference(after, dict(after)) == ()


def test_pointer_skips_union_tags_and_escapes_names() -> None:
    assert pointer([{"kind": "a"}], (0, "a", "factor")) == "/0/factor"
    assert pointer({"a/b": {"~": 1}}, ("a/b", "~")) == "/a~1b/~0"
    assert pointer({"Z": 1}, ("Z", "[key]")) == "/Z"


def test_calling_hours_by_country_and_day() -> None:
    policies = History().at(START)
    usual, overrides = policies.get(LOCAL_CALL_WINDOW), policies.get(COUNTRY_CALL_WINDOWS)

    def ranges(country: str | None, day: Weekday, part: str | None = None) -> tuple[TimeRange, ...]:
        return call_ranges(usual, overrides, country, day, part=part)

    assert ranges("AE", Weekday.FRIDAY) == (TimeRange(start=time(9), end=time(12)),)
    assert ranges("AE", Weekday.MONDAY) == usual
    assert ranges("SA", Weekday.FRIDAY) == ()
    assert ranges("SA", Weekday.SUNDAY) == usual
    assert ranges("DE", Weekday.SUNDAY) == ranges(None, Weekday.SATURDAY) == ()
    assert ranges(None, Weekday.WEDNESDAY) == usual
    assert ranges("MY", Weekday.FRIDAY) == ranges("MY", Weekday.FRIDAY, "10") == usual
    assert ranges("MY", Weekday.FRIDAY, "03") == ranges("BN", Weekday.SUNDAY) == ()
