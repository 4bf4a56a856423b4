"""Deadlines alert whom their steps are addressed to, once a rung."""

import asyncio
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

from meridian.alerts import jobs
from meridian.calendars.deadlines import service
from meridian.calendars.deadlines.jobs import sweep as sweep_deadlines
from meridian.calendars.deadlines.rules import Escalation, Offset
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.worker import consume, run_until_idle
from tests.support.alerts import Alerts
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World

OPENED, RESOLVED = "alert.opened", "alert.resolved"

LADDER = tuple(
    Escalation(Offset.parse(offset), recipient)
    for offset, recipient in (("-25%", "owner"), ("0", "department_manager"), ("+1d", "director"))
)


async def start_deadline(db: Database, world: World, customer_id: uuid.UUID, **values: Any) -> uuid.UUID:
    """A deadline of one working day of the sales department; returns what it belongs to."""
    subject_id = uuid.uuid4()
    async with db.write() as session:
        await service.start(
            session,
            subject_type="errand",
            subject_id=subject_id,
            kind="errand",
            working_days=1,
            department_id=world.departments["sales"],
            customer_id=customer_id,
            escalations=LADDER,
            **values,
        )
    return subject_id


async def test_a_deadline_climbs_its_ladder(
    db: Database, world: World, alerts: Alerts, clock: SettableClock, settings: Settings
) -> None:
    """Hour by hour, looked at by the deadlines' sweep and what it wakes alone."""
    (waking,) = jobs.SUBSCRIPTIONS
    await consume(db, waking)
    subject_id = await start_deadline(db, world, await customer_in(db, world), owner_id=world.people["rep2"])
    seen: list[tuple[str, list[str], list[str], list[str]]] = []
    for _ in range(72):
        clock.advance(timedelta(hours=1))
        await sweep_deadlines(JobContext(db, settings))
        await consume(db, waking)
        soon, overdue, escalated = [
            await alerts.owners(subject_id, f"deadline_{step}") for step in ("due_soon", "overdue", "escalated")
        ]
        if not seen or seen[-1][1:] != (soon, overdue, escalated):
            seen.append((f"{clock.now():%d %H:%M}", soon, overdue, escalated))
    assert seen == [
        ("10 03:00", [], [], []),
        ("10 09:00", ["rep2"], [], []),
        ("11 02:00", [], ["rep2"], ["manager"]),
        ("12 02:00", [], ["rep2"], ["director", "manager"]),
    ]
    everybody = Counter({"rep2": 2, "manager": 1, "director": 1})
    told = await alerts.told(subject_id)
    assert told == {(OPENED, name): n for name, n in everybody.items()} | {(RESOLVED, "rep2"): 1}
    async with db.write() as session:
        await service.meet(session, "errand", subject_id)
    await alerts.sweep()
    assert await alerts.of(subject_id) == []
    told = await alerts.told(subject_id)
    assert told == {(event, name): n for name, n in everybody.items() for event in (OPENED, RESOLVED)}


async def test_after_a_worker_was_down_there_is_one_alert_a_rung(
    db: Database,
    world: World,
    alerts: Alerts,
    clock: SettableClock,
    settings: Settings,
    database_url: str,
) -> None:
    subject_id = await start_deadline(db, world, await customer_in(db, world))
    clock.advance(timedelta(days=30))
    contexts = [JobContext(db, settings) for _ in range(3)]
    await asyncio.gather(*(sweep_deadlines(context) for context in contexts))
    await asyncio.gather(run_until_idle(database_url, settings, clock), *(jobs.sweep(context) for context in contexts))
    await alerts.sweep()
    found = Counter((alert.reason, alert.facts["step"], alert.owner_id) for alert in await alerts.of(subject_id))
    manager, director = world.people["manager"], world.people["director"]  # nobody owns it, nobody heads the department
    assert found == {
        ("deadline_overdue", 2, manager): 1,
        ("deadline_escalated", 3, manager): 1,
        ("deadline_escalated", 4, director): 1,
    }
    told = await alerts.told(subject_id)
    assert {key: n for key, n in told.items() if key[0] == OPENED} == {(OPENED, "manager"): 2, (OPENED, "director"): 1}


async def test_an_unanswered_question_reaches_who_is_to_answer(
    api: Api, db: Database, world: World, alerts: Alerts, clock: SettableClock, settings: Settings
) -> None:
    body = {
        "customer_id": str(await customer_in(db, world)),
        "department_id": str(world.departments["product"]),
        "question": "Does the X200 stand 70 °C brine?",
    }
    handoff = (await api.post("/v1/handoffs", json=body, expect=201)).json()
    path, handoff_id = f"/v1/handoffs/{handoff['id']}", uuid.UUID(handoff["id"])
    clock.advance(timedelta(days=14))
    await sweep_deadlines(JobContext(db, settings))
    await alerts.sweep()
    assert await alerts.owners(handoff_id, "deadline_overdue") == ["manager"]  # of the customer's sellers: nobody else
    assign = {"assignee_id": str(world.people["specialist"])}
    assigned = (await api.post(f"{path}/moves/assign", who="specialist", version=1, json=assign, expect=200)).json()
    await alerts.sweep()
    assert await alerts.owners(handoff_id, "deadline_overdue") == ["specialist"]
    (alert,) = await alerts.of(handoff_id)
    assert (await api.get(f"/v1/alerts/{alert.id}", who="specialist", expect=200)).json()["facts"]["due_at"]
    answer = {"answer": "Yes, with EPDM seals"}
    version = assigned["version"]
    await api.post(f"{path}/moves/answer", who="specialist", version=version, json=answer, expect=200)
    await alerts.sweep()
    assert [alert.reason for alert in await alerts.of(handoff_id)] == ["answer_to_tell"]  # who asked owes the customer
