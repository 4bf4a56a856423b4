"""One request brings what a call needs (OT-10)."""

import uuid
from typing import Any

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.opportunities import open_opportunity
from tests.support.plans import active_plan
from tests.support.records import log_call
from tests.support.statements import recording
from tests.support.world import World


async def known(api: Api) -> tuple[dict[str, Any], dict[str, Any]]:
    """A customer of whom everything is known, and a call planned with somebody there."""
    customer = await create_customer(
        api, zone="Asia/Dubai", country="AE", phones=[{"number": "+971 4 555 1234", "label": "switchboard"}]
    )
    path = f"/v1/customers/{customer['id']}"
    await api.post(f"{path}/contacts", json={"name": "Omar", "is_primary": True}, expect=201)
    body = {"name": "Layla", "phones": [{"number": "+971 50 555 1234"}], "zone": "Europe/Berlin"}
    layla = (await api.post(f"{path}/contacts", json=body, expect=201)).json()
    await api.post(f"{path}/needs", json={"kind": "current", "description": "Two pumps"}, expect=201)
    await api.post(f"{path}/installed-products", json={"model": "X100"}, expect=201)
    for day in range(1, 5):
        line = {"description": f"Pump {day}", "quantity": "1", "unit_price": {"amount": "9.00", "currency": "USD"}}
        order = {"number": f"PO-{day}", "ordered_on": f"2026-02-0{day}", "lines": [line]}
        await api.post(f"{path}/orders", json=order, expect=201)
    for note in (
        {"topic": "market", "category": "prices", "text": "Steel is up a tenth", "country": "AE"},
        {"topic": "market", "category": "competitor", "text": "Nordpumpen opens there", "customer_id": customer["id"]},
        {"topic": "market", "category": "prices", "text": "Elsewhere", "country": "OM"},
        {"topic": "feedback", "category": "service", "text": "Content", "customer_id": customer["id"]},
    ):
        await api.post("/v1/notes", json=note, expect=201)
    await open_opportunity(api, customer["id"], title="Pumps for the new line")
    complaint = {"customer_id": customer["id"], "channel": "phone", "reason": "The seal leaks"}
    await api.post("/v1/complaints", json=complaint, expect=201)
    await log_call(api, customer["id"], key_points="Price matters")
    missed = {
        "source": "softphone",
        "external_id": uuid.uuid4().hex,
        "direction": "inbound",
        "number": "tel:+971-50-555-1234",
        "customer_id": customer["id"],
        "started_at": "2026-03-10T01:00:00Z",
        "ended_at": "2026-03-10T01:01:00Z",
    }
    await api.post("/v1/phone-calls", json=missed, expect=201)
    (item,) = await active_plan(api, uuid.UUID(customer["id"]), due_on="2026-03-10", contact_id=layla["id"])
    return item, layla


async def test_one_request_brings_what_a_call_needs(api: Api) -> None:
    item, layla = await known(api)
    with recording() as sent:
        card = (await api.get(f"/v1/planned-contacts/{item['id']}/call-card", expect=200)).json()
    assert len(sent) < 40
    assert card["item"]["id"] == item["id"]
    assert card["contact"]["id"] == layla["id"]
    assert [each["e164"] for each in card["contact"]["phones"]] == ["+971505551234"]
    assert [each["e164"] for each in card["customer"]["phones"]] == ["+97145551234"]
    assert [each["name"] for each in card["contacts"]] == ["Omar", "Layla"]
    time = card["call_time"]
    assert (time["callable_now"], time["closed"], time["zone"], time["local_time"], time["opens_at"]) == (
        False,
        "hours",
        "Europe/Berlin",
        "2026-03-10T03:00",
        "2026-03-10T08:00:00Z",
    )
    assert [each["key_points"] for each in card["last_contacts"]] == ["Price matters"]
    assert [each["description"] for each in card["needs"]] == ["Two pumps"]
    assert [each["model"] for each in card["installed"]] == ["X100"]
    assert [each["title"] for each in card["opportunities"]] == ["Pumps for the new line"]
    assert [each["reason"] for each in card["complaints"]] == ["The seal leaks"]
    assert [each["number"] for each in card["orders"]] == ["PO-4", "PO-3", "PO-2"]
    assert card["orders"][0]["lines"][0]["description"] == "Pump 4"
    assert [each["text"] for each in card["market_notes"]][:2] == ["Nordpumpen opens there", "Steel is up a tenth"]
    assert not {"Elsewhere", "Content"} & {each["text"] for each in card["market_notes"]}
    assert [each["phone"] for each in card["missed_calls"]] == ["+971505551234"]


async def test_a_call_that_was_not_planned_has_its_card(api: Api) -> None:
    item, layla = await known(api)
    path = f"/v1/customers/{item['customer_id']}/call-card"
    card = (await api.get(path, expect=200)).json()
    assert (card["item"], card["contact"]["name"], card["call_time"]["zone"]) == (None, "Omar", "Asia/Dubai")
    hers = (await api.get(f"{path}?contact_id={layla['id']}", expect=200)).json()
    assert hers["contact"]["id"] == layla["id"]
    await api.get(f"{path}?contact_id={uuid.uuid4()}", expect=404)


async def test_each_sees_of_it_what_they_may(api: Api, db: Database, world: World) -> None:
    item, _ = await known(api)
    path = f"/v1/planned-contacts/{item['id']}/call-card"
    for who, status in (("rep2", 404), ("foreign_rep", 404), ("analyst", 403), ("lead", 200)):
        await api.get(path, who=who, expect=status)
    of_customer = f"/v1/customers/{item['customer_id']}/call-card"
    await api.get(of_customer, who="rep2", expect=404)
    seen = (await api.get(of_customer, who="analyst", expect=200)).json()
    assert seen["missed_calls"]
