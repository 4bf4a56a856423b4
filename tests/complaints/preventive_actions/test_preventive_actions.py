"""Preventive actions are planned, given to somebody, and tracked to done, also after their complaint is archived."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.workflow.models import Transition
from tests.support.api import Api
from tests.support.complaints import HEARD, move, register, walk
from tests.support.customers import customer_in
from tests.support.world import World

FOAM = {"description": "Foam corners", "due_on": "2026-03-20", "category": "packaging_transport"}


async def plan(
    api: Api, world: World, complaint: dict[str, Any], *, owner: str = "rep", expect: int = 201, **fields: Any
) -> Any:
    body = {**FOAM, "owner_id": str(world.people[owner]), **fields}
    path = f"/v1/complaints/{complaint['id']}/preventive-actions"
    return (await api.post(path, who="service", json=body, expect=expect)).json()


async def act(
    api: Api, action: dict[str, Any], name: str, *, who: str = "service", expect: int = 200, **body: Any
) -> Any:
    path = f"/v1/preventive-actions/{action['id']}"
    version = (await api.get(path, who="director", expect=200)).json()["version"]
    return (await api.post(f"{path}/moves/{name}", who=who, json=body, version=version, expect=expect)).json()


async def numbers(api: Api, query: str, who: str = "director") -> set[str]:
    found = await api.get(f"/v1/preventive-actions?limit=200&{query}", who=who, expect=200)
    return {item["complaint_number"] for item in found.json()["items"]}


async def test_an_action_outlives_its_complaint_and_is_tracked_to_done(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "confirmed")
    action = await plan(api, world, complaint)
    assert (action["state"], action["overdue"], action["allowed_moves"]) == ("open", False, ["complete", "cancel"])
    archived = await move(api, complaint, "archive")  # the category is known and an action stands
    assert (archived["state"], archived["no_prevention_reason"]) == ("archived", None)
    refused = await plan(api, world, complaint, expect=409)
    assert refused["reason"] == "archived"
    path = f"/v1/preventive-actions/{action['id']}"
    better = {"description": "Foam corners and a crate"}
    await api.patch(path, who="service", json=better, version=action["version"], expect=200)
    missing = await act(api, action, "complete", who="rep", expect=422)
    assert [error["pointer"] for error in missing["errors"]] == ["/effect"]
    done = await act(api, action, "complete", who="rep", effect="None broken in 40 shipments")
    assert (done["state"], done["effect"], done["done_by"]) == (
        "done",
        "None broken in 40 shipments",
        str(world.people["rep"]),
    )
    assert done["allowed_moves"] == ["reopen"]
    again = await act(api, action, "reopen", reason="Two came in broken", due_on="2026-04-20")
    assert (again["state"], again["done_at"], again["due_on"]) == ("open", None, "2026-04-20")
    given_up = await act(api, action, "cancel", reason="Another forwarder now")
    assert (given_up["state"], given_up["cancelled_reason"]) == ("cancelled", "Another forwarder now")
    async with db.read() as session:
        moves = await session.execute(
            select(Transition.move, Transition.reason, Transition.working_seconds)
            .where(Transition.workflow == "preventive_action", Transition.subject_type == "preventive_action")
            .order_by(Transition.id)
        )
        assert [tuple(made) for made in moves] == [
            ("complete", None, 0),
            ("reopen", "Two came in broken", 0),
            ("cancel", "Another forwarder now", 0),
        ]
        told = await session.execute(
            select(Event.type, Event.audience_user_id).where(Event.subject_type == "preventive_action").order_by("seq")
        )
        assert [tuple(event) for event in told] == [
            (f"preventive_action.{what}", world.people["rep"])
            for what in ("created", "updated", "moved", "moved", "moved")
        ]


async def test_an_action_given_up_does_not_stand_for_prevention(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "confirmed")
    await act(api, await plan(api, world, complaint), "cancel", reason="Not worth it")
    refused = await move(api, complaint, "archive", expect=422)
    assert [error["pointer"] for error in refused["errors"]] == ["/no_prevention_reason"]


async def test_what_is_wrong_with_an_action_is_named_at_once(api: Api, db: Database, world: World) -> None:
    complaint = await register(api, db, world)
    refused = await plan(api, world, complaint, owner="auditor", category=None, due_on="2026-03-09", expect=422)
    assert {error["pointer"]: error["code"] for error in refused["errors"]} == {
        "/owner_id": "cannot_own",
        "/due_on": "in_the_past",
        "/category": "missing",
    }


async def test_overdue_is_past_the_day_where_the_company_is(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    """Lists go by the server's clock, so this one goes by today."""
    before, now = clock.now(), datetime.now(UTC)
    today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    clock.set(now - timedelta(days=1))
    try:
        late, timely = [await register(api, db, world) for _ in range(2)]
        action = await plan(api, world, late, due_on=str(today - timedelta(days=1)))
        await plan(api, world, timely, due_on=str(today))
        clock.set(now)
        query = f"complaint_id={late['id']}&complaint_id={timely['id']}&overdue="
        assert await numbers(api, query + "true") == {late["number"]}
        assert await numbers(api, query + "false") == {timely["number"]}
        assert (await api.get(f"/v1/preventive-actions/{action['id']}", expect=200)).json()["overdue"]
        await act(api, action, "complete", effect="Done late")
        assert await numbers(api, query + "true") == set()
    finally:
        clock.set(before)


async def test_actions_are_seen_through_the_complaint_and_by_their_owner(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, owner="foreign_rep")
    body = {"customer_id": str(customer), **HEARD}
    complaint = (await api.post("/v1/complaints", who="service", json=body, expect=201)).json()
    action = await plan(api, world, complaint, owner="rep")
    number, path = complaint["number"], f"/v1/preventive-actions/{action['id']}"
    query = f"customer_id={customer}"
    seeing = [who for who in world.people if who != "program" and who != "administrator"]
    shown = {who for who in seeing if number in await numbers(api, query, who)}
    assert shown == {"rep", "foreign_rep", "director", "service", "analyst", "auditor"}
    search = {"filter": {"field": "owner_id", "value": str(world.people["rep"])}}
    found = await api.post("/v1/preventive-actions/search", who="rep", json=search, expect=200)
    assert number in {item["complaint_number"] for item in found.json()["items"]}
    await api.get(f"/v1/complaints/{complaint['id']}/preventive-actions", who="rep", expect=404)
    mine = (await api.get(path, who="rep", expect=200)).json()
    assert mine["allowed_moves"] == ["complete", "cancel"]
    read_only = (await api.get(path, who="auditor", expect=200)).json()
    assert read_only["allowed_moves"] == []
    await act(api, action, "complete", who="auditor", effect="Looks fine", expect=403)
    await act(api, action, "complete", who="other_rep", effect="Looks fine", expect=404)
    assert (await act(api, action, "complete", who="rep", effect="Fine"))["state"] == "done"
