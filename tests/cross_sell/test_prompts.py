"""What goes together equals a slow computation; suggestions follow it, and what is turned down stays away."""

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select, text

from meridian.cross_sell import jobs
from meridian.cross_sell.models import PurchaseLineRule, PurchaseRule
from meridian.customers.models import InstalledProduct, Order, OrderLine
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.schemas import wilson
from meridian.kernel.settings import Settings
from tests.duplicates.merge.test_merge import merge
from tests.policies.test_api import decide
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import LINE, open_opportunity
from tests.support.world import World

TODAY = date(2026, 3, 10)


async def products(api: Api, count: int, line: str | None = None) -> list[str]:
    """So many new products of ours, of a line."""
    made = []
    for _ in range(count):
        code = f"p_{uuid.uuid4().hex[:12]}"
        body = {"code": code, "name": f"Pump {code}", "name_zh": f"泵 {code}", "product_line": line}
        made.append((await api.post("/v1/products", who="director", json=body, expect=201)).json()["id"])
    return made


async def buys(db: Database, customer: uuid.UUID, product_ids: Any, *, days_ago: int = 30) -> None:
    """An order of these products."""
    async with db.write() as session:
        order = Order(
            customer_id=customer,
            number=uuid.uuid4().hex,
            ordered_on=TODAY - timedelta(days=days_ago),
            currency="CNY",
            amount=Decimal(1),
        )
        session.add(order)
        await session.flush()
        for product in product_ids:
            session.add(
                OrderLine(
                    order_id=order.id,
                    customer_id=customer,
                    product_id=uuid.UUID(product),
                    description="Pump",
                    quantity=1,
                    unit_price=1,
                    amount=1,
                )
            )


async def prompts(api: Api, customer: Any, who: str = "rep", part: str = "items") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await api.get(f"/v1/customers/{customer}/cross-sell-prompts", who=who, expect=200)
    ).json()[part]
    return found


Baskets = list[set[str]]
Pairs = dict[tuple[str, str], tuple[int, int, int, int]]


def slowly(baskets: Baskets) -> Pairs:
    """What goes together, pair by pair: buyers of the first, of both, of the second, of anything."""
    buyers = [basket for basket in baskets if basket]
    found = {}
    for one, two in permutations(sorted(set().union(*buyers)), 2):
        of_one = [basket for basket in buyers if one in basket]
        of_two = [basket for basket in buyers if two in basket]
        both = sum(1 for basket in of_one if two in basket)
        if both >= 5 and both / len(of_one) >= 0.3 and both / len(of_one) > len(of_two) / len(buyers):
            found[one, two] = (len(of_one), both, len(of_two), len(buyers))
    return found


def counts(rule: PurchaseRule | PurchaseLineRule) -> tuple[int, int, int, int]:
    return rule.buyers, rule.together, rule.then_buyers, rule.customers


@pytest.fixture(autouse=True)
async def nothing_bought(db: Database) -> None:
    async with db.write() as session:
        await session.execute(text("DELETE FROM customer_order"))


