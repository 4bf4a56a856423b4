from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meridian.kernel.listing import Everybody, SearchBody, page_of, parse_body
from tests.kernel.listing.items import ITEMS, MADE, Item, make
from tests.kernel.listing.oracle import matches, ordered
from tests.kernel.listing.requests import AGAINST_DATABASE, FILTERS, SORTS, as_json, depth

IDS = [item.id for item in MADE]


async def read_page(
    connection: AsyncConnection, request: dict[str, Any], cursor: str | None
) -> tuple[list[UUID], str | None]:
    query = parse_body(ITEMS, SearchBody(**request, cursor=cursor))
    page = await page_of(connection, Everybody(), ITEMS, query, lambda _: select(Item.id))
    return page.items, page.next_cursor


@settings(AGAINST_DATABASE, max_examples=100)
@given(filter_=st.none() | FILTERS.filter(lambda node: depth(node) <= 6), sort=SORTS, limit=st.integers(1, 60))
async def test_paging_gives_each_matching_row_once_in_order(
    connection: AsyncConnection, filter_: dict[str, Any] | None, sort: list[str], limit: int
) -> None:
    request = {"filter": as_json(filter_), "sort": sort, "limit": limit}
    expected = [item.id for item in ordered([item for item in MADE if filter_ is None or matches(item, filter_)], sort)]
    found: list[UUID] = []
    cursor = None
    while True:
        ids, cursor = await read_page(connection, request, cursor)
        found += ids
        if cursor is None:
            break
        assert len(ids) == limit
    assert found == expected


@settings(AGAINST_DATABASE, max_examples=40)
@given(sort=SORTS, limit=st.integers(3, 30), seed=st.integers(2, 9), leaving=st.sets(st.sampled_from(IDS), max_size=30))
async def test_rows_that_stay_are_seen_once_while_others_come_and_go(
    connection: AsyncConnection, sort: list[str], limit: int, seed: int, leaving: set[UUID]
) -> None:
    coming, going, gone = make(30, seed=seed), sorted(leaving), set[UUID]()
    found: list[UUID] = []
    cursor = None
    transaction = await connection.begin_nested()
    try:
        while True:
            ids, cursor = await read_page(connection, {"sort": sort, "limit": limit}, cursor)
            found += ids
            if cursor is None:
                break
            arriving, coming = coming[:5], coming[5:]
            dropped, going = going[:5], going[5:]
            gone.update(dropped)
            await connection.execute(
                insert(Item).values([item.columns() for item in arriving]) if arriving else select(1)
            )
            await connection.execute(delete(Item).where(Item.id.in_(dropped)))
    finally:
        await transaction.rollback()
    assert len(found) == len(set(found)), "a row was seen twice"
    assert set(IDS) - gone <= set(found), "a row that stayed was skipped"
