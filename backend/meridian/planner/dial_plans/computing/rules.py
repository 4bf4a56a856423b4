"""The best dial plan for its objective: who is called, then what stays as it was, then the better hour (OT-10, OT-17).

Everybody who can reach the same customers is one unit, and each unit one flow: a customer flows to a *cell* (positions
of one hour of a rep that are open to the same places) and through the rep's day, whose cap bounds it, or to the sink,
unplanned. Flows of whole numbers are as good as any fraction of them, so that the optimum is that of the linear
programme. Moments are whole minutes since 1970.

An hour of a shift holds as many calls as fit beside its rest, one after the other from its beginning, so that the rest
comes last. A call lies in the windows of its place from its first minute to its last.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

HOUR = 60
_URGENT = 1000
"""Of customers worth as much or more, all take the earlier day equally."""
Stretch = tuple[int, int]

# What the parts of the objective are worth against each other. A customer is worth `value` times WORTH, a hundred at
# least, so that one more outweighs ten others moved; all that depends on the hour together is less than one move.
# EARLIER is for each day, SOONER for each hour of it.
WORTH = 100
STAYS = 1000
LANGUAGE = 300
USUAL = 80
EARLIER = 40
SOONER = 2
MOST_DAYS = 14


class LeftOut(StrEnum):
    """Why a customer is in no slot."""

    NO_COMMON_HOUR = "no_common_hour"
    CAPACITY = "capacity"
    NOBODY_ON_DUTY = "nobody_on_duty"


class Day(NamedTuple):
    """A rep's day: its shifts in order, what is taken of them already, and how many calls more it may hold."""

    key: Hashable
    shifts: tuple[Stretch, ...]
    busy: tuple[Stretch, ...]
    calls: int


class Rep(NamedTuple):
    key: Hashable
    days: tuple[Day, ...]


class Slot(NamedTuple):
    rep: Hashable
    start: int


