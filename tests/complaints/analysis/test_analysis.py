"""The analysis agrees with the records: recounted in plain Python, for each who sees others, and opened as lists."""

import asyncio
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Awaitable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, update

from meridian.calendars.deadlines.models import Deadline
from meridian.calendars.models import Calendar, CalendarVersion
from meridian.complaints.models import Complaint, ComplaintRound
from meridian.complaints.rules import ComplaintState, RootCause
from meridian.customers.models import Customer
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.workflow.models import Transition
from meridian.policies.rules import Priority
from meridian.products.models import Market, Product
from meridian.records.rules import SCORES
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World

WHO = ("director", "deputy", "manager", "rep", "rep2", "other_lead", "foreign_rep", "service", "specialist", "auditor")
OWNERS = ("rep", "rep", "rep2", "other_rep", "foreign_rep")
FIRST, DAYS = datetime(2026, 1, 1, tzinfo=UTC), 65
SHANGHAI = ZoneInfo("Asia/Shanghai")
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"from": "2026-01-10", "to": "2026-02-10"},
    {"from": "2026-02-01"},
    {"to": "2026-01-31", "priority": "high"},
)
SETTLED = {"resolved", "confirmed", "archived"}
Rows = list[dict[str, Any]]


class Stories:
    """Complaints of any kind, straight into the tables: the moves' own tests see that only possible ones arise."""

    def __init__(self, rng: random.Random, session: WriteSession, world: World) -> None:
        self.rng, self.session, self.world = rng, session, world

    async def prepare(self, customers: list[uuid.UUID]) -> None:
        self.customers = customers
        self.products = [Product(code=f"p{n}", name=f"P{n}", name_zh=f"品{n}") for n in range(3)]
        markets = [Market(code=f"m{n}", name=f"M{n}", name_zh=f"场{n}", countries=[]) for n in range(2)]
        self.session.add_all([*self.products, *markets])
        await self.session.flush()
        for customer in await self.session.scalars(select(Customer).where(Customer.id.in_(customers))):
            customer.market_id = self.rng.choice([None, *(market.id for market in markets)])
        self.calendar = (await self.session.scalars(select(Calendar).where(Calendar.department_id.is_(None)))).one()
        await self.session.get_one(CalendarVersion, (self.calendar.id, self.calendar.version))

    async def add(self, number: int) -> None:
        rng, world = self.rng, self.world
        at = FIRST + timedelta(seconds=rng.randrange(DAYS * 86_400))
        state = rng.choice(list(ComplaintState))
        department = rng.choice((None, "product", "technical"))
        rounds = rng.choice((1, 1, 2))
        product = rng.choice([None, *self.products])
        complaint = Complaint(
            number=f"T-{number}",
            customer_id=rng.choice(self.customers),
            product_id=product and product.id,
            priority=rng.choice(list(Priority)),
            registered_at=at,
            first_responder_id=world.people["service"],
            department_id=department and world.departments[department],
            responsible_id=department and world.people[rng.choice(("specialist", "rep2"))],
            state=state,
            round=rounds,
            root_cause_category=rng.choice((None, *list(RootCause)[:4])),
            archived_at=at + timedelta(days=9) if state is ComplaintState.ARCHIVED else None,
        )
        self.session.add(complaint)
        await self.session.flush()
        for n in range(1, rounds + 1):
            self._round(complaint, n, at + timedelta(days=n), n < rounds or state in SETTLED)
        before, entered = ComplaintState.REGISTERED, at
        for _ in range(rng.randrange(6)):
            after = rng.choice(list(ComplaintState))  # staying is a move too, as `escalate` is
            self._transition(complaint, before, after, entered)
            before = after
            entered += timedelta(hours=1)

    def _round(self, complaint: Complaint, number: int, at: datetime, resolved: bool) -> None:
        rng = self.rng
        scores = {f"score_{name}": rng.randint(1, 5) for name in SCORES} if resolved and rng.random() < 0.7 else {}
        self.session.add(
            ComplaintRound(
                complaint_id=complaint.id, number=number, opened_at=at, resolved_at=at if resolved else None, **scores
            )
        )
        due_at = at + timedelta(seconds=rng.choice((-1, 0, 1)))
        self.session.add(
            Deadline(
                subject_type="complaint",
                subject_id=complaint.id,
                kind="complaint_resolution",
                calendar_id=self.calendar.id,
                calendar_version=self.calendar.version,
                started_at=complaint.registered_at,
                amount_minutes=60,
                due_at=due_at,
                met_at=at if resolved else None,
            )
        )

    def _transition(self, complaint: Complaint, before: str, after: str, entered: datetime) -> None:
        stays = before == after
        self.session.add(
            Transition(
                workflow="complaint",
                subject_type="complaint",
                subject_id=complaint.id,
                move="move",
                from_state=before,
                to_state=after,
                at=entered,
                elapsed_seconds=None if stays else self.rng.randrange(100_000),
                working_seconds=None if stays else self.rng.randrange(50_000),
            )
        )


