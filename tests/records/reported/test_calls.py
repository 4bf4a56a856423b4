"""What a switch knows of a call: merged, found or attached, made a record, completed by who was on the line."""

import asyncio
import uuid
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import text

from meridian.identity.credentials import digest, new_key
from meridian.identity.models import ApiKey, User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, item_now
from tests.support.records import CONNECTED, follow_up, log_call
from tests.support.world import World

SAID = {name: value for name, value in CONNECTED.items() if name != "disposition"}
STARTED, ANSWERED, ENDED = "2026-03-10T01:50:00Z", "2026-03-10T01:50:10Z", "2026-03-10T01:54:40Z"


@pytest.fixture(scope="module")
async def switch(api: Api, db: Database, world: World) -> str:
    """The key of a switch, as docs/integrating.md gives it; the rep is at extension 204."""
    async with db.write() as session:
        rep = await session.get_one(User, world.people["rep"])
        rep.extension = "204"
    return await key_of(db, world, "customer:read", "plan:read", "record:read", "record:write")


async def key_of(db: Database, world: World, *permissions: str) -> str:
    secret = new_key()
    async with db.write() as session:
        session.add(
            ApiKey(
                user_id=world.people["program"],
                name="switch",
                prefix="mk_",
                key_hash=digest(secret),
                permissions=list(permissions),
                expires_at=session.now + timedelta(days=30),
            )
        )
    return secret


def some_number() -> str:
    return f"+4940{uuid.uuid4().int % 10**8:08d}"


async def report(api: Api, switch: str, expect: int = 201, **facts: Any) -> Any:
    body = {"source": "pbx", "external_id": uuid.uuid4().hex, "direction": "outbound", "started_at": STARTED, **facts}
    return (await api.post("/v1/phone-calls", key=switch, json=body, expect=expect)).json()


async def record_of(api: Api, call: Any, expect: int = 200, **how: Any) -> Any:
    return (await api.get(f"/v1/call-records/{call['id']}", expect=expect, **how)).json()


async def test_an_answered_call_is_begun_by_the_switch_and_completed_by_its_author(
    api: Api, db: Database, world: World, switch: str
) -> None:
    number = some_number()
    customer = await customer_in(db, world, phone=number)
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    call = await report(
        api,
        switch,
        number=f"sip:{number}@carrier.example",
        agent_extension="204",
        answered_at=ANSWERED,
        ended_at=ENDED,
        cause=16,
    )
    assert (call["state"], call["outcome"], call["talk_seconds"], call["phone"]) == (
        "recorded",
        "connected",
        270,
        number,
    )
    assert (call["customer_id"], call["author_name"]) == (str(customer), "rep")
    record = await record_of(api, call)
    assert (record["to_be_completed"], record["complete_by"], record["reached"]) == (True, "2026-03-10T02:24:40Z", True)
    assert (record["author_id"], record["talk_seconds"], record["phone"]) == (str(world.people["rep"]), 270, number)
    listed = await api.get("/v1/call-records?to_be_completed=true", expect=200)
    assert call["id"] in [row["id"] for row in listed.json()["items"]]
    path = f"/v1/call-records/{call['id']}/completion"
    refused = (await api.post(path, json={}, expect=422)).json()
    assert {fault["pointer"] for fault in refused["errors"]} == {f"/{name}" for name in SAID}
    body = SAID | {"planned_item_id": item["id"], "next_step": follow_up("2026-03-20")}
    assert (await api.post(path, who="lead", json=body, expect=403)).json()["code"] == "not_author"
    done = (await api.post(path, json=body, expect=200)).json()
    assert (done["to_be_completed"], done["logged_late"], done["key_points"]) == (False, False, SAID["key_points"])
    assert (done["talk_seconds"], done["started_at"], done["source"]) == (270, STARTED, "pbx")
    assert done["customer"]["next_contact_at"] == (await item_now(api, done["next_item_id"]))["due_from"]
    assert (await item_now(api, item["id"]))["done_record_id"] == call["id"]
    read = await record_of(api, call)
    assert {**done, "customer": None, "cancelled_items": None} == {**read, "customer": None, "cancelled_items": None}
    assert (await api.post(path, json=body, expect=409)).json()["code"] == "completed_already"
    again = (await api.get(f"/v1/phone-calls/{call['id']}", expect=200)).json()
    assert again["to_be_completed"] is False


