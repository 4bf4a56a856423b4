"""A break of the last release's contract stands in openapi/CHANGELOG.md; planted ones are found."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.breaking import CHANGELOG, RELEASED, breaks, without_prose
from tests.support.contract import DOCUMENT

Json = dict[str, Any]
NOW: Json = without_prose(DOCUMENT)


def declared() -> str:
    """The changelog's first chapter: what comes with the next release."""
    return CHANGELOG.read_text(encoding="utf-8").split("\n## ")[1]


def test_what_breaks_the_released_contract_is_declared() -> None:
    released = json.loads(RELEASED.read_text(encoding="utf-8"))
    chapter = declared()
    silent = [found for found in breaks(released, NOW) if found not in chapter]
    assert silent == [], "undo it, or say `- <the line above>` in the first chapter of openapi/CHANGELOG.md"


def test_prose_breaks_nothing() -> None:
    assert breaks(NOW, DOCUMENT) == breaks(DOCUMENT, NOW) == []
    assert len(json.dumps(NOW)) < len(json.dumps(DOCUMENT))


Plant = Callable[[Json], Any]
SCHEMAS, CUSTOMERS = ("components", "schemas"), "/v1/customers"


def schema(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


BREAKS: dict[str, Plant] = {
    "GET /v1/customers is gone": lambda d: d["paths"][CUSTOMERS].pop("get"),
    "POST /v1/complaints/{complaint_id}/moves/agree is gone": lambda d: d["paths"].pop(
        "/v1/complaints/{complaint_id}/moves/agree"
    ),
    "GET /v1/customers is called customers instead of list_customers": lambda d: d["paths"][CUSTOMERS]["get"].update(
        operationId="customers"
    ),
    "GET /v1/customers: query parameter name is gone": lambda d: d["paths"][CUSTOMERS]["get"].update(
        parameters=[p for p in d["paths"][CUSTOMERS]["get"]["parameters"] if p.get("name") != "name"]
    ),
    "GET /v1/customers: query parameter zone is required": lambda d: d["paths"][CUSTOMERS]["get"]["parameters"].append(
        {"name": "zone", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "GET /healthz answers 200 no more": lambda d: d["paths"]["/healthz"]["get"]["responses"].pop("200"),
    "POST /v1/customers 201: application/json is gone": lambda d: d["paths"][CUSTOMERS]["post"]["responses"].pop("201"),
    "CustomerRead.name is gone": lambda d: schema(d, "CustomerRead")["properties"].pop("name"),
    "CustomerRead.name may be absent": lambda d: schema(d, "CustomerRead")["required"].remove("name"),
    "CustomerRead.name: null is given now": lambda d: schema(d, "CustomerRead")["properties"].update(
        name={"type": ["string", "null"]}
    ),
    "CustomerRead.version: string is given now": lambda d: schema(d, "CustomerRead")["properties"].update(
        version={"type": ["string", "integer"]}
    ),
    "CustomerCreate as it is sent.city is gone": lambda d: schema(d, "CustomerCreate")["properties"].pop("city"),
    "CustomerCreate as it is sent.city is required": lambda d: schema(d, "CustomerCreate")["required"].append("city"),
    "CustomerCreate as it is sent.name: maxLength is narrower": lambda d: schema(d, "CustomerCreate")["properties"][
        "name"
    ].update(maxLength=3),
    "CustomerCreate as it is sent.city: null is refused now": lambda d: schema(d, "CustomerCreate")[
        "properties"
    ].update(city={"type": "string"}),
    "SourceChannel as it is sent: web is refused now": lambda d: schema(d, "SourceChannel")["enum"].remove("web"),
    "POST /v1/complaints/{complaint_id}/moves/agree: a body is required": lambda d: d["paths"][
        "/v1/complaints/{complaint_id}/moves/agree"
    ]["post"]["requestBody"].update(required=True),
    "event customer.created is gone": lambda d: d["webhooks"].pop("customer.created"),
    "POST /v1/customers 201: header Location is gone": lambda d: d["paths"][CUSTOMERS]["post"]["responses"].update(
        {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/CustomerRead"}}}}}
    ),
}


@pytest.mark.parametrize("words", BREAKS)
def test_a_break_is_found_and_said(words: str) -> None:
    changed = copy.deepcopy(NOW)
    BREAKS[words](changed)
    assert words in breaks(NOW, changed)


ADDITIONS: dict[str, Plant] = {
    "an operation": lambda d: d["paths"].update({"/v1/new": {"get": {"operationId": "new", "responses": {}}}}),
    "a parameter": lambda d: d["paths"][CUSTOMERS]["get"]["parameters"].append(
        {"name": "new", "in": "query", "schema": {"type": "string"}}
    ),
    "a field that is read": lambda d: schema(d, "CustomerRead")["properties"].update(new={"type": "string"}),
    "a field that may be sent": lambda d: schema(d, "CustomerCreate")["properties"].update(new={"type": "string"}),
    "a choice": lambda d: schema(d, "SourceChannel")["enum"].append("pigeon"),
    "a code": lambda d: schema(d, "ProblemCode")["enum"].append("new"),
    "a wider field": lambda d: schema(d, "CustomerCreate")["properties"]["name"].update(maxLength=9999),
}


@pytest.mark.parametrize("what", ADDITIONS)
def test_an_addition_breaks_nothing(what: str) -> None:
    changed = copy.deepcopy(NOW)
    ADDITIONS[what](changed)
    assert changed != NOW
    assert breaks(NOW, changed) == []
