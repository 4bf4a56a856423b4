"""What is owed and why; coverage; breaches; and that a preview is what then happens."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from meridian.customers.models import Customer
from meridian.duties.jobs import follow_breaches, keep_day, plan_executive_contacts
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.conftest import START
from tests.policies.test_api import decide
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.records import log_call
from tests.support.world import World

USUAL = {"A": 7, "B": 14, "C": 30, "D": 90}


@pytest.fixture(autouse=True)
async def empty(db: Database, clock: SettableClock) -> None:
    clock.set(START)
    async with db.write() as session:
        await session.execute(update(Customer).values(archived_at=session.now))


async def contacted(db: Database, world: World, days: int, **columns: Any) -> Any:
    """A customer last reached so many days ago."""
    when = START - timedelta(days=days)
    return await customer_in(db, world, last_contact_at=when, first_contact_at=when, **columns)


async def duties(api: Api, *, who: str = "lead", **query: Any) -> list[Any]:
    found: list[Any] = (await api.get("/v1/duties", who=who, params=query, expect=200)).json()["items"]
    return found


async def coverage(api: Api, by: str, *, who: str = "lead") -> Any:
    return (await api.get("/v1/duties/coverage", who=who, params={"by": by}, expect=200)).json()


async def test_each_duty_says_by_which_rule_version_and_contact(api: Api, db: Database, world: World) -> None:
    await decide(api, "nurture_cadence_days", 21)
    late = await contacted(db, world, 15, grade="A", intent_level="medium")
    closed = await contacted(db, world, 2, grade="D", last_order_on=START.date())
    nurtured = await contacted(db, world, 5, grade="D")
    buying = await contacted(db, world, 1, grade="D", intent_level="high")
    new = await customer_in(db, world, grade="C")
    found = {each["customer_id"]: each for each in await duties(api)}
    assert [(found[str(each)]["rule"], found[str(each)]["days"]) for each in (late, closed, nurtured, buying, new)] == [
        ("cadence", 7),
        ("after_closing", 30),
        ("nurture", 21),
        ("progress_report", 30),
        ("cadence", 30),
    ]
    one = found[str(late)]
    assert (one["setting"], one["policy_version"], one["days_overdue"]) == ("contact_cadence_days", 0, 8)
    assert (one["counted_from"], one["due_at"], one["from_contact"]) == (
        "2026-02-23T02:00:00Z",
        "2026-03-02T02:00:00Z",
        True,
    )
    assert (found[str(nurtured)]["setting"], found[str(nurtured)]["policy_version"]) == ("nurture_cadence_days", 1)
    assert found[str(new)]["from_contact"] is False
    assert [each["customer_id"] for each in await duties(api, overdue="true")] == [str(late)]
    assert await duties(api, who="other_lead") == []
    await decide(api, "nurture_cadence_days", 30)


async def test_key_customers_are_owed_an_executives_contact(api: Api, db: Database, world: World) -> None:
    key = await contacted(db, world, 1, grade="A", is_key=True, created_at=START - timedelta(days=91))
    (duty,) = await duties(api, executive_overdue="true")
    assert (duty["customer_id"], duty["executive_due_at"]) == (str(key), "2026-03-09T02:00:00Z")
    counted = (await api.get("/v1/duties/executives", who="director", expect=200)).json()
    assert (counted["customers"], counted["overdue"]) == (1, 1)
    await log_call(api, key, who="rep")  # not theirs
    assert len(await duties(api, executive_overdue="true")) == 1
    await log_call(api, key, who="director")
    assert await duties(api, executive_overdue="true") == []
    (duty,) = await duties(api)
    assert (duty["executive_contact_at"], duty["executive_due_at"]) == ("2026-03-10T01:55:00Z", "2026-06-08T01:55:00Z")


async def test_coverage_counts_who_is_late(api: Api, db: Database, world: World, settings: Settings) -> None:
    await contacted(db, world, 3, grade="A")
    await contacted(db, world, 8, grade="A")
    await contacted(db, world, 15, grade="A", owner="rep2")
    await contacted(db, world, 13, grade="B", owner="rep2")
    await contacted(db, world, 90, grade="D", owner="other_rep", intent_level="low")
    by_grade = await coverage(api, "grade", who="director")
    assert [(row["key"], row["customers"], row["overdue"], row["days"]) for row in by_grade["rows"]] == [
        ("A", 3, 2, 7),
        ("B", 1, 0, 14),
        ("D", 1, 0, 90),
    ]
    assert (by_grade["customers"], by_grade["overdue"], by_grade["twice_overdue"]) == (5, 2, 1)
    assert by_grade["coverage"] == 0.6
    by_owner = await coverage(api, "owner")
    assert {(row["name"], row["customers"], row["overdue"]) for row in by_owner["rows"]} == {
        ("rep", 2, 1),
        ("rep2", 2, 1),
    }
    assert {row["name"] for row in (await coverage(api, "team", who="director"))["rows"]} == {"team", "other_team"}
    assert [row["key"] for row in (await coverage(api, "rule"))["rows"]] == ["cadence"]
    assert (await coverage(api, "market"))["rows"][0]["key"] is None
    await keep_day(JobContext(db, settings))
    await keep_day(JobContext(db, settings))
    seen = {}
    for who in ("rep", "lead", "director"):
        (seen[who],) = (await api.get("/v1/duties/days", who=who, expect=200)).json()["items"]
    assert {who: (day["day"], day["customers"], day["overdue"]) for who, day in seen.items()} == {
        "rep": ("2026-03-10", 2, 1),
        "lead": ("2026-03-10", 4, 2),
        "director": ("2026-03-10", 5, 2),
    }


async def test_a_breach_is_kept_with_its_end(
    api: Api, db: Database, world: World, settings: Settings, clock: SettableClock
) -> None:
    late = await contacted(db, world, 9, grade="A")
    for _ in range(2):  # safe to repeat
        await follow_breaches(JobContext(db, settings))
    query = {"customer_id": str(late)}
    (open_one,) = (await api.get("/v1/duties/breaches", params=query, expect=200)).json()["items"]
    assert (open_one["due_at"], open_one["ended_at"], open_one["days_late"]) == ("2026-03-08T02:00:00Z", None, 2)
    await log_call(api, late)
    await follow_breaches(JobContext(db, settings))
    (ended,) = (await api.get("/v1/duties/breaches", params=query, expect=200)).json()["items"]
    assert (ended["ended_at"], ended["owner_name"], ended["rule"]) == ("2026-03-10T01:55:00Z", "rep", "cadence")
    clock.set(START + timedelta(days=8))
    await follow_breaches(JobContext(db, settings))
    assert len((await api.get("/v1/duties/breaches", params=query, expect=200)).json()["items"]) == 2
    assert (await api.get("/v1/duties/breaches", who="other_lead", params=query, expect=200)).json()["items"] == []


async def test_many_late_contacts_are_written_down_batch_after_batch(
    api: Api, db: Database, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meridian.duties.jobs.BATCH", 2)
    late = {str(await contacted(db, world, days, grade="A", owner="rep")) for days in (9, 9, 10, 11, 12)}
    await follow_breaches(JobContext(db, settings))
    found = (await api.get("/v1/duties/breaches", params={"limit": "200"}, expect=200)).json()["items"]
    assert late <= {each["customer_id"] for each in found}


async def test_a_preview_is_what_then_happens(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    for days in range(20):
        await contacted(db, world, days, grade="B", owner="rep" if days % 2 else "rep2")
        await contacted(db, world, days, grade="C", owner="rep")
        await contacted(db, world, days, grade="D", owner="rep2")  # nurtured: thirty days

    async def due() -> dict[str, str]:
        return {each["customer_id"]: each["due_at"] for each in await duties(api, limit=200)}

    tried = {"contact_cadence_days": {"B": 10}, "nurture_cadence_days": 40}
    before, counted = await due(), await coverage(api, "owner")
    seen = (await api.post("/v1/duties/preview", who="lead", json=tried, expect=200)).json()
    assert await due() == before  # nothing is changed by it
    assert seen["overdue_before"] == counted["overdue"]
    await decide(api, "contact_cadence_days", USUAL | {"B": 10})
    await decide(api, "nurture_cadence_days", 40)
    await run_until_idle(database_url, settings, clock)
    after, recounted = await due(), await coverage(api, "owner")
    sooner = {each for each in before if after[each] < before[each]}
    later = {each for each in before if after[each] > before[each]}
    assert (seen["customers"], seen["sooner"], seen["later"]) == (len(before), len(sooner), len(later))
    assert len(sooner) == len(later) == 20
    assert seen["overdue_after"] == recounted["overdue"]
    assert {(row["owner_name"], row["overdue_after"]) for row in seen["owners"]} == {
        (row["name"], row["overdue"]) for row in recounted["rows"]
    }
    assert {each["customer_id"]: each["due_after"] for each in seen["newly_overdue"]} == {
        each: after[each] for each in after if after[each] < "2026-03-10T02:00:00Z" <= before[each]
    }
    again = (await api.post("/v1/duties/preview", who="lead", json={}, expect=200)).json()
    assert [(day["day"], day["before"]) for day in again["days"]] == [
        (day["day"], day["after"]) for day in seen["days"]
    ]
    assert again["owners"] == []
    assert again["calls_a_week_before"] == seen["calls_a_week_after"]


async def sponsored(api: Api, customer: Any, who: str, world: World) -> None:
    """Makes the person the customer's executive sponsor."""
    member = {"user_id": str(world.people[who]), "kind": "account_team", "role": "executive_sponsor"}
    await api.post(f"/v1/customers/{customer}/members", who="director", json=member, expect=201)


