"""Revisit plans: a week ahead, approved by somebody else, amended with a reason (RV-3..5)."""

from typing import Any

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import add_item, create_plan, item_now, move_item, move_plan
from tests.support.world import World


async def approved_plan(api: Api, db: Database, world: World, count: int = 2) -> tuple[dict[str, Any], list[Any]]:
    """A revisit plan of the manager, approved by the deputy, with that many contacts for `rep`."""
    plan = await create_plan(api, who="manager", kind="revisit")
    rep = str(world.people["rep"])
    items = [
        await add_item(api, plan, await customer_in(db, world), who="manager", assignee_id=rep) for _ in range(count)
    ]
    await move_plan(api, plan, "submit", who="manager")
    await move_plan(api, plan, "approve", who="deputy")
    return plan, items


async def amend(api: Api, plan: dict[str, Any], *changes: dict[str, Any], expect: int = 201) -> Any:
    path = f"/v1/contact-plans/{plan['id']}/amendments"
    return (
        await api.post(path, who="manager", json={"reason": "Their plant is closed", "changes": changes}, expect=expect)
    ).json()


async def decide(
    api: Api, amendment: dict[str, Any], move: str, *, who: str = "deputy", expect: int = 200, **body: Any
) -> Any:
    path = f"/v1/contact-plans/{amendment['plan_id']}/amendments/{amendment['id']}/moves/{move}"
    return (await api.post(path, who=who, json=body, version=amendment["version"], expect=expect)).json()


async def test_it_is_submitted_a_week_ahead_or_flagged_as_urgent(api: Api, db: Database, world: World) -> None:
    plan = await create_plan(api, who="manager", kind="revisit")
    await move_plan(api, plan, "activate", who="manager", expect=409)
    await add_item(api, plan, await customer_in(db, world), who="manager", due_on="2026-03-16")
    late = await move_plan(api, plan, "submit", who="manager", expect=409)
    assert (late["reason"], late["errors"][0]["pointer"]) == ("inside_lead_time", "/urgent_reason")
    urgent = await move_plan(api, plan, "submit", who="manager", urgent_reason="The buyer leaves on Tuesday")
    assert (urgent["state"], urgent["submitted_late"], urgent["urgent_reason"]) == (
        "submitted",
        True,
        "The buyer leaves on Tuesday",
    )
    flagged = await api.get("/v1/contact-plans?submitted_late=true&state=submitted", who="deputy", expect=200)
    assert [row["id"] for row in flagged.json()["items"]] == [plan["id"]]

    ahead = await create_plan(api, who="manager", kind="revisit")
    await add_item(api, ahead, await customer_in(db, world), who="manager", due_on="2026-03-17")
    in_time = await move_plan(api, ahead, "submit", who="manager", urgent_reason="needless")
    assert (in_time["submitted_late"], in_time["urgent_reason"]) == (False, None)
    await add_item(api, ahead, await customer_in(db, world), who="manager", expect=409)


async def test_the_deputy_approves_or_returns_it_but_never_their_own(api: Api, db: Database, world: World) -> None:
    plan = await create_plan(api, who="manager", kind="revisit")
    await add_item(api, plan, await customer_in(db, world), who="manager")
    await move_plan(api, plan, "submit", who="manager")
    await move_plan(api, plan, "approve", who="manager", expect=403)
    no_reason = await move_plan(api, plan, "return", who="deputy", expect=422)
    assert no_reason["errors"][0]["pointer"] == "/reason"
    returned = await move_plan(api, plan, "return", who="deputy", reason="Too much for one week")
    assert (returned["state"], returned["decision_reason"]) == ("returned", "Too much for one week")
    await move_plan(api, plan, "revise", who="manager")
    await move_plan(api, plan, "submit", who="manager")
    approved = await move_plan(api, plan, "approve", who="deputy")
    assert (approved["state"], approved["decided_by"]) == ("approved", str(world.people["deputy"]))
    assert (await move_plan(api, plan, "activate", who="manager"))["state"] == "active"

    own = await create_plan(api, who="deputy", kind="revisit")
    await add_item(api, own, await customer_in(db, world), who="deputy")
    await move_plan(api, own, "submit", who="deputy")
    assert (await move_plan(api, own, "approve", who="deputy", expect=409))["reason"] == "own_plan"
    assert (await move_plan(api, own, "approve", who="director"))["state"] == "approved"


