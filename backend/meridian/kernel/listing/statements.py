"""The statements of a list's pages, compiled once for all requests that differ in values alone.

The code that builds the statement of a request builds it from stand-ins: each id of the reader, each value of the
filter and of the cursor is a `Slot`. What makes a condition of the value itself (a search, a field of the company's
own) is built anew for each request.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, Self

import orjson
from pydantic import BaseModel
from sqlalchemy import (
    ARRAY,
    ClauseElement,
    ColumnElement,
    Executable,
    Uuid,
    any_,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from meridian.kernel.db.compiled import Compiled, Slot
from meridian.kernel.db.driver import At
from meridian.kernel.listing.compile import filtered, steps
from meridian.kernel.listing.cursor import Place
from meridian.kernel.listing.query import Rows
from meridian.kernel.listing.rows import Columns, Read, Things, Values
from meridian.kernel.listing.spec import Count, ListSpec
from meridian.kernel.listing.stand_ins import standing_in


class Reader(Protocol):
    """Whoever reads a list, as far as its statement depends on them."""

    @property
    def user_id(self) -> Hashable: ...

    @property
    def masked(self) -> frozenset[str]: ...

    @property
    def reach(self) -> Hashable:
        """All that a statement may depend on beside the ids: who is equal in it shares statements."""

    def with_slots(self) -> Self:
        """The same with slots for ids."""

    def slot_values(self) -> Mapping[str, Any]:
        """What these slots stand for."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Whoever reads a list that is the same for all."""

    user_id: Hashable = "all"
    masked: frozenset[str] = frozenset()
    reach: Hashable = "all"

    def with_slots(self) -> "Everybody":
        return self

    def slot_values(self) -> Mapping[str, Any]:
        return {}


class Statement(Protocol):
    """A statement that can be read again with other values. before: what is said in front of it."""

    async def read(self, at: At, values: Mapping[str, Any], *, before: str = "") -> Read: ...


@dataclass(frozen=True, slots=True)
class _Plain:
    """A statement made for one request, which holds its values."""

    statement: Rows

    async def read(self, at: At, values: Mapping[str, Any], *, before: str = "") -> Read:
        assert isinstance(at, AsyncConnection), "what is made for one request is read in its session"
        result = await at.execute(Explain(self.statement) if before else self.statement)
        return result.all()


@dataclass(frozen=True, slots=True)
class Pages:
    """The statements of a list's pages that differ in values alone; `every` and `few` count, the latter up to
    `COUNTED_UP_TO` and one; `looked` is for the planner's estimate."""

    columns: Columns
    steps: Iterable[Statement]
    every: Statement | None = None
    few: Statement | None = None
    looked: Statement | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What makes a list's rows: `rows(reader, *fixed, **given)`; model: which shows them by their columns, if any does.

    The same code with the same `fixed` makes the same statement but for ids and given values: it closes over nothing.
    """

    rows: Callable[..., Rows]
    fixed: tuple[Any, ...]
    model: type[BaseModel] | None

    @property
    def key(self) -> Hashable:
        assert self.rows.__closure__ is None, "a list's statement is made of what it is given"
        return self.rows.__code__, self.fixed, self.model

    def columns(self, reader: Reader, given: Mapping[str, Any]) -> Columns:
        rows = self.rows(reader, *self.fixed, **given)
        return Things(rows) if self.model is None else Values(rows, self.model)


@dataclass(frozen=True, slots=True)
class _Found:
    """A search's statement, made for one request: it finds ids, whose rows a statement compiled once then reads."""

    ids: _Plain
    rows: Compiled
    values: Mapping[str, Any]

    async def read(self, at: At, values: Mapping[str, Any], *, before: str = "") -> Read:
        found = await self.ids.read(at, values)
        if not found:
            return []
        rows = await self.rows.read(at, {**self.values, "ids": [each[0] for each in found]})
        by_id = {row[-1]: row for row in rows}
        return [[*by_id[id][:-1], *sorts] for id, *sorts in found if id in by_id]


MAX_KEPT = 1000
_KEPT: dict[Hashable, Pages] = {}
_BY_IDS: dict[Hashable, tuple[Columns, Compiled]] = {}


def kept(
    listed: Listed, place: Place, reader: Reader, given: Mapping[str, Any]
) -> tuple[Pages, Mapping[str, Any]] | None:
    """The statements compiled once, and the values they take now; None where each request has its own."""
    query, after = place.query, place.after or ()
    standing = standing_in(place.spec, query)
    if standing is None:
        return None
    values = {**reader.slot_values(), **standing.values, **_numbered("after", after)}
    values |= {f"given_{name}": value for name, value in given.items()}
    absent = tuple(value is None for value in (*given.values(), *after))
    asked = place.spec.name, query.limit, query.count, *place.by.shape, absent, standing.constants
    key = listed.key, reader.reach, asked
    if key not in _KEPT:
        slots = {name: value if value is None else Slot(f"given_{name}") for name, value in given.items()}
        begin = tuple(value if value is None else Slot(f"after_{n}") for n, value in enumerate(after)) or None
        there = replace(place, query=standing.query, after=begin)
        if len(_KEPT) >= MAX_KEPT:
            _KEPT.clear()
        prepared = partial(Compiled, as_read=listed.model is not None)
        _KEPT[key] = made_for(listed, there, reader.with_slots(), slots, prepared)
    return _KEPT[key], values


