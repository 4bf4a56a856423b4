"""What a period brought: contracts by their day of signing, customers by their first purchase, within one's scope."""

import random
import uuid
from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.opportunities import AMOUNT, NEEDS, move, open_opportunity, signed_contract
from tests.support.rates import enter_rate
from tests.support.records import log_call
from tests.support.statements import recording
from tests.support.world import World

FOLLOW_UP = {"aim": "Hear what they think", "due_on": "2026-04-17"}
MARCH = "first=2026-03-01&last=2026-03-31"


async def sold(api: Api, db: Database, world: World, who: str, **contract: Any) -> dict[str, Any]:
    """A sale of `who`'s that is signed."""
    customer = await customer_in(db, world, owner=who)
    contact = str(await contact_in(db, customer))
    await log_call(api, customer, who=who)
    sale = await open_opportunity(api, customer, who=who)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("confirm_interest", {"follow_up": FOLLOW_UP}),
        ("define_needs", NEEDS),
        ("negotiate", {"proposal": {"summary": "Two X200"}, "amount": AMOUNT, "decision_maker_id": contact}),
        ("sign_contract", {"contract": await signed_contract(api, who=who, **contract)}),
    ]
    for name, body in steps:
        sale = await move(api, sale, name, who=who, **body)
    return sale


async def results(api: Api, who: str, query: str = MARCH) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/v1/opportunities/results?{query}", who=who, expect=200)).json()
    return found


@pytest.fixture(scope="module")
async def sales(api: Api, db: Database, world: World) -> dict[str, dict[str, Any]]:
    """Three of the rep's: two of March in two currencies, one of February; one of a colleague's in another team."""
    await enter_rate(api, "USD", "2026-01-01", "7")
    await enter_rate(api, "USD", "2026-03-05", "7.1")
    bought = {"amount": "1000.00", "currency": "USD"}
    return {
        "dollars": await sold(api, db, world, "rep", number="C-1", signed_on="2026-03-09", amount=bought),
        "unrated": await sold(
            api, db, world, "rep", number="C-2", signed_on="2026-03-01", amount=bought | {"currency": "XOF"}
        ),
        "february": await sold(api, db, world, "rep", number="C-3", signed_on="2026-02-28", amount=bought),
        "other": await sold(api, db, world, "other_rep", number="C-4", signed_on="2026-03-02", amount=bought),
    }


@pytest.mark.usefixtures("sales")
async def test_contracts_count_on_the_day_they_were_signed_by_its_rate(api: Api) -> None:
    march = await results(api, "rep")
    assert (march["contracts"], march["signed_sum"]["currency"], march["without_rate"]) == (2, "CNY", ["XOF"])
    assert float(march["signed_sum"]["amount"]) == 7100
    february = await results(api, "rep", "first=2026-02-01&last=2026-02-28")
    assert (february["contracts"], float(february["signed_sum"]["amount"])) == (1, 7000)
    assert (await results(api, "rep", "first=2026-01-01&last=2026-02-27"))["contracts"] == 0


@pytest.mark.usefixtures("sales")
async def test_everybody_counts_what_they_see(api: Api, world: World) -> None:
    assert (await results(api, "other_rep"))["contracts"] == 1
    assert (await results(api, "director"))["contracts"] == 3
    mine = f"{MARCH}&owner_id={world.people['rep']}"
    assert (await results(api, "director", mine))["contracts"] == 2
    assert (await results(api, "director", f"{MARCH}&owner_id={uuid.uuid4()}"))["contracts"] == 0


async def test_a_customer_is_won_by_the_first_purchase(api: Api, sales: dict[str, dict[str, Any]]) -> None:
    """A contract is a purchase; an earlier order of the same customer moves the winning to its month."""
    assert (await results(api, "rep"))["customers_won"] == 2
    customer = sales["dollars"]["customer_id"]
    line = {"description": "Seals", "quantity": "1", "unit_price": {"amount": "10.00", "currency": "USD"}}
    early = {"number": "PO-1", "ordered_on": "2026-01-15", "lines": [line]}
    await api.post(f"/v1/customers/{customer}/orders", who="rep", json=early, expect=201)
    assert (await results(api, "rep"))["customers_won"] == 1
    assert (await results(api, "rep", "first=2026-01-01&last=2026-01-31"))["customers_won"] == 1


@pytest.mark.parametrize("path", [f"/v1/opportunities/results?{MARCH}", "/v1/month-targets"])
async def test_orders_are_not_gone_through(api: Api, path: str) -> None:
    with recording() as sent:
        await api.get(path, who="director", expect=200)
    assert [each for each in sent if "first_order" in each.sql]
    assert not [each for each in sent if "customer_order" in each.sql]