async def test_a_material_change_waits_for_approval_while_the_rest_goes_on(
    api: Api, db: Database, world: World
) -> None:
    plan, (first, second) = await approved_plan(api, db, world)
    amendment = await amend(
        api,
        plan,
        {"change": "update", "item_id": first["id"], "method": "visit"},
        {"change": "update", "item_id": second["id"], "aim": "Ask about the valve", "due_on": "2026-03-24"},
    )
    assert (amendment["state"], [change["material"] for change in amendment["changes"]]) == (
        "pending",
        [["method"], []],
    )
    assert amendment["changes"][0]["before"] == {"method": "phone"}
    waiting, rest = await item_now(api, first["id"]), await item_now(api, second["id"])
    assert (waiting["state"], waiting["method"], waiting["amendment_id"]) == (
        "pending_approval",
        "phone",
        amendment["id"],
    )
    assert rest["state"] == "rescheduled"  # four days are not material: done at once
    await move_item(api, first["id"], "cancel", reason="x", expect=409)
    assert (await api.get(f"/v1/contact-plans/{plan['id']}", who="manager")).json()["state"] == "approved"

    path = f"/v1/contact-plans/{plan['id']}/amendments/{amendment['id']}"
    read = await api.get(path, who="deputy", expect=200)
    assert read.headers["etag"].startswith(f'"{amendment["version"]}.')
    assert (read.json()["allowed_moves"], amendment["allowed_moves"]) == (["approve", "return"], [])
    await api.get(path, who="other_rep", expect=404)
    await api.get(path.replace(amendment["id"], plan["id"]), who="deputy", expect=404)
    await api.post(f"{path}/moves/approve", who="manager", json={}, expect=403)  # before it is asked for a version
    await api.post(f"{path}/moves/approve", who="deputy", json={}, expect=428)
    await decide(api, amendment, "approve", who="manager", expect=403)
    decided = await decide(api, amendment, "approve")
    assert (decided["state"], decided["allowed_moves"]) == ("approved", [])
    settled = await item_now(api, first["id"])
    assert (settled["state"], settled["method"], settled["amendment_id"]) == ("planned", "visit", None)
    await decide(api, decided, "return", reason="x", expect=409)


async def test_a_returned_amendment_leaves_its_items_as_they_were(api: Api, db: Database, world: World) -> None:
    plan, (first, second) = await approved_plan(api, db, world)
    newcomer = await customer_in(db, world)
    amendment = await amend(
        api,
        plan,
        {"change": "update", "item_id": first["id"], "due_on": "2026-04-20"},
        {"change": "remove", "item_id": second["id"]},
        {
            "change": "add",
            "customer_id": str(newcomer),
            "method": "phone",
            "aim": "x",
            "due_on": "2026-03-25",
            "assignee_id": str(world.people["rep"]),
        },
    )
    assert [change["material"] for change in amendment["changes"]] == [
        ["date"],
        ["customer_removed"],
        ["customer_added"],
    ]
    added = amendment["changes"][2]["item_id"]
    states = [(await item_now(api, item))["state"] for item in (first["id"], second["id"], added)]
    assert states == ["pending_approval"] * 3
    missing = await decide(api, amendment, "return", expect=422)
    assert missing["errors"][0]["pointer"] == "/reason"
    await decide(api, amendment, "return", reason="Keep the week as planned")
    after = [await item_now(api, item) for item in (first["id"], second["id"], added)]
    assert [item["state"] for item in after] == ["planned", "planned", "cancelled"]
    assert after[0]["due_on"] == "2026-03-20"


