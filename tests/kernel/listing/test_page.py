"""What a page holds: entities or rows without a trace of the sort values, totals on request, search by tier."""

from collections.abc import Callable
from typing import Any
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from meridian.kernel.listing import Everybody, ListQuery, SearchBody, page_of, parse_body, parse_query
from meridian.kernel.listing import statements as listing_statements
from meridian.kernel.schemas import Page
from tests.kernel.listing.items import ITEMS, MADE, Item, Part, make
from tests.kernel.listing.oracle import ordered
from tests.support.statements import recording

FIRST = ordered(MADE, ["-made_at"])[:3]


async def fetch(connection: Any, stmt: Any, *pairs: tuple[str, str], **options: Any) -> Page[Any]:
    query = parse_query(ITEMS, pairs)
    return await page_of(connection, Everybody(), ITEMS, query, lambda _, stmt: stmt, stmt, **options)


async def test_an_entity_comes_as_itself(listing_engine: AsyncEngine) -> None:
    async with AsyncSession(listing_engine) as session:
        page = await fetch(session, select(Item), ("limit", "3"))
    assert [(type(item), item.id) for item in page.items] == [(Item, item.id) for item in FIRST]
    assert page.next_cursor is not None
    assert (page.total, page.total_is_estimate) == (None, None)


async def test_one_column_comes_as_its_value(connection: AsyncConnection) -> None:
    page = await fetch(connection, select(Item.name), ("limit", "3"))
    assert page.items == [item.name for item in FIRST]


async def test_several_columns_come_as_rows_of_just_those(connection: AsyncConnection) -> None:
    page = await fetch(connection, select(Item.id, Item.name.label("called")), ("limit", "3"))
    assert [dict(row._mapping) for row in page.items] == [{"id": item.id, "called": item.name} for item in FIRST]
    assert page.items[0].called == FIRST[0].name


async def test_rows_are_mapped(connection: AsyncConnection) -> None:
    page = await fetch(connection, select(Item.id, Item.name), ("limit", "3"), to_row=lambda row: row.name.upper())
    assert page.items == [item.name.upper() for item in FIRST]


async def test_joined_and_grouped_statements_page_too(connection: AsyncConnection) -> None:
    parts = select(Item.id, func.count(Part.id).label("parts")).join(Part).group_by(Item.id)
    expected = {item.id: len(item.parts) for item in MADE if item.parts}
    found: dict[Any, int] = {}
    cursor: list[tuple[str, str]] = []
    while True:
        page = await fetch(connection, parts, ("limit", "7"), ("sort", "due_at"), ("count", "exact"), *cursor)
        found |= {row.id: row.parts for row in page.items}
        if page.next_cursor is None:
            break
        cursor = [("cursor", page.next_cursor)]
    assert found == expected
    assert page.total == len(expected)


async def test_an_empty_page(connection: AsyncConnection) -> None:
    page = await fetch(connection, select(Item), ("name", "no such name"), ("count", "exact"))
    assert (page.items, page.next_cursor, page.total) == ([], None, 0)


@pytest.mark.parametrize("how", ["exact", "estimated"])
async def test_small_totals_are_counted_either_way(connection: AsyncConnection, how: str) -> None:
    page = await fetch(connection, select(Item), ("grade", "A"), ("count", how), ("limit", "1"), ("sort", "name"))
    assert (page.total, page.total_is_estimate) == (sum(item.grade == "A" for item in MADE), False)


async def test_large_totals_are_estimated(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_statements, "COUNTED_UP_TO", 50)
    transaction = await connection.begin_nested()
    await connection.execute(insert(Item), [item.columns() for item in make(400, seed=3)])
    await connection.exec_driver_sql("ANALYZE item")
    page = await fetch(connection, select(Item), ("count", "estimated"), ("active", "true"))
    exact = await fetch(connection, select(Item), ("count", "exact"), ("active", "true"))
    few = await fetch(
        connection, select(Item), ("count", "estimated"), ("active", "true"), ("grade", "A"), ("visits", "3")
    )
    await transaction.rollback()
    assert page.total_is_estimate
    assert page.total == pytest.approx(exact.total, rel=0.2)
    assert not few.total_is_estimate


def from_query_string(cursor: str | None) -> ListQuery:
    return parse_query(ITEMS, [("q", "a"), ("limit", "4"), *([] if cursor is None else [("cursor", cursor)])])


def from_body(cursor: str | None) -> ListQuery:
    wanted = {"and": [{"field": "q", "value": "a"}]}
    return parse_body(ITEMS, SearchBody.model_validate({"filter": wanted, "limit": 4, "cursor": cursor}))


