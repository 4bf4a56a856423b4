"""What a list's statement selects: plain columns for the driver, things or values again for who shows them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import orjson
from pydantic import BaseModel
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    SQLColumnExpression,
    Text,
    Uuid,
    cast,
    func,
    inspect,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.util import AliasedClass

from meridian.kernel.db.compiled import row_type
from meridian.kernel.listing.query import Rows

Read = Sequence[Sequence[Any]]


class Columns(Protocol):
    """Plain columns, and what their rows hold."""

    statement: Rows
    width: int

    def items(self, rows: Read) -> list[Any]:
        """What each row holds, without what it ends in beyond these columns."""


class _Part(NamedTuple):
    """One thing or value that is selected: where its columns begin and end, and for a thing its class and key."""

    name: str
    begin: int
    end: int
    made: type[Any] | None = None
    names: tuple[str, ...] = ()
    key: int = 0


class Things:
    """Items are what is selected: the thing or value itself when it is one, else a row with the names as attributes.

    A thing of a mapped class is made of its columns alone: it belongs to no session and is never written.
    """

    def __init__(self, statement: Rows) -> None:
        self._parts: list[_Part] = []
        columns: list[Any] = []
        for said in statement.column_descriptions:
            thing, begin = said["expr"], len(columns)
            if isinstance(thing, type | AliasedClass):
                mapper = inspect(thing).mapper
                names = tuple(each.key for each in mapper.column_attrs)
                columns += [getattr(thing, name) for name in names]
                key = begin + names.index(mapper.get_property_by_column(mapper.primary_key[0]).key)
                self._parts.append(_Part(said["name"], begin, len(columns), mapper.class_, names, key))
            else:
                columns.append(thing)
                self._parts.append(_Part(said["name"], begin, len(columns)))
        self.statement = statement.with_only_columns(*columns)
        self.width = len(columns)
        self._row: Any = row_type(tuple(part.name for part in self._parts))
        self._makers = [_maker(part) for part in self._parts]

    def items(self, rows: Read) -> list[Any]:
        makers = self._makers
        if len(makers) == 1:
            return [makers[0](row) for row in rows]
        if len(makers) == self.width:
            return [self._row._make(tuple(row)[: self.width]) for row in rows]
        return [self._row._make([make(row) for make in makers]) for row in rows]


def _maker(part: _Part) -> Callable[[Sequence[Any]], Any]:
    _, begin, end, made, names, key = part
    if made is None:
        return lambda row: row[begin]
    create, kind = object.__new__, made

    def thing(row: Sequence[Any]) -> Any:
        if row[key] is None:  # nothing joined
            return None
        it = create(kind)
        it.__dict__.update(zip(names, row[begin:end], strict=True))
        return it

    return thing


class Values:
    """Items are the columns by name, for a model that shows them as they are.

    Ids that it shows and JSON come as text, which is all that an answer needs of them; JSON that was stored is read
    where the model has a shape for it, as older rows may have another, and where the model does not show it.

    names: of the columns; besides: of those that the model does not show. read: how JSON is read.
    settled: the names whose values need no look, as their columns hold nothing else.
    """

    def __init__(self, statement: Rows, model: type[BaseModel]) -> None:
        fields = model.model_fields
        selected = {str(column.key): column for column in statement.selected_columns}
        self.names = tuple(selected)
        self.besides = tuple(name for name in selected if name not in fields)
        self.read: dict[str, Callable[[str], Any]] = {
            name: _read(column, fields[name].annotation if name in fields else None)
            for name, column in selected.items()
            if isinstance(column.type, JSON)
        }
        self.settled = frozenset(
            name
            for name, column in selected.items()
            if isinstance(column.type, Uuid | Integer | DateTime) or self.read.get(name) is orjson.Fragment
        )
        texts = [
            cast(column, Text).label(name)
            if isinstance(column.type, JSON) or (isinstance(column.type, Uuid) and name in fields)
            else column
            for name, column in selected.items()
        ]
        self.statement = statement.with_only_columns(*texts)
        self.width = len(texts)

    def items(self, rows: Read) -> list[Any]:
        found = [dict(zip(self.names, row, strict=False)) for row in rows]
        for name, read in self.read.items():
            for item in found:
                if item[name] is not None:
                    item[name] = read(item[name])
        return found


def _read(column: Any, shape: Any) -> Callable[[str], Any]:
    """How JSON of this column is read that the model shows in this shape, or not at all (None)."""
    if shape is not None and not isinstance(column, Column):
        return orjson.Fragment
    return orjson.Fragment if shape in _ANY_SHAPE else orjson.loads


_ANY_SHAPE = (dict[str, Any], list[Any], dict[str, int])
"""Of JSON that is shown as it was stored."""


def columns_of(record: type[Any], *models: type[BaseModel]) -> list[Any]:
    """The record's columns that the models show, for the SELECT of a list whose rows are plain."""
    names = inspect(record).column_attrs.keys()
    return [getattr(record, name) for name in names if any(name in model.model_fields for model in models)]


def as_json(record: type[Any], model: type[BaseModel]) -> ColumnElement[Any]:
    """The record's columns that the model shows as one JSON object, which says what the model would."""
    shown = [(column.key, _said(column)) for column in columns_of(record, model)]
    return func.json_build_object(*(part for pair in shown for part in pair), type_=JSON)


def _said(column: InstrumentedAttribute[Any]) -> SQLColumnExpression[Any]:
    if not isinstance(column.type, DateTime):
        return column
    exact = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    return func.replace(exact, ".000000Z", "Z")


def fields_of(record: Any, model: type[BaseModel]) -> dict[str, Any]:
    """What the model shows of a record, by its fields: with more than those where that is cheaper."""
    values: dict[str, Any] = vars(record)
    kept = "_sa_instance_state" in values  # one that a session keeps may have to be read again
    kind: Any = type(record)
    names = _names(kind, model)
    return ({} if kept else values) | {name: getattr(record, name) for name in names if kept or name not in values}


@lru_cache(maxsize=1000)
def _names(kind: Any, model: Any) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if hasattr(kind, name))
