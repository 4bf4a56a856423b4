"""The body of `POST …/search`: the query string's twin for long filters and for AND, OR, NOT.

The models describe it, for each list its own fields, operators and values; the grammar reads it, because it names each
fault at its place and a union of models would not.
"""

import re
from functools import cache, partial
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, create_model

from meridian.kernel.listing.openapi import example_of, several, value_schema
from meridian.kernel.listing.spec import (
    DEFAULT_LIMIT,
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_LIMIT,
    MAX_SORT,
    Count,
    ListSpec,
    Op,
)
from meridian.kernel.listing.spec import Field as ListField

_CLOSED = ConfigDict(extra="forbid")
_only_described: Any = SkipValidation  # its arguments are made at run time, which its static type does not allow for


class SearchBody(BaseModel):
    """A list request as a body."""

    model_config = _CLOSED

    filter: SkipValidation[Any] = None
    sort: SkipValidation[Any] = None
    limit: SkipValidation[int | None] = Field(
        default=None, ge=1, le=MAX_LIMIT, description=f"Rows per page; {DEFAULT_LIMIT} when absent.", examples=[50]
    )
    cursor: SkipValidation[str | None] = Field(
        default=None, description="`next_cursor` of the previous page, with the same filter and sort.", examples=[None]
    )
    count: SkipValidation[Count | None] = Field(
        default=None, description="Ask for the total: counted exactly, or estimated.", examples=["estimated"]
    )


@cache
def search_body(spec: ListSpec) -> type[SearchBody]:
    """The model of one list's search body; its schema allows just what the grammar accepts, but for the depth."""
    stem = "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", spec.name))
    comparison = create_model(
        f"{stem}Comparison",
        __config__=ConfigDict(json_schema_extra=partial(_describe_comparison, spec)),
        __doc__="One field compared with one value or, for most operators, several.",
    )
    node = f"{stem}Filter"
    parts = {
        join: create_model(
            f"{stem}{join.capitalize()}",
            __config__=_CLOSED,
            __doc__=says,
            **{f"{join}_": (of, Field(alias=join, description=says, **bounds))},  # type: ignore[call-overload]
        )
        for join, of, bounds, says in (
            ("and", f"list[{node}]", {"min_length": 1, "max_length": MAX_CONDITIONS}, "All of these hold."),
            ("or", f"list[{node}]", {"min_length": 1, "max_length": MAX_CONDITIONS}, "At least one of these holds."),
            ("not", node, {}, "This does not hold."),
        )
    }
    union: Any = comparison | parts["and"] | parts["or"] | parts["not"]
    for part in parts.values():
        part.model_rebuild(_types_namespace={node: union})
    keys: Any = Literal[spec.sort_keys or ("",)]
    return create_model(
        f"{stem}Search",
        __base__=SearchBody,
        __config__=None,
        __doc__="A list request as a body.",
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


def _describe_comparison(spec: ListSpec, schema: dict[str, Any]) -> None:
    schema.pop("properties", None)
    schema.pop("type", None)
    schema["anyOf"] = [variant for field in spec.fields.values() for variant in _variants(field)]
    if spec.open_prefix is not None:
        schema["anyOf"].append(_open_variant(spec.open_prefix))


def _open_variant(prefix: str) -> dict[str, Any]:
    """A field that is known only at run time: its type decides on operators and values."""
    value = {"type": ["string", "integer", "boolean"]}
    return {
        "type": "object",
        "title": f"{prefix}<key>",
        "properties": {
            "field": {"type": "string", "pattern": "^" + re.escape(prefix)},
            "op": {"type": "string", "enum": [op.value for op in Op]},
            "value": {"anyOf": [value, several(value)]},
        },
        "required": ["field", "value"],
        "additionalProperties": False,
    }


def _variants(field: ListField) -> list[dict[str, Any]]:
    """One object per kind of value the field is compared with: `{field, op, value}`."""
    kinds = groupby(field.operators, key=lambda op: (field.single(op), value_schema(field, op)))
    return [_variant(field, tuple(ops)) for _, ops in kinds]


def _variant(field: ListField, ops: tuple[Op, ...]) -> dict[str, Any]:
    value = value_schema(field, ops[0])
    return {
        "type": "object",
        "title": f"{field.name} {ops[0].value}",
        "properties": {
            "field": {"type": "string", "const": field.name},
            "op": {"type": "string", "enum": [op.value for op in ops]},
            "value": value if field.single(ops[0]) else {"anyOf": [value, several(value)]},
        },
        "required": ["field", "value"] if ops[0] is field.operators[0] else ["field", "op", "value"],
        "additionalProperties": False,
    }


def _example(spec: ListSpec) -> dict[str, Any]:
    field = next(iter(spec.fields.values()))
    return {"field": field.name, "op": field.operators[0].value, "value": example_of(field, field.operators[0])}
