"""What came of campaigns and of sources equals a slow computation, for everybody who looks."""

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from meridian.campaigns.models import CampaignCustomer
from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.opportunities.models import Opportunity
from meridian.records.models import ContactRecord
from tests.support.api import Api
from tests.support.campaigns import campaign, move, read, segment, started
from tests.support.customers import customer_in
from tests.support.opportunities import open_opportunity
from tests.support.records import log_call
from tests.support.world import World

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
