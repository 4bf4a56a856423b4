"""Logging calls: one request writes the record and all that follows from it, or nothing."""

import asyncio
import uuid
from typing import Any

from sqlalchemy import func, select

from meridian.customers.models import Customer, Need, OptOut
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.kernel.workflow.models import Transition
from meridian.plans.models import PlannedContact
from meridian.plans.rules import ItemState
from meridian.records.models import ContactRecord
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, item_now
from tests.support.records import CONNECTED, SCORES, follow_up, log_call
from tests.support.world import World

QUIET: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}


def pointers(problem: Any) -> list[str]:
    return [fault["pointer"] for fault in problem["errors"]]


async def test_one_request_writes_the_call_and_all_that_follows(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Dubai", grade="A")
    person = await contact_in(db, customer)
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    call = await log_call(
        api,
        customer,
        contact_id=str(person),
        planned_item_id=item["id"],
        talk_seconds=270,
        phone="+97145551234",
        needs=[{"kind": "future", "description": "Two dosing pumps", "quantity": "2", "expected_on": "2026-06-30"}],
        objections=["price_high"],
        satisfaction=SCORES,
        market_information=[{"topic": "competitors", "text": "A rival offers free spare parts"}],
        next_step=follow_up(due_at="2026-03-17T06:00:00Z", due_on="2026-03-17"),
        complaint={"text": "Seal leaks", "product": "X200-B", "wanted_solution": "A new seal"},
        handoff={"department_id": str(world.departments["product"]), "question": "Does it stand brine?"},
    )
    assert (call["method"], call["occasion"], call["reached"], call["logged_late"], call["ended_at"]) == (
        "phone",
        "follow_up",
        True,
        False,
        "2026-03-10T01:59:30Z",
    )
    assert (call["author_name"], call["contact_name"], call["satisfaction"]) == ("rep", "Anna Petersen", SCORES)
    assert call["customer"] == {
        "version": 2,
        "category": "interested",
        "intent_level": "medium",
        "do_not_call": False,
        "last_contact_at": "2026-03-10T01:55:00Z",
        "next_contact_at": "2026-03-17T06:00:00Z",
    }
    done = await item_now(api, item["id"])
    assert (done["state"], done["done_record_id"], done["done_at"]) == ("done", call["id"], "2026-03-10T01:55:00Z")
    following = await item_now(api, call["next_item_id"])
    assert (following["due_at"], following["origin_record_id"], following["contact_id"], following["plan_name"]) == (
        "2026-03-17T06:00:00Z",
        call["id"],
        str(person),
        "Follow-ups",
    )
    handoff = (await api.get(f"/v1/handoffs/{call['handoff_id']}", expect=200)).json()
    assert (handoff["origin_type"], handoff["origin_id"]) == ("contact_record", call["id"])
    read = await api.get(f"/v1/call-records/{call['id']}", expect=200)
    assert read.headers["etag"].startswith('"1.')
    assert {**call, "customer": None, "cancelled_items": None} == {
        **read.json(),
        "customer": None,
        "cancelled_items": None,
    }
    async with db.read() as session:
        need = (await session.scalars(select(Need).where(Need.customer_id == customer))).one()
        assert (str(need.contact_record_id), need.kind, need.state) == (call["id"], "future", "open")
        events = await session.scalars(
            select(Event.type).where(Event.customer_id == customer, Event.subject_type != "handoff").order_by(Event.seq)
        )
        assert sorted(set(events)) == [
            "complaint.reported",
            "contact_record.logged",
            "customer.updated",
            "planned_contact.done",
            "planned_contact.planned",
        ]
        moves = await session.scalars(select(Transition.move).where(Transition.subject_id == uuid.UUID(item["id"])))
        assert list(moves) == ["finish"]
        changed = await session.scalars(
            select(History.changes)
            .where(History.entity == "customer", History.entity_id == customer)
            .order_by(History.id)
        )
        assert list(changed)[-1]["intent_level"] == ["none", "medium"]


async def test_a_connected_call_without_what_policy_requires_is_refused_naming_each(
    api: Api, db: Database, world: World
) -> None:
    customer = await customer_in(db, world)
    empty = QUIET | {"key_points": " "}
    refused = await log_call(api, customer, **empty, expect=422)
    assert pointers(refused) == ["/key_points", "/outcome", "/intent_level", "/next_step"]
    await log_call(api, customer, **empty, disposition="no_answer")
    later = await log_call(api, customer, started_at="2026-03-10T03:00:00Z", expect=422)
    assert pointers(later) == ["/started_at"]
    stranger = await contact_in(db, await customer_in(db, world))
    refused = await log_call(
        api, customer, contact_id=str(stranger), planned_item_id=str(stranger), intent_level=None, expect=422
    )
    assert pointers(refused) == ["/contact_id", "/planned_item_id", "/intent_level"]
    wrongs: tuple[dict[str, Any], ...] = (
        {"ended_at": "2026-03-10T01:00:00Z"},
        {"external_id": "x"},
        {"source": "meridian", "external_id": "x"},
        {"disposition": "slept"},
        {"satisfaction": {**SCORES, "problem_solving": 6}},
        {"phone": "0049 40 123"},
        {"surprise": 1},
    )
    for wrong in wrongs:
        await log_call(api, customer, **wrong, expect=422)


async def test_calls_belong_to_who_sees_the_customer(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    call = await log_call(api, customer)
    path = f"/v1/call-records/{call['id']}"
    for who, status in (("rep2", 404), ("lead", 200), ("foreign_rep", 404), ("analyst", 200), ("administrator", 403)):
        await api.get(path, who=who, expect=status)
    await log_call(api, customer, who="rep2", expect=404)
    await log_call(api, customer, who="analyst", expect=403)
    listed = (await api.get(f"/v1/call-records?customer_id={customer}&disposition=connected", expect=200)).json()
    assert [row["id"] for row in listed["items"]] == [call["id"]]
    found = await api.post(
        "/v1/call-records/search",
        who="rep2",
        json={"filter": {"field": "customer_id", "op": "eq", "value": str(customer)}},
        expect=200,
    )
    assert found.json()["items"] == []


async def test_late_is_later_than_the_minutes_policy_gives(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    for started, talk, late in (
        ("2026-03-10T01:20:00Z", 600, False),  # hung up exactly thirty minutes ago
        ("2026-03-10T01:20:00Z", 599, True),
        ("2026-03-10T01:30:00Z", None, False),
        ("2026-03-10T01:29:59Z", None, True),
    ):
        call = await log_call(api, customer, started_at=started, talk_seconds=talk)
        assert call["logged_late"] is late


async def test_a_call_logged_late_does_not_undo_what_a_newer_one_said(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    await log_call(api, customer, intent_level="high", next_step=follow_up("2026-03-20"))
    old = await log_call(api, customer, started_at="2026-03-08T02:00:00Z", intent_level="low")
    assert (old["customer"]["intent_level"], old["customer"]["last_contact_at"]) == ("high", "2026-03-10T01:55:00Z")
    async with db.read() as session:
        row = await session.get_one(Customer, customer)
        assert row.first_contact_at is not None
        assert row.first_contact_at.isoformat() == "2026-03-08T02:00:00+00:00"


async def test_what_follows_sets_the_next_contact(api: Api, db: Database, world: World) -> None:
    for grade, step, expected in (
        ("A", {"kind": "none", "reason": "No budget"}, "2026-03-17T01:55:00Z"),
        ("D", {"kind": "none", "reason": "No budget"}, "2026-06-08T01:55:00Z"),
        ("A", {"kind": "nurture"}, "2026-04-09T01:55:00Z"),
        ("A", follow_up("2026-03-25"), "2026-03-24T16:00:00Z"),
    ):
        call = await log_call(api, await customer_in(db, world, grade=grade, zone="Asia/Shanghai"), next_step=step)
        assert call["customer"]["next_contact_at"] == expected
    plan = (await active_plan(api, await customer_in(db, world)))[0]["plan_id"]
    call = await log_call(api, await customer_in(db, world), next_step=follow_up(plan_id=plan))
    assert (await item_now(api, call["next_item_id"]))["plan_id"] == plan
    other = await log_call(
        api, await customer_in(db, world), next_step=follow_up(plan_id=str(uuid.uuid4())), expect=422
    )
    assert pointers(other) == ["/next_step/plan_id"]
    past = await log_call(api, await customer_in(db, world), next_step=follow_up("2026-03-09"), expect=422)
    assert pointers(past) == ["/next_step/due_on"]
    given = follow_up(assignee_id=str(world.people["rep2"]))
    assert pointers(await log_call(api, await customer_in(db, world), next_step=given, expect=422)) == [
        "/next_step/assignee_id"
    ]


async def test_calls_that_reach_nobody_say_when_to_try_again(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai")
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    first = await log_call(
        api, customer, disposition="no_answer", planned_item_id=item["id"], started_at="2026-03-10T01:00:00Z", **QUIET
    )
    assert (first["reached"], first["next_attempt_at"]) == (False, "2026-03-10T06:00:00Z")  # after lunch there
    assert first["customer"]["last_contact_at"] is None
    tried = await item_now(api, item["id"])
    assert (tried["state"], tried["attempts"], tried["last_attempt_at"]) == ("planned", 1, "2026-03-10T01:00:00Z")
    soon = {"kind": "follow_up", "method": "phone", "aim": "x", "due_at": "2026-03-10T03:30:00Z"}
    refused = await log_call(api, customer, next_step=soon, expect=422)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [("/next_step/due_at", "too_soon")]
    second = await log_call(api, customer, disposition="busy", started_at="2026-03-10T01:30:00Z", **QUIET)
    assert second["next_attempt_at"] == "2026-03-11T06:00:00Z"  # two a day: tomorrow, and not in the morning again
    wrong = await log_call(api, customer, disposition="wrong_number", planned_item_id=item["id"], **QUIET)
    assert (wrong["reached"], (await item_now(api, item["id"]))["state"]) == (False, "planned")


async def test_do_not_call_ends_every_later_plan_in_the_same_request(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    people = [str(await contact_in(db, customer, name=name)) for name in ("Anna", "Jens")]
    (now,) = await active_plan(api, customer, contact_id=people[0], due_on="2026-03-10")
    (later,) = await active_plan(api, customer, contact_id=people[0])
    (mail,) = await active_plan(api, customer, contact_id=people[0], method="email")
    (other,) = await active_plan(api, customer, contact_id=people[1])
    refused = await log_call(
        api, customer, contact_id=people[0], disposition="do_not_call", **QUIET | {"next_step": follow_up()}, expect=422
    )
    assert pointers(refused) == ["/next_step/method"]
    call = await log_call(
        api, customer, contact_id=people[0], disposition="do_not_call", planned_item_id=now["id"], **QUIET
    )
    assert (call["cancelled_items"], call["customer"]["do_not_call"]) == (1, False)
    states = [(await item_now(api, item["id"]))["state"] for item in (now, later, mail, other)]
    assert states == ["done", "cancelled", "planned", "planned"]
    everybody = await log_call(
        api,
        customer,
        contact_id=people[1],
        opt_out={"channel": "phone", "whole_company": True, "reason": "Take us off your list"},
        next_step=follow_up(method="email", due_on="2026-03-27"),
    )
    assert everybody["cancelled_items"] == 1
    now_known = (await api.get(f"/v1/customers/{customer}", expect=200)).json()
    assert now_known["do_not_call"] is True
    assert everybody["customer"] == {name: now_known[name] for name in everybody["customer"]}
    async with db.read() as session:
        refusals = (await session.scalars(select(OptOut).where(OptOut.customer_id == customer))).all()
        assert {str(refusal.contact_record_id) for refusal in refusals} == {call["id"], everybody["id"]}


async def test_only_running_items_in_time_are_closed(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai")
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    call = await log_call(api, customer, planned_item_id=item["id"])
    again = await log_call(api, customer, planned_item_id=item["id"], expect=409)
    assert again["reason"] == "wrong_state"
    await log_call(api, customer, planned_item_id=item["id"], disposition="busy", expect=409)
    async with db.write() as session:
        row = await session.get_one(PlannedContact, uuid.UUID(item["id"]))
        row.state, row.done_record_id, row.done_at = ItemState.MISSED, None, None
        row.missed_after = row.missed_after.replace(day=9)
    late = await log_call(api, customer, planned_item_id=item["id"], expect=409)
    assert late["reason"] == "too_late"
    in_time = await log_call(api, customer, planned_item_id=item["id"], started_at="2026-03-09T10:00:00Z")
    assert (await item_now(api, item["id"]))["done_record_id"] == in_time["id"] != call["id"]


async def test_repeats_are_logged_once_whichever_way_they_are_known(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = await log_call(api, customer, headers=key)
    assert await log_call(api, customer, headers=key) == first

    known: dict[str, Any] = {"source": "pbx", "external_id": "call-1"}
    bodies = [{"customer_id": str(customer), "started_at": "2026-03-10T01:55:00Z", **CONNECTED, **known}] * 5
    answers = await asyncio.gather(*(api.post("/v1/call-records", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    elsewhere = await log_call(api, await customer_in(db, world), **known, expect=409)
    assert elsewhere["reason"] == "external_id_taken"
    async with db.read() as session:
        count = select(func.count()).select_from(ContactRecord).where(ContactRecord.customer_id == customer)
        assert await session.scalar(count) == 2


async def test_calls_of_one_customer_at_once_are_all_written(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    calls = await asyncio.gather(
        *(log_call(api, customer, next_step=follow_up(f"2026-03-{day}")) for day in range(20, 26))
    )
    assert len({call["id"] for call in calls}) == 6
    assert len({(await item_now(api, call["next_item_id"]))["plan_id"] for call in calls}) == 1


async def test_only_programs_log_for_others(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    author = str(world.people["rep"])
    refused = await log_call(api, customer, who="lead", author_id=author, expect=422)
    assert pointers(refused) == ["/author_id"]
    key = await world.api_key(db)
    call = await log_call(api, customer, key=key, author_id=author, next_step=follow_up())
    assert (call["author_name"], call["team_id"], call["created_by"]) == (
        "rep",
        str(world.teams["team"]),
        str(world.people["program"]),
    )
    assert (await item_now(api, call["next_item_id"]))["assignee_name"] == "rep"
    unknown = await log_call(api, customer, key=key, author_id=str(uuid.uuid4()), expect=422)
    assert "/author_id" in pointers(unknown)
