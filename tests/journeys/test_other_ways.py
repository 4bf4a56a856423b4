"""The same rules by other ways than the usual: reported calls, items changed in place, every path of a complaint."""

import random
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.records.reported.test_calls import ANSWERED, ENDED, STARTED
from tests.support.api import Api
from tests.support.complaints import find, move, offer, shown, walk
from tests.support.customers import create_customer, customer_in
from tests.support.opportunities import open_opportunity
from tests.support.plans import active_plan, create_plan, item_now
from tests.support.world import World


def some_number() -> str:
    return f"+4940{uuid.uuid4().int % 10**7 + 10**7}"


async def reported(api: Api, number: str, **facts: Any) -> Any:
    body = {"source": "softphone", "external_id": uuid.uuid4().hex, "direction": "outbound", "started_at": STARTED}
    answered = {"answered_at": ANSWERED, "ended_at": ENDED}
    return (await api.post("/v1/phone-calls", json=body | answered | {"number": number} | facts, expect=201)).json()


async def test_a_call_back_asked_in_a_call_that_a_switch_began_is_owed(api: Api) -> None:
    number = some_number()
    customer = await create_customer(api, country="DE", city="Hamburg", phones=[{"number": number}])
    (item,) = await active_plan(api, customer["id"], due_on="2026-03-10")
    call = await reported(api, number)
    path = f"/v1/call-records/{call['id']}/completion"
    said = {"disposition": "callback_requested", "planned_item_id": item["id"]}
    for step in (None, {"kind": "none", "reason": "x"}):
        refused = (await api.post(path, json=said | {"next_step": step}, expect=422)).json()
        assert {fault["pointer"] for fault in refused["errors"]} == {"/next_step"}
    asked = {"kind": "call_back", "due_at": "2026-03-12T08:30:00Z"}
    done = (await api.post(path, json=said | {"next_step": asked}, expect=200)).json()
    promised = await item_now(api, done["next_item_id"])
    assert (promised["promised"], promised["due_at"], promised["previous_id"]) == (True, asked["due_at"], item["id"])
    assert (await item_now(api, item["id"]))["state"] == "rescheduled"


async def test_a_reported_call_against_a_refusal_is_marked(api: Api) -> None:
    number = some_number()
    first = await create_customer(api, country="DE", phones=[{"number": number}])
    refusal = {"channel": "phone", "reason": "Asked in a letter"}
    await api.post(f"/v1/customers/{first['id']}/opt-outs", json=refusal, expect=201)
    second = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    call = await reported(api, number, customer_id=second["id"])  # their number, dialled for somebody else
    theirs = await reported(api, number, direction="inbound", customer_id=second["id"])
    marks = [
        (await api.get(f"/v1/call-records/{each['id']}", expect=200)).json()["against_refusal"]
        for each in (call, theirs)
    ]
    assert marks == [True, False]


async def test_no_change_of_an_item_gets_around_a_refusal(api: Api) -> None:
    number = some_number()
    customer = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    people = [
        (
            await api.post(
                f"/v1/customers/{customer['id']}/contacts", json={"name": name, "phones": phones}, expect=201
            )
        ).json()["id"]
        for name, phones in (("Anna", [{"number": number}]), ("Bert", [{"number": some_number()}]))
    ]
    other = await create_customer(api, name="Bergmann Ventile", country="DE", phones=[{"number": number}])
    refusal = {"channel": "phone", "reason": "Asked in a letter"}
    await api.post(f"/v1/customers/{other['id']}/opt-outs", json=refusal, expect=201)
    plan = await create_plan(api)
    body = {"customer_id": customer["id"], "aim": "Prices", "due_on": "2026-03-25"}
    path = f"/v1/contact-plans/{plan['id']}/items"
    anna, bert = [
        (await api.post(path, json=body | {"contact_id": person, "method": method}, expect=201)).json()
        for person, method in zip(people, ("email", "phone"), strict=True)
    ]
    for item, change in ((anna, {"method": "phone"}), (bert, {"contact_id": people[0]})):
        where = f"/v1/planned-contacts/{item['id']}"
        refused = (await api.patch(where, json=change, version=item["version"], expect=422)).json()
        assert [fault["code"] for fault in refused["errors"]] == ["opted_out"], change
    many = [body | {"contact_id": person, "method": "phone", "due_on": "2026-03-26"} for person in people]
    results = (await api.post(f"{path}/bulk", json={"items": many}, expect=200)).json()["results"]
    assert [each["status"] for each in results] == ["refused", "planned"]
    opportunity = await open_opportunity(api, customer["id"])
    follow = {"plan": {"method": "phone", "aim": "x", "due_on": "2026-03-27", "contact_id": people[0]}}
    refused = (await api.post(f"/v1/opportunities/{opportunity['id']}/follow-ups", json=follow, expect=422)).json()
    assert [fault["code"] for fault in refused["errors"]] == ["opted_out"]


