"""The statements of a list's pages, compiled once for all requests that differ in values alone.

The code that builds the statement of a request builds it from stand-ins: each id of the reader, each value of the
filter and of the cursor is a `Slot`; a search's texts are slots of literals. What makes a condition of the value itself
(a field of the company's own) is built anew for each request.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, Self

import orjson
from pydantic import BaseModel
from sqlalchemy import (
    ARRAY,
    BinaryExpression,
    BindParameter,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    CompoundSelect,
    Executable,
    FromClause,
    Join,
    Lateral,
    Select,
    SelectBase,
    Subquery,
    Uuid,
    any_,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.compiler import SQLCompiler

from meridian.kernel.db.compiled import Compiled, Slot, place_of, row_type
from meridian.kernel.db.driver import At
from meridian.kernel.db.session import Session
from meridian.kernel.listing.compile import filtered, index_gives_one_persons, order, standing_in, steps
from meridian.kernel.listing.cursor import Place
from meridian.kernel.listing.query import Rows
from meridian.kernel.listing.rows import Columns, Read, Things, Values
from meridian.kernel.listing.spec import Count, ListSpec


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
    """The statements of a list's pages that differ in values alone. by_ids: reads the rows whose ids the steps find;
    else they read rows. `every` and `few` count, the latter up to `COUNTED_UP_TO` and one; `looked` is for the
    planner's estimate."""

    columns: Columns
    steps: Iterable[Statement]
    by_ids: Compiled | None = None
    every: Statement | None = None
    few: Statement | None = None
    looked: Statement | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What makes a list's rows: `rows(reader, *fixed, **given)`; model: which shows them by their columns, if any does.
    gathers: they are few beside the table.

    The same code with the same `fixed` makes the same statement but for ids and given values: it closes over nothing.
    """

    rows: Callable[..., Rows]
    fixed: tuple[Any, ...]
    model: type[BaseModel] | None
    gathers: bool = False

    @property
    def key(self) -> Hashable:
        assert self.rows.__closure__ is None, "a list's statement is made of what it is given"
        return self.rows.__code__, self.fixed, self.model, self.gathers

    def columns(self, reader: Reader, given: Mapping[str, Any]) -> Columns:
        rows = self.rows(reader, *self.fixed, **given)
        return Things(rows) if self.model is None else Values(rows, self.model)


MAX_KEPT = 1000
_KEPT: dict[Hashable, Pages] = {}
_BY_IDS: dict[Hashable, Compiled] = {}


def kept(
    listed: Listed, place: Place, reader: Reader, given: Mapping[str, Any]
) -> tuple[Pages, Mapping[str, Any]] | None:
    """The statements compiled once, and the values they take now; None where each request has its own."""
    query, after = place.query, place.after or ()
    masked = reader.masked
    standing = query.once(("standing", place.spec, masked), lambda: standing_in(place.spec, query, masked))
    if standing is None:
        return None
    tier = after[:1] if place.by.search else ()  # where a search goes on, of which each tier has its statements
    values = {**values_of(reader, given), **standing.values, **_numbered("after", after)}
    absent = tuple(value is None for value in (*given.values(), *after))
    asked = place.spec.name, query.limit, query.count, *place.by.shape, absent, tier, standing.constants
    key = listed.key, reader.reach, asked
    if key not in _KEPT:
        begin = tuple(value if value is None else Slot(f"after_{n}") for n, value in enumerate(after))
        by = order(place.spec, standing.query, masked)
        there = replace(place, query=standing.query, by=by, after=(*tier, *begin[len(tier) :]) or None)
        if len(_KEPT) >= MAX_KEPT:
            _KEPT.clear()
        prepared = partial(Compiled, as_read=listed.model is not None)
        _KEPT[key] = made_for(listed, there, reader.with_slots(), _slots(given), prepared)
    return _KEPT[key], values


def values_of(reader: Reader, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the slots of a reader and of given values stand for."""
    return {**reader.slot_values(), **{f"given_{name}": value for name, value in given.items()}}


def _slots(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if value is None else Slot(f"given_{name}") for name, value in given.items()}


def made_for(
    listed: Listed,
    place: Place,
    reader: Reader,
    given: Mapping[str, Any],
    prepared: Callable[[Rows], Statement] = _Plain,
) -> Pages:
    """The statements of the list's pages from this place on.

    A search reads ids first: it has as many statements as there are texts, as each text stands in its statements; they
    are kept small, for PostgreSQL plans each anew. They are made one by one, as the first often fill the page.
    """
    columns, query = listed.columns(reader, given), place.query
    by = place.by.gathered() if listed.gathers else place.by
    rows = columns.statement
    if by.search is not None:
        rows = listed.rows(reader, *listed.fixed, **given)
        rows = rows.with_only_columns(place.spec.id_element, maintain_column_froms=True)
    narrowed = filtered(rows, query, masked=reader.masked, besides=by.search)
    one_more: Any = query.limit + 1
    if index_gives_one_persons(query, by):
        one_more = literal_column(str(one_more))  # as it is never sent, the statement is planned once (`Compiled`)
    read = _Once(prepared(step.limit(one_more)) for step in steps(narrowed, query, by, place.after))
    by_ids = None if by.search is None else _by_ids(listed, place.spec, reader, given)
    if query.count is None:
        return Pages(columns, read, by_ids)
    matching = _bare(filtered(rows, query, masked=reader.masked).order_by(None))
    some = matching.limit(COUNTED_UP_TO + 1)
    every, few = (prepared(_of(rows, func.count())) for rows in (matching, some))
    return Pages(columns, read, by_ids, every, few, prepared(matching))


