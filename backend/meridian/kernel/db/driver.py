"""Statements given to the driver's connection as they are, in the transaction that a session's connection has begun.

SQLAlchemy's own way to a statement of two values costs more than the server takes for it (decision 0051).
"""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import Engine, text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import await_only, greenlet_spawn

DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
At: TypeAlias = AsyncConnection | AsyncEngine
"""Where a statement is read: in a connection's transaction, or by any connection of a pool."""


@lru_cache(maxsize=1000)
def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """SQL with `:names` as the driver takes it, and the names in their places."""
    compiled: Any = text(sql).compile(dialect=DIALECT)
    return compiled.string, tuple(compiled.positiontup)


async def run(at: At, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    """Rows of a statement in the connection's transaction, which has begun if it is not to commit by itself; or by a
    connection of the engine's pool, without the engine's own steps.

    What is refused is told as SQLAlchemy does.
    """
    if isinstance(at, AsyncConnection):
        return await _run(at, sql, values)
    try:
        rows: Sequence[Any] = await greenlet_spawn(_fetch, at.sync_engine, sql, values)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        async with at.connect() as connection:  # it was given up: the next one says what is wrong
            return await _run(connection, sql, values)
    return rows


async def _run(connection: AsyncConnection, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    sound = connection.sync_connection if not connection.invalidated else None
    raw: Any = await connection.get_raw_connection() if sound is None else sound.connection
    driver = raw.driver_connection
    try:
        rows: Sequence[Any] = await driver.fetch(sql, *values)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if driver.is_closed():
            await connection.exec_driver_sql("SELECT")  # SQLAlchemy finds out, and gives up what the server dropped
        told = Exception(type(error).__name__)
        told.__cause__ = error
        broken = isinstance(error, asyncpg.IntegrityConstraintViolationError)
        raise (IntegrityError if broken else DBAPIError)(sql, None, told, hide_parameters=True) from error
    except asyncio.CancelledError:
        await connection.invalidate()
        raise
    return rows


def _fetch(engine: Engine, sql: str, values: Sequence[Any]) -> Any:
    connection = engine.raw_connection()
    try:
        return await_only(connection.driver_connection.fetch(sql, *values))  # type: ignore[union-attr]
    except BaseException:
        connection.invalidate()
        raise
    finally:
        connection.close()
