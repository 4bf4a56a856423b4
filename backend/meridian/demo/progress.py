"""What of the invented data has been written. Kept in a schema of its own, made when first needed: no product table."""

from datetime import datetime

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


async def known(session: AsyncSession, run: str) -> bool:
    """Whether the run has been begun."""
    return bool(await session.scalar(text("SELECT count(*) FROM demo.run WHERE name = :run"), {"run": run}))


async def begin(session: AsyncSession, run: str) -> datetime:
    """Notes that the run has begun; when it first did, if it had been begun before."""
    begun: datetime | None = await session.scalar(
        text(
            "INSERT INTO demo.run (name, began_at) VALUES (:run, meridian_now())"
            " ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING began_at"
        ),
        {"run": run},
    )
    assert begun is not None  # RETURNING of a row written or found
    return begun


async def finish(session: AsyncSession, run: str) -> None:
    await begin(session, run)
    await session.execute(text("UPDATE demo.run SET finished_at = meridian_now() WHERE name = :run"), {"run": run})


async def claim_batch(session: AsyncSession, run: str, number: int) -> bool:
    """Notes in this transaction that the batch is written; false when it already was. Waits for who is at it."""
    claimed = await session.scalar(
        text("INSERT INTO demo.batch VALUES (:run, :number) ON CONFLICT DO NOTHING RETURNING true"),
        {"run": run, "number": number},
    )
    return bool(claimed)


async def batches(session: AsyncSession, run: str) -> set[int]:
    """Which batches of the run are written."""
    return set(await session.scalars(text("SELECT number FROM demo.batch WHERE run = :run"), {"run": run}))
