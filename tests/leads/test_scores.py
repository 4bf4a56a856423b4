"""Scores of leads equal a slow computation, follow facts and policy, and are compared with who bought."""

import random
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from meridian.customers.models import Customer, Need, Order
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.history.models import History
from meridian.kernel.jobs import JobContext
from meridian.kernel.schemas import wilson
from meridian.kernel.settings import Settings
from meridian.leads import jobs
from meridian.opportunities.models import Opportunity
from meridian.policies.definitions.sales import AS_SHIPPED, LeadFact
from meridian.records.models import ContactRecord
from meridian.worker import run_until_idle
from tests.policies.test_api import decide
from tests.support.api import Api
from tests.support.customers import contact_in, create_customer, customer_in
from tests.support.rates import enter_rate
from tests.support.records import log_call
from tests.support.world import World

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
RATES = {"CNY": Decimal(1), "EUR": Decimal("7.8"), "JPY": None}
BANDS = [(80, 100), (60, 79), (40, 59), (20, 39), (0, 19)]
WAYS = ("sales", "referral", "exhibition", "web")
LEVELS = ("none", "low", "medium", "high")
Facts = dict[str, Any]


def any_facts(rng: random.Random, span: int) -> Facts:
    """What a customer is and what happened with it, within so many days before now."""

    def ago() -> datetime:
        return NOW - timedelta(days=rng.randrange(1, span), seconds=rng.randrange(20_000))

    return {
        "source": rng.choice(WAYS),
        "expected": (rng.choice([None, Decimal(30_000), Decimal(300_000), Decimal(900_000)]), rng.choice(list(RATES))),
        "employees": rng.choice([None, 99, 100, 4000]),
        "decision_maker": rng.choice([None, ago()]),
        "need": rng.choice([None, ago()]),
        "opportunity": rng.choice([None, ago()]),
        "calls": sorted(
            ((ago(), rng.random() < 0.3, rng.choice([None, *LEVELS])) for _ in range(rng.choice([0, 1, 4, 9]))),
            key=lambda call: call[0],
        ),
        "ordered": rng.choice([None, None, rng.randrange(1, span)]),
    }


def slow_points(fact: LeadFact, facts: Facts, at: datetime, intent: str) -> int:
    """The points of one fact as the facts stood at a moment, found out the plain way."""
    amount, currency = facts["expected"]
    calls = [call for call in facts["calls"] if call[0] <= at]
    talks = [started for started, reached, _ in calls if reached]
    since = max(talks, default=datetime.min.replace(tzinfo=UTC))
    holds: dict[str, Callable[[Any], bool]] = {
        "expected_sales": lambda f: amount is not None and (RATES[currency] or 0) * amount >= f.from_amount,
        "employees": lambda f: (facts["employees"] or 0) >= f.at_least,
        "decision_maker": lambda f: facts["decision_maker"] is not None and facts["decision_maker"] <= at,
        "need": lambda f: facts["need"] is not None and facts["need"] <= at,
        "opportunity": lambda f: facts["opportunity"] is not None and facts["opportunity"] <= at,
        "talked": lambda f: bool(talks) and since > at - timedelta(days=f.within_days),
        "unreached": lambda f: sum(1 for call in calls if not call[1] and call[0] > since) >= f.at_least,
    }
    if fact.kind == "source":
        return fact.points.get(facts["source"], 0)
    if fact.kind == "intent":
        return fact.points.get(intent, 0)  # type: ignore[call-overload,no-any-return]
    return fact.points if holds[fact.kind](fact) else 0


def slow_score(facts: Facts, at: datetime, intent: str) -> int:
    return min(100, max(0, sum(slow_points(fact, facts, at, intent) for fact in AS_SHIPPED)))


