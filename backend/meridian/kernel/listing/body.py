"""The body of `POST …/search`: the query string's twin for long filters and for AND, OR, NOT.

The models describe it, for each list its own fields, operators and values; the grammar reads it, because it names each
fault at its place and a union of models would not.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, partial
from itertools import groupby
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, create_model
from typing_extensions import TypeAliasType

from meridian.kernel.listing.openapi import example_of, several, value_schema
from meridian.kernel.listing.spec import (
    DEFAULT_LIMIT,
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_LIMIT,
    MAX_SORT,
    Count,
    FieldType,
    ListSpec,
    Op,
)
from meridian.kernel.listing.spec import Field as ListField
from meridian.kernel.openapi.tidy import camel

_CLOSED = ConfigDict(extra="forbid")
_only_described: Any = SkipValidation  # its arguments are made at run time, which its static type does not allow for


class SearchBody(BaseModel):
    """A list request as a body."""

    model_config = _CLOSED

    filter: SkipValidation[Any] = None
    sort: SkipValidation[Any] = None
    limit: SkipValidation[int | None] = Field(
        default=None,
        ge=1,
        le=MAX_LIMIT,
        title="PageLimit",
        description=f"Rows per page; {DEFAULT_LIMIT} when absent.",
        examples=[50],
    )
    cursor: SkipValidation[str | None] = Field(
        default=None,
        title="PageCursor",
        description="`next_cursor` of the previous page, with the same filter and sort.",
        examples=[None],
    )
    count: SkipValidation[Count | None] = Field(
        default=None,
        title="PageCount",
        description="Ask for the total: counted exactly, or estimated.",
        examples=["estimated"],
    )


@cache
def search_body(spec: ListSpec) -> type[SearchBody]:
    """The model of one list's search body; its schema allows just what the grammar accepts, but for the depth."""
    stem = camel(spec.name)
    comparison = create_model(
        f"{stem}Comparison",
        __config__=ConfigDict(json_schema_extra=partial(_describe_comparison, spec, stem)),
        __doc__="One field compared with one value or, for most operators, several.",
    )
    node = f"{stem}Filter"
    parts = {
        join: create_model(
            f"{stem}{join.capitalize()}",
            __config__=_CLOSED,
            **{f"{join}_": (of, Field(alias=join, description=says, **bounds))},  # type: ignore[call-overload]
        )
        for join, of, bounds, says in (
            ("and", f"list[{node}]", {"min_length": 1, "max_length": MAX_CONDITIONS}, "All of these hold."),
            ("or", f"list[{node}]", {"min_length": 1, "max_length": MAX_CONDITIONS}, "At least one of these holds."),
            ("not", node, {}, "This does not hold."),
        )
    }
    choice: Any = comparison | parts["and"] | parts["or"] | parts["not"]
    union: Any = TypeAliasType(node, choice)
    for part in parts.values():
        part.model_rebuild(_types_namespace={node: union})
    keys: Any = TypeAliasType(f"{stem}SortKey", Literal[spec.sort_keys or ("",)])
    return create_model(
        f"{stem}Search",
        __base__=SearchBody,
        __config__=None,
        filter=(
            _only_described[union | None],
            Field(
                default=None,
                description=f"Nested at most {MAX_DEPTH} levels deep, with at most {MAX_CONDITIONS} comparisons.",
                examples=[{"and": [_example(spec)]}],
            ),
        ),
        sort=(
            _only_described[list[keys] | None],
            Field(
                default=None,
                min_length=1,
                max_length=MAX_SORT,
                description="Sort keys in order, `-` for descending; rows without a value come last.",
                examples=[list(spec.default_sort or spec.sort_keys[:1]) or None],
            ),
        ),
    )


class Shape(NamedTuple):
    """How some fields of a list are compared: with these operators, with one value or several, and what a value is."""

    ops: tuple[Op, ...]
    single: bool
    value: str
    needs_op: bool
    codes: str | None


# The operators that go together, and what a comparison with them is called after the type of its fields.
_OPERATORS: Mapping[tuple[Op, ...], tuple[str, str]] = {
    (Op.EQ, Op.NE, Op.IN): ("EqualityOperator", ""),
    (Op.CONTAINS, Op.STARTS): ("FragmentOperator", "Fragment"),
    (Op.LT, Op.LTE, Op.GT, Op.GTE): ("RangeOperator", "Range"),
    (Op.ANY, Op.ALL, Op.NONE): ("SetOperator", ""),
    (Op.NULL,): ("AbsenceOperator", "Absence"),
    (Op.EQ,): ("EqualOperator", ""),
}


def _describe_comparison(spec: ListSpec, stem: str, schema: dict[str, Any]) -> None:
    """One object for all fields that are compared alike: `{field, op, value}`."""
    shapes: dict[Shape, list[ListField]] = defaultdict(list)
    for field in spec.fields.values():
        for shape in _shapes(field):
            shapes[shape].append(field)
    schema.pop("properties", None)
    schema.pop("type", None)
    variants = {_name(shape, fields): (shape, fields) for shape, fields in shapes.items()}
    if len(variants) < len(shapes):
        raise ValueError(f"{spec.name}: two kinds of comparisons would have one name")
    schema["anyOf"] = [_variant(name, *of) | {"title": f"{stem}{name}Comparison"} for name, of in variants.items()]
    if spec.open_prefix is not None:
        title = f"{stem}{camel(spec.open_prefix)}Comparison"
        schema["anyOf"].append(_open_variant(spec.open_prefix) | {"title": title})


