"""The work queue is read from its index, in order, from the right place: both ways, on every page."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from meridian.kernel.listing import parse_query
from meridian.kernel.listing.compile import filtered, order, steps
from meridian.kernel.listing.statements import Explain
from tests.kernel.listing.items import ITEMS, OWNERS, START, Item, make

LATER = START.replace(day=2)
ROW = OWNERS[0]


@pytest.fixture(scope="module")
async def crowded(listing_engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A few thousand items with indexes, gone afterwards."""
    async with listing_engine.connect() as connection:
        await connection.execute(insert(Item), [item.columns() for item in make(4_000, seed=2)])
        await connection.exec_driver_sql("CREATE INDEX ON item (owner_id, due_at, id)")
        await connection.exec_driver_sql("CREATE INDEX ON item (owner_id, made_at, id)")
        await connection.exec_driver_sql("CREATE INDEX ON item (grade, made_at DESC, name, id)")
        await connection.exec_driver_sql("ANALYZE item")
        yield connection
        await connection.rollback()


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(inner for child in plan.get("Plans", ()) for inner in nodes(child))]


async def plans(connection: AsyncConnection, pairs: list[tuple[str, str]], after: Any) -> list[dict[str, Any]]:
    query = parse_query(ITEMS, pairs)
    stmt = filtered(select(Item.id, Item.name), query, masked=frozenset())
    found = []
    for step in steps(stmt, query, order(ITEMS, query, frozenset()), after):
        answer = await connection.execute(Explain(step.limit(51)))
        found.append(answer.scalar_one()[0]["Plan"])
    return found


OWNED = [("owner_id", str(OWNERS[1]))]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(
    ("key", "after", "statements", "bounded"),
    [
        ("made_at", None, 1, False),
        ("made_at", (LATER, ROW), 1, True),
        ("due_at", None, 2, True),
        ("due_at", (LATER, ROW), 2, True),
        ("due_at", (None, ROW), 1, True),
    ],
)
async def test_the_queue_of_an_owner_is_an_index_range_in_order(
    crowded: AsyncConnection, sign: str, key: str, after: Any, statements: int, bounded: bool
) -> None:
    found = await plans(crowded, [*OWNED, ("sort", sign + key)], after)
    assert len(found) == statements
    for plan in found:
        kinds = [node["Node Type"] for node in nodes(plan)]
        assert not any("Sort" in kind for kind in kinds), kinds
        (scan,) = [node for node in nodes(plan) if "Index" in node["Node Type"]]
        assert "Filter" not in scan or key not in scan["Filter"]
        assert scan["Scan Direction"] == ("Backward" if sign else "Forward")
        assert (key in scan["Index Cond"]) is bounded
        assert "owner_id" in scan["Index Cond"]


async def test_mixed_directions_start_at_the_right_place(crowded: AsyncConnection) -> None:
    (plan,) = await plans(crowded, [("grade", "A"), ("sort", "-made_at,name")], (LATER, "a", ROW))
    assert not any("Sort" in node["Node Type"] for node in nodes(plan))
    (scan,) = [node for node in nodes(plan) if "Index" in node["Node Type"]]
    assert "made_at <=" in scan["Index Cond"]
