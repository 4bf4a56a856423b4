"""Complaints are registered from a contact, exactly once, or directly; kept complete; seen by those concerned."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from meridian.complaints.jobs import on_reported
from meridian.complaints.models import Complaint
from meridian.customers.models import Customer, CustomerMember
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event, EventCursor
from meridian.kernel.settings import Settings
from meridian.products.models import Product
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.complaints import HEARD, register, shown
from tests.support.customers import contact_in, create_customer, customer_in
from tests.support.records import log_call
from tests.support.world import World


async def of_customer(api: Api, customer: uuid.UUID, who: str = "director") -> list[dict[str, Any]]:
    found = await api.get(f"/v1/complaints?customer_id={customer}", who=who, expect=200)
    items: list[dict[str, Any]] = found.json()["items"]
    return items


async def test_a_complaint_heard_in_a_call_is_registered_exactly_once(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer = await customer_in(db, world)
    contact = await contact_in(db, customer)
    heard = {"text": "Seal leaks after a month", "product": "X200-B"}
    call = await log_call(api, customer, contact_id=str(contact), complaint=heard)
    await run_until_idle(database_url, settings, clock)
    (complaint,) = await of_customer(api, customer)
    assert {
        name: complaint[name] for name in ("state", "origin", "channel", "reason", "product", "wanted_solution")
    } == {
        "state": "registered",
        "origin": "contact_record",
        "channel": "phone",
        "reason": "Seal leaks after a month",
        "product": "X200-B",
        "wanted_solution": None,
    }
    assert (complaint["contact_record_id"], complaint["contact_id"]) == (call["id"], str(contact))
    assert (complaint["first_responder_name"], complaint["registered_by"]) == ("rep", str(world.people["rep"]))
    assert (complaint["acknowledged_at"], complaint["acknowledged_channel"]) == ("2026-03-10T01:55:00Z", "phone")
    # The worker dies before it has noted how far it read: the event comes again.
    async with db.write() as session:
        await session.execute(delete(EventCursor).where(EventCursor.name == "complaints.reported"))
        event = await session.scalar(select(Event).where(Event.type == "complaint.reported"))
        assert event is not None
        await on_reported(session, event)
    assert len(await of_customer(api, customer)) == 1


async def test_what_was_named_in_a_call_and_does_not_exist_loses_nothing(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer = await customer_in(db, world, owner="rep2")
    await log_call(
        api,
        customer,
        key=await world.api_key(db),
        complaint={"text": "Never delivered", "product_id": str(uuid.uuid4())},
    )
    await run_until_idle(database_url, settings, clock)
    (complaint,) = await of_customer(api, customer)
    assert (complaint["product_id"], complaint["reason"]) == (None, "Never delivered")
    assert complaint["first_responder_name"] == "rep2"  # a program heard it: its owner answers for it


async def test_a_complaint_is_registered_with_what_is_known(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await register(api, db, world)
    assert complaint["number"].startswith("C-2026-")
    assert (complaint["state"], complaint["round"], complaint["escalation_level"]) == ("registered", 1, 0)
    assert (complaint["first_responder_name"], complaint["overdue"]) == ("service", False)
    assert [(d["kind"], d["due_at"], d["paused"], d["overdue"]) for d in complaint["deadlines"]] == [
        ("complaint_contact", "2026-03-11T02:00:00Z", False, False)  # one working day after ten in the morning
    ]
    assert complaint["due_at"] == "2026-03-11T02:00:00Z"
    assert complaint["allowed_moves"] == ["contact", "withdraw", "escalate"]
    other = await register(api, db, world)
    assert other["number"] != complaint["number"]
    bare = await register(api, db, world, channel=None, product=None, reason=None, wanted_solution=None)
    assert bare["reason"] is None
    clock.advance(timedelta(days=1, minutes=1))
    late = await shown(api, complaint)
    assert (late["overdue"], late["deadlines"][0]["overdue"]) == (True, True)
    found = await api.get("/v1/complaints?overdue=true&due_at.lt=2026-03-11T02:00:01Z", who="director", expect=200)
    assert complaint["id"] in [row["id"] for row in found.json()["items"]]
    found = await api.get("/v1/complaints?overdue=false", who="director", expect=200)
    assert complaint["id"] not in [row["id"] for row in found.json()["items"]]
    clock.advance(-timedelta(days=1, minutes=1))


async def test_everything_unknown_is_named_at_once(api: Api, db: Database, world: World) -> None:
    customer, other = await customer_in(db, world), await customer_in(db, world)
    call = await log_call(api, other)
    body = {
        "customer_id": str(customer),
        **HEARD,
        "contact_id": str(await contact_in(db, other)),
        "product_id": str(uuid.uuid4()),
        "origin": "contact_record",
        "contact_record_id": call["id"],
        "acknowledged_at": "2027-01-01T00:00:00Z",
        "first_responder_id": str(world.people["auditor"]),
    }
    answer = await api.post("/v1/complaints", who="service", json=body, expect=422)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [
        "/contact_id",
        "/product_id",
        "/acknowledged_at",
        "/contact_record_id",
        "/first_responder_id",
    ]
    missing = await api.post(
        "/v1/complaints",
        key=await world.api_key(db),
        json={"customer_id": str(customer), "origin": "contact_record"},
        expect=422,
    )
    assert [(f["pointer"], f["code"]) for f in missing.json()["errors"]] == [
        ("/contact_record_id", "missing"),
        ("/first_responder_id", "cannot_respond"),  # a program answers to nobody
    ]


async def test_what_is_known_is_changed_and_its_change_kept(api: Api, db: Database, world: World) -> None:
    async with db.write() as session:
        product = Product(code="x200", name="X200", name_zh="X200")
        session.add(product)
        await session.flush()
    complaint = await register(api, db, world)
    path = f"/v1/complaints/{complaint['id']}"
    changed = await api.patch(
        path, who="service", version=1, json={"product_id": str(product.id), "priority": "urgent"}, expect=200
    )
    assert (changed.json()["product_id"], changed.json()["priority"]) == (str(product.id), "urgent")
    assert changed.headers["etag"] == '"2"'
    await api.patch(path, who="service", version=1, json={"priority": "low"}, expect=412)
    same = await api.patch(path, who="service", version=2, json={"priority": "urgent"}, expect=200)
    assert same.json()["version"] == 2
    await api.patch(path, who="service", version=2, json={"product_id": str(uuid.uuid4())}, expect=422)
    history = await api.get(f"/v1/history?entity=complaint&entity_id={complaint['id']}", who="director", expect=200)
    assert {name for row in history.json()["items"] for name in row["changes"]} == {"product_id", "priority"}
    async with db.read() as session:
        told = await session.scalars(
            select(Event.type).where(Event.subject_id == uuid.UUID(complaint["id"])).order_by(Event.seq)
        )
        assert told.all() == ["complaint.registered", "complaint.updated"]


async def test_who_sees_a_complaint(api: Api, db: Database, world: World) -> None:
    complaint = await register(api, db, world)
    path = f"/v1/complaints/{complaint['id']}"
    for who, status in (
        ("rep", 200),
        ("rep2", 404),
        ("lead", 200),
        ("manager", 200),
        ("other_lead", 404),
        ("foreign_rep", 404),
        ("deputy", 200),
        ("director", 200),
        ("analyst", 200),
        ("specialist", 404),
        ("auditor", 200),
        ("administrator", 403),
    ):
        await api.get(path, who=who, expect=status)
    # Given to the product department, it is that department's to see; so it is to whoever answers for it.
    async with db.write() as session:
        row = await session.get_one(Complaint, uuid.UUID(complaint["id"]), with_for_update=True)
        row.department_id, row.responsible_id = world.departments["product"], world.people["foreign_rep"]
    seen = await shown(api, complaint, "specialist")
    assert seen["customer_name"] == complaint["customer_name"]
    await shown(api, complaint, "foreign_rep")
    listed = await api.get("/v1/complaints", who="specialist", expect=200)
    assert [row["id"] for row in listed.json()["items"]] == [complaint["id"]]
    searched = await api.post("/v1/complaints/search", who="rep2", json={}, expect=200)
    assert complaint["id"] not in [row["id"] for row in searched.json()["items"]]
    await api.patch(path, who="specialist", version=2, json={"priority": "low"}, expect=403)
    await api.patch(path, who="auditor", version=2, json={"priority": "low"}, expect=403)


async def test_a_complaint_goes_with_its_customer_to_the_new_owner(api: Api, db: Database, world: World) -> None:
    complaint = await register(api, db, world)
    path = f"/v1/complaints/{complaint['id']}"
    async with db.write() as session:
        customer = await session.get_one(Customer, uuid.UUID(complaint["customer_id"]), with_for_update=True)
        customer.owner_id, customer.team_id = world.people["other_rep"], world.teams["other_team"]
    for who, status in (("rep", 404), ("lead", 404), ("other_rep", 200), ("other_lead", 200), ("service", 200)):
        await api.get(path, who=who, expect=status)
    assert (await shown(api, complaint))["version"] == complaint["version"]  # nobody's edit is stopped by it
    shared = CustomerMember(customer_id=customer.id, user_id=world.people["rep2"], kind="share")
    async with db.write() as session:
        session.add(shared)
    await api.get(path, who="rep2", expect=200)
    listed = await api.get(f"/v1/complaints?customer_id={customer.id}", who="rep2", expect=200)
    assert [row["id"] for row in listed.json()["items"]] == [complaint["id"]]


async def test_a_complaint_stands_on_the_timeline_and_goes_with_a_merge(api: Api, db: Database, world: World) -> None:
    own = await create_customer(api)
    other = await create_customer(api)
    complaint = await register(api, db, world, customer=uuid.UUID(other["id"]))
    timeline = f"/v1/customers/{other['id']}/timeline?kind=complaint"
    (entry,) = (await api.get(timeline, expect=200)).json()["items"]
    assert (entry["number"], entry["state"], entry["person_id"]) == (
        complaint["number"],
        "registered",
        complaint["first_responder_id"],
    )
    sent = {"other_id": other["id"], "other_version": other["version"], "reason": "one company"}
    await api.post(f"/v1/customers/{own['id']}/merge", who="lead", version=own["version"], json=sent, expect=201)
    assert (await shown(api, complaint))["customer_id"] == own["id"]
