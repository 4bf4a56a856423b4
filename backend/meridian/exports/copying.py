"""Reading a SELECT of any length from the server in bounded memory, as it is sent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from sqlalchemy import Select

from meridian.kernel.db import Session

AT_ONCE = 1_000
Sink = Callable[[bytes], Awaitable[None]]


async def _driver(session: Session) -> Any:
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


async def _compiled(session: Session, statement: Select[Any]) -> tuple[str, list[Any]]:
    """The statement as the driver takes it: its text and its values in order."""
    dialect = (await session.connection()).dialect
    compiled: Any = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    values, processors = compiled.params, compiled._bind_processors
    return str(compiled), [
        processors[name](values[name]) if name in processors else values[name] for name in compiled.positiontup or ()
    ]


async def copy_csv(session: Session, statement: Select[Any], sink: Sink) -> int:
    """Hands the rows to `sink` as the server writes them, in CSV without heading. Returns how many rows it were."""
    sql, values = await _compiled(session, statement)
    status: str = await (await _driver(session)).copy_from_query(sql, *values, output=sink, format="csv")
    return int(status.rpartition(" ")[2])


async def batches(session: Session, statement: Select[Any]) -> AsyncIterator[list[tuple[str | None, ...]]]:
    """The rows in lists of `AT_ONCE`, by a cursor on the server."""
    sql, values = await _compiled(session, statement)
    driver = await _driver(session)
    async with driver.transaction(readonly=True):
        cursor = await driver.cursor(sql, *values)
        while found := await cursor.fetch(AT_ONCE):
            yield [tuple(row) for row in found]