async def test_completing_later_than_policy_gives_is_late(
    api: Api, db: Database, world: World, switch: str, clock: SettableClock
) -> None:
    number = some_number()
    await customer_in(db, world, phone=number)
    ended = clock.now() - timedelta(minutes=31)
    call = await report(
        api,
        switch,
        number=number,
        agent_extension="204",
        started_at=(ended - timedelta(minutes=2)).isoformat(),
        answered_at=(ended - timedelta(minutes=1)).isoformat(),
        ended_at=ended.isoformat(),
    )
    assert (await record_of(api, call))["logged_late"] is False
    done = await api.post(f"/v1/call-records/{call['id']}/completion", json=SAID, expect=200)
    assert done.json()["logged_late"] is True


REPORTS: tuple[dict[str, Any], ...] = (
    {},  # rings
    {"outcome": "no_answer", "cause": 19},  # a leg that nobody answered
    {"answered_at": ANSWERED, "reported_at": ANSWERED, "agent_extension": "204"},
    {"outcome": "connected", "ended_at": ENDED, "talk_seconds": 268, "ring_seconds": 10},
)


async def test_reports_in_any_order_make_the_same_record(api: Api, db: Database, world: World, switch: str) -> None:
    ends = set()
    for order in permutations(REPORTS):
        number = some_number()
        customer = await customer_in(db, world, phone=number)
        external_id = uuid.uuid4().hex
        for index, facts in enumerate(order):
            call = await report(
                api,
                switch,
                expect=201 if index == 0 else 200,
                number=number,
                external_id=external_id,
                customer_id=str(customer),
                **facts,
            )
        record = await record_of(api, call)
        shown = ("disposition", "reached", "started_at", "ended_at", "talk_seconds", "to_be_completed", "complete_by")
        ends.add(tuple(record[name] for name in (*shown, "next_attempt_at", "author_id")))
        assert (call["state"], call["outcome"]) == ("recorded", "connected")
        after = (await api.get(f"/v1/customers/{customer}", expect=200)).json()
        assert after["last_contact_at"] == STARTED
    assert ends == {
        ("connected", True, STARTED, ENDED, 268, True, "2026-03-10T02:24:40Z", None, str(world.people["rep"]))
    }


async def test_better_facts_leave_what_the_author_said(api: Api, db: Database, world: World, switch: str) -> None:
    number = some_number()
    await customer_in(db, world, phone=number)
    facts: dict[str, Any] = {"number": number, "external_id": uuid.uuid4().hex, "agent_extension": "204"}
    call = await report(api, switch, **facts, answered_at=ANSWERED, ended_at=ENDED)
    path = f"/v1/call-records/{call['id']}/completion"
    await api.post(path, json={"disposition": "wrong_number", "outcome": "A baker"}, expect=200)
    await report(api, switch, expect=200, **facts, talk_seconds=280, outcome="connected")
    record = await record_of(api, call)
    assert (record["talk_seconds"], record["disposition"], record["outcome"]) == (280, "wrong_number", "A baker")
    assert record["to_be_completed"] is False


async def test_a_report_waits_for_who_merges_the_customer(api: Api, db: Database, world: World, switch: str) -> None:
    """And holds nothing meanwhile that the merge has to change."""
    customer, stays = await customer_in(db, world), await customer_in(db, world)
    said: dict[str, Any] = {"external_id": uuid.uuid4().hex, "agent_extension": "204", "answered_at": ANSWERED}
    call = await report(api, switch, **said, customer_id=str(customer), ended_at=ENDED)
    ids = {"ids": [customer, stays], "to": stays, "call": uuid.UUID(call["id"])}
    async with db.write() as merging:
        await merging.execute(text("SELECT FROM customer WHERE id = ANY(:ids) ORDER BY id FOR UPDATE"), ids)
        reporting = asyncio.create_task(report(api, switch, 200, **said, talk_seconds=200))
        await asyncio.sleep(0.3)
        assert not reporting.done()
        await merging.execute(text("SET LOCAL lock_timeout = '100ms'"))
        for table in ("reported_contact", "contact_record"):
            await merging.execute(text(f"UPDATE {table} SET customer_id = :to WHERE id = :call"), ids)  # noqa: S608
    assert (await reporting)["customer_id"] == str(stays)
    record = await record_of(api, call)
    assert (record["customer_id"], record["talk_seconds"]) == (str(stays), 200)


@pytest.mark.parametrize("named", [True, False], ids=["named again", "named before"])
async def test_a_call_under_way_while_its_customer_is_merged_is_the_others(
    api: Api, db: Database, world: World, switch: str, named: bool
) -> None:
    merged, stays = [await customer_in(db, world) for _ in range(2)]
    said: dict[str, Any] = {"external_id": uuid.uuid4().hex, "agent_extension": "204", "answered_at": ANSWERED}
    whom: dict[str, Any] = {"customer_id": str(merged)}
    await report(api, switch, **said, **whom)
    merge = {"other_id": str(merged), "other_version": 1, "reason": "One company"}
    await api.post(f"/v1/customers/{stays}/merge", who="lead", version=1, json=merge, expect=201)
    call = await report(api, switch, 200, **said, **(whom if named else {}), ended_at=ENDED)
    assert (call["state"], call["customer_id"]) == ("recorded", str(stays))
    assert (await record_of(api, call))["customer_id"] == str(stays)