@pytest.mark.parametrize("search", [from_query_string, from_body])
async def test_a_search_without_sort_comes_by_tier_and_rank_then_by_the_default_order(
    connection: AsyncConnection, search: Callable[[str | None], ListQuery]
) -> None:
    hits = [item for item in ordered(MADE, ["-made_at"]) if "a" in item.name]
    found: list[Any] = []
    cursor = None
    while True:
        page = await page_of(connection, Everybody(), ITEMS, search(cursor), lambda _: select(Item.id))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [item.id for item in sorted(hits, key=lambda item: item.name.index("a"))]


async def test_a_search_with_a_sort_keeps_to_it(connection: AsyncConnection) -> None:
    page = await fetch(connection, select(Item.id), ("q", "a"), ("sort", "-born"), ("limit", "200"))
    assert page.items == [item.id for item in ordered([item for item in MADE if "a" in item.name], ["-born"])]


async def test_a_set_of_filters_is_compiled_once(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[Any, Any] = {}
    monkeypatch.setattr(listing_statements, "_KEPT", kept)
    rows = select(Item.id, Item.name)

    async def compiled(*pairs: tuple[str, str]) -> int:
        page = await fetch(connection, rows, *pairs, ("limit", "2"))
        if page.next_cursor is not None:
            await fetch(connection, rows, *pairs, ("limit", "2"), ("cursor", page.next_cursor))
        return len(kept)

    filters = ("grade", "A"), ("grade", "B"), ("visits.gt", "-5"), ("name.contains", "a"), ("sort", "name")
    assert await compiled(*filters) == 2
    same = ("visits.gt", "-2"), ("grade", "B"), ("grade", "C"), ("name.contains", "%"), ("sort", "name")
    assert await compiled(*same) == 2
    assert await compiled(("visits.gt", "-5"), ("sort", "name")) == 4
    assert await compiled(("busy", "true"), ("sort", "name")) == 6
    assert await compiled(("busy", "false"), ("sort", "name")) == 8
    assert await compiled(("q", "a")) == 8


async def test_no_more_than_so_many_statements_are_kept(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[Any, Any] = {}
    monkeypatch.setattr(listing_statements, "_KEPT", kept)
    monkeypatch.setattr(listing_statements, "MAX_KEPT", 3)
    for limit in range(1, 9):
        await fetch(connection, select(Item.id), ("limit", str(limit)))
        assert 1 <= len(kept) <= 3


async def test_what_a_statement_depends_on_is_given() -> None:
    hidden = select(Item.id)
    with pytest.raises(AssertionError, match="given"):
        await page_of(AsyncMock(), Everybody(), ITEMS, parse_query(ITEMS, []), lambda _: hidden)


async def test_rows_without_a_value_cost_a_statement_only_when_they_can_match(listing_engine: AsyncEngine) -> None:
    async with listing_engine.connect() as connection:

        async def count(*pairs: tuple[str, str]) -> int:
            with recording() as statements:
                await fetch(connection, select(Item.id), *pairs, ("sort", "due_at"), ("limit", "200"))
            return len(statements)

        assert await count() == 2
        assert await count(("due_at.lt", "2030-01-01T00:00:00Z")) == 1
        assert await count(("due_at.null", "false")) == 1
        assert await count(("due_at.null", "true")) == 1


@pytest.mark.parametrize("masked", [frozenset[str](), frozenset({"confidential"})])
async def test_a_search_leaves_out_what_is_masked(connection: AsyncConnection, masked: frozenset[str]) -> None:
    query = parse_query(ITEMS, [("anywhere", "%")])
    page = await page_of(connection, Everybody(masked=masked), ITEMS, query, lambda _: select(Item.id))
    named = {item.id for item in MADE if "%" in item.name}
    secret = {item.id for item in MADE if item.secret is not None and "%" in item.secret}
    assert secret - named
    assert set(page.items) == (named if masked else named | secret)


@pytest.mark.parametrize("sort", ["id", "-id", "grade,-id", "-due_at,id,name"])
async def test_an_order_ends_in_the_id_also_when_it_is_named(connection: AsyncConnection, sort: str) -> None:
    keys = sort.removesuffix(",name").split(",")
    expected = [item.id for item in ordered(MADE, keys)]
    first = await fetch(connection, select(Item.id), ("sort", sort), ("limit", "60"))
    second = await fetch(
        connection, select(Item.id), ("sort", sort), ("limit", "60"), ("cursor", first.next_cursor or "")
    )
    assert first.items + second.items == expected
