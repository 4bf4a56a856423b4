"""Needs, interests, installed products and orders, through the API and within the customer's scope."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from meridian.customers.models import Customer
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.world import World


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


LINE = {"description": "X200", "quantity": "2", "unit_price": usd("1250.005"), "cost": usd("800")}
ORDER = {"number": "PO-1", "ordered_on": "2026-02-03", "lines": [LINE]}


@pytest.fixture(scope="module")
async def customer(db: Database, world: World) -> uuid.UUID:
    """A customer of `rep`."""
    async with db.write() as session:
        made = Customer(
            name="Harbour Tools",
            name_key="harbour tools",
            source_channel="web",
            owner_id=world.people["rep"],
            team_id=world.teams["team"],
            department_id=world.departments["sales"],
            obtained_at=session.now,
        )
        session.add(made)
        await session.flush()
        return made.id


@pytest.mark.parametrize(
    ("path", "body", "change"),
    [
        ("needs", {"kind": "current", "description": "Two pumps", "quantity": "2"}, {"state": "met"}),
        ("installed-products", {"model": "X200-B", "purchased_on": "2023-05-12"}, {"state": "faulty"}),
    ],
)
async def test_a_record_lives_within_its_customers_scope(
    api: Api, customer: uuid.UUID, path: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    made = (await api.post(f"/v1/customers/{customer}/{path}", json=body, expect=201)).json()
    one = f"/v1/{path}/{made['id']}"
    changed = await api.patch(one, json=change, version=made["version"], expect=200)
    assert changed.json() == made | change | {k: changed.json()[k] for k in ("version", "updated_at")}
    await api.patch(one, json=change, version=made["version"], expect=412)
    for stranger in ("other_rep", "foreign_rep"):
        await api.get(one, who=stranger, expect=404)
        await api.get(f"/v1/customers/{customer}/{path}", who=stranger, expect=404)
        await api.patch(one, who=stranger, json=change, version=2, expect=404)
        await api.post(f"/v1/customers/{customer}/{path}", who=stranger, json=body, expect=404)
    await api.patch(one, who="analyst", json=change, version=2, expect=403)
    listed = await api.get(f"/v1/customers/{customer}/{path}", who="lead", expect=200)
    assert [row["id"] for row in listed.json()["items"]] == [made["id"]]
    await api.delete(one, version=2, expect=204)
    await api.get(one, expect=404)


async def test_a_product_is_of_interest_once(api: Api, customer: uuid.UUID) -> None:
    pump = {"code": "pump", "name": "Pump", "name_zh": "泵"}
    product = (await api.post("/v1/products", who="director", json=pump, expect=201)).json()["id"]
    path = f"/v1/customers/{customer}/product-interests"
    await api.post(path, json={"product_id": product}, expect=201)
    again = await api.post(path, json={"product_id": product}, expect=409)
    assert again.json()["reason"] == "already_of_interest"
    await api.post(path, json={"product_id": str(uuid.uuid4())}, expect=409)


async def test_an_orders_amount_is_the_sum_of_its_lines_and_profit_is_masked(api: Api, customer: uuid.UUID) -> None:
    path = f"/v1/customers/{customer}/orders"
    made = (await api.post(path, who="director", json=ORDER, expect=201)).json()
    assert (made["amount"], made["cost"], made["profit"]) == (usd("2500.01"), usd("800.00"), usd("1700.01"))
    one = f"/v1/orders/{made['id']}"
    seen = (await api.get(one, who="rep", expect=200)).json()
    assert (seen["amount"], seen["cost"], seen["profit"]) == (usd("2500.01"), None, None)
    assert seen["masked_fields"] == ["cost", "profit"]
    assert seen["lines"][0]["cost"] is None
    await api.post(path, who="director", json=ORDER, expect=409)
    two_lines = [LINE, {"description": "Freight", "quantity": "1", "unit_price": usd("100")}]
    changed = (await api.patch(one, who="director", json={"lines": two_lines}, version=1, expect=200)).json()
    assert (changed["amount"], changed["cost"], changed["profit"]) == (usd("2600.01"), None, None)


async def test_a_sum_of_many_places_is_told_as_it_is_kept(api: Api, customer: uuid.UUID) -> None:
    path = f"/v1/customers/{customer}/orders"
    lines = [{"description": "Hose", "quantity": "7208.29", "unit_price": usd("80.112")}] * 2
    order = {"number": "PO-7", "ordered_on": "2026-01-01", "lines": lines}
    made = (await api.post(path, json=order, expect=201)).json()
    assert made["lines"][0]["amount"] == usd("577470.53")
    assert made["amount"] == usd("1154941.06")
    assert (await api.get(f"/v1/orders/{made['id']}")).json() == made


@pytest.mark.parametrize(
    ("currency", "quantity", "price", "amount"),
    [
        ("EUR", "1.25", "1.125", "1.41"),
        ("USD", "0.5", "0.01", "0.01"),
        ("JPY", "1.5", "333", "500.00"),
        ("KWD", "1.25", "1.125", "1.406"),
        ("KWD", "0.3333", "1.0001", "0.333"),
        ("USD", "9999999999.9999", "0.0001", "1000000.00"),
        ("CLF", "0.0001", "0.5", "0.0001"),
    ],
)
async def test_money_is_rounded_by_one_rule(
    api: Api, customer: uuid.UUID, currency: str, quantity: str, price: str, amount: str
) -> None:
    """To the currency's smallest unit, halves up; the sum is that of what the lines show."""
    line = {"description": "Hose", "quantity": quantity, "unit_price": {"amount": price, "currency": currency}}
    order = {"number": uuid.uuid4().hex, "ordered_on": "2026-01-01", "lines": [line] * 3}
    made = (await api.post(f"/v1/customers/{customer}/orders", json=order, expect=201)).json()
    assert [each["amount"]["amount"] for each in made["lines"]] == [amount] * 3
    assert Decimal(made["amount"]["amount"]) == 3 * Decimal(amount)


