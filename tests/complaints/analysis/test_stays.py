"""Stays counted ahead are what the moves of each complaint say, whatever was written, whoever asks."""

import random
import uuid
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, text, update

from meridian.calendars.models import Calendar
from meridian.complaints.jobs import recount, take_in
from meridian.complaints.models import STAYS, Complaint
from meridian.complaints.rules import ComplaintState
from meridian.customers.models import Customer
from meridian.identity.models import Team
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.kernel.workflow.models import Transition
from meridian.policies.rules import Priority
from meridian.products.models import Product
from tests.complaints.analysis.test_analysis import DAYS, FIRST, OWNERS, analysed, day, listed, rank
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import PEOPLE, World

READERS = ("director", "deputy", "manager", "lead", "rep", "other_lead", "foreign_rep", "service", "specialist")
ZONES = ("Asia/Shanghai", "America/New_York")
STEPS = 40
HALF, NINE_TENTHS = Decimal("0.5"), Decimal("0.9")
Stays = dict[str, tuple[int, int, dict[str, int], dict[str, int]]]


@pytest.fixture(scope="module", autouse=True)
async def teams(db: Database, world: World) -> None:
    """The deputy and a manager see what is their department's, and two of its teams beside: each of these once."""
    async with db.write() as session:
        for who, team in (("deputy", "team"), ("manager", "other_team"), ("lead", "foreign_team")):
            named = "lead_id" if who == "lead" else "manager_id"
            await session.execute(update(Team).where(Team.id == world.teams[team]).values({named: world.people[who]}))
        session.add_all(Product(code=f"s{n}", name=f"S{n}", name_zh=f"品{n}") for n in range(2))


def _move(rng: random.Random, complaint: uuid.UUID) -> Transition:
    before, after = rng.choice(list(ComplaintState)), rng.choice(list(ComplaintState))
    stays = before == after  # a move too, as `escalate` is
    return Transition(
        workflow="complaint",
        subject_type="complaint",
        subject_id=complaint,
        move="move",
        from_state=before,
        to_state=after,
        elapsed_seconds=None if stays else rng.choice((0, rng.randrange(50), rng.randrange(1_000_000))),
        working_seconds=None if stays else rng.randrange(200),
    )


def _whose(rng: random.Random, world: World) -> dict[str, uuid.UUID | None]:
    owner = rng.choice(OWNERS)
    _, department, team = PEOPLE[owner]
    return {
        "owner_id": world.people[owner],
        "department_id": world.departments[department],
        "team_id": world.teams[team] if team else None,
    }


async def _write(rng: random.Random, db: Database, world: World, customers: list[uuid.UUID]) -> None:
    """Complaints entered, moved, dispatched, archived, given to another customer, gone; customers given away, shared;
    the company in another zone."""
    chosen = rng.choice(customers)
    of_chosen, at = Complaint.customer_id == chosen, FIRST + timedelta(seconds=rng.randrange(DAYS * 86_400))
    department = rng.choice(("sales", "product", "technical"))
    dispatched = {"department_id": world.departments[department], "responsible_id": world.people["specialist"]}
    async with db.write() as session:
        theirs = list(await session.scalars(select(Complaint.id).where(of_chosen)))
        match rng.randrange(12):
            case 0 | 1 | 2:
                product = rng.choice((None, *await session.scalars(select(Product.id))))
                said: dict[str, Any] = {"product_id": product, "priority": rng.choice(list(Priority))}
                said |= {"customer_id": chosen, "registered_at": at, "first_responder_id": world.people["service"]}
                made = Complaint(number=f"U-{uuid.uuid4()}", **said)
                session.add(made)
                await session.flush()
                session.add_all(_move(rng, made.id) for _ in range(rng.randrange(8)))
            case 3 | 4 | 5:
                session.add_all(_move(rng, each) for each in theirs for _ in range(rng.randrange(3)))
            case 6:
                await session.execute(update(Complaint).where(of_chosen).values(dispatched))
            case 7:
                changed = {"registered_at": at, "state": ComplaintState.ARCHIVED, "archived_at": at}
                await session.execute(update(Complaint).where(of_chosen).values(changed))
            case 8:
                await session.execute(update(Complaint).where(of_chosen).values(customer_id=rng.choice(customers)))
            case 9:
                await session.execute(update(Customer).where(Customer.id == chosen).values(_whose(rng, world)))
            case 10:
                user = world.people[rng.choice(("rep2", "foreign_rep", "other_lead", "lead"))]
                await session.execute(_SHARE, {"customer": chosen, "user": user})
            case _ if rng.random() < 0.5:
                company = update(Calendar).where(Calendar.department_id.is_(None))
                await session.execute(company.values(zone=rng.choice(ZONES)))
            case _ if theirs:
                await session.execute(delete(Complaint).where(Complaint.id == theirs[0]))


