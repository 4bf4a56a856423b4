"""A SELECT that is compiled once for all who see alike."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Select, Text, column, literal, select, text

from meridian.customers.queries import CUSTOMERS
from meridian.identity.models import Department
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Database
from meridian.kernel.listing import ListSpec, parse_query, statements
from meridian.kernel.listing.compile import index_gives_one_persons, order
from meridian.kernel.listing.statements import Prepared
from meridian.plans.queries import ITEMS
from meridian.records.queries import CALLS

MADE: list[str] = []


@dataclass(frozen=True)
class Who:
    user_id: Any
    reach: str
    masked: frozenset[str] = frozenset()

    def with_slots(self) -> "Who":
        return replace(self, user_id=Slot("user"))

    def slot_values(self) -> dict[str, Any]:
        return {"user": self.user_id}


_DOUBLED = text("SELECT n, n * 2 FROM generate_series(1, :most) AS n").columns(column("n"), column("twice"))


def _said(who: Who) -> Select[*tuple[Any, ...]]:
    MADE.append(who.reach)
    far = literal(who.reach, Text).label("far")
    return select(literal(who.user_id, Text).label("who"), far, literal(Slot("given"), Text).label("given"))


async def test_who_sees_alike_shares_a_statement_and_gets_their_own_answer(db: Database) -> None:
    MADE.clear()
    said = Prepared(_said)
    async with db.read() as session:
        answers = [
            tuple(await said.first(session, who, given=given))
            for who, given in ((Who("1", "near"), "a"), (Who("2", "near"), "b"), (Who("3", "far"), "c"))
        ]
    assert answers == [("1", "near", "a"), ("2", "near", "b"), ("3", "far", "c")]
    assert MADE == ["near", "far"]


async def test_no_more_statements_are_kept_than_that(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    MADE.clear()
    monkeypatch.setattr(statements, "MAX_KEPT", 2)
    said = Prepared(_said)
    async with db.read() as session:
        for reach in ("a", "b", "a", "c", "c", "a"):
            assert (await said.first(session, Who("1", reach), given="x")).far == reach
    assert MADE == ["a", "b", "c", "a"]


async def test_what_is_written_before_in_the_same_work_is_read(db: Database) -> None:
    found = Prepared(lambda _: select(Department).where(Department.name == Slot("name")))
    async with db.write() as session, session.begin_nested() as attempt:
        session.add(Department(code="prepared", name="Prepared", name_zh="备好"))
        (department,) = await found.rows(session, name="Prepared")
        assert department.name == "Prepared"
        assert await found.first(session, name="nobody") is None
        await attempt.rollback()


async def test_a_statement_written_as_text_has_the_names_it_was_given(db: Database) -> None:
    counted = Prepared(
        lambda _: text("SELECT n, n * 2 FROM generate_series(1, :most) AS n").columns(column("n"), column("twice"))
    )
    async with db.read() as session:
        assert [row.twice for row in await counted.rows(session, most=3)] == [2, 4, 6]


def test_it_closes_over_nothing() -> None:
    name: ColumnElement[Any] = column("name")
    with pytest.raises(AssertionError):
        Prepared(lambda _: select(name))


@pytest.mark.parametrize(
    ("spec", "asked", "once"),
    [
        (CUSTOMERS, {"owner_id": "me", "sort": "next_contact_at"}, True),
        (CUSTOMERS, {"owner_id": "me", "sort": "-next_contact_at"}, True),
        (CUSTOMERS, {"owner_id": "me", "sort": "next_contact_at", "next_contact_at.lte": "2026-11-27T00:00:00Z"}, True),
        (CUSTOMERS, {"owner_id": "me", "sort": "next_contact_at", "city": "Kiel"}, False),
        (CUSTOMERS, {"owner_id": "me", "sort": "name"}, False),
        (CUSTOMERS, {"owner_id.ne": "me", "sort": "next_contact_at"}, False),
        (CUSTOMERS, {"country": "DE", "grade": "B", "sort": "next_contact_at"}, False),
        (CUSTOMERS, {}, False),
        (CALLS, {"author_id": "me"}, True),
        (ITEMS, {"assignee_id": "me", "state": "planned", "sort": "due_from"}, True),
        (ITEMS, {"assignee_id": "me", "sort": "due_from"}, False),
    ],
)
def test_one_plan_is_right_for_one_person_s_rows_that_an_index_has_in_order(
    spec: ListSpec, asked: dict[str, str], once: bool
) -> None:
    """Of others a value decides which plan is right: each is looked at."""
    me = str(uuid.uuid4())
    query = parse_query(spec, [(name, me if value == "me" else value) for name, value in asked.items()])
    assert index_gives_one_persons(query, order(spec, query, frozenset())) is once
