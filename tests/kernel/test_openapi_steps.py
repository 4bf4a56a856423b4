"""The steps that make the contract: they change its shape, never its meaning."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.kernel.openapi import tidy
from meridian.kernel.openapi.tidy import WIDTH, render

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=20), inner, max_size=6),
    max_leaves=60,
)


@given(JSON)
def test_the_text_is_the_document(node: Any) -> None:
    assert json.loads(render(node)) == node


def test_what_fits_a_line_stands_in_one() -> None:
    text = render({"short": {"a": [1, 2]}, "long": {f"name{n}": "x" * 30 for n in range(20)}})
    assert '"short":{"a":[1,2]}' in text
    assert max(map(len, text.splitlines())) <= WIDTH


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Page_AlertRead_", "AlertReadPage"),
        ("Listed_StageRead_", "StageReadList"),
        ("Body_create_file", "CreateFileForm"),
        ("CustomerRead", "CustomerRead"),
    ],
)
def test_names_are_made_plain(name: str, plain: str) -> None:
    assert tidy.plain_name(name) == plain


def spec(**schemas: Any) -> dict[str, Any]:
    return {"components": {"schemas": schemas}, "paths": {}, "webhooks": {}}


def test_two_schemas_never_share_a_name() -> None:
    with pytest.raises(ValueError, match="one name"):
        tidy.rename(spec(Page_A_={}, APage={}))
    two = {"type": "object", "properties": {n: {"type": "string", "enum": [n], "title": "Same"} for n in ("a", "b")}}
    with pytest.raises(ValueError, match="Same"):
        tidy.hoist_titled(spec(Two=two))


def test_noise_goes_and_nothing_else() -> None:
    field = {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}], "title": "A Field", "examples": ["x"]}
    given = spec(M={"type": "object", "properties": {"a_field": field, "title": {"type": "string", "title": "Title"}}})
    tidy.without_noise(given)
    assert given["components"]["schemas"]["M"]["properties"] == {
        "a_field": {"type": ["string", "null"], "maxLength": 3, "examples": ["x"]},
        "title": {"type": "string"},
    }


def test_what_looks_like_a_schema_in_an_example_is_left_alone() -> None:
    example = {"title": "Pumps", "type": "order", "required": False, "in": "query"}
    given = spec(M={"type": "object", "properties": {"a": {"type": "object", "examples": [example]}}})
    tidy.without_noise(given)
    tidy.hoist_titled(given)
    assert given["components"]["schemas"]["M"]["properties"]["a"]["examples"] == [example]
    assert given["components"]["schemas"].keys() == {"M"}


def test_a_titled_schema_becomes_one_of_its_own() -> None:
    inner = {"type": "string", "enum": ["a"], "title": "Letter"}
    given = spec(M={"type": "object", "properties": {"x": inner, "y": {"type": "array", "items": inner}}})
    tidy.hoist_titled(given)
    ref = {"$ref": "#/components/schemas/Letter"}
    assert given["components"]["schemas"] == {
        "M": {"type": "object", "properties": {"x": ref, "y": {"type": "array", "items": ref}}},
        "Letter": {"type": "string", "enum": ["a"]},
    }


def test_what_nothing_refers_to_is_left_out() -> None:
    given = spec(A={"$ref": "#/components/schemas/B"}, B={}, C={"$ref": "#/components/schemas/D"}, D={})
    given["paths"] = {"/x": {"get": {"x": {"$ref": "#/components/schemas/A"}}}}
    tidy.drop_unused(given)
    assert given["components"]["schemas"].keys() == {"A", "B"}
