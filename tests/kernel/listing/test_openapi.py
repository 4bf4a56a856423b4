"""The description of a list is what its grammar accepts, word for word."""

from typing import Annotated, Any

import httpx
import jsonschema_rs
import pytest
from fastapi import Depends, FastAPI

from meridian.kernel import handlers
from meridian.kernel.listing import Field, ListQuery, ListSpec, list_query, parse_query, query_parameters, search_query
from tests.kernel.listing.items import ITEMS, Item

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


def test_sort_lists_its_keys() -> None:
    keys = PARAMETERS["sort"]["schema"]["items"]["enum"]
    assert "-due_at" in keys
    assert "due_at" in keys
    assert "tags" not in keys


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = FastAPI()
    handlers.install(app, handlers.IntegrityRules())

    @app.get("/items", openapi_extra={"parameters": query_parameters(ITEMS)})
    async def listed(query: Annotated[ListQuery, Depends(list_query(ITEMS))]) -> int:
        return query.limit

    @app.post("/items/search")
    async def searched(query: Annotated[ListQuery, Depends(search_query(ITEMS))]) -> int:
        return query.limit

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
    assert document["paths"]["/items"]["get"]["parameters"] == query_parameters(ITEMS)
    assert "requestBody" in document["paths"]["/items/search"]["post"]


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
