"""What a later contract breaks for those who build on it: what they send is refused, or what they read is gone.

Prose, examples and new things break nothing; neither does a new choice among those that are read (openapi/CHANGELOG.md
says that codes join). `python -m tests.support.breaking` keeps the present contract, without its prose, as the released
one.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from meridian.kernel.openapi.tidy import render
from meridian.main import CONTRACT

Json = dict[str, Any]
Way = Literal["sent", "read"]
RELEASED = CONTRACT.with_name("released.json")
CHANGELOG = CONTRACT.with_name("CHANGELOG.md")
METHODS = ("get", "post", "put", "patch", "delete")
PROSE = frozenset({"description", "summary", "examples", "example", "tags", "license", "default"})
NAMED = frozenset({"properties", "schemas", "paths", "webhooks", "headers", "responses", "parameters"})
# Of what is sent, a lower upper bound or a higher lower one refuses what was taken.
UPPER = ("maxLength", "maximum", "maxItems", "exclusiveMaximum")
LOWER = ("minLength", "minimum", "minItems", "exclusiveMinimum")


def breaks(old: Json, new: Json) -> list[str]:
    """Each break in words, in the order of the old contract's paths."""
    return list(dict.fromkeys(_Comparison(old, new).all()))


def without_prose(node: Any, *, names: bool = False) -> Any:
    """What clients depend on. names: the object's keys are names, such as fields, whatever they read."""
    if isinstance(node, dict):
        return {
            key: without_prose(value, names=not names and key in NAMED)
            for key, value in node.items()
            if names or key not in PROSE
        }
    return [without_prose(item) for item in node] if isinstance(node, list) else node


class _Comparison:
    def __init__(self, old: Json, new: Json) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[int, int, Way]] = set()

    def all(self) -> Iterator[str]:
        for path, item in self.old["paths"].items():
            for method in METHODS:
                if method in item:
                    what = f"{method.upper()} {path}"
                    now = self.new["paths"].get(path, {}).get(method)
                    yield from self.operation(what, item[method], now) if now else [f"{what} is gone"]
        for event, item in self.old.get("webhooks", {}).items():
            now = self.new.get("webhooks", {}).get(event)
            if now is None:
                yield f"event {event} is gone"
            else:
                yield from self.content(
                    f"event {event}", item["post"]["requestBody"], now["post"]["requestBody"], "read"
                )

    def operation(self, what: str, old: Json, new: Json) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{what} is called {new['operationId']} instead of {old['operationId']}"
        yield from self.parameters(what, old, new)
        yield from self.body(what, old.get("requestBody"), new.get("requestBody"))
        for status, answer in old["responses"].items():
            told = new["responses"].get(status) or new["responses"].get("default")
            if told is None:
                yield f"{what} answers {status} no more"
                continue
            before, now = _resolved(self.old, answer), _resolved(self.new, told)
            yield from (f"{what} {status}: header {name} is gone" for name in _gone(before, now, "headers"))
            yield from self.content(f"{what} {status}", before, now, "read")

    def parameters(self, what: str, old: Json, new: Json) -> Iterator[str]:
        before, now = (
            {(p["in"], p["name"]): p for p in (_resolved(of, each) for each in operation.get("parameters", ()))}
            for of, operation in ((self.old, old), (self.new, new))
        )
        for (place, name), parameter in before.items():
            if (place, name) not in now:
                yield f"{what}: {place} parameter {name} is gone"
                continue
            yield from self.schema(f"{what}: {name}", parameter["schema"], now[place, name]["schema"], "sent")
        for (place, name), parameter in now.items():
            if parameter.get("required") and not before.get((place, name), {}).get("required"):
                yield f"{what}: {place} parameter {name} is required"

    def body(self, what: str, old: Json | None, new: Json | None) -> Iterator[str]:
        if new is not None and new.get("required") and not (old or {}).get("required"):
            yield f"{what}: a body is required"
        if old is not None:
            yield from self.content(f"{what} body", old, new or {}, "sent")

    def content(self, what: str, old: Json, new: Json, way: Way) -> Iterator[str]:
        for kind, told in old.get("content", {}).items():
            now = new.get("content", {}).get(kind)
            if now is None:
                yield f"{what}: {kind} is gone"
            elif "schema" in told:
                yield from self.schema(what, told["schema"], now.get("schema", {}), way)

    def schema(self, what: str, old: Json, new: Json, way: Way) -> Iterator[str]:
        """Two schemas are compared once; as the old one's name, when it has one."""
        pair = (id(_resolved(self.old, old)), id(_resolved(self.new, new)), way)
        if pair in self.seen:
            return
        self.seen.add(pair)
        if "$ref" in old:
            what = old["$ref"].rpartition("/")[2] + (" as it is sent" if way == "sent" else "")
        before, now = _flat(self.old, old), _flat(self.new, new)
        first, second = _kinds(self.old, before), _kinds(self.new, now)
        lost = first.keys() - second.keys() if way == "sent" else second.keys() - first.keys()
        if second and first:
            yield from (f"{what}: {kind} is {'refused' if way == 'sent' else 'given'} now" for kind in sorted(lost))
        for kind in sorted((first.keys() & second.keys()) - {"null"}):
            yield from self.kind(what, first[kind], second[kind], way)

    def kind(self, what: str, old: Json, new: Json, way: Way) -> Iterator[str]:
        choices = [set(schema.get("enum", [schema["const"]] if "const" in schema else ())) for schema in (old, new)]
        if way == "sent" and choices[1] and (gone := choices[0] - choices[1] if choices[0] else {"any other"}):
            yield f"{what}: {', '.join(sorted(map(str, gone)))} is refused now"
        if way == "sent":
            yield from (f"{what}: {name} is narrower" for name in _narrower(old, new))
        if "items" in old:
            yield from self.schema(f"{what}[]", old["items"], new.get("items", {}), way)
        yield from self.fields(what, old, new, way)

    def fields(self, what: str, old: Json, new: Json, way: Way) -> Iterator[str]:
        before, now = old.get("properties", {}), new.get("properties", {})
        for name, schema in before.items():
            if name in now:
                yield from self.schema(f"{what}.{name}", schema, now[name], way)
            elif way == "read" or new.get("additionalProperties") is False:
                yield f"{what}.{name} is gone"
        required = [set(schema.get("required", ())) for schema in (old, new)]
        if way == "sent":
            yield from (f"{what}.{name} is required" for name in sorted(required[1] - required[0]))
        else:
            yield from (f"{what}.{name} may be absent" for name in sorted((required[0] - required[1]) & now.keys()))


