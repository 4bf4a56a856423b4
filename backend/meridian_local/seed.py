"""Any amount of invented customers and calls, in batches: each is one transaction that also notes that it is done.

So a run may be interrupted, killed or started again at any time: the same command goes on with what is missing. Every
batch depends only on the run's parameters, its beginning and its number, not on who writes it or when.
"""

import asyncio
import hashlib
import multiprocessing
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Role
from meridian.kernel.clock import Clock, SettableClock
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.settings import Settings
from meridian.opportunities.service import revalue
from meridian_local.demo import loading
from meridian_local.demo.company import TEAMS, assortment, countries_of
from meridian_local.demo.complaints.complaints import add_complaints
from meridian_local.demo.customers import write_customers
from meridian_local.demo.opportunities.opportunities import add_opportunities, enter_rates
from meridian_local.demo.opportunities.pipeline import invent_rates
from meridian_local.demo.rows import copy, driver, new_rows
from meridian_local.demo.scene import Owner, Scene, countries

# The people who own seeded customers: teams of reps who cannot sign in.


TEAM_SIZE = 10
LINES_PER_CUSTOMERS = 4_000
FEWEST_LINES, MOST_LINES = 6, 48


def tag_of(run: str) -> str:
    """Tells the people of one run from those of others."""
    return hashlib.sha256(run.encode()).hexdigest()[:8]


