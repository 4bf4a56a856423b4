"""One page of a list: the rows, the cursor to the next ones and, when asked for, the total."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ClauseElement, ColumnElement, Executable, Result, Row, func, literal_column, select
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from meridian.kernel.language import msg
from meridian.kernel.listing.compile import Order, filtered, order, steps
from meridian.kernel.listing.cursor import CursorInvalid, digest, seal, unseal
from meridian.kernel.listing.errors import Code, InvalidListing
from meridian.kernel.listing.query import Condition, Group, ListQuery, Node, Rows
from meridian.kernel.listing.spec import Count, ListSpec
from meridian.kernel.problems import Fault
from meridian.kernel.schemas import Page

# How many rows a list has, counted or estimated; asked for explicitly, because counting a million rows is not free.


COUNTED_UP_TO = 10_000


class _Executes(Protocol):
    def execute(self, statement: Executable, /) -> Awaitable[Result[Any]]: ...


class Explain(Executable, ClauseElement):
    """`EXPLAIN (FORMAT JSON)` of how many rows a statement has, with its bound values."""

    inherit_cache = False

    def __init__(self, rows: Rows) -> None:
        self.rows = rows


@compiles(Explain)
def _render(element: Explain, compiler: SQLCompiler, **options: Any) -> str:
    # One column without a type, or the plan would be read as the statement's own first column.
    return "EXPLAIN (FORMAT JSON) " + compiler.process(_of(element.rows, literal_column("1")), **options)


async def total(connection: _Executes, stmt: Rows, how: Count) -> tuple[int, bool]:
    """The number of rows of `stmt` and whether it is an estimate.

    An estimate is the planner's; up to about `COUNTED_UP_TO` rows, where it would be coarse and counting is cheap, the
    rows are counted after all.
    """
    rows = stmt.order_by(None)
    if how == "exact":
        return await _count(connection, rows), False
    plan = (await connection.execute(Explain(rows))).scalar_one()
    estimate = int(plan[0]["Plan"]["Plan Rows"])
    if estimate >= COUNTED_UP_TO:
        return estimate, True
    counted = await _count(connection, rows.limit(COUNTED_UP_TO + 1))
    return counted, counted > COUNTED_UP_TO


async def _count(connection: _Executes, rows: Rows) -> int:
    counted = await connection.execute(_of(rows, func.count()))
    return int(counted.scalar_one())


def _of(rows: Rows, column: ColumnElement[Any]) -> Rows:
    return select(column).select_from(rows.subquery())


class Executes(Protocol):
    """An async session or connection."""

    def execute(self, statement: Executable, /) -> Awaitable[Result[Any]]: ...


async def fetch_page(
    connection: Executes,
    stmt: Rows,
    spec: ListSpec,
    query: ListQuery,
    *,
    scope: str,
    masked: frozenset[str],
    to_row: Callable[[Any], Any] | None = None,
) -> Page[Any]:
    """The page of `stmt` (already narrowed to what the actor may see) that `query` asks for.

    An item is what `stmt` selects: the entity or value itself when it selects one thing, else a `Row`; `to_row` maps
    it.
    scope: any text that names the actor's visibility (such as user id and role version); a cursor works only in it.
    masked: the sensitive groups hidden from the actor (`actor.masked`): their fields neither filter nor sort.
    Raises `InvalidListing` for a cursor of another query or scope and for each masked field used.

    Collections must be loaded by `selectinload`; joined eager loading of collections repeats rows.
    """
    matching = filtered(stmt, query, masked=masked)
    place = Place.of(spec, query, scope=scope, masked=masked)
    by = place.by
    rows = await _read(connection, filtered(stmt, query, masked=masked, besides=by.search), query, by, place.after)
    next_cursor = place.next_cursor(rows)
    items = _without_sort_values(rows[: query.limit], by.width)
    counted, is_estimate = (None, None) if query.count is None else await total(connection, matching, query.count)
    # The rows are not validated here: the endpoint's response model does that once.
    return Page[Any].model_construct(
        items=items if to_row is None else [to_row(item) for item in items],
        next_cursor=next_cursor,
        total=counted,
        total_is_estimate=is_estimate,
    )


def cursor_after(
    spec: ListSpec, query: ListQuery, sort_values: Sequence[object], *, scope: str, masked: frozenset[str]
) -> str:
    """The cursor that `fetch_page` would give after a row with these sort values: for lists that begin elsewhere."""
    return seal(spec.name, _bound(query, order(spec, query, masked), scope), sort_values)


def _bound(query: ListQuery, by: Order, scope: str) -> str:
    return digest(by.shape, _shape(query.where), sorted(query.extra.items()), scope)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page begins, and the cursor to where the next one does."""

    spec: ListSpec
    query: ListQuery
    by: Order
    bound_to: str
    after: tuple[Any, ...] | None

    @classmethod
    def of(cls, spec: ListSpec, query: ListQuery, *, scope: str, masked: frozenset[str]) -> "Place":
        """Raises `InvalidListing` for a cursor of another query or scope and for each masked field used."""
        query.require_permitted(masked)
        by = order(spec, query, masked)
        bound_to = _bound(query, by, scope)
        after = None if query.cursor is None else _continue(query, spec, bound_to)
        return cls(spec, query, by, bound_to, after)

    def next_cursor(self, rows: Sequence[Any]) -> str | None:
        """The cursor after a page, of whose rows one more was read than it holds; each ends in its sort values."""
        if len(rows) <= self.query.limit:
            return None
        return seal(self.spec.name, self.bound_to, tuple(rows[self.query.limit - 1])[-self.by.width :])


async def _read(
    connection: Executes, stmt: Rows, query: ListQuery, by: Order, after: tuple[Any, ...] | None
) -> list[Row[Any]]:
    """Up to one row more than the page holds, each ending in its sort values."""
    wanted = query.limit + 1
    rows: list[Row[Any]] = []
    for step in steps(stmt, query, by, after):
        result = await connection.execute(step.limit(wanted - len(rows)))
        rows.extend(result.all())
        if len(rows) == wanted:
            break
    return rows


def _without_sort_values(rows: Sequence[Row[Any]], width: int) -> list[Any]:
    if not rows:
        return []
    count = len(rows[0]) - width
    if count == 1:
        return [row[0] for row in rows]
    keys = rows[0]._fields[:count]
    return list(IteratorResult(SimpleResultMetaData(keys), iter([row[:count] for row in rows])).all())


def _continue(query: ListQuery, spec: ListSpec, bound_to: str) -> tuple[Any, ...]:
    assert query.cursor is not None
    try:
        return unseal(query.cursor, spec.name, bound_to)
    except CursorInvalid:
        detail = msg("is not a cursor of this list with this filter and sort; start again without it")
        raise InvalidListing([Fault(f"{query.root}/cursor", Code.CURSOR_INVALID.value, detail)]) from None


def _shape(node: Node | None) -> object:
    """The filter as plain values, for the digest."""
    if node is None:
        return None
    if isinstance(node, Condition):
        return (node.field.name, node.op.value, node.values)
    if isinstance(node, Group):
        return (node.join, [_shape(part) for part in node.parts])
    return ("not", _shape(node.part))
