"""Plain names, and none of what says nothing: titles made of names, defaults of the format, `anyOf` for a null."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi.dependencies.models import Dependant

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/"
# FastAPI names generics and forms by their Python spelling. A refusal inside an answer is a refusal like any other.
_SPELLINGS = (
    (re.compile(r"^ProblemDocument$"), "Problem"),
    (re.compile(r"^Page_(\w+)_$"), r"\1Page"),
    (re.compile(r"^Listed_(\w+)_$"), r"\1List"),
)
_FORM = re.compile(r"^Body_(\w+)$")


def camel(text: str) -> str:
    """`return_to_potential`, `created_at.gte` or `contact-plans` as a name of the contract: `ReturnToPotential`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", text))


def plain_name(name: str) -> str:
    """As clients see it: `Page_AlertRead_` is `AlertReadPage`, `Body_create_file` is `CreateFileForm`."""
    if form := _FORM.match(name):
        return camel(form[1]) + "Form"
    for spelling, plain in _SPELLINGS:
        name = spelling.sub(plain, name)
    return name


def rename(document: Json) -> None:
    """Gives every schema its plain name, which is its title. ValueError when two would share one."""
    schemas: Json = document["components"]["schemas"]
    plain = {name: plain_name(name) for name in schemas}
    if len(set(plain.values())) < len(plain):
        raise ValueError("two schemas would have one name")
    document["components"]["schemas"] = {
        plain[name]: {key: value for key, value in schemas[name].items() if key != "title"} for name in schemas
    }

    def follow(node: Json) -> Json:
        if isinstance(ref := node.get("$ref"), str) and ref.startswith(SCHEMAS):
            name = node["$ref"].removeprefix(SCHEMAS)
            node = {**node, "$ref": SCHEMAS + plain_name(name)}
        return node

    document.update(mapped(document, follow))


def mapped(node: Any, change: Callable[[Json], Json]) -> Any:
    """The JSON with every object put through `change`, the innermost first; examples and the like are left alone."""
    if isinstance(node, dict):
        return change({key: _inside(key, value, change) for key, value in node.items()})
    return [mapped(item, change) for item in node] if isinstance(node, list) else node


def _inside(key: str, value: Any, change: Callable[[Json], Json]) -> Any:
    if key in ("properties", "responses") and isinstance(value, dict):
        return {name: mapped(schema, change) for name, schema in value.items()}
    return value if key in _DATA else mapped(value, change)


_DATA = frozenset({"example", "examples", "default", "const", "enum"})


def without_noise(document: Json) -> None:
    """Leaves out what its absence would say as well."""
    choices = {SCHEMAS + name for name, schema in document["components"]["schemas"].items() if "enum" in schema}

    def tidy(node: Json) -> Json:
        if isinstance(properties := node.get("properties"), dict):
            node = node | {"properties": {name: _untitled(name, schema) for name, schema in properties.items()}}
        if node.get("in") in ("query", "path", "header"):
            node = _parameter(node)
        if "examples" in node and _explains_itself(node, choices):
            node = {key: value for key, value in node.items() if key != "examples"}
        return _nullable(node)

    document.update(mapped(document, tidy))


def _explains_itself(node: Json, choices: set[str]) -> bool:
    """Whether an example would only repeat a choice, or show one more id."""
    if {"enum", "const"} & node.keys() or node.get("format") == "uuid" or node.get("$ref") in choices:
        return True
    if node.get("type") in ("boolean", "null", ["boolean", "null"]):
        return True
    return "anyOf" in node and all(_explains_itself(variant, choices) for variant in node["anyOf"])


def _untitled(name: str, schema: Any) -> Any:
    """Pydantic titles a field by its name; any other title was given on purpose and names a schema."""
    if isinstance(schema, dict) and schema.get("title") in (name.replace("_", " ").title(), name.title()):
        return {key: value for key, value in schema.items() if key != "title"}
    return schema


def _parameter(node: Json) -> Json:
    node = {key: value for key, value in node.items() if value != _DEFAULTS.get(key)}
    if "schema" in node:
        node["schema"] = _untitled(node["name"], node["schema"])
    if node["in"] == "query" and node.get("explode") is True:
        del node["explode"]
    return node


_DEFAULTS: Mapping[str, Any] = {"required": False, "style": "form"}


def _nullable(node: Json) -> Json:
    """`anyOf` of a plain type and null as that type or null."""
    variants = node.get("anyOf")
    if not isinstance(variants, list) or len(variants) != 2 or {"type": "null"} not in variants:
        return node
    (value,) = (variant for variant in variants if variant != {"type": "null"})
    if not isinstance(value.get("type"), str) or {"const", "enum", "title"} & value.keys():
        return node
    rest = {key: v for key, v in node.items() if key != "anyOf"}
    return {**value, "type": [value["type"], "null"], **rest}


# The document as text: what fits a line stands in a line, so that a change is a line of a diff and not a page.


WIDTH = 200
DEEPEST = 2
"""Levels that are indented: a path and its methods, a schema's name. Deeper ones would be a quarter of the file."""


def render(node: Any, depth: int = 0, taken: int = 0) -> str:
    """JSON with a line for each member of what does not fit one."""
    flat = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    if not isinstance(node, dict | list) or not node or taken + len(flat) <= WIDTH:
        return flat
    if isinstance(node, dict):
        named = ((json.dumps(name, ensure_ascii=False) + ":", value) for name, value in node.items())
        inner = [name + render(value, depth + 1, len(name) + depth) for name, value in named]
    else:
        inner = [render(item, depth + 1, depth) for item in node]
    opening, closing = "{}" if isinstance(node, dict) else "[]"
    start = "\n" + " " * min(depth + 1, DEEPEST)
    return opening + start + f",{start}".join(inner) + "\n" + " " * min(depth, DEEPEST) + closing


# What a route's dependencies tell about it.


def marked(dependant: Dependant, mark: str) -> Any:
    """What the first of a route's dependencies carries under that name; None when none does."""
    for dependency in dependant.dependencies:
        found = getattr(dependency.call, mark, None) or marked(dependency, mark)
        if found is not None:
            return found
    return None


def permission_of(dependant: Dependant) -> str | None:
    """The permission a route's dependencies ask for (see identity/access.py `allow`)."""
    found = marked(dependant, "permission")
    return None if found is None else str(found)


# What several places say in the same words is said once, under `components`, and referred to.


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
