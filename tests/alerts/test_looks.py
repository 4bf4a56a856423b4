"""Between looks at everything: a look that finds nothing new costs next to nothing, and whatever comes is found."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Select, insert, select, update

from meridian.alerts import jobs, queries
from meridian.alerts.models import AlertLook
from meridian.alerts.registry import KINDS
from meridian.calendars.deadlines import service
from meridian.calendars.deadlines.jobs import sweep as sweep_deadlines
from meridian.calendars.queries import calendar_of, load_calendars
from meridian.calendars.working_time import working_between
from meridian.customers.models import CustomerReview, RowsRead
from meridian.kernel import installation
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.installation import WorkerHeartbeat
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.records.models import ContactRecord
from tests.support.alerts import Alerts, change_customer
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.records import log_call
from tests.support.statements import recording
from tests.support.world import World

CLOCK = "SELECT set_config('meridian.now', $1, false)"
"""What reading at a time of the tests' own costs besides."""
LATER = timedelta(minutes=5)


@pytest.fixture
async def looked(db: Database, world: World, alerts: Alerts, clock: SettableClock) -> AsyncIterator[None]:
    """In the middle of a working day of the company, at which everything has been looked at and a worker lives.

    The test company's own history is written in the database's time: all of it has passed.
    """
    async with db.read() as session:
        calendar = calendar_of(await load_calendars(session), world.departments["sales"])
    at = (max(clock.now(), datetime.now(UTC)) + timedelta(days=1)).replace(hour=2, minute=10)
    while not working_between(calendar, at, at + LATER):
        at += timedelta(days=1)
    clock.set(at)
    await installation.beat(db, uuid.uuid4())
    await alerts.sweep()
    clock.advance(LATER)
    await alerts.sweep()
    before = await _look(db)
    clock.advance(LATER)
    yield
    look = await _look(db)
    assert look.swept_at == before.swept_at, "everything was looked at once more"


async def _look(db: Database) -> AlertLook:
    async with db.read() as session:
        return (await session.scalars(select(AlertLook))).one()


