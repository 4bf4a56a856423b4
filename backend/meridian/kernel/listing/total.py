"""How many rows a list has, counted or estimated; asked for explicitly, because counting a million rows is not free."""

from collections.abc import Awaitable
from typing import Any, Literal, Protocol

from sqlalchemy import ClauseElement, Executable, Result, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

COUNTED_UP_TO = 10_000


class _Executes(Protocol):
    def execute(self, statement: Executable, /) -> Awaitable[Result[Any]]: ...


class _Explain(Executable, ClauseElement):
    """`EXPLAIN (FORMAT JSON)` of a statement, with its bound values."""

    _traverse_internals = [("statement", InternalTraversal.dp_clauseelement)]
    inherit_cache = True

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explain)
def _render(element: _Explain, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)


async def total(connection: _Executes, stmt: Select[Any], how: Literal["exact", "estimated"]) -> tuple[int, bool]:
    """The number of rows of `stmt` and whether it is an estimate.

    An estimate is the planner's; up to about `COUNTED_UP_TO` rows, where it would be coarse and counting is cheap, the
    rows are counted after all.
    """
    rows = stmt.order_by(None)
    if how == "exact":
        return await _count(connection, rows), False
    plan = (await connection.execute(_Explain(rows))).scalar_one()
    estimate = int(plan[0]["Plan"]["Plan Rows"])
    if estimate >= COUNTED_UP_TO:
        return estimate, True
    counted = await _count(connection, rows.limit(COUNTED_UP_TO + 1))
    return counted, counted > COUNTED_UP_TO


async def _count(connection: _Executes, rows: Select[Any]) -> int:
    counted = await connection.execute(select(func.count()).select_from(rows.subquery()))
    return int(counted.scalar_one())