async def written(db: Database, world: World, facts: Facts, *, created: datetime, intent: str) -> uuid.UUID:
    """A customer with these facts, straight into the database."""
    amount, currency = facts["expected"]
    day = None if facts["ordered"] is None else TODAY - timedelta(days=facts["ordered"])
    customer = await customer_in(
        db,
        world,
        source_channel=facts["source"],
        intent_level=intent,
        employee_count=facts["employees"],
        expected_annual_sales_amount=amount,
        expected_annual_sales_currency=None if amount is None else currency,
        created_at=created,
        last_order_on=day,
    )
    if facts["decision_maker"]:
        await contact_in(db, customer, role="decision_maker", created_at=facts["decision_maker"])
    async with db.write() as session:
        if facts["need"]:
            session.add(Need(customer_id=customer, kind="current", description="Pumps", created_at=facts["need"]))
        if facts["opportunity"]:
            session.add(
                Opportunity(
                    customer_id=customer,
                    title="Sale",
                    owner_id=world.people["rep"],
                    department_id=world.departments["marketing"],
                    created_at=facts["opportunity"],
                )
            )
        if day is not None:
            session.add(
                Order(customer_id=customer, number=uuid.uuid4().hex, ordered_on=day, currency="CNY", amount=Decimal(9))
            )
        for started, reached, level in facts["calls"]:
            session.add(
                ContactRecord(
                    customer_id=customer,
                    author_id=world.people["rep"],
                    method="phone",
                    disposition="connected" if reached else "no_answer",
                    reached=reached,
                    started_at=started,
                    intent_level=level,
                )
            )
    return customer


async def scored(db: Database, ids: list[uuid.UUID]) -> dict[uuid.UUID, int | None]:
    async with db.read() as session:
        rows = await session.execute(select(Customer.id, Customer.lead_score).where(Customer.id.in_(ids)))
        return {row.id: row.lead_score for row in rows}


