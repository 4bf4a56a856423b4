"""Calls and opportunities meet: what a record of one makes follow is a follow-up of that opportunity (CR-14)."""

import uuid
from typing import Any

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import move, open_opportunity
from tests.support.plans import active_plan
from tests.support.records import follow_up, log_call
from tests.support.world import World


async def follow_ups(api: Api, opportunity: Any) -> dict[str, str]:
    found = (await api.get(f"/v1/opportunities/{opportunity['id']}/follow-ups", expect=200)).json()
    rows = found["items"] if isinstance(found, dict) else found
    return {row["planned_contact_id"]: row["state"] for row in rows}


async def test_the_next_step_of_a_call_is_the_follow_up_of_its_opportunity(
    api: Api, db: Database, world: World
) -> None:
    customer = await customer_in(db, world)
    opportunity = await open_opportunity(api, customer)
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    call = await log_call(
        api,
        customer,
        planned_item_id=item["id"],
        opportunity_id=opportunity["id"],
        next_step=follow_up("2026-03-18"),
    )
    assert call["opportunity_id"] == opportunity["id"]
    assert await follow_ups(api, opportunity) == {item["id"]: "done", call["next_item_id"]: "planned"}
    listed = await api.get(f"/v1/call-records?opportunity_id={opportunity['id']}", expect=200)
    assert [row["id"] for row in listed.json()["items"]] == [call["id"]]


async def test_a_record_names_an_open_opportunity_of_its_customer(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    other = await open_opportunity(api, await customer_in(db, world))
    lost = await open_opportunity(api, customer)
    await move(api, lost, "lose", reason="price", lost_reason="price", lessons_learned="Be cheaper")
    for opportunity_id, code in (
        (other["id"], "not_found"),
        (str(uuid.uuid4()), "not_found"),
        (lost["id"], "not_open"),
    ):
        refused = await log_call(api, customer, opportunity_id=opportunity_id, expect=422)
        assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/opportunity_id", code)]
    calls = (await api.get(f"/v1/call-records?customer_id={customer}", expect=200)).json()["items"]
    assert calls == []


async def test_an_opportunity_comes_from_where_its_customer_came_from(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, source_channel="exhibition")
    assert (await open_opportunity(api, customer))["source"] == "exhibition"
    assert (await open_opportunity(api, customer, source="referral"))["source"] == "referral"
