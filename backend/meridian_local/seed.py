"""Any amount of invented customers and calls, in batches: each is one transaction that also notes that it is done.

The lives of the first customers are told (`demo`), those of all others are copies (`cloning`). A run may be
interrupted, killed or started again at any time: the same command goes on with what is missing. Every batch depends
only on the run's parameters, its beginning and its number, not on who writes it or when.
"""

import asyncio
import hashlib
import multiprocessing
import os
import random
import signal
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from meridian.campaigns.jobs import recount as recount_sources
from meridian.complaints.jobs import recount as recount_stays
from meridian.customers.computed_fields.triggers import FIND_FIRST_ORDERS
from meridian.customers.models import Customer
from meridian.duties.jobs import recount as recount_duties
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Role
from meridian.kernel.clock import Clock, SettableClock
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.settings import Settings
from meridian.opportunities.jobs import recount as recount_funnel
from meridian.opportunities.service import revalue
from meridian.plans.models import ContactPlan
from meridian.plans.rules import PlanKind, PlanState
from meridian.records.jobs import recount as recount_calls
from meridian_local import cloning
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
FEWEST_LINES, MOST_LINES = 6, 16


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
    people = [_user(f"rep{number:04}", tag, Role.REP, teams[number % count]) for number in range(reps)]
    session.add_all(people)
    await session.flush()
    session.add_all(map(_running_plan, people))
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


def _running_plan(rep: User) -> ContactPlan:
    """What takes the next steps of a rep's calls: there before several batches want it at once."""
    return ContactPlan(
        kind=PlanKind.FOLLOW_UP,
        name="Follow-ups",
        state=PlanState.ACTIVE,
        standing=True,
        owner_id=rep.id,
        team_id=rep.team_id,
        department_id=rep.department_id,
        created_by=rep.id,
    )


BATCH = 250  # customers whose lives are told at once
FIRST = 1_000  # so many lives are told; those of all further customers are copies
COPIES = 20_000  # at once
ASIDE_FROM = 50_000  # customers
LAID_OUT = -1  # the number under which it is noted that copies may be made
Report = Callable[[int], None]
"""Called with the number of customers that have become ready."""


