"""Every customer is owed a contact by a rule, which follows grade, category and policy at once (MC-17, OT-16)."""

import uuid
from datetime import timedelta
from typing import Any

from meridian.alerts import jobs as alerts
from meridian.customers.computed_fields import triggers
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.policies.definitions.customers import DUTY_SETTINGS
from meridian.records.service import PastRecord, insert_past_records
from meridian.worker import run_until_idle
from tests.customers.business.test_business import ORDER
from tests.policies.test_api import decide
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.plans import item_now, move_item
from tests.support.records import follow_up, log_call
from tests.support.world import World


async def owed(api: Api, customer: Any) -> tuple[str | None, str | None, str | None]:
    found = (await api.get(f"/v1/customers/{customer}", who="director", expect=200)).json()
    return found["contact_due_at"], found["contact_due_rule"], found["next_contact_at"]


async def decided(api: Api, customer: Any, what: str, **body: Any) -> None:
    path = f"/v1/customers/{customer}"
    version = (await api.get(path, who="lead", expect=200)).json()["version"]
    await api.put(f"{path}/{what}", who="lead", version=version, json={"reason": "x", **body}, expect=200)


async def test_a_new_grade_is_followed_at_once(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, grade="D")
    await log_call(api, customer)
    assert await owed(api, customer) == ("2026-06-08T01:55:00Z", "cadence", "2026-06-08T01:55:00Z")
    await decided(api, customer, "grade", grade="A")
    assert await owed(api, customer) == ("2026-03-17T01:55:00Z", "cadence", "2026-03-17T01:55:00Z")
    row = (await api.get("/v1/customers?contact_due_at.lt=2026-03-18T00:00:00Z&sort=contact_due_at", expect=200)).json()
    assert str(customer) in [each["id"] for each in row["items"]]


async def test_every_customer_is_owed_one(api: Api, db: Database, world: World) -> None:
    new = await create_customer(api)
    assert (new["contact_due_at"], new["contact_due_rule"]) == ("2026-06-08T02:00:00Z", "cadence")
    known = await customer_in(db, world, grade="B")
    async with db.write() as session:
        past = PastRecord(
            customer_id=known,
            author_id=world.people["rep"],
            method="visit",  # type: ignore[arg-type]
            started_at=session.now - timedelta(days=20),
            source="crm_before",
        )
        await insert_past_records(session, [past])
    assert await owed(api, known) == ("2026-03-04T02:00:00Z", "cadence", "2026-03-04T02:00:00Z")
    await api.post(f"/v1/customers/{new['id']}/orders", who="director", json=ORDER, expect=201)
    assert (await owed(api, new["id"]))[:2] == ("2026-04-09T02:00:00Z", "after_closing")
    await decided(api, new["id"], "grade", grade="A")  # sooner by its grade
    assert (await owed(api, new["id"]))[:2] == ("2026-03-17T02:00:00Z", "cadence")
    silent = {"channel": "phone", "reason": "Asked in a letter"}
    await api.post(f"/v1/customers/{new['id']}/opt-outs", json=silent, expect=201)
    assert await owed(api, new["id"]) == (None, None, None)


