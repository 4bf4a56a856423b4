"""A board or list narrowed by the customer's grade, country or market is what the customers themselves say, whatever
was written: regraded one by one and together, moved, given away, merged, and a merge undone."""

import asyncio
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from meridian.customers.models import Customer
from meridian.kernel.db.session import Database
from meridian.kernel.history.models import History
from meridian.opportunities.board.schemas import CARDS
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import change, move, open_opportunity, opportunity_now
from tests.support.statements import recording
from tests.support.world import World

SELLERS = ("rep", "rep2", "other_rep", "foreign_rep")
READERS = ("rep", "lead", "manager", "deputy", "director")
COUNTRIES = ("DE", "AE", "FR", None)
STEPS = 36
VACUUMED = "UPDATE pg_class SET relpages = 99, reltuples = 999, relallvisible = 99 WHERE oid = 'opportunity'::regclass"
OTHERS = """
SELECT indexrelid::regclass::text FROM pg_index
WHERE indrelid = 'opportunity'::regclass AND NOT indisprimary AND indexrelid::regclass::text <> ALL ($1)"""
BOARD = ("opportunity_sums_idx", "opportunity_board_idx")
Facts = dict[str, Any]
Keeps = Callable[[Facts], bool]


class Company:
    """Customers of several people with their opportunities, and what happens to them."""

    def __init__(self, api: Api, db: Database, world: World, seed: int) -> None:
        self.api, self.db, self.world = api, db, world
        self.rng = random.Random(seed)
        self.customers: list[uuid.UUID] = []
        self.opportunities: list[dict[str, Any]] = []
        self.merges: list[tuple[str, uuid.UUID]] = []

    async def step(self) -> None:
        rng = self.rng
        while len(self.customers) < 4:
            await self.enter()
        does = (
            self.enter, self.open, self.regrade, self.relocate, self.give_away, self.reassign, self.merge, self.undo,
            self.regrade, self.advance,
        )  # fmt: skip
        await rng.choice(does)()

    async def enter(self) -> None:
        owner = self.rng.choice(SELLERS)
        country, grade = self.rng.choice(COUNTRIES), self.rng.choice("ABCD")
        self.customers.append(await customer_in(self.db, self.world, owner=owner, country=country, grade=grade))
        await self.open(self.customers[-1])

    async def open(self, customer: uuid.UUID | None = None) -> None:
        customer = customer or self.rng.choice(self.customers)
        amount = {"amount": f"{self.rng.randrange(1, 10**6)}.00", "currency": "CNY"}
        self.opportunities.append(await open_opportunity(self.api, customer, who="director", amount=amount))

    async def regrade(self) -> None:
        """In bulk: no opportunity gets a version, an entry in its history or an event of it."""
        some = self.rng.sample(self.customers, self.rng.randrange(1, len(self.customers)))
        before = await self._traces()
        async with self.db.write() as session:
            await session.execute(
                update(Customer)
                .where(Customer.id.in_(some))
                .values(grade=self.rng.choice("ABCD"), updated_at=session.now)
            )
        assert await self._traces() == before

    async def _traces(self) -> list[Any]:
        async with self.db.read() as session:
            told = "SELECT count(*) FROM event WHERE subject_type = 'opportunity'"
            versions = await session.execute(text("SELECT id, version, updated_at FROM opportunity ORDER BY id"))
            kept = select(func.count()).select_from(History).where(History.entity == "opportunity")
            return [versions.all(), await session.scalar(kept), await session.scalar(text(told))]

    async def relocate(self) -> None:
        """To another country, and so perhaps to another market."""
        path = f"/v1/customers/{self.rng.choice(self.customers)}"
        version = (await self.api.get(path, who="director", expect=200)).json()["version"]
        body = {"country": self.rng.choice(COUNTRIES)}
        await self.api.patch(path, who="director", version=version, json=body, expect=200)

    async def give_away(self) -> None:
        body = {"customer_ids": [str(self.rng.choice(self.customers))], "note": "Holidays"}
        to = str(self.world.people[self.rng.choice(SELLERS)])
        await self.api.post("/v1/customers/transfers", who="director", json=body | {"to_user_id": to}, expect=200)

    async def reassign(self) -> None:
        """To somebody who sees every customer."""
        owner = str(self.world.people["director"])
        await change(self.api, self.rng.choice(self.opportunities), who="director", owner_id=owner)

    async def advance(self) -> None:
        chosen = self.rng.choice(self.opportunities)
        if (await opportunity_now(self.api, chosen["id"]))["outcome"] == "open":
            await move(self.api, chosen, "lose", who="director", lost_reason="price", lessons_learned="Ask earlier")
            self.opportunities.remove(chosen)

    async def merge(self) -> None:
        winner, loser = self.rng.sample(self.customers, 2)
        versions = [
            (await self.api.get(f"/v1/customers/{each}", who="director", expect=200)).json()["version"]
            for each in (winner, loser)
        ]
        body = {"other_id": str(loser), "other_version": versions[1], "reason": "One company"}
        path = f"/v1/customers/{winner}/merge"
        done = await self.api.post(path, who="director", version=versions[0], json=body)
        if done.status_code == 201:
            self.customers.remove(loser)
            self.merges.append((done.json()["id"], loser))

    async def undo(self) -> None:
        if self.merges:
            merge, loser = self.merges.pop()
            undone = await self.api.post(f"/v1/customer-merges/{merge}/undo", who="director")
            if undone.status_code == 200:
                self.customers.append(loser)

    async def facts(self, who: str) -> list[Facts]:
        """What the reader sees unfiltered, each with what its customer says."""
        items = (await self.api.get("/v1/opportunities?limit=200", who=who, expect=200)).json()["items"]
        async with self.db.read() as session:
            rows = await session.execute(select(Customer.id, Customer.grade, Customer.country, Customer.market_id))
            known = {str(row.id): row for row in rows}
        asked = ("grade", "country", "market_id")
        return [item | {name: getattr(known[item["customer_id"]], name) for name in asked} for item in items]


