"""Deadlines on a real database: counting, pausing, ending, moving with their calendar, and telling exactly once."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meridian.calendars.deadlines import jobs, queries, service
from meridian.calendars.deadlines.models import Deadline
from meridian.calendars.deadlines.rules import Escalation, Offset, OffsetUnit
from meridian.calendars.models import Calendar
from meridian.calendars.queries import NOW
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.kernel.jobs import JobContext
from meridian.kernel.problems import Conflict
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.world import World

# The company works 09:00-12:00 and 13:00-18:00 in Shanghai: 01:00-04:00 and 05:00-10:00 UTC.
MONDAY = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
LADDER = (
    Escalation(Offset(-25, OffsetUnit.PERCENT), "owner"),
    Escalation(Offset(0), "department_manager"),
    Escalation(Offset(1), "director"),
)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(clock: SettableClock) -> None:
    clock.set(MONDAY)


@pytest.fixture
def context(db: Database, settings: Settings) -> JobContext:
    return JobContext(db, settings)


async def begin(db: Database, **fields: Any) -> uuid.UUID:
    """A deadline of three working days with the complaint ladder, for a new subject; returns the subject's id."""
    subject = uuid.uuid4()
    async with db.write() as session:
        await service.start(
            session,
            **{
                "subject_type": "test",
                "subject_id": subject,
                "kind": "solution",
                "working_days": 3,
                "escalations": LADDER,
                **fields,
            },
        )
    return subject


async def of(db: Database, subject: uuid.UUID) -> Deadline:
    async with db.read() as session:
        [deadline] = await queries.deadlines_of(session, "test", [subject])
        return deadline


async def told(db: Database, *subjects: uuid.UUID) -> list[tuple[str, str]]:
    """Type and recipient of each event about the subjects, in the order written."""
    async with db.read() as session:
        rows = await session.scalars(select(Event).where(Event.subject_id.in_(subjects)).order_by(Event.seq))
        return [(event.type, event.data["recipient"]) for event in rows]


def moments(deadline: Deadline) -> list[datetime | None]:
    return [step.at for step in deadline.steps]


ALL_TOLD = [
    ("deadline.due_soon", "owner"),
    ("deadline.overdue", "owner"),
    ("deadline.escalated", "department_manager"),
    ("deadline.escalated", "director"),
]


async def test_a_deadline_counts_the_companys_working_time_over_golden_week(db: Database, world: World) -> None:
    subject = await begin(db, owner_id=world.people["service"], policy_versions={"complaint_solution_working_days": 4})
    deadline = await of(db, subject)
    assert (deadline.amount_minutes, deadline.due_at) == (3 * 480, utc(10, 8, 2))
    assert moments(deadline) == [utc(9, 30, 4), utc(10, 8, 2), utc(10, 8, 2), utc(10, 9, 2)]
    assert [(step.kind, step.offset) for step in deadline.steps] == [
        ("due_soon", "-25%"),
        ("overdue", "0"),
        ("escalated", "0"),
        ("escalated", "+1d"),
    ]
    assert deadline.policy_versions == {"complaint_solution_working_days": 4}
    async with db.read() as session:
        told_by_it = await service.explanation_of(session, deadline)
    assert told_by_it["due_at"] == "2026-10-08T02:00:00Z"
    assert told_by_it["counted_seconds"] == 3 * 8 * 3600


async def test_a_subject_has_one_live_deadline_of_a_kind(db: Database, api: Api) -> None:
    subject = await begin(db)
    with pytest.raises(Exception, match="deadline_live_key"):
        await begin(db, subject_id=subject)
    await begin(db, subject_id=subject, kind="resolution")
    async with db.write() as session:
        assert len(await service.cancel(session, "test", subject, ["solution"])) == 1
    await begin(db, subject_id=subject)


async def test_a_pause_holds_everything_and_moves_it_on(
    db: Database, clock: SettableClock, context: JobContext
) -> None:
    subject = await begin(db)
    clock.set(utc(9, 29, 2))  # one day worked
    async with db.write() as session:
        await service.pause(session, "test", subject)
        await service.pause(session, "test", subject)
    held = await of(db, subject)
    assert (held.due_at, moments(held), held.paused_since) == (None, [None] * 4, utc(9, 29, 2))
    clock.set(utc(10, 20, 2))
    await jobs.sweep(context)
    assert await told(db, subject) == []

    async with db.write() as session:
        await service.resume(session, "test", subject)
        await service.resume(session, "test", subject)
    running = await of(db, subject)
    assert (running.due_at, running.paused_since) == (utc(10, 22, 2), None)
    assert running.pauses == [[utc(9, 29, 2).isoformat(), utc(10, 20, 2).isoformat()]]
    async with db.read() as session:
        assert (await service.explanation_of(session, running))["due_at"] == "2026-10-22T02:00:00Z"