async def running(api: Api, complaint: dict[str, Any]) -> list[str]:
    now = await shown(api, complaint)
    return [each["kind"] for each in now["deadlines"] if not each["met_at"] and not each["cancelled_at"]]


@pytest.mark.parametrize(
    "state",
    ["registered", "contacted", "dispatched", "investigating", "proposed", "agreed", "resolved", "confirmed"],
)
async def test_every_open_state_of_a_complaint_owes_something(
    api: Api, db: Database, world: World, clock: SettableClock, state: str
) -> None:
    complaint = await walk(api, db, world, clock, state)
    assert await running(api, complaint), state
    now = await shown(api, complaint)
    assert now["due_at"] is not None or state == "proposed"  # there the customer is waited for
    if state in ("resolved", "confirmed"):
        await move(api, complaint, "reopen", reason="Leaks again")
        assert await running(api, complaint) == ["complaint_solution", "complaint_resolution"]
    else:
        await move(api, complaint, "withdraw", reason="They found the cause themselves")
        assert await running(api, complaint) == ["complaint_archiving"]
    assert (await shown(api, complaint))["due_at"] is not None


async def test_a_proposal_that_was_refused_is_owed_anew(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "proposed")
    await move(api, complaint, "refuse", reason="Too little")
    assert (await shown(api, complaint))["due_at"] is not None
    await find(api, complaint)
    await offer(api, complaint)
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    assert (await shown(api, complaint))["state"] == "proposed"


# What a customer is owed, read once more from the words of the rules and not from the database's own functions.
CADENCE = {"A": 7, "B": 14, "C": 30, "D": 90}
CHANGES: dict[str, list[Any]] = {
    "grade": ["A", "B", "C", "D"],
    "is_key": [True, False],
    "last_order_on": [None, date(2026, 2, 1)],
    "intent_level": ["none", "low", "medium", "high", "committed"],
    "last_contact_at": [
        None,
        datetime.fromisoformat("2026-02-20T09:00:00Z"),
        datetime.fromisoformat("2026-03-09T09:00:00Z"),
    ],
    "do_not_call": [True, False, False, False],
    "archived_at": [None, None, None, datetime.fromisoformat("2026-03-01T00:00:00Z")],
    "next_step_at": [None, None, datetime.fromisoformat("2026-04-01T00:00:00Z")],
}


def owed(row: dict[str, Any]) -> datetime | None:
    if row["archived_at"] or row["do_not_call"]:
        return None
    days = [CADENCE[row["grade"]]]
    if row["category"] in ("closed", "key"):
        days.append(30)
    if row["category"] == "potential" and row["first_contact_at"]:
        days.append(30)
    if row["category"] == "interested" and row["intent_level"] in ("high", "committed"):
        days.append(30)
    since: datetime = row["last_contact_at"] or row["created_at"]
    return since + timedelta(days=min(days))


def category(row: dict[str, Any]) -> str:
    if row["is_key"]:
        return "key"
    if row["last_order_on"]:
        return "closed"
    return "interested" if row["first_contact_at"] and row["intent_level"] != "none" else "potential"


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_owed_follows_every_change_however_it_is_written(db: Database, world: World, seed: int) -> None:
    """Sixty changes of random columns, straight in the database: each date is that of an independent reading."""
    chance = random.Random(seed)
    customer = await customer_in(db, world)
    for _ in range(60):
        changed = {name: chance.choice(CHANGES[name]) for name in chance.sample(sorted(CHANGES), chance.randint(1, 3))}
        if "last_contact_at" in changed:
            changed["first_contact_at"] = changed["last_contact_at"]
        async with db.write() as session:
            await session.execute(update(Customer).where(Customer.id == customer).values(changed))
        async with db.read() as session:
            found = (await session.execute(text("SELECT * FROM customer WHERE id = :id"), {"id": customer})).mappings()
            row = dict(found.one())
        assert row["category"] == category(row), changed
        assert row["contact_due_at"] == owed(row), (changed, row)
        assert (row["contact_due_rule"] is None) == (row["contact_due_at"] is None)
        if row["contact_due_at"] is not None:
            assert row["next_contact_at"] == (row["next_step_at"] or row["contact_due_at"])
        assert (row["executive_due_at"] is not None) == (row["is_key"] and row["contact_due_at"] is not None)
