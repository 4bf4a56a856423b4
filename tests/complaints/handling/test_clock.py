"""The complaint's clock over weeks: every reminder and escalation as expected, each once (MC-20, MC-27, CR-23)."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from meridian.calendars.deadlines.jobs import sweep
from meridian.calendars.deadlines.models import Deadline
from meridian.complaints.jobs import start_missing_deadlines
from meridian.complaints.rules import OWED, ComplaintState
from meridian.identity.models import Department
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.conftest import START
from tests.support.api import Api
from tests.support.complaints import ask_for, call, contact, decide, dispatch, find, move, offer, register, shown, walk
from tests.support.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
TOLD = ("deadline.due_soon", "deadline.overdue", "deadline.escalated", "complaint.reminded", "complaint.escalated")
Clock = Callable[[], Awaitable[None]]


def local(text: str) -> datetime:
    """`10-09 14:00` of 2026 where the company is."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


def text(moment: str | datetime | None) -> str | None:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if at else None


@pytest.fixture
async def tick(db: Database, settings: Settings, database_url: str, clock: SettableClock) -> AsyncIterator[Clock]:
    """What the worker does at a moment; the clock is put back afterwards."""

    async def run() -> None:
        await sweep(JobContext(db, settings))
        await run_until_idle(database_url, settings, clock)

    await run()
    yield run
    clock.set(START)


@pytest.fixture
async def managers(db: Database, world: World) -> AsyncIterator[None]:
    """The departments concerned have somebody at their head."""
    heads = {"customer_service": "lead", "product": "deputy"}
    async with db.write() as session:
        for code, name in heads.items():
            department = await session.get_one(Department, world.departments[code])
            department.manager_id = world.people[name]
    yield
    async with db.write() as session:
        for code in heads:
            (await session.get_one(Department, world.departments[code])).manager_id = None


async def due(api: Api, complaint: dict[str, Any]) -> dict[str, str | None]:
    """The latest deadline of each kind, local."""
    now = await shown(api, complaint)
    return {d["kind"].removeprefix("complaint_"): text(d["due_at"]) for d in now["deadlines"]}


async def told(db: Database, world: World, complaint: dict[str, Any]) -> list[tuple[str, str, str | None, str]]:
    """What the clock told of the complaint: event, of what, when it was due to be told, whom."""
    names = {user_id: name for name, user_id in world.people.items()}
    async with db.read() as session:
        events = await session.scalars(
            select(Event)
            .where(Event.subject_id == uuid.UUID(complaint["id"]), Event.type.in_(TOLD))
            .order_by(Event.seq)
        )
        return [
            (
                event.type,
                event.data["kind"].removeprefix("complaint_"),
                text(event.data["at"]) if "at" in event.data else str(event.data["level"]),
                names[event.audience_user_id] if event.audience_user_id else "",
            )
            for event in events
        ]


class Journey:
    """Moves the clock through the weeks; the worker wakes every night and before each step."""

    def __init__(self, clock: SettableClock, tick: Clock) -> None:
        self.clock, self.tick = clock, tick

    async def until(self, when: str) -> None:
        while self.clock.now() + timedelta(hours=20) < local(when):
            self.clock.advance(timedelta(hours=20))
            await self.tick()
        self.clock.set(local(when))
        await self.tick()


