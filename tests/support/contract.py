"""The committed contract as tests walk it: its operations, paths with ids filled in, bodies made of its examples."""

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from meridian.main import CONTRACT

METHODS = ("get", "post", "put", "patch", "delete")
DOCUMENT: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
# Fields of which the validator wants one or another, which a schema cannot say.
ALSO_NEEDED = dict.fromkeys(("PlannedContactCreate", "PlannedContactAdd", "AmendmentAdd", "FollowUpPlan"), ("due_on",))
PARAMETER = re.compile(r"([a-z-]+)/\{(\w+)\}")


class Operation(NamedTuple):
    method: str
    path: str
    name: str
    permission: str | None
    raw: dict[str, Any]

    @property
    def kinds(self) -> dict[str, str]:
        """Its path's record ids by parameter: `{"plan_id": "contact-plans"}`. Other parameters are not among them."""
        ids = {p["name"] for p in _in(self.raw, "path") if p["schema"].get("format") == "uuid"}
        return {name: kind for kind, name in PARAMETER.findall(self.path) if name in ids}

    @property
    def guarded(self) -> bool:
        """It asks for If-Match."""
        return any(p["name"] == "If-Match" for p in _in(self.raw, "header"))

    @property
    def body_schema(self) -> dict[str, Any] | None:
        return None if self._body is None else resolved(self._body)

    @property
    def _body(self) -> dict[str, Any] | None:
        content = self.raw.get("requestBody", {}).get("content", {})
        return content["application/json"]["schema"] if "application/json" in content else None

    def url(self, ids: Mapping[str, str]) -> str:
        """The path with those ids by kind, ids of nothing for the others, and the first of the choices elsewhere."""
        path = self.path
        for parameter in _in(self.raw, "path"):
            name, schema = parameter["name"], resolved(parameter["schema"])
            if name in self.kinds:
                value = ids.get(self.kinds[name]) or str(uuid.uuid4())
            else:
                value = str(schema.get("enum", [1 if schema.get("type") == "integer" else "nothing"])[0])
            path = path.replace(f"{{{name}}}", value)
        return path

    def example(self) -> Any:
        """A body of the examples of its required fields; None when it takes none."""
        return None if self._body is None else example_of(self._body)


def _in(operation: dict[str, Any], where: str) -> list[dict[str, Any]]:
    return [p for p in operation.get("parameters", ()) if p["in"] == where]


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference refers to; the node itself when it is none."""
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = DOCUMENT["components"][kind][name]
    return node


def fields_of(schema: dict[str, Any]) -> set[str]:
    """The names of an object's fields, those of its parts included."""
    schema = resolved(schema)
    return set(schema.get("properties", ())).union(*map(fields_of, schema.get("allOf", ())))


def example_of(schema: dict[str, Any]) -> Any:
    """The schema's first example, or one put together of its parts' examples (required fields only)."""
    name = schema.get("$ref", "").rpartition("/")[2]
    for node in (schema, resolved(schema)):
        if "examples" in node:
            return node["examples"][0]
    schema = resolved(schema)
    for choices in ("oneOf", "anyOf"):
        if choices in schema:
            return example_of(schema[choices][0])
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(each for each in kind if each != "null")
    if kind == "array":
        return [example_of(schema["items"])]
    if schema.get("format") == "uuid":
        return "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
    if kind == "boolean":
        return True
    fields, also = schema.get("properties", {}), ALSO_NEEDED.get(name, ())
    return {name: example_of(fields[name]) for name in (*schema.get("required", ()), *also)}


def _expanded(operation: dict[str, Any]) -> dict[str, Any]:
    """With its parameters and answers in place of the references to them."""
    return operation | {
        "parameters": [resolved(parameter) for parameter in operation.get("parameters", ())],
        "responses": {status: resolved(answer) for status, answer in operation["responses"].items()},
    }


OPERATIONS = [
    Operation(method.upper(), path, operation["operationId"], operation.get("x-permission"), _expanded(operation))
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]
