"""The best dial plan: never outside a window, a shift, a cap or a rest; as good as any; and it stays what it was.

Slow readings of the same question: a linear programme over single minutes-long positions, and trying everything.
"""

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meridian.planner.dial_plans.computing.rules import (
    HOUR,
    STAYS,
    Day,
    LeftOut,
    Problem,
    Rep,
    Slot,
    Wanted,
    solve,
    units,
)
from meridian.planner.rules import LEAST_VALUE
from tests.planner.dial_plans.bound import bound, choices, on_whole_hours, within

MINUTES = 24 * HOUR


def stretches(chance: random.Random, most: int, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Up to `most` stretches in order and apart, on quarters of an hour."""
    edges = sorted(chance.sample(range(start // 15, end // 15), 2 * chance.randint(0, most)))
    return tuple((first * 15, last * 15) for first, last in zip(edges[::2], edges[1::2], strict=True))


def some_problem(seed: int, reps: int = 3, wanted: int = 12, days: int = 2) -> Problem:
    chance = random.Random(seed)
    people = tuple(
        Rep(
            f"rep{number}",
            tuple(
                Day(
                    day,
                    stretches(chance, 2, day * MINUTES + 6 * HOUR, day * MINUTES + 14 * HOUR),
                    stretches(chance, 1, day * MINUTES + 6 * HOUR, day * MINUTES + 14 * HOUR),
                    chance.randint(0, 6),
                )
                for day in range(days)
            ),
        )
        for number in range(reps)
    )
    places = [f"place{number}" for number in range(3)]
    customers = tuple(
        Wanted(
            number,
            chance.choice(places),
            chance.randint(LEAST_VALUE, 2000),
            tuple(
                (person.key, chance.random() < 0.3)
                for person in chance.sample(people, chance.choice((1, 1, 1, min(2, reps))))
            ),
            stretches(chance, 2, 0, days * MINUTES),
        )
        for number in range(wanted)
    )
    windows: dict[Any, Any] = {place: stretches(chance, 4, 6 * HOUR, days * MINUTES) for place in places}
    return Problem(people, customers, windows, chance.choice((10, 15, 25)), chance.choice((0, 5, 12)))


seeds = st.integers(0, 1_000_000)


@given(seeds)
def test_no_call_lies_outside_a_window_a_shift_a_cap_or_a_rest(seed: int) -> None:
    keeps_within(some_problem(seed))


@pytest.mark.drill
def test_ten_thousand_plans_lie_within_windows_shifts_caps_and_rests() -> None:
    for seed in range(10_000):
        keeps_within(some_problem(seed, reps=1 + seed % 4, wanted=4 + seed % 13, days=1 + seed % 3))


def keeps_within(problem: Problem) -> None:
    """Everybody is planned or left out, and no call lies outside a window, a shift, a cap or a rest."""
    found = solve(problem)
    by_key = {wanted.key: wanted for wanted in problem.wanted}
    assert found.slots.keys() | found.left_out.keys() == by_key.keys()
    assert not found.slots.keys() & found.left_out.keys()
    taken: dict[Any, list[tuple[int, int]]] = {rep.key: [] for rep in problem.reps}
    for key, slot in found.slots.items():
        call = (slot.start, slot.start + problem.call)
        wanted = by_key[key]
        assert slot.rep in {rep for rep, _ in wanted.reps}
        assert within(call, problem.windows[wanted.place])
        taken[slot.rep].append(call)
    for rep in problem.reps:
        calls = sorted(taken[rep.key])
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(calls))
        for day in rep.days:
            of_day = [call for call in calls if within(call, day.shifts)]
            assert len(of_day) <= day.calls
            for start, end in day.shifts:
                for begin in range(start, end, HOUR):
                    hour = (begin, min(begin + HOUR, end))
                    busy = sum(max(0, min(last, hour[1]) - max(first, hour[0])) for first, last in day.busy)
                    spoken = sum(problem.call for call in of_day if within(call, [hour]))
                    allowed = (hour[1] - hour[0]) * (HOUR - problem.rest) / HOUR
                    assert spoken == 0 or spoken + busy <= allowed
            assert all(call[1] <= first or call[0] >= last for call in of_day for first, last in day.busy)
        assert len(calls) == sum(within(call, day.shifts) for call in calls for day in rep.days)


@given(seeds)
@settings(max_examples=60)
def test_the_plan_reaches_the_bound_of_the_linear_programme(seed: int) -> None:
    problem = on_whole_hours(some_problem(seed))
    assert abs(solve(problem).score - bound(problem)) < 0.5


@given(seeds)
@settings(max_examples=30)
def test_nothing_that_can_be_tried_is_better(seed: int) -> None:
    problem = on_whole_hours(some_problem(seed, reps=1, wanted=4, days=1))
    possible = choices(problem)
    options = [[None, *(key for key in possible if key[0] == number)] for number in range(len(problem.wanted))]
    if sum(len(each) for each in options) > 40:
        return
    best = 0
    cap = problem.reps[0].days[0].calls
    for tried in product(*options):
        calls = [key for key in tried if key is not None]
        if len(calls) <= cap and len({key[3] for key in calls}) == len(calls):
            best = max(best, sum(possible[key] for key in calls))
    assert solve(problem).score == best


def kept(problem: Problem, slots: dict[Any, Slot]) -> Problem:
    return replace(problem, wanted=tuple(each._replace(kept=slots.get(each.key)) for each in problem.wanted))


@given(seeds)
def test_planned_again_with_nothing_changed_nothing_moves(seed: int) -> None:
    problem = some_problem(seed)
    first = solve(problem)
    assert solve(kept(problem, first.slots)).slots == first.slots


@given(seeds)
def test_when_somebody_falls_ill_what_others_had_stays(seed: int) -> None:
    """Who had a slot with another rep keeps it, unless it went to a customer worth as many as it took to move."""
    problem = some_problem(seed)
    first = solve(problem)
    ill, *others = problem.reps
    absent = ill._replace(days=tuple(day._replace(shifts=()) for day in ill.days))
    without = kept(replace(problem, reps=(absent, *others)), first.slots)
    second = solve(without)
    moved = [key for key, slot in first.slots.items() if slot.rep != ill.key and second.slots.get(key) != slot]
    gained = [key for key in second.slots if key not in first.slots or first.slots[key].rep == ill.key]
    assert len(moved) * STAYS <= sum(100 * each.value for each in problem.wanted if each.key in gained) + STAYS * len(
        gained
    )
    if not gained:
        assert not moved
    assert all(slot.rep != ill.key for slot in second.slots.values())


def test_the_more_urgent_is_called_and_called_first() -> None:
    """Two positions, three customers: an A three days overdue before a C due today, who comes before nobody."""
    rep = Rep("rep", (Day(0, ((0, 30),), (), 80), Day(1, ((MINUTES, MINUTES + 30),), (), 80)))
    wanted = tuple(
        Wanted(name, "here", value, (("rep", False),)) for name, value in (("c", 300), ("a", 900), ("d", 150))
    )
    found = solve(Problem((rep,), wanted, {"here": [(0, 2 * MINUTES)]}, 25, 5))
    assert found.slots == {"a": Slot("rep", 0), "c": Slot("rep", MINUTES)}
    assert found.left_out == {"d": LeftOut.CAPACITY}


def test_who_speaks_the_language_calls_and_why_others_are_left_out_is_said() -> None:
    day = Day(0, ((0, 600),), (), 80)
    reps = (Rep("one", (day,)), Rep("two", (day,)), Rep("ill", (Day(0, (), (), 80),)))
    wanted = (
        Wanted("pool", "open", 200, (("one", False), ("two", True))),
        Wanted("never", "closed", 200, (("one", False),)),
        Wanted("theirs", "open", 200, (("ill", False),)),
    )
    found = solve(Problem(reps, wanted, {"open": [(0, 600)], "closed": [(700, 800)]}, 10, 5))
    assert found.slots["pool"].rep == "two"
    assert found.left_out == {"never": LeftOut.NO_COMMON_HOUR, "theirs": LeftOut.NOBODY_ON_DUTY}


def test_reps_without_common_customers_are_planned_apart() -> None:
    problem = some_problem(7, reps=6, wanted=8)
    found = units(problem)
    assert sum(len(wanted) for _, wanted in found) == len(problem.wanted)
    counted = Counter(rep.key for reps, _ in found for rep in reps)
    assert set(counted.values()) == {1}