async def test_a_list_begins_with_what_is_due_first_and_tells_the_working_time_left(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    clock.set(local("03-13 16:00"))  # a Friday
    second = await register(api, db, world)
    clock.set(local("03-13 10:00"))
    first = await register(api, db, world)
    clock.set(local("03-13 16:30"))
    page = (await api.get("/v1/complaints?sort=due_at&limit=200", who="service", expect=200)).json()
    rows = [row for row in page["items"] if row["id"] in (first["id"], second["id"])]
    assert [row["id"] for row in rows] == [first["id"], second["id"]]
    assert [row["due_kind"] for row in rows] == ["complaint_contact"] * 2
    day = 8 * 3600
    assert [row["working_seconds_left"] for row in rows] == [day - 11 * 1800, day - 1800]
    clock.set(local("03-16 10:30"))
    assert (await shown(api, first))["working_seconds_left"] == -1800
    await contact(api, first, clock)
    assert (await shown(api, first))["due_kind"] == "complaint_dispatch"


async def test_while_the_customer_is_waited_for_no_time_runs_down(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    clock.set(local("03-16 10:00"))
    complaint = await register(api, db, world)
    await contact(api, complaint, clock)
    await dispatch(api, world, complaint)
    await move(api, complaint, "start_investigation", who="specialist")
    running = await shown(api, complaint)
    assert (running["due_kind"], running["paused"]) == ("complaint_solution", False)
    await find(api, complaint)
    await offer(api, complaint)
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    waits = await shown(api, complaint)
    assert (waits["due_kind"], waits["paused"], waits["working_seconds_left"]) == ("complaint_resolution", True, None)


async def test_two_rounds_over_weeks_with_golden_week_between(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock, managers: None
) -> None:
    journey = Journey(clock, tick)
    clock.set(local("09-28 10:00"))
    complaint = await register(api, db, world)
    assert await due(api, complaint) == {"contact": "09-29 10:00"}
    await journey.until("09-30 11:00")  # nobody called: reminded, overdue, two rungs
    late = await shown(api, complaint)
    assert (late["overdue"], late["escalation_level"]) == (True, 2)
    await contact(api, complaint, clock)
    await dispatch(api, world, complaint)
    # Six hours of Wednesday; then 1 to 7 October off; Thursday, Friday, and two hours of the Saturday made up.
    assert await due(api, complaint) == {
        "contact": "09-29 10:00",
        "dispatch": "09-30 16:00",
        "solution": "10-10 11:00",
        "resolution": "10-20 11:00",
    }
    await journey.until("10-08 09:30")
    await move(api, complaint, "start_investigation", who="specialist")
    await journey.until("10-09 15:00")
    await find(api, complaint)
    asked = await ask_for(api, complaint, "20000")
    await decide(api, asked, "approve", who="manager", expect=409)
    await decide(api, asked, "approve", who="director")
    await journey.until("10-09 17:00")
    await offer(api, complaint, compensation_id=asked["id"])
    waiting = await move(api, complaint, "propose", who="specialist", told_channel="phone")
    assert [(d["paused"], d["due_at"]) for d in waiting["deadlines"] if d["kind"] == "complaint_resolution"] == [
        (True, None)
    ]
    await journey.until("10-13 10:00")
    await move(api, complaint, "refuse", reason="They want a new pump")
    # Eighteen working hours were spent waiting for the customer, the made-up Saturday among them.
    assert await due(api, complaint) == {
        "contact": "09-29 10:00",
        "dispatch": "09-30 16:00",
        "solution": "10-16 10:00",
        "resolution": "10-22 14:00",
    }
    await journey.until("10-15 11:00")
    await offer(api, complaint, compensation_id=asked["id"], solution="A new pump")
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    await journey.until("10-15 15:30")
    await move(api, complaint, "agree", contact_record_id=await call(api, complaint, clock))
    assert (await due(api, complaint))["resolution"] == "10-22 17:30"
    await journey.until("10-23 10:00")
    await move(api, complaint, "resolve", who="specialist", done="New pump fitted", done_at=clock.now().isoformat())
    await journey.until("10-26 10:00")
    await move(api, complaint, "reopen", reason="Leaks again")
    await find_and_offer(api, complaint)
    assert (await due(api, complaint)) == {
        "contact": "09-29 10:00",
        "dispatch": "09-30 16:00",
        "solution": "10-29 10:00",
        "resolution": "11-09 10:00",
        "satisfaction": "10-28 10:00",  # of the first round: not owed any more
    }
    await journey.until("10-27 15:00")
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    await journey.until("10-28 10:00")
    await move(api, complaint, "agree", note="Fine")
    await move(api, complaint, "resolve", who="specialist", done="Pipe replaced", done_at=clock.now().isoformat())
    tries = f"/v1/complaints/{complaint['id']}/satisfaction-tries"
    for when in ("10-29 10:00", "10-30 10:00"):
        await journey.until(when)
        await api.post(tries, who="service", json={"channel": "phone", "note": "Nobody there"}, expect=201)
    await move(api, complaint, "confirm")
    await journey.until("11-02 10:00")
    await move(api, complaint, "archive", no_prevention_reason="A single slip")
    await journey.until("12-01 10:00")
    assert await told(db, world, complaint) == [
        ("deadline.due_soon", "contact", "09-28 17:00", "service"),
        ("deadline.overdue", "contact", "09-29 10:00", "service"),
        ("deadline.escalated", "contact", "09-29 10:00", "service"),
        ("complaint.escalated", "contact", "1", "lead"),
        ("deadline.escalated", "contact", "09-30 10:00", "service"),
        ("complaint.escalated", "contact", "2", "director"),
        ("deadline.due_soon", "solution", "10-09 14:00", "specialist"),
        ("deadline.due_soon", "resolution", "10-20 13:30", "specialist"),
        ("deadline.overdue", "resolution", "10-22 17:30", "specialist"),
        ("deadline.escalated", "resolution", "10-22 17:30", "specialist"),
        ("complaint.escalated", "resolution", "2", "deputy"),
    ]
    archived = await shown(api, complaint)
    assert (archived["state"], archived["round"], archived["due_at"]) == ("archived", 2, None)
    stages = (await api.get(f"/v1/complaints/{complaint['id']}/stages", who="rep", expect=200)).json()["items"]
    hours = [(stage["state"], stage["working_seconds"] / 3600) for stage in stages[:5]]
    assert hours == [
        ("registered", 17),  # Monday ten to Wednesday eleven
        ("contacted", 0),
        ("dispatched", 6.5),
        ("investigating", 14.5),
        ("proposed", 18),
    ]


async def find_and_offer(api: Api, complaint: dict[str, Any]) -> None:
    await find(api, complaint)
    await offer(api, complaint)


async def test_a_deadline_over_golden_week_explains_itself(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    clock.set(local("09-30 11:00"))
    complaint = await walk(api, db, world, clock, "dispatched")
    found = (await api.get(f"/v1/complaints/{complaint['id']}/deadlines", who="director", expect=200)).json()["items"]
    (solution,) = (d for d in found if d["kind"] == "complaint_solution")
    told = solution["explanation"]
    assert (solution["amount_minutes"], told["counted_seconds"], text(told["due_at"])) == (1440, 86400, "10-10 11:00")
    days = {day["date"]: day["kind"] for day in told["special_days"]}
    off = [1, 2, 3, 5, 6, 7]  # the fourth is a Sunday, free in any week
    assert days == {f"2026-10-0{day}": "public_holiday" for day in off} | {"2026-10-10": "make_up"}
    assert [(text(span["start"]), text(span["end"])) for span in told["counted"]] == [
        ("09-30 11:00", "09-30 12:00"),
        ("09-30 13:00", "09-30 18:00"),
        ("10-08 09:00", "10-08 12:00"),
        ("10-08 13:00", "10-08 18:00"),
        ("10-09 09:00", "10-09 12:00"),
        ("10-09 13:00", "10-09 18:00"),
        ("10-10 09:00", "10-10 11:00"),
    ]
    assert [(step["kind"], step["recipient"], text(step["at"])) for step in solution["steps"]] == [
        ("due_soon", "owner", "10-09 14:00"),
        ("overdue", "owner", "10-10 11:00"),
        ("escalated", "department_manager", "10-10 11:00"),
        ("escalated", "director", "10-12 11:00"),
    ]


async def test_another_departments_working_time_counts_from_the_dispatch(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    clock.set(local("03-16 10:00"))
    complaint = await walk(api, db, world, clock, "investigating")
    assert (await due(api, complaint))["solution"] == "03-19 10:00"
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    own = {
        "department_id": str(world.departments["sales"]),
        "name": "Short days",
        "zone": "Asia/Shanghai",
        "weekly": {day: [{"start": "10:00", "end": "15:00"}] for day in days},
    }
    made = await api.post("/v1/calendars", who="administrator", json=own, expect=201)
    clock.set(local("03-17 10:00"))
    to: dict[str, Any] = {"department_id": own["department_id"], "responsible_id": str(world.people["lead"])}
    await move(api, complaint, "reassign", reason="A question of the contract", **to)
    # The twenty-four hours owed stay: five each from Monday to Thursday, four on Friday.
    assert (await due(api, complaint))["solution"] == "03-20 14:00"
    found = (await api.get(f"/v1/complaints/{complaint['id']}/deadlines", who="director", expect=200)).json()["items"]
    assert {d["explanation"]["calendar"] for d in found if d["met_at"] is None} == {"Short days"}
    await move(api, complaint, "withdraw", reason="Settled between us")
    await api.delete(f"/v1/calendars/{made.json()['id']}", who="administrator", version=1, expect=204)


async def test_several_workers_tell_each_step_once_also_after_a_standstill(
    api: Api,
    db: Database,
    world: World,
    clock: SettableClock,
    settings: Settings,
    database_url: str,
    tick: Clock,
    managers: None,
) -> None:
    clock.set(local("03-16 10:00"))
    complaint = await register(api, db, world)
    clock.set(local("03-27 10:00"))
    context = JobContext(db, settings)
    await asyncio.gather(*(sweep(context) for _ in range(4)))
    await asyncio.gather(*(run_until_idle(database_url, settings, clock) for _ in range(3)))
    await tick()
    assert await told(db, world, complaint) == [
        ("deadline.due_soon", "contact", "03-16 17:00", "service"),
        ("deadline.overdue", "contact", "03-17 10:00", "service"),
        ("deadline.escalated", "contact", "03-17 10:00", "service"),
        ("deadline.escalated", "contact", "03-18 10:00", "service"),
        ("complaint.escalated", "contact", "1", "lead"),
        ("complaint.escalated", "contact", "2", "director"),
    ]
    assert (await shown(api, complaint))["escalation_level"] == 2


async def test_a_contact_in_time_that_was_logged_late_met_its_deadline(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    clock.set(local("03-16 10:00"))
    complaint = await register(api, db, world)
    clock.set(local("03-16 11:00"))
    record = await call(api, complaint, clock)
    clock.set(local("03-17 15:00"))
    done = await move(api, complaint, "contact", contact_record_id=record)
    contacted, dispatched = done["deadlines"]
    assert (text(contacted["met_at"]), contacted["overdue"]) == ("03-16 11:00", False)
    # The dispatch counts from the contact, not from its entry: it was due at four the day before.
    assert (text(dispatched["due_at"]), dispatched["overdue"]) == ("03-16 16:00", True)
    await tick()
    assert {entry[1] for entry in await told(db, world, complaint)} == {"dispatch"}


async def test_no_open_state_is_forgotten(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock, managers: None
) -> None:
    """Left alone, each of the three that had no clock reminds, is overdue and goes up the ladder."""
    forgotten = {}
    for state in ("contacted", "resolved", "confirmed"):
        clock.set(local("03-16 10:00"))
        forgotten[state] = await walk(api, db, world, clock, state)
    clock.set(local("03-27 10:00"))
    await tick()
    assert [entry[1:] for entry in await told(db, world, forgotten["contacted"])] == [
        ("dispatch", "03-16 14:00", "service"),
        ("dispatch", "03-16 15:00", "service"),
        ("dispatch", "03-16 15:00", "service"),
        ("dispatch", "03-17 15:00", "service"),
        ("dispatch", "1", "lead"),
        ("dispatch", "2", "director"),
    ]
    for state, kind, owner, head in (
        ("resolved", "satisfaction", "service", "lead"),
        ("confirmed", "archiving", "specialist", "deputy"),
    ):
        assert [entry[1:] for entry in await told(db, world, forgotten[state])] == [
            (kind, "03-18 12:00", owner),  # at one o'clock the same six working hours are left
            (kind, "03-19 10:00", owner),
            (kind, "03-19 10:00", owner),
            (kind, "03-20 10:00", owner),
            (kind, "1", head),
            (kind, "2", "director"),
        ]


async def test_what_a_rep_heard_is_passed_on_by_who_answers_for_the_rep(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    complaint = await register(api, db, world, who="rep")
    await move(api, complaint, "withdraw", who="rep", reason="Settled on the phone")
    found = (await api.get(f"/v1/complaints/{complaint['id']}/deadlines", expect=200)).json()["items"]
    owners = {each["kind"]: each["owner_id"] for each in found}
    assert owners == {
        "complaint_contact": str(world.people["rep"]),
        "complaint_archiving": str(world.people["lead"]),
    }


async def test_complaints_of_a_version_without_these_clocks_get_theirs_once(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, tick: Clock
) -> None:
    states = ("registered", "contacted", "investigating", "proposed", "agreed", "resolved", "confirmed", "archived")
    before = {state: await walk(api, db, world, clock, state) for state in states}
    async with db.write() as session:
        await session.execute(
            delete(Deadline).where(
                Deadline.kind.in_(["complaint_dispatch", "complaint_satisfaction", "complaint_archiving"])
            )
        )
    clock.advance(timedelta(days=1))
    for _ in range(2):
        await start_missing_deadlines(JobContext(db, settings))
    for state, complaint in before.items():
        live = [d["kind"] for d in (await shown(api, complaint))["deadlines"] if not d["met_at"]]
        assert live == list(OWED.get(ComplaintState(state), ()))


async def test_reminders_of_others_than_the_owner_are_told_as_policy_names_them(
    api: Api, db: Database, world: World, clock: SettableClock, tick: Clock
) -> None:
    clock.set(local("03-16 10:00"))
    steps = [
        {"offset": -50, "unit": "percent", "recipient": "sales_manager"},
        {"offset": 0, "unit": "working_days", "recipient": "deputy_director"},
    ]
    change = {"value": steps, "reason": "Sooner", "effective_from": clock.now().isoformat()}
    path = "/v1/policies/complaint_escalation_steps/versions"
    before = await register(api, db, world)
    await api.post(path, who="director", version=0, json=change, expect=201)
    complaint = await register(api, db, world)
    clock.set(local("03-17 10:00"))
    await tick()
    assert await told(db, world, complaint) == [
        ("deadline.due_soon", "contact", "03-16 15:00", "service"),
        ("deadline.overdue", "contact", "03-17 10:00", "service"),
        ("deadline.escalated", "contact", "03-17 10:00", "service"),
        ("complaint.reminded", "contact", "0", "manager"),
        ("complaint.escalated", "contact", "1", "deputy"),
    ]
    # The one registered before keeps the ladder it began with.
    first, *_ = await told(db, world, before)
    assert first[2] == "03-16 17:00"