async def test_what_has_passed_before_a_pause_stays_passed(
    db: Database, clock: SettableClock, context: JobContext
) -> None:
    subject = await begin(db, working_days=0, working_minutes=60)
    clock.set(MONDAY + timedelta(hours=5))
    async with db.write() as session:
        await service.pause(session, "test", subject)
    assert (await of(db, subject)).due_at == MONDAY + timedelta(hours=1)
    clock.set(utc(10, 30, 2))
    await jobs.sweep(context)
    assert await told(db, subject) == ALL_TOLD[:3], "the step a day later is held"


async def test_after_downtime_every_missed_step_is_told_once_in_order(
    db: Database, clock: SettableClock, context: JobContext
) -> None:
    first, second = await begin(db), await begin(db, working_days=2)
    clock.set(utc(10, 8, 1, 59))
    await jobs.sweep(context)
    assert await told(db, first) == ALL_TOLD[:1]
    clock.set(utc(12, 1, 0))
    await jobs.sweep(context)
    await jobs.sweep(context)
    assert await told(db, first) == await told(db, second) == ALL_TOLD
    async with db.read() as session:
        events = (await session.scalars(select(Event).where(Event.subject_id == first).order_by(Event.seq))).all()
    assert [event.data["step"] for event in events] == [1, 2, 3, 4]
    assert [event.data["at"] for event in events][1:] == ["2026-10-08T02:00:00Z"] * 2 + ["2026-10-09T02:00:00Z"]
    assert all(step.raised_at is not None for step in (await of(db, first)).steps)


