"""The OpenAPI 3.1 description of a list's query parameters, exactly as the grammar reads them."""

from collections.abc import Mapping
from typing import Any

from meridian.kernel.listing.spec import (
    COUNTS,
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MAX_SORT,
    MAX_VALUES,
    ME,
    TYPES,
    Field,
    FieldType,
    ListSpec,
    Op,
)
from meridian.kernel.openapi.tidy import camel

# What the value of a comparison looks like, for the descriptions of both twins.


def value_schema(field: Field, op: Op) -> dict[str, Any]:
    """JSON Schema of one value."""
    if op is Op.NULL:
        return {"type": "boolean"}
    if field.codes is not None:
        named = {"title": field.choices.__name__} if isinstance(field.choices, type) else {}
        return {"type": "string", "enum": list(field.codes), **named}
    fragment = {"minLength": 1} if op in (Op.CONTAINS, Op.STARTS) else {}
    return {**field.rule.schema, **fragment}


def several(value: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of a list of such values."""
    named = {"title": f"{value['title']}Values"} if "title" in value else {}
    return {"type": "array", "items": value, "minItems": 1, "maxItems": MAX_VALUES, **named}


_EXAMPLES = {
    "text": "Harbour",
    "code": "open",
    "integer": 10,
    "decimal": "1234.50",
    "money": "1234.50",
    "boolean": True,
    "date": "2026-01-31",
    "instant": "2026-01-31T08:00:00Z",
    "uuid": "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f",
    "text_array": "exhibition",
    "search": "harbour",
}


def example_of(field: Field, op: Op) -> Any:
    """One value that the operator accepts."""
    if op is Op.NULL:
        return True
    if field.example is not None:
        return field.example
    return field.codes[0] if field.codes else _EXAMPLES[field.type]


def shared_shapes() -> dict[str, dict[str, Any]]:
    """What values of each type look like, one and several, with an example, by the name the contract gives it."""
    text = dict(TYPES["text"].schema)
    values: dict[str, tuple[dict[str, Any], Any]] = {
        "Text": (text, _EXAMPLES["text"]),
        "Fragment": ({**text, "minLength": 1}, _EXAMPLES["text"]),
        **{name: (dict(TYPES[kind].schema), _EXAMPLES[kind]) for name, kind in _SHARED.items()},
    }
    single = {f"{name}Value": {**schema, "examples": [example]} for name, (schema, example) in values.items()}
    return single | {
        f"{name}Values": {**several(schema), "examples": [[example]]} for name, (schema, example) in values.items()
    }


_SHARED: Mapping[str, FieldType] = {
    "Integer": "integer",
    "Decimal": "decimal",
    "Date": "date",
    "Instant": "instant",
    "Id": "uuid",
}

_PHRASES = {
    Op.EQ: "Equals it, or any of several.",
    Op.NE: "Differs from it, or from all of several.",
    Op.LT: "Before or less than it.",
    Op.LTE: "At most it.",
    Op.GT: "After or greater than it.",
    Op.GTE: "At least it.",
    Op.CONTAINS: "Contains it, or any of several, in any case.",
    Op.STARTS: "Starts with it, or any of several, in any case.",
    Op.NULL: "`true`: has no value; `false`: has one.",
    Op.ANY: "Holds it, or any of several.",
    Op.ALL: "Holds all of several.",
    Op.NONE: "Holds none of several.",
}
GRAMMAR = (
    "A list is filtered by its fields: `field=value` or, for another operator, `field.operator=value`; `field.in` is "
    "`field`. Repeated, a parameter means any of the values (with `ne` and `none` none of them, with `all` all). All "
    "parameters together hold. For more, `POST …/search` takes a filter of AND, OR and NOT."
)


def query_parameters(spec: ListSpec) -> list[dict[str, Any]]:
    """Parameter objects for `APIRoute(openapi_extra={"parameters": query_parameters(spec)})`."""
    fields = [_parameter(field, op) for field in spec.fields.values() for op in field.operators if op is not Op.IN]
    return [*fields, *_paging(spec)]


def _parameter(field: Field, op: Op) -> dict[str, Any]:
    name = field.name if op is field.operators[0] else f"{field.name}.{op.value}"
    value = value_schema(field, op)
    schema = value if field.single(op) else several(value)
    example = example_of(field, op)
    parameter = {
        "name": name,
        "in": "query",
        "required": False,
        "description": _describe(field, op),
        "schema": schema,
        "example": example if field.single(op) else [example],
    }
    return parameter if field.single(op) else {**parameter, "style": "form", "explode": True}


def _describe(field: Field, op: Op) -> str:
    """What the field is about, or how an operator compares it."""
    if op is field.operators[0] and (about := field.description.rstrip(".")):
        return f"{about}; `{ME}`: whoever asks." if field.person else about + "."
    return "Text to search for." if field.type == "search" else _PHRASES[op]


def _paging(spec: ListSpec) -> list[dict[str, Any]]:
    keys = list(spec.sort_keys)
    default = ",".join(spec.default_sort) or "id"
    described: list[tuple[str, dict[str, Any], str, Any]] = [
        (
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            "Rows per page.",
            50,
        ),
        (
            "cursor",
            {"type": "string", "minLength": 1},
            "`next_cursor` of the previous page, with the same filter and sort.",
            "oHV1q2Y3bm9wZQ",
        ),
        (
            "count",
            {"type": "string", "enum": list(COUNTS)},
            "Ask for `total`: counted exactly, or estimated by the planner when there are many rows.",
            "estimated",
        ),
    ]
    sort = {
        "name": "sort",
        "in": "query",
        "required": False,
        "description": f"Sort keys in order, `-` for descending; rows without a value come last. Default: `{default}`.",
        "schema": {
            "type": "array",
            "items": {"type": "string", "enum": keys, "title": f"{camel(spec.name)}SortKey"},
            "minItems": 1,
            "maxItems": MAX_SORT,
            "uniqueItems": True,
        },
        "style": "form",
        "explode": False,
        "example": list(spec.default_sort) or keys[:1],
    }
    others = [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": description,
            "schema": schema,
            "example": example,
        }
        for name, schema, description, example in described
    ]
    return [sort, *others] if keys else others
