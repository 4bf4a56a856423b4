"""`allowed_moves` is the truth: every workflow × every person of the company × every move, tried and taken back.

A move that is offered is granted, or asks for what the request or more work can still bring. A move that is not offered
is refused, whatever is sent with it. A refusal offers what a read offers, and so do the lists.

What is offered, and what guards may refuse, is tried for every record and person. What two of the three decide between
them is tried until each two have met: person and record (who sees it), person and move (who may), record and move (its
state).
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from meridian import wiring
from meridian.identity.permissions import GRANTS, Permission
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.policies.rules import Criterion
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation, example_of
from tests.support.states import BUILDERS, Case, House
from tests.support.world import PEOPLE, World

STILL_TO_BRING: set[str] = {*Criterion, "inside_lead_time"}
"""Codes of what a move is refused for although it is offered: the request, or work on the record, can bring it."""


class _Undone(Exception):
    pass


@pytest.fixture
def house(api: Api, db: Database, world: World, clock: SettableClock) -> House:
    return House(api, db, world, clock)


@pytest.fixture
def rehearsing(db: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """While it lasts, whatever a request writes is checked by the database as ever, and taken back at its end."""
    write = db.write

    @contextlib.asynccontextmanager
    async def rehearsed(**values: Any) -> AsyncIterator[WriteSession]:
        with contextlib.suppress(_Undone):
            async with write(**values) as session:
                yield session
                await session.flush()
                raise _Undone

    @contextlib.contextmanager
    def rehearse() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(db, "write", rehearsed)
            yield

    return rehearse


@cache
def operations_of(move: str) -> list[Operation]:
    return [each for each in OPERATIONS if each.path.endswith(f"/moves/{move}")]


def operation_of(case: Case, move: str) -> Operation | None:
    """The contract's operation for that move of the record."""
    asked = f"{case.path}/moves/{move}".split("/")
    for operation in operations_of(move):
        parts = operation.path.split("/")
        if len(parts) == len(asked) and all(
            part == wanted or part.startswith("{") for part, wanted in zip(parts, asked, strict=True)
        ):
            return operation
    return None


def body_for(operation: Operation, needs: tuple[str, ...]) -> dict[str, Any]:
    """All that the move needs, made of the contract's examples."""
    schema = operation.body_schema or {}
    return {name: example_of(field) for name, field in schema.get("properties", {}).items() if name in needs}


async def offered(api: Api, case: Case, who: str) -> tuple[int, list[str] | None]:
    """The version of the record and what is offered to that person; None when they do not see it."""
    answer = await api.get(case.shown_in or case.path, who=who)
    if answer.status_code in (403, 404):
        return 1, None
    assert answer.status_code == 200, answer.text
    found = answer.json()
    if case.shown_in:
        found = next(each for each in found["items"] if case.path.endswith(each["id"]))
    return found["version"], found["allowed_moves"]


def test_every_workflow_has_its_records() -> None:
    assert BUILDERS.keys() == {workflow.name for workflow in wiring.WORKFLOWS}


@dataclass(frozen=True)
class Tried:
    """A move asked for, and what came of it."""

    case: Case
    who: str
    move: str
    offered: list[str] | None
    status: int
    said: dict[str, Any]

    @property
    def is_offered(self) -> bool:
        return self.move in (self.offered or ())

    @property
    def fits(self) -> bool:
        """Whether what came of it is what was offered."""
        if (
            self.offered is not None
            and self.status > 299
            and self.said.get("allowed_moves", self.offered) != self.offered
        ):
            return False
        if not self.is_offered:
            return self.status in (403, 404, 409)
        if self.status == 409:
            return {fault["code"] for fault in self.said.get("errors", [])} <= STILL_TO_BRING
        return self.status in (200, 422)


class Met:
    """Which persons, records and moves have met in a refusal, by what it was for."""

    def __init__(self) -> None:
        self._pairs: set[tuple[object, ...]] = set()

    def already(self, case: Case, who: str, move: Move[Any], moves: list[str] | None) -> bool:
        """Whether trying this shows nothing that was not tried; from now on it has been."""
        may = move.permission is not None and Permission(move.permission) in GRANTS[PEOPLE[who][0]]
        pairs: set[tuple[object, ...]]
        if moves is None or not (may or move.name in moves):
            pairs = {("not theirs", moves is None, who, case), ("not theirs", moves is None, who, move.name)}
        elif move.name in moves or move.guards or move.when is not None:
            return False
        else:
            pairs = {("state", who, case), ("state", who, move.name), ("state", case, move.name)}
        known = pairs <= self._pairs
        self._pairs |= pairs
        return known


async def attempt(api: Api, case: Case, who: str, move: Move[Any], version: int, moves: list[str] | None) -> Tried:
    operation = operation_of(case, move.name)
    body = body_for(operation, move.needs) if operation else {}
    answer = await api.post(f"{case.path}/moves/{move.name}", who=who, json=body, version=version)
    return Tried(case, who, move.name, moves, answer.status_code, answer.json())


async def differing_rows(api: Api, who: str, reads: dict[Case, list[str] | None]) -> list[tuple[str, Any, Any]]:
    """Where a list says something else than a read."""
    known = {case.path.rpartition("/")[2]: moves for case, moves in reads.items()}
    found = []
    for path in {case.path.rpartition("/")[0] for case in reads}:
        answer = await api.get(path, who=who, params={"limit": 200})
        rows = answer.json()["items"] if answer.status_code == 200 else []
        found += [
            (f"{who}: {path}/{row['id']}", row["allowed_moves"], known[row["id"]])
            for row in rows
            if row["id"] in known and row.get("allowed_moves", known[row["id"]]) != known[row["id"]]
        ]
    return found


@pytest.mark.parametrize("workflow", wiring.WORKFLOWS, ids=lambda workflow: workflow.name)
async def test_what_is_offered_is_granted_and_nothing_else(
    house: House, rehearsing: Callable[[], AbstractContextManager[None]], workflow: Workflow[Any]
) -> None:
    cases = await BUILDERS[workflow.name](house)
    tried: list[Tried] = []
    met = Met()
    for who in PEOPLE:
        reads = {case: await offered(house.api, case, who) for case in cases}
        assert await differing_rows(house.api, who, {case: moves for case, (_, moves) in reads.items()}) == []
        with rehearsing():
            tried += [
                await attempt(house.api, case, who, move, version, moves)
                for case, (version, moves) in reads.items()
                for move in workflow.moves
                if not met.already(case, who, move, moves)
            ]
    assert [each for each in tried if not each.fits] == []
    people_ask_for = {move.name for move in workflow.moves if move.permission is not None}
    assert {each.move for each in tried if each.is_offered} == people_ask_for
