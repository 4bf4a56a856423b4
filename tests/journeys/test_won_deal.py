"""A won deal makes a customer: its contract is a purchase, once however its order comes (MC-3, TS-14)."""

import uuid
from typing import Any

from tests.opportunities.pipeline.test_moves import FOLLOW_UP, PROPOSAL
from tests.support.customers import contact_in, customer_in
from tests.support.days import Days
from tests.support.opportunities import AMOUNT, NEEDS, change, move, open_opportunity, signed_contract
from tests.support.records import log_call

ORDER = {
    "number": "PO-2026-881",
    "ordered_on": "2026-03-10",
    "lines": [
        {"description": "X200 dosing pump", "quantity": "2", "unit_price": {"amount": "23750.00", "currency": "USD"}}
    ],
}


async def won(
    days: Days, customer_id: uuid.UUID | None = None, due_on: str = "2026-03-17", **contract: Any
) -> dict[str, Any]:
    """An opportunity of `rep` whose contract has just been signed."""
    api, db = days.api, days.db
    customer_id = customer_id or await customer_in(db, days.world)
    contact_id = await contact_in(db, customer_id)
    await log_call(api, customer_id)
    opportunity = await open_opportunity(api, customer_id)
    await move(api, opportunity, "confirm_interest", follow_up=FOLLOW_UP | {"due_on": due_on})
    await move(api, opportunity, "define_needs", **NEEDS)
    await move(api, opportunity, "negotiate", proposal=PROPOSAL, amount=AMOUNT, decision_maker_id=str(contact_id))
    return await move(api, opportunity, "sign_contract", contract=await signed_contract(api, **contract))


async def history(days: Days, opportunity: dict[str, Any]) -> list[tuple[str, str, str]]:
    path = f"/v1/customers/{opportunity['customer_id']}/orders"
    items = (await days.api.get(path, expect=200)).json()["items"]
    return sorted((one["number"], one["amount"]["amount"], one["origin"]) for one in items)


async def category(days: Days, opportunity: dict[str, Any]) -> tuple[str, str | None]:
    found = (await days.api.get(f"/v1/customers/{opportunity['customer_id']}", expect=200)).json()
    return found["category"], found["last_order_on"]


async def test_signing_makes_a_closed_customer_and_its_order_takes_the_contracts_place(days: Days) -> None:
    api = days.api
    await days.work()
    deal = await won(days)
    assert await category(days, deal) == ("closed", "2026-03-09")
    assert await history(days, deal) == [("C-2026-017", "47500.00", "contract")]
    orders = f"/v1/customers/{deal['customer_id']}/orders"
    (own,) = (await api.get(orders, expect=200)).json()["items"]
    assert own["contract_number"] == "C-2026-017"
    kept = await api.patch(f"/v1/orders/{own['id']}", json={"ordered_on": "2026-01-01"}, version=1, expect=409)
    assert kept.json()["reason"] == "follows_contract"
    kinds = (await api.get(f"/v1/customers/{deal['customer_id']}/timeline?kind=order", expect=200)).json()["items"]
    assert [entry["number"] for entry in kinds] == ["C-2026-017"]

    made = (await api.post(orders, json=ORDER | {"contract_number": "c-2026-017"}, expect=201)).json()
    assert (made["origin"], made["contract_id"], made["contract_number"]) == (
        "order",
        own["contract_id"],
        "C-2026-017",
    )
    assert await history(days, deal) == [("PO-2026-881", "47500.00", "order")]
    second = ORDER | {"number": "PO-2", "contract_number": "C-2026-017"}
    assert (await api.post(orders, json=second, expect=201)).json()["contract_id"] == own["contract_id"]
    assert len(await history(days, deal)) == 2  # a contract may be delivered by several orders

    for order in (await api.get(orders, expect=200)).json()["items"]:
        await api.delete(f"/v1/orders/{order['id']}", version=order["version"], expect=204)
    await days.work()  # entered by mistake: the contract stands for itself again
    assert await history(days, deal) == [("C-2026-017", "47500.00", "contract")]
    assert await category(days, deal) == ("closed", "2026-03-09")


async def test_an_order_is_known_by_the_contracts_number_or_by_its_amount(days: Days) -> None:
    api = days.api
    for sent in (ORDER | {"number": "C-2026-017"}, ORDER):
        deal = await won(days)
        path = f"/v1/customers/{deal['customer_id']}/orders"
        await api.post(path, json=sent, expect=201)
        assert await history(days, deal) == [(sent["number"], "47500.00", "order")]
    deal = await won(days)  # a further purchase that only happens to be as large
    path = f"/v1/customers/{deal['customer_id']}/orders"
    await api.post(path, json=ORDER | {"contract_number": None}, expect=201)
    assert len(await history(days, deal)) == 2
    seal = {"description": "Seal", "quantity": "1", "unit_price": {"amount": "12.00", "currency": "USD"}}
    other = ORDER | {"number": "PO-7", "lines": [seal]}
    await api.post(path, json=other, expect=201)
    assert len(await history(days, deal)) == 3


async def test_an_order_that_came_before_the_signing_is_the_contracts(days: Days) -> None:
    customer_id = await customer_in(days.db, days.world)
    path = f"/v1/customers/{customer_id}/orders"
    await days.api.post(path, json=ORDER | {"contract_number": "C-2026-017"}, expect=201)
    deal = await won(days, customer_id)
    assert await history(days, deal) == [("PO-2026-881", "47500.00", "order")]


async def test_the_purchase_follows_its_contract_and_ends_with_it(days: Days) -> None:
    api = days.api
    deal = await won(days)
    contract = (await api.get(f"/v1/opportunities/{deal['id']}/contract", expect=200)).json()
    raised = {"amount": {"amount": "50000.00", "currency": "USD"}, "signed_on": "2026-03-08", "reason": "Addendum"}
    await api.patch(f"/v1/contracts/{contract['id']}", json=raised, version=contract["version"], expect=200)
    assert await history(days, deal) == [("C-2026-017", "50000.00", "contract")]
    assert (await category(days, deal))[1] == "2026-03-08"
    second = await won(days, uuid.UUID(deal["customer_id"]), "2026-03-16")  # under one number
    assert [each[0] for each in await history(days, deal)] == ["C-2026-017", "C-2026-017 (2)"]
    await move(api, second, "cancel", who="manager", reason="They could not pay")
    assert len(await history(days, deal)) == 1
    await move(api, deal, "return_to_negotiation", who="manager", reason="Not signed by both")
    assert await history(days, deal) == []
    assert await category(days, deal) == ("interested", None)


async def test_a_key_customer_stays_key(days: Days) -> None:
    customer_id = await customer_in(days.db, days.world, is_key=True)
    deal = await won(days, customer_id)
    assert (await category(days, deal))[0] == "key"
    await change(days.api, deal, title="Pumps")