async def hire(session: WriteSession, run: str, reps: int) -> None:
    """Writes so many reps in teams of ten with a lead each, and a sales manager over them, who is told what is late;
    teams divide the world once there are enough of them."""
    tag = tag_of(run)
    department_id = await _sales(session)
    count = max(1, reps // TEAM_SIZE)
    teams = [
        Team(
            name=f"Seed {tag} {number:03}",
            name_zh=f"数据组 {tag} {number:03}",
            department_id=department_id,
            region_countries=_region(number, count),
        )
        for number in range(count)
    ]
    session.add_all(teams)
    await session.flush()
    leads = [_user(f"lead{number:03}", tag, Role.TEAM_LEAD, team) for number, team in enumerate(teams)]
    manager = _user("manager", tag, Role.SALES_MANAGER, teams[0])
    manager.team_id = None
    session.add_all((manager, *leads))
    session.add_all(_user(f"rep{number:04}", tag, Role.REP, teams[number % count]) for number in range(reps))
    await session.flush()
    for team, lead in zip(teams, leads, strict=True):
        team.lead_id, team.manager_id = lead.id, manager.id
    await session.flush()


async def scene_of(session: WriteSession, run: str, now: datetime, customers: int) -> Scene:
    """The scene of a run whose people have been hired; the same every time."""
    reps = (
        select(User, Team)
        .join(Team, Team.id == User.team_id)
        .where(User.role == Role.REP, User.email.like(f"%.{tag_of(run)}@seed.example"))
        .order_by(User.email)
    )
    owners: dict[str, list[Owner]] = {}
    for user, team in await session.execute(reps):
        assert team.lead_id is not None  # `hire` gave it one
        for country in team.region_countries:
            owners.setdefault(country, []).append(Owner(user.id, team.id, team.department_id, team.lead_id))
    articles, markets = await assortment(session)
    lines = min(MOST_LINES, max(FEWEST_LINES, customers // LINES_PER_CUSTOMERS))
    return Scene(now, {country: tuple(people) for country, people in owners.items()}, articles, markets, lines)


async def _sales(session: WriteSession) -> object:
    """The sales department, made where there is none."""
    there = insert(Department).values(code="sales", name="Sales", name_zh="销售部").on_conflict_do_nothing()
    await session.execute(there)
    return await session.scalar(select(Department.id).where(func.lower(Department.code) == "sales"))


def _region(number: int, count: int) -> list[str]:
    if count < len(TEAMS):
        return sorted(countries())
    _, _, _, markets, _ = TEAMS[number % len(TEAMS)]
    return [country for market in markets for country in countries_of(market)]


def _user(mailbox: str, tag: str, role: Role, team: Team) -> User:
    return User(
        email=f"{mailbox}.{tag}@seed.example",
        name=f"{mailbox} {tag}",
        role=role,
        department_id=team.department_id,
        team_id=team.id,
    )


BATCH = 2_000  # customers
Report = Callable[[int], None]
"""Called with the number of customers that have become ready."""


class SeedError(RuntimeError):
    """Why there is nothing to be seeded here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. calls, complaints, opportunities: in all, spread over the customers. users: reps who own them."""

    customers: int
    calls: int
    users: int
    seed: int = 1
    complaints: int = 0
    opportunities: int = 0

    @property
    def run(self) -> str:
        more = f", {self.complaints} complaints" if self.complaints else ""
        more += f", {self.opportunities} opportunities" if self.opportunities else ""
        return f"seed {self.seed}: {self.customers} customers, {self.calls} calls, {self.users} users{more}"

    @property
    def batches(self) -> int:
        return -(-self.customers // BATCH)

    def share(self, number: int) -> tuple[int, int]:
        """Customers and calls of one batch; those of all batches add up exactly."""
        before, after = (min(self.customers, (number + extra) * BATCH) for extra in (0, 1))
        calls_before, calls_after = (self.calls * done // self.customers for done in (before, after))
        return after - before, calls_after - calls_before

    def complaints_of(self, number: int) -> int:
        """Complaints of one batch; those of all batches add up exactly."""
        return self._of(self.complaints, number)

    def opportunities_of(self, number: int) -> int:
        """Opportunities of one batch; those of all batches add up exactly."""
        return self._of(self.opportunities, number)

    def _of(self, whole: int, number: int) -> int:
        before, after = (min(self.customers, (number + extra) * BATCH) for extra in (0, 1))
        return whole * after // self.customers - whole * before // self.customers


@dataclass(frozen=True, slots=True)
class Batch:
    url: str
    settings: Settings
    plan: Plan
    began_at: datetime
    number: int


def seed(settings: Settings, url: str, plan: Plan, report: Report, *, clock: Clock | None = None) -> bool:
    """Writes what is missing of the plan; false when all of it was there. SeedError in production."""
    if settings.production:
        raise SeedError("production holds no invented customers")
    began_at, missing = asyncio.run(_prepare(settings, url, plan, clock))
    report(plan.customers - sum(plan.share(number)[0] for number in missing))
    if began_at is None:
        return False
    batches = [Batch(url, settings, plan, began_at, number) for number in missing]
    for number in _write_all(batches):
        report(plan.share(number)[0])
    asyncio.run(_finish(settings, url, plan))
    return True


async def _prepare(settings: Settings, url: str, plan: Plan, clock: Clock | None) -> tuple[datetime | None, list[int]]:
    """When the run began (null when it is finished) and its batches that are missing."""
    db = Database(url, settings, clock)
    try:
        async with db.write() as session:
            await loading.alone(session)
            if await loading.finished(session, plan.run):
                return None, []
            known = await loading.known(session, plan.run)
            began_at = await loading.begin(session, plan.run)
            if not known:
                await hire(session, plan.run, plan.users)
            await scene_of(session, plan.run, began_at, plan.customers)  # makes products if there are none
            if plan.opportunities:
                await enter_rates(session, invent_rates(began_at.date()))
            written = await loading.batches(session, plan.run)
    finally:
        await db.dispose()
    return began_at, [number for number in range(plan.batches) if number not in written]


def _write_all(batches: list[Batch]) -> Iterator[int]:
    """Writes the batches, several at a time where that pays; gives the number of each as it is done."""
    processes = min(os.cpu_count() or 1, len(batches) // 2)
    if processes < 2:
        for batch in batches:
            write_batch(batch)
            yield batch.number
        return
    with _processes(processes) as executor:
        for future in as_completed([executor.submit(write_batch, batch) for batch in batches]):
            yield future.result()


@contextmanager
def _processes(count: int) -> Iterator[Executor]:
    """Processes that end their batch when we are interrupted, and at once when we are gone."""
    executor = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_attend)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _attend() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None  # this runs in the pool's processes

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()


def write_batch(batch: Batch) -> int:
    """Writes one batch unless it is there; gives its number."""
    asyncio.run(_write_batch(batch))
    return batch.number


async def _write_batch(batch: Batch) -> None:
    plan = batch.plan
    db = Database(batch.url, batch.settings, SettableClock(batch.began_at))
    try:
        async with db.write(now=batch.began_at) as session:
            if not await loading.claim_batch(session, plan.run, batch.number):
                return
            # A crash of the server may cost the last batches, together with the note that they were written.
            await session.execute(text("SET LOCAL synchronous_commit = off"))
            scene = await scene_of(session, plan.run, batch.began_at, plan.customers)
            rows = new_rows()
            rng = random.Random(f"{plan.run} {batch.number}")  # noqa: S311 — invented data
            write_customers(rng, scene, *plan.share(batch.number), rows)
            await copy(await driver(session), rows)
            if count := plan.opportunities_of(batch.number):
                own = random.Random(f"{plan.run} {batch.number} opportunities")  # noqa: S311 — invented data
                tag = f"{tag_of(plan.run)}-{batch.number}"
                await add_opportunities(own, session, batch.settings, scene, rows, count, tag=tag)
            if count := plan.complaints_of(batch.number):
                await add_complaints(rng, session, scene, rows, count)
    finally:
        await db.dispose()


async def _finish(settings: Settings, url: str, plan: Plan) -> None:
    db = Database(url, settings)
    try:
        async with db.write() as session:
            await loading.alone(session)
            if plan.opportunities:
                await revalue(session)
            await loading.finish(session, plan.run)
            await session.execute(text("ANALYZE"))
    finally:
        await db.dispose()
