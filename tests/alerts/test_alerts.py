"""Facts come and go, and alerts with them."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from meridian.alerts import jobs
from meridian.alerts.conditions import Moment
from meridian.alerts.models import Alert, AlertLook
from meridian.alerts.registry import KINDS
from meridian.alerts.rules import AlertReason
from meridian.identity.models import User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.history.models import History
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.kernel.workflow.models import Transition
from meridian.opportunities.models import Milestone, OpportunityFollowUp, OpportunityReview, ReviewAction
from meridian.worker import consume, run_until_idle
from tests.support.alerts import Alerts, change_customer, close_follow_up, follow_up_in, opportunity_in
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.records import log_call
from tests.support.world import World

INTENT = "intent_without_follow_up"
OPENED, ACKNOWLEDGED, RESOLVED = "alert.opened", "alert.acknowledged", "alert.resolved"


async def test_clear_intent_without_a_follow_up_needs_its_owner(
    api: Api, db: Database, world: World, alerts: Alerts
) -> None:
    customer_id = await customer_in(db, world, intent_level="high", name="Clear Intent Oy")
    await alerts.sweep()
    (alert,) = await alerts.of(customer_id)
    found = (await api.get(f"/v1/alerts/{alert.id}", expect=200)).json()
    assert (found["reason"], found["severity"], found["state"]) == (INTENT, "notice", "open")
    assert (found["owner_name"], found["customer_name"]) == ("rep", "Clear Intent Oy")
    assert (found["subject_type"], found["subject_id"]) == ("customer", str(customer_id))
    assert (found["facts"], found["allowed_moves"]) == ({"intent_level": "high"}, ["acknowledge"])
    await alerts.sweep()
    assert await alerts.told(customer_id) == {(OPENED, "rep"): 1}
    item_id = await follow_up_in(db, world, customer_id)
    await alerts.sweep()
    assert await alerts.of(customer_id) == []
    assert (await api.get(f"/v1/alerts/{alert.id}", expect=200)).json()["state"] == "resolved"
    await close_follow_up(db, item_id)
    await alerts.sweep()
    (again,) = await alerts.of(customer_id)
    assert again.id != alert.id
    assert await alerts.told(customer_id) == {(OPENED, "rep"): 2, (RESOLVED, "rep"): 1}
    async with db.read() as session:
        moves = select(Transition.move, Transition.from_state).where(Transition.subject_id == alert.id)
        assert (await session.execute(moves)).all() == [("resolve", "open")]
        changes = await session.scalars(select(History.operation).where(History.entity_id == alert.id))
        assert sorted(changes) == ["insert", "update"]


@pytest.mark.parametrize(
    "columns", [{"intent_level": "medium"}, {"intent_level": "committed", "archived_at": "now"}], ids=str
)
async def test_others_are_left_in_peace(db: Database, world: World, alerts: Alerts, columns: dict[str, Any]) -> None:
    if "archived_at" in columns:
        columns = columns | {"archived_at": db.clock.now()}
    customer_id = await customer_in(db, world, **columns)
    await alerts.sweep()
    assert await alerts.of(customer_id, live=None) == []


async def test_a_dial_plan_is_no_follow_up(db: Database, world: World, alerts: Alerts) -> None:
    customer_id = await customer_in(db, world, intent_level="high")
    await follow_up_in(db, world, customer_id, kind="dial")
    await alerts.sweep()
    assert await alerts.owners(customer_id, INTENT) == ["rep"]


async def test_its_owner_says_that_it_is_seen(api: Api, db: Database, world: World, alerts: Alerts) -> None:
    customer_id = await customer_in(db, world, intent_level="committed")
    await alerts.sweep()
    (alert,) = await alerts.of(customer_id)
    path = f"/v1/alerts/{alert.id}"
    assert (await api.get(path, who="lead", expect=200)).json()["allowed_moves"] == []
    await api.post(f"{path}/moves/acknowledge", who="lead", version=1, json={}, expect=403)
    await api.post(f"{path}/moves/acknowledge", who="other_rep", version=1, json={}, expect=404)
    await api.post(f"{path}/moves/acknowledge", json={}, expect=428)
    await api.post(f"{path}/moves/acknowledge", version=7, json={}, expect=412)
    by_hand = await api.post(f"{path}/moves/resolve", version=1, json={}, expect=409)
    assert by_hand.json()["reason"] == "wrong_state"
    seen = (await api.post(f"{path}/moves/acknowledge", version=1, json={"note": "Calling"}, expect=200)).json()
    assert (seen["state"], seen["version"], seen["allowed_moves"]) == ("acknowledged", 2, [])
    await api.post(f"{path}/moves/acknowledge", version=2, json={}, expect=409)
    await change_customer(db, customer_id, intent_level="low")
    await alerts.sweep()
    assert (await api.get(path, expect=200)).json()["state"] == "resolved"
    assert await alerts.told(customer_id) == {(OPENED, "rep"): 1, (ACKNOWLEDGED, "rep"): 1, (RESOLVED, "rep"): 1}


async def test_it_goes_with_the_customer_to_another_owner(
    api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock, world: World, alerts: Alerts
) -> None:
    customer_id = await customer_in(db, world, intent_level="high")
    await run_until_idle(database_url, settings, clock)
    await alerts.sweep()
    body = {"to_user_id": str(world.people["rep2"]), "note": "Knows the product"}
    version = (await api.get(f"/v1/customers/{customer_id}", who="lead", expect=200)).json()["version"]
    await api.post(f"/v1/customers/{customer_id}/transfer", who="lead", version=version, json=body, expect=200)
    await run_until_idle(database_url, settings, clock)  # without the sweep: the transfer itself wakes it
    assert await alerts.owners(customer_id, INTENT) == ["rep2"]
    assert await alerts.told(customer_id) == {(OPENED, "rep"): 1, (RESOLVED, "rep"): 1, (OPENED, "rep2"): 1}


async def test_whoever_leaves_is_stood_in_for(db: Database, world: World, alerts: Alerts) -> None:
    customer_id = await customer_in(db, world, intent_level="high", owner="other_rep")
    pooled = await customer_in(db, world, intent_level="high", owner="foreign_rep", owner_id=None)
    await alerts.sweep()
    assert await alerts.owners(customer_id, INTENT) == ["other_rep"]
    assert await alerts.owners(pooled, INTENT) == ["manager"]  # that team has neither lead nor manager
    leaving = update(User).where(User.id == world.people["other_rep"])
    try:
        async with db.write() as session:
            await session.execute(leaving.values(active=False))
        await alerts.sweep()
        assert await alerts.owners(customer_id, INTENT) == ["other_lead"]
    finally:
        async with db.write() as session:
            await session.execute(leaving.values(active=True))


async def test_a_stage_without_a_next_step(db: Database, world: World, alerts: Alerts) -> None:
    customer_id = await customer_in(db, world)
    opportunity_id = await opportunity_in(db, world, customer_id, owner="rep2")
    await alerts.sweep()
    assert await alerts.owners(opportunity_id, "stage_without_next_step") == ["rep2"]
    item_id = await follow_up_in(db, world, customer_id)
    async with db.write() as session:
        session.add(OpportunityFollowUp(opportunity_id=opportunity_id, planned_contact_id=item_id, stage="potential"))
    await alerts.sweep()
    assert await alerts.of(opportunity_id) == []
    await close_follow_up(db, item_id, "missed")
    await alerts.sweep()
    assert await alerts.owners(opportunity_id, "stage_without_next_step") == ["rep2"]


async def test_an_overdue_milestone(db: Database, world: World, alerts: Alerts, clock: SettableClock) -> None:
    opportunity_id = await opportunity_in(db, world, customer_id := await customer_in(db, world))
    today = clock.now().date()
    async with db.write() as session:
        for title, due_on in (("First", today - timedelta(days=1)), ("Second", today)):
            session.add(
                Milestone(
                    opportunity_id=opportunity_id, customer_id=customer_id, kind="payment", title=title, due_on=due_on
                )
            )
    await alerts.sweep()
    (alert,) = [alert for alert in await alerts.of(opportunity_id) if alert.reason == "milestone_overdue"]
    assert (alert.severity, alert.facts["kind"]) == ("warning", "payment")
    assert alert.facts["due_on"] == str(today - timedelta(days=1))
    assert str(alert.since) == "2026-03-09 16:00:00+00:00"  # the day was over in Shanghai
    clock.advance(timedelta(hours=15))  # past midnight in Shanghai
    await alerts.sweep()
    assert [a.reason for a in await alerts.of(opportunity_id)].count(AlertReason.MILESTONE_OVERDUE) == 2
    async with db.write() as session:
        await session.execute(
            update(Milestone).where(Milestone.opportunity_id == opportunity_id).values(done_on=date(2026, 3, 10))
        )
    await alerts.sweep()
    assert "milestone_overdue" not in [alert.reason for alert in await alerts.of(opportunity_id)]


async def test_a_milestone_done_is_seen_at_once(
    api: Api, db: Database, world: World, alerts: Alerts, clock: SettableClock
) -> None:
    opportunity_id = await opportunity_in(db, world, customer_id := await customer_in(db, world))
    async with db.write() as session:
        milestone = Milestone(
            opportunity_id=opportunity_id,
            customer_id=customer_id,
            kind="delivery",
            title="Pumps",
            due_on=clock.now().date() - timedelta(days=3),
        )
        session.add(milestone)
    await alerts.sweep()
    assert await alerts.owners(opportunity_id, "milestone_overdue") == ["rep"]
    (waking,) = jobs.SUBSCRIPTIONS
    while await consume(db, waking):
        pass
    body = {"done_on": str(clock.now().date())}
    await api.post(f"/v1/milestones/{milestone.id}/moves/complete", version=1, json=body, expect=200)
    await consume(db, waking)
    assert await alerts.owners(opportunity_id, "milestone_overdue") == []


async def test_an_important_opportunity_owes_its_review_and_what_it_decided(
    db: Database, world: World, alerts: Alerts, clock: SettableClock
) -> None:
    customer_id = await customer_in(db, world)
    today = clock.now().date()
    due, later = today - timedelta(days=1), today + timedelta(days=3)
    owing = await opportunity_in(db, world, customer_id, important_since=clock.now(), review_due_on=due)
    fresh = await opportunity_in(db, world, customer_id, important_since=clock.now(), review_due_on=later)
    async with db.write() as session:
        review = OpportunityReview(opportunity_id=fresh, customer_id=customer_id, held_at=session.now, progress="Good")
        session.add(review)
        await session.flush()
        session.add(
            ReviewAction(
                review_id=review.id,
                opportunity_id=fresh,
                customer_id=customer_id,
                description="Ask for the drawing",
                owner_id=world.people["specialist"],
                due_on=due,
            )
        )
    await alerts.sweep()
    assert await alerts.owners(owing, "review_owed") == ["rep"]
    assert await alerts.owners(fresh, "review_owed") == []
    assert await alerts.owners(fresh, "review_action_overdue") == ["specialist"]


async def test_many_sweeps_at_once_are_one(db: Database, world: World, settings: Settings, alerts: Alerts) -> None:
    ids = [await customer_in(db, world, intent_level="high") for _ in range(30)]
    await asyncio.gather(*(jobs.sweep(JobContext(db, settings)) for _ in range(6)))
    await alerts.sweep()
    for customer_id in ids:
        assert await alerts.told(customer_id) == {(OPENED, "rep"): 1}
    for customer_id in ids:
        await change_customer(db, customer_id, intent_level="none")
    await asyncio.gather(*(jobs.sweep(JobContext(db, settings)) for _ in range(6)))
    await alerts.sweep()
    for customer_id in ids:
        assert await alerts.told(customer_id) == {(OPENED, "rep"): 1, (RESOLVED, "rep"): 1}


async def test_more_than_a_batch_is_told_at_one_sweep(
    db: Database, world: World, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meridian.alerts.service.BATCH", 4)
    ids = [await customer_in(db, world, intent_level="high") for _ in range(11)]
    await alerts.sweep()
    async with db.read() as session:
        found = await session.scalars(select(Alert.subject_id).where(Alert.subject_id.in_(ids)))
    assert sorted(found) == sorted(ids)


async def test_a_kind_that_fails_does_not_keep_the_others_from_being_told(
    db: Database, world: World, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(at: Moment) -> Any:
        raise LookupError("broken")

    opportunity_id = await opportunity_in(db, world, await customer_in(db, world))
    kinds = (replace(KINDS[0], facts=broken), *KINDS[1:])
    monkeypatch.setattr(jobs, "KINDS", kinds)
    with pytest.raises(ExceptionGroup):
        await alerts.sweep()
    assert await alerts.owners(opportunity_id, "stage_without_next_step") == ["rep"]


async def test_executives_hear_of_the_contact_they_owe_and_then_their_line(
    api: Api, db: Database, world: World, alerts: Alerts, clock: SettableClock
) -> None:
    began = clock.now()
    key: dict[str, Any] = {"is_key": True, "created_at": began - timedelta(days=91)}
    led, alone = await customer_in(db, world, **key), await customer_in(db, world, **key)
    ordinary = await customer_in(db, world, created_at=began - timedelta(days=91))
    member = {"user_id": str(world.people["deputy"]), "kind": "account_team", "role": "executive_sponsor"}
    await api.post(f"/v1/customers/{led}/members", who="director", json=member, expect=201)
    await alerts.sweep()
    assert await alerts.owners(led, "executive_contact_owed") == ["deputy"]
    assert await alerts.owners(alone, "executive_contact_owed") == ["deputy"]
    assert await alerts.owners(ordinary, "executive_contact_owed") == []
    assert await alerts.owners(led, "executive_contact_missed") == []
    clock.set(began + timedelta(days=7))
    await alerts.sweep()
    assert await alerts.owners(led, "executive_contact_missed") == ["director"]
    await log_call(api, led, who="deputy", started_at=clock.now() - timedelta(minutes=5))
    await alerts.sweep()
    assert await alerts.owners(led, "executive_contact_owed") == []
    assert await alerts.owners(led, "executive_contact_missed") == []
    assert await alerts.owners(alone, "executive_contact_missed") == ["director"]
    clock.set(began)


async def test_between_looks_at_everything_an_hour_that_comes_is_seen(
    db: Database, world: World, alerts: Alerts, clock: SettableClock
) -> None:
    before = clock.now()
    # History is written in the database's time: all of it has passed; and no day of the company begins meanwhile.
    began = (datetime.now(UTC) + timedelta(days=1)).replace(hour=2)
    comes = timedelta(minutes=10)  # then the executive contact, owed every 90 days, is a week late
    clock.set(began)
    late = await customer_in(db, world, is_key=True, created_at=began - timedelta(days=97) + comes)
    await alerts.sweep()
    assert await alerts.owners(late, "executive_contact_missed") == []
    clock.set(began + comes + timedelta(minutes=1))
    await alerts.sweep()
    assert await alerts.owners(late, "executive_contact_missed") == ["director"]
    async with db.read() as session:
        look = (await session.execute(select(AlertLook.looked_at, AlertLook.swept_at))).one()
    assert look.swept_at < look.looked_at == clock.now(), "the second look was at what changed alone"
    clock.set(before)