async def test_more_than_can_be_kept_is_refused(api: Api, customer: uuid.UUID) -> None:
    line = {"description": "Hose", "quantity": "99999999999999.9999", "unit_price": usd("99999999999999.9999")}
    order = {"number": "PO-8", "ordered_on": "2026-01-01", "lines": [line]}
    await api.post(f"/v1/customers/{customer}/orders", json=order, expect=422)


async def test_an_order_is_in_one_currency(api: Api, customer: uuid.UUID) -> None:
    """Its lines come back as they are told; each amount in another currency is named."""
    path = f"/v1/customers/{customer}/orders"
    euros = LINE | {"unit_price": {"amount": "5", "currency": "EUR"}}
    refused = await api.post(path, who="director", json=ORDER | {"number": "PO-11", "lines": [LINE, euros]}, expect=422)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/lines/1/unit_price/currency"]
    made = (await api.post(path, who="director", json=ORDER | {"number": "PO-11"}, expect=201)).json()
    one = f"/v1/orders/{made['id']}"
    written = [{name: line[name] for name in LINE} for line in made["lines"]]
    again = (await api.patch(one, who="director", json={"lines": written}, version=1, expect=200)).json()
    assert {name: again[name] for name in ("amount", "cost", "profit")} == {
        name: made[name] for name in ("amount", "cost", "profit")
    }
    other = {"lines": [LINE | {"cost": {"amount": "5", "currency": "EUR"}}]}
    refused = await api.patch(one, who="director", json=other, version=again["version"], expect=422)
    assert [each["code"] for each in refused.json()["errors"]] == ["other_currency"]


async def test_hidden_costs_are_neither_blanked_nor_forged(api: Api, customer: uuid.UUID) -> None:
    """Costs are hidden from reps: what they do to an order leaves them as they are."""
    lines = [
        {"description": "X200", "quantity": "2", "unit_price": usd("1250"), "cost": usd("1420.8")},
        {"description": "Freight", "quantity": "1", "unit_price": usd("100"), "cost": usd("60")},
    ]
    order = ORDER | {"number": "PO-10", "lines": lines}
    path = f"/v1/customers/{customer}/orders"
    made = (await api.post(path, who="director", json=order, expect=201)).json()
    one = f"/v1/orders/{made['id']}"

    async def costs() -> tuple[str | None, list[str | None]]:
        found = (await api.get(one, who="director", expect=200)).json()
        every = [found["cost"], *(line["cost"] for line in found["lines"])]
        whole, *parts = [each and each["amount"] for each in every]
        return whole, parts

    shown = [{name: value for name, value in line.items() if name != "cost"} for line in lines]
    for forged in ("0.01", "124.2"):
        body = {"lines": [shown[0] | {"cost": usd(forged)}, shown[1]]}
        refused = (await api.patch(one, json=body, version=1, expect=403)).json()
        assert (refused["code"], refused["fields"]) == ("field_hidden", ["cost"])
        await api.post(path, json=order | {"number": f"of {forged}"}, expect=403)
    await api.patch(one, json={"lines": [shown[0] | {"unit_price": usd("1")}, shown[1]]}, version=1, expect=200)
    assert await costs() == ("1480.80", ["1420.80", "60.00"])
    swapped = [shown[1] | {"description": "Sea freight"}, shown[0] | {"quantity": "3"}]
    await api.patch(one, json={"lines": swapped}, version=2, expect=200)
    assert await costs() == ("2191.20", ["60.00", "2131.20"])
    await api.patch(one, json={"note": "Urgent"}, version=3, expect=200)
    assert await costs() == ("2191.20", ["60.00", "2131.20"])
    new = {"description": "Another", "quantity": "7", "unit_price": usd("8")}
    await api.patch(one, json={"lines": [*swapped, new]}, version=4, expect=200)
    assert await costs() == (None, ["60.00", "2131.20", None])


async def test_the_last_order_follows_the_orders(api: Api, db: Database, customer: uuid.UUID) -> None:
    path = f"/v1/customers/{customer}/orders"
    late = (
        await api.post(path, who="director", json=ORDER | {"number": "PO-9", "ordered_on": "2026-03-01"}, expect=201)
    ).json()

    async def last_order() -> str:
        async with db.read() as session:
            return str((await session.get_one(Customer, customer)).last_order_on)

    assert await last_order() == "2026-03-01"
    await api.delete(f"/v1/orders/{late['id']}", version=late["version"], expect=204)
    assert await last_order() == "2026-02-03"


@pytest.mark.parametrize(
    ("days", "pointer"),
    [
        ({"ordered_on": "0001-01-01"}, "/ordered_on"),
        ({"ordered_on": "9999-12-31"}, "/ordered_on"),
        ({"ordered_on": "2026-03-13"}, "/ordered_on"),
        ({"ordered_on": "2026-02-03", "delivered_on": "2026-02-01"}, "/delivered_on"),
        ({"ordered_on": "2026-02-03", "delivered_on": "9999-12-31"}, "/delivered_on"),
    ],
)
async def test_absurd_days_of_orders_are_refused(api: Api, days: dict[str, str], pointer: str) -> None:
    customer = await create_customer(api)
    line = {"description": "X200", "quantity": "1", "unit_price": usd("5")}
    body = {"number": "PO-1", "lines": [line], **days}
    refused = await api.post(f"/v1/customers/{customer['id']}/orders", json=body, expect=422)
    assert refused.json()["errors"][0]["pointer"] == pointer
