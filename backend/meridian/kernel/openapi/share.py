"""What several places say in the same words is said once, under `components`, and referred to."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from meridian.kernel.openapi.tidy import SCHEMAS, Json, camel, mapped

NAME = re.compile(r"^[A-Z][A-Za-z0-9]{0,59}$")
METHODS = ("get", "post", "put", "patch", "delete")


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and operation of each."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def key(node: Any) -> str:
    """Equal for equal JSON."""
    return json.dumps(node, sort_keys=True)


def hoist_titled(document: Json) -> None:
    """Schemas inside others that have a title become components of that name. ValueError when two of a name differ."""
    schemas: Json = document["components"]["schemas"]

    def hoist(node: Json) -> Json:
        if not isinstance(title := node.get("title"), str) or not ({"type", "anyOf", "allOf"} & node.keys()):
            return node
        schema = {name: value for name, value in node.items() if name != "title"}
        if not NAME.match(title):
            return schema
        if key(schemas.setdefault(title, schema)) != key(schema) and not _same_choices(schemas[title], schema):
            raise ValueError(f"two schemas are titled {title}")
        return {"$ref": SCHEMAS + title}

    for name, schema in list(schemas.items()):
        schemas[name] = mapped(schema, hoist)
    for part in ("paths", "webhooks"):
        document[part] = mapped(document[part], hoist)


def _same_choices(one: Json, other: Json) -> bool:
    """An enumeration in a filter says its choices alone, not what the type's docstring says."""
    return "enum" in one and one["enum"] == other.get("enum")


def share_shapes(document: Json, shapes: Mapping[str, Json]) -> None:
    """Replaces each schema of a filter that is one of `shapes` by a reference to it, and inside schemas those that
    say more than a format. An example that the schema has too is left out."""
    names = {key(_without(shape, "examples")): name for name, shape in shapes.items()}
    telling = {node: name for node, name in names.items() if not json.loads(node).keys() <= {"type", "format"}}
    schemas: Json = document["components"]["schemas"]

    def refer(node: Json) -> Json:
        name = telling.get(key(node))
        return node if name is None else {"$ref": SCHEMAS + name}

    schemas |= mapped(schemas, refer) | {**shapes}
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            name = names.get(key(parameter["schema"]))
            if name is not None and parameter["in"] == "query":
                parameter["schema"] = {"$ref": SCHEMAS + name}
            derived = parameter["in"] == "query" and "." in parameter["name"]  # its field's own parameter has one
            if derived or _example(parameter["schema"], schemas) == parameter.get("example"):
                parameter.pop("example", None)


def _without(node: Json, name: str) -> Json:
    return {other: value for other, value in node.items() if other != name}


def _example(schema: Json, schemas: Json) -> Any:
    """The example that a schema gives by itself: its first one, or its first choice."""
    named = schemas[schema["$ref"].removeprefix(SCHEMAS)] if "$ref" in schema else schema
    if "enum" in named or "examples" in named:
        return named["examples"][0] if "examples" in named else named["enum"][0]
    return [_example(named["items"], schemas)] if "items" in named else None


def share_parameters(document: Json) -> None:
    """Parameters that several operations have become components."""
    found = [parameter for _, _, operation in operations(document) for parameter in operation.get("parameters", ())]
    names = _names(found, lambda parameter: camel(parameter["name"]))
    document["components"]["parameters"] = {name: json.loads(node) for node, name in sorted_by_name(names)}
    for _, _, operation in operations(document):
        if "parameters" in operation:
            operation["parameters"] = [
                {"$ref": f"#/components/parameters/{names[key(p)]}"} if key(p) in names else p
                for p in operation["parameters"]
            ]


def share_responses(document: Json, name_of: Callable[[Json], str | None]) -> None:
    """Answers that several operations give become components; `name_of` gives a name, or None for what stays."""
    answers = [response for _, _, operation in operations(document) for response in operation["responses"].values()]
    names = _names([response for response in answers if name_of(response) is not None], lambda r: str(name_of(r)))
    document["components"]["responses"] = {name: json.loads(node) for node, name in sorted_by_name(names)}
    for _, _, operation in operations(document):
        operation["responses"] = {
            status: {"$ref": f"#/components/responses/{names[key(response)]}"} if key(response) in names else response
            for status, response in operation["responses"].items()
        }


def sorted_by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda entry: entry[1])


def _names(found: list[Json], name_of: Callable[[Json], str]) -> dict[str, str]:
    """A name for each that occurs more than once, by its `key`; of several with one name the commonest has it bare."""
    counts = Counter(map(key, found))
    by_name: dict[str, list[str]] = defaultdict(list)
    for node in dict.fromkeys(map(key, found)):
        if counts[node] > 1:
            by_name[name_of(json.loads(node))].append(node)
    return {
        node: f"{name}{place + 1}" if place else name
        for name, nodes in by_name.items()
        for place, node in enumerate(sorted(nodes, key=lambda node: (-counts[node], node)))
    }


def drop_unused(document: Json) -> None:
    """Leaves out schemas that nothing refers to."""
    schemas: Json = document["components"]["schemas"]
    while True:
        used = _references({**document, "components": {**document["components"], "schemas": {}}})
        reached: set[str] = set()
        while used - reached:
            name = (used - reached).pop()
            reached.add(name)
            used |= _references(schemas.get(name, {}))
        unused = schemas.keys() - reached
        if not unused:
            return
        for name in unused:
            del schemas[name]


def _references(node: Any) -> set[str]:
    found: set[str] = set()

    def note(inner: Json) -> Json:
        if isinstance(ref := inner.get("$ref"), str) and ref.startswith(SCHEMAS):
            found.add(ref.removeprefix(SCHEMAS))
        for ref in inner.get("mapping", {}).values() if isinstance(inner.get("mapping"), dict) else ():
            if isinstance(ref, str) and ref.startswith(SCHEMAS):
                found.add(ref.removeprefix(SCHEMAS))
        return inner

    mapped(node, note)
    return found
