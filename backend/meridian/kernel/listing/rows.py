"""What a list's statement selects: plain columns for the driver, things or values again for who shows them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import orjson
from pydantic import BaseModel
from sqlalchemy import JSON, Column, Integer, Text, Uuid, cast, inspect
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

    def items(self, rows: Read) -> list[Any]:
        makers = [_maker(part) for part in self._parts]
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

    Ids and JSON come as text, which is all that an answer needs of them; JSON that was stored is read where the model
    has a shape for it, as older rows may have another.

    names: the columns that the model shows, in its order, as each row begins with them. read: how JSON is read.
    settled: the names whose values need no look, as their columns hold nothing else.
    """

    def __init__(self, statement: Rows, model: type[BaseModel]) -> None:
        fields = model.model_fields
        selected = {str(column.key): column for column in statement.selected_columns}
        ordered = {name: selected[name] for name in fields if name in selected} | selected
        self.names = tuple(name for name in ordered if name in fields)
        self.read: dict[str, Callable[[str], Any]] = {}
        for name in self.names:
            column = ordered[name]
            if isinstance(column.type, JSON):
                stored = isinstance(column, Column)
                any_shape = fields[name].annotation in (dict[str, Any], list[Any])
                self.read[name] = orjson.Fragment if any_shape or not stored else orjson.loads
        self.settled = frozenset(
            name
            for name in self.names
            if isinstance(ordered[name].type, Uuid | Integer) or self.read.get(name) is orjson.Fragment
        )
        texts = [
            cast(column, Text).label(name) if isinstance(column.type, JSON | Uuid) else column
            for name, column in ordered.items()
        ]
        self.statement = statement.with_only_columns(*texts, maintain_column_froms=True)
        self._all = tuple(ordered)
        self.width = len(texts)

    def items(self, rows: Read) -> list[Any]:
        found = [dict(zip(self._all, row, strict=False)) for row in rows]
        for name, read in self.read.items():
            for item in found:
                if item[name] is not None:
                    item[name] = read(item[name])
        return found


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
