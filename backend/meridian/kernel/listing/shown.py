"""Rows in the shape of a read model, ready to be written as JSON, without an instance made of each.

A value that already is of its field's type is taken as it is. What the type does not make plain (a field with
validators or serializers, models within models) goes through pydantic, that field alone. So an answer says what the
model would say: `tests/support/lists.py` compares the two for every list that any test reads.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from types import UnionType
from typing import Any, Generic, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import orjson
from asyncpg.pgproto import pgproto
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from meridian.kernel.listing.rows import Read, Values
from meridian.kernel.masking import Output, Sensitive
from meridian.kernel.schemas import Money, decimal_text

Write: TypeAlias = Callable[[Any], Any]
"""From a value to what is written of it."""
Adds: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""From a row's columns by name to what else its model shows."""
M = TypeVar("M", bound=BaseModel)
_AS_THEY_ARE = (str, bool, date, list[str])
"""Types of fields whose values JSON writes as the model does."""


def _money(value: dict[str, Any]) -> Any:
    amount = value["amount"]
    if isinstance(amount, Decimal):
        return {"amount": decimal_text(amount), "currency": value["currency"]}
    return Money.model_validate(value).model_dump(mode="json")


_PLAIN: Mapping[Any, Mapping[type, Write | None]] = {
    int: {int: None},
    datetime: {datetime: None},  # JSON that was stored writes it otherwise
    uuid.UUID: {pgproto.UUID: str, uuid.UUID: str, str: None},
    list[uuid.UUID]: {list: lambda ids: [str(each) for each in ids]},
    Money: {dict: _money},
}
"""By the type of a field: the types of values that need no look, and how they are written; None: as they are."""


class Written(Generic[M]):
    """An answer in the shape of its model. A handler that returns `Written[M]` answers as one that returns M does."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields


class Shown:
    """What a model shows of rows to whoever may not see the groups `masked`."""

    def __init__(self, model: type[BaseModel], masked: frozenset[str]) -> None:
        self.model, self.masked = model, masked
        sensitive = model.sensitive() if issubclass(model, Output) else {}
        fields = model.model_fields
        self._names = tuple(fields)
        self._get = itemgetter(*fields)
        self._defaults = {
            name: info.get_default(call_default_factory=True, validated_data={})
            for name, info in fields.items()
            if not info.is_required()
        }
        self._empty: dict[str, Any] = dict.fromkeys(fields) | self._defaults
        self._looked_at = [(name, *way) for name, info in fields.items() if (way := _way(info, masked)) is not None]
        self._hidden: dict[str, Any] = dict.fromkeys(name for name, group in sensitive.items() if group in masked)
        if self._hidden and "masked_fields" in fields:
            self._hidden["masked_fields"] = list(self._hidden)

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row by the model's names, in their order. KeyError: a value is missing that has no default."""
        row = dict(zip(self._names, self._get({**self._defaults, **values}), strict=True))
        for name, plain, otherwise in self._looked_at:
            value = row[name]
            if value is not None:
                write = plain.get(type(value), otherwise)
                if write is not None:
                    row[name] = write(value)
        if self._hidden:
            row |= self._hidden
        return row

    def of_columns(self, columns: Values, rows: Read, adds: Adds | None = None) -> list[dict[str, Any]]:
        """The rows of plain columns, as `of` shows each with what is added to it."""
        names, read, besides = columns.names, columns.read.items(), columns.besides
        looks = [look for look in self._looked_at if look[0] not in columns.settled]
        shown = []
        for values in rows:
            row = self._empty.copy()
            row.update(zip(names, values, strict=False))
            for name, reader in read:
                if row[name] is not None:
                    row[name] = reader(row[name])
            if adds is not None:
                row.update(adds(row))
            for name in besides:
                del row[name]
            for name, plain, otherwise in looks:
                value = row[name]
                if value is not None and (write := plain.get(type(value), otherwise)) is not None:
                    row[name] = write(value)
            if self._hidden:
                row |= self._hidden
            shown.append(row)
        return shown


def written(model: type[M], values: Mapping[str, Any], *, masked: frozenset[str]) -> Written[M]:
    """What `model` shows of the values, as `Output.of` does, for an answer and nothing else."""
    return Written(shown(model, masked).of(values))


@lru_cache(maxsize=1000)
def shown(model: type[BaseModel], masked: frozenset[str]) -> Shown:
    """The same for the same model and groups: made once."""
    return Shown(model, masked)


def _way(info: FieldInfo, masked: frozenset[str]) -> tuple[Mapping[type, Write | None], Write] | None:
    """How a field's values are written that need no look, and how others; None: all as they are."""
    kind, unmarked = _without_null(info.annotation), all(isinstance(mark, Sensitive) for mark in info.metadata)
    if unmarked and (kind in _AS_THEY_ARE or get_origin(kind) is Literal or _is_code(kind)):
        return None
    plain = _PLAIN.get(kind, {}) if unmarked else {}
    return {**plain, orjson.Fragment: None}, _through_pydantic(info, masked)


def _is_code(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _without_null(annotation: Any) -> Any:
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    kinds = [each for each in get_args(annotation) if each is not type(None)]
    return kinds[0] if len(kinds) == 1 else annotation


def _through_pydantic(info: FieldInfo, masked: frozenset[str]) -> Write:
    made: list[TypeAdapter[Any]] = []

    def write(value: Any) -> Any:
        if not made:
            made.append(TypeAdapter(info.rebuild_annotation()))
        valid = made[0].validate_python(value, from_attributes=True, context={"masked": masked})
        return made[0].dump_python(valid, mode="json")

    return write


def encode(document: Any) -> bytes:
    """JSON as the models write it: instants in UTC with Z, amounts as decimal text."""
    return orjson.dumps(document, default=_text, option=orjson.OPT_UTC_Z)


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} has no JSON form here")