async def test_what_goes_together_equals_a_slow_computation(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    rng = random.Random(12)
    lines = [f"line_{n}_{uuid.uuid4().hex[:8]}" for n in range(4)]
    line_of: dict[str, str | None] = {}
    for line, count in ((lines[0], 2), (lines[1], 1), (lines[2], 12), (lines[3], 12), (None, 1)):
        line_of |= dict.fromkeys(await products(api, count, line), line)
    sold = [*line_of]
    lean = dict(zip(sold, (0.8, 0.6, 0.5, *[0.05] * 24, 0.2), strict=True))
    baskets: Baskets = []
    for _ in range(60):
        customer, recent = await customer_in(db, world), set[str]()
        for _ in range(rng.choice([0, 1, 1, 2])):
            order = {product for product in sold if rng.random() < lean[product]}
            days = rng.choice([0, 10, 729, 730, 900])
            await buys(db, customer, order, days_ago=days)
            recent |= order if days < 730 else set()
        baskets.append(recent)
    await jobs.renew(JobContext(db, settings))
    expected = slowly(baskets)
    of_lines = slowly([{line for product in basket if (line := line_of[product])} for basket in baskets])
    async with db.read() as session:
        rules = await session.scalars(select(PurchaseRule))
        found = {(str(rule.if_product_id), str(rule.then_product_id)): counts(rule) for rule in rules}
        line_rules = await session.scalars(select(PurchaseLineRule))
        found_of_lines = {(rule.if_line, rule.then_line): counts(rule) for rule in line_rules}
    assert expected
    assert found == expected
    assert any({lines[2], lines[3]} & {*pair} for pair in of_lines)  # of which no single product is bought often enough
    assert found_of_lines == of_lines
    shown = (await api.get("/v1/purchase-rules", who="specialist", expect=200)).json()
    for part, pairs in (("items", expected), ("lines", of_lines)):
        assert [each["share"]["share"] for each in shown[part]] == sorted(
            (both / one for one, both, _, _ in pairs.values()), reverse=True
        )


async def test_a_line_is_suggested_where_its_products_are_bought_too_rarely(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    own, other = f"pumps_{uuid.uuid4().hex[:8]}", f"valves_{uuid.uuid4().hex[:8]}"
    (pump,), valves = await products(api, 1, own), await products(api, 8, other)
    for valve in valves:
        await buys(db, await customer_in(db, world), [pump, valve])
    for _ in range(12):
        await buys(db, await customer_in(db, world), await products(api, 1, f"rest_{uuid.uuid4().hex[:8]}"))
    customer = await customer_in(db, world)
    await buys(db, customer, [pump], days_ago=100)
    await jobs.renew(JobContext(db, settings))

    async def suggested() -> list[tuple[str, list[str]]]:
        lines = await prompts(api, customer, part="lines")
        return [(each["product_line"], [one["id"] for one in each["products"]]) for each in lines]

    by_code = sorted(valves, key=(await codes(api, valves)).__getitem__)
    assert await prompts(api, customer) == []
    assert await suggested() == [(other, by_code[:5])]
    (prompt,) = await prompts(api, customer, part="lines")
    assert (prompt["because_of_line"], prompt["bought_on"]) == (own, "2025-11-30")
    assert [each["id"] for each in prompt["because_of"]] == [pump]
    assert (prompt["share"]["count"], prompt["share"]["total"], prompt["usual"]["total"]) == (8, 9, 21)

    path = f"/v1/customers/{customer}/declined-prompts"
    await api.post(path, json={"product_id": by_code[0], "reason": "Too large"}, expect=201)
    assert await suggested() == [(other, by_code[1:6])]
    wanted = {"product_line": other, "reason": "Makes its own"}
    await api.post(path, json=wanted | {"product_id": by_code[1]}, expect=422)
    await api.post(path, json=wanted | {"product_line": "nothing_of_ours"}, expect=422)
    declined = (await api.post(path, json=wanted, expect=201)).json()
    assert (declined["product_line"], declined["product"]) == (other, None)
    assert (await api.post(path, json=wanted, expect=409)).json()["reason"] == "already_declined"
    assert await suggested() == []
    await api.delete(f"{path}/{declined['id']}", expect=204)
    assert len(await suggested()) == 1
    async with db.write() as session:
        session.add(InstalledProduct(customer_id=customer, product_id=uuid.UUID(by_code[7]), model="V8"))
    assert await suggested() == []  # it has something of the line


@pytest.mark.parametrize("seed", range(3))
async def test_no_line_is_suggested_of_which_a_customer_has_something(
    api: Api, db: Database, world: World, settings: Settings, seed: int
) -> None:
    """Against the rules told by hand: each line once, by the likeliest pair, nothing had or told twice."""
    rng = random.Random(seed)
    lines = [f"l{n}_{uuid.uuid4().hex[:8]}" for n in range(4)]
    line_of: dict[str, str] = {}
    for line in lines:
        line_of |= dict.fromkeys(await products(api, rng.choice([1, 8]), line), line)
    baskets: dict[Any, set[str]] = {}
    for _ in range(40):
        likes = rng.sample(lines, rng.choice([1, 2, 2, 3]))
        customer = await customer_in(db, world)
        baskets[customer] = {rng.choice([one for one in line_of if line_of[one] == line]) for line in likes}
        await buys(db, customer, baskets[customer])
    await jobs.renew(JobContext(db, settings))
    rules = slowly([{line_of[one] for one in basket} for basket in baskets.values()])
    told = 0
    for customer, basket in rng.sample([*baskets.items()], 12):
        had = {line_of[one] for one in basket}
        single = {line_of[each["product"]["id"]] for each in await prompts(api, customer)}
        expected = {two for one, two in rules if one in had} - had - single
        found = await prompts(api, customer, part="lines")
        assert {each["product_line"] for each in found} == expected
        assert len(found) == len(expected)
        for each in found:
            one, both, *_ = rules[each["because_of_line"], each["product_line"]]
            pairs = [rules[pair] for pair in rules if pair[0] in had and pair[1] == each["product_line"]]
            assert both / one == max(pair[1] / pair[0] for pair in pairs)
        told += len(found)
    assert told


async def codes(api: Api, ids: list[str]) -> dict[str, str]:
    return {one: (await api.get(f"/v1/products/{one}", expect=200)).json()["code"] for one in ids}


async def test_a_customer_is_told_what_it_has_not_and_did_not_turn_down(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    first, second, third = await products(api, 3)
    for n in range(10):
        buyer = await customer_in(db, world)
        await buys(db, buyer, [first] + [second] * (n < 6) + [third] * (n < 5))
    for _ in range(20):
        await buys(db, await customer_in(db, world), await products(api, 1))
    customer = await customer_in(db, world)
    await buys(db, customer, [first], days_ago=100)
    await jobs.renew(JobContext(db, settings))

    async def suggested() -> list[str]:
        return [each["product"]["id"] for each in await prompts(api, customer)]

    assert await suggested() == [second, third]
    prompt = (await prompts(api, customer))[0]
    low, high = wilson(6, 11)
    assert (prompt["because_of"]["id"], prompt["bought_on"]) == (first, "2025-11-30")
    assert prompt["share"] == {"count": 6, "total": 11, "share": 6 / 11, "low": low, "high": high, "small": True}
    path = f"/v1/customers/{customer}/declined-prompts"
    body = {"product_id": second, "reason": "Has one of another make"}
    await api.get(f"/v1/customers/{customer}/cross-sell-prompts", who="foreign_rep", expect=404)
    await api.post(path, who="foreign_rep", json=body, expect=404)
    await api.post(path, json={"product_id": second}, expect=422)
    declined = (await api.post(path, json=body, expect=201)).json()
    assert await suggested() == [third]
    assert (await api.post(path, json=body, expect=409)).json()["reason"] == "already_declined"
    await jobs.renew(JobContext(db, settings))
    assert await suggested() == [third]
    assert [each["reason"] for each in (await api.get(path, expect=200)).json()["items"]] == [body["reason"]]
    await api.delete(f"{path}/{declined['id']}", expect=204)
    assert await suggested() == [second, third]
    opportunity = await open_opportunity(api, customer)
    line = {**LINE, "product_id": second}
    await api.post(f"/v1/opportunities/{opportunity['id']}/lines", json=line, expect=201)
    assert await suggested() == [third]
    async with db.write() as session:
        session.add(InstalledProduct(customer_id=customer, product_id=uuid.UUID(third), model="X300"))
    assert await suggested() == []


async def test_what_one_record_turned_down_the_merged_one_did(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    first, second = await products(api, 2)
    for _ in range(6):
        await buys(db, await customer_in(db, world), [first, second])
    for _ in range(10):
        await buys(db, await customer_in(db, world), await products(api, 1))
    loser, winner = await customer_in(db, world), await customer_in(db, world)
    await buys(db, winner, [first])
    await jobs.renew(JobContext(db, settings))
    assert len(await prompts(api, winner)) == 1
    body = {"product_id": second, "reason": "Has one"}
    await api.post(f"/v1/customers/{loser}/declined-prompts", json=body, expect=201)
    own, other = [(await api.get(f"/v1/customers/{one}", who="lead", expect=200)).json() for one in (winner, loser)]
    await merge(api, own, other)
    assert await prompts(api, winner) == []


async def test_policy_says_what_is_enough(api: Api, db: Database, world: World, settings: Settings) -> None:
    first, second = await products(api, 2)
    for n in range(9):
        await buys(db, await customer_in(db, world), [first] + [second] * (n < 3))
    await buys(db, await customer_in(db, world), await products(api, 1))
    customer = await customer_in(db, world)
    await buys(db, customer, [first])
    await jobs.renew(JobContext(db, settings))
    assert await prompts(api, customer) == []
    await decide(api, "cross_sell_rules", {"period_days": 90, "least_customers": 3, "least_percent": 25})
    await jobs.renew(JobContext(db, settings))
    assert [each["product"]["id"] for each in await prompts(api, customer)] == [second]
