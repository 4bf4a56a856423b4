"""Calls counted ahead are what counting every call gives, whatever was written, on whose clock it is asked."""

import random
import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, text, update

from meridian.campaigns.jobs import take_in as take_in_sources
from meridian.customers.models import Customer
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.records.jobs import recount, take_in
from meridian.records.models import ContactRecord
from tests.conftest import START
from tests.duties.test_counts import nodes
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.records import log_call
from tests.support.statements import recording
from tests.support.world import PEOPLE, World

READERS = ("rep", "rep2", "lead", "other_lead", "manager", "deputy", "director", "foreign_rep")
OWNERS = ("rep", "rep2", "other_rep", "foreign_rep")
ZONES = ("Asia/Shanghai", "Asia/Kathmandu", "America/New_York")
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 12)
STEPS = 40


@pytest.fixture(autouse=True)
async def nobody_called(db: Database) -> None:
    async with db.write() as session:
        await session.execute(delete(ContactRecord))


def some_call(rng: random.Random, world: World) -> dict[str, Any]:
    author = rng.choice(OWNERS)
    method = rng.choice(("phone", "phone", "phone", "visit"))
    reached = rng.random() < 0.5
    at = START - timedelta(minutes=rng.randrange(8 * 24 * 60))
    return {
        "author_id": world.people[author],
        "team_id": world.teams[team] if (team := PEOPLE[author][2]) else None,
        "method": method,
        "disposition": None if method != "phone" else "connected" if reached else "no_answer",
        "reached": reached,
        "started_at": at,
        "complete_by": at,
    }


async def write(rng: random.Random, db: Database, world: World, customers: list[uuid.UUID]) -> None:
    """Calls logged, corrected, moved to another customer; customers given away, shared, gone."""
    if not customers or rng.random() < 0.2:
        customers.append(await customer_in(db, world, owner=rng.choice(OWNERS)))
    chosen, other = rng.choice(customers), rng.choice(customers)
    theirs = ContactRecord.customer_id == chosen
    chance = rng.random()
    async with db.write() as session:
        if chance < 0.5:
            calls = [ContactRecord(customer_id=chosen, **some_call(rng, world)) for _ in range(rng.randrange(1, 4))]
            session.add_all(calls)
        elif chance < 0.6:
            await session.execute(update(ContactRecord).where(theirs).values(some_call(rng, world)))
        elif chance < 0.7:
            await session.execute(update(ContactRecord).where(theirs).values(customer_id=other))
        elif chance < 0.8:
            owner = rng.choice(OWNERS)
            _, department, team = PEOPLE[owner]
            whose = {
                "owner_id": world.people[owner],
                "team_id": world.teams[team] if team else None,
                "department_id": world.departments[department],
            }
            await session.execute(update(Customer).where(Customer.id.in_((chosen, other))).values(whose))
        elif chance < 0.9:
            await session.execute(
                text(
                    "INSERT INTO customer_member (customer_id, user_id, kind, access, state)"
                    " VALUES (:customer, :user, 'share', 'read', 'active') ON CONFLICT DO NOTHING"
                ),
                {"customer": chosen, "user": world.people[rng.choice(OWNERS)]},
            )
        elif chance < 0.95:
            await session.execute(delete(ContactRecord).where(theirs))
        else:
            await session.execute(delete(Customer).where(Customer.id == chosen))
            customers.remove(chosen)


async def counted(api: Api, who: str, zone: str, **query: Any) -> dict[str, tuple[int, int]]:
    params = {"first": str(FIRST), "last": str(LAST), "zone": zone, **query}
    items = (await api.get("/v1/call-days", who=who, params=params, expect=200)).json()["items"]
    assert [each["day"] for each in items] == [str(FIRST + timedelta(days=n)) for n in range(len(items))]
    return {each["day"]: (each["calls"], each["reached"]) for each in items if each["calls"]}


async def listed(api: Api, who: str, zone: str, **query: Any) -> dict[str, tuple[int, int]]:
    """The same of the list, one call after the other."""
    items = (await api.get("/v1/call-records", who=who, params={"limit": 200, **query}, expect=200)).json()["items"]
    made, reached = Counter[str](), Counter[str]()
    for item in items:
        day = str(datetime.fromisoformat(item["started_at"]).astimezone(ZoneInfo(zone)).date())
        made[day] += 1
        reached[day] += item["reached"]
    return {day: (made[day], reached[day]) for day in made}


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_writes_the_counts_are_those_of_the_list(
    api: Api, db: Database, world: World, settings: Settings, seed: int
) -> None:
    rng = random.Random(seed)
    customers: list[uuid.UUID] = []
    team = {"team_id": str(world.teams["team"])}
    for step in range(STEPS):
        await write(rng, db, world, customers)
        chance = rng.random()
        if chance < 0.2:
            await take_in(JobContext(db, settings))
        elif chance < 0.25:
            async with db.write() as session:
                await recount(session)
        if step % 8 == 7:
            for who in READERS:
                for zone in ZONES:
                    assert await counted(api, who, zone) == await listed(api, who, zone), (seed, step, who, zone)
                assert await counted(api, who, zone, **team) == await listed(api, who, zone, **team), (step, who)


async def test_a_call_logged_counts_at_once(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    await log_call(api, customer)
    async with db.read() as session:
        (record,) = await session.scalars(select(ContactRecord))
    day = str(record.started_at.astimezone(ZoneInfo("Asia/Shanghai")).date())
    assert await counted(api, "lead", "Asia/Shanghai") == {day: (1, int(record.reached))}
    assert await counted(api, "other_lead", "Asia/Shanghai") == {}


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("/v1/call-days?first=2026-02-01&last=2026-03-10", "call_counts"),
        ("/v1/month-targets", "call_counts"),
        ("/v1/source-results?since=2026-02-01", "source_counts"),
    ],
)
async def test_no_call_is_looked_at_that_the_tally_counts(
    api: Api, db: Database, world: World, settings: Settings, path: str, counts: str
) -> None:
    for _ in range(20):
        await log_call(api, await customer_in(db, world))
    for job in (take_in, take_in_sources):
        await job(JobContext(db, settings))
    with recording() as sent:
        await api.get(path, who="director", expect=200)
    (statement,) = (each for each in sent if counts in each.sql)
    async with db.writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        for table in ("customer", "contact_record", counts.replace("counts", "change")):
            await raw.execute(f"VACUUM (ANALYZE) {table}")  # what was taken in is not thought to be there
        await raw.execute("SET enable_seqscan = off")
        (plan,) = await raw.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *statement.values)
        await raw.execute("RESET ALL")
    looked = [node for node in nodes(plan[0][0]["Plan"]) if node.get("Relation Name") in ("contact_record", "customer")]
    rows = sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in looked)
    assert rows <= len(looked)  # a hash join asks whether there is one row before it reads the other side
    assert "Seq Scan" not in {node["Node Type"] for node in looked}


@pytest.mark.parametrize("last", ["2026-02-28", "2028-06-01"])
async def test_a_period_has_an_end_and_a_bound(api: Api, last: str) -> None:
    params = {"first": "2026-03-01", "last": last}
    refused = (await api.get("/v1/call-days", who="rep", params=params, expect=422)).json()
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [("/query/last", "out_of_range")]
    await api.get("/v1/call-days", who="administrator", params=params, expect=403)
