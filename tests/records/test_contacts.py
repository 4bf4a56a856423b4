"""Visits, mails and messages; revisits and their form; corrections; nothing half-written; past records."""

import asyncio
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from meridian.customers.models import Customer, InstalledProduct, Need, Order, OrderLine
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.kernel.workflow.models import Transition
from meridian.plans.models import PlannedContact
from meridian.plans.rules import Method
from meridian.records.models import ContactRecord
from meridian.records.rules import Disposition
from meridian.records.service import PastRecord, insert_past_records
from tests.plans.test_revisits import approved_plan
from tests.records.test_calls import QUIET, pointers
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, item_now, move_plan
from tests.support.records import SCORES, follow_up, log_call, log_contact
from tests.support.world import World


async def test_visits_and_messages_are_records_by_other_methods(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    (item,) = await active_plan(api, customer, method="visit", due_on="2026-03-10")
    visit = await log_contact(api, customer, planned_item_id=item["id"], outcome="Plant seen")
    assert (visit["method"], visit["disposition"], visit["reached"]) == ("visit", None, True)
    assert visit["customer"]["last_contact_at"] == "2026-03-10T01:00:00Z"
    assert (await item_now(api, item["id"]))["state"] == "done"
    mail = await log_contact(api, customer, method="email", direction="inbound", key_points="Asks for the price list")
    call = await log_call(api, customer)
    refused = await log_contact(api, customer, method="phone", expect=422)
    assert pointers(refused) == ["/method"]
    await api.get(f"/v1/call-records/{mail['id']}", expect=404)
    listed = (await api.get(f"/v1/contact-records?customer_id={customer}", expect=200)).json()
    assert [row["id"] for row in listed["items"]] == [call["id"], *sorted([mail["id"], visit["id"]], reverse=True)]
    mails = (await api.get(f"/v1/contact-records?customer_id={customer}&method=email", expect=200)).json()
    assert [row["id"] for row in mails["items"]] == [mail["id"]]


async def test_another_method_than_planned_is_explained(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    (item,) = await active_plan(api, customer, method="email", due_on="2026-03-10")
    asked = await log_call(api, customer, planned_item_id=item["id"], expect=422)
    assert pointers(asked) == ["/method_reason"]
    assert (await item_now(api, item["id"]))["state"] == "planned"
    await log_call(api, customer, planned_item_id=item["id"], disposition="no_answer", **QUIET)
    await log_call(api, customer, planned_item_id=item["id"], method_reason="They rang us first")
    done = await item_now(api, item["id"])
    assert (done["state"], done["method"], done["state_reason"]) == ("done", "email", "They rang us first")
    async with db.read() as session:
        moves = select(Transition.reason).where(Transition.subject_id == uuid.UUID(item["id"]))
        assert "They rang us first" in (await session.scalars(moves)).all()


async def test_the_method_of_a_revisit_changes_only_by_amendment(api: Api, db: Database, world: World) -> None:
    plan, (planned,) = await approved_plan(api, db, world, count=1)
    await move_plan(api, plan, "activate", who="manager")
    visit: dict[str, Any] = {
        "planned_item_id": planned["id"],
        "outcome": "All runs",
        "key_points": "Seals changed",
        "satisfaction": SCORES,
        "method_reason": "We were next door",
    }
    refused = await log_contact(api, planned["customer_id"], **visit, expect=409)
    assert refused["reason"] == "other_method"
    path = "/v1/policies/revisit_material_change"
    version = (await api.get(path, who="director", expect=200)).json()["revision"]
    rule = {"method": False, "date_shift_days": 7, "customer_added": True, "customer_removed": True}
    body = {"value": rule, "reason": "Whichever is quickest"}
    await api.post(f"{path}/versions", who="director", json=body, version=version, expect=201)
    await log_contact(api, planned["customer_id"], **visit)
    assert (await item_now(api, planned["id"]))["state_reason"] == "We were next door"


async def test_a_revisit_needs_content_result_and_the_four_scores(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    refused = await log_contact(api, customer, occasion="revisit", outcome="All runs", expect=422)
    assert pointers(refused) == ["/key_points", "/satisfaction"]
    await log_contact(
        api, customer, occasion="revisit", outcome="All runs", key_points="Seals changed", satisfaction=SCORES
    )
    await log_call(api, customer, occasion="revisit", disposition="no_answer", **QUIET)
    await log_call(api, customer, occasion="revisit", expect=422)


async def test_the_revisit_form_is_filled_with_what_is_known(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, city="Hamburg")
    person = await contact_in(db, customer, role="technical")
    async with db.write() as session:
        session.add(InstalledProduct(customer_id=customer, model="X200-B", purchased_on=date(2024, 5, 2)))
        order = Order(customer_id=customer, number="PO-1", ordered_on=date(2024, 4, 1), currency="USD", amount=20)
        session.add_all([order, Need(customer_id=customer, kind="latent", description="Spare seals")])
        session.add(Need(customer_id=customer, kind="current", description="Old", state="met"))
        await session.flush()
        line = {"description": "X200-B", "quantity": 2, "unit_price": 10, "amount": 20}
        session.add(OrderLine(order_id=order.id, customer_id=customer, **line))
    first = await log_contact(api, customer, occasion="revisit", outcome="x", key_points="y", satisfaction=SCORES)
    form = (await api.get(f"/v1/customers/{customer}/revisit-form", expect=200)).json()
    assert (form["customer"]["city"], [p["id"] for p in form["people"]]) == ("Hamburg", [str(person)])
    assert [(row["model"], row["purchased_on"], row["state"]) for row in form["installed"]] == [
        ("X200-B", "2024-05-02", "running")
    ]
    assert [(row["number"], row["lines"][0]["description"]) for row in form["orders"]] == [("PO-1", "X200-B")]
    assert [need["description"] for need in form["needs"]] == ["Spare seals"]
    assert (form["last_revisit"]["id"], form["last_revisit"]["satisfaction"]) == (first["id"], SCORES)
    assert form["required"] == ["method", "key_points", "outcome", "satisfaction"]
    await api.get(f"/v1/customers/{customer}/revisit-form", who="rep2", expect=404)


async def test_what_was_written_is_corrected_with_a_reason_and_kept(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    call = await log_call(api, customer)
    path = f"/v1/call-records/{call['id']}"
    await api.patch(path, json={"outcome": "Wants a sample"}, version=1, expect=422)
    why = {"reason": "Mixed up with the call before"}
    await api.patch(path, json={**why, "outcome": "x"}, expect=428)
    await api.patch(path, json={**why, "started_at": "2026-03-01T00:00:00Z"}, version=1, expect=422)
    gap = await api.patch(path, json={**why, "outcome": None}, version=1, expect=422)
    assert pointers(gap.json()) == ["/outcome"]
    stranger = str(await contact_in(db, await customer_in(db, world)))
    wrong = await api.patch(path, json={**why, "contact_id": stranger}, version=1, expect=422)
    assert pointers(wrong.json()) == ["/contact_id"]
    corrected = await api.patch(
        path, json={**why, "outcome": "Wants a sample", "satisfaction": SCORES}, version=1, expect=200
    )
    assert (corrected.json()["outcome"], corrected.json()["satisfaction"], corrected.json()["version"]) == (
        "Wants a sample",
        SCORES,
        2,
    )
    await api.patch(path, json={**why, "outcome": "x"}, version=1, expect=412)
    await api.patch(path, who="rep2", json={**why, "outcome": "x"}, version=2, expect=404)
    await api.delete(path, expect=405)
    async with db.read() as session:
        kept = await session.scalar(
            select(History).where(History.entity_id == uuid.UUID(call["id"]), History.operation == "update")
        )
        assert kept is not None
        assert (kept.reason, kept.changes["outcome"]) == (why["reason"], ["Wants a quotation", "Wants a sample"])


async def test_who_corrects_waits_for_who_merges_the_customer(api: Api, db: Database, world: World) -> None:
    """And holds nothing meanwhile that the merge has to change; the record is then found where it stands, changed."""
    customer, stays = await customer_in(db, world), await customer_in(db, world)
    call = await log_call(api, customer)
    correction = {"reason": "Mixed up with the call before", "outcome": "Wants a sample"}
    ids = {"ids": [customer, stays], "to": stays, "call": uuid.UUID(call["id"])}
    async with db.write() as merging:
        await merging.execute(text("SELECT FROM customer WHERE id = ANY(:ids) ORDER BY id FOR UPDATE"), ids)
        request = api.patch(f"/v1/call-records/{call['id']}", json=correction, version=1)
        correcting = asyncio.create_task(request)
        await asyncio.sleep(0.3)
        assert not correcting.done()
        await merging.execute(text("SET LOCAL lock_timeout = '100ms'"))
        await merging.execute(text("UPDATE contact_record SET customer_id = :to WHERE id = :call"), ids)
    answer = await correcting
    assert (answer.status_code, answer.json().get("current_version")) == (412, 2), answer.text


@pytest.mark.parametrize("table", ["need", "transition", "planned_contact", "event", "history", "handoff", "opt_out"])
async def test_a_fault_anywhere_leaves_nothing_behind(api: Api, db: Database, world: World, table: str) -> None:
    customer = await customer_in(db, world)
    (item,) = await active_plan(api, customer, due_on="2026-03-10")

    async def state() -> tuple[Any, ...]:
        async with db.read() as session:
            row = await session.get_one(Customer, customer)
            counts = [
                await session.scalar(select(func.count()).select_from(kind))
                for kind in (ContactRecord, PlannedContact, Need, Event, History, Transition)
            ]
            return (row.version, row.intent_level, row.last_contact_at, row.do_not_call, *counts)

    before = await state()
    fault = "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'injected'; END $$"
    async with db.write() as session:
        await session.execute(text(fault))
        await session.execute(
            text(f"CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fault()")
        )
    try:
        await log_call(
            api,
            customer,
            planned_item_id=item["id"],
            needs=[{"kind": "current", "description": "Pumps"}],
            next_step=follow_up(method="email"),
            handoff={"department_id": str(world.departments["product"]), "question": "?"},
            opt_out={"reason": "No calls"},
            expect=500,
        )
    finally:
        async with db.write() as session:
            await session.execute(text(f"DROP TRIGGER fault ON {table}"))
            await session.execute(text("DROP FUNCTION fault"))
    assert await state() == before
    assert (await item_now(api, item["id"]))["state"] == "planned"


async def test_past_records_keep_author_and_time_and_are_written_once(db: Database, world: World) -> None:
    customers = [await customer_in(db, world) for _ in range(2)]
    start = datetime(2025, 1, 1, tzinfo=UTC)
    records = [
        PastRecord(
            customer_id=customers[number % 2],
            author_id=world.people["other_rep"],
            method=Method.PHONE,
            disposition=Disposition.CONNECTED if number % 3 else Disposition.BUSY,
            started_at=start + timedelta(days=number),
            source="old_crm",
            external_id=f"c{number}",
            intent_level=("low", "high", None)[number % 3],
            outcome="imported",
            objections=["price_high"],
        )
        for number in range(12)
    ]
    async with db.write(actor_id=world.people["administrator"]) as session:
        assert await insert_past_records(session, records) == 12
    async with db.write() as session:
        assert await insert_past_records(session, records) == 0
    async with db.read() as session:
        rows = (await session.scalars(select(ContactRecord).where(ContactRecord.source == "old_crm"))).all()
        assert {(row.author_id, row.team_id, row.created_by) for row in rows} == {
            (world.people["other_rep"], world.teams["other_team"], world.people["administrator"])
        }
        assert sorted(row.started_at for row in rows) == [record.started_at for record in records]
        odd = await session.get_one(Customer, customers[1])
        # Eleven was reached without a word on intent, nine was not reached, seven was: high.
        assert (odd.first_contact_at, odd.last_contact_at) == (start + timedelta(days=1), start + timedelta(days=11))
        assert (odd.intent_level, odd.category) == ("high", "interested")


async def test_two_who_enter_past_calls_with_the_same_customers_wait_for_each_other(db: Database, world: World) -> None:
    """As the two writers of one import do: each would hold customers that the other one wants."""
    customers = [await customer_in(db, world) for _ in range(40)]

    async def enter(name: str, order: list[uuid.UUID]) -> int:
        records = [
            PastRecord(
                customer_id=customer,
                author_id=world.people["rep"],
                method=Method.PHONE,
                disposition=Disposition.BUSY,
                started_at=datetime(2025, 1, 1, tzinfo=UTC),
                source=name,
                external_id=str(customer),
            )
            for customer in order
        ]
        async with db.write() as session:
            return await insert_past_records(session, records)

    for turn in range(5):
        forth, back = enter(f"forth {turn}", customers), enter(f"back {turn}", customers[::-1])
        assert tuple(await asyncio.gather(forth, back)) == (40, 40)


async def test_a_call_of_no_disposition_or_scores_out_of_range_cannot_be_stored(db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    for column, value in (("disposition", None), ("score_problem_solving", 6), ("talk_seconds", -1)):
        row: dict[str, Any] = {"method": "phone", "disposition": "busy", "reached": False, column: value}
        async with db.write() as session:
            session.add(
                ContactRecord(customer_id=customer, author_id=world.people["rep"], started_at=session.now, **row)
            )
            with pytest.raises(DBAPIError, match="check constraint"):
                await session.flush()
            await session.rollback()
