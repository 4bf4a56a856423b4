"""What every route has in common."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, cast, get_args

from fastapi.routing import APIRoute
from pydantic import MISSING, BaseModel, TypeAdapter, ValidationError

from meridian import wiring
from meridian.kernel.http.route import Route
from tests.support.contract import DOCUMENT, OPERATIONS

# What a change carries besides the fields it changes.
WITH_THE_CHANGE = {"reason", "successor_id"}
SENSIBLE, ABSURD = date(2026, 3, 10), (date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), date(9999, 12, 31))


def test_every_route_keeps_idempotent_answers() -> None:
    routes = [route for router in wiring.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert routes
    assert [route.path for route in routes if not isinstance(route, Route)] == []


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own() -> None:
    operations = [operation.raw for operation in OPERATIONS]
    assert operations
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert [op["operationId"] for op in operations if not op.get("description") or not op.get("tags")] == []


def test_what_a_patch_leaves_out_stays() -> None:
    """Absent is MISSING, null is None: no default stands for either (kernel/patch.py)."""
    routes = [route for router in wiring.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    patching = [route for route in routes if "PATCH" in (route.methods or ())]
    bodies: set[type[BaseModel]] = {
        cast(type[BaseModel], field.field_info.annotation)
        for route in patching
        for field in route.dependant.body_params
    }
    assert len(bodies) > 20
    silent = {
        (body.__name__, name)
        for body in bodies
        for name, field in body.model_fields.items()
        if field.default is not MISSING and name not in WITH_THE_CHANGE
    }
    assert silent == set()


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """Every model that a type is made of, without those inside them."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)


def bodies() -> set[type[BaseModel]]:
    """Every model that a request's body may hold, at any depth."""
    routes = [route for router in wiring.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    waiting = [
        model
        for route in routes
        if route.body_field is not None
        for model in models_in(route.body_field.field_info.annotation)
    ]
    found: set[type[BaseModel]] = set()
    while waiting:
        if (model := waiting.pop()) not in found:
            found.add(model)
            waiting += [part for field in model.model_fields.values() for part in models_in(field.annotation)]
    return found


def holds_day(kind: Any) -> bool:
    return kind is date or any(map(holds_day, get_args(kind)))


def takes(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def test_no_body_takes_an_absurd_day() -> None:
    """A day of the year 1 or 9999 is a slip, and reckoning with it ends beyond what a date can be."""
    dated = [
        (f"{model.__name__}.{name}", Annotated[field.annotation, "as declared", *field.metadata])
        for model in bodies()
        for name, field in model.model_fields.items()
        if holds_day(field.annotation)
    ]
    assert len(dated) > 25
    assert [name for name, kind in dated if not (takes(kind, SENSIBLE) or takes(kind, [SENSIBLE]))] == []
    absurd = [name for name, kind in dated for day in ABSURD if takes(kind, day) or takes(kind, [day])]
    assert absurd == []


def test_every_field_and_parameter_is_described() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in DOCUMENT["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
        if not described.get("description") and "$ref" not in described
    ]
    assert silent == []


def _needs_example(schema: dict[str, Any]) -> bool:
    """Whether a field's schema leaves a reader guessing: references, ids, codes and booleans explain themselves."""
    if {"$ref", "enum", "const", "oneOf"} & set(schema) or schema.get("format") == "uuid":
        return False
    kinds = {schema["type"]} if isinstance(schema.get("type"), str) else set(schema.get("type", ()))
    if kinds and kinds <= {"boolean", "null"}:
        return False
    if "array" in kinds:
        return _needs_example(schema.get("items", {}))
    variants = schema.get("anyOf")
    return any(_needs_example(variant) for variant in variants) if variants else True


def test_every_field_has_an_example() -> None:
    bare = [
        f"{name}.{field}"
        for name, schema in DOCUMENT["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
        if not described.get("examples") and _needs_example(described)
    ]
    assert bare == []
