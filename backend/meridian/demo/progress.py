"""What of the invented data has been written. Kept in a schema of its own, made when first needed: no product table."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LOCK = 7_313_101
_MAKE = (
    "CREATE SCHEMA IF NOT EXISTS demo",
    "CREATE TABLE IF NOT EXISTS demo.run"
    " (name text PRIMARY KEY, began_at timestamptz NOT NULL, finished_at timestamptz)",
    "CREATE TABLE IF NOT EXISTS demo.batch"
    " (run text NOT NULL REFERENCES demo.run, number integer NOT NULL, PRIMARY KEY (run, number))",
)


async def alone(session: AsyncSession) -> None:
    """Waits until nobody else writes this bookkeeping, for the rest of the transaction; makes its tables if needed."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    for statement in _MAKE:
        await session.execute(text(statement))


async def finished(session: AsyncSession, run: str) -> bool:
    """Whether all of that run is there; false where nothing of the kind was ever written."""
    if await session.scalar(text("SELECT to_regclass('demo.run') IS NULL")):
        return False
    found = await session.scalar(
        text("SELECT count(*) FROM demo.run WHERE name = :run AND finished_at IS NOT NULL"), {"run": run}
    )
    return bool(found)


async def finish(session: AsyncSession, run: str) -> None:
    await session.execute(
        text(
            "INSERT INTO demo.run (name, began_at, finished_at) VALUES (:run, meridian_now(), meridian_now())"
            " ON CONFLICT (name) DO UPDATE SET finished_at = excluded.finished_at"
        ),
        {"run": run},
    )
