"""Plans through the API: drafting, the workflow, who sees what."""

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan, add_item, create_plan, item_now, move_plan
from tests.support.world import World


async def test_a_follow_up_plan_runs_without_approval_and_completes_when_nothing_is_open(
    api: Api, db: Database, world: World
) -> None:
    plan = await create_plan(api, purpose="Spring spare parts")
    assert (plan["state"], plan["owner_name"], plan["allowed_moves"]) == ("draft", "rep", ["cancel"])
    empty = await move_plan(api, plan, "activate", who="rep", expect=409)
    assert (empty["reason"], empty["allowed_moves"]) == ("no_items", ["cancel"])
    await move_plan(api, plan, "submit", who="rep", expect=409)

    item = await add_item(api, plan, await customer_in(db, world))
    active = await move_plan(api, plan, "activate", who="rep")
    assert (active["state"], active["progress"]["planned"]) == ("active", 1)
    still_open = await move_plan(api, plan, "complete", who="rep", expect=409)
    assert still_open["reason"] == "open_items"
    cancelled = await move_plan(api, plan, "cancel", who="rep", expect=422)
    assert [fault["pointer"] for fault in cancelled["errors"]] == ["/reason"]
    cancelled = await move_plan(api, plan, "cancel", who="rep", reason="The campaign was called off")
    assert (cancelled["state"], cancelled["cancel_reason"]) == ("cancelled", "The campaign was called off")
    assert (await item_now(api, item["id"]))["state"] == "cancelled"
    assert cancelled["allowed_moves"] == []


async def test_plans_are_changed_with_their_version(api: Api) -> None:
    plan = await create_plan(api)
    path = f"/v1/contact-plans/{plan['id']}"
    await api.patch(path, json={"name": "Gulf"}, expect=428)
    changed = await api.patch(path, json={"name": "Gulf", "purpose": "x"}, version=1, expect=200)
    assert (changed.json()["name"], changed.headers["etag"]) == ("Gulf", '"2"')
    await api.patch(path, json={"name": "Levant"}, version=1, expect=412)
    await api.patch(path, json={"name": None}, version=2, expect=422)
    await api.post(f"{path}/moves/cancel", json={"reason": "x"}, version=1, expect=412)


async def test_a_plan_is_seen_by_its_owner_their_leads_and_whoever_has_work_in_it(
    api: Api, db: Database, world: World
) -> None:
    customer = await customer_in(db, world)
    plan = await create_plan(api, who="manager")
    path = f"/v1/contact-plans/{plan['id']}"
    await api.get(path, who="rep", expect=404)
    await api.get(path, who="analyst", expect=403)
    await api.get(path, who="deputy", expect=200)
    await api.get(path, who="foreign_rep", expect=404)
    await add_item(api, plan, customer, who="manager", assignee_id=str(world.people["rep"]))
    seen = (await api.get(path, who="rep", expect=200)).json()
    assert seen["allowed_moves"] == []
    await api.patch(path, who="rep", json={"name": "mine"}, version=1, expect=404)
    listed = (await api.get("/v1/contact-plans?sort=name", who="rep2", expect=200)).json()
    assert plan["id"] not in [row["id"] for row in listed["items"]]
    found = await api.post(
        "/v1/contact-plans/search",
        who="rep",
        json={"filter": {"field": "owner_id", "op": "eq", "value": str(world.people["manager"])}},
        expect=200,
    )
    assert [row["id"] for row in found.json()["items"]] == [plan["id"]]


async def test_one_plans_for_oneself_and_ones_people(api: Api, world: World) -> None:
    for who, owner, expect in (
        ("lead", "rep2", 201),
        ("rep", "rep2", 422),
        ("lead", "other_rep", 422),
        ("deputy", "other_rep", 201),
        ("deputy", "foreign_rep", 422),
        ("director", "foreign_rep", 201),
    ):
        body = {"kind": "dial", "name": "x", "owner_id": str(world.people[owner])}
        answer = await api.post("/v1/contact-plans", who=who, json=body, expect=expect)
        if expect == 422:
            assert answer.json()["errors"][0]["code"] == "owner_out_of_reach"


async def test_the_load_view_counts_open_items_of_all_plans_per_person_and_day(
    api: Api, db: Database, world: World
) -> None:
    customers = [await customer_in(db, world, owner="rep2") for _ in range(3)]
    await active_plan(api, *customers, who="rep2", due_on="2026-04-07")
    await active_plan(api, customers[0], who="rep2", due_on="2026-04-07", method="visit")
    draft = await create_plan(api, who="rep2")
    await add_item(api, draft, customers[1], who="rep2", due_on="2026-04-07", method="email")
    answer = await api.get("/v1/contact-plans/load?from=2026-04-06&to=2026-04-10", who="lead", expect=200)
    assert [
        (day["assignee_name"], day["due_on"], day["items"], day["calls"], day["visits"], day["over_cap"])
        for day in answer.json()["days"]
    ] == [("rep2", "2026-04-07", 4, 3, 1, False)]
    foreign = await api.get("/v1/contact-plans/load?from=2026-04-06&to=2026-04-10", who="foreign_rep", expect=200)
    assert foreign.json()["days"] == []
    await api.get("/v1/contact-plans/load?from=2026-04-10&to=2026-04-06", who="lead", expect=422)
