"""Planned contacts: what may be planned, how it changes, who sees it."""

import asyncio
import uuid

from meridian.kernel.db.session import Database
from meridian.plans.models import DialTally
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, add_item, create_plan, item_now, move_item
from tests.support.world import World


def codes(problem: dict) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(fault["pointer"], fault["code"]) for fault in problem["errors"]]


async def test_an_item_is_due_on_the_customers_date_or_at_an_instant(api: Api, db: Database, world: World) -> None:
    plan = await create_plan(api)
    dubai = await customer_in(db, world, zone="Asia/Dubai", name="Dubai Pumps")
    day = await add_item(api, plan, dubai, due_on="2026-03-18")
    assert (day["zone"], day["due_from"], day["missed_after"], day["due_at"]) == (
        "Asia/Dubai",
        "2026-03-17T20:00:00Z",
        "2026-03-18T22:00:00Z",
        None,
    )
    assert (day["customer_name"], day["assignee_name"], day["allowed_moves"]) == (
        "Dubai Pumps",
        "rep",
        ["reassign", "reschedule", "cancel"],
    )
    visit = await add_item(api, plan, dubai, method="visit")
    assert (visit["needs_appointment"], "make_appointment" in visit["checklist"]) == (True, True)
    exact = await add_item(api, plan, dubai, method="visit", due_at="2026-03-24T21:30:00Z", place="Gate 3")
    assert (exact["due_on"], exact["due_from"], exact["needs_appointment"]) == (
        "2026-03-25",
        "2026-03-24T21:30:00Z",
        False,
    )
    wrong = await add_item(api, plan, dubai, due_at="2026-03-24T21:30:00Z", due_on="2026-03-24", expect=422)
    assert codes(wrong) == [("/due_at", "other_day")]
    # A customer without a known zone is planned in the zone of who contacts it; a person's own zone comes first.
    nowhere = await customer_in(db, world)
    assert (await add_item(api, plan, nowhere))["zone"] == "Asia/Shanghai"
    person = await contact_in(db, nowhere, zone="America/Lima")
    assert (await add_item(api, plan, nowhere, contact_id=str(person)))["zone"] == "America/Lima"


async def test_what_may_not_be_planned_is_refused_with_each_reason(api: Api, db: Database, world: World) -> None:
    plan = await create_plan(api)
    customer = await customer_in(db, world, do_not_call=True)
    stranger = await contact_in(db, await customer_in(db, world))
    refused = await add_item(api, plan, customer, contact_id=str(stranger), due_on="2026-03-09", expect=422)
    assert codes(refused) == [
        ("/contact_id", "unknown_contact"),
        ("/method", "opted_out"),
        ("/due_on", "in_the_past"),
    ]
    await add_item(api, plan, customer, method="email")
    person = await contact_in(db, await customer_in(db, world), do_not_call=True)
    foreign = await customer_in(db, world, owner="foreign_rep")
    assert codes(await add_item(api, plan, foreign, expect=422)) == [("/customer_id", "not_found")]
    gone = await add_item(api, plan, uuid.uuid4(), expect=422)
    assert codes(gone) == [("/customer_id", "not_found")]
    assert person


async def test_an_assignee_must_be_within_reach_and_able_to_see_the_customer(
    api: Api, db: Database, world: World
) -> None:
    plan = await create_plan(api, who="lead")
    customer = await customer_in(db, world, owner="rep")
    for assignee, code in (
        ("other_rep", "assignee_out_of_reach"),
        ("rep2", "assignee_cannot_see_customer"),
    ):
        refused = await add_item(api, plan, customer, who="lead", assignee_id=str(world.people[assignee]), expect=422)
        assert codes(refused) == [("/assignee_id", code)]
    item = await add_item(api, plan, customer, who="lead", assignee_id=str(world.people["rep"]))
    queue = await api.get(f"/v1/planned-contacts?assignee_id={world.people['rep']}&customer_id={customer}", expect=200)
    assert [row["id"] for row in queue.json()["items"]] == [item["id"]]
    await api.get(f"/v1/planned-contacts/{item['id']}", who="other_rep", expect=404)


