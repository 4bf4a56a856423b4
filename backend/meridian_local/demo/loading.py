"""The demo company on the first start, and what of the invented data has been written."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from meridian.calendars.queries import today
from meridian.campaigns import service as campaigns
from meridian.cross_sell import service as cross_sell
from meridian.grading import service as grading
from meridian.identity.credentials import Passwords
from meridian.identity.models import User
from meridian.kernel.clock import Clock
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.settings import Settings
from meridian.leads import service as leads
from meridian.planner.dial_plans import service as dial_plans
from meridian.planner.dial_plans.schemas import DialPlanCreate
from meridian_local.demo import company
from meridian_local.demo.complaints.complaints import add_complaints
from meridian_local.demo.customers import add_specials, mark_specials, write_customers
from meridian_local.demo.opportunities.campaigns import start_campaigns
from meridian_local.demo.opportunities.opportunities import add_opportunities
from meridian_local.demo.rows import copy, driver, new_rows
from meridian_local.demo.scene import Scene, actors, live
from meridian_local.demo.scripts import add_scripts, speak_by
from meridian_local.demo.week import add_week, set_targets

# What of the invented data has been written. Kept in a schema of its own, made when first needed: no product table.


MAKE = (
    "CREATE SCHEMA IF NOT EXISTS demo",
    "CREATE TABLE IF NOT EXISTS demo.run"
    " (name text PRIMARY KEY, began_at timestamptz NOT NULL, finished_at timestamptz)",
    "CREATE TABLE IF NOT EXISTS demo.batch"
    " (run text NOT NULL REFERENCES demo.run, number integer NOT NULL, PRIMARY KEY (run, number))",
)


async def alone(session: AsyncSession) -> None:
    """Waits until nobody else writes this bookkeeping, for the rest of the transaction; makes its tables if needed."""
    await one_at_a_time(session, "demo")
    for statement in MAKE:
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


# The demo company on the first start: all of it in one transaction, so that an interrupted start leaves nothing.


RUN = "company"
SEED = 2026


class Size(NamedTuple):
    """How many of each. Complaints and opportunities are played, so that each takes a tenth of a second."""

    customers: int = 3_000
    calls: int = 14_000
    complaints: int = 40
    opportunities: int = 40


SIZE = Size()
SCORED_AT_ONCE = 2_000


def load(settings: Settings, url: str) -> Sequence[tuple[str, str]]:
    """Makes the demo company in a database that has no users yet; nothing on later starts or in production.

    Returns who can sign in with which password, as long as the company is there.
    """
    if not settings.demo_allowed:
        return ()
    return asyncio.run(ensure_loaded(settings, url))


async def ensure_loaded(
    settings: Settings, url: str, *, size: Size = SIZE, clock: Clock | None = None
) -> Sequence[tuple[str, str]]:
    """`load` inside a running loop."""
    db = Database(url, settings, clock)
    try:
        async with db.read() as session:
            there = await finished(session, RUN)
            occupied = await session.scalar(select(exists().where(User.id.is_not(None))))
        if not there and occupied:
            return ()
        if not there:
            async with db.write() as session:
                await _load(session, settings, size)
        return sign_ins()
    finally:
        await db.dispose()


def sign_ins() -> list[tuple[str, str]]:
    """Email and password of one person of each role, two reps of different teams among them."""
    return [(f"{mailbox}@{company.DOMAIN}", company.PASSWORD) for mailbox in company.SHOWN]


async def _load(session: WriteSession, settings: Settings, size: Size) -> None:
    await alone(session)
    if await finished(session, RUN):  # somebody else was quicker
        return
    passwords = Passwords(settings)
    founded = await company.found(session, passwords.hash_now(company.PASSWORD))
    passwords.close()
    scene = Scene(session.now, founded.owners, founded.articles, founded.markets, lines=6)
    rng = random.Random(SEED)  # noqa: S311 — invented data
    rows = new_rows()
    told = await add_scripts(session, scene, founded)
    write_customers(rng, scene, size.customers, size.calls, rows)
    speak_by(told, founded, rows)
    mark_specials(rng, scene, founded, rows)
    await add_week(rng, session, scene, founded, rows)
    await copy(await driver(session), rows)
    await add_specials(rng, session, founded, rows)
    await start_campaigns(session, scene, founded)
    await set_targets(session, scene, founded)
    await company.propose_policy(session, scene.now, founded.people)
    rep_id = founded.people["rep"].id
    sold = random.Random("opportunities")  # noqa: S311 — invented data
    await add_opportunities(sold, session, settings, scene, rows, size.opportunities, tag="MP", show=rep_id)
    heard = random.Random("complaints")  # noqa: S311 — invented data
    await add_complaints(heard, session, scene, rows, size.complaints, show=True)
    await campaigns.end_those_over(session)
    await session.execute(text("ANALYZE"))  # else what is worked out reads thousands of rows as if they were a few
    await _work_out(session)
    await _plan_week(session, founded)
    await finish(session, RUN)
    await session.execute(text("ANALYZE"))


async def _work_out(session: WriteSession) -> None:
    """What the worker works out every night, so that the first day has it: scores of leads, what goes together."""
    after = None
    while (after := await leads.score_next(session, after, SCORED_AT_ONCE)) is not None:
        pass
    await leads.run_check(session, (await leads.begin_check(session, None)).id)
    await cross_sell.renew(session)
    await grading.run(session, (await grading.begin(session, None)).id)


async def _plan_week(session: WriteSession, founded: company.Company) -> None:
    """The dial plan that the lead tried out for the days ahead, as the worker computes it."""
    from meridian.planner.dial_plans.computing.service import compute  # brings the solver, only here

    lead = founded.people["lead"]
    await live(session, session.now, lead.id)
    asked = DialPlanCreate(team_ids=[lead.team_id], first_day=await today(session))
    plan = await dial_plans.create(session, (await actors(session))[lead.id], asked)
    await dial_plans.keep(session, plan, await compute(session, plan))
