"""One timeline per customer: every kind of entry, in order, page by page, within the customer's scope."""

import re
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from meridian.customers.models import Customer, ImportantChange, Need, OptOut, Order, Transfer
from meridian.kernel.db.session import Database
from meridian.kernel.workflow.models import Transition
from meridian.records.models import ContactRecord
from meridian.timeline.queries import ENTRIES
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan
from tests.support.world import PEOPLE, World


@pytest.fixture(scope="module")
async def customer(db: Database, world: World) -> uuid.UUID:
    """A customer of `rep` with something of most kinds."""
    rep = world.people["rep"]
    async with db.write(actor_id=rep) as session:
        owner = {"team_id": world.teams["team"], "department_id": world.departments["sales"]}
        made = Customer(name="A", name_key="a", source_channel="web", owner_id=rep, obtained_at=session.now, **owner)
        session.add(made)
        await session.flush()
        session.add_all(
            ContactRecord(
                customer_id=made.id,
                author_id=rep,
                method="phone",
                disposition="connected",
                reached=True,
                started_at=session.now - timedelta(days=days // 2),  # two at the same instant
                key_points=f"call {days}",
            )
            for days in range(10)
        )
        session.add_all(
            [
                Order(customer_id=made.id, number="PO-1", ordered_on=date(2026, 3, 8), currency="USD", amount=10),
                Need(customer_id=made.id, kind="current", description="Pumps"),
                Transfer(customer_id=made.id, to_user_id=rep, note="Hello", by_user_id=rep),
                OptOut(customer_id=made.id, channel="sms", reason="asked", at=session.now, set_by=rep),
                Transition(
                    workflow="customer_verification",
                    subject_type="customer",
                    subject_id=made.id,
                    customer_id=made.id,
                    move="submit",
                    from_state="unverified",
                    to_state="pending",
                    actor_id=rep,
                ),
                ImportantChange(
                    customer_id=made.id,
                    fields=["phone"],
                    learned_at=session.now,
                    entered_at=session.now,
                    due_at=session.now,
                    late=False,
                ),
            ]
        )
        return made.id


@pytest.mark.parametrize("limit", [1, 3, 200])
@pytest.mark.parametrize("sort", ["-at", "at"])
async def test_pages_hold_every_entry_once_in_order(api: Api, customer: uuid.UUID, limit: int, sort: str) -> None:
    seen, cursor = [], None
    while True:
        params = {"limit": limit, "sort": sort} | ({"cursor": cursor} if cursor else {})
        page = (await api.get(f"/v1/customers/{customer}/timeline", params=params, expect=200)).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    moments = [entry["at"] for entry in seen]
    assert moments == sorted(moments, reverse=sort == "-at")
    assert len({entry["id"] for entry in seen}) == len(seen) == 16
    kinds = {entry["kind"] for entry in seen}
    assert kinds == {"contact_record", "order", "need", "transfer", "opt_out", "verification", "important_change"}


async def test_entries_carry_their_own_facts_and_can_be_filtered(api: Api, customer: uuid.UUID) -> None:
    path = f"/v1/customers/{customer}/timeline"
    (order,) = (await api.get(f"{path}?kind=order", expect=200)).json()["items"]
    assert (order["number"], order["at"]) == ("PO-1", "2026-03-08T00:00:00Z")
    assert order["amount"] == {"amount": "10.00", "currency": "USD"}
    (need,) = (await api.get(f"{path}?kind=need", expect=200)).json()["items"]
    assert (need["need_kind"], need["description"]) == ("current", "Pumps")
    counted = await api.get(f"{path}?kind=contact_record&kind=order&count=exact&limit=1", expect=200)
    assert counted.json()["total"] == 11
    calls = await api.get(f"{path}?method=phone&count=exact&limit=1", expect=200)
    assert calls.json()["total"] == 10
    assert (await api.get(f"{path}?method=visit", expect=200)).json()["items"] == []
    await api.get(f"{path}?kind=gossip", expect=422)


async def test_a_timeline_outside_ones_scope_does_not_exist(api: Api, customer: uuid.UUID) -> None:
    for stranger in ("other_rep", "foreign_rep"):
        await api.get(f"/v1/customers/{customer}/timeline", who=stranger, expect=404)
    await api.get(f"/v1/customers/{customer}/timeline", who="lead", expect=200)
    await api.get(f"/v1/customers/{customer}/timeline", who="administrator", expect=403)


async def test_plans_and_questions_are_shown_to_those_who_may_read_them(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    await active_plan(api, customer)
    for department in ("product", "technical"):
        question = {"customer_id": str(customer), "department_id": str(world.departments[department]), "question": "?"}
        await api.post("/v1/handoffs", json=question, expect=201)
    for who, kinds in (
        ("rep", ["handoff", "handoff", "planned_contact"]),
        ("deputy", ["handoff", "handoff", "planned_contact"]),
        ("service", ["handoff", "handoff", "planned_contact"]),
        ("specialist", []),  # reads records of all customers, but no plans, and questions only of the own department
    ):
        page = (await api.get(f"/v1/customers/{customer}/timeline?count=exact", who=who, expect=200)).json()
        assert sorted(entry["kind"] for entry in page["items"]) == kinds
        assert page["total"] == len(kinds)


async def test_what_customers_say_and_their_markets_are_there(api: Api, db: Database, world: World) -> None:
    """For whoever may read notes, with their author, until they are taken out."""
    customer = await customer_in(db, world)
    said = {"topic": "feedback", "category": "delivery", "text": "Praises the delivery", "customer_id": str(customer)}
    note = (await api.post("/v1/notes", json=said, expect=201)).json()
    market = said | {"topic": "market", "category": "competitor", "text": "Nordpumpen calls them", "competitor": "N"}
    await api.post("/v1/notes", json=market, expect=201)
    path = f"/v1/customers/{customer}/timeline?kind=note"
    shown = (await api.get(path, who="lead", expect=200)).json()["items"]
    assert [entry["text"] for entry in shown] == ["Nordpumpen calls them", "Praises the delivery"]
    assert shown[1] == {
        "kind": "note",
        "id": note["id"],
        "at": note["created_at"],
        "person_id": str(world.people["rep"]),
        "topic": "feedback",
        "category": "delivery",
        "text": "Praises the delivery",
        "observed_on": None,
    }
    for who in PEOPLE:
        read = await api.get(f"/v1/notes/{note['id']}", who=who)
        page = await api.get(path, who=who)
        seen = page.status_code == 200 and len(page.json()["items"]) == 2
        assert seen is (read.status_code == 200), who
    await api.delete(f"/v1/notes/{note['id']}", version=1, expect=204)
    assert len((await api.get(path, expect=200)).json()["items"]) == 1


async def test_a_page_is_one_merge_of_ordered_scans(db: Database, world: World, customer: uuid.UUID) -> None:
    """A busy customer costs no more than a quiet one: records are read in order and only as far as the page goes."""
    other = await customer_in(db, world)
    filled = text(
        "INSERT INTO contact_record (customer_id, author_id, method, disposition, reached, started_at)"
        " SELECT c.id, c.owner_id, 'phone', 'busy', false, now() - make_interval(mins => n)"
        " FROM customer c, generate_series(1, 20000) n WHERE c.id IN (:id, :other)"
    )
    async with db.write() as session:
        await session.execute(filled, {"id": customer, "other": other})
        await session.execute(text("ANALYZE contact_record"))
        page = (
            select(ENTRIES.c.id, ENTRIES.c.at)
            .where(ENTRIES.c.customer_id == customer)
            .order_by(ENTRIES.c.at.desc(), ENTRIES.c.id.desc())
            .limit(50)
        )
        literal = page.compile(dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True})
        plan = "\n".join(await session.scalars(text(f"EXPLAIN (ANALYZE, TIMING OFF) {literal}")))
    assert "Merge Append" in plan
    assert "contact_record_customer_id_started_at_id_idx" in plan
    read = max(int(rows) for rows in re.findall(r"contact_record .*?actual rows=(\d+)", plan))
    assert read <= 60, plan
