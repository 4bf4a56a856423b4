"""A revisit stays one whatever its record calls itself; a deal that is done owes one, and nothing else (RV-10)."""

from typing import Any

import pytest
from sqlalchemy import select, update

from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.opportunities.models import Milestone
from tests.opportunities.pipeline.test_moves import brought_to
from tests.support import opportunities
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.opportunities import LOSS, open_opportunity
from tests.support.plans import create_plan, item_now, move_item, move_plan
from tests.support.records import SCORES, log_call, log_contact
from tests.support.world import World

QUIET: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}
OWED = ["/key_points", "/outcome", "/satisfaction"]


def pointers(problem: Any) -> list[str]:
    return [fault["pointer"] for fault in problem["errors"]]


async def revisit_of(api: Api, customer: Any, **item: Any) -> dict[str, Any]:
    """A planned revisit of an approved plan that runs."""
    plan = await create_plan(api, kind="revisit", who="manager")
    body = {"customer_id": str(customer), "method": "phone", "aim": "Revisit", "due_on": "2026-03-10", **item}
    made = (await api.post(f"/v1/contact-plans/{plan['id']}/items", who="manager", json=body, expect=201)).json()
    await move_plan(api, plan, "submit", who="manager", urgent_reason="Leaving")
    await move_plan(api, plan, "approve", who="deputy")
    await move_plan(api, plan, "activate", who="manager")
    return dict(made)


@pytest.mark.parametrize("occasion", ["dial", "follow_up", "care", "revisit", None])
async def test_no_name_turns_a_revisit_into_something_else(
    api: Api, db: Database, world: World, occasion: str | None
) -> None:
    customer = await customer_in(db, world)
    item = await revisit_of(api, customer)
    assert item["occasion"] == "revisit"
    named: dict[str, Any] = {} if occasion is None else {"occasion": occasion}
    bare = await log_call(
        api, customer, who="manager", planned_item_id=item["id"], **named, **QUIET | {"next_step": None}, expect=422
    )
    assert set(OWED) <= set(pointers(bare))
    whole = await log_call(api, customer, who="manager", planned_item_id=item["id"], **named, satisfaction=SCORES)
    assert (whole["occasion"], (await item_now(api, item["id"], who="manager"))["state"]) == ("revisit", "done")
    # Nor does a correction.
    path = f"/v1/call-records/{whole['id']}"
    wiped = await api.patch(path, who="manager", version=1, json={"reason": "x", "satisfaction": None}, expect=422)
    assert pointers(wiped.json()) == ["/satisfaction"]


async def test_who_will_not_be_called_again_has_not_been_revisited(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    anna = str(await contact_in(db, customer))
    item = await revisit_of(api, customer, contact_id=anna)
    refused = {**QUIET, "disposition": "do_not_call"}
    await log_call(api, customer, who="manager", contact_id=anna, planned_item_id=item["id"], **refused)
    ended = await item_now(api, item["id"], who="manager")
    assert (ended["state"], ended["done_record_id"]) == ("cancelled", None)


async def executed(api: Api, db: Database, world: World) -> dict[str, Any]:
    opportunity = await brought_to(api, db, world, "execution")
    async with db.write() as session:
        await session.execute(update(Milestone).values(done_on=session.now.date()))
    return dict(opportunity)


async def follow_up_of(api: Api, opportunity: dict[str, Any], due_on: str) -> str:
    body = {"plan": {"method": "phone", "aim": "Agree on the price", "due_on": due_on}}
    path = f"/v1/opportunities/{opportunity['id']}/follow-ups"
    return str((await api.post(path, json=body, expect=201)).json()["planned_contact_id"])


async def test_completing_owes_a_revisit_and_ends_the_rest(api: Api, db: Database, world: World) -> None:
    opportunity = await executed(api, db, world)
    rest = await follow_up_of(api, opportunity, "2026-03-19")
    await opportunities.move(api, opportunity, "complete")
    ended = await item_now(api, rest)
    assert (ended["state"], ended["state_reason"]) == ("cancelled", "opportunity completed")
    query = {"customer_id": opportunity["customer_id"], "occasion": "revisit"}
    (revisit,) = (await api.get("/v1/planned-contacts", params=query, expect=200)).json()["items"]
    assert (revisit["state"], revisit["occasion"], revisit["plan_kind"]) == ("planned", "revisit", "follow_up")
    form = await api.get(f"/v1/customers/{opportunity['customer_id']}/revisit-form", expect=200)
    assert form.json()["planned_item_id"] == revisit["id"]
    # Put off it stays a revisit, and it needs what a revisit needs.
    later = await move_item(api, revisit["id"], "reschedule", reason="At a fair", due_on="2026-04-13")
    assert later["occasion"] == "revisit"
    bare = await log_contact(
        api, opportunity["customer_id"], planned_item_id=later["id"], method_reason="x", expect=422
    )
    assert pointers(bare) == OWED
    said: dict[str, Any] = {
        "key_points": "Runs well",
        "outcome": "Content",
        "satisfaction": SCORES,
        "method_reason": "x",
    }
    await log_contact(api, opportunity["customer_id"], planned_item_id=later["id"], **said)
    assert (await item_now(api, later["id"]))["state"] == "done"


async def test_what_was_planned_the_same_becomes_the_revisit(api: Api, db: Database, world: World) -> None:
    opportunity = await executed(api, db, world)
    same = await follow_up_of(api, opportunity, "2026-04-15")
    await opportunities.move(api, opportunity, "complete", revisit={"due_on": "2026-04-15"})
    kept = await item_now(api, same)
    assert (kept["state"], kept["occasion"]) == ("planned", "revisit")


async def test_a_lost_or_cancelled_deal_ends_its_follow_ups(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    lost, other = await open_opportunity(api, customer), await open_opportunity(api, customer)
    mine, shared = await follow_up_of(api, lost, "2026-03-17"), await follow_up_of(api, lost, "2026-03-18")
    path = f"/v1/opportunities/{other['id']}/follow-ups"
    await api.post(path, json={"planned_contact_id": shared}, expect=201)
    await opportunities.move(api, lost, "lose", **LOSS)
    assert [(await item_now(api, item))["state"] for item in (mine, shared)] == ["cancelled", "planned"]
    signed = await brought_to(api, db, world, "contract_signed")
    item = await follow_up_of(api, signed, "2026-03-19")
    await opportunities.move(api, signed, "cancel", who="manager", reason="They went bankrupt")
    ended = await item_now(api, item)
    assert (ended["state"], ended["state_reason"]) == ("cancelled", "opportunity cancelled")
    async with db.read() as session:
        told = await session.scalars(select(Event.subject_id).where(Event.type == "planned_contact.cancelled"))
        assert {item, mine} <= {str(subject) for subject in told}


async def test_the_revisit_owed_falls_on_a_day_on_which_they_may_be_called(
    api: Api, db: Database, world: World
) -> None:
    opportunity = await executed(api, db, world)
    await api.patch(
        f"/v1/customers/{opportunity['customer_id']}",
        version=(await api.get(f"/v1/customers/{opportunity['customer_id']}", expect=200)).json()["version"],
        json={"country": "SA", "city": "Riyadh", "reason": "Moved"},
        expect=200,
    )
    await opportunities.move(api, opportunity, "complete")
    query = {"customer_id": opportunity["customer_id"], "occasion": "revisit"}
    (revisit,) = (await api.get("/v1/planned-contacts", params=query, expect=200)).json()["items"]
    assert (revisit["due_on"], revisit["outside_hours_reason"]) == ("2026-04-09", None)  # a Thursday
