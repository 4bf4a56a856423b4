"""The live queue through the API: order, leases, skipping, rest and cap."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from meridian.customers.models import Customer, Phone
from meridian.dial_queue import service
from meridian.dial_queue.models import DialHold, DialLease
from meridian.dial_queue.rules import LeaseEnding
from meridian.dial_queue.schemas import DialNext
from meridian.identity.actor import background_actor
from meridian.identity.models import User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.problems import Conflict
from meridian.policies.queries import masked_groups
from meridian.records.models import ContactRecord
from tests.conftest import START
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, item_now
from tests.support.records import log_call
from tests.support.scripts import in_use
from tests.support.world import World

SHANGHAI: dict[str, Any] = {"zone": "Asia/Shanghai", "country": "CN"}
BERLIN: dict[str, Any] = {"zone": "Europe/Berlin", "country": "DE"}
QUIET: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}
_numbers = iter(range(55_510_000, 55_999_999))


@pytest.fixture(autouse=True)
async def empty(db: Database, clock: SettableClock) -> None:
    """Ten in Shanghai, three in Berlin, and nobody to call."""
    clock.set(START)
    async with db.write() as session:
        await session.execute(delete(DialHold))
        await session.execute(delete(DialLease))
        await session.execute(update(Customer).values(archived_at=session.now))
        await session.execute(delete(ContactRecord))


async def callee(db: Database, world: World, *, days: int = 40, phone: str | None = None, **columns: Any) -> uuid.UUID:
    """A customer that policy has owed a contact: entered so many days ago and never called."""
    fields = {**SHANGHAI, "grade": "C", "created_at": START - timedelta(days=days), **columns}
    return await customer_in(db, world, phone=phone or f"+8621{next(_numbers)}", **fields)


async def give(api: Api, *, who: str = "rep", expect: int = 200, **body: Any) -> Any:
    return (await api.post("/v1/dial-queue/next", who=who, json=body, expect=expect)).json()


async def queue(api: Api, *, who: str = "rep") -> Any:
    return (await api.get("/v1/dial-queue", who=who, expect=200)).json()


def ids(entries: list[Any]) -> list[str]:
    return [entry["customer_id"] for entry in entries]


async def test_the_first_is_given_with_all_that_the_call_needs(api: Api, db: Database, world: World) -> None:
    script = await in_use(api)
    customer = await callee(db, world)
    person = await contact_in(db, customer, is_primary=True)
    given = await give(api)
    assert (given["lease"]["customer_id"], given["why"]["kind"]) == (str(customer), "owed")
    assert (given["why"]["rule"], given["why"]["days_overdue"]) == ("cadence", 10)
    card = given["card"]
    assert (card["customer"]["id"], card["contact"]["id"]) == (str(customer), str(person))
    assert (card["call_time"]["callable_now"], card["item"]["assignee_id"]) == (True, str(world.people["rep"]))
    occasion = card["item"]["occasion"]
    match = f"customer_id={customer}&contact_id={person}&occasion={occasion}"
    alone = await api.get(f"/v1/scripts/match?{match}", expect=200)
    assert given["script"]["chosen"]["script"]["id"] == script["id"]
    assert given["script"] == alone.json()
    item = await item_now(api, given["lease"]["item_id"])
    assert (item["state"], item["due_on"], item["method"]) == ("planned", "2026-03-10", "phone")
    assert (await give(api))["lease"]["id"] == given["lease"]["id"]  # asking again gives nobody else
    shown = await queue(api)
    assert (shown["lease"]["id"], ids(shown["now"])) == (given["lease"]["id"], [str(customer)])
    await log_call(api, customer, planned_item_id=item["id"], started_at="2026-03-10T01:58:00Z")
    assert (await give(api, expect=409))["code"] == "nobody_callable"
    assert (await queue(api))["lease"] is None


async def test_promises_first_then_grade_and_days_overdue(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    c_today = await callee(db, world, days=30)
    a_overdue = await callee(db, world, days=10, grade="A")
    a_key = await callee(db, world, days=10, grade="A", is_key=True)
    late_c = await callee(db, world, days=80)
    agreed = await callee(db, world, days=1)
    (item,) = await active_plan(api, agreed, due_at="2026-03-10T02:30:00Z")
    assert ids((await queue(api))["now"]) == [str(each) for each in (late_c, a_key, a_overdue, c_today)]
    later = (await queue(api))["later"]
    assert [(each["item_id"], each["held"], each["joins_at"]) for each in later] == [
        (item["id"], "not_due", "2026-03-10T02:30:00Z")
    ]
    clock.set(START + timedelta(minutes=30))
    promised = await callee(db, world, days=1)
    asked = {"kind": "call_back", "due_at": "2026-03-10T02:45:00Z"}
    await log_call(api, promised, who="rep", disposition="callback_requested", next_step=asked)
    clock.set(START + timedelta(minutes=45))
    order = (await queue(api))["now"]
    assert [each["why"]["kind"] for each in order[:3]] == ["promised", "agreed", "owed"]
    assert ids(order[:2]) == [str(promised), str(agreed)]
    assert (await give(api))["lease"]["customer_id"] == str(promised)


async def test_who_is_closed_joins_when_it_opens(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    customer = await callee(db, world, **BERLIN)
    problem = await give(api, expect=409)
    assert (problem["code"], problem["until"]) == ("nobody_callable", "2026-03-10T08:00:00Z")
    (entry,) = (await queue(api))["later"]
    assert (entry["customer_id"], entry["held"], entry["joins_at"]) == (
        str(customer),
        "closed",
        "2026-03-10T08:00:00Z",
    )
    clock.set(datetime(2026, 3, 10, 8, tzinfo=UTC))
    assert (await give(api, zone="Asia/Shanghai", expect=409))["code"] == "nobody_callable"
    assert (await give(api, zone="Europe/Berlin"))["lease"]["customer_id"] == str(customer)


async def test_whose_time_or_number_is_unknown_and_who_refused_is_not_offered(
    api: Api, db: Database, world: World
) -> None:
    nowhere = await callee(db, world, zone=None, country=None)
    numberless = await customer_in(db, world, grade="C", created_at=START - timedelta(days=40), **SHANGHAI)
    number = f"+8621{next(_numbers)}"
    elsewhere = await callee(db, world, days=1, phone=number)
    refused = await callee(db, world, phone=number)
    path = f"/v1/customers/{elsewhere}/opt-outs"
    await api.post(path, json={"channel": "phone", "reason": "Asked for it"}, expect=201)
    assert (await give(api, expect=409))["code"] == "nobody_callable"
    held = {each["customer_id"]: each["held"] for each in (await queue(api))["later"]}
    assert held == {str(nowhere): "unknown_time", str(numberless): "no_number", str(refused): "refused"}


async def test_one_company_with_two_owners_or_one_number_is_given_once(api: Api, db: Database, world: World) -> None:
    number = f"+8621{next(_numbers)}"
    first = await callee(db, world, phone=number)
    second = await callee(db, world, owner="rep2", phone=number)
    shared = await callee(db, world, days=1)
    await active_plan(api, shared, due_on="2026-03-10")
    given = await give(api, item_id=None)
    assert given["lease"]["customer_id"] == str(first)
    problem = await give(api, who="rep2", expect=409)
    assert (problem["code"], problem["until"]) == ("nobody_callable", given["lease"]["expires_at"])
    (entry,) = (await queue(api, who="rep2"))["later"]
    assert (entry["customer_id"], entry["held"]) == (str(second), "colleague")
    chosen = await give(api, who="rep2", customer_id=str(second), expect=409)
    assert (chosen["code"], chosen["until"]) == ("held_by_colleague", given["lease"]["expires_at"])


async def test_a_lease_expires_and_asking_again_renews_it(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    number = f"+8621{next(_numbers)}"
    await callee(db, world, phone=number)
    await callee(db, world, owner="rep2", phone=number)
    given = await give(api)
    clock.set(START + timedelta(minutes=10))
    again = await give(api)
    assert (again["lease"]["id"], again["lease"]["expires_at"]) == (given["lease"]["id"], "2026-03-10T02:25:00Z")
    clock.set(START + timedelta(minutes=16))
    assert (await give(api, who="rep2", expect=409))["code"] == "nobody_callable"
    clock.set(START + timedelta(minutes=26))
    assert (await give(api, who="rep2"))["lease"]["expires_at"] == "2026-03-10T02:41:00Z"
    assert (await give(api, expect=409))["code"] == "nobody_callable"


async def test_skipping_takes_a_reason_and_puts_aside_to_the_other_part_of_the_day(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    first, second = await callee(db, world, days=50), await callee(db, world)
    lease = (await give(api))["lease"]
    body = {"lease_id": lease["id"]}
    await api.post("/v1/dial-queue/skip", json=body, expect=422)
    await api.post("/v1/dial-queue/skip", json=body | {"reason": "other"}, expect=422)
    await api.post("/v1/dial-queue/skip", who="rep2", json=body | {"reason": "not_now"}, expect=404)
    await api.post("/v1/dial-queue/skip", json=body | {"reason": "prepare_first", "note": "Read the claim"}, expect=204)
    assert (await api.post("/v1/dial-queue/skip", json=body | {"reason": "not_now"}, expect=409)).json()[
        "code"
    ] == "lease_over"
    assert (await give(api))["lease"]["customer_id"] == str(second)
    (entry,) = (await queue(api))["later"]
    assert (entry["customer_id"], entry["held"], entry["joins_at"]) == (
        str(first),
        "put_aside",
        "2026-03-10T06:00:00Z",
    )
    clock.set(datetime(2026, 3, 10, 6, tzinfo=UTC))
    assert str(first) in ids((await queue(api))["now"])


async def test_who_did_not_answer_comes_again_in_another_part_of_the_day(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    customer = await callee(db, world)
    item = (await give(api))["card"]["item"]
    call = {"disposition": "no_answer", **QUIET}
    first = await log_call(api, customer, planned_item_id=item["id"], started_at="2026-03-10T01:55:00Z", **call)
    assert first["next_attempt_at"] == "2026-03-10T06:00:00Z"  # the afternoon there
    (entry,) = (await queue(api))["later"]
    assert (entry["held"], entry["joins_at"], entry["why"]["attempts"]) == ("no_answer", "2026-03-10T06:00:00Z", 1)
    clock.set(datetime(2026, 3, 10, 6, 5, tzinfo=UTC))
    assert (await give(api))["lease"]["item_id"] == item["id"]
    second = await log_call(api, customer, planned_item_id=item["id"], started_at="2026-03-10T06:04:00Z", **call)
    assert second["next_attempt_at"] == "2026-03-11T01:00:00Z"  # two a day: in the morning, tomorrow
    old, new = await item_now(api, item["id"]), await item_now(api, second["next_item_id"])
    assert (old["state"], new["previous_id"], new["due_on"], new["attempts"]) == (
        "rescheduled",
        item["id"],
        "2026-03-11",
        2,
    )
    assert (await give(api, expect=409))["code"] == "nobody_callable"
    clock.set(datetime(2026, 3, 11, 1, 1, tzinfo=UTC))
    assert (await give(api))["lease"]["item_id"] == new["id"]


async def test_cap_and_rest_are_respected_and_said(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    for _ in range(3):
        await callee(db, world)
    decided = {"value": 2, "reason": "A quiet week"}
    for start, end, came_of_it in (
        ("01:03", "01:08", {"talk_seconds": 290}),
        ("01:10", "01:12", {"disposition": "no_answer", **QUIET}),
    ):
        called = await callee(db, world, days=1)
        times: dict[str, Any] = {"started_at": f"2026-03-10T{start}:00Z", "ended_at": f"2026-03-10T{end}:00Z"}
        await log_call(api, called, **times, **came_of_it)
    day = (await queue(api))["day"]
    assert (day["calls_made"], day["daily_call_cap"], day["rest_minutes_per_hour"]) == (2, 80, 5)
    assert (day["calls_connected"], day["talk_seconds"]) == (1, 290)
    start = "2026-03-10T01:14:00Z"
    await log_call(api, await callee(db, world, days=1), started_at=start, ended_at="2026-03-10T01:59:00Z")
    problem = await give(api, expect=409)
    assert (problem["code"], problem["until"]) == ("rest_owed", "2026-03-10T02:04:00Z")
    assert (await queue(api))["day"]["resting_until"] == "2026-03-10T02:04:00Z"
    clock.set(START + timedelta(minutes=4))
    await give(api)
    revision = (await api.get("/v1/policies/rep_daily_call_cap", expect=200)).json()["revision"]
    path = "/v1/policies/rep_daily_call_cap/versions"
    await api.post(path, who="director", json=decided, version=revision, expect=201)
    async with db.write() as session:
        lease = (await session.scalars(select(DialLease))).one()
        await session.execute(delete(DialHold))
        lease.ended_at, lease.ending = session.now, LeaseEnding.GIVEN_BACK
    problem = await give(api, expect=409)
    assert (problem["code"], problem["until"]) == ("daily_cap_reached", "2026-03-10T16:00:00Z")


async def test_who_has_shifts_is_given_nobody_off_duty(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    """São Paulo at nine in the evening of Shanghai: only where the shift allows."""
    brazil = await callee(db, world, owner="rep2", zone="America/Sao_Paulo", country="BR", grade="A")
    clock.set(datetime(2026, 3, 10, 13, tzinfo=UTC))
    evenings = {"tuesday": [{"start": "13:00", "end": "18:00"}]}
    body = {"user_id": str(world.people["rep2"]), "weekly": evenings}
    roster = (await api.post("/v1/rosters", who="lead", json=body, expect=201)).json()
    problem = await give(api, who="rep2", expect=409)
    assert (problem["code"], problem["until"]) == ("off_duty", "2026-03-17T05:00:00Z")
    assert (await queue(api, who="rep2"))["day"]["shift_from"] == "2026-03-17T05:00:00Z"
    longer = {"weekly": {"tuesday": [{"start": "19:00", "end": "22:00"}]}}
    path = f"/v1/rosters/{roster['id']}"
    await api.patch(path, who="lead", version=roster["version"], json=longer, expect=200)
    assert (await give(api, who="rep2"))["lease"]["customer_id"] == str(brazil)
    await api.delete(path, who="lead", version=roster["version"] + 1, expect=204)


async def test_nobody_gives_what_is_outside_their_reach(api: Api, db: Database, world: World) -> None:
    theirs = await callee(db, world, owner="other_rep")
    assert (await queue(api))["now"] == []
    await give(api, customer_id=str(theirs), expect=404)
    await give(api, item_id=str(uuid.uuid4()), expect=404)


async def test_fifty_at_once_never_get_the_same(api: Api, db: Database, world: World) -> None:
    """Fifty reps, of whom each two own records of the same company: one number, two customers."""
    async with db.write() as session:
        people = [
            User(
                email=f"crowd{n}@example.com",
                name=f"crowd{n}",
                role="rep",
                department_id=world.departments["sales"],
                team_id=world.teams["team"],
            )
            for n in range(50)
        ]
        session.add_all(people)
        await session.flush()
        owners = [person.id for person in people]
    numbers = [f"+8621{next(_numbers)}" for _ in range(30)]
    for n, owner in enumerate(owners):
        for number in (numbers[n % 30], numbers[(n + 7) % 30]):
            customer = await callee(db, world, phone=number)
            async with db.write() as session:
                await session.execute(update(Customer).where(Customer.id == customer).values(owner_id=owner))
    refusals: set[str] = set()
    connections = asyncio.Semaphore(8)  # as many as the process has; the others wait for one

    async def ask(owner: uuid.UUID) -> tuple[uuid.UUID, list[str]] | None:
        async with connections, db.write(actor_id=owner) as session:
            actor = await background_actor(session, owner, None, masked_groups)
            assert actor is not None
            try:
                given = await service.give_next(session, actor, DialNext())
            except Conflict as refused:
                refusals.add(refused.kind)
                return None
            theirs = select(Phone.e164).where(Phone.customer_id == given.lease.customer_id)
            return given.lease.customer_id, [number for number in await session.scalars(theirs) if number]

    given = [each for each in await asyncio.gather(*(ask(owner) for owner in owners)) if each is not None]
    dialled = [number for _, theirs in given for number in theirs]
    assert len(dialled) == len(set(dialled)) == len({customer for customer, _ in given})
    assert refusals <= {"nobody_callable"}
    assert len(given) >= 25  # everybody gets somebody where there is one left
    async with db.read() as reading:
        held = (await reading.scalars(select(DialHold.key))).all()
    assert sorted(held) == sorted([*dialled, *(f"customer:{customer}" for customer, _ in given)])


async def test_an_a_three_days_overdue_is_given_before_a_c_due_today(api: Api, db: Database, world: World) -> None:
    due_today = await callee(db, world, days=30, grade="C")
    overdue = await callee(db, world, days=10, grade="A")
    entries = (await queue(api))["now"]
    assert ids(entries) == [str(overdue), str(due_today)]
    assert [each["why"]["days_overdue"] for each in entries] == [3, 0]
    assert (await give(api))["lease"]["customer_id"] == str(overdue)


async def test_riyadh_is_never_called_on_a_friday(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    customer = await callee(db, world, zone="Asia/Riyadh", country="SA", grade="A")
    for hour in range(24):  # Friday, whatever the hour
        clock.set(
            datetime(2026, 3, 12, 21 + hour, tzinfo=UTC) if hour < 3 else datetime(2026, 3, 13, hour - 3, tzinfo=UTC)
        )
        problem = await give(api, expect=409)
        assert (problem["code"], problem["until"]) == ("nobody_callable", "2026-03-15T06:00:00Z")
    asked = f"customer_id={customer}&from=2026-04-01T00:00:00Z&to=2026-05-15T00:00:00Z"
    found = (await api.get(f"/v1/callable-windows?{asked}", expect=200)).json()
    days = {datetime.fromisoformat(each["local_start"]).weekday() for each in found["windows"]}
    assert days == {6, 0, 1, 2, 3}
    clock.set(datetime(2026, 3, 15, 6, tzinfo=UTC))
    assert (await give(api))["lease"]["customer_id"] == str(customer)


async def test_chinese_new_year_closes_shanghai_and_not_lagos(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    shanghai = await callee(db, world, grade="A")
    lagos = await callee(db, world, zone="Africa/Lagos", country="NG")
    clock.set(datetime(2027, 2, 8, 8, 30, tzinfo=UTC))  # half past four in Shanghai, half past nine in Lagos
    assert (await give(api))["lease"]["customer_id"] == str(lagos)
    (entry,) = (await queue(api))["later"]
    assert (entry["customer_id"], entry["held"], entry["call_time"]["closed"]) == (str(shanghai), "closed", "holiday")
    assert "春节" in entry["call_time"]["holiday"]