_SHARE = text(
    "INSERT INTO customer_member (customer_id, user_id, kind, access, state)"
    " VALUES (:customer, :user, 'share', 'read', 'active') ON CONFLICT DO NOTHING"
)


def _spent(seconds: list[int]) -> dict[str, int]:
    return {"median": rank(seconds, HALF), "p90": rank(seconds, NINE_TENTHS)}


def _stays(made: list[Transition]) -> Stays:
    """Of these moves, one by one."""
    by_state: dict[str, list[Transition]] = defaultdict(list)
    for move in made:
        if move.from_state != move.to_state:
            by_state[move.from_state].append(move)
    return {
        state: (
            len(moves),
            len({move.subject_id for move in moves}),
            _spent([move.elapsed_seconds or 0 for move in moves]),
            _spent([move.working_seconds or 0 for move in moves]),
        )
        for state, moves in by_state.items()
    }


async def _compare(api: Api, db: Database, rng: random.Random, who: str) -> int:
    """How many states were compared."""
    async with db.read() as session:
        zone = ZoneInfo(await session.scalar(select(Calendar.zone).where(Calendar.department_id.is_(None))) or "")
        moves = list(await session.scalars(select(Transition).where(Transition.workflow == "complaint")))
    began, ended = sorted(str((FIRST + timedelta(days=rng.randrange(-1, DAYS + 40))).date()) for _ in range(2))
    rows, compared = await listed(api, who), 0
    periods: tuple[dict[str, str], ...] = (
        {},
        {"from": began, "to": ended},
        {"from": began},
        {"to": ended},
        {"from": "2026-02-01"},
    )
    products = [{"product_id": row["product_id"]} for row in rows[:1] if row["product_id"]]
    for asked in (*periods, *products, {"priority": "high", "from": began}):
        seen = {
            row["id"]
            for row in rows
            if asked.get("from", "") <= str(day(row, zone)) <= asked.get("to", "9")
            and all(asked.get(name, row[name]) == row[name] for name in ("priority", "product_id"))
        }
        answer = await analysed(api, who, "stages", asked)
        assert answer["all"]["count"] == len(seen)
        shown = {
            each["state"]: (each["stays"], each["count"], each["elapsed"], each["working"]) for each in answer["items"]
        }
        assert shown == _stays([move for move in moves if str(move.subject_id) in seen]), (who, asked)
        compared += len(shown)
    return compared


@pytest.mark.parametrize("seed", range(3))
async def test_stays_are_those_of_the_moves_after_any_writes(
    api: Api, db: Database, world: World, settings: Settings, seed: int
) -> None:
    rng, compared = random.Random(seed), 0
    customers = [await customer_in(db, world, owner=owner) for owner in OWNERS]
    for step in range(STEPS):
        await _write(rng, db, world, customers)
        if rng.random() < 0.2:
            await take_in(JobContext(db, settings))
        elif rng.random() < 0.1:
            async with db.write() as session:
                await recount(session)
        if step % 8 == 7:
            for who in READERS:
                compared += await _compare(api, db, rng, who)
    assert compared > 500


async def test_what_is_taken_in_is_not_looked_for_anew(api: Api, db: Database, settings: Settings) -> None:
    before = await analysed(api, "deputy", "stages", {})
    await take_in(JobContext(db, settings))
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(STAYS.change)) == 0
        assert await session.scalar(select(func.count() > 0).select_from(STAYS.fact))
    assert await analysed(api, "deputy", "stages", {}) == before