async def test_the_same_contact_is_planned_once_a_day_also_when_asked_twice_at_once(
    api: Api, db: Database, world: World
) -> None:
    plan = await create_plan(api)
    customer = await customer_in(db, world)
    person = await contact_in(db, customer)
    body = {"customer_id": str(customer), "method": "phone", "aim": "x", "due_on": "2026-03-20"}
    path = f"/v1/contact-plans/{plan['id']}/items"
    answers = await asyncio.gather(*(api.post(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["reason"] for answer in answers if answer.status_code == 409} == {"duplicate_item"}
    await add_item(api, plan, customer, contact_id=str(person))
    await add_item(api, plan, customer, method="email")
    await add_item(api, plan, customer, due_on="2026-03-21")


async def test_many_are_planned_at_once_each_with_its_own_result(api: Api, db: Database, world: World) -> None:
    plan = await create_plan(api)
    good, silent = await customer_in(db, world), await customer_in(db, world, do_not_call=True)
    body = {"method": "phone", "aim": "x", "due_on": "2026-03-20"}
    items = [
        {**body, "customer_id": str(good)},
        {**body, "customer_id": str(silent)},
        {**body, "customer_id": str(good)},
        {**body, "customer_id": str(good), "method": "wechat"},
    ]
    answer = (await api.post(f"/v1/contact-plans/{plan['id']}/items/bulk", json={"items": items}, expect=200)).json()
    assert (answer["planned"], answer["refused"]) == (2, 2)
    assert [(result["status"], [e["code"] for e in result["errors"]]) for result in answer["results"]] == [
        ("planned", []),
        ("refused", ["opted_out"]),
        ("refused", ["duplicate_item"]),
        ("planned", []),
    ]
    listed = (await api.get(f"/v1/contact-plans/{plan['id']}/items?count=exact", expect=200)).json()
    assert listed["total"] == 2
    too_many = {"items": items * 51}
    await api.post(f"/v1/contact-plans/{plan['id']}/items/bulk", json=too_many, expect=422)


async def test_nobody_is_planned_to_be_called_again_too_soon_or_too_often(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai")
    async with db.write() as session:
        today = session.now.date()
        tally = DialTally(customer_id=customer, on_day=today, attempts=1)
        tally.not_before = session.now.replace(hour=6)
        session.add(tally)
    plan = await create_plan(api)
    soon = await add_item(api, plan, customer, due_at=f"{today}T03:30:00Z", expect=422)
    assert codes(soon) == [("/due_at", "too_soon")]
    item = await add_item(api, plan, customer, due_at=f"{today}T06:00:00Z")
    await move_item(api, item["id"], "cancel", reason="x")
    async with db.write() as session:
        (await session.get_one(DialTally, tally.id)).attempts = 2
    often = await add_item(api, plan, customer, due_on=today, expect=422)
    assert codes(often) == [("/due_on", "attempts_exhausted")]
    await add_item(api, plan, customer, due_on="2026-03-11")


async def test_a_running_item_is_reassigned_rescheduled_and_cancelled_with_reasons(
    api: Api, db: Database, world: World
) -> None:
    customer = await customer_in(db, world, team_id=world.teams["team"])
    (item,) = await active_plan(api, customer, due_on="2026-03-23")
    missing = await move_item(api, item["id"], "reschedule", expect=422, due_on="2026-03-24")
    assert codes(missing) == [("/reason", "missing")]
    assert codes(await move_item(api, item["id"], "reschedule", expect=422, reason="x")) == [("/due_on", "missing")]
    same = await move_item(api, item["id"], "reschedule", expect=422, reason="x", due_on="2026-03-23")
    assert codes(same) == [("/due_on", "unchanged")]
    path = f"/v1/planned-contacts/{item['id']}"
    refused = await api.patch(path, json={"due_on": "2026-03-24"}, version=1, expect=409)
    assert refused.json()["reason"] == "reschedule_instead"
    changed = (await api.patch(path, json={"aim": "Send samples", "place": None}, version=1, expect=200)).json()
    assert (changed["aim"], changed["version"]) == ("Send samples", 2)

    moved = await move_item(api, item["id"], "reschedule", reason="They asked for next week", due_on="2026-03-30")
    assert (moved["previous_id"], moved["due_on"], moved["aim"], moved["state"]) == (
        item["id"],
        "2026-03-30",
        "Send samples",
        "planned",
    )
    old = await item_now(api, item["id"])
    assert (old["state"], old["state_reason"], old["allowed_moves"]) == ("rescheduled", "They asked for next week", [])
    await move_item(api, item["id"], "cancel", reason="x", expect=409)

    lead_only = await move_item(api, moved["id"], "reassign", assignee_id=str(world.people["lead"]), expect=422)
    assert codes(lead_only) == [("/assignee_id", "assignee_out_of_reach")]
    given = await move_item(api, moved["id"], "reassign", who="lead", assignee_id=str(world.people["lead"]))
    assert given["assignee_name"] == "lead"
    gone = await move_item(api, moved["id"], "cancel", reason="They closed down")
    assert (gone["state"], gone["state_reason"]) == ("cancelled", "They closed down")
    for move in ("finish", "miss", "dance"):
        await move_item(api, moved["id"], move, expect=409)


async def test_two_people_moving_one_item_one_is_told_it_changed(api: Api, db: Database, world: World) -> None:
    (item,) = await active_plan(api, await customer_in(db, world))
    path = f"/v1/planned-contacts/{item['id']}/moves/cancel"
    answers = await asyncio.gather(*(api.post(path, json={"reason": "x"}, version=1) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]


async def test_a_planned_contact_comes_as_a_calendar_file(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, name="Wasser, Röhren & Söhne; Hafenwerk Pumpen Gesellschaft mit Haftung")
    (item,) = await active_plan(api, customer, method="visit", due_at="2026-03-24T06:00:00Z", place="Gate 3")
    file = await api.get(f"/v1/planned-contacts/{item['id']}/calendar", expect=200)
    assert file.headers["content-type"].startswith("text/calendar")
    lines = file.text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    text = file.text.replace("\r\n ", "")
    assert "DTSTART:20260324T060000Z" in text
    assert "SUMMARY:Wasser\\, Röhren & Söhne\\; Hafenwerk" in text
    (day,) = await active_plan(api, customer)
    text = (await api.get(f"/v1/planned-contacts/{day['id']}/calendar", expect=200)).text
    assert "DTSTART;VALUE=DATE:20260320" in text
    assert "DTEND;VALUE=DATE:20260321" in text
