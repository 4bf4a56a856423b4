"""What is not understood is refused: every fault, at its place, and never anything but `InvalidListing`."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from meridian.kernel.listing import (
    Everybody,
    InvalidListing,
    ListQuery,
    Op,
    SearchBody,
    page_of,
    parse_body,
    parse_query,
)
from tests.kernel.listing.items import ITEMS, Item
from tests.kernel.listing.requests import AGAINST_DATABASE

Faults = list[tuple[str, str]]


def query_faults(*pairs: tuple[str, str]) -> Faults:
    with pytest.raises(InvalidListing) as refused:
        parse_query(ITEMS, pairs)
    assert refused.value.status == 422
    return [(fault.pointer, fault.code) for fault in refused.value.errors]


def body_faults(**body: Any) -> Faults:
    with pytest.raises(InvalidListing) as refused:
        parse_body(ITEMS, SearchBody(**body))
    return [(fault.pointer, fault.code) for fault in refused.value.errors]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", "red", "unknown_parameter"),
        ("colour.lt", "red", "unknown_parameter"),
        ("", "red", "unknown_parameter"),
        (".", "red", "unknown_parameter"),
        ("grade.lt", "A", "unknown_operator"),
        ("grade.", "A", "unknown_operator"),
        ("active.ne", "true", "unknown_operator"),
        ("made_at.null", "true", "unknown_operator"),
        ("grade", "Z", "invalid_value"),
        ("grade", "", "invalid_value"),
        ("name", "a\x00b", "invalid_value"),
        ("name", "\ud800", "invalid_value"),
        ("name", "x" * 501, "too_long"),
        ("name.contains", "", "invalid_value"),
        ("q", "", "invalid_value"),
        ("visits", "1.5", "invalid_value"),
        ("visits", "١", "invalid_value"),
        ("visits", "1_000", "invalid_value"),
        ("visits", str(2**63), "out_of_range"),
        ("visits", "9" * 5000, "invalid_value"),
        ("amount", "1e5", "invalid_value"),
        ("amount", "NaN", "invalid_value"),
        ("amount", "9" * 31, "invalid_value"),
        ("active", "yes", "invalid_value"),
        ("owner_id.null", "1", "invalid_value"),
        ("owner_id", "1", "invalid_value"),
        ("born", "2026-02-30", "invalid_value"),
        ("born", "20260201", "invalid_value"),
        ("born", "0000-01-01", "invalid_value"),
        ("due_at", "2026-02-01", "invalid_value"),
        ("due_at", "2026-02-01T00:00:00", "invalid_value"),
        ("due_at", "2026-02-01T00:00:00 08:00", "invalid_value"),
        ("due_at", "0001-01-01T00:00:00+14:00", "out_of_range"),
        ("due_at", "9999-12-31T23:59:59-01:00", "out_of_range"),
        ("due_at", "2026-02-01T00:00:60Z", "invalid_value"),
        ("limit", "0", "out_of_range"),
        ("limit", "201", "out_of_range"),
        ("limit", "ten", "invalid_value"),
        ("limit", "9" * 30, "out_of_range"),
        ("count", "maybe", "invalid_value"),
        ("sort", "", "unknown_field"),
        ("sort", "colour", "unknown_field"),
        ("sort", "--name", "unknown_field"),
        ("sort", "tags", "field_not_sortable"),
        ("sort", "name,-name", "repeated"),
        ("sort", "name,note,grade,visits,born", "invalid_value"),
        ("cursor", "", "cursor_invalid"),
        ("cursor", "ü", "cursor_invalid"),
    ],
)
def test_one_fault_in_the_query_string(name: str, value: str, code: str) -> None:
    assert query_faults((name, value)) == [(f"/query/{name}", code)]


@pytest.mark.parametrize("name", ["limit", "cursor", "sort", "count", "visits.lt", "due_at.gte", "owner_id.null", "q"])
def test_what_takes_one_value_is_not_repeated(name: str) -> None:
    value = {"limit": "5", "count": "exact", "owner_id.null": "true", "visits.lt": "5", "sort": "name"}.get(name, "a")
    assert (f"/query/{name}", "repeated") in query_faults((name, value), (name, value))


def test_every_fault_is_named_at_once() -> None:
    found = query_faults(("grade", "Z"), ("limit", "x"), ("sort", "a,b"), ("who~is/it", "1"), ("visits.lt", "x"))
    assert sorted(found) == [
        ("/query/grade", "invalid_value"),
        ("/query/limit", "invalid_value"),
        ("/query/sort", "unknown_field"),
        ("/query/sort", "unknown_field"),
        ("/query/visits.lt", "invalid_value"),
        ("/query/who~0is~1it", "unknown_parameter"),
    ]


def test_very_many_faults_are_cut() -> None:
    assert len(query_faults(*((f"field{number}", "x") for number in range(10_000)))) == 50


def test_too_many_values() -> None:
    assert query_faults(*[("visits", str(number)) for number in range(201)]) == [("/query/visits", "too_many_values")]


def nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = {"field": "name", "value": "a"}
    for _ in range(depth):
        node = {"not": node}
    return node


LEAF = {"field": "name", "value": "a"}


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"filter": 5}, "/filter", "invalid_filter"),
        ({"filter": []}, "/filter", "invalid_filter"),
        ({"filter": {}}, "/filter", "invalid_filter"),
        ({"filter": {"and": []}}, "/filter/and", "invalid_filter"),
        ({"filter": {"and": LEAF}}, "/filter/and", "invalid_filter"),
        ({"filter": {"and": [LEAF], "or": [LEAF]}}, "/filter", "invalid_filter"),
        ({"filter": {"and": [LEAF, {"not": None}]}}, "/filter/and/1/not", "invalid_filter"),
        ({"filter": {"and": [LEAF] * 51}}, "/filter/and", "filter_too_large"),
        ({"filter": {"or": [{"and": [LEAF] * 30}, {"and": [LEAF] * 21}]}}, "/filter/or/1/and/20", "filter_too_large"),
        ({"filter": nested(6)}, "/filter" + "/not" * 6, "filter_too_deep"),
        ({"filter": nested(500)}, "/filter" + "/not" * 6, "filter_too_deep"),
        ({"filter": {"field": "name"}}, "/filter", "invalid_filter"),
        ({"filter": {"value": "name"}}, "/filter", "invalid_filter"),
        ({"filter": LEAF | {"operator": "eq"}}, "/filter/operator", "invalid_filter"),
        ({"filter": LEAF | {"field": ["name"]}}, "/filter/field", "unknown_field"),
        ({"filter": LEAF | {"field": "colour"}}, "/filter/field", "unknown_field"),
        ({"filter": LEAF | {"op": "like"}}, "/filter/op", "unknown_operator"),
        ({"filter": LEAF | {"op": ["eq"]}}, "/filter/op", "unknown_operator"),
        ({"filter": LEAF | {"value": []}}, "/filter/value", "invalid_value"),
        ({"filter": LEAF | {"value": None}}, "/filter/value", "invalid_value"),
        ({"filter": LEAF | {"value": 5}}, "/filter/value", "invalid_value"),
        ({"filter": LEAF | {"value": [["a"]]}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "visits", "value": "5"}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "visits", "value": True}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "visits", "value": 5.5}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "visits", "value": 1e300}}, "/filter/value", "out_of_range"),
        ({"filter": {"field": "visits", "value": float("nan")}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "visits", "value": 10**400}}, "/filter/value", "out_of_range"),
        ({"filter": {"field": "amount", "value": 0.1}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "active", "value": "true"}}, "/filter/value", "invalid_value"),
        ({"filter": {"field": "visits", "op": "lt", "value": [1, 2]}}, "/filter/value", "repeated"),
        ({"sort": "name"}, "/sort", "invalid_value"),
        ({"sort": []}, "/sort", "invalid_value"),
        ({"sort": [5]}, "/sort", "unknown_field"),
        ({"limit": "5"}, "/limit", "invalid_value"),
        ({"limit": float("inf")}, "/limit", "invalid_value"),
        ({"limit": True}, "/limit", "invalid_value"),
        ({"cursor": 5}, "/cursor", "cursor_invalid"),
        ({"count": []}, "/count", "invalid_value"),
    ],
)
def test_one_fault_in_the_body(body: dict[str, Any], pointer: str, code: str) -> None:
    assert body_faults(**body) == [(pointer, code)]


def test_unknown_pieces_of_the_body_are_refused() -> None:
    with pytest.raises(ValidationError):
        SearchBody.model_validate({"filters": None})


def test_both_twins_give_the_same_query() -> None:
    pairs = [
        ("grade", "B"),
        ("grade", "A"),
        ("visits.lt", "5"),
        ("sort", "-name,born"),
        ("limit", "7"),
        ("count", "exact"),
    ]
    wanted = [{"field": "grade", "op": "in", "value": ["A", "B"]}, {"field": "visits", "op": "lt", "value": 5}]
    body = {"filter": {"and": wanted}, "sort": ["-name", "born"], "limit": 7, "count": "exact"}
    one, other = parse_query(ITEMS, pairs), parse_body(ITEMS, SearchBody.model_validate(body))
    assert essence(one) == essence(other)


def essence(query: ListQuery) -> Any:
    parts = [(part.field.name, part.op, part.values) for part in query.where.parts]  # type: ignore[union-attr]
    return parts, [str(key) for key in query.sort], query.limit, query.count


def test_parameters_the_endpoint_reads_itself_are_handed_on() -> None:
    assert parse_query(ITEMS, [("include", "a"), ("include", "b")]).extra == {"include": ("a", "b")}


NAMES = st.one_of(
    st.sampled_from([*ITEMS.fields, "sort", "limit", "cursor", "count"]),
    st.builds("{}.{}".format, st.sampled_from(list(ITEMS.fields)), st.sampled_from([*Op, "lt", "x"])),
    st.text(max_size=5),
)
WORDS = st.one_of(
    st.text(max_size=8),
    st.text(st.characters(codec=None), max_size=3),
    st.sampled_from(
        ["A", "true", "name", "-made_at,name", "exact", "estimated", "\x00", "infinity", "0001-01-01", "%", "-0"]
    ),
    st.integers().map(str),
    st.decimals().map(str),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda value: value.isoformat()),
    st.datetimes().map(lambda value: value.isoformat() + "Z"),
    st.uuids().map(str),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["and", "or", "not"]) | NAMES, inner, max_size=2)
        | st.fixed_dictionaries({"field": NAMES, "op": st.sampled_from([*Op]) | inner, "value": inner})
    ),
    max_leaves=8,
)


async def answer(connection: AsyncConnection, parse: Callable[[], ListQuery]) -> None:
    """Answers the request, or refuses it in a form that can be sent; any other error passes."""
    try:
        await page_of(connection, Everybody(), ITEMS, parse(), lambda _: select(Item))
    except InvalidListing as refused:
        refusal = refused
    else:
        return
    assert refusal.errors
    assert orjson.loads(orjson.dumps(refusal.document("")))["status"] == 422


@settings(AGAINST_DATABASE, max_examples=400)
@given(st.lists(st.tuples(NAMES, WORDS), max_size=3))
@example([("born.lte", "9999-12-31"), ("due_at", "9999-12-31T23:59:59.999999Z"), ("visits", str(-(2**63)))])
@example([("amount", "-" + "9" * 30 + "." + "9" * 10), ("due_at.gt", "0001-01-01T00:00:00Z"), ("born", "0001-01-01")])
async def test_no_query_string_breaks_anything(connection: AsyncConnection, pairs: list[tuple[str, str]]) -> None:
    await answer(connection, lambda: parse_query(ITEMS, pairs))


@settings(AGAINST_DATABASE, max_examples=300)
@given(JSON, JSON, JSON)
async def test_no_body_breaks_anything(connection: AsyncConnection, filter_: Any, sort: Any, other: Any) -> None:
    body = SearchBody(filter=filter_, sort=sort, limit=other, cursor=other, count=other)
    await answer(connection, lambda: parse_body(ITEMS, body))