def _gone(old: Json, new: Json, part: str) -> list[str]:
    return sorted(old.get(part, {}).keys() - new.get(part, {}).keys())


def _narrower(old: Json, new: Json) -> Iterator[str]:
    for name in UPPER:
        if name in new and new[name] < old.get(name, float("inf")):
            yield name
    for name in LOWER:
        if name in new and new[name] > old.get(name, float("-inf")):
            yield name
    for name in ("pattern", "format"):
        if name in new and new[name] != old.get(name):
            yield name


def _resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = document["components"][kind][name]
    return node


def _flat(document: Json, schema: Json) -> Json:
    """The schema with its parts (`allOf`) put together."""
    schema = _resolved(document, schema)
    merged: Json = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema.get("allOf", ()):
        flat = _flat(document, part)
        properties = {**flat.get("properties", {}), **merged.get("properties", {})}
        required = [*flat.get("required", ()), *merged.get("required", ())]
        merged = {**flat, **merged, **({"properties": properties} if properties else {}), "required": required}
    return merged


def _kinds(document: Json, schema: Json) -> Mapping[str, Json]:
    """What a value may be, by name: its type, for objects of a union the schema's name too."""
    found: dict[str, Json] = {}
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        for kind, inner in _kinds(document, _flat(document, choice)).items():
            name = choice.get("$ref", "").rpartition("/")[2]
            found[f"{kind} {name}" if kind == "object" and name else kind] = inner
    types = schema.get("type", "object" if "properties" in schema else ())
    for kind in [types] if isinstance(types, str) else types:
        found[kind] = schema
    return found


if __name__ == "__main__":
    RELEASED.write_text(
        render(without_prose(json.loads(CONTRACT.read_text(encoding="utf-8")))) + "\n", encoding="utf-8"
    )