async def narrowed(api: Api, who: str, query: str) -> tuple[set[str], dict[str, Any]]:
    """What the list holds, and the board's columns."""
    items = (await api.get(f"/v1/opportunities?limit=200&{query}", who=who, expect=200)).json()["items"]
    board = (await api.get(f"/v1/opportunities/board?{query}", who=who, expect=200)).json()
    return {item["id"] for item in items}, {column["stage"]: column for column in board["columns"]}


def filters(market: str) -> dict[str, Keeps]:
    return {
        "grade=A": lambda facts: facts["grade"] == "A",
        "grade=B&grade=D": lambda facts: facts["grade"] in ("B", "D"),
        "grade.ne=C": lambda facts: facts["grade"] != "C",
        "country=DE": lambda facts: facts["country"] == "DE",
        "country.ne=DE": lambda facts: facts["country"] != "DE",
        "country.null=true&grade=A": lambda facts: facts["country"] is None and facts["grade"] == "A",
        f"market_id={market}": lambda facts: str(facts["market_id"]) == market,
        f"market_id.ne={market}": lambda facts: str(facts["market_id"]) != market,
    }


@pytest.fixture(scope="module")
async def market(api: Api) -> str:
    body = {"name": "Near", "name_zh": "近", "code": "near", "countries": ["DE", "FR"]}
    found: str = (await api.post("/v1/markets", who="director", json=body, expect=201)).json()["id"]
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_writes_it_is_what_the_customers_say(
    api: Api, db: Database, world: World, market: str, seed: int
) -> None:
    company = Company(api, db, world, seed)
    for step in range(STEPS):
        await company.step()
        if step % 9 != 8:
            continue
        for who in READERS:
            every = await company.facts(who)
            for query, keeps in filters(market).items():
                wanted = [facts for facts in every if keeps(facts)]
                listed, columns = await narrowed(api, who, query)
                assert listed == {facts["id"] for facts in wanted}, (seed, step, who, query)
                open_ones = [facts for facts in wanted if facts["outcome"] == "open"]
                sizes = Counter(facts["stage"] for facts in open_ones)
                assert {stage: column["count"] for stage, column in columns.items() if column["count"]} == sizes
                for stage, column in columns.items():
                    here = {facts["id"]: facts for facts in open_ones if facts["stage"] == stage}
                    cards = [card["id"] for card in column["cards"]]
                    assert set(cards) <= set(here)
                    assert len(cards) == min(len(here), CARDS)


@pytest.mark.parametrize(
    "query",
    [
        *filters(str(uuid.UUID(int=1))),
        *("", "currency=CNY", "source=exhibition", "important=true", "title.contains=pump"),
        *("review_due_on.lte=2026-03-10", "follow_up_due_on.lt=2026-03-10"),
    ],
)
async def test_sums_and_cards_are_found_in_indexes_alone(api: Api, db: Database, query: str) -> None:
    with recording() as sent:
        await api.get(f"/v1/opportunities/board?{query}", who="director", expect=200)
    sums, cards = (each for each in sent if "FROM opportunity" in each.sql)
    async with db.writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        trial = raw.transaction()
        await trial.start()
        await raw.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        await raw.execute(VACUUMED)
        for (name,) in await raw.fetch(OTHERS, BOARD):  # a small table is found as well by any
            await raw.execute(f"DROP INDEX {name}")
        explained = [await raw.fetchval(f"EXPLAIN (FORMAT JSON) {each.sql}", *each.values) for each in (sums, cards)]
        await trial.rollback()
    plans = [plan["Plan"] for (plan,) in explained]
    for plan in plans:
        looked = [node for node in nodes(plan) if node.get("Index Name") in BOARD]
        assert [node["Node Type"] for node in looked] == ["Index Only Scan"]
    assert {node.get("Relation Name") for node in nodes(plans[0])} <= {None, "opportunity"}


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(inner for child in plan.get("Plans", ()) for inner in nodes(child))]


async def test_who_regrades_a_customer_and_who_changes_its_opportunity_take_turns(
    api: Api, db: Database, world: World
) -> None:
    """The customer first: whoever has it gets its opportunities too."""
    customer = await customer_in(db, world)
    made = await open_opportunity(api, customer)
    async with db.write() as session:
        await session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))  # this one would be given up
        await session.execute(select(Customer.id).where(Customer.id == customer).with_for_update())
        owner = str(world.people["lead"])
        other = asyncio.create_task(change(api, made, who="director", owner_id=owner))
        await asyncio.sleep(0.3)  # it waits for the customer now, and holds nothing that is wanted here
        await session.execute(update(Customer).where(Customer.id == customer).values(grade="A"))
    assert (await other)["owner_id"] == owner
    assert (await narrowed(api, "director", f"customer_id={customer}&grade=A"))[0] == {made["id"]}
