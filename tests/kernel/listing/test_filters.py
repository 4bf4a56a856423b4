"""Filters mean what plain Python says they mean, in the query string and in the body alike."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from meridian.kernel.listing import InvalidListing, ListQuery, SearchBody, filtered, parse_body, parse_query
from tests.kernel.listing.items import ITEMS, MADE, Item
from tests.kernel.listing.oracle import matches
from tests.kernel.listing.requests import AGAINST_DATABASE, CONDITIONS, FILTERS, as_json, depth, written

NOTHING = frozenset[str]()


async def found(connection: AsyncConnection, query: ListQuery) -> set[UUID]:
    return set((await connection.execute(filtered(select(Item.id), query, masked=NOTHING))).scalars())


def parameters(condition: dict[str, Any]) -> list[tuple[str, str]]:
    value = condition["value"]
    name = f"{condition['field']}.{condition['op']}"
    return [(name, written(one)) for one in (value if isinstance(value, list) else [value])]


@settings(AGAINST_DATABASE, max_examples=250)
@given(filter_=FILTERS.filter(lambda node: depth(node) <= 6))
async def test_a_filter_finds_what_plain_python_finds(connection: AsyncConnection, filter_: dict[str, Any]) -> None:
    query = parse_body(ITEMS, SearchBody(filter=as_json(filter_)))
    assert await found(connection, query) == {item.id for item in MADE if matches(item, filter_)}


@settings(AGAINST_DATABASE, max_examples=100)
@given(st.lists(CONDITIONS, min_size=1, max_size=4, unique_by=lambda condition: (condition["field"], condition["op"])))
async def test_the_query_string_joins_its_parameters_with_and(
    connection: AsyncConnection, wanted: list[dict[str, Any]]
) -> None:
    query = parse_query(ITEMS, [pair for condition in wanted for pair in parameters(condition)])
    assert await found(connection, query) == {item.id for item in MADE if matches(item, {"and": wanted})}


async def test_default_operators(connection: AsyncConnection) -> None:
    pairs = [("grade", "A"), ("grade", "B"), ("tags", "x"), ("active", "true")]
    expected = {item.id for item in MADE if item.grade in ("A", "B") and "x" in item.tags and item.active}
    assert expected
    assert await found(connection, parse_query(ITEMS, pairs)) == expected


@pytest.mark.parametrize("field", ["name", "note", "part"])
@pytest.mark.parametrize("fragment", ["%", "_", "\\", "a%", "\\%", "\\\\"])
async def test_wildcards_are_plain_characters(connection: AsyncConnection, field: str, fragment: str) -> None:
    for op in ("contains", "starts"):
        wanted = {"field": field, "op": op, "value": fragment}
        query = parse_body(ITEMS, SearchBody(filter=as_json(wanted)))
        assert await found(connection, query) == {item.id for item in MADE if matches(item, wanted)}


@pytest.mark.parametrize(
    ("given_", "pointer"),
    [
        ([("secret", "x")], "/query/secret"),
        ([("secret.contains", "x")], "/query/secret.contains"),
        ([("secret.null", "true"), ("name", "a")], "/query/secret.null"),
        ([("sort", "name,-secret")], "/query/sort"),
    ],
)
def test_a_masked_field_neither_filters_nor_sorts(given_: list[tuple[str, str]], pointer: str) -> None:
    query = parse_query(ITEMS, given_)
    with pytest.raises(InvalidListing) as refused:
        filtered(select(Item.id), query, masked=frozenset({"confidential", "other"}))
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, "field_not_permitted")]


def test_a_masked_field_is_found_however_deep_it_hides() -> None:
    hidden = {"not": {"or": [{"field": "name", "value": "a"}, {"field": "secret", "op": "null", "value": True}]}}
    query = parse_body(ITEMS, SearchBody.model_validate({"filter": hidden, "sort": ["secret"]}))
    with pytest.raises(InvalidListing) as refused:
        filtered(select(Item.id), query, masked=frozenset({"confidential"}))
    assert [fault.pointer for fault in refused.value.errors] == ["/filter/not/or/1/field", "/sort"]


async def test_an_unmasked_sensitive_field_works(connection: AsyncConnection) -> None:
    expected = {item.id for item in MADE if item.secret is None}
    assert expected
    assert await found(connection, parse_query(ITEMS, [("secret.null", "true")])) == expected
