"""The OpenAPI 3.1 description of a list's query parameters, exactly as the grammar reads them."""

from typing import Any

from meridian.kernel.listing.spec import COUNTS, DEFAULT_LIMIT, MAX_LIMIT, MAX_SORT, MAX_VALUES, Field, ListSpec, Op

# What the value of a comparison looks like, for the descriptions of both twins.


def value_schema(field: Field, op: Op) -> dict[str, Any]:
    """JSON Schema of one value."""
    if op is Op.NULL:
        return {"type": "boolean"}
    if field.codes is not None:
        return {"type": "string", "enum": list(field.codes)}
    fragment = {"minLength": 1} if op in (Op.CONTAINS, Op.STARTS) else {}
    return {**field.rule.schema, **fragment}


def several(value: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of a list of such values."""
    return {"type": "array", "items": value, "minItems": 1, "maxItems": MAX_VALUES}


_EXAMPLES = {
    "text": "Harbour",
    "code": "open",
    "integer": 10,
    "decimal": "12.5",
    "money": "1234.50",
    "boolean": True,
    "date": "2026-01-31",
    "instant": "2026-01-31T08:00:00Z",
    "uuid": "0198c0de-0000-7000-8000-000000000001",
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


_PHRASES = {
    Op.EQ: "equals it; repeat for any of several",
    Op.NE: "differs from it; repeat for none of several",
    Op.LT: "is before or less than it",
    Op.LTE: "is at most it",
    Op.GT: "is after or greater than it",
    Op.GTE: "is at least it",
    Op.CONTAINS: "contains it, in any case; repeat for any of several",
    Op.STARTS: "starts with it, in any case; repeat for any of several",
    Op.NULL: "`true`: has no value; `false`: has one",
    Op.ANY: "holds it; repeat for any of several",
    Op.ALL: "holds it; repeat for all of several",
    Op.NONE: "does not hold it; repeat for none of several",
}


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
    if field.type == "search":
        return (field.description or "Text to search for").rstrip(".") + "."
    about = f"{field.description.rstrip('.')}: " if field.description else ""
    also = f" (`{field.name}.in` is the same)" if op is Op.EQ and Op.IN in field.operators else ""
    return f"{about}{_PHRASES[op]}{also}."


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
            "items": {"type": "string", "enum": keys},
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