async def test_what_is_cancelled_was_not_signed(api: Api, db: Database, world: World) -> None:
    amount = {"amount": "5.00", "currency": "CNY"}
    sale = await sold(api, db, world, "rep2", number="C-9", signed_on="2026-03-03", amount=amount)
    assert (await results(api, "rep2"))["contracts"] == 1
    await move(api, sale, "cancel", who="manager", reason="Insolvent")
    assert (await results(api, "rep2"))["contracts"] == 0


async def test_working_days_are_those_of_the_calendar(api: Api) -> None:
    """March 2026 in Shanghai has 22 working days; the 10th, a Tuesday, is the seventh."""
    march = await results(api, "rep")
    assert (march["working_days"], march["working_days_begun"]) == (22, 7)
    assert (await results(api, "rep", "first=2026-04-01&last=2026-04-30"))["working_days_begun"] == 0


@pytest.mark.parametrize("query", ["first=2026-03-02&last=2026-03-01", "first=2026-01-01&last=2027-01-02"])
async def test_a_period_has_an_end_and_a_bound(api: Api, query: str) -> None:
    refused = (await api.get(f"/v1/opportunities/results?{query}", who="rep", expect=422)).json()
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [("/query/last", "out_of_range")]


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_is_won_is_won_by_the_first_of_all_orders(
    api: Api, db: Database, world: World, seed: int
) -> None:
    """Whatever is ordered, moved to another day, taken away, merged and given to somebody else."""
    rng = random.Random(seed)
    year = 2010 + seed
    whose = ("rep", "rep2", "other_rep", "rep", "rep2")
    customers = [await customer_in(db, world, owner=owner) for owner in whose]
    orders: dict[uuid.UUID, list[dict[str, Any]]] = {customer: [] for customer in customers}
    owners = dict(zip(customers, whose, strict=True))
    for step in range(24):
        await _some_order(api, rng, orders, year)
        if step == 12:
            await _transferred(api, world, customers[0], "rep2")
            owners[customers[0]] = "rep2"
        if step == 18:
            orders[customers[3]] += orders.pop(customers[4])
            await _merged(api, customers[3], customers[4])
        if step % 4 == 3:
            for who, theirs in {"director": {"rep", "rep2", "other_rep"}, "rep": {"rep"}, "rep2": {"rep2"}}.items():
                firsts = [
                    min(each["ordered_on"] for each in found)
                    for whose, found in orders.items()
                    if found and owners[whose] in theirs
                ]
                for month in range(1, 4):
                    period = f"first={year}-{month:02}-01&last={year}-{month:02}-28"
                    won = (await results(api, who, period))["customers_won"]
                    assert won == sum(first.startswith(f"{year}-{month:02}") for first in firsts), (step, who, month)


async def _some_order(api: Api, rng: random.Random, orders: dict[uuid.UUID, list[dict[str, Any]]], year: int) -> None:
    whose = rng.choice(list(orders))
    day = f"{year}-{rng.randrange(1, 4):02}-{rng.randrange(1, 29):02}"
    there = orders[whose]
    if not there or rng.random() < 0.4:
        line = {"description": "Seals", "quantity": "1", "unit_price": {"amount": "10.00", "currency": "USD"}}
        body = {"number": f"PO-{uuid.uuid4().hex[:8]}", "ordered_on": day, "lines": [line]}
        made = await api.post(f"/v1/customers/{whose}/orders", who="director", json=body, expect=201)
        there.append(made.json())
        return
    order = there.pop(rng.randrange(len(there)))
    order = (await api.get(f"/v1/orders/{order['id']}", who="director", expect=200)).json()
    path, version = f"/v1/orders/{order['id']}", order["version"]
    if rng.random() < 0.5:
        await api.delete(path, who="director", version=version, expect=204)
        return
    changed = await api.patch(path, who="director", json={"ordered_on": day}, version=version, expect=200)
    there.append(changed.json())


async def _transferred(api: Api, world: World, customer: uuid.UUID, to: str) -> None:
    version = (await api.get(f"/v1/customers/{customer}", who="director", expect=200)).json()["version"]
    body = {"to_user_id": str(world.people[to]), "note": "Knows them"}
    await api.post(f"/v1/customers/{customer}/transfer", who="director", version=version, json=body, expect=200)


async def _merged(api: Api, own: uuid.UUID, other: uuid.UUID) -> None:
    versions = [
        (await api.get(f"/v1/customers/{each}", who="director", expect=200)).json()["version"] for each in (own, other)
    ]
    body = {"other_id": str(other), "other_version": versions[1], "reason": "one company"}
    await api.post(f"/v1/customers/{own}/merge", who="director", version=versions[0], json=body, expect=201)