async def test_scores_equal_a_slow_computation_and_make_no_version(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    await enter_rate(api, "EUR", "2026-03-01", "7.8")
    rng = random.Random(10)
    expected: dict[uuid.UUID, int | None] = {}
    for _ in range(80):
        facts, intent = any_facts(rng, 60), rng.choice(LEVELS)
        customer = await written(db, world, facts, created=NOW - timedelta(days=90), intent=intent)
        expected[customer] = None if facts["ordered"] is not None else slow_score(facts, NOW, intent)
    await jobs.score_all(JobContext(db, settings))
    assert await scored(db, list(expected)) == expected
    one = next(customer for customer, score in expected.items() if score)
    assert (await api.get(f"/v1/customers/{one}", expect=200)).json()["version"] == 1
    async with db.read() as session:
        changes = await session.scalars(
            select(History.changes).where(History.entity_id == one, History.operation == "update")
        )
        assert not any("lead_score" in change for change in changes)
    explained = (await api.get(f"/v1/customers/{one}/lead-score", expect=200)).json()
    assert explained["score"] == expected[one]
    assert [fact["kind"] for fact in explained["facts"]] == [fact.kind for fact in AS_SHIPPED]
    assert min(100, max(0, sum(fact["points"] for fact in explained["facts"]))) == expected[one]
    bought = next(customer for customer, score in expected.items() if score is None)
    nothing = (await api.get(f"/v1/customers/{bought}/lead-score", expect=200)).json()
    assert (nothing["score"], nothing["facts"]) == (None, [])


async def test_a_check_equals_a_slow_computation_as_the_facts_stood_then(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    async with db.write() as session:
        for found in await session.scalars(select(Customer)):
            found.archived_at = NOW - timedelta(days=400)
    rng = random.Random(11)
    day = TODAY - timedelta(days=180)
    at = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)  # the company's midnight after that day
    slow: list[tuple[int, list[bool], bool]] = []
    for _ in range(120):
        facts = any_facts(rng, 360)
        created = NOW - timedelta(days=rng.choice([400, 100]))
        await written(db, world, facts, created=created, intent=rng.choice(LEVELS))
        ordered = None if facts["ordered"] is None else TODAY - timedelta(days=facts["ordered"])
        if created > at or (ordered is not None and ordered <= day):
            continue
        heard = [level for started, _, level in facts["calls"] if level is not None and started <= at]
        intent = heard[-1] if heard else "none"
        had = [slow_points(fact, facts, at, intent) != 0 for fact in AS_SHIPPED]
        slow.append((slow_score(facts, at, intent), had, ordered is not None))
    assert any(closed for _, _, closed in slow)
    await api.post("/v1/lead-checks", who="rep", expect=403)
    await api.post("/v1/lead-checks", who="manager", expect=202)
    await run_until_idle(database_url, settings, clock)
    check = (await api.get("/v1/lead-checks", who="rep", expect=200)).json()["items"][0]
    assert (check["day"], check["days"], check["closed"]["total"]) == (day.isoformat(), 180, len(slow))
    for band, (lowest, highest) in zip(check["bands"], BANDS, strict=True):
        inside = [closed for score, _, closed in slow if lowest <= score <= highest]
        assert (band["lowest"], band["highest"]) == (lowest, highest)
        assert (band["closed"]["count"], band["closed"]["total"]) == (sum(inside), len(inside))
        if inside:
            assert (band["closed"]["low"], band["closed"]["high"]) == wilson(sum(inside), len(inside))
    for n, (fact, effect) in enumerate(zip(AS_SHIPPED, check["facts"], strict=True)):
        for name, wanted in (("having", True), ("others", False)):
            those = [closed for _, had, closed in slow if had[n] is wanted]
            assert (effect["kind"], effect[name]["count"], effect[name]["total"]) == (fact.kind, sum(those), len(those))


async def test_scores_stay_with_whom_the_customer_is_visible_to(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(
        db, world, expected_annual_sales_amount=Decimal(900_000), expected_annual_sales_currency="CNY"
    )
    await api.get(f"/v1/customers/{customer}/lead-score", who="foreign_rep", expect=404)

    async def sales(who: str) -> Any:
        facts = (await api.get(f"/v1/customers/{customer}/lead-score", who=who, expect=200)).json()["facts"]
        return next((fact["points"], fact["found"]) for fact in facts if fact["kind"] == "expected_sales")

    assert await sales("rep") == (10, "900000.00")
    current = (await api.get("/v1/policies/sensitive_fields", who="rep", expect=200)).json()
    await decide(api, "sensitive_fields", {**current["default"], "rep": ["budget"]})
    assert await sales("rep") == (None, None)


async def test_a_score_follows_what_happens_and_policy(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    customer = (await create_customer(api, source_channel="referral"))["id"]

    async def score() -> Any:
        await run_until_idle(database_url, settings, clock)
        found = (await api.get(f"/v1/customers?id={customer}", expect=200)).json()["items"]
        return found[0]["lead_score"]

    assert await score() == 20
    await log_call(api, customer, intent_level="high")
    assert await score() == 20 + 25 + 5
    contact = {"name": "Anna Petersen", "role": "decision_maker"}
    await api.post(f"/v1/customers/{customer}/contacts", json=contact, expect=201)
    assert await score() == 60
    other = (await create_customer(api, source_channel="sales"))["id"]
    await run_until_idle(database_url, settings, clock)
    listed = (await api.get(f"/v1/customers?id={customer}&id={other}&sort=-lead_score", expect=200)).json()["items"]
    assert [one["id"] for one in listed] == [customer, other]
    hot = (await api.get(f"/v1/customers?id={customer}&id={other}&lead_score.gte=50", expect=200)).json()["items"]
    assert [one["id"] for one in hot] == [customer]
    await decide(api, "lead_score_rules", [{"kind": "source", "points": {"referral": 7}}])
    assert await score() == 7
    line = {"description": "X200", "quantity": "1", "unit_price": {"amount": "9.00", "currency": "CNY"}}
    order = {"number": "A-1", "ordered_on": "2026-03-09", "lines": [line]}
    await api.post(f"/v1/customers/{customer}/orders", who="director", json=order, expect=201)
    assert await score() is None
