"""Grades proposed by one statement over all customers equal a slow computation; people confirm or deny them."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from meridian.customers.models import Customer, Order
from meridian.grading import service
from meridian.grading.models import GradeProposal, GradeRun
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.settings import Settings
from meridian.policies.rules import Grade
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.rates import enter_rate
from tests.support.world import World

TODAY = date(2026, 3, 10)
RATES = {"CNY": Decimal(1), "EUR": Decimal("7.8"), "JPY": None}


async def graded(api: Api, database_url: str, settings: Settings, clock: SettableClock) -> dict[str, Any]:
    """Has the grades worked out, and waits for it."""
    run: dict[str, Any] = (await api.post("/v1/grade-runs", who="manager", expect=202)).json()
    await run_until_idle(database_url, settings, clock)
    done: dict[str, Any] = (await api.get("/v1/grade-runs", who="manager", expect=200)).json()["items"][0]
    assert (done["id"], done["finished_at"] is not None) == (run["id"], True)
    return done


async def buyer(db: Database, world: World, amount: int, *, owner: str = "rep", grade: str = "D") -> uuid.UUID:
    """A customer with one order of yesterday."""
    customer = await customer_in(db, world, owner=owner, grade=grade, last_order_on=TODAY - timedelta(days=1))
    async with db.write() as session:
        session.add(_order(customer, TODAY - timedelta(days=1), "CNY", Decimal(amount)))
    return customer


def _order(customer: uuid.UUID, day: date, currency: str, amount: Decimal) -> Order:
    number = uuid.uuid4().hex
    return Order(customer_id=customer, number=number, ordered_on=day, currency=currency, amount=amount, origin="order")


def level(value: Decimal | int, bounds: tuple[Decimal | int, ...]) -> str:
    return next((grade for grade, bound in zip("ABC", bounds, strict=True) if value >= bound), "D")


async def test_the_proposals_equal_a_slow_computation(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    await enter_rate(api, "EUR", "2026-03-01", "7.8")
    rng = random.Random(15)
    expected: dict[str, tuple[str, Decimal]] = {}
    for _ in range(120):
        orders = [
            (
                TODAY - timedelta(days=rng.choice([0, 1, 80, 91, 170, 200, 364, 365, 500])),
                rng.choice(list(RATES)),
                Decimal(rng.choice([20_000, 49_999, 90_000, 299_999, 300_000, 1_000_000])),
            )
            for _ in range(rng.choice([0, 0, 1, 3, 5, 12]))
        ]
        hoped = rng.choice([None, Decimal(60_000), Decimal(300_000), Decimal(2_000_000)])
        currency = rng.choice(list(RATES)) if hoped is not None else None
        grade = rng.choice("ABCD")
        last = max((day for day, _, _ in orders), default=None)
        customer = await customer_in(
            db,
            world,
            grade=grade,
            last_order_on=last,
            expected_annual_sales_amount=hoped,
            expected_annual_sales_currency=currency,
        )
        async with db.write() as session:
            session.add_all(_order(customer, *order) for order in orders)
        recent = [order for order in orders if (TODAY - order[0]).days < 365]
        amount = sum(((RATES[code] or Decimal(0)) * value for _, code, value in recent), Decimal(0))
        potential = (
            (RATES[currency] or Decimal(0)) * hoped if hoped is not None and currency is not None else Decimal(0)
        )
        thresholds = (Decimal(1_000_000), Decimal(300_000), Decimal(50_000))
        days = None if last is None else (TODAY - last).days
        recency = "D" if days is None else "A" if days <= 90 else "B" if days <= 180 else "C" if days <= 365 else "D"
        earned = (
            (Decimal("0.5"), level(amount, thresholds)),
            (Decimal("0.2"), level(len(recent), (12, 4, 1))),
            (Decimal("0.2"), level(potential, thresholds)),
            (Decimal("0.1"), recency),
        )
        score = sum((weight * "DCBA".index(letter) + weight for weight, letter in earned), Decimal(0))
        proposed = level(score, (Decimal("3.5"), Decimal("2.5"), Decimal("1.5")))
        if proposed != grade:
            expected[str(customer)] = (proposed, score)
    run = await graded(api, database_url, settings, clock)
    async with db.read() as session:
        found = {
            str(row.customer_id): (row.to_grade, row.score)
            for row in await session.scalars(select(GradeProposal).where(GradeProposal.state == "open"))
        }
    assert found == expected
    assert run["proposed"] == len(expected)
    again = await graded(api, database_url, settings, clock)
    assert (again["id"] != run["id"], again["proposed"]) == (True, run["proposed"])
    async with db.read() as session:
        versions = set(await session.scalars(select(GradeProposal.version).where(GradeProposal.state == "open")))
    assert versions == {1}  # what is as it was is not written again


async def test_a_person_confirms_or_rejects_and_the_cadence_follows(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    one, two = await buyer(db, world, 1_200_000), await buyer(db, world, 1_200_000)
    foreign = await buyer(db, world, 1_200_000, owner="foreign_rep")
    await graded(api, database_url, settings, clock)

    async def proposal(customer: uuid.UUID, who: str = "lead") -> Any:
        path = f"/v1/grade-proposals?customer_id={customer}&state=open"
        return next(iter((await api.get(path, who=who, expect=200)).json()["items"]), None)

    found = await proposal(one)
    assert (found["from_grade"], found["to_grade"], Decimal(found["score"])) == ("D", "B", Decimal("3"))
    assert found["parts"] == {
        "amount": {"value": "1200000.00", "level": "A", "weight": "0.5"},
        "frequency": {"value": "1.00", "level": "C", "weight": "0.2"},
        "potential": {"value": "0.00", "level": "D", "weight": "0.2"},
        "recency": {"value": "1.00", "level": "A", "weight": "0.1"},
    }
    assert await proposal(foreign) is None
    await api.get("/v1/grade-proposals", who="rep", expect=403)
    path = f"/v1/grade-proposals/{found['id']}"
    before = (await api.get(f"/v1/customers/{one}", expect=200)).json()
    done = (await api.post(f"{path}/moves/confirm", who="lead", version=1, json={}, expect=200)).json()
    assert (done["state"], done["allowed_moves"]) == ("confirmed", [])
    after = (await api.get(f"/v1/customers/{one}", expect=200)).json()
    assert (before["grade"], after["grade"]) == ("D", "B")
    assert after["contact_due_at"] < before["contact_due_at"]
    async with db.read() as session:
        told = await session.scalars(select(Event.type).where(Event.subject_id == one))
        assert "customer.grade_decided" in set(told)
    other = f"/v1/grade-proposals/{(await proposal(two))['id']}"
    await api.post(f"{other}/moves/deny", who="lead", version=1, json={}, expect=422)
    await api.post(f"{other}/moves/deny", who="lead", version=1, json={"reason": "One big order"}, expect=200)
    await graded(api, database_url, settings, clock)
    assert await proposal(two) is None  # not again before the next review


async def test_several_are_confirmed_at_once_as_many_as_were_seen(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    customers = [await buyer(db, world, 1_200_000, owner="rep2", grade="C") for _ in range(3)]
    moved = await buyer(db, world, 1_200_000, owner="rep2", grade="C")
    await graded(api, database_url, settings, clock)
    async with db.write() as session:
        (await session.get_one(Customer, moved)).grade = Grade.A
    body = {"from_grade": "C", "owner_id": str(world.people["rep2"]), "expected": 4, "reason": "Yearly review"}
    refused = await api.post("/v1/grade-proposals/confirmations", who="lead", json=body, expect=409)
    assert refused.json()["code"] == "other_number"
    confirmed = await api.post("/v1/grade-proposals/confirmations", who="lead", json=body | {"expected": 3}, expect=200)
    assert confirmed.json() == {"confirmed": 3}
    async with db.read() as session:
        grades = [(await session.get_one(Customer, customer)).grade for customer in customers]
        stale = await session.scalar(
            select(GradeProposal.id).where(GradeProposal.customer_id == moved, GradeProposal.state == "open")
        )
    assert grades == ["B"] * 3
    late = await api.post(f"/v1/grade-proposals/{stale}/moves/confirm", who="lead", version=1, json={}, expect=409)
    assert late.json()["code"] == "grade_moved"
    await graded(api, database_url, settings, clock)
    async with db.read() as session:
        states = [row.state for row in await session.scalars(_of(moved))]
    assert states == ["outdated", "open"]


def _of(customer: uuid.UUID) -> Any:
    return select(GradeProposal).where(GradeProposal.customer_id == customer).order_by(GradeProposal.id)


async def test_it_happens_by_itself_once_it_is_due(db: Database, clock: SettableClock) -> None:
    async with db.write() as session:
        session.add(GradeRun(started_at=session.now, finished_at=session.now))
        await session.flush()
        assert not await service.is_due(session)
        session.now = datetime(2026, 6, 8, 2, tzinfo=UTC)
        assert await service.is_due(session)


async def test_other_rules_have_the_grades_worked_out_at_once(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    """By the thresholds in force a customer is C; by those decided, B."""
    customer = await buyer(db, world, 60_000)

    async def proposed() -> str | None:
        await run_until_idle(database_url, settings, clock)
        path = f"/v1/grade-proposals?customer_id={customer}&state=open"
        return next((each["to_grade"] for each in (await api.get(path, who="lead", expect=200)).json()["items"]), None)

    await graded(api, database_url, settings, clock)
    assert await proposed() == "C"
    clock.set(clock.now() + timedelta(minutes=1))
    path = "/v1/policies/grade_thresholds"
    revision = (await api.get(path, who="director", expect=200)).json()["revision"]
    body = {"value": {"A": "55000", "B": "30000", "C": "20000", "D": "0"}, "reason": "A small market"}
    await api.post(f"{path}/versions", who="director", version=revision, json=body, expect=201)
    assert await proposed() == "B"
    async with db.read() as session:
        runs = (await session.scalars(select(GradeRun).order_by(GradeRun.started_at.desc()))).all()
    assert runs[0].asked_by is None