@pytest.fixture(scope="module")
async def complaints(db: Database, world: World) -> None:
    customers = [await customer_in(db, world, owner=owner) for owner in OWNERS]
    async with db.write() as session:
        stories = Stories(random.Random(27), session, world)
        await stories.prepare(customers)
        for number in range(150):
            await stories.add(number)


async def listed(api: Api, who: str, query: str = "") -> Rows:
    """Every complaint of a list, page by page."""
    rows: Rows = []
    cursor = ""
    while True:
        page = (await api.get(f"/v1/complaints?limit=50&{query}{cursor}", who=who, expect=200)).json()
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        cursor = f"&cursor={page['next_cursor']}"


async def analysed(api: Api, who: str, what: str, asked: dict[str, str]) -> Any:
    return (await api.get(f"/v1/complaints/analysis/{what}", who=who, params=asked, expect=200)).json()


def day(complaint: dict[str, Any], zone: ZoneInfo = SHANGHAI) -> date:
    return datetime.fromisoformat(complaint["registered_at"]).astimezone(zone).date()


def picked(seen: Rows, asked: dict[str, str]) -> Rows:
    """The complaints of a filter, picked by hand from all that the person sees."""
    return [
        complaint
        for complaint in seen
        if asked.get("from", "") <= str(day(complaint)) <= asked.get("to", "9")
        and asked.get("priority", complaint["priority"]) == complaint["priority"]
    ]


def ratio(part: int, whole: int) -> str | None:
    return text(Decimal(part) / whole) if whole else None


def text(value: Decimal) -> str:
    """Four decimals, or two where the others are noughts."""
    exact = f"{value.quantize(Decimal('0.0001'), ROUND_HALF_UP):.4f}"
    return exact[:-2] if exact.endswith("00") else exact.rstrip("0")