async def test_some_of_an_amendment_is_approved_and_the_rest_returned(api: Api, db: Database, world: World) -> None:
    plan, (first, second) = await approved_plan(api, db, world)
    changes = (
        {"change": "update", "item_id": first["id"], "method": "visit"},
        {"change": "remove", "item_id": second["id"]},
    )
    amendment = await amend(api, plan, *changes)
    returned: dict[str, Any] = {"returned_item_ids": [second["id"]]}
    missing = await decide(api, amendment, "approve", expect=422, **returned)
    assert missing["errors"][0]["pointer"] == "/reason"
    both = await decide(
        api, amendment, "approve", expect=422, reason="x", returned_item_ids=[first["id"], second["id"]]
    )
    assert both["errors"][0]["pointer"] == "/returned_item_ids"
    other = await decide(api, amendment, "approve", expect=422, reason="x", returned_item_ids=[plan["id"]])
    assert (other["errors"][0]["pointer"], other["errors"][0]["code"]) == ("/returned_item_ids/0", "not_found")
    assert (await item_now(api, first["id"]))["state"] == "pending_approval"
    decided = await decide(api, amendment, "approve", reason="They still buy from us", **returned)
    assert (decided["state"], [change["returned"] for change in decided["changes"]]) == ("approved", [False, True])
    approved, kept = await item_now(api, first["id"]), await item_now(api, second["id"])
    assert (approved["state"], approved["method"], kept["state"]) == ("planned", "visit", "planned")


async def test_an_approved_amendment_moves_dates_removes_and_adds(api: Api, db: Database, world: World) -> None:
    plan, (first, second) = await approved_plan(api, db, world)
    newcomer = await customer_in(db, world)
    new = {"customer_id": str(newcomer), "method": "phone", "aim": "x", "assignee_id": str(world.people["rep"])}
    amendment = await amend(
        api,
        plan,
        {"change": "update", "item_id": first["id"], "due_on": "2026-04-20"},
        {"change": "remove", "item_id": second["id"]},
        {"change": "add", "due_on": "2026-03-25", **new},
    )
    await decide(api, amendment, "approve")
    old = await item_now(api, first["id"])
    assert old["state"] == "rescheduled"
    listed = (await api.get(f"/v1/contact-plans/{plan['id']}/items?state=planned", who="rep", expect=200)).json()
    assert [(item["due_on"], item["previous_id"]) for item in listed["items"]] == [
        ("2026-03-25", None),
        ("2026-04-20", first["id"]),
    ]
    assert (await item_now(api, second["id"]))["state"] == "cancelled"
    history = (await api.get(f"/v1/contact-plans/{plan['id']}/amendments", who="rep", expect=200)).json()["items"]
    assert [row["state"] for row in history] == ["approved"]


async def test_moves_of_single_items_are_amendments_too(api: Api, db: Database, world: World) -> None:
    plan, (first, second) = await approved_plan(api, db, world)
    needed = await move_item(api, first["id"], "reassign", who="lead", assignee_id=str(world.people["rep"]), expect=422)
    assert needed["errors"][0]["pointer"] == "/reason"
    pending = await move_item(api, first["id"], "reschedule", who="lead", due_on="2026-04-20", reason="Holidays")
    assert (pending["id"], pending["state"]) == (first["id"], "pending_approval")
    moved = await move_item(api, second["id"], "reschedule", who="lead", due_on="2026-03-23", reason="Holidays")
    assert (moved["previous_id"], moved["state"]) == (second["id"], "planned")
    rows = (await api.get(f"/v1/contact-plans/{plan['id']}/amendments", who="lead", expect=404)).json()
    rows = (await api.get(f"/v1/contact-plans/{plan['id']}/amendments", who="manager", expect=200)).json()["items"]
    assert [row["state"] for row in rows] == ["applied", "pending"]


async def test_every_fault_of_an_amendment_is_named_at_its_place(api: Api, db: Database, world: World) -> None:
    plan, (first, second) = await approved_plan(api, db, world)
    silent = await customer_in(db, world, do_not_call=True)
    refused = await amend(
        api,
        plan,
        {"change": "update", "item_id": first["id"], "due_on": "2026-03-01"},
        {"change": "add", "customer_id": str(silent), "method": "phone", "aim": "x", "due_on": "2026-03-25"},
        expect=422,
    )
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [
        ("/changes/0/due_on", "in_the_past"),
        ("/changes/1/method", "opted_out"),
    ]
    foreign = await amend(api, plan, {"change": "remove", "item_id": plan["id"]}, expect=422)
    assert foreign["errors"][0]["pointer"] == "/changes/0/item_id"
    dial = await create_plan(api, who="manager", kind="dial")
    assert (await amend(api, dial, {"change": "remove", "item_id": second["id"]}, expect=409))[
        "reason"
    ] == "no_amendment"
