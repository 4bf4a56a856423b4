"""Opening opportunities, changing them, and who sees them."""

import uuid
from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.opportunities import AMOUNT, LINE, change, open_opportunity, opportunity_now
from tests.support.records import log_call
from tests.support.world import World


def faults(problem: dict[str, Any]) -> dict[str, str]:
    return {fault["pointer"]: fault["code"] for fault in problem["errors"]}


async def test_an_opportunity_is_opened_with_all_that_is_known(api: Api, db: Database, world: World) -> None:
    customer_id = await customer_in(db, world)
    contact_id = await contact_in(db, customer_id)
    record = await log_call(api, customer_id)
    need = await api.post(
        f"/v1/customers/{customer_id}/needs", json={"kind": "current", "description": "Brine pumps"}, expect=201
    )
    opened = await open_opportunity(
        api,
        customer_id,
        source="exhibition",
        origin_record_id=record["id"],
        amount=AMOUNT,
        expected_purchase_on="2026-06-30",
        needs_description="Two pumps for brine",
        need_ids=[need.json()["id"]],
        decision_process="Head office buys",
        decision_maker_id=str(contact_id),
        lines=[LINE, {"description": "Start-up", "quantity": "1"}],
        competitors=[{"name": "Alfa Dosing"}],
    )
    assert (opened["stage"], opened["outcome"], opened["state"]) == ("potential", "open", "potential")
    assert opened["amount"] == AMOUNT
    assert opened["probability"] == 5
    assert opened["need_ids"] == [need.json()["id"]]
    assert opened["decision_maker_name"] == "Anna Petersen"
    assert opened["follow_up_due_on"] == "2026-03-24"  # fourteen days in the first stage
    assert opened["allowed_moves"] == ["confirm_interest", "lose"]
    assert opened["policy_versions"] == {"pipeline_stage_criteria": 0}
    assert opened == await opportunity_now(api, opened["id"], who="rep")


async def test_the_owner_is_the_seller_else_the_customers(api: Api, db: Database, world: World) -> None:
    customer_id = await customer_in(db, world)
    by_program = await open_opportunity(api, customer_id, who="program")
    by_lead = await open_opportunity(api, customer_id, who="lead")
    assert (by_program["owner_id"], by_lead["owner_id"]) == (str(world.people["rep"]), str(world.people["lead"]))
    assert by_program["team_id"] == str(world.teams["team"])
    refused = await open_opportunity(api, customer_id, owner_id=str(world.people["rep2"]), expect=422)
    assert faults(refused) == {"/owner_id": "owner_out_of_reach"}
    blind = await open_opportunity(api, customer_id, who="director", owner_id=str(world.people["rep2"]), expect=422)
    assert faults(blind) == {"/owner_id": "owner_cannot_see_customer"}


async def test_what_belongs_to_another_customer_is_refused_together(api: Api, db: Database, world: World) -> None:
    customer_id, another = await customer_in(db, world), await customer_in(db, world)
    contact_id = await contact_in(db, another)
    record = await log_call(api, another)
    refused = await open_opportunity(
        api,
        customer_id,
        decision_maker_id=str(contact_id),
        origin_record_id=record["id"],
        need_ids=[str(uuid.uuid4())],
        expect=422,
    )
    assert faults(refused) == {
        "/decision_maker_id": "unknown_contact",
        "/origin_record_id": "unknown_record",
        "/need_ids/0": "unknown_need",
    }


async def test_a_chance_of_ones_own_comes_with_its_reason(api: Api, db: Database, world: World) -> None:
    opened = await open_opportunity(api, await customer_in(db, world))
    assert faults(await change(api, opened, probability=40, expect=422)) == {"/probability_reason": "missing"}
    changed = await change(api, opened, probability=40, probability_reason="Budget confirmed")
    assert (changed["probability"], changed["version"]) == (40, 2)
    back = await change(api, opened, probability=None)
    assert (back["probability"], back["probability_reason"]) == (5, None)


async def test_it_is_seen_by_owner_members_and_whoever_sees_the_customer(api: Api, db: Database, world: World) -> None:
    opened = await open_opportunity(api, await customer_in(db, world))
    path = f"/v1/opportunities/{opened['id']}"
    seen = {who for who in world.people if (await api.get(path, who=who)).status_code == 200}
    assert seen == {
        "rep",
        "lead",
        "manager",
        "deputy",
        "director",
        "service",
        "analyst",
        "specialist",
        "auditor",
        "program",
    }
    await api.patch(path, who="service", json={"title": "Mine"}, version=1, expect=403)


async def test_the_list_filters_and_pages_within_the_scope(api: Api, db: Database, world: World) -> None:
    customer_id = await customer_in(db, world)
    opened = [await open_opportunity(api, customer_id, title=f"Listed {number}") for number in range(3)]
    page = (await api.get(f"/v1/opportunities?customer_id={customer_id}&limit=2&count=exact", expect=200)).json()
    assert [row["id"] for row in page["items"]] == [opened[2]["id"], opened[1]["id"]]
    assert page["total"] == 3
    found = await api.post(
        "/v1/opportunities/search",
        json={"filter": {"and": [{"field": "title", "op": "contains", "value": "listed 1"}]}},
        expect=200,
    )
    assert [row["id"] for row in found.json()["items"]] == [opened[1]["id"]]
    without = (await api.get(f"/v1/opportunities?customer_id={customer_id}&followed_up=false", expect=200)).json()
    assert len(without["items"]) == 3
    assert (await api.get(f"/v1/opportunities?customer_id={customer_id}", who="rep2")).json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "country=AE&grade=A",
        "country.null=true&followed_up=false",
        "product_id.null=true&member_id.null=false",
        "member_id.null=true&followed_up=true&country.ne=AE",
    ],
)
async def test_list_board_and_funnel_take_the_same_filters(api: Api, query: str) -> None:
    for view in ("", "/board", "/funnel"):
        for who in ("rep", "director"):
            await api.get(f"/v1/opportunities{view}?{query}", who=who, expect=200)


@pytest.mark.parametrize("field", ["title", "owner_id", "no_competitors_known"])
async def test_what_must_be_there_cannot_be_cleared(api: Api, db: Database, world: World, field: str) -> None:
    opened = await open_opportunity(api, await customer_in(db, world))
    await change(api, opened, expect=422, who="rep", **dict[str, Any]({field: None}))
