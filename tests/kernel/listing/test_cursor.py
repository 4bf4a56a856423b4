"""A cursor is good for the very query and scope it was made for, and for nothing else."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from meridian.kernel.listing import Everybody, InvalidListing, ListSpec, page_of, parse_query
from meridian.kernel.listing.cursor import CursorInvalid, _Key, digest, seal, sign_with, unseal
from meridian.kernel.schemas import Page
from tests.kernel.listing.items import ITEMS, Item

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False),
    st.datetimes(timezones=st.just(UTC), allow_imaginary=False).map(lambda value: value.replace(fold=0)),
    st.dates(),
    st.uuids(),
    st.text(),
)


@given(st.lists(VALUES))
def test_values_come_back_exactly(values: list[Any]) -> None:
    found = unseal(seal("items", "x", values), "items", "x")
    assert list(map(repr, found)) == list(map(repr, values))


def test_extremes_come_back_exactly() -> None:
    values = [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), date.max, Decimal("-0.10"), 2**63 - 1]
    assert list(unseal(seal("items", "x", values), "items", "x")) == values


def test_instants_of_other_zones_come_back_as_the_same_instant() -> None:
    local = datetime.fromisoformat("2026-03-29T02:30:00.000001+02:00")
    assert unseal(seal("items", "x", [local]), "items", "x") == (local,)


def test_other_types_are_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        seal("items", "x", [object()])


GOOD = [5, "ü"]


@given(st.data())
def test_any_other_text_is_refused(data: st.DataObject) -> None:
    cursor = seal("items", "x", GOOD)
    place = data.draw(st.integers(0, len(cursor)))
    cut = data.draw(st.integers(0, 2))
    other = cursor[:place] + data.draw(st.text(max_size=3)) + cursor[place + cut :]
    if other == cursor:
        return
    with pytest.raises(CursorInvalid):
        unseal(other, "items", "x")


@given(st.text())
def test_made_up_text_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        unseal(text, "items", "x")


def test_another_key_another_list_another_query_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = seal("items", "x", GOOD)
    for name, bound_to in (("parts", "x"), ("items", "y")):
        with pytest.raises(CursorInvalid):
            unseal(cursor, name, bound_to)
    monkeypatch.setattr(_Key, "signer", None)
    sign_with(b"another key")
    with pytest.raises(CursorInvalid):
        unseal(cursor, "items", "x")


def test_the_digest_tells_its_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("\ud800") != digest("\ud801")


async def page(
    connection: AsyncConnection, *pairs: tuple[str, str], scope: str = "me", spec: ListSpec = ITEMS
) -> Page[Any]:
    query = parse_query(spec, [*pairs, ("limit", "3")])
    return await page_of(connection, Everybody(scope), spec, query, lambda _: select(Item.id))


OTHER = ListSpec("others", fields=tuple(ITEMS.fields.values()), default_sort=("-made_at",), id_column=Item.id)


@pytest.mark.parametrize(
    ("pairs", "scope", "spec"),
    [
        ([("grade", "A"), ("sort", "-name")], "me", ITEMS),
        ([("grade", "A"), ("sort", "name,note")], "me", ITEMS),
        ([("grade", "A")], "me", ITEMS),
        ([("grade", "B"), ("sort", "name")], "me", ITEMS),
        ([("grade", "A"), ("grade", "B"), ("sort", "name")], "me", ITEMS),
        ([("grade.ne", "A"), ("sort", "name")], "me", ITEMS),
        ([("grade", "A"), ("active", "true"), ("sort", "name")], "me", ITEMS),
        ([("grade", "A"), ("sort", "name"), ("include", "x")], "me", ITEMS),
        ([("grade", "A"), ("sort", "name")], "you", ITEMS),
        ([("grade", "A"), ("sort", "name")], "me", OTHER),
    ],
)
async def test_a_cursor_of_another_query_or_scope_is_refused(
    connection: AsyncConnection, pairs: list[tuple[str, str]], scope: str, spec: ListSpec
) -> None:
    cursor = (await page(connection, ("grade", "A"), ("sort", "name"))).next_cursor
    assert cursor is not None
    again = await page(connection, ("sort", "name"), ("cursor", cursor), ("grade", "A"))
    assert len(again.items) == 3
    with pytest.raises(InvalidListing) as refused:
        await page(connection, *pairs, ("cursor", cursor), scope=scope, spec=spec)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/query/cursor", "cursor_invalid")]
