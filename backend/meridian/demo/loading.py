"""The demo company on the first start: all of it in one transaction, so that an interrupted start leaves nothing."""

import asyncio
import random
from collections.abc import Sequence

from sqlalchemy import exists, select, text

from meridian.demo import company, progress
from meridian.demo.complaints import add_complaints
from meridian.demo.customers import write_customers
from meridian.demo.opportunities import add_opportunities
from meridian.demo.rows import copy, driver, new_rows
from meridian.demo.scene import Scene
from meridian.demo.specials import add_specials, mark_specials
from meridian.demo.week import add_week
from meridian.identity.models import User
from meridian.identity.passwords import Passwords
from meridian.kernel.clock import Clock
from meridian.kernel.db import Database, WriteSession
from meridian.kernel.settings import Settings

RUN = "company"
SEED = 2026
CUSTOMERS, CALLS = 3_000, 14_000
COMPLAINTS = 120
OPPORTUNITIES = 220


def load(settings: Settings, url: str) -> Sequence[tuple[str, str]]:
    """Makes the demo company in a database that has no users yet; nothing on later starts or in production.

    Returns who can sign in with which password, as long as the company is there.
    """
    if not settings.demo_allowed:
        return ()
    return asyncio.run(ensure_loaded(settings, url))


async def ensure_loaded(
    settings: Settings, url: str, *, customers: int = CUSTOMERS, calls: int = CALLS, clock: Clock | None = None
) -> Sequence[tuple[str, str]]:
    """`load` inside a running loop."""
    db = Database(url, settings, clock)
    try:
        async with db.read() as session:
            there = await progress.finished(session, RUN)
            occupied = await session.scalar(select(exists().where(User.id.is_not(None))))
        if not there and occupied:
            return ()
        if not there:
            async with db.write() as session:
                await _load(session, settings, customers, calls)
        return sign_ins()
    finally:
        await db.dispose()


def sign_ins() -> list[tuple[str, str]]:
    """Email and password of one person of each role, two reps of different teams among them."""
    return [(f"{mailbox}@{company.DOMAIN}", company.PASSWORD) for mailbox in company.SHOWN]


async def _load(session: WriteSession, settings: Settings, customers: int, calls: int) -> None:
    await progress.alone(session)
    if await progress.finished(session, RUN):  # somebody else was quicker
        return
    passwords = Passwords(settings)
    founded = await company.found(session, passwords.hash_now(company.PASSWORD))
    passwords.close()
    scene = Scene(session.now, founded.owners, founded.articles, founded.markets, lines=6)
    rng = random.Random(SEED)  # noqa: S311 — invented data
    rows = new_rows()
    write_customers(rng, scene, customers, calls, rows)
    mark_specials(rng, scene, founded, rows)
    await add_week(rng, session, scene, founded, rows)
    await copy(await driver(session), rows)
    await add_specials(rng, session, founded, rows)
    await add_opportunities(session, scene, rows, OPPORTUNITIES)
    await add_complaints(session, scene, rows, COMPLAINTS)
    await progress.finish(session, RUN)
    await session.execute(text("ANALYZE"))
