"""What the value of a comparison looks like, for the descriptions of both twins."""

from typing import Any

from meridian.kernel.listing.bounds import MAX_VALUES
from meridian.kernel.listing.spec import Field, Op


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