async def test_a_call_for_what_was_settled_meanwhile_is_kept(api: Api, db: Database, world: World, switch: str) -> None:
    customer = await customer_in(db, world)
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    said: dict[str, Any] = {"external_id": uuid.uuid4().hex, "agent_extension": "204", "customer_id": str(customer)}
    await report(api, switch, **said, planned_contact_id=item["id"])
    await log_call(api, customer, planned_item_id=item["id"])
    call = await report(api, switch, 200, **said, planned_contact_id=item["id"], ended_at=ENDED, cause=17)
    record = await record_of(api, call)
    assert (call["state"], record["disposition"], record["planned_item_id"]) == ("recorded", "busy", None)


async def test_a_planned_contact_that_is_not_there_is_refused_at_once_and_another_s_is_left_out(
    api: Api, db: Database, world: World, switch: str
) -> None:
    customer, other = await customer_in(db, world), await customer_in(db, world)
    (item,) = await active_plan(api, other, due_on="2026-03-10")
    said: dict[str, Any] = {"external_id": uuid.uuid4().hex, "agent_extension": "204", "customer_id": str(customer)}
    refused = await report(api, switch, 422, **said, planned_contact_id=str(uuid.uuid4()))
    assert [fault["pointer"] for fault in refused["errors"]] == ["/planned_contact_id"]
    call = await report(api, switch, **said, planned_contact_id=item["id"], ended_at=ENDED, cause=17)
    assert (call["state"], (await record_of(api, call))["planned_item_id"]) == ("recorded", None)


async def test_a_call_of_somebody_who_left_meanwhile_is_kept(api: Api, db: Database, world: World, switch: str) -> None:
    async with db.write() as session:
        rep = await session.get_one(User, world.people["rep"])
        whole = {"role": rep.role, "team_id": rep.team_id, "department_id": rep.department_id}
        leaver = User(name="Leaver", email="leaver@example.com", **whole)
        session.add(leaver)
    customer = await customer_in(db, world)
    said: dict[str, Any] = {"external_id": uuid.uuid4().hex, "author_id": str(leaver.id), "customer_id": str(customer)}
    await report(api, switch, **said)
    async with db.write() as session:
        (await session.get_one(User, leaver.id)).active = False
    call = await report(api, switch, 200, **said, ended_at=ENDED, cause=17)
    record = await record_of(api, call, who="director")
    assert (call["state"], record["author_id"]) == ("recorded", str(leaver.id))


async def test_calls_that_reached_nobody_are_whole_at_once_and_count_as_attempts(
    api: Api, db: Database, world: World, switch: str
) -> None:
    number = some_number()
    customer = await customer_in(db, world, phone=number, zone="Asia/Shanghai")
    (item,) = await active_plan(api, customer, due_on="2026-03-10")
    call = await report(api, switch, number=number, planned_contact_id=item["id"], ended_at=ENDED, cause=17)
    record = await record_of(api, call)
    assert (record["disposition"], record["to_be_completed"], record["reached"]) == ("busy", False, False)
    assert record["next_attempt_at"] == "2026-03-10T06:00:00Z"
    assert (await item_now(api, item["id"]))["attempts"] == 1


async def test_unknown_callers_are_logged_and_attached_later(api: Api, db: Database, world: World, switch: str) -> None:
    number = some_number()
    facts: dict[str, Any] = {
        "direction": "inbound",
        "number": number,
        "external_id": uuid.uuid4().hex,
        "agent_extension": "204",
    }
    call = await report(api, switch, **facts, answered_at=ANSWERED, ended_at=ENDED)
    assert (call["state"], call["customer_id"]) == ("unattached", None)
    await record_of(api, call, expect=404)
    waiting = (await api.get("/v1/phone-calls?state=unattached", expect=200)).json()["items"]
    assert call["id"] in [row["id"] for row in waiting]
    await api.get(f"/v1/phone-calls/{call['id']}", who="rep2", expect=404)
    customer = await customer_in(db, world)
    person = await contact_in(db, customer)
    path = f"/v1/phone-calls/{call['id']}/customer"
    foreign = await customer_in(db, world, owner="foreign_rep")
    await api.post(path, version=call["version"], json={"customer_id": str(foreign)}, expect=422)
    body = {"customer_id": str(customer), "contact_id": str(person)}
    await api.post(path, version=call["version"] + 1, json=body, expect=412)
    attached = (await api.post(path, version=call["version"], json=body, expect=200)).json()
    assert (attached["state"], attached["customer_id"], attached["to_be_completed"]) == (
        "recorded",
        str(customer),
        True,
    )
    record = await record_of(api, call)
    assert (record["contact_id"], record["direction"]) == (str(person), "inbound")
    await report(api, switch, expect=200, **facts, talk_seconds=300, customer_id=str(await customer_in(db, world)))
    assert (await record_of(api, call))["customer_id"] == str(customer)
    await api.post(path, version=attached["version"] + 1, json=body, expect=409)


