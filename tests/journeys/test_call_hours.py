"""Calls outside the hours of who is called are warned of, take a reason, and are marked (OT-10)."""

from datetime import datetime
from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, create_customer, customer_in
from tests.support.plans import active_plan, add_item, create_plan, item_now, move_item
from tests.support.records import follow_up, log_call
from tests.support.world import World

QUIET: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}
WHY = "The buyer is only there in the evening"


def warned(problem: Any) -> tuple[str, str, dict[str, str]]:
    (fault,) = problem["errors"]
    return fault["pointer"], fault["code"], fault["facts"]


@pytest.mark.parametrize(
    ("where", "due", "closed", "opens_at", "words"),
    [
        (
            {"country": "ES", "city": "Madrid"},
            {"due_at": "2026-03-15T02:00:00Z"},  # 03:00 on Sunday
            "day_off",
            "2026-03-16T08:00:00Z",
            "2026-03-16 09:00 Europe/Madrid = 2026-03-16 16:00 Asia/Shanghai",
        ),
        ({"country": "ES", "city": "Madrid"}, {"due_on": "2026-12-25"}, "holiday", "2026-12-28T08:00:00Z", "Christmas"),
        (
            {"country": "PE", "city": "Lima"},
            {"due_at": "2026-03-15T01:30:00Z"},  # 20:30 on Saturday
            "day_off",
            "2026-03-16T14:00:00Z",
            "2026-03-16 09:00 America/Lima = 2026-03-16 22:00 Asia/Shanghai",
        ),
        ({"country": "BD", "city": "Dhaka"}, {"due_on": "2026-03-13"}, "day_off", "2026-03-15T03:00:00Z", "Asia/Dhaka"),
        (
            {"country": "DE", "region": "Bavaria", "city": "Munich"},
            {"due_on": "2027-01-06"},
            "holiday",
            "2027-01-07T08:00:00Z",
            "Epiphany",
        ),
        ({"country": "GB", "city": "Edinburgh"}, {"due_on": "2026-11-30"}, "holiday", "2026-12-01T09:00:00Z", "Andrew"),
    ],
)
async def test_an_item_outside_their_hours_takes_a_reason(
    api: Api, where: dict[str, str], due: dict[str, str], closed: str, opens_at: str, words: str
) -> None:
    customer = await create_customer(api, **where)
    plan = await create_plan(api)
    body = {"customer_id": customer["id"], "method": "phone", "aim": "Agree on a trial order", **due}
    path = f"/v1/contact-plans/{plan['id']}/items"
    refused = (await api.post(path, json=body, expect=422)).json()
    pointer, code, facts = warned(refused)
    assert (pointer, code, facts["closed"], facts["opens_at"]) == (
        "/outside_hours_reason",
        "outside_hours",
        closed,
        opens_at,
    )
    assert words in refused["errors"][0]["detail"]
    many = (await api.post(f"{path}/bulk", json={"items": [body]}, expect=200)).json()["results"][0]
    assert (many["status"], many["errors"][0]["facts"]["opens_at"]) == ("refused", opens_at)
    item = (await api.post(path, json=body | {"outside_hours_reason": WHY}, expect=201)).json()
    assert item["outside_hours_reason"] == WHY
    # When it is open, nothing is asked, and nothing kept.
    fine = {**body, "due_on": None, "due_at": opens_at, "outside_hours_reason": WHY}
    assert (await api.post(path, json=fine, expect=201)).json()["outside_hours_reason"] is None


async def test_visits_and_people_elsewhere_are_judged_by_their_own(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Europe/Madrid", country="ES")
    plan = await create_plan(api)
    await add_item(api, plan, customer, method="visit", due_on="2026-03-15")
    await add_item(api, plan, await customer_in(db, world), due_on="2026-03-15")  # nobody knows where they are
    riyadh = str(await contact_in(db, customer, zone="Asia/Riyadh"))
    await add_item(api, plan, customer, contact_id=riyadh, due_on="2026-03-15")
    await add_item(api, plan, customer, contact_id=riyadh, due_on="2026-03-13", expect=422)


async def test_next_steps_new_dates_and_opportunities_are_asked_too(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Europe/Madrid", country="ES")
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    sunday = "2026-03-15"
    call = await log_call(api, customer, next_step=follow_up(sunday), expect=422)
    assert warned(call)[0] == "/next_step/outside_hours_reason"
    moved = await move_item(api, item["id"], "reschedule", reason="x", due_on=sunday, expect=422)
    assert warned(moved)[0] == "/outside_hours_reason"
    moved = await move_item(api, item["id"], "reschedule", reason="x", due_on=sunday, outside_hours_reason=WHY)
    assert moved["outside_hours_reason"] == WHY
    back = await move_item(api, moved["id"], "reschedule", reason="x", due_on="2026-03-16")
    assert back["outside_hours_reason"] is None
    asked = {"kind": "call_back", "due_at": "2026-03-15T10:00:00Z"}
    wanted: dict[str, Any] = {**QUIET, "disposition": "callback_requested", "next_step": asked}
    assert warned(await log_call(api, customer, **wanted, expect=422))[0] == "/next_step/outside_hours_reason"
    wanted["next_step"] = asked | {"outside_hours_reason": "She asked for Sunday noon"}
    promised = await item_now(api, (await log_call(api, customer, **wanted))["next_item_id"])
    assert promised["outside_hours_reason"] == "She asked for Sunday noon"


async def test_a_call_made_outside_is_marked_and_found(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Europe/Madrid", country="ES")  # 02:55 there
    (item,) = await active_plan(
        api, customer, due_at="2026-03-10T02:30:00Z", outside_hours_reason="Night shift, reachable till four"
    )
    call = await log_call(api, customer, planned_item_id=item["id"])
    assert (call["outside_hours"], call["outside_hours_reason"]) == (True, "Night shift, reachable till four")
    said = await log_call(api, customer, outside_hours_reason="Emergency at the plant")
    assert said["outside_hours_reason"] == "Emergency at the plant"
    inbound = await log_call(api, customer, direction="inbound")
    assert (inbound["outside_hours"], inbound["outside_hours_reason"]) == (False, None)
    found = (await api.get(f"/v1/call-records?customer_id={customer}&outside_hours=true", expect=200)).json()["items"]
    assert {each["id"] for each in found} == {call["id"], said["id"]}
    assert (await api.get(f"/v1/call-records/{call['id']}", expect=200)).json()["outside_hours"] is True


@pytest.mark.parametrize(
    ("tries", "next_open"),
    [
        (1, "2026-03-10T08:00:00Z"),  # four hours after 01:00, but not before nine there
        (2, "2026-03-11T08:00:00Z"),  # all tries of the day made: not at midnight
    ],
)
async def test_the_next_try_is_within_their_hours(
    api: Api, db: Database, world: World, tries: int, next_open: str
) -> None:
    customer = await customer_in(db, world, zone="Europe/Madrid", country="ES")
    for _ in range(tries):
        call = await log_call(api, customer, disposition="no_answer", started_at="2026-03-10T01:00:00Z", **QUIET)
    assert call["next_attempt_at"] == next_open
    assert datetime.fromisoformat(next_open).hour == 8
