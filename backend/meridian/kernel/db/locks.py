"""Taking turns by name, where there is no row to lock: advisory locks of the database."""

import contextlib
from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from meridian.kernel.db.compiled import connection_of
from meridian.kernel.db.driver import run

_WAIT = "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST($1 AS text[])) AS name"
TRYING = "pg_try_advisory_xact_lock(hashtextextended({}, 0))"
"""What `is_first` asks, with an expression of the name: for a statement that asks something else besides."""
_TRY = f"SELECT {TRYING.format('$1')}"
_HOLD = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_RELEASE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


async def one_at_a_time(session: AsyncSession, *names: str) -> None:
    """Lets one transaction at a time past here for each of the names, until it ends; the others wait.

    Several are taken in one order, so that two who want the same never wait for each other.
    """
    await run(await connection_of(session), _WAIT, [sorted(set(names))])


async def is_first(session: AsyncSession, name: str) -> bool:
    """Whether this transaction may go on as the one of that name; False at once while another does."""
    return bool((await run(await connection_of(session), _TRY, [name]))[0][0])


@contextlib.asynccontextmanager
async def held(session: AsyncSession, name: str) -> AsyncIterator[bool]:
    """As `is_first`, on the connection of a session that has no transaction to end it by: until the block ends.

    A process that dies lets go of it, and it holds back no event meanwhile, as a transaction would.
    """
    if not await session.scalar(_HOLD, {"name": name}):
        yield False
        return
    try:
        yield True
    finally:
        await session.execute(_RELEASE, {"name": name})