async def test_a_look_that_finds_nothing_sends_two_statements_and_builds_none(
    db: Database, settings: Settings, looked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await jobs.sweep(JobContext(db, settings))
    built: list[Select[*tuple[object, ...]]] = []
    original = Select.__init__

    def counted(self: Select[*tuple[object, ...]], *columns: object) -> None:
        built.append(self)
        original(self, *columns)  # type: ignore[arg-type]

    monkeypatch.setattr(Select, "__init__", counted)
    with recording() as sent:
        await jobs.sweep(JobContext(db, settings))
    asked = [each.sql for each in sent if each.sql != CLOCK]
    assert 1 <= len(asked) <= 2, asked
    assert not built


async def test_looks_that_find_nothing_leave_a_note_now_and_then(
    db: Database, alerts: Alerts, clock: SettableClock, looked: None
) -> None:
    await alerts.sweep()
    noted = (await _look(db)).looked_at
    clock.advance(timedelta(minutes=1))
    await alerts.sweep()
    assert (await _look(db)).looked_at == noted
    clock.advance(queries.NOTED_EVERY)
    await alerts.sweep()
    assert (await _look(db)).looked_at == clock.now()


async def test_what_is_owed_comes_by_the_clock_alone(
    db: Database, world: World, alerts: Alerts, clock: SettableClock, looked: None
) -> None:
    """A customer's contact, and its executive contact, each at its minute."""
    customer = await customer_in(db, world, owner="rep2", is_key=True)
    at = clock.now() + timedelta(minutes=10)
    await change_customer(db, customer, contact_due_at=at, executive_due_at=at)
    await alerts.sweep()
    rep, reason = world.people["rep2"], "contact_overdue"
    assert reason not in [alert.reason for alert in await alerts.of(rep)]
    clock.set(at + timedelta(seconds=1))
    await alerts.sweep()
    assert reason in [alert.reason for alert in await alerts.of(rep)]
    assert [alert.reason for alert in await alerts.of(customer)] == ["executive_contact_owed"]


async def test_a_step_of_a_deadline_is_found_without_its_event(
    db: Database, world: World, alerts: Alerts, clock: SettableClock, settings: Settings, looked: None
) -> None:
    subject_id, customer_id = uuid.uuid4(), await customer_in(db, world)
    async with db.write() as session:
        await service.start(
            session,
            subject_type="errand",
            subject_id=subject_id,
            kind="errand",
            working_minutes=10,
            department_id=world.departments["sales"],
            customer_id=customer_id,
            owner_id=world.people["rep"],
        )
    await alerts.sweep()
    clock.advance(timedelta(minutes=30))
    await alerts.sweep()
    assert await alerts.of(subject_id) == []
    await sweep_deadlines(JobContext(db, settings))
    await alerts.sweep()
    assert await alerts.owners(subject_id, "deadline_overdue") == ["rep"]


async def test_a_review_done_and_rows_read_leave_no_history_and_are_seen(
    db: Database, world: World, alerts: Alerts, clock: SettableClock, looked: None
) -> None:
    rep, days = world.people["rep2"], timedelta(days=3)
    customer = await customer_in(db, world, owner="rep2")
    async with db.write() as session:
        await session.execute(
            insert(CustomerReview).values(customer_id=customer, owner_id=rep, due_on=clock.now().date() - days)
        )
        await session.execute(insert(RowsRead).values(user_id=rep, hour=clock.now(), rows=10**9))
    await alerts.sweep()
    assert {"file_reviews_overdue", "rows_over_limit"} <= {alert.reason for alert in await alerts.of(rep)}
    clock.advance(LATER)
    async with db.write() as session:
        await session.execute(update(CustomerReview).values(done_at=session.now))
    await alerts.sweep()
    assert "file_reviews_overdue" not in {alert.reason for alert in await alerts.of(rep)}


async def test_a_contact_against_a_refusal_is_told_for_thirty_days(
    api: Api, db: Database, world: World, alerts: Alerts, clock: SettableClock, looked: None
) -> None:
    customer = await customer_in(db, world)
    record = await log_call(api, customer, started_at=clock.now() - timedelta(minutes=9))
    until = clock.now() + timedelta(minutes=10)
    async with db.write() as session:
        spoken = {"against_refusal": True, "started_at": until - timedelta(days=30)}
        await session.execute(update(ContactRecord).where(ContactRecord.id == uuid.UUID(record["id"])).values(spoken))
    await alerts.sweep()
    assert [alert.reason for alert in await alerts.of(customer)] == ["contact_against_refusal"]
    clock.set(until)
    await alerts.sweep()
    assert await alerts.of(customer) == []


async def test_a_worker_that_falls_silent_is_missed_until_one_lives_again(
    db: Database, alerts: Alerts, clock: SettableClock, looked: None
) -> None:
    """The API looks after that, as nobody else would."""
    async with db.read() as session:
        (installed,) = await session.scalars(select(installation.Installation.id))
    async with db.write() as session:
        silent = session.now.replace(year=2020)
        await session.execute(update(WorkerHeartbeat).values(beat_at=silent))
    await jobs.look_after_workers(db)
    assert [alert.reason for alert in await alerts.of(installed)] == ["no_worker"]
    await installation.beat(db, uuid.uuid4())
    await jobs.look_after_workers(db)
    assert await alerts.of(installed) == []


def test_every_table_that_facts_are_read_from_is_known() -> None:
    """What a kind tells of is looked at when one of these changes: at least the tables of its own SELECT."""
    by_reason = {str(kind.reason): queries.tables_of(kind) for kind in KINDS}
    assert {"contact_plan"} == by_reason["plan_to_decide"]
    assert {"customer", "customer_member"} <= by_reason["executive_contact_owed"]  # who sponsors it
    assert all(by_reason.values())
