"""Slow readings of what the solver answers: every choice with its gain, and the linear programme over them."""

from dataclasses import replace
from typing import Any

from ortools.linear_solver import pywraplp

from meridian.planner.dial_plans.computing.rules import Problem, Rep, Slot, Wanted, positions


def within(slot: tuple[int, int], several: Any) -> bool:
    return any(start <= slot[0] and slot[1] <= end for start, end in several)


def gain(wanted: Wanted, rep: Rep, day: int, hour: int, start: int, *, speaks: bool) -> int:
    """The objective, spelt out again."""
    urgency = min(wanted.value, 1000)
    stays = wanted.kept == Slot(rep.key, start)
    liked = any(since <= start < until for since, until in wanted.liked)
    return (
        100 * wanted.value + 300 * speaks + 1000 * stays + 80 * liked + (40 * (14 - day) - 2 * hour) * urgency // 1000
    )


def choices(problem: Problem) -> dict[tuple[int, Any, int, int], int]:
    """Every (customer, rep, day, start) that is allowed, with its gain; positions as the solver numbers them."""
    found = {}
    for number, wanted in enumerate(problem.wanted):
        for key, speaks in wanted.reps:
            rep = next(rep for rep in problem.reps if rep.key == key)
            for day, hours in ((n, positions(each, problem.call, problem.rest)) for n, each in enumerate(rep.days)):
                for hour, start in ((ordinal, at) for ordinal, several in enumerate(hours) for at in several):
                    if within((start, start + problem.call), problem.windows[wanted.place]):
                        found[number, key, day, start] = gain(wanted, rep, day, hour, start, speaks=speaks)
    return found


def bound(problem: Problem) -> float:
    """What no plan exceeds: the linear programme, in which calls may be split."""
    programme = pywraplp.Solver.CreateSolver("GLOP")
    possible = choices(problem)
    share = {key: programme.NumVar(0, 1, "") for key in possible}

    def at_most(limit: float, keys: list[Any]) -> None:
        if keys:
            programme.Add(sum(share[key] for key in keys) <= limit)

    for number in range(len(problem.wanted)):
        at_most(1, [key for key in possible if key[0] == number])
    for rep, start in {(key[1], key[3]) for key in possible}:
        at_most(1, [key for key in possible if (key[1], key[3]) == (rep, start)])
    for rep in problem.reps:
        for number, day in enumerate(rep.days):
            at_most(day.calls, [key for key in possible if (key[1], key[2]) == (rep.key, number)])
    programme.Maximize(sum(worth * share[key] for key, worth in possible.items()))
    assert programme.Solve() == pywraplp.Solver.OPTIMAL
    return float(programme.Objective().Value())


def on_whole_hours(problem: Problem) -> Problem:
    """Where nothing in an hour differs from its first position but who is liked then: cells and positions agree."""
    return replace(problem, wanted=tuple(each._replace(liked=()) for each in problem.wanted))