async def test_two_workers_tell_each_step_once(
    db: Database, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    subjects = [await begin(db) for _ in range(60)]
    clock.set(utc(12, 1, 0))
    workers = [Database(database_url, settings, clock) for _ in range(4)]
    try:
        await asyncio.gather(*(one_by_one(worker) for worker in workers))
    finally:
        for worker in workers:
            await worker.dispose()
    assert sorted(await told(db, *subjects)) == sorted(ALL_TOLD * 60)
    for subject in subjects[:5]:
        assert await told(db, subject) == ALL_TOLD


async def one_by_one(db: Database) -> None:
    """Sweeps with small batches, so that workers meet often."""
    while True:
        async with db.write() as session:
            if not await service.raise_due(session, 3):
                return
            await asyncio.sleep(0)


async def test_a_worker_that_dies_half_way_has_told_nothing(
    db: Database, clock: SettableClock, context: JobContext
) -> None:
    subject = await begin(db)
    clock.set(utc(12, 1, 0))
    with pytest.raises(RuntimeError):
        await die_after_raising(db)
    assert await told(db, subject) == []
    await jobs.sweep(context)
    assert await told(db, subject) == ALL_TOLD


async def die_after_raising(db: Database) -> None:
    async with db.write() as session:
        assert await service.raise_due(session, 100)
        raise RuntimeError("killed")


async def test_a_met_deadline_tells_what_it_had_missed_and_nothing_more(
    db: Database, clock: SettableClock, context: JobContext
) -> None:
    in_time, late = await begin(db), await begin(db)
    async with db.write() as session:
        await service.meet(session, "test", in_time)
    clock.set(utc(10, 8, 5))
    async with db.write() as session:
        await service.meet(session, "test", late)
    clock.set(utc(12, 1, 0))
    await jobs.sweep(context)
    assert await told(db, in_time) == []
    assert await told(db, late) == ALL_TOLD[:3]
    assert ((await of(db, in_time)).missed, (await of(db, late)).missed) == (False, True)


async def test_a_cancelled_deadline_is_silent(db: Database, clock: SettableClock, context: JobContext) -> None:
    subject = await begin(db)
    clock.set(utc(12, 1, 0))
    async with db.write() as session:
        await service.cancel(session, "test", subject)
        assert await service.meet(session, "test", subject) == []
    await jobs.sweep(context)
    assert await told(db, subject) == []


async def test_events_are_seen_by_the_owner_or_with_the_customer(
    db: Database, world: World, clock: SettableClock, context: JobContext
) -> None:
    customer = uuid.uuid4()
    subject = await begin(db, owner_id=world.people["rep"], customer_id=customer, escalations=())
    clock.set(utc(12, 1, 0))
    await jobs.sweep(context)
    async with db.read() as session:
        [event] = await session.scalars(select(Event).where(Event.subject_id == subject))
    assert (event.type, event.customer_id, event.audience_user_id, event.actor_id) == (
        "deadline.overdue",
        customer,
        world.people["rep"],
        None,
    )
    assert event.data["due_at"] == "2026-10-08T02:00:00Z"


async def test_a_calendars_change_moves_live_deadlines_and_the_history_says_why(
    db: Database, api: Api, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    technical, elsewhere = await begin(db, department_id=world.departments["technical"]), await begin(db)
    done = await begin(db, department_id=world.departments["technical"])
    async with db.write() as session:
        await service.meet(session, "test", done)
    body = {
        "department_id": str(world.departments["technical"]),
        "name": "Workshop",
        "zone": "Asia/Shanghai",
        "weekly": {day: [{"start": "08:00", "end": "12:00"}] for day in ("monday", "tuesday", "wednesday", "thursday")},
    }
    made = (await api.post("/v1/calendars", who="administrator", json=body, expect=201)).json()
    await run_until_idle(database_url, settings, clock)
    moved = await of(db, technical)
    # 24 hours of 4 a day, Monday to Thursday, from Monday 10:00 (two left of that day)
    assert (moved.due_at, moved.amount_minutes) == (utc(10, 7, 2), 1440)
    assert moments(moved)[0] == utc(10, 5, 4)
    assert (await of(db, elsewhere)).due_at == utc(10, 8, 2)
    assert (await of(db, done)).due_at == utc(10, 8, 2)

    path = f"/v1/calendars/{made['id']}"
    closed = [{"date": "2026-10-01", "hours": [], "reason": "Inspection"}]
    await api.patch(path, who="administrator", json={"exceptions": closed}, version=1, expect=200)
    await run_until_idle(database_url, settings, clock)
    again = await of(db, technical)
    assert again.due_at == utc(10, 8, 2)
    async with db.read() as session:
        explained = await service.explanation_of(session, again)
        assert [(day["date"], day["reason"]) for day in explained["special_days"]] == [("2026-10-01", "Inspection")]
        assert (await service.explanation_of(session, await of(db, done)))["calendar"] == "公司工作日历"
        changes = (
            await session.scalars(
                select(History).where(History.entity_id == again.id, History.operation == "update").order_by(History.id)
            )
        ).all()
    assert [change.reason for change in changes] == [
        "working calendar “Workshop”, version 1",
        "working calendar “Workshop”, version 2",
    ]
    assert [datetime.fromisoformat(moment) for moment in changes[1].changes["due_at"]] == [utc(10, 7, 2), utc(10, 8, 2)]

    await api.delete(path, who="administrator", version=2, expect=204)
    await run_until_idle(database_url, settings, clock)
    assert (await of(db, technical)).due_at == utc(10, 8, 2)
    async with db.write() as session:
        await service.cancel(session, "test", technical)


async def test_nothing_is_told_by_an_outdated_calendar(
    db: Database, world: World, clock: SettableClock, context: JobContext
) -> None:
    """The sweep comes before the recount that a change of the calendar queued."""
    subject = await begin(db, department_id=world.departments["customer_service"], working_days=1)
    async with db.write() as session:
        session.add(
            Calendar(
                name="Late desk",
                department_id=world.departments["customer_service"],
                zone="Asia/Shanghai",
                weekly={"friday": [{"start": "09:00", "end": "18:00"}]},
                holiday_country=None,
            )
        )
    clock.set(utc(9, 30, 2))
    await jobs.sweep(context)
    assert await told(db, subject) == []
    assert (await of(db, subject)).due_at == utc(10, 2, 9)
    clock.set(utc(10, 2, 9))
    await jobs.sweep(context)
    assert await told(db, subject) == ALL_TOLD[:3]


async def test_another_department_counts_by_its_own_calendar(db: Database, world: World) -> None:
    async with db.write() as session:
        session.add(
            Calendar(
                name="Round the clock",
                department_id=world.departments["management"],
                zone="UTC",
                weekly={day: [{"start": "00:00", "end": "24:00"}] for day in ("monday", "tuesday")},
                holiday_country=None,
            )
        )
        await NOW.invalidate(session)
    subject = await begin(db)
    async with db.write() as session:
        found: Sequence[Deadline] = await service.reassign(
            session,
            "test",
            subject,
            owner_id=world.people["director"],
            department_id=world.departments["management"],
        )
        assert [deadline.due_at for deadline in found] == [MONDAY + timedelta(hours=24)]
    assert (await of(db, subject)).owner_id == world.people["director"]


async def test_an_amount_no_calendar_holds_is_refused_when_it_starts(db: Database) -> None:
    with pytest.raises(Conflict) as refused:
        await begin(db, working_days=5000)
    assert refused.value.extra["reason"] == "no_working_time"


async def test_time_in_a_state_is_measured_in_the_departments_working_time(db: Database, world: World) -> None:
    async with db.read() as session:
        spent = await service.working_seconds(session, world.departments["sales"], utc(9, 30, 9), utc(10, 10, 2))
    assert spent == (1 + 8 + 8 + 1) * 3600, "Golden Week left out, the make-up Saturday counted"
