"""What came of campaigns and of sources equals a slow computation, for everybody who looks."""

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, text, update

from meridian.calendars.models import Calendar
from meridian.campaigns.jobs import recount, take_in
from meridian.campaigns.models import CampaignCustomer
from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.opportunities.models import Opportunity
from meridian.records.models import ContactRecord
from tests.support.api import Api
from tests.support.campaigns import campaign, move, read, segment, started
from tests.support.customers import customer_in
from tests.support.opportunities import open_opportunity
from tests.support.records import log_call
from tests.support.world import PEOPLE, World

START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
SEES: dict[str, Sequence[str]] = {
    "director": ("rep", "rep2", "other_rep", "foreign_rep"),
    "manager": ("rep", "rep2", "other_rep"),
    "rep": ("rep",),
}
Row = dict[str, Any]


async def test_a_call_within_the_campaign_counts(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    name = f"Called {uuid.uuid4().hex}"
    customer_id = await customer_in(db, world, owner="rep", name=name, zone="Europe/Berlin")
    later = (await segment(api, name=[name]))["id"]
    await log_call(api, customer_id, started_at=START - timedelta(minutes=5))  # before it started
    found = await started(api, later)
    clock.set(START + timedelta(minutes=30))
    try:
        await log_call(api, customer_id, started_at=START + timedelta(minutes=20), intent_level="high")
        await log_call(api, customer_id, who="lead", started_at=START + timedelta(minutes=25))  # nobody of the campaign
        shown = await read(api, found["id"], who="rep")
        assert (shown["result"]["calls"], shown["result"]["interested"], shown["achieved"]) == (1, 1, "1.00")
        rows = (await api.get(f"/v1/campaigns/{found['id']}/customers", expect=200)).json()["items"]
        told = ("calls", "reached", "interested", "last_call_at")
        assert [tuple(row[each] for each in told) for row in rows] == [(1, True, True, "2026-03-10T02:20:00Z")]
        callers = (await api.get(f"/v1/campaigns/{found['id']}/callers", expect=200)).json()["items"]
        expected = {"user_name": "rep", "calls": 1, "reached": 1, "interested": 1}
        assert callers == [expected | {"user_id": str(world.people["rep"])}]
        opened = await open_opportunity(api, customer_id)
        assert (await read(api, found["id"]))["result"]["opportunities"] == 1
        listed = (await api.get(f"/v1/opportunities?campaign_id={found['id']}", expect=200)).json()["items"]
        assert [row["id"] for row in listed] == [opened["id"]]
        await move(api, found["id"], "end")
        clock.set(START + timedelta(hours=2))
        await log_call(api, customer_id, started_at=START + timedelta(minutes=100))  # after it ended
        assert (await read(api, found["id"]))["result"]["calls"] == 1
    finally:
        clock.set(START)


async def test_results_equal_a_slow_computation(api: Api, db: Database, world: World) -> None:
    rng = random.Random(14)
    city = uuid.uuid4().hex
    customers: dict[uuid.UUID, Row] = {}
    for n in range(40):
        owner, source = rng.choice(SEES["director"]), rng.choice(["exhibition", "web", "referral"])
        obtained = datetime(2031, 1, 1, 4, tzinfo=UTC) + timedelta(hours=7 * n)
        columns: Row = {"city": city, "source_channel": source, "obtained_at": obtained, "industry": f"{city} {n % 2}"}
        made = await customer_in(db, world, owner=owner, **columns)
        customers[made] = {"owner": owner, "source": source, "obtained": obtained.astimezone(), "half": n % 2}
    campaigns = {}
    for half in (0, 1):
        view = await segment(api, who="director", industry=[f"{city} {half}"])
        callers = ("rep", "rep2", "other_rep")
        kind = ("interested", "amount")[half]
        campaigns[half] = await started(api, view["id"], who="director", callers=callers, goal_kind=kind)
    left = START + timedelta(days=10)
    async with db.write() as session:
        await session.execute(
            update(CampaignCustomer)
            .where(CampaignCustomer.campaign_id == uuid.UUID(campaigns[1]["id"]))
            .values(left_at=left)
        )
        calls = [_call(rng, [*customers]) for _ in range(300)]
        session.add_all(_record(world, call) for call in calls)
        sales = [_sale(rng, [*customers]) for _ in range(40)]
        for sale in sales:
            found = await session.get_one(Customer, sale["customer_id"])
            in_campaign = customers[found.id]["owner"] != "foreign_rep" and customers[found.id]["half"] == 0
            sale["campaign"] = 0 if in_campaign else None
            session.add(
                Opportunity(
                    customer_id=found.id,
                    title="Pumps",
                    owner_id=found.owner_id,
                    team_id=found.team_id,
                    department_id=found.department_id,
                    stage=sale["stage"],
                    outcome=sale["outcome"],
                    closed_at=None if sale["outcome"] == "open" else session.now,
                    amount=sale["amount"],
                    currency="CNY",
                    base_amount=sale["amount"],
                    base_currency="CNY",
                )
            )
    for who, owners in SEES.items():
        mine = {id_: about for id_, about in customers.items() if about["owner"] in owners}
        for half in (0, 1):
            inside = {id_ for id_, about in mine.items() if about["half"] == half and about["owner"] != "foreign_rep"}

            def counts(call: Row, half: int = half) -> bool:
                by_us = call["author"] in ("rep", "rep2", "other_rep")
                return by_us and call["at"] >= START and (half == 0 or call["at"] < left)

            expected = _slowly(inside, calls, counts, [sale for sale in sales if sale["campaign"] == half])
            shown = await read(api, campaigns[half]["id"], who=who)
            assert shown["result"] == expected, (who, half)
            goal = expected["amount"]["amount"] if half else f"{expected['interested']}.00"
            assert shown["achieved"] == goal
            callers = (await api.get(f"/v1/campaigns/{campaigns[half]['id']}/callers", who=who, expect=200)).json()
            for row in callers["items"]:
                theirs = [c for c in calls if c["author"] == row["user_name"]]
                alone = _slowly(inside, theirs, counts, [])
                assert {name: row[name] for name in ("calls", "reached", "interested")} == {
                    name: alone[name] for name in ("calls", "reached", "interested")
                }
            assert sum(row["calls"] for row in callers["items"]) == expected["calls"]
        answer = (await api.get("/v1/source-results?since=2031-01-03&until=2031-01-09", who=who, expect=200)).json()
        since, until = datetime(2031, 1, 2, 16, tzinfo=UTC), datetime(2031, 1, 9, 16, tzinfo=UTC)  # days of Shanghai
        cohort = {id_: about for id_, about in mine.items() if since <= about["obtained"] < until}
        by_source = {}
        for source in {about["source"] for about in cohort.values()}:
            of_source = {id_ for id_, about in cohort.items() if about["source"] == source}
            theirs = [sale for sale in sales if sale["customer_id"] in of_source]
            by_source[source] = _slowly(of_source, calls, lambda _: True, theirs) | {"source_channel": source}
        assert {row["source_channel"]: row for row in answer["items"]} == by_source
        assert len(by_source) > 1 or who == "rep"


async def test_two_campaigns_of_one_segment_share_nobody(api: Api, db: Database, world: World) -> None:
    name = f"Shared {uuid.uuid4().hex}"
    await customer_in(db, world, owner="rep", name=name)
    view = await segment(api, name=[name])
    first, second = [await campaign(api, view["id"]) for _ in range(2)]
    assert (await move(api, first["id"], "start"))["taken_in"] == 1
    shown = await move(api, second["id"], "start")
    assert (shown["taken_in"], shown["elsewhere"], shown["result"]["customers"]) == (0, 1, 0)


def _call(rng: random.Random, customers: list[uuid.UUID]) -> Row:
    reached = rng.random() < 0.6
    return {
        "customer_id": rng.choice(customers),
        "author": rng.choice(["rep", "rep2", "other_rep", "lead"]),
        "direction": "outbound" if rng.random() < 0.9 else "inbound",
        "method": "phone" if rng.random() < 0.9 else "email",
        "reached": reached,
        "intent": rng.choice([None, "none", "low", "high"]),
        "at": START + timedelta(hours=rng.randint(-200, 400)),
    }


def _record(world: World, call: Row) -> ContactRecord:
    phone = call["method"] == "phone"
    return ContactRecord(
        customer_id=call["customer_id"],
        author_id=world.people[call["author"]],
        method=call["method"],
        direction=call["direction"],
        disposition=("connected" if call["reached"] else "no_answer") if phone else None,
        reached=call["reached"],
        started_at=call["at"],
        intent_level=call["intent"],
    )


def _sale(rng: random.Random, customers: list[uuid.UUID]) -> Row:
    stage = rng.choice(["potential", "negotiation", "contract_signed", "execution"])
    return {
        "customer_id": rng.choice(customers),
        "stage": stage,
        "outcome": rng.choice(["open", "lost", "completed" if stage == "execution" else "open"]),
        "amount": Decimal(rng.randint(1, 90) * 1000),
    }


def _slowly(inside: set[uuid.UUID], calls: list[Row], counts: Callable[[Row], bool], sales: list[Row]) -> Row:
    mine = [
        call
        for call in calls
        if call["customer_id"] in inside
        and (call["method"], call["direction"]) == ("phone", "outbound")
        and counts(call)
    ]
    reached = [call for call in mine if call["reached"]]
    interested = [call for call in reached if call["intent"] not in (None, "none")]
    opened = [sale for sale in sales if sale["customer_id"] in inside]
    deals = [s for s in opened if s["stage"] in ("contract_signed", "execution") and s["outcome"] != "lost"]
    total = sum((sale["amount"] for sale in deals), Decimal(0))
    return {
        "customers": len(inside),
        "calls": len(mine),
        "called": len({call["customer_id"] for call in mine}),
        "reached": len({call["customer_id"] for call in reached}),
        "interested": len({call["customer_id"] for call in interested}),
        "opportunities": len(opened),
        "deals": len(deals),
        "amount": {"amount": f"{total:.2f}", "currency": "CNY"},
    }


READERS = ("rep", "rep2", "lead", "other_lead", "manager", "deputy", "director", "foreign_rep", "analyst", "auditor")
OWNERS = ("rep", "rep2", "other_rep", "foreign_rep")
SOURCES = ("exhibition", "web", "referral")
ZONES = ("Asia/Shanghai", "America/New_York")
FIRST, DAYS, STEPS = datetime(2032, 5, 1, 4, tzinfo=UTC), 6, 40


async def _write(rng: random.Random, db: Database, world: World, city: str, customers: list[uuid.UUID]) -> None:
    """Customers entered, given away, shared, obtained otherwise, merged, gone; calls and sales of theirs likewise."""
    if len(customers) < 3 or rng.random() < 0.3:
        obtained = FIRST + timedelta(minutes=rng.randrange(DAYS * 24 * 60))
        columns: Row = {"city": city, "source_channel": rng.choice(SOURCES), "obtained_at": obtained}
        customers.append(await customer_in(db, world, owner=rng.choice(OWNERS), **columns))
    chosen, other = rng.choice(customers), rng.choice(customers)
    calls, sales = ContactRecord.customer_id == chosen, Opportunity.customer_id == chosen
    said: Row = {"reached": rng.random() < 0.6, "intent_level": rng.choice((None, "none", "low", "high"))}
    sold: Row = {
        "stage": rng.choice(("potential", "contract_signed", "execution")),
        "base_amount": rng.randrange(1, 9999),
        "base_currency": "CNY",
    }
    async with db.write() as session:
        match rng.randrange(13):
            case 0 | 1 | 2:
                said |= {"method": rng.choice(("phone", "phone", "visit")), "author_id": world.people["rep"]}
                said |= {"disposition": "connected" if said["method"] == "phone" else None}
                said |= {"direction": rng.choice(("outbound", "outbound", "inbound")), "started_at": START}
                session.add_all(ContactRecord(customer_id=chosen, **said) for _ in range(rng.randrange(1, 3)))
            case 3 | 4:
                where = {"owner_id": world.people["rep"], "department_id": world.departments["sales"]}
                session.add(Opportunity(customer_id=chosen, title=city, **where, **sold))
            case 5:
                await session.execute(update(ContactRecord).where(calls).values(said))
                await session.execute(update(ContactRecord).where(calls).values(customer_id=other))
            case 6:
                await session.execute(update(Opportunity).where(sales).values(sold))
            case 7:
                ended = {"outcome": rng.choice(("completed", "lost")), "closed_at": START, "customer_id": other}
                await session.execute(update(Opportunity).where(sales).values(ended))
            case 8:
                owner = rng.choice(OWNERS)
                _, department, team = PEOPLE[owner]
                whose: Row = {"owner_id": world.people[owner], "department_id": world.departments[department]}
                whose |= {"team_id": world.teams[team] if team else None, "source_channel": rng.choice(SOURCES)}
                await session.execute(update(Customer).where(Customer.id.in_((chosen, other))).values(whose))
            case 9:
                user = world.people[rng.choice(OWNERS)]
                await session.execute(_SHARE, {"customer": chosen, "user": user})
            case 10:
                part = rng.choice((ContactRecord, Opportunity))
                await session.execute(delete(part).where(part.customer_id == chosen))
            case 11 if chosen != other:
                await session.execute(update(Customer).where(Customer.id == chosen).values(merged_into_id=other))
            case _:
                if rng.random() < 0.3:
                    zone = {"zone": rng.choice(ZONES)}
                    await session.execute(update(Calendar).where(Calendar.department_id.is_(None)).values(zone))


_SHARE = text(
    "INSERT INTO customer_member (customer_id, user_id, kind, access, state)"
    " VALUES (:customer, :user, 'share', 'read', 'active') ON CONFLICT DO NOTHING"
)


async def _listed(api: Api, who: str, path: str) -> list[Row]:
    page: Row = (await api.get(f"{path}&limit=200", who=who, expect=200)).json()
    assert page["next_cursor"] is None
    found: list[Row] = page["items"]
    return found


async def _by_source(api: Api, who: str, city: str, zone: str, since: str, until: str) -> dict[str, Row]:
    """The results, counted one by one from the lists."""
    results: dict[str, Row] = {}
    sales = await _listed(api, who, f"/v1/opportunities?title={city}")
    for listed in await _listed(api, who, f"/v1/customers?city={city}"):
        row = (await api.get(f"/v1/customers/{listed['id']}", who=who, expect=200)).json()
        obtained_on = datetime.fromisoformat(row["obtained_at"]).astimezone(ZoneInfo(zone)).date()
        if not since <= str(obtained_on) <= until:
            continue
        sums = results.setdefault(row["source_channel"], dict.fromkeys(FIGURES, 0))
        records = await _listed(api, who, f"/v1/contact-records?customer_id={row['id']}")
        calls = [each for each in records if (each["method"], each["direction"]) == ("phone", "outbound")]
        reached = [each for each in calls if each["reached"]]
        deals = [
            sale
            for sale in sales
            if sale["customer_id"] == row["id"]
            and sale["stage"] in ("contract_signed", "execution")
            and sale["outcome"] in ("open", "completed")
        ]
        sums["customers"] += 1
        sums["calls"] += len(calls)
        sums["called"] += bool(calls)
        sums["reached"] += bool(reached)
        sums["interested"] += any(each["intent_level"] not in (None, "none") for each in reached)
        sums["opportunities"] += sum(sale["customer_id"] == row["id"] for sale in sales)
        sums["deals"] += len(deals)
        sums["amount"] += sum(Decimal(sale["base_amount"]["amount"]) for sale in deals)
    return results


FIGURES = ("customers", "calls", "called", "reached", "interested", "opportunities", "deals", "amount")


@pytest.mark.parametrize("seed", range(3))
async def test_results_by_source_are_those_of_the_lists_after_any_writes(
    api: Api, db: Database, world: World, settings: Settings, seed: int
) -> None:
    rng, city = random.Random(seed), uuid.uuid4().hex
    customers: list[uuid.UUID] = []
    compared = 0
    try:
        for step in range(STEPS):
            await _write(rng, db, world, city, customers)
            if rng.random() < 0.2:
                await take_in(JobContext(db, settings))
            elif rng.random() < 0.1:
                async with db.write() as session:
                    await recount(session)
            if step % 8 < 7:
                continue
            async with db.read() as session:
                zone = await session.scalar(select(Calendar.zone).where(Calendar.department_id.is_(None)))
            assert zone is not None
            since, until = sorted(str((FIRST + timedelta(days=rng.randrange(-1, DAYS + 1))).date()) for _ in range(2))
            for who in READERS:
                answer = await api.get(f"/v1/source-results?since={since}&until={until}", who=who)
                if answer.status_code == 403:
                    continue
                shown = {row.pop("source_channel"): row for row in answer.json()["items"]}
                for row in shown.values():
                    row["amount"] = Decimal(row["amount"]["amount"])
                expected = await _by_source(api, who, city, zone, since, until)
                assert shown == expected, (seed, step, who)
                compared += bool(expected)
    finally:
        async with db.write() as session:
            company = Calendar.department_id.is_(None)
            await session.execute(update(Calendar).where(company).values(zone=ZONES[0]))
            await session.execute(delete(Customer).where(Customer.city == city, Customer.merged_into_id.is_not(None)))
            await session.execute(delete(Customer).where(Customer.city == city))
    assert compared > 10
    answer = await api.get(
        f"/v1/source-results?since={FIRST.date()}&until={FIRST.date() + timedelta(DAYS)}", who="director"
    )
    assert answer.json()["items"] == []