async def test_policy_is_followed_without_touching_what_was_agreed(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer, agreed = await customer_in(db, world, grade="B"), await customer_in(db, world, grade="B")
    await log_call(api, customer)
    await log_call(api, agreed, next_step=follow_up("2026-03-27"))
    usual = {"A": 7, "B": 14, "C": 30, "D": 90}
    for days, due in ((10, "2026-03-20T01:55:00Z"), (14, "2026-03-24T01:55:00Z")):
        await decide(api, "contact_cadence_days", usual | {"B": days})
        await run_until_idle(database_url, settings, clock)
        assert await owed(api, customer) == (due, "cadence", due)
        assert await owed(api, agreed) == (due, "cadence", "2026-03-26T16:00:00Z")


async def passed_over(db: Database, world: World, count: int) -> list[uuid.UUID]:
    """Customers of grade A, whom nobody has called for eight days."""
    async with db.read() as session:
        long_ago = session.now - timedelta(days=8)
    return [
        await customer_in(db, world, owner="rep2", grade="A", last_contact_at=long_ago, first_contact_at=long_ago)
        for _ in range(count)
    ]


async def test_who_lets_it_pass_is_alerted_once_a_day_of_all_and_the_lead_sees_it(
    api: Api, db: Database, world: World, settings: Settings, clock: SettableClock
) -> None:
    several = await passed_over(db, world, 3)
    query = {"owner_id": str(world.people["rep2"]), "reason": "contact_overdue", "live": "true"}

    async def alerted(who: str) -> list[tuple[str, int, int]]:
        await alerts.sweep(JobContext(db, settings))
        found = (await api.get("/v1/alerts", who=who, params=query, expect=200)).json()["items"]
        return [(alert["id"], alert["facts"]["count"], alert["facts"]["grade_a"]) for alert in found]

    ((first, *counts),) = await alerted("rep2")
    assert counts == [3, 3]
    assert await alerted("lead") == [(first, 3, 3)]
    await log_call(api, several[0], who="rep2")
    assert await alerted("rep2") == [(first, 2, 2)]  # the same, telling how many are left
    clock.set(clock.now() + timedelta(days=1))
    ((second, *counts),) = await alerted("rep2")
    assert (second != first, counts) == (True, [2, 2])  # told anew
    for customer in several[1:]:
        await log_call(api, customer, who="rep2", started_at=clock.now())
    assert await alerted("rep2") == []


async def test_nurture_plans_a_contact(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Europe/Madrid", country="ES")
    call = await log_call(api, customer, next_step={"kind": "nurture", "reason": "Budget next year"})
    item = await item_now(api, call["next_item_id"])
    # Thirty days later is Thursday the 9th of April, on which nobody is off in all of Spain.
    assert (item["due_on"], item["method"], item["plan_name"], item["origin_record_id"]) == (
        "2026-04-09",
        "phone",
        "Follow-ups",
        call["id"],
    )
    assert call["customer"]["next_contact_at"] == "2026-04-09T01:55:00Z"
    again = await log_call(api, customer, next_step={"kind": "nurture"})
    assert again["next_item_id"] is None  # it is planned already
    silent = await customer_in(db, world, do_not_call=True)
    assert (await log_call(api, silent, next_step={"kind": "nurture"}))["next_item_id"] is None


async def test_what_was_agreed_moves_with_its_contact(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer = await customer_in(db, world, grade="D")
    call = await log_call(api, customer, next_step=follow_up("2026-03-17"))
    later = await move_item(api, call["next_item_id"], "reschedule", reason="At a fair", due_on="2026-03-24")
    await run_until_idle(database_url, settings, clock)
    assert (await owed(api, customer))[2] == later["due_from"]
    await move_item(api, later["id"], "cancel", reason="They wrote")
    await run_until_idle(database_url, settings, clock)
    assert (await owed(api, customer))[2] == "2026-06-08T01:55:00Z"


def test_what_the_database_takes_without_a_decision_is_the_policys_default() -> None:
    text = "".join(triggers.CADENCE_STATEMENTS)
    for setting in DUTY_SETTINGS:
        days = setting.default
        shipped = days if isinstance(days, int) else "{" + ", ".join(f'"{key}": {n}' for key, n in days.items()) + "}"
        assert f"coalesce(policy_in_force('{setting.key}'), '{shipped}'::jsonb)" in text


async def test_what_is_a_week_overdue_comes_to_the_lead(
    api: Api, db: Database, world: World, settings: Settings, clock: SettableClock
) -> None:
    several = await passed_over(db, world, 2)
    query = {"owner_id": str(world.people["lead"]), "reason": "contact_long_overdue", "live": "true"}

    async def told() -> list[tuple[str, int]]:
        await alerts.sweep(JobContext(db, settings))
        found = (await api.get("/v1/alerts", who="lead", params=query, expect=200)).json()["items"]
        rep2 = str(world.people["rep2"])
        return [(each["severity"], each["facts"]["grade_a"]) for each in found if each["facts"]["of_user_id"] == rep2]

    before = await told()
    clock.set(clock.now() + timedelta(days=5))
    assert await told() == before  # due a day ago, and five: its owner's alone
    clock.set(clock.now() + timedelta(days=3))
    ((severity, count),) = await told()
    assert (severity, count) == ("warning", 2 + sum(each for _, each in before))
    await log_call(api, several[0], who="rep2")
    assert [each for _, each in await told()] == [count - 1]
