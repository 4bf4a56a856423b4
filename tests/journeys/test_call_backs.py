"""Who asks to be called back is called back, at the time asked; a wrong number is no contact made (OT-15)."""

from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, create_customer, customer_in
from tests.support.plans import active_plan, create_plan, item_now, move_item, move_plan
from tests.support.records import SCORES, log_call
from tests.support.world import World

QUIET: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}
ASKED: dict[str, Any] = {**QUIET, "disposition": "callback_requested"}
AT = "2026-03-12T05:00:00Z"  # Thursday, nine in Dubai


def codes(problem: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in problem["errors"]]


async def test_a_call_back_takes_the_place_of_the_contact_it_came_from(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Dubai", country="AE", grade="D")
    person = await contact_in(db, customer)
    (item,) = await active_plan(api, customer, contact_id=str(person), due_on="2026-03-10", materials="X200 brochure")
    asked = {"kind": "call_back", "due_at": AT}
    call = await log_call(
        api, customer, contact_id=str(person), planned_item_id=item["id"], **ASKED | {"next_step": asked}
    )
    assert (call["reached"], call["next_step"], call["customer"]["next_contact_at"]) == (True, "call_back", AT)
    before, promised = await item_now(api, item["id"]), await item_now(api, call["next_item_id"])
    assert (before["state"], before["done_record_id"], before["attempts"]) == ("rescheduled", None, 0)
    assert [promised[name] for name in ("promised", "state", "due_at", "due_from")] == [True, "planned", AT, AT]
    assert (promised["previous_id"], promised["origin_record_id"]) == (item["id"], call["id"])
    assert all(promised[name] == item[name] for name in ("plan_id", "aim", "materials"))
    mine = await api.get("/v1/planned-contacts?promised=true&state=planned&sort=due_from", expect=200)
    assert [each["id"] for each in mine.json()["items"]] == [promised["id"]]
    # Moved, it stays what was promised; made, it is done.
    later = await move_item(api, promised["id"], "reschedule", reason="In a meeting", due_at="2026-03-12T10:30:00Z")
    assert (later["promised"], later["previous_id"]) == (True, promised["id"])


async def test_who_asks_to_be_called_back_is_owed_a_call(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Dubai", country="AE")
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    ways: list[tuple[Any, list[tuple[str, str]]]] = [
        (None, [("/next_step", "missing")]),
        ({"kind": "none", "reason": "x"}, [("/next_step", "call_back_owed")]),
        ({"kind": "nurture"}, [("/next_step", "call_back_owed")]),
        (
            {"kind": "follow_up", "method": "email", "aim": "x", "due_on": "2026-03-12"},
            [("/next_step", "call_back_owed")],
        ),
    ]
    for step, refused in ways:
        wanted = ASKED | {"next_step": step}
        assert codes(await log_call(api, customer, planned_item_id=item["id"], expect=422, **wanted)) == refused
    assert (await item_now(api, item["id"]))["state"] == "planned"
    # A call planned as a follow-up is the one promised; without a time it is their next calling hours: after lunch.
    step = {"kind": "follow_up", "method": "phone", "aim": "Prices", "due_on": "2026-03-13"}
    first = await log_call(api, customer, planned_item_id=item["id"], **ASKED | {"next_step": step})
    assert (await item_now(api, first["next_item_id"]))["promised"] is True
    second = await log_call(api, customer, **ASKED | {"next_step": {"kind": "call_back"}})
    soon = await item_now(api, second["next_item_id"])
    assert (soon["promised"], soon["due_at"], soon["plan_name"]) == (True, "2026-03-10T05:00:00Z", "Follow-ups")
    nowhere = await log_call(api, await customer_in(db, world), **ASKED | {"next_step": {"kind": "call_back"}})
    assert (await item_now(api, nowhere["next_item_id"]))["due_at"] == "2026-03-10T06:00:00Z"


async def test_a_promise_stands_beside_other_plans_and_however_often_was_tried(
    api: Api, db: Database, world: World
) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    for _ in range(2):
        await log_call(api, customer, started_at="2026-03-10T01:10:00Z", disposition="no_answer", **QUIET)
    step = {"kind": "call_back", "due_at": "2026-03-10T06:30:00Z"}
    call = await log_call(api, customer, **ASKED | {"next_step": step, "direction": "inbound"})
    assert (await item_now(api, call["next_item_id"]))["state"] == "planned"
    assert (await item_now(api, item["id"]))["state"] == "planned"  # nobody said it was that one


async def test_a_revisit_put_off_too_far_stays_open_beside_the_promise(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Dubai", country="AE")
    plan = await create_plan(api, kind="revisit", who="manager")
    body = {"customer_id": str(customer), "method": "phone", "aim": "Revisit", "due_on": "2026-03-10"}
    item = (await api.post(f"/v1/contact-plans/{plan['id']}/items", who="manager", json=body, expect=201)).json()
    await move_plan(api, plan, "submit", who="manager", urgent_reason="Leaving")
    await move_plan(api, plan, "approve", who="deputy")
    await move_plan(api, plan, "activate", who="manager")
    far = {"kind": "call_back", "due_at": "2026-03-26T05:00:00Z"}
    call = await log_call(api, customer, who="manager", planned_item_id=item["id"], **ASKED | {"next_step": far})
    assert (await item_now(api, item["id"], who="manager"))["state"] == "planned"
    beside = await item_now(api, call["next_item_id"], who="manager")
    assert (beside["promised"], beside["plan_kind"], beside["previous_id"]) == (True, "follow_up", None)
    near = {"kind": "call_back", "due_at": AT}
    again = await log_call(api, customer, who="manager", planned_item_id=item["id"], **ASKED | {"next_step": near})
    promised = await item_now(api, again["next_item_id"], who="manager")
    assert (promised["plan_kind"], promised["previous_id"]) == ("revisit", item["id"])
    bare = await log_call(
        api, customer, who="manager", planned_item_id=promised["id"], started_at="2026-03-10T01:59:00Z", expect=422
    )
    assert ("/satisfaction", "missing") in codes(bare)  # it is a revisit still
    await log_call(api, customer, who="manager", planned_item_id=promised["id"], satisfaction=SCORES)


@pytest.mark.parametrize("named", [True, False])
async def test_a_wrong_number_is_marked_and_the_contact_stays_to_be_made(
    api: Api, db: Database, world: World, *, named: bool
) -> None:
    wrong, right = "+4940555123", "+4940555999"
    numbers = [{"number": wrong}, {"number": right}]
    customer = await create_customer(api, country="DE", phones=numbers if named else numbers[:1])
    (item,) = await active_plan(api, customer["id"], due_on="2026-03-10")
    if named:
        asked = await log_call(api, customer["id"], disposition="wrong_number", **QUIET, expect=422)
        assert codes(asked) == [("/phone", "missing")]
    before = (await api.get(f"/v1/customers/{customer['id']}", expect=200)).json()
    call = await log_call(
        api,
        customer["id"],
        disposition="wrong_number",
        planned_item_id=item["id"],
        **QUIET | ({"phone": wrong} if named else {}),
    )
    assert (call["reached"], call["phone"], call["customer"]["last_contact_at"]) == (False, wrong, None)
    assert call["customer"]["next_contact_at"] == before["next_contact_at"]
    left = await item_now(api, item["id"])
    assert (left["state"], left["attempts"]) == ("planned", 1)
    after = (await api.get(f"/v1/customers/{customer['id']}", expect=200)).json()
    assert after["version"] > before["version"]
    marked = {phone["number" if "number" in phone else "e164"]: phone["wrong_since"] for phone in after["phones"]}
    assert marked[wrong] == "2026-03-10T01:55:00Z"
    if named:
        assert marked[right] is None
        listed = (await api.get(f"/v1/customers?name={customer['name']}", expect=200)).json()["items"]
        assert [row["phone"] for row in listed] == [right]  # another number is shown to try
        done = await log_call(api, customer["id"], planned_item_id=item["id"], phone=right)
        assert (await item_now(api, item["id"]))["done_record_id"] == done["id"]
