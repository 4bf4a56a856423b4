"""What is counted ahead of duties is what counting every customer gives, whatever was written, whenever it is read."""

import random
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from meridian.customers.models import Customer
from meridian.duties.jobs import recount, take_in
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.conftest import START
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.statements import recording
from tests.support.world import PEOPLE, World

READERS = ("rep", "rep2", "lead", "other_lead", "manager", "deputy", "director", "foreign_rep")
OWNERS = ("rep", "rep2", "other_rep", "foreign_rep")
STEPS = 40


@pytest.fixture(autouse=True)
async def empty(db: Database, clock: SettableClock) -> AsyncIterator[None]:
    clock.set(START)
    async with db.write() as session:
        await session.execute(update(Customer).values(archived_at=session.now))
    yield
    clock.set(START)


def some_values(rng: random.Random, world: World, now: datetime) -> dict[str, Any]:
    """Columns that decide on duties, as anybody may come to write them."""
    owner = rng.choice(OWNERS)
    _, department, team = PEOPLE[owner]
    last = now - timedelta(hours=rng.randrange(2_400)) if rng.random() < 0.7 else None
    every: dict[str, Any] = {
        "grade": rng.choice("ABCD"),
        "intent_level": rng.choice(("none", "low", "high")),
        "last_contact_at": last,
        "first_contact_at": last,
        "last_order_on": rng.choice((None, START.date())),
        "do_not_call": rng.random() < 0.1,
        "archived_at": now if rng.random() < 0.1 else None,
        "created_at": now - timedelta(hours=rng.randrange(3_000)),
    }
    chosen: dict[str, Any] = dict(rng.sample(sorted(every.items()), rng.randrange(1, len(every))))
    if rng.random() < 0.4:
        chosen |= {
            "owner_id": world.people[owner],
            "team_id": world.teams[team] if team else None,
            "department_id": world.departments[department],
        }
    if rng.random() < 0.1:
        chosen |= {"owner_id": None, "team_id": None}
    return chosen


async def write(rng: random.Random, db: Database, world: World, there: list[uuid.UUID]) -> None:
    chosen = rng.sample(there, min(len(there), rng.randrange(1, 4)))
    chance = rng.random()
    if not chosen or chance < 0.4:
        there.append(await customer_in(db, world, owner=rng.choice(OWNERS), last_contact_at=START - timedelta(days=9)))
        return
    async with db.write() as session:
        if chance < 0.8:
            values = some_values(rng, world, session.now)
            await session.execute(update(Customer).where(Customer.id.in_(chosen)).values(values))
        elif chance < 0.9:
            shared = {"customer": chosen[0], "user": world.people[rng.choice(OWNERS)]}
            await session.execute(
                text(
                    "INSERT INTO customer_member (customer_id, user_id, kind, access, state)"
                    " VALUES (:customer, :user, 'share', 'read', 'active') ON CONFLICT DO NOTHING"
                ),
                shared,
            )
        else:
            await session.execute(delete(Customer).where(Customer.id == chosen[0]))
            there.remove(chosen[0])


async def counted(api: Api, who: str, by: str) -> dict[str | None, tuple[int, int, int, int]]:
    found = (await api.get("/v1/duties/coverage", who=who, params={"by": by}, expect=200)).json()
    names = ("customers", "overdue", "twice_overdue", "due_today")
    assert [found[name] for name in names] == [sum(row[name] for row in found["rows"]) for name in names]
    return {row["key"]: tuple(row[name] for name in names) for row in found["rows"]}


async def listed(api: Api, db: Database, who: str, now: datetime) -> dict[str, dict[str | None, tuple[int, ...]]]:
    """The same of the list, one customer after the other."""
    items = (await api.get("/v1/duties", who=who, params={"limit": 200}, expect=200)).json()["items"]
    async with db.read() as session:
        rows = await session.execute(select(Customer.id, Customer.team_id))
        teams = {str(id_): None if team is None else str(team) for id_, team in rows}
    evening = (now + timedelta(hours=8)).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=16)
    found: dict[str, Counter[Any]] = {by: Counter() for by in ("owner", "team", "grade", "market", "rule")}
    for item in items:
        due, since = (datetime.fromisoformat(item[name]) for name in ("due_at", "counted_from"))
        facts = (True, due < now, due + (due - since) < now, now <= due < evening)
        keys = {
            "owner": item["owner_id"],
            "team": teams[item["customer_id"]],
            "grade": item["grade"],
            "market": None,
            "rule": item["rule"],
        }
        for by, key in keys.items():
            found[by].update({(key, place): int(fact) for place, fact in enumerate(facts)})
    return {
        by: {key: tuple(counts[key, place] for place in range(4)) for key in {key for key, _ in counts}}
        for by, counts in found.items()
    }


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_writes_the_counts_are_those_of_the_list(
    api: Api, db: Database, world: World, settings: Settings, clock: SettableClock, seed: int
) -> None:
    rng = random.Random(seed)
    there: list[uuid.UUID] = []
    now = START
    for step in range(STEPS):
        await write(rng, db, world, there)
        chance = rng.random()
        if chance < 0.2:  # hours or days later, or back
            now += timedelta(minutes=rng.randrange(-600, 6_000))
            clock.set(now)
        elif chance < 0.4:
            await take_in(JobContext(db, settings))
        elif chance < 0.45:
            async with db.write() as session:
                await recount(session)
        if step % 8 == 7:
            for who in READERS:
                expected = await listed(api, db, who, now.astimezone(UTC))
                for by, rows in expected.items():
                    assert await counted(api, who, by) == rows, (seed, step, who, by)


async def test_writers_at_once_lose_nothing(api: Api, db: Database, world: World, settings: Settings) -> None:
    """What is written while the tally is brought up to date is not counted twice, nor left out."""
    first = await customer_in(db, world, last_contact_at=START - timedelta(days=9))
    async with db.write() as writing:
        await writing.execute(update(Customer).where(Customer.id == first).values(grade="A"))
        await take_in(JobContext(db, settings))  # does not see the change, nor waits for it
    assert await counted(api, "rep", "grade") == {"A": (1, 1, 0, 0)}
    await take_in(JobContext(db, settings))
    assert await counted(api, "rep", "grade") == {"A": (1, 1, 0, 0)}


async def test_coverage_reads_few_customers(api: Api, db: Database, world: World, settings: Settings) -> None:
    """Beside the counts, only who fell due since they were made."""
    for _ in range(30):
        await customer_in(db, world, last_contact_at=START - timedelta(days=9))
    await take_in(JobContext(db, settings))
    with recording() as sent:
        await counted(api, "director", "owner")
    (statement,) = (each for each in sent if "duty_counts" in each.sql)
    async with db.writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.execute("SET meridian.now = '2026-03-10 02:00:00+00'")
        await raw.execute("ANALYZE customer")
        await raw.execute("SET enable_seqscan = off")
        (plan,) = await raw.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *statement.values)
        await raw.execute("RESET ALL")
    looked = [node for node in nodes(plan[0][0]["Plan"]) if node.get("Relation Name") == "customer"]
    assert len(looked) == 3
    assert all(node["Node Type"].endswith(("Index Scan", "Bitmap Heap Scan")) for node in looked)
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in looked) == 0


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(inner for child in plan.get("Plans", ()) for inner in nodes(child))]