class SeedError(RuntimeError):
    """Why there is nothing to be seeded here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. calls, complaints, opportunities: in all, spread over the customers; of more than `FIRST` about as
    many. users: reps who own them."""

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
    def told(self) -> "Plan":
        """The part that is told, of which the rest are copies."""
        first = min(FIRST, self.customers)
        counts = {name: -(-getattr(self, name) * first // self.customers) for name in _COUNTED}
        return replace(self, customers=first, **counts)

    @property
    def batches(self) -> int:
        return -(-self.customers // BATCH)

    @property
    def copies(self) -> dict[int, range]:
        """Numbers of the customers in each batch of copies, by the number of the batch."""
        told = self.told
        starts = range(told.customers, self.customers, COPIES)
        return {
            told.batches + place: range(start, min(start + COPIES, self.customers))
            for place, start in enumerate(starts)
        }

    def share(self, number: int) -> tuple[int, int]:
        """Customers and calls of one batch; those of all batches add up exactly."""
        before, after = (min(self.customers, (number + extra) * BATCH) for extra in (0, 1))
        return after - before, self._of(self.calls, number)

    def complaints_of(self, number: int) -> int:
        """Complaints of one batch; those of all batches add up exactly."""
        return self._of(self.complaints, number)

    def opportunities_of(self, number: int) -> int:
        """Opportunities of one batch; those of all batches add up exactly."""
        return self._of(self.opportunities, number)

    def _of(self, whole: int, number: int) -> int:
        before, after = (min(self.customers, (number + extra) * BATCH) for extra in (0, 1))
        return whole * after // self.customers - whole * before // self.customers


_COUNTED = ("calls", "complaints", "opportunities")


@dataclass(frozen=True, slots=True)
class Batch:
    url: str
    settings: Settings
    plan: Plan
    began_at: datetime
    number: int

    @property
    def customers(self) -> int:
        copies = self.plan.copies.get(self.number)
        return self.plan.told.share(self.number)[0] if copies is None else len(copies)

    def rng(self, of: str = "") -> random.Random:
        """The same chances every time."""
        return random.Random(f"{self.plan.run} {self.number}{of}")  # noqa: S311 — invented data


def seed(settings: Settings, url: str, plan: Plan, report: Report, *, clock: Clock | None = None) -> bool:
    """Writes what is missing of the plan; false when all of it was there. SeedError in production, and where the
    database does not let us copy."""
    if settings.production:
        raise SeedError("production holds no invented customers")
    began_at, written = asyncio.run(_prepare(settings, url, plan, clock))
    if began_at is None:
        report(plan.customers)
        return False
    numbers = (range(plan.told.batches), plan.copies)
    told, copied = ([Batch(url, settings, plan, began_at, number) for number in each] for each in numbers)
    report(sum(batch.customers for batch in (*told, *copied) if batch.number in written))
    for batch in told:  # one by one: their people meet in the same plans, and would wait for each other in a ring
        if batch.number not in written:
            report(write_batch(_tell, batch).customers)
    if copied:
        asyncio.run(_lay_out(settings, url, plan))
    for batch in _all_copied([batch for batch in copied if batch.number not in written]):
        report(batch.customers)
    asyncio.run(_finish(settings, url, plan))
    return True


async def _prepare(
    settings: Settings, url: str, plan: Plan, clock: Clock | None
) -> tuple[datetime | None, Collection[int]]:
    """When the run began (null when it is finished) and its batches that are there."""
    async with _database(settings, url, clock) as db, db.write() as session:
        await loading.alone(session)
        if await loading.finished(session, plan.run):
            return None, ()
        if plan.copies and not await session.scalar(text(_MAY_COPY)):
            raise SeedError(
                f"more than {FIRST} customers are copied without history, which this account of the database may not:"
                " GRANT SET ON PARAMETER session_replication_role to it"
            )
        known = await loading.known(session, plan.run)
        began_at = await loading.begin(session, plan.run)
        if not known:
            await hire(session, plan.run, plan.users)
        await scene_of(session, plan.run, began_at, plan.customers)  # makes products if there are none
        if plan.opportunities:
            await enter_rates(session, invent_rates(began_at.date()))
        return began_at, await loading.batches(session, plan.run)


_MAY_COPY = "SELECT has_parameter_privilege('session_replication_role', 'SET')"


@asynccontextmanager
async def _database(settings: Settings, url: str, clock: Clock | None = None) -> AsyncIterator[Database]:
    db = Database(url, settings, clock)
    try:
        yield db
    finally:
        await db.dispose()


Write = Callable[[Batch, WriteSession], Awaitable[None]]


def _all_copied(batches: list[Batch]) -> Iterator[Batch]:
    """Writes the batches, several at a time where that pays; gives each as it is done."""
    processes = min(os.cpu_count() or 1, len(batches))
    if processes < 2:
        for batch in batches:
            yield write_batch(_copy, batch)
        return
    with _processes(processes) as executor:
        for future in as_completed([executor.submit(write_batch, _copy, batch) for batch in batches]):
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


def write_batch(write: Write, batch: Batch) -> Batch:
    """Writes one batch unless it is there, and gives it back."""

    async def claimed() -> None:
        clock = SettableClock(batch.began_at)
        async with _database(batch.settings, batch.url, clock) as db, db.write(now=batch.began_at) as session:
            if await loading.claim_batch(session, batch.plan.run, batch.number):
                # A crash of the server may cost the last batches, together with the note that they were written.
                await session.execute(text("SET LOCAL synchronous_commit = off"))
                await write(batch, session)

    asyncio.run(claimed())
    return batch


async def _tell(batch: Batch, session: WriteSession) -> None:
    """Customers, their calls, and what else happened with them."""
    plan, run = batch.plan.told, batch.plan.run
    scene = await scene_of(session, run, batch.began_at, batch.plan.customers)
    rows, rng = new_rows(), batch.rng()
    write_customers(rng, scene, *plan.share(batch.number), rows)
    await copy(await driver(session), rows)
    if count := plan.opportunities_of(batch.number):
        tag = f"{tag_of(run)}-{batch.number}"
        sold = batch.rng(" opportunities")
        await add_opportunities(sold, session, batch.settings, scene, rows, count, tag=tag)
    if count := plan.complaints_of(batch.number):
        await add_complaints(rng, session, scene, rows, count)


async def _lay_out(settings: Settings, url: str, plan: Plan) -> None:
    """Once those that are told are there: makes them patterns of the others."""
    async with _database(settings, url) as db, db.write() as session:
        await loading.alone(session)
        if not await loading.claim_batch(session, plan.run, LAID_OUT):
            return
        if plan.opportunities:
            await revalue(session)
        reps = list(await _teams(session, plan.run))
        told = (await session.scalars(select(Customer.id).where(Customer.created_by.in_(reps)))).all()
        await cloning.lay_out(session, told)
        if plan.customers >= ASIDE_FROM:
            await cloning.set_indexes_aside(session)


async def _teams(session: WriteSession, run: str) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The reps of a run, each with those of the same team."""
    reps = select(User.id, User.team_id).where(User.role == Role.REP, User.email.like(f"%.{tag_of(run)}@seed.example"))
    teams: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for rep_id, team_id in await session.execute(reps.order_by(User.email)):
        teams.setdefault(team_id, []).append(rep_id)
    return {rep_id: team for team in teams.values() for rep_id in team}


async def _copy(batch: Batch, session: WriteSession) -> None:
    """Customers who have lived through what others have."""
    firsts, teams = await cloning.firsts(session), await _teams(session, batch.plan.run)
    await cloning.write_copies(session, batch.rng(), firsts, batch.plan.copies[batch.number], teams)


async def _finish(settings: Settings, url: str, plan: Plan) -> None:
    async with _database(settings, url) as db:
        async with db.write() as session:
            aside = await cloning.indexes_aside(session)
        for name, made_by in aside:
            async with db.write() as session:
                await cloning.restore_index(session, name, made_by)
        async with db.write() as session:
            await loading.alone(session)
            if plan.copies:
                await cloning.clear(session)
                for recount in (recount_duties, recount_calls, recount_sources, recount_funnel, recount_stays):
                    await recount(session)
                await session.execute(text(FIND_FIRST_ORDERS))
                await session.execute(text("SELECT recount_complaint_repeats()"))
            elif plan.opportunities:
                await revalue(session)
            await loading.finish(session, plan.run)
        async with db.writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM (ANALYZE)" if plan.copies else "ANALYZE"))