def made_for(
    listed: Listed,
    place: Place,
    reader: Reader,
    given: Mapping[str, Any],
    prepared: Callable[[Rows], Statement] = _Plain,
) -> Pages:
    """The statements of the list's pages from this place on."""
    columns, by, query = listed.columns(reader, given), place.by, place.query
    narrowed = filtered(columns.statement, query, masked=reader.masked, besides=by.search)
    read = tuple(prepared(step.limit(query.limit + 1)) for step in steps(narrowed, query, by, place.after))
    if query.count is None:
        return Pages(columns, read)
    matching = filtered(columns.statement, query, masked=reader.masked).order_by(None)
    some = matching.limit(COUNTED_UP_TO + 1)
    every, few = (prepared(_of(rows, func.count())) for rows in (matching, some))
    return Pages(columns, read, every, few, prepared(matching))


def found_for(listed: Listed, place: Place, reader: Reader, given: Mapping[str, Any]) -> Pages:
    """The statements of a search, which has as many as there are texts: they are kept small, as SQLAlchemy walks each
    whole to learn whether it knows it."""
    columns, by_ids = _by_ids(listed, place.spec, reader, given)
    values = {**reader.slot_values(), **{f"given_{name}": value for name, value in given.items()}}
    rows = listed.rows(reader, *listed.fixed, **given)
    ids = rows.with_only_columns(place.spec.id_element, maintain_column_froms=True)
    query, by = place.query, place.by
    narrowed = filtered(ids, query, masked=reader.masked, besides=by.search)
    # Made one by one, as the first often fill the page.
    read = (
        _Found(_Plain(step.limit(query.limit + 1)), by_ids, values) for step in steps(narrowed, query, by, place.after)
    )
    if query.count is None:
        return Pages(columns, read)
    matching = filtered(ids, query, masked=reader.masked)
    every, few = (_Plain(_of(each, func.count())) for each in (matching, matching.limit(COUNTED_UP_TO + 1)))
    return Pages(columns, read, every, few, _Plain(matching))


def _by_ids(listed: Listed, spec: ListSpec, reader: Reader, given: Mapping[str, Any]) -> tuple[Columns, Compiled]:
    """The list's columns of the rows with these ids, each ending in its id: where the reader sees them still."""
    key = listed.key, reader.reach, spec.name, tuple(value is None for value in given.values())
    if key not in _BY_IDS:
        slots = {name: value if value is None else Slot(f"given_{name}") for name, value in given.items()}
        columns = listed.columns(reader.with_slots(), slots)
        wanted = literal([Slot("ids")], ARRAY(Uuid()))
        rows = columns.statement.add_columns(spec.id_element.label("_id")).where(spec.id_element == any_(wanted))
        if len(_BY_IDS) >= MAX_KEPT:
            _BY_IDS.clear()
        _BY_IDS[key] = columns, Compiled(rows, as_read=listed.model is not None)
    return _BY_IDS[key]


def _numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    return {f"{name}_{number}": value for number, value in enumerate(values)}


# How many rows a list has, counted or estimated; asked for explicitly, because counting a million rows is not free.


COUNTED_UP_TO = 10_000
EXPLAIN = "EXPLAIN (FORMAT JSON) "


class Explain(Executable, ClauseElement):
    """`EXPLAIN (FORMAT JSON)` of how many rows a statement has, with its bound values."""

    inherit_cache = False

    def __init__(self, rows: Rows) -> None:
        self.rows = rows


@compiles(Explain)
def _render(element: Explain, compiler: SQLCompiler, **options: Any) -> str:
    # One column without a type, or the plan would be read as the statement's own first column.
    return EXPLAIN + compiler.process(_of(element.rows, literal_column("1")), **options)


async def total(pages: Pages, at: At, values: Mapping[str, Any], how: Count) -> tuple[int, bool]:
    """The number of rows and whether it is an estimate.

    An estimate is the planner's; up to about `COUNTED_UP_TO` rows, where it would be coarse and counting is cheap, the
    rows are counted after all.
    """
    assert pages.every is not None
    assert pages.few is not None
    assert pages.looked is not None
    if how == "exact":
        return int((await pages.every.read(at, values))[0][0]), False
    plan = (await pages.looked.read(at, values, before=EXPLAIN))[0][0]
    estimate = int((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
    if estimate >= COUNTED_UP_TO:
        return estimate, True
    counted = int((await pages.few.read(at, values))[0][0])
    return counted, counted > COUNTED_UP_TO


def _of(rows: Rows, column: ColumnElement[Any]) -> Rows:
    return select(column).select_from(rows.subquery())