class _Once:
    """What an iterator gives, kept for whoever asks again."""

    def __init__(self, rest: Iterator[Statement]) -> None:
        self._rest, self._kept = rest, list[Statement]()

    def __iter__(self) -> Iterator[Statement]:
        yield from self._kept
        for each in self._rest:
            self._kept.append(each)
            yield each


def _by_ids(listed: Listed, spec: ListSpec, reader: Reader, given: Mapping[str, Any]) -> Compiled:
    """The list's columns of the rows with these ids, each ending in its id: where the reader sees them still."""
    key = listed.key, reader.reach, spec.name, tuple(value is None for value in given.values())
    if key not in _BY_IDS:
        columns = listed.columns(reader.with_slots(), _slots(given))
        wanted = literal([Slot("ids")], ARRAY(Uuid()))
        rows = columns.statement.add_columns(spec.id_element.label("_id")).where(spec.id_element == any_(wanted))
        if len(_BY_IDS) >= MAX_KEPT:
            _BY_IDS.clear()
        _BY_IDS[key] = Compiled(rows, as_read=listed.model is not None)
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


def _bare(rows: Rows) -> Rows:
    """The same rows without columns, and without the tables that were joined to show something of them: a count that
    needs nothing but an index reads nothing else."""
    if isinstance(rows, CompoundSelect) or rows._group_by_clauses or rows._distinct or rows._limit_clause is not None:
        return rows
    joined = rows.get_final_froms()
    asked = _tables_in(rows.whereclause)
    found: Rows = select(literal_column("1")).select_from(*(_without_shown(each, asked) for each in joined))
    return found if rows.whereclause is None else found.where(rows.whereclause)


def _without_shown(joined: FromClause, asked: frozenset[FromClause]) -> FromClause:
    if not isinstance(joined, Join):
        return joined
    if joined.right not in asked and _is_one(joined):
        return _without_shown(joined.left, asked)
    left = _without_shown(joined.left, asked | _tables_in(joined.onclause))
    return Join(left, joined.right, joined.onclause, joined.isouter, joined.full)


def _is_one(joined: Join) -> bool:
    """Whether there is one row of the right side for each of the left: by its key or by its own limit, and for sure or
    from outside."""
    if joined.isouter and not joined.full and _ends_at_one(joined.right):
        return True
    on, keys = joined.onclause, list(joined.right.primary_key)
    if not isinstance(on, BinaryExpression) or on.operator is not operators.eq or len(keys) != 1 or joined.full:
        return False
    other = on.right if on.left in keys else on.left if on.right in keys else None
    if other is None or joined.right in _tables_in(other):
        return False
    meant = {each.column for each in getattr(other, "foreign_keys", ())}
    refers = not meant.isdisjoint(keys[0].base_columns)
    return joined.isouter or (refers and not any(getattr(each, "nullable", True) for each in other.base_columns))


def _ends_at_one(table: FromClause) -> bool:
    rows: Any = table
    while isinstance(rows, (Lateral, Subquery)):
        rows = rows.element
    limit = rows._limit_clause if isinstance(rows, Select) else None
    return isinstance(limit, BindParameter) and limit.value == 1


def _tables_in(clause: ClauseElement | None) -> frozenset[FromClause]:
    columns = visitors.iterate(clause) if clause is not None else ()
    return frozenset(each.table for each in columns if isinstance(each, ColumnClause) and each.table is not None)


def _of(rows: Rows, column: ColumnElement[Any]) -> Rows:
    return select(column).select_from(rows.subquery())


# SELECTs that requests make again and again, compiled once for all who see alike (decision 0051).

EVERYBODY = Everybody()


class Prepared:
    """A SELECT as a function of its reader, whose ids are slots there, as is each value given when it runs.

    Nothing else decides on it but how far the reader's rights reach: the function closes over nothing.

    @Prepared
    def _latest(actor: Actor) -> Select[Any]:
        return select(Note).where(Note.customer_id == Slot("customer"), visible_to(actor)).limit(3)

    notes = await _latest.rows(session, actor, customer=customer_id)
    """

    def __init__(self, make: Callable[[Any], SelectBase], *, as_read: bool = False) -> None:
        """as_read: values stay as the driver reads them, codes and JSON being plain text."""
        assert make.__closure__ is None, "a statement that is kept is made of its reader alone"
        self._make, self._as_read = make, as_read
        self._kept: dict[Hashable, tuple[Columns, Compiled]] = {}

    async def rows(self, session: Session, reader: Reader = EVERYBODY, /, **values: Any) -> list[Any]:
        """What it selects with these values in its slots: the thing or value when it is one, else a row with the names
        as attributes. Things belong to no session and are never written."""
        columns, compiled = self._kept.get(reader.reach) or self._prepared(reader)
        return columns.items(await compiled.read(await place_of(session), {**reader.slot_values(), **values}))

    async def first(self, session: Session, reader: Reader = EVERYBODY, /, **values: Any) -> Any:
        """The first of the rows; None without any."""
        found = await self.rows(session, reader, **values)
        return found[0] if found else None

    def _prepared(self, reader: Reader) -> tuple[Columns, Compiled]:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        made = self._make(reader.with_slots())
        columns = Things(made) if isinstance(made, Select) else _Named(made)
        self._kept[reader.reach] = columns, Compiled(columns.statement, as_read=self._as_read)
        return self._kept[reader.reach]


class _Named:
    """Rows of a statement written as text, by the names it was said to have."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self.width = len(statement.selected_columns)
        self._row: Any = row_type(tuple(str(column.key) for column in statement.selected_columns))

    def items(self, rows: Read) -> list[Any]:
        return [self._row._make(row) for row in rows]