async def test_a_call_we_missed_waits_to_be_called_back(api: Api, db: Database, world: World, switch: str) -> None:
    number = some_number()
    customer = await customer_in(db, world, phone=number)
    call = await report(api, switch, direction="inbound", number=number, ended_at=ENDED)
    assert (call["state"], call["customer_id"], call["author_name"]) == ("missed", str(customer), "rep")
    mine = (await api.get("/v1/phone-calls?state=missed", expect=200)).json()["items"]
    assert call["id"] in [row["id"] for row in mine]
    after = (await api.get(f"/v1/customers/{customer}", expect=200)).json()
    assert after["last_contact_at"] is None


async def test_what_does_not_fit_is_refused(api: Api, db: Database, world: World, switch: str) -> None:
    foreign = await contact_in(db, await customer_in(db, world))
    for wrong, pointers in (
        ({"agent_extension": "999"}, ["/agent_extension"]),
        ({"author_id": str(uuid.uuid4())}, ["/author_id"]),
        ({"customer_id": str(uuid.uuid4())}, ["/customer_id"]),
        ({"customer_id": str(await customer_in(db, world)), "contact_id": str(foreign)}, ["/contact_id"]),
        ({"answered_at": "2026-03-10T01:49:59Z"}, ["/answered_at"]),
        ({"ended_at": "2026-03-10T03:00:00Z"}, ["/ended_at"]),
        ({"outcome": "slept"}, ["/outcome"]),
        ({"cause": 128}, ["/cause"]),
    ):
        refused = await report(api, switch, expect=422, **wrong)
        assert [fault["pointer"] for fault in refused["errors"]] == pointers, wrong
    await report(api, switch, expect=422, source="meridian")
    logged = await log_call(api, await customer_in(db, world), source="pbx", external_id="logged-otherwise")
    assert logged["id"]
    taken = await report(api, switch, expect=409, external_id="logged-otherwise")
    assert taken["code"] == "external_id_taken"


async def test_people_report_only_their_own_calls(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    body = {"source": "softphone", "direction": "outbound", "started_at": STARTED, "customer_id": str(customer)}
    call = (await api.post("/v1/phone-calls", json=body | {"external_id": "a"}, expect=201)).json()
    assert (call["state"], call["author_name"]) == ("under_way", "rep")
    other = body | {"external_id": "b", "author_id": str(world.people["rep2"])}
    refused = (await api.post("/v1/phone-calls", json=other, expect=422)).json()
    assert [fault["code"] for fault in refused["errors"]] == ["not_yours"]
    async with db.write() as session:
        colleague = await session.get_one(User, world.people["rep2"])
        colleague.extension = "271"
    theirs = body | {"external_id": "c", "agent_extension": "271"}
    refused = (await api.post("/v1/phone-calls", json=theirs, expect=422)).json()
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [("/agent_extension", "not_yours")]


async def test_a_key_that_may_write_and_not_read_is_told_so(api: Api, db: Database, world: World) -> None:
    key = await key_of(db, world, "record:write")
    for path, body in (
        ("/v1/phone-calls", {"source": "pbx", "external_id": "x", "direction": "inbound", "started_at": STARTED}),
        ("/v1/call-records", {"customer_id": str(await customer_in(db, world)), "started_at": STARTED, **CONNECTED}),
    ):
        refused = (await api.post(path, key=key, json=body, expect=403)).json()
        assert (refused["code"], refused["permission"]) == ("forbidden", "record:read")


async def test_the_list_of_what_is_owed_takes_its_index(db: Database) -> None:
    async with db.writer.connect() as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await connection.execute(
            text(
                "EXPLAIN SELECT id FROM contact_record WHERE to_be_completed"
                " AND author_id = '0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f' ORDER BY complete_by, id LIMIT 50"
            )
        )
        assert "contact_record_to_be_completed_idx" in "\n".join(row[0] for row in plan)