def figures(answer: Any) -> Iterable[dict[str, Any]]:
    """Everything in an answer that names a list."""
    if isinstance(answer, dict):
        if "query" in answer:
            yield answer
        for part in answer.values():
            yield from figures(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from figures(part)


CASES = pytest.mark.parametrize("who", WHO)
pytestmark = pytest.mark.usefixtures("complaints")


@CASES
async def test_the_pareto_counts_the_records(api: Api, who: str) -> None:
    seen = await listed(api, who)
    for asked in FILTERS:
        counts = Counter(complaint["root_cause_category"] for complaint in picked(seen, asked))
        answer = await analysed(api, who, "root-causes", asked)
        assert answer["all"]["count"] == counts.total()
        assert answer["without_category"]["count"] == counts.pop(None, 0)
        known, reached = counts.total(), 0
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        expected = []
        for category, count in ordered:
            reached += count
            expected.append((category, count, ratio(count, known), ratio(reached, known)))
        assert [
            (item["category"], item["count"], item["share"], item["cumulative_share"]) for item in answer["items"]
        ] == expected
        assert not expected or expected[-1][-1] == "1.00"


@CASES
async def test_groups_and_months_count_the_records(api: Api, db: Database, who: str) -> None:
    async with db.read() as session:
        markets = {c.id: c.market_id for c in await session.scalars(select(Customer))}
    seen = await listed(api, who)
    for asked in FILTERS:
        rows = picked(seen, asked)
        keys = {
            "products": [row["product_id"] for row in rows],
            "departments": [row["department_id"] for row in rows],
            "markets": [(found := markets[uuid.UUID(row["customer_id"])]) and str(found) for row in rows],
        }
        for what, values in keys.items():
            counts = Counter(values)
            answer = await analysed(api, who, what, asked)
            assert answer["all"]["count"] == len(rows)
            assert answer["none"]["count"] == counts.pop(None, 0)
            assert {item["id"]: item["count"] for item in answer["items"]} == counts
            order = [(-item["count"], item["name"]) for item in answer["items"]]
            assert order == sorted(order)
        answer = await analysed(api, who, "months", asked)
        months = Counter(f"{day(row):%Y-%m}" for row in rows)
        assert [(item["month"], item["count"]) for item in answer["items"]] == sorted(months.items())


def repeats(row: dict[str, Any], others: Rows, days: int) -> bool:
    at = datetime.fromisoformat(row["registered_at"])
    return any(
        other["customer_id"] == row["customer_id"]
        and (other["registered_at"], other["id"]) < (row["registered_at"], row["id"])
        and at - datetime.fromisoformat(other["registered_at"]) <= timedelta(days=days)
        and any(row[key] is not None and row[key] == other[key] for key in ("product_id", "root_cause_category"))
        for other in others
    )


@CASES
async def test_the_repeat_rate_counts_the_records(api: Api, who: str) -> None:
    everything = await listed(api, "director")
    seen = await listed(api, who)
    for asked in FILTERS:
        rows = picked(seen, asked)
        for days in (1, 7, 90):
            again = sum(repeats(row, everything, days) for row in rows)
            answer = await analysed(api, who, "repeats", asked | {"within_days": str(days)})
            assert (answer["all"]["count"], answer["repeats"]["count"]) == (len(rows), again)
            assert answer["rate"] == ratio(again, len(rows))


async def repeat_as_recounted(api: Api, customers: Iterable[uuid.UUID]) -> bool:
    """Whether the list of those that repeat another is what these customers' complaints come to."""
    for customer in customers:
        everything = await listed(api, "director", f"customer_id={customer}")
        for days in (1, 30):
            again = await listed(api, "director", f"customer_id={customer}&repeats_within_days={days}")
            if {row["id"] for row in again} != {row["id"] for row in everything if repeats(row, everything, days)}:
                return False
    return True


async def test_repeats_follow_whatever_becomes_of_complaints(api: Api, db: Database, world: World) -> None:
    """Entered late, about something else, given to another customer, all of one's to another, gone."""
    rng, customers = random.Random(10), [await customer_in(db, world) for _ in range(2)]
    async with db.write() as session:
        products = [None, *await session.scalars(select(Product.id))]

    def invented() -> dict[str, Any]:
        return {
            "customer_id": rng.choice(customers),
            "product_id": rng.choice(products[:3]),
            "root_cause_category": rng.choice((None, *list(RootCause)[:2])),
            "registered_at": FIRST + timedelta(days=rng.randrange(40), hours=rng.choice((0, 0, 5))),
        }

    for step in range(60):
        async with db.write() as session:
            theirs = (await session.scalars(select(Complaint).where(Complaint.customer_id.in_(customers)))).all()
            if step % 15 == 14:
                merged = update(Complaint).where(Complaint.customer_id == customers[0])
                await session.execute(merged.values(customer_id=customers[1]))
            elif len(theirs) < 6 or rng.random() < 0.3:
                session.add(Complaint(number=f"R-{step}", first_responder_id=world.people["service"], **invented()))
            elif rng.random() < 0.2:
                await session.delete(rng.choice(theirs))
            else:
                chosen = rng.choice(theirs)
                for name, value in rng.sample(sorted(invented().items()), 2):
                    setattr(chosen, name, value)
        assert await repeat_as_recounted(api, customers), step
    async with db.write() as session:
        await session.execute(delete(Complaint).where(Complaint.customer_id.in_(customers)))


async def test_of_two_complaints_entered_at_once_one_repeats_the_other(api: Api, db: Database, world: World) -> None:
    customer, entered = await customer_in(db, world), asyncio.Event()

    async def enter(number: int, then: Awaitable[Any]) -> None:
        async with db.write() as session:
            session.add(
                Complaint(
                    number=f"S-{number}",
                    customer_id=customer,
                    root_cause_category=RootCause.DESIGN,
                    registered_at=FIRST + timedelta(days=number),
                    first_responder_id=world.people["service"],
                )
            )
            await session.flush()
            entered.set()
            await then

    first = asyncio.create_task(enter(1, asyncio.sleep(0.2)))
    await entered.wait()
    await asyncio.gather(first, *(enter(number, asyncio.sleep(0)) for number in (2, 0)))
    again = await listed(api, "director", f"customer_id={customer}&repeats_within_days=7")
    assert sorted(row["number"] for row in again) == ["S-1", "S-2"]
    async with db.write() as session:
        await session.execute(delete(Complaint).where(Complaint.customer_id == customer))


def rank(values: list[int], part: Decimal) -> int:
    """The smallest value that at least so great a part does not exceed."""
    return next(value for value in sorted(values) if sum(v <= value for v in values) >= part * len(values))


@CASES
async def test_time_in_states_agrees_with_the_moves(api: Api, db: Database, who: str) -> None:
    async with db.read() as session:
        made = (await session.scalars(select(Transition).where(Transition.workflow == "complaint"))).all()
    everything = await listed(api, who)
    for asked in FILTERS:
        seen = {row["id"] for row in picked(everything, asked)}
        stays: dict[str, list[Transition]] = defaultdict(list)
        for move in made:
            if str(move.subject_id) in seen and move.to_state != move.from_state:
                stays[move.from_state].append(move)
        answer = await analysed(api, who, "stages", asked)
        assert answer["all"]["count"] == len(seen)
        expected = {}
        for state, moves in stays.items():
            elapsed, working = ([getattr(m, f"{kind}_seconds") for m in moves] for kind in ("elapsed", "working"))
            expected[state] = (
                len(moves),
                len({move.subject_id for move in moves}),
                {"median": rank(elapsed, Decimal("0.5")), "p90": rank(elapsed, Decimal("0.9"))},
                {"median": rank(working, Decimal("0.5")), "p90": rank(working, Decimal("0.9"))},
            )
        assert {
            item["state"]: (item["stays"], item["count"], item["elapsed"], item["working"]) for item in answer["items"]
        } == expected
        assert [item["state"] for item in answer["items"]] == [s for s in ComplaintState if s in expected]


Details = dict[str, tuple[Rows, Rows]]


@pytest.fixture(scope="module")
async def details(api: Api, complaints: None) -> Details:
    """Rounds and deadlines of each complaint."""
    found = {}
    for row in await listed(api, "director"):
        path = f"/v1/complaints/{row['id']}"
        rounds = (await api.get(f"{path}/rounds", who="director", expect=200)).json()["items"]
        found[row["id"]] = rounds, (await api.get(path, who="director", expect=200)).json()["deadlines"]
    return found


@CASES
async def test_satisfaction_and_handling_agree_with_the_rounds(api: Api, details: Details, who: str) -> None:
    rounds = {key: of[0] for key, of in details.items()}
    deadlines = {key: of[1] for key, of in details.items()}
    everything = await listed(api, who)
    for asked in FILTERS:
        seen = [row["id"] for row in picked(everything, asked)]
        scored = [number["satisfaction"] for key in seen for number in rounds[key] if number["satisfaction"]]
        answer = await analysed(api, who, "satisfaction", asked)
        assert answer["answers"] == len(scored)
        assert answer["scored"]["count"] == sum(any(n["satisfaction"] for n in rounds[key]) for key in seen)
        means = {n: text(Decimal(sum(s[n] for s in scored)) / len(scored)) if scored else None for n in SCORES}
        assert answer["averages"] == means
        resolved = [key for key in seen if rounds[key][-1]["resolved_at"]]
        in_time = [key for key in resolved if not any(deadline["overdue"] for deadline in deadlines[key])]
        answer = await analysed(api, who, "handling", asked)
        assert (answer["resolved"]["count"], answer["in_time"]["count"]) == (len(resolved), len(in_time))
        assert (answer["late"]["count"], answer["rate"]) == (
            len(resolved) - len(in_time),
            ratio(len(in_time), len(resolved)),
        )


ANALYSES = (
    "root-causes",
    "products",
    "departments",
    "markets",
    "months",
    "repeats",
    "stages",
    "satisfaction",
    "handling",
)


@pytest.mark.parametrize("what", ANALYSES)
async def test_every_figure_opens_the_list_of_what_it_counts(api: Api, what: str) -> None:
    for who in ("director", "rep", "specialist"):
        for asked in FILTERS[:2]:
            found = list(figures(await analysed(api, who, what, asked)))
            assert found
            for figure in found:
                page = await api.get(f"/v1/complaints?limit=1&count=exact&{figure['query']}", who=who, expect=200)
                assert page.json()["total"] == figure["count"], (who, figure)


async def test_filters_by_product_department_and_market_narrow_every_analysis(api: Api) -> None:
    for what, name in (("products", "product_id"), ("departments", "department_id"), ("markets", "market_id")):
        for group in (await analysed(api, "director", what, {}))["items"]:
            for other in ANALYSES:
                narrowed = await analysed(api, "director", other, {name: group["id"]})
                assert narrowed["all"]["count"] == group["count"]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Asia/Kathmandu"])
async def test_months_are_those_of_the_company(api: Api, zone: str) -> None:
    (company,) = (await api.get("/v1/calendars?department_id.null=true", expect=200)).json()["items"]

    async def move_to(place: str) -> None:
        path = f"/v1/calendars/{company['id']}"
        version = (await api.get(path, expect=200)).json()["version"]
        await api.patch(path, who="administrator", json={"zone": place}, version=version, expect=200)

    await move_to(zone)
    try:
        everything = await listed(api, "director")
        for asked in ({}, {"from": "2026-01-15", "to": "2026-02-28"}):
            days = [day(row, ZoneInfo(zone)) for row in everything]
            counted = Counter(f"{on:%Y-%m}" for on in days if asked.get("from", "") <= str(on) <= asked.get("to", "9"))
            answer = await analysed(api, "director", "months", asked)
            assert [(item["month"], item["count"]) for item in answer["items"]] == sorted(counted.items())
            for figure in figures(answer):
                page = await api.get(
                    f"/v1/complaints?limit=1&count=exact&{figure['query']}", who="director", expect=200
                )
                assert page.json()["total"] == figure["count"]
    finally:
        await move_to("Asia/Shanghai")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-02-01&to=2026-01-31", "/query/to"),
        ("from=yesterday", "/query/from"),
        ("to=9999-12-31", "/query/to"),
        ("priority=dire", "/query/priority"),
        ("period=month", "/query/period"),
    ],
)
async def test_a_period_that_means_nothing_is_refused(api: Api, query: str, pointer: str) -> None:
    refused = (await api.get(f"/v1/complaints/analysis/root-causes?{query}", expect=422)).json()
    assert [error["pointer"] for error in refused["errors"]] == [pointer]
