"""Dial plans over the API: computed, explained, applied, made anew when somebody falls ill, compared."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from meridian.call_hours.rules import call_hours, locality
from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.planner.dial_plans.jobs import compute_plan, plan_by_night
from meridian.planner.models import DialPlan
from meridian.policies.rules import History
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan, item_now
from tests.support.world import World

# The tests' clock: Tuesday 10 March 2026, ten in the morning in Shanghai. Plans are for Wednesday and Thursday.
FIRST, DAYS = "2026-03-11", 2
HOURS = call_hours(History().at(datetime(2026, 1, 1, tzinfo=UTC)))
PHONES = iter(range(10_000))
LONG_DAY = {
    day: [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "22:00"}] for day in ("wednesday", "thursday")
}


async def owed(db: Database, world: World, *, owner: str = "rep", overdue: int = 0, **columns: Any) -> uuid.UUID:
    """A customer who is owed a call since so many days."""
    columns = {"zone": "Asia/Shanghai", "country": "CN", "phone": f"+8621555{next(PHONES):05d}"} | columns
    customer = await customer_in(db, world, owner=owner, **columns)
    async with db.write() as session:
        due = session.now - timedelta(days=overdue)
        await session.execute(update(Customer).where(Customer.id == customer).values(next_step_at=due))
    return customer


async def computed(
    api: Api,
    db: Database,
    settings: Settings,
    world: World,
    *,
    who: str = "lead",
    people: tuple[str, ...] = ("rep",),
    **body: Any,
) -> dict[str, Any]:
    """A plan for these people, computed as the worker does it."""
    asked = {"user_ids": [str(world.people[name]) for name in people], "first_day": FIRST, "days": DAYS, **body}
    plan = (await api.post("/v1/dial-plans", who=who, json=asked, expect=201)).json()
    assert (plan["state"], plan["figures"]) == ("waiting", None)
    await compute_plan(JobContext(db, settings), plan["id"])
    found: dict[str, Any] = (await api.get(f"/v1/dial-plans/{plan['id']}", who=who, expect=200)).json()
    assert found["state"] == "ready"
    assert found["progress"] == 100
    return found


async def slots(api: Api, plan: dict[str, Any], who: str = "lead") -> dict[str, dict[str, Any]]:
    found = (await api.get(f"/v1/dial-plans/{plan['id']}/slots?limit=200", who=who, expect=200)).json()["items"]
    return {each["customer_id"]: each for each in found}


async def left_out(api: Api, plan: dict[str, Any], who: str = "lead") -> dict[str, str]:
    found = (await api.get(f"/v1/dial-plans/{plan['id']}/left-out?limit=200", who=who, expect=200)).json()["items"]
    return {each["customer_id"]: each["reason"] for each in found}


async def apply(api: Api, plan: dict[str, Any], who: str = "lead", expect: int = 200) -> dict[str, Any]:
    path = f"/v1/dial-plans/{plan['id']}"
    version = (await api.get(path, who=who, expect=200)).json()["version"]
    found: dict[str, Any] = (await api.post(f"{path}/moves/apply", who=who, version=version, expect=expect)).json()
    return found


async def roster(api: Api, world: World, whose: str, **fields: Any) -> dict[str, Any]:
    body = {"user_id": str(world.people[whose]), "weekly": LONG_DAY, **fields}
    made: dict[str, Any] = (await api.post("/v1/rosters", who="lead", json=body, expect=201)).json()
    return made


async def decide(api: Api, key: str, value: Any) -> None:
    path = f"/v1/policies/{key}"
    revision = (await api.get(path, who="director", expect=200)).json()["revision"]
    body = {"value": value, "reason": "decided in a test"}
    await api.post(f"{path}/versions", who="director", version=revision, json=body, expect=201)


@pytest.fixture(autouse=True)
async def nobody_else(db: Database) -> None:
    """Customers of other tests are owed nothing."""
    async with db.write() as session:
        await session.execute(update(Customer).values(do_not_call=False, archived_at=session.now))


async def test_calls_lie_where_both_sides_can_and_say_why(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    """A rep in Shanghai gets São Paulo at 20:00 her time only if her shift allows."""
    brazil = await owed(db, world, zone="America/Sao_Paulo", country="BR", grade="A", overdue=3, languages=["pt"])
    china = await owed(db, world, grade="C")
    by_day = await computed(api, db, settings, world)
    assert await left_out(api, by_day) == {str(brazil): "no_common_hour"}
    evening = await roster(api, world, "rep", languages=["zh", "pt-BR"])
    plan = await computed(api, db, settings, world)
    assert await left_out(api, plan) == {}
    found = await slots(api, plan)
    call = found[str(brazil)]
    assert (call["rep_time"], call["local_time"]) == ("2026-03-11T20:00", "2026-03-11T09:00")
    assert (call["grade"], call["change"], call["rep_name"]) == ("A", "added", "rep")
    assert "overdue by 3 days" in call["why_customer"]
    assert "their calling hours 09:00 to 12:00, no holiday" in call["why_hour"]
    assert "speaks their language (pt)" in call["why_hour"]
    assert found[str(china)]["rep_time"] == "2026-03-11T09:00"
    for each in found.values():
        zone, country = ("America/Sao_Paulo", "BR") if each is call else ("Asia/Shanghai", "CN")
        start = datetime.fromisoformat(each["starts_at"])
        assert HOURS.at(locality(zone, country), start).open
        assert HOURS.at(locality(zone, country), start + timedelta(minutes=each["minutes"] - 1)).open
        assert 9 <= start.astimezone(ZoneInfo("Asia/Shanghai")).hour < 22
    assert (plan["figures"]["planned"], plan["figures"]["overdue"], plan["figures"]["overdue_planned"]) == (2, 1, 1)
    assert (plan["figures"]["language_known"], plan["figures"]["language_spoken"]) == (1, 1)
    (person,) = plan["people"]
    assert [(day["calls"], day["duty"], day["minutes"]) for day in person["days"]] == [
        (2, "shift", 720),
        (0, "shift", 720),
    ]
    await api.delete(f"/v1/rosters/{evening['id']}", who="lead", version=1, expect=204)


async def test_why_somebody_is_left_out(api: Api, db: Database, world: World, settings: Settings) -> None:
    cases = {
        "refused": await owed(db, world, overdue=1, contact_due_at=None),
        "zone_unknown": await owed(db, world, zone=None, country=None, overdue=1),
        "no_number": await owed(db, world, phone=None, overdue=1),
        "no_common_hour": await owed(db, world, zone="America/Lima", country="PE", overdue=1),
    }
    opt_out = {"channel": "phone", "reason": "Asked for it"}
    path = f"/v1/customers/{cases['refused']}/opt-outs"
    async with db.write() as session:  # so long ago that a call would be owed
        long_ago = session.now - timedelta(days=200)
        await session.execute(update(Customer).where(Customer.id == cases["refused"]).values(last_contact_at=long_ago))
    await api.post(path, json=opt_out, expect=201)
    later = await owed(db, world, overdue=1, last_contact_at=None)
    async with db.write() as session:
        values = {
            "next_step_at": session.now + timedelta(days=20),
            "last_contact_at": session.now - timedelta(days=200),
        }
        await session.execute(update(Customer).where(Customer.id == later).values(**values))
    cases["agreed_later"] = later
    plan = await computed(api, db, settings, world)
    assert await left_out(api, plan) == {str(customer): reason for reason, customer in cases.items()}
    assert {each["reason"]: each["customers"] for each in plan["reasons"]} == dict.fromkeys(cases, 1)
    assert plan["figures"]["planned"] == 0


async def test_the_cap_and_the_rest_bound_a_day(api: Api, db: Database, world: World, settings: Settings) -> None:
    """One hour of shift holds five calls of ten minutes beside its rest; the cap holds fewer."""
    hour = {day: [{"start": "09:00", "end": "10:00"}] for day in ("wednesday", "thursday")}
    short = await roster(api, world, "rep", weekly=hour)
    graded = [await owed(db, world, grade=grade) for grade in "DDDDDCCCBBAA"]
    plan = await computed(api, db, settings, world, call_minutes=10)
    assert [day["calls"] for day in plan["people"][0]["days"]] == [5, 5]
    found = await slots(api, plan)
    assert set((await left_out(api, plan)).values()) == {"capacity"}
    assert {str(customer) for customer in graded[5:]} <= found.keys()  # who is worth more comes first
    assert [found[str(customer)]["rep_time"][:10] for customer in graded[8:]] == ["2026-03-11"] * 4
    assert {each["rep_time"][11:] for each in found.values()} == {"09:00", "09:10", "09:20", "09:30", "09:40"}
    await decide(api, "rep_daily_call_cap", 3)
    capped = await computed(api, db, settings, world, call_minutes=10)
    assert [day["calls"] for day in capped["people"][0]["days"]] == [3, 3]
    await decide(api, "rep_daily_call_cap", 80)
    await api.delete(f"/v1/rosters/{short['id']}", who="lead", version=1, expect=204)


async def test_applied_calls_are_planned_and_stay_when_somebody_falls_ill(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    mine = [await owed(db, world, grade="B") for _ in range(3)]
    theirs = [await owed(db, world, owner="rep2", grade="B") for _ in range(3)]
    both = ("rep", "rep2")
    plan = await computed(api, db, settings, world, people=both)
    before = await slots(api, plan)
    applied = await apply(api, plan)
    assert (applied["state"], applied["skipped"], applied["allowed_moves"]) == ("applied", 0, [])
    planned = await slots(api, plan)
    for customer in mine + theirs:
        item = await item_now(api, planned[str(customer)]["item_id"], who="lead")
        assert (item["due_at"], item["assignee_id"], item["method"], item["plan_kind"]) == (
            before[str(customer)]["starts_at"], before[str(customer)]["rep_id"], "phone", "dial",
        )  # fmt: skip
    promised = planned[str(mine[0])]["item_id"]

    again = await computed(api, db, settings, world, people=both)
    assert again["figures"]["same"] == 6
    assert (again["figures"]["added"], again["figures"]["moved"], again["figures"]["dropped"]) == (0, 0, 0)

    ill = {"date": "2026-03-11", "hours": [], "kind": "sick"}
    week = {day: [{"start": "09:00", "end": "18:00"}] for day in ("wednesday", "thursday")}
    await roster(api, world, "rep", weekly=week, exceptions=[ill])
    anew = await computed(api, db, settings, world, people=both)
    moved = await slots(api, anew)
    for customer in theirs:
        assert (moved[str(customer)]["change"], moved[str(customer)]["starts_at"]) == (
            "same", before[str(customer)]["starts_at"],
        )  # fmt: skip
    for customer in mine:
        assert moved[str(customer)]["rep_time"].startswith("2026-03-12")
        assert moved[str(customer)]["change"] == "moved"
        assert moved[str(customer)]["previous_at"] == before[str(customer)]["starts_at"]
    compared = (
        await api.get(f"/v1/dial-plans/{plan['id']}/comparison?other_plan_id={anew['id']}", who="lead", expect=200)
    ).json()
    assert (compared["only_here"], compared["only_there"], compared["moved"]) == (0, 0, 3)
    assert {each["customer_id"] for each in compared["differences"]} == {str(customer) for customer in mine}
    assert {each["user_name"]: (each["calls"], each["other_calls"]) for each in compared["people"]} == {
        "rep": (3, 3), "rep2": (3, 3),
    }  # fmt: skip
    assert (await apply(api, anew))["skipped"] == 0
    assert (await item_now(api, promised, who="lead"))["state"] == "rescheduled"
    for customer in mine:
        items = (
            await api.get(f"/v1/planned-contacts?customer_id={customer}&state=planned", who="lead", expect=200)
        ).json()
        assert [each["due_at"] for each in items["items"]] == [moved[str(customer)]["starts_at"]]
    rosters = (await api.get("/v1/rosters", who="lead", expect=200)).json()["items"]
    await api.delete(f"/v1/rosters/{rosters[0]['id']}", who="lead", version=1, expect=204)


async def test_appointments_are_not_moved_and_nothing_is_planned_over_them(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    agreed = await owed(db, world, grade="A")
    await active_plan(api, agreed, due_at="2026-03-11T01:05:00Z")
    by_night = await owed(db, world, grade="B")
    night = "2026-03-11T13:05:00Z"  # five past nine in the evening for the rep
    await active_plan(api, by_night, due_at=night, outside_hours_reason="They work at night")
    others = [await owed(db, world) for _ in range(4)]
    plan = await computed(api, db, settings, world, call_minutes=10)
    found = await slots(api, plan)
    assert (found[str(agreed)]["change"], found[str(agreed)]["starts_at"]) == ("fixed", "2026-03-11T01:05:00Z")
    assert found[str(agreed)]["why_hour"] == ["a time agreed on: not moved"]
    assert (found[str(agreed)]["off_duty"], found[str(by_night)]["off_duty"]) == (False, True)
    assert found[str(by_night)]["why_hour"][1] == "outside their shift: somebody else has to call"
    assert all(found[str(each)]["why_customer"] for each in (agreed, by_night))
    taken = (datetime(2026, 3, 11, 1, 5, tzinfo=UTC), datetime(2026, 3, 11, 1, 15, tzinfo=UTC))
    for customer in others:
        start = datetime.fromisoformat(found[str(customer)]["starts_at"])
        assert start + timedelta(minutes=10) <= taken[0] or start >= taken[1]


async def test_a_contact_planned_for_a_day_gets_an_hour_of_it(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    customer = await owed(db, world)
    (item,) = await active_plan(api, customer, due_on="2026-03-12")
    plan = await computed(api, db, settings, world)
    assert (await slots(api, plan))[str(customer)]["rep_time"].startswith("2026-03-12")
    await apply(api, plan)
    kept = await item_now(api, item["id"])
    assert (kept["state"], kept["due_on"]) == ("planned", "2026-03-12")
    assert kept["due_at"] == (await slots(api, plan))[str(customer)]["starts_at"]


async def test_the_pool_goes_to_who_speaks_the_language(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    pooled = await owed(db, world, owner="lead", owner_id=None, languages=["es"])
    made = await roster(api, world, "rep2", languages=["es"])
    plan = await computed(api, db, settings, world, people=(), team_ids=[str(world.teams["team"])])
    assert (await slots(api, plan))[str(pooled)]["rep_name"] == "rep2"
    alone = await computed(api, db, settings, world, people=(), team_ids=[str(world.teams["team"])], pool=False)
    assert str(pooled) not in await slots(api, alone)
    await api.delete(f"/v1/rosters/{made['id']}", who="lead", version=1, expect=204)


async def test_who_refuses_after_it_was_computed_is_skipped(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    customer = await owed(db, world)
    await owed(db, world)
    plan = await computed(api, db, settings, world)
    path = f"/v1/customers/{customer}/opt-outs"
    await api.post(path, json={"channel": "phone", "reason": "Asked for it"}, expect=201)
    assert (await apply(api, plan))["skipped"] == 1
    assert (await slots(api, plan))[str(customer)]["item_id"] is None


async def test_who_may_ask_see_and_apply(api: Api, db: Database, world: World, settings: Settings) -> None:
    await owed(db, world)
    plan = await computed(api, db, settings, world)
    path = f"/v1/dial-plans/{plan['id']}"
    assert plan["allowed_moves"] == ["revise", "apply", "discard"]
    seen = (await api.get(path, who="rep", expect=200)).json()
    assert seen["allowed_moves"] == []
    await api.post(f"{path}/moves/apply", who="rep", version=seen["version"], expect=403)
    await api.get(path, who="other_rep", expect=404)
    await api.get(f"{path}/slots", who="other_lead", expect=404)
    asked = {"first_day": FIRST, "user_ids": [str(world.people["other_rep"])]}
    await api.post("/v1/dial-plans", who="lead", json=asked, expect=422)
    await api.post("/v1/dial-plans", who="lead", json={"first_day": FIRST}, expect=422)
    await api.post("/v1/dial-plans", who="lead", json=asked | {"first_day": "2026-03-09"}, expect=422)
    other = {"first_day": FIRST, "team_ids": [str(world.teams["other_team"])]}
    await api.post("/v1/dial-plans", who="lead", json=other, expect=422)
    assert (await api.post(f"{path}/moves/discard", who="lead", version=plan["version"], expect=200)).json()[
        "state"
    ] == "discarded"
    await apply(api, plan, expect=409)
    await computed(api, db, settings, world, who="rep")  # for oneself


async def test_by_night_what_is_in_use_is_proposed_anew(
    api: Api, db: Database, world: World, settings: Settings, clock: SettableClock
) -> None:
    await owed(db, world)
    plan = await computed(api, db, settings, world)
    await apply(api, plan)
    for _ in range(2):
        await plan_by_night(JobContext(db, settings))
        async with db.read() as session:
            waiting = (
                await session.scalars(select(DialPlan).where(DialPlan.nightly, DialPlan.state == "waiting"))
            ).all()
        for each in waiting:
            await compute_plan(JobContext(db, settings), str(each.id))
    listed = (await api.get("/v1/dial-plans?nightly=true", who="lead", expect=200)).json()["items"]
    ours = [each for each in listed if each["user_ids"] == plan["user_ids"]]
    assert [each["state"] for each in ours[:2]] == ["ready", "discarded"]
    assert (ours[0]["first_day"], ours[0]["last_day"]) == (plan["first_day"], plan["last_day"])


async def test_a_lead_pins_and_excludes_and_the_plan_is_computed_again(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    """What is pinned stays, whom it leaves out as asked has no call, and both hold when it is put to use."""
    morning = {day: [{"start": "09:00", "end": "12:00"}] for day in ("wednesday", "thursday")}
    short = await roster(api, world, "rep", weekly=morning)
    low, high = await owed(db, world, grade="D"), await owed(db, world, grade="A", overdue=20)
    plan = await computed(api, db, settings, world, call_minutes=10)
    path, before = f"/v1/dial-plans/{plan['id']}", await slots(api, plan)
    assert "revise" in plan["allowed_moves"]
    pinned = before[str(low)]

    async def revise(expect: int = 200, **wishes: list[str]) -> Any:
        version = (await api.get(path, who="lead", expect=200)).json()["version"]
        answer = await api.post(f"{path}/moves/revise", who="lead", version=version, json=wishes, expect=expect)
        if expect == 200:
            assert answer.json()["state"] == "waiting"
            await compute_plan(JobContext(db, settings), plan["id"])
        return answer.json()

    refused = await revise(expect=422, pin=[str(uuid.uuid4())])
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/pin/0", "not_found")]
    await revise(pin=[str(low)], exclude=[str(high)])
    crowd = [await owed(db, world, grade="A") for _ in range(40)]  # more than the two mornings hold
    await revise()
    after = await slots(api, plan)
    assert (after[str(low)]["starts_at"], after[str(low)]["pinned"]) == (pinned["starts_at"], True)
    assert (await left_out(api, plan))[str(high)] == "excluded"
    assert len({each["starts_at"] for each in after.values()}) == len(after)
    assert set((await left_out(api, plan)).values()) == {"excluded", "capacity"}
    assert len(after.keys() & {str(each) for each in crowd}) >= 20
    await revise(release=[str(high)])
    assert str(high) in await slots(api, plan)
    await apply(api, plan)
    again = await computed(api, db, settings, world, call_minutes=10)
    kept = (await slots(api, again))[str(low)]
    assert (kept["change"], kept["starts_at"]) == ("fixed", pinned["starts_at"])
    await api.delete(f"/v1/rosters/{short['id']}", who="lead", version=1, expect=204)


async def test_what_is_pinned_gives_way_when_its_hour_is_gone(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    customer = await owed(db, world, grade="B")
    plan = await computed(api, db, settings, world)
    path, first = f"/v1/dial-plans/{plan['id']}", (await slots(api, plan))[str(customer)]
    assert first["rep_time"].startswith("2026-03-11")
    ill = {"date": "2026-03-11", "hours": [], "kind": "sick"}
    week = {day: [{"start": "09:00", "end": "18:00"}] for day in ("wednesday", "thursday")}
    made = await roster(api, world, "rep", weekly=week, exceptions=[ill])
    body = {"pin": [str(customer)]}
    await api.post(f"{path}/moves/revise", who="lead", version=plan["version"], json=body, expect=200)
    await compute_plan(JobContext(db, settings), plan["id"])
    assert (await slots(api, plan))[str(customer)]["rep_time"].startswith("2026-03-12")
    await api.delete(f"/v1/rosters/{made['id']}", who="lead", version=1, expect=204)
