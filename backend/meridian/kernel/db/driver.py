"""Statements given to the driver's connection as they are, in the transaction that a session's connection has begun.

SQLAlchemy's own way to a statement of two values costs more than the server takes for it (decision 0051).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias, TypeVar

import asyncpg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import greenlet_spawn
from sqlalchemy.util.queue import Empty

DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
REFUSALS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What the driver raises; the third when the server dies in the midst of what it says."""
T = TypeVar("T")
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
        return await _fetch(at.pool, sql, values)
    except REFUSALS:
        async with at.connect() as connection:  # it was given up: the next one says what is wrong
            return await _run(connection, sql, values)


async def _run(connection: AsyncConnection, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    return await _told(connection, sql, lambda driver: driver.fetch(sql, *values))


class Loan:
    """A connection of the pool. It goes back when nothing is left to be said on it, as a `Transaction` leaves it, so
    without the task that SQLAlchemy makes for what it may have to say then."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._connection = engine.connect()

    async def __aenter__(self) -> AsyncConnection:
        return await self._connection

    async def __aexit__(self, *_raised: object) -> None:
        if self._connection.sync_connection is not None:
            self._connection.sync_connection.close()


class Transaction:
    """One of the connection's own, which has none: committed when the block ends well, rolled back when it raises. A
    class, as every write makes one (see `Opening`). Gives how the last of what is said with `BEGIN` went, such as
    `SELECT 1` for a row found.

    Raises `PendingRollbackError` when a statement had failed whose error the block kept to itself.
    begin: `BEGIN` and what else is said with it, in one round trip. last: a statement said with `COMMIT`.
    """

    def __init__(self, connection: AsyncConnection, begin: str) -> None:
        self._connection, self._begin = connection, begin
        self.last = ""

    async def __aenter__(self) -> str:
        try:
            went: str = await _told(self._connection, self._begin, lambda driver: driver.execute(self._begin))
        except BaseException:
            await _leave(self._connection)
            raise
        return went

    async def __aexit__(self, kind: type[BaseException] | None, *_raised: object) -> None:
        try:
            if kind is None:
                await end(self._connection, "COMMIT", self.last)
        finally:
            await _leave(self._connection)


async def end(connection: AsyncConnection, how: Literal["COMMIT", "ROLLBACK"], last: str = "") -> None:
    """Ends the connection's transaction, if it has not ended, with a last statement; raises as `Transaction` does."""

    async def ended(driver: Any) -> bool:
        try:
            return not driver.is_in_transaction() or await driver.execute(f"{last};{how}" if last else how) == how
        except asyncpg.InFailedSQLTransactionError:
            return False

    if not await _told(connection, how, ended):
        raise PendingRollbackError("the server took back what was to be committed: a statement had failed")


async def _leave(connection: AsyncConnection) -> None:
    """Rolls back what was not committed, by giving the connection up where it does not answer."""
    if connection.invalidated:
        return
    driver = await _driver(connection)
    try:
        if driver.is_in_transaction():
            await driver.execute("ROLLBACK")
    except REFUSALS:
        await connection.invalidate()
    except asyncio.CancelledError:
        await connection.invalidate()
        raise


async def _told(connection: AsyncConnection, sql: str, ask: Callable[[Any], Awaitable[T]]) -> T:
    """What the driver's connection answers; what it is refused is told as SQLAlchemy does."""
    driver = await _driver(connection)
    try:
        return await ask(driver)
    except REFUSALS as error:
        lost = isinstance(error, asyncpg.InternalClientError)
        if lost:
            await connection.invalidate()
        elif driver.is_closed():
            await connection.exec_driver_sql("SELECT")  # SQLAlchemy finds out, and gives up what the server dropped
        told = Exception(type(error).__name__)
        told.__cause__ = error
        broken = isinstance(error, asyncpg.IntegrityConstraintViolationError)
        kind = IntegrityError if broken else DBAPIError
        raise kind(sql, None, told, hide_parameters=True, connection_invalidated=lost) from error
    except asyncio.CancelledError:
        await connection.invalidate()
        raise


async def _driver(connection: AsyncConnection) -> Any:
    sound = connection.sync_connection if not connection.invalidated else None
    raw: Any = await connection.get_raw_connection() if sound is None else sound.connection
    return raw.driver_connection


def quoted(text: str) -> str:
    """The text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


async def _fetch(pool: Any, sql: str, values: Sequence[Any]) -> Sequence[Any]:
    """By a connection that rests in the pool; the pool's own steps are taken when it has none, or a stale one.

    A proxy and a reset of each, as the pool hands them out, are 35 µs of a read's 400; what commits by itself needs
    neither.
    """
    try:
        entry = pool._pool.get(False)
    except Empty:
        all_made = pool._overflow >= pool._max_overflow
        entry = await (pool._pool.wait(pool._timeout) if all_made else greenlet_spawn(pool._do_get))
    try:
        known = entry.dbapi_connection
        if known is None or entry._is_hard_or_soft_invalidated() or time.time() - entry.starttime > pool._recycle:
            known = await greenlet_spawn(entry.get_connection)
        rows: Sequence[Any] = await known.driver_connection.fetch(sql, *values)
    except BaseException as error:
        await greenlet_spawn(entry.invalidate, error)
        raise
    finally:
        pool._do_return_conn(entry)
    return rows