async def planned(api: Api, customer: Any) -> list[tuple[str, str, str]]:
    query = {"customer_id": str(customer)}
    items = (await api.get("/v1/planned-contacts", who="director", params=query, expect=200)).json()["items"]
    return [(each["assignee_name"], each["due_on"], each["aim"]) for each in items if each["state"] == "planned"]


async def test_what_a_sponsor_owes_is_planned_ahead_once(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    context = JobContext(db, settings)
    soon = await customer_in(db, world, is_key=True, created_at=START - timedelta(days=84), zone="Europe/Berlin")
    later = await customer_in(db, world, is_key=True, created_at=START - timedelta(days=60), zone="Europe/Berlin")
    alone = await customer_in(db, world, is_key=True, created_at=START - timedelta(days=84), zone="Europe/Berlin")
    lesser = await customer_in(db, world, is_key=True, created_at=START - timedelta(days=84), zone="Europe/Berlin")
    for customer, who in ((soon, "deputy"), (later, "deputy"), (lesser, "rep2")):
        await sponsored(api, customer, who, world)
    await plan_executive_contacts(context)
    assert await planned(api, soon) == [("deputy", "2026-03-16", "重点客户高层沟通")]
    assert [await planned(api, customer) for customer in (later, alone, lesser)] == [[], [], []]
    await plan_executive_contacts(context)
    assert len(await planned(api, soon)) == 1
    (duty,) = await duties(api, who="director", sponsor_id=str(world.people["deputy"]), customer_id=str(soon))
    assert duty["sponsor_name"] == "deputy"
