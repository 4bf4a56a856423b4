"""Invented complaints: stories told in the order in which they happened, each step by the product's own services."""

import random
import uuid
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from sqlalchemy import func, select

from meridian.calendars.deadlines import service as deadlines_service
from meridian.calendars.deadlines.models import DeadlineStep
from meridian.calendars.working_time import add_working, subtract_working
from meridian.complaints.jobs import SUBSCRIPTIONS
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.records.rules import Disposition
from meridian_local.demo.complaints import cases as talk
from meridian_local.demo.complaints.cases import Staff, staff_of
from meridian_local.demo.complaints.play import Heard, Play, Step
from meridian_local.demo.rows import CustomerRow, RecordRow, Rows
from meridian_local.demo.scene import Scene, live

_NAMES = tuple(talk.WEIGHTS)
_CUMULATIVE = tuple(accumulate(talk.WEIGHTS.values()))
_MOST_DAYS = 330
AT_ONCE = 10_000


async def add_complaints(
    rng: random.Random, session: WriteSession, scene: Scene, rows: Rows, count: int, *, show: bool = False
) -> None:
    """`count` complaints of customers in `rows`, most of them heard in their calls, each as far as it has come by now.

    show: with one of every state among them. Where nobody was reached by phone, they stay as they were registered.
    """
    began_at = session.now
    staff = await staff_of(session, scene.now)
    plays = invent(rng, staff, scene, rows, count, show=show)
    agenda = sorted(
        ((at, number, name) for number, play in enumerate(plays) for name, at in play.agenda), key=lambda step: step[:2]
    )
    told = await session.scalar(select(func.coalesce(func.max(Event.seq), 0))) or 0
    then = agenda[0][0] if agenda else staff.now
    for at, number, name in agenda:
        told = await _run_clock(session, then, at, told)
        await plays[number].make(session, name, at)
        then = at
    await _run_clock(session, then, staff.now, told)
    await live(session, began_at)


def invent(rng: random.Random, staff: Staff, scene: Scene, rows: Rows, count: int, *, show: bool = False) -> list[Play]:
    """The stories; the same for the same people, customers and calls."""
    own = {customer.id: customer for customer in rows[CustomerRow]}
    calls = sorted(
        (
            row
            for row in rows[RecordRow]
            if row.disposition == Disposition.CONNECTED and row.author_id == own[row.customer_id].owner_id
        ),
        key=lambda row: row.created_at,
    )
    calls = [row for row in calls if row.author_id in staff.actors]
    plays = list(_shown(rng, staff, scene, own, calls)) if show else []
    taken, oldest = {play.heard.record_id for play in plays}, staff.now - timedelta(days=_MOST_DAYS)
    recent = [row for row in calls if row.created_at > oldest and row.id not in taken]
    for row in rng.sample(recent, k=min(max(0, count - len(plays)), len(recent))):
        plays.append(_play(rng, staff, scene, own, row, _story(rng, staff)))
    customers = [row for row in own.values() if row.owner_id is not None] or list(own.values())
    plays += [_written(rng, staff, scene, rng.choice(customers)) for _ in range(count - len(plays))]
    return plays


async def _run_clock(session: WriteSession, since: datetime, until: datetime, told: int) -> int:
    """What comes by then is raised when it comes, and told, as the worker does. Gives the last event that was told."""
    waiting = select(func.min(DeadlineStep.at)).where(DeadlineStep.raised_at.is_(None), DeadlineStep.at <= until)
    while (at := await session.scalar(waiting)) is not None:
        since = max(since, at)  # what began when a step of it was over is raised at once
        await live(session, since)
        if not await deadlines_service.raise_due(session, AT_ONCE):
            break  # somebody else sees to it
        for event in await session.scalars(select(Event).where(Event.seq > told).order_by(Event.seq)):
            told = event.seq
            for subscription in SUBSCRIPTIONS:
                if event.type in subscription.event_types:
                    await subscription.handle(session, [event])
    return told


def _shown(
    rng: random.Random,
    staff: Staff,
    scene: Scene,
    customers: dict[uuid.UUID, CustomerRow],
    calls: Sequence[RecordRow],
) -> Iterable[Play]:
    """Each story of the list, begun so long ago that it has come just as far as it says."""
    times = [row.created_at for row in calls]
    taken: set[int] = set()
    for name, made, rest in talk.SHOWN:
        steps = _steps(rng, talk.STORIES[name][:made])
        spent = sum((after for _, after in steps), timedelta(hours=rest))
        place = bisect_right(times, subtract_working(staff.hours, staff.now, spent)) - 1
        while place in taken:
            place -= 1
        if place < 0:
            continue
        taken.add(place)
        yield _play(rng, staff, scene, customers, calls[place], steps)


def _play(
    rng: random.Random,
    staff: Staff,
    scene: Scene,
    customers: dict[uuid.UUID, CustomerRow],
    row: RecordRow,
    steps: Sequence[tuple[str, timedelta]],
) -> Play:
    heard = Heard(row.customer_id, customers[row.customer_id].team_id, row.contact_id, row.id, row.author_id)
    return Play(rng, staff, scene, heard, _times(staff, row.created_at, steps))


def _written(rng: random.Random, staff: Staff, scene: Scene, customer: CustomerRow) -> Play:
    """A complaint by email of the last hours, not answered yet; where nobody takes emails, its owner entered it."""
    at = subtract_working(staff.hours, staff.now, timedelta(minutes=rng.randrange(5, 960)))
    responder_id = rng.choice(staff.service) if staff.service else customer.owner_id
    assert responder_id is not None  # those without an owner are chosen only where there is service
    heard = Heard(customer.id, customer.team_id, None, None, responder_id)
    return Play(rng, staff, scene, heard, _times(staff, max(at, customer.created_at), ()))


def _times(staff: Staff, at: datetime, steps: Sequence[tuple[str, timedelta]]) -> list[Step]:
    """The registration and the steps one after the other, in the company's working time, as far as they have come."""
    made = [Step("register", at)]
    for name, after in steps:
        next_at = add_working(staff.hours, made[-1].at, after)
        if next_at is None or next_at > staff.now:
            break
        made.append(Step(name, next_at))
    return made


def _story(rng: random.Random, staff: Staff) -> list[tuple[str, timedelta]]:
    """Where nobody may approve a compensation, none is asked for."""
    steps = talk.STORIES[rng.choices(_NAMES, cum_weights=_CUMULATIVE)[0]]
    return _steps(rng, steps if staff.approvers else tuple(s for s in steps if s[0] not in ("ask", "approve")))


def _steps(rng: random.Random, steps: talk.Steps) -> list[tuple[str, timedelta]]:
    return [(name, timedelta(hours=hours * rng.uniform(0.6, 1.4))) for name, hours in steps]
