"""How many rows a list has, counted or estimated; asked for explicitly, because counting a million rows is not free."""

from collections.abc import Awaitable
from typing import Any, Protocol

from sqlalchemy import ClauseElement, ColumnElement, Executable, Result, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from meridian.kernel.listing.bounds import Count
from meridian.kernel.listing.query import Rows

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
