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
from types import UnionType
from typing import Any, NamedTuple, TypeAlias, Union, get_args, get_origin

import orjson
from asyncpg.pgproto import pgproto
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from meridian.kernel.masking import Output, Sensitive
from meridian.kernel.schemas import Money, decimal_text

Write: TypeAlias = Callable[[Any], Any]
"""From a value to what is written of it."""
_PLAIN: Mapping[Any, Mapping[type, Write | None]] = {
    str: {str: None},
    bool: {bool: None},
    int: {int: None},
    uuid.UUID: {pgproto.UUID: str, uuid.UUID: str, str: None},
    datetime: {datetime: None},
    date: {date: None},
    list[str]: {list: None, tuple: None},
    list[uuid.UUID]: {list: lambda ids: [str(each) for each in ids]},
}
"""By the type of a field: the types of values that need no look, and how they are written; None: as they are."""


class _Field(NamedTuple):
    name: str
    plain: Mapping[type, Write | None]
    otherwise: Write
    default: Write | None


class Shown:
    """What a model shows of rows to whoever may not see the groups `masked`."""

    def __init__(self, model: type[BaseModel], masked: frozenset[str]) -> None:
        sensitive = model.sensitive() if issubclass(model, Output) else {}
        self.model, self.masked = model, masked
        self.hidden = [name for name, group in sensitive.items() if group in masked]
        self._names_hidden = bool(self.hidden) and "masked_fields" in model.model_fields
        self._fields = [_field(name, info, masked) for name, info in model.model_fields.items()]

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row by the model's names, in their order. KeyError: a value is missing that has no default."""
        row: dict[str, Any] = {}
        for name, plain, otherwise, default in self._fields:
            value = values[name] if default is None or name in values else default(values)
            if value is not None:
                write = plain.get(type(value), otherwise)
                if write is not None:
                    value = write(value)
            row[name] = value
        for name in self.hidden:
            row[name] = None
        if self._names_hidden:
            row["masked_fields"] = self.hidden
        return row


@lru_cache(maxsize=1000)
def shown(model: type[BaseModel], masked: frozenset[str]) -> Shown:
    """The same for the same model and groups: made once."""
    return Shown(model, masked)


def _field(name: str, info: FieldInfo, masked: frozenset[str]) -> _Field:
    kind = _without_null(info.annotation)
    plain = _PLAIN.get(kind, {}) if all(isinstance(mark, Sensitive) for mark in info.metadata) else {}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        plain = {kind: None, str: None}
    if kind is Money:
        plain = {dict: _money}
    plain = {**plain, orjson.Fragment: None}
    return _Field(name, plain, _through_pydantic(info, masked), None if info.is_required() else _default(info))


def _without_null(annotation: Any) -> Any:
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    kinds = [each for each in get_args(annotation) if each is not type(None)]
    return kinds[0] if len(kinds) == 1 else annotation


def _default(info: FieldInfo) -> Write:
    make: Any = info.default_factory
    if make is None:
        return lambda _: info.default
    return make if info.default_factory_takes_validated_data else lambda _: make()


def _money(value: dict[str, Any]) -> Any:
    amount = value["amount"]
    if isinstance(amount, Decimal):
        return {"amount": decimal_text(amount), "currency": value["currency"]}
    return Money.model_validate(value).model_dump(mode="json")


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