class Wanted(NamedTuple):
    """A customer to be called. place: whose windows hold. value: what reaching them is worth, a hundred at least.
    reps: who may call, one at least, and whether they speak the language. liked: when they usually answer. kept: the
    slot they have now."""

    key: Hashable
    place: Hashable
    value: int
    reps: tuple[tuple[Hashable, bool], ...]
    liked: tuple[Stretch, ...] = ()
    kept: Slot | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Days are MOST_DAYS at most. windows: by place, in order and apart. call: minutes of one call. rest: minutes free
    in each hour of a shift."""

    reps: Sequence[Rep]
    wanted: Sequence[Wanted]
    windows: Mapping[Hashable, Sequence[Stretch]]
    call: int
    rest: int


@dataclass(frozen=True, slots=True)
class Solution:
    """slots: by customer. left_out: the others, each with why. value: of the customers planned."""

    slots: dict[Hashable, Slot] = field(default_factory=dict)
    left_out: dict[Hashable, LeftOut] = field(default_factory=dict)
    value: int = 0
    score: int = 0
    """What the whole objective comes to, of which no plan has more."""


class _Cell(NamedTuple):
    """Positions of one hour of a rep, from `first` on: `starts[first:last]`."""

    first: int
    last: int
    day: int
    hour: int  # of the day's, the first is 0


@dataclass(slots=True)
class _Grid:
    """A rep's positions in order, cut into cells, with the cells open to each place. begins, sooner: of each cell its
    first position, and what is added to the objective for lying early."""

    rep: Rep
    starts: list[int]
    cells: list[_Cell] = field(default_factory=list)
    open_to: dict[Hashable, NDArray[np.int64]] = field(default_factory=dict)
    begins: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    sooner: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def positions(day: Day, call: int, rest: int) -> list[list[int]]:
    """When calls may begin, hour by hour of the day's shifts."""
    found = []
    for start, end in day.shifts:
        for begin in range(start, end, HOUR):
            length = min(HOUR, end - begin)
            taken = sum(max(0, min(until, begin + length) - max(since, begin)) for since, until in day.busy)
            room = (length * (HOUR - rest) // HOUR - taken) // call
            starts = [at for at in range(begin, begin + length - call + 1, call) if _free(at, at + call, day.busy)]
            if room > 0 and starts:
                found.append(starts[:room])
    return found


def _free(start: int, end: int, busy: Iterable[Stretch]) -> bool:
    return all(until <= start or since >= end for since, until in busy)


def solve(problem: Problem) -> Solution:
    """The best plan there is, unit by unit."""
    whole = Solution()
    value = score = 0
    for reps, wanted in units(problem):
        part = _solve_unit(problem, reps, wanted)
        whole.slots.update(part.slots)
        whole.left_out.update(part.left_out)
        value, score = value + part.value, score + part.score
    return Solution(whole.slots, whole.left_out, value, score)


def units(problem: Problem) -> list[tuple[list[Rep], list[Wanted]]]:
    """Reps who share customers, with these: they are planned together, and nobody else with them."""
    root: dict[Hashable, Hashable] = {rep.key: rep.key for rep in problem.reps}

    def top(key: Hashable) -> Hashable:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for wanted in problem.wanted:
        for rep, _ in wanted.reps[1:]:
            root[top(rep)] = top(wanted.reps[0][0])
    found: dict[Hashable, tuple[list[Rep], list[Wanted]]] = {}
    for rep in problem.reps:
        found.setdefault(top(rep.key), ([], []))[0].append(rep)
    for wanted in problem.wanted:
        found[top(wanted.reps[0][0])][1].append(wanted)
    return [unit for unit in found.values() if unit[1]]


def _grid(rep: Rep, places: Iterable[Hashable], problem: Problem) -> _Grid:
    starts: list[int] = []
    hours: list[_Cell] = []
    for number, day in enumerate(rep.days):
        for ordinal, of_hour in enumerate(positions(day, problem.call, problem.rest)):
            hours.append(_Cell(len(starts), len(starts) + len(of_hour), number, ordinal))
            starts += of_hour
    grid = _Grid(rep, starts)
    ranges = {place: _ranges(starts, problem.windows.get(place, ()), problem.call) for place in places}
    cuts = sorted({cut for several in ranges.values() for each in several for cut in each})
    for hour in hours:
        edges = [hour.first, *cuts[bisect_left(cuts, hour.first + 1) : bisect_left(cuts, hour.last)], hour.last]
        grid.cells += [hour._replace(first=first, last=last) for first, last in pairwise(edges)]
    firsts = [cell.first for cell in grid.cells]
    for place, several in ranges.items():
        indexes = [
            index for since, until in several for index in range(bisect_left(firsts, since), bisect_left(firsts, until))
        ]
        grid.open_to[place] = np.array(indexes, np.int64)
    grid.begins = np.array([starts[cell.first] for cell in grid.cells], np.int64)
    early = [EARLIER * (MOST_DAYS - cell.day) - SOONER * cell.hour for cell in grid.cells]
    grid.sooner = np.array(early, np.int64)
    return grid


def _ranges(starts: Sequence[int], windows: Sequence[Stretch], call: int) -> list[tuple[int, int]]:
    """The positions at which a whole call lies in each window."""
    found = []
    for start, end in windows:
        since, until = bisect_left(starts, start), bisect_left(starts, end - call + 1)
        if since < until:
            found.append((since, until))
    return found


def _solve_unit(problem: Problem, reps: Sequence[Rep], wanted: Sequence[Wanted]) -> Solution:
    places: dict[Hashable, set[Hashable]] = {rep.key: set() for rep in reps}
    for each in wanted:
        for rep, _ in each.reps:
            places[rep].add(each.place)
    grids = {rep.key: _grid(rep, places[rep.key], problem) for rep in reps}
    flow = SimpleMinCostFlow()
    add, sink = flow.add_arc_with_capacity_and_unit_cost, 0
    node = 1
    cell_nodes: dict[Hashable, int] = {}
    for key, grid in grids.items():
        day_node = node
        for day in grid.rep.days:
            add(node, sink, max(0, day.calls), 0)
            node += 1
        cell_nodes[key] = node
        for cell in grid.cells:
            add(node, day_node + cell.day, cell.last - cell.first, 0)
            node += 1
    arcs: list[tuple[Wanted, Hashable, NDArray[np.int64], NDArray[np.int32]]] = []
    for each in wanted:
        flow.set_node_supply(node, 1)
        add(node, sink, 1, 0)
        for rep, speaks in each.reps:
            grid = grids[rep]
            cells = grid.open_to[each.place]
            if len(cells):
                gains = _gains(each, grid, cells, speaks=speaks)
                added = flow.add_arcs_with_capacity_and_unit_cost(node, cell_nodes[rep] + cells, 1, -gains)
                arcs.append((each, rep, cells, added))
        node += 1
    flow.set_node_supply(sink, -len(wanted))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow ended as {status}")
    chosen = [
        (each, rep, int(cells[at])) for each, rep, cells, added in arcs for at in np.flatnonzero(flow.flows(added))
    ]
    slots = _laid_out(chosen, grids)
    reachable = {each.key for each, _, _, _ in arcs}
    left_out = {each.key: _why(each, grids, reachable) for each in wanted if each.key not in slots}
    value = sum(each.value for each, _, _ in chosen)
    return Solution(slots, left_out, value, -flow.optimal_cost())


def _gains(wanted: Wanted, grid: _Grid, cells: NDArray[np.int64], *, speaks: bool) -> NDArray[np.int64]:
    """What a call in each of the cells adds to the objective. Later days take the more from whoever is worth more."""
    sooner = grid.sooner[cells] * min(wanted.value, _URGENT) // _URGENT
    gains: NDArray[np.int64] = sooner + (wanted.value * WORTH + (LANGUAGE if speaks else 0))
    if (kept := _kept_cell(wanted, grid)) is not None:
        gains[cells == kept] += STAYS
    if wanted.liked:
        starts = grid.begins[cells]
        gains[np.any([(since <= starts) & (starts < until) for since, until in wanted.liked], axis=0)] += USUAL
    return gains


def _kept_cell(wanted: Wanted, grid: _Grid) -> int | None:
    """The cell that holds the slot the customer has now."""
    if wanted.kept is None or wanted.kept.rep != grid.rep.key:
        return None
    at = bisect_left(grid.starts, wanted.kept.start)
    if at == len(grid.starts) or grid.starts[at] != wanted.kept.start:
        return None
    return bisect_left(grid.cells, at + 1, key=lambda cell: cell.first) - 1


def _laid_out(chosen: Iterable[tuple[Wanted, Hashable, int]], grids: Mapping[Hashable, _Grid]) -> dict[Hashable, Slot]:
    """A position for each: what has one in the cell keeps it, then who is worth more comes earlier."""
    by_cell: dict[tuple[Hashable, int], list[Wanted]] = {}
    for wanted, rep, index in chosen:
        by_cell.setdefault((rep, index), []).append(wanted)
    slots: dict[Hashable, Slot] = {}
    for (rep, index), several in by_cell.items():
        grid = grids[rep]
        cell = grid.cells[index]
        free = grid.starts[cell.first : cell.last]
        moved = []
        for wanted in several:
            if wanted.kept is not None and wanted.kept.rep == rep and wanted.kept.start in free:
                free.remove(wanted.kept.start)
                slots[wanted.key] = wanted.kept
            else:
                moved.append(wanted)
        for wanted, start in zip(sorted(moved, key=lambda each: -each.value), free, strict=False):
            slots[wanted.key] = Slot(rep, start)
    return slots


def _why(wanted: Wanted, grids: Mapping[Hashable, _Grid], reachable: set[Hashable]) -> LeftOut:
    if wanted.key in reachable:
        return LeftOut.CAPACITY
    if any(grids[rep].starts for rep, _ in wanted.reps):
        return LeftOut.NO_COMMON_HOUR
    return LeftOut.NOBODY_ON_DUTY
