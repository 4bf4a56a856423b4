"""The description of a list is what its grammar accepts, word for word."""

from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meridian.kernel.http import handlers
from meridian.kernel.listing import (
    Field,
    InvalidListing,
    ListQuery,
    ListSpec,
    Op,
    SearchBody,
    list_and_search,
    parse_body,
    parse_query,
    query_parameters,
    search_body,
)
from tests.kernel.listing.items import ITEMS, Item
from tests.kernel.listing.requests import AGAINST_DATABASE, FIELDS, FILTERS, SORTS, as_json

PARAMETERS = {parameter["name"]: parameter for parameter in query_parameters(ITEMS)}


def test_each_field_offers_its_operators() -> None:
    offered = {
        name for name in PARAMETERS if name.split(".")[0] in ("note", "due_at", "tags", "labels", "active", "busy")
    }
    assert offered == {
        *("note", "note.ne", "note.contains", "note.starts", "note.null"),
        *("due_at", "due_at.ne", "due_at.lt", "due_at.lte", "due_at.gt", "due_at.gte", "due_at.null"),
        *("tags", "tags.all", "tags.none", "labels", "labels.all", "labels.none", "labels.null"),
        *("active", "busy", "busy.ne"),
    }
    assert {"sort", "limit", "cursor", "count"} < PARAMETERS.keys()


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=str)
def test_each_is_described_and_its_example_is_valid_and_accepted(parameter: dict[str, Any]) -> None:
    assert parameter["description"].endswith(".")
    assert parameter["in"] == "query"
    example = parameter["example"]
    jsonschema_rs.validator_for(parameter["schema"]).validate(example)
    if parameter["name"] == "cursor":
        return
    texts = [
        str(value).lower() if isinstance(value, bool) else str(value)
        for value in (example if isinstance(example, list) else [example])
    ]
    if parameter.get("explode") is False:
        texts = [",".join(texts)]
    parse_query(ITEMS, [(parameter["name"], text) for text in texts])


BODY = search_body(ITEMS).model_json_schema()
VALID = jsonschema_rs.validator_for(BODY)


@settings(AGAINST_DATABASE, max_examples=200)
@given(filter_=st.none() | FILTERS, sort=st.none() | SORTS, limit=st.none() | st.integers(1, 200))
def test_what_the_grammar_accepts_is_described(filter_: Any, sort: Any, limit: Any) -> None:
    VALID.validate({"filter": as_json(filter_), "sort": sort, "limit": limit})


@settings(max_examples=400)
@given(st.sampled_from(FIELDS), st.sampled_from(Op), st.data())
def test_what_is_described_is_accepted(field: Field, op: Op, data: st.DataObject) -> None:
    """Each comparison is accepted exactly when its description allows it."""
    value = data.draw(
        st.sampled_from([True, 1, "A", "x", "", "1.5", "2026-01-31", ["A", "B"], ["x"], [1, 2], [], None])
    )
    body = {"filter": {"field": field.name, "op": op.value, "value": value}}
    assume(field.type not in ("date", "instant", "uuid"))  # a validator need not check formats
    try:
        parse_body(ITEMS, SearchBody.model_validate(body))
        accepted = True
    except InvalidListing:
        accepted = False
    assert VALID.is_valid(body) is accepted


def test_examples_of_the_body_are_accepted() -> None:
    (example,) = BODY["properties"]["filter"]["examples"]
    sort = BODY["properties"]["sort"]["examples"]
    body = {"filter": example, "sort": sort[0]}
    VALID.validate(body)
    parse_body(ITEMS, SearchBody.model_validate(body))
    assert BODY["additionalProperties"] is False
    assert not VALID.is_valid({"sort": ["colour"]})
    assert not VALID.is_valid({"limit": 201})
    assert not VALID.is_valid({"filter": {"and": []}})


def test_sort_lists_its_keys() -> None:
    keys = PARAMETERS["sort"]["schema"]["items"]["enum"]
    assert "-due_at" in keys
    assert "due_at" in keys
    assert "tags" not in keys


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = FastAPI()
    handlers.install(app, handlers.IntegrityRules({}))

    router = APIRouter()

    @list_and_search(router, "/items", ITEMS)
    async def list_items(query: ListQuery) -> int:
        """Items."""
        return query.limit

    app.include_router(router)
    return app


async def test_endpoints_read_and_document_both_twins(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://items") as client:
        assert (await client.get("/items?grade=A&grade=B&limit=7&sort=-name,born")).json() == 7
        assert (
            await client.post("/items/search", json={"filter": {"field": "grade", "value": "A"}, "limit": 8})
        ).json() == 8
        refused = await client.get("/items?grade=Z&due_at.lt=2026-01-01T00:00:00+08:00")
        bad_body = await client.post("/items/search", json={"filter": {"and": [{"field": "grade", "value": "Z"}]}})
    assert refused.status_code == bad_body.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/query/grade", "/query/due_at.lt"]
    assert [error["pointer"] for error in bad_body.json()["errors"]] == ["/filter/and/0/value"]
    document = app.openapi()
    assert {path: op["description"] for path, item in document["paths"].items() for op in item.values()} == {
        "/items": "Items.",
        "/items/search": "The list again, with AND, OR and NOT.",
    }
    assert document["paths"]["/items"]["get"]["parameters"] == query_parameters(ITEMS)
    body = document["paths"]["/items/search"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/ItemsSearch"}
    assert {"ItemsSearch", "ItemsComparison", "ItemsAnd", "ItemsOr", "ItemsNot"} <= document["components"][
        "schemas"
    ].keys()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Field("x", None, "text"),
        lambda: Field("x", Item.name, "text", compile=lambda _: Item.active),
        lambda: Field("x", Item.name, "search"),
        lambda: Field("x", Item.tags, "text_array", sortable=True),
        lambda: Field("x", Item.name, "text", ops=("lt",)),
        lambda: ListSpec("x", fields=(Field("limit", Item.name, "text"),), default_sort=(), id_column=Item.id),
        lambda: ListSpec("x", fields=(ITEMS.fields["name"],) * 2, default_sort=(), id_column=Item.id),
        lambda: ListSpec("x", fields=(ITEMS.fields["tags"],), default_sort=("tags",), id_column=Item.id),
        lambda: ListSpec("x", fields=(ITEMS.fields["secret"],), default_sort=("secret",), id_column=Item.id),
    ],
)
def test_a_list_declared_wrongly_is_refused_at_start(wrong: Any) -> None:
    with pytest.raises(ValueError, match="x"):
        wrong()
