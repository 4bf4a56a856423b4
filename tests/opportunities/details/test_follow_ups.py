"""Follow-ups of opportunities: planned, taken in, put off, carried out with a next step, handed over (CR-14)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import LOSS, move, open_opportunity, opportunity_now
from tests.support.plans import active_plan, move_item
from tests.support.records import follow_up, log_call
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("listening")
PLAN = {"method": "phone", "aim": "Agree on the price", "due_on": "2026-03-17"}


@pytest.fixture(scope="module")
async def listening(database_url: str, settings: Settings, clock: SettableClock) -> None:
    """Subscriptions hear of what comes after they are first seen."""
    await run_until_idle(database_url, settings, clock)


@pytest.fixture
async def opportunity(api: Api, db: Database, world: World) -> dict[str, Any]:
    return await open_opportunity(api, await customer_in(db, world))


async def followed(api: Api, opportunity: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await api.get(f"/v1/opportunities/{opportunity['id']}/follow-ups", expect=200)
    ).json()["items"]
    return found


async def plan(api: Api, opportunity: dict[str, Any], *, expect: int = 201, **fields: Any) -> dict[str, Any]:
    body = {"plan": {**PLAN, **fields}}
    answer: dict[str, Any] = (
        await api.post(f"/v1/opportunities/{opportunity['id']}/follow-ups", json=body, expect=expect)
    ).json()
    return answer


async def test_a_follow_up_stands_in_the_owners_running_plan(
    api: Api, world: World, opportunity: dict[str, Any]
) -> None:
    made = await plan(api, opportunity)
    assert (made["stage"], made["state"], made["assignee_id"]) == ("potential", "planned", str(world.people["rep"]))
    queue = (await api.get(f"/v1/planned-contacts?customer_id={opportunity['customer_id']}", expect=200)).json()
    assert [(item["id"], item["plan_kind"]) for item in queue["items"]] == [(made["planned_contact_id"], "follow_up")]
    assert (await opportunity_now(api, opportunity["id"]))["next_follow_up_at"] == made["due_from"]
    assert (await plan(api, opportunity, expect=409))["reason"] == "duplicate_item"
    late = await plan(api, opportunity, due_on="2026-03-01", expect=422)
    assert [(fault["pointer"], fault["code"]) for fault in late["errors"]] == [("/plan/due_on", "in_the_past")]


async def test_what_is_planned_already_is_taken_in_once(
    api: Api, db: Database, world: World, opportunity: dict[str, Any]
) -> None:
    (item,) = await active_plan(api, uuid.UUID(opportunity["customer_id"]))
    (another,) = await active_plan(api, await customer_in(db, world))
    path = f"/v1/opportunities/{opportunity['id']}/follow-ups"
    await api.post(path, json={"planned_contact_id": item["id"]}, expect=201)
    again = await api.post(path, json={"planned_contact_id": item["id"]}, expect=409)
    assert again.json()["reason"] == "follow_up_linked"
    stranger = await api.post(path, json={"planned_contact_id": another["id"]}, expect=422)
    assert stranger.json()["errors"][0]["code"] == "unknown_planned_contact"
    await api.post(path, json={}, expect=422)
    await api.post(path, json={"plan": PLAN, "planned_contact_id": item["id"]}, expect=422)


async def test_what_takes_a_follow_ups_place_is_one_too(
    api: Api, opportunity: dict[str, Any], database_url: str, settings: Settings, clock: SettableClock
) -> None:
    first = await plan(api, opportunity)
    put_off = await move_item(api, first["planned_contact_id"], "reschedule", due_on="2026-03-18", reason="Fair")
    # A move sees it at once; everybody else when the worker has heard of it.
    await log_call(api, opportunity["customer_id"], next_step={"kind": "none", "reason": "Agreed"})
    assert (await move(api, opportunity, "confirm_interest"))["stage"] == "interested"
    await log_call(
        api,
        opportunity["customer_id"],
        started_at="2026-03-10T01:59:00Z",
        planned_item_id=put_off["id"],
        next_step=follow_up("2026-03-25"),
    )
    await run_until_idle(database_url, settings, clock)
    assert [(each["state"], each["due_on"]) for each in await followed(api, opportunity)] == [
        ("planned", "2026-03-25"),
        ("done", "2026-03-18"),
        ("rescheduled", "2026-03-17"),
    ]


async def test_a_follow_up_made_sets_the_next_days(
    api: Api, opportunity: dict[str, Any], database_url: str, settings: Settings, clock: SettableClock
) -> None:
    made = await plan(api, opportunity, due_on="2026-03-19")
    clock.advance(timedelta(days=2))
    await log_call(
        api,
        opportunity["customer_id"],
        started_at=clock.now() - timedelta(minutes=1),
        planned_item_id=made["planned_contact_id"],
    )
    await run_until_idle(database_url, settings, clock)
    assert (await opportunity_now(api, opportunity["id"]))["follow_up_due_on"] == "2026-03-26"


async def test_open_opportunities_go_with_their_customer(
    api: Api,
    world: World,
    opportunity: dict[str, Any],
    database_url: str,
    settings: Settings,
    clock: SettableClock,
) -> None:
    customer_id = opportunity["customer_id"]
    lost = await open_opportunity(api, customer_id)
    await move(api, lost, "lose", **LOSS)
    of_lead = await open_opportunity(api, customer_id, who="lead")
    handover = {"to_user_id": str(world.people["other_rep"]), "note": "Moves to the other region"}
    await api.post(f"/v1/customers/{customer_id}/transfer", who="manager", json=handover, expect=200)
    await run_until_idle(database_url, settings, clock)
    owners = {each: (await opportunity_now(api, each))["owner_id"] for each in (opportunity["id"], lost["id"])}
    assert owners == {opportunity["id"]: str(world.people["other_rep"]), lost["id"]: str(world.people["rep"])}
    now = await opportunity_now(api, opportunity["id"], who="other_rep")
    assert now["team_id"] == str(world.teams["other_team"])
    assert (await opportunity_now(api, of_lead["id"]))["owner_id"] == str(world.people["lead"])