def _shapes(field: ListField) -> Iterator[Shape]:
    kinds = groupby(field.operators, key=lambda op: (field.single(op), value_schema(field, op)))
    for (single, value), grouped in kinds:
        ops = tuple(grouped)
        codes = None if field.codes is None or ops == (Op.NULL,) else field.name
        yield Shape(ops, single, json.dumps(value), ops[0] is not field.operators[0], codes)


def _name(shape: Shape, fields: list[ListField]) -> str:
    """After the type where it has all operators that go together, else after its first field."""
    known = _OPERATORS.get(shape.ops)
    if shape.ops == (Op.NULL,):
        return "Absence"
    own = known is None or shape.codes is not None or (shape.ops == (Op.EQ,) and len(fields[0].rule.ops) > 1)
    name = "" if known is None or own else _TYPE_NAMES[fields[0].type] + known[1]
    return name if name in _SHARED_NAMES else camel(fields[0].name)


_TYPE_NAMES: Mapping[FieldType, str] = {
    "text": "Text",
    "code": "Code",
    "integer": "Integer",
    "decimal": "Decimal",
    "money": "Decimal",
    "boolean": "Boolean",
    "date": "Date",
    "instant": "Instant",
    "uuid": "Id",
    "text_array": "Tags",
    "search": "Search",
}
_SHARED_NAMES = frozenset(
    {
        "Absence",
        "Boolean",
        "Code",
        "Date",
        "DateRange",
        "Decimal",
        "DecimalRange",
        "Id",
        "Instant",
        "InstantRange",
        "Integer",
        "IntegerRange",
        "Search",
        "Tags",
        "Text",
        "TextFragment",
    }
)
"""Kinds of comparisons that mean the same in every list."""


def _open_variant(prefix: str) -> dict[str, Any]:
    """Fields that are known only at run time: their type decides on operators and values."""
    value = {"type": ["string", "integer", "boolean"]}
    return {
        "type": "object",
        "properties": {
            "field": {
                "type": "string",
                "pattern": "^" + re.escape(prefix),
                "description": "The field.",
                "examples": [prefix + "key"],
            },
            "op": {"type": "string", "enum": [op.value for op in Op], "title": "Operator"},
            "value": {"anyOf": [value, several(value)], "description": "What it is compared with.", "examples": ["x"]},
        },
        "required": ["field", "value"],
        "additionalProperties": False,
    }


def _variant(name: str, shape: Shape, fields: list[ListField]) -> dict[str, Any]:
    """The object's schema: a shape that all lists share, for these fields and values. What a title names becomes a
    schema of the contract."""
    allowed = {"type": "string", "enum": [field.name for field in fields]}
    operand = _operand(shape, fields[0])
    if name not in _SHARED_NAMES and shape.ops != _SAME:
        return _shape(shape, {**allowed, "description": "The field."}, operand)
    own = {} if name in _SHARED_NAMES else {"value": operand}
    shared = _shape(
        shape,
        {"type": "string", "description": "A field of the list.", "examples": ["name"]},
        {"description": "What the field may be.", "examples": ["open"]} if own else operand,
    )
    title = f"{'Choice' if own else name}Comparison"
    return {"allOf": [shared | {"title": title}, {"properties": {"field": allowed, **own}}]}


_SAME = (Op.EQ, Op.NE, Op.IN)


def _shape(shape: Shape, field: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    ops = [op.value for op in shape.ops]
    named = {"title": _OPERATORS[shape.ops][0]} if shape.ops in _OPERATORS else {"description": "How."}
    return {
        "type": "object",
        "properties": {"field": field, "op": {"type": "string", "enum": ops, **named}, "value": value},
        "required": ["field", "op", "value"] if shape.needs_op else ["field", "value"],
        "additionalProperties": False,
    }


def _operand(shape: Shape, field: ListField) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shape.value)
    if shape.ops == (Op.NULL,):
        return value | {"description": "`true`: has no value; `false`: has one."}
    if shape.codes is not None:
        kind = value.get("title")
        named = {"title": f"{kind}Operands"} if kind else {"description": "What it is compared with."}
        return _several(value) | named
    kind = "Fragment" if Op.CONTAINS in shape.ops else _TYPE_NAMES[field.type]
    if field.type in ("code", "text_array"):
        kind = "Text"
    return value | {"title": f"{kind}Operand"} if shape.single else _several(value) | {"title": f"{kind}Operands"}


def _several(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [value, several(value)]}


def _example(spec: ListSpec) -> dict[str, Any]:
    field = next(iter(spec.fields.values()))
    return {"field": field.name, "op": field.operators[0].value, "value": example_of(field, field.operators[0])}
