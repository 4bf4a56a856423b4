"""What goes together equals a slow computation; suggestions follow it, and what is turned down stays away."""

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

from sqlalchemy import select

from meridian.cross_sell import jobs
from meridian.cross_sell.models import PurchaseRule
from meridian.customers.models import InstalledProduct, Order, OrderLine
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.kernel.shares import wilson
from tests.duplicates.merge.test_merge import merge
from tests.policies.test_api import decide
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import LINE, open_opportunity
from tests.support.world import World

TODAY = date(2026, 3, 10)


async def products(api: Api, count: int) -> list[str]:
    """So many new products of ours."""
    made = []
    for _ in range(count):
        code = f"p_{uuid.uuid4().hex[:12]}"
        body = {"code": code, "name": f"Pump {code}", "name_zh": f"泵 {code}"}
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


async def prompts(api: Api, customer: Any, who: str = "rep") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await api.get(f"/v1/customers/{customer}/cross-sell-prompts", who=who, expect=200)
    ).json()["items"]
    return found


async def test_what_goes_together_equals_a_slow_computation(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    rng = random.Random(12)
    sold = await products(api, 6)
    lean = dict(zip(sold, (0.8, 0.6, 0.5, 0.3, 0.2, 0.1), strict=True))
    baskets: list[set[str]] = []
    for _ in range(60):
        customer, recent = await customer_in(db, world), set[str]()
        for _ in range(rng.choice([0, 1, 1, 2])):
            order = {product for product in sold if rng.random() < lean[product]}
            days = rng.choice([0, 10, 729, 730, 900])
            await buys(db, customer, order, days_ago=days)
            recent |= order if days < 730 else set()
        baskets.append(recent)
    await jobs.renew(JobContext(db, settings))
    buyers = [basket for basket in baskets if basket]
    expected = {}
    for one, two in permutations(sold, 2):
        of_one = [basket for basket in buyers if one in basket]
        of_two = [basket for basket in buyers if two in basket]
        both = sum(1 for basket in of_one if two in basket)
        if both >= 5 and both / len(of_one) >= 0.3 and both / len(of_one) > len(of_two) / len(buyers):
            expected[one, two] = (len(of_one), both, len(of_two), len(buyers))
    async with db.read() as session:
        found = {
            (str(rule.if_product_id), str(rule.then_product_id)): (
                rule.buyers,
                rule.together,
                rule.then_buyers,
                rule.customers,
            )
            for rule in await session.scalars(select(PurchaseRule))
        }
    assert expected
    assert found == expected
    shown = (await api.get("/v1/purchase-rules", who="specialist", expect=200)).json()["items"]
    assert [each["share"]["share"] for each in shown] == sorted(
        (both / one for one, both, _, _ in expected.values()), reverse=True
    )


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
    customer = await customer_in(db, world)
    await buys(db, customer, [first])
    await jobs.renew(JobContext(db, settings))
    assert await prompts(api, customer) == []
    await decide(api, "cross_sell_rules", {"period_days": 90, "least_customers": 3, "least_percent": 25})
    await jobs.renew(JobContext(db, settings))
    assert [each["product"]["id"] for each in await prompts(api, customer)] == [second]
