"""Invented complaints: stories played from their registration until now, with all that each move leaves behind.

Moves, deadlines, working time and limits follow the product's own tables and rules; only words are invented.
"""

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import func, select

from meridian.calendars.working_time import subtract_working
from meridian.complaints.models import NUMBERS
from meridian.kernel.db.models import Base
from meridian.kernel.db.session import WriteSession
from meridian.records.rules import Disposition
from meridian_local.demo.complaints import cases as talk
from meridian_local.demo.complaints.play import Heard, Play
from meridian_local.demo.complaints.stage import Stage, copy_records, stage_of
from meridian_local.demo.rows import CustomerRow, RecordRow, Rows, driver
from meridian_local.demo.scene import Scene

Numbered = Callable[[datetime, int], str]
"""Names a complaint by its registration and its place among all of the batch."""
_NAMES = tuple(talk.WEIGHTS)
_CUMULATIVE = tuple(accumulate(talk.WEIGHTS.values()))
_MOST_DAYS = 330


class Made(NamedTuple):
    """A step with the working time that passes before it."""

    name: str
    after: timedelta


async def add_complaints(session: WriteSession, scene: Scene, rows: Rows, count: int) -> None:
    """Writes the demo company's complaints, numbered as if they had been registered one after the other."""
    stage = await stage_of(session, scene.now)
    numbers = (await session.scalars(select(func.nextval(NUMBERS)).select_from(func.generate_series(1, count)))).all()
    rng = random.Random("complaints")  # noqa: S311 — invented data
    named = write_complaints(
        rng, stage, scene, rows, count, lambda at, place: f"C-{at.year}-{numbers[place]:05d}", show=True
    )
    await copy_records(await driver(session), named)


def write_complaints(
    rng: random.Random, stage: Stage, scene: Scene, rows: Rows, count: int, number: Numbered, *, show: bool = False
) -> list[Base]:
    """`count` complaints of customers in `rows`, most of them heard in their calls, each as far as it has come by now.

    show: with one of every state among them. Where nobody was reached by phone, they stay as they were registered.
    """
    calls = sorted(
        (
            row
            for row in rows[RecordRow]
            if row.disposition == Disposition.CONNECTED and row.author_id in stage.department_of
        ),
        key=lambda row: row.created_at,
    )
    plays = list(_shown(rng, stage, scene, calls)) if show else []
    taken, oldest = {play.complaint.contact_record_id for play in plays}, stage.now - timedelta(days=_MOST_DAYS)
    recent = [row for row in calls if row.created_at > oldest and row.id not in taken]
    for row in rng.sample(recent, k=min(max(0, count - len(plays)), len(recent))):
        play = Play(rng, stage, scene, _heard(row), row.created_at)
        play.play(_steps(rng, _story(rng, stage)))
        plays.append(play)
    customers = [row for row in rows[CustomerRow] if row.owner_id is not None] or rows[CustomerRow]
    plays += [_written(rng, stage, scene, rng.choice(customers)) for _ in range(count - len(plays))]
    ordered = sorted(plays, key=lambda play: (play.complaint.registered_at, play.complaint.id))
    for place, play in enumerate(ordered):
        play.complaint.number = number(play.complaint.registered_at, place)
    return [record for play in ordered for record in play.records()]


def _shown(rng: random.Random, stage: Stage, scene: Scene, calls: Sequence[RecordRow]) -> Iterable[Play]:
    """Each story of the list, begun so long ago that it has come just as far as it says."""
    company, times = stage.working(None), [row.created_at for row in calls]
    taken: set[int] = set()
    for name, made, rest in talk.SHOWN:
        steps = _steps(rng, talk.STORIES[name][:made])
        spent = sum((step.after for step in steps), timedelta(hours=rest))
        place = bisect_right(times, subtract_working(company, stage.now, spent)) - 1
        while place in taken:
            place -= 1
        if place < 0:
            continue
        taken.add(place)
        play = Play(rng, stage, scene, _heard(calls[place]), calls[place].created_at)
        play.play(steps)
        yield play


def _written(rng: random.Random, stage: Stage, scene: Scene, customer: CustomerRow) -> Play:
    """A complaint by email of the last hours, not answered yet."""
    company = stage.working(None)
    at = subtract_working(company, stage.now, timedelta(minutes=rng.randrange(5, 960)))
    play = Play(
        rng, stage, scene, Heard(customer.id, None, None, rng.choice(stage.service)), max(at, customer.created_at)
    )
    play.play(())
    return play


def _heard(row: RecordRow) -> Heard:
    return Heard(row.customer_id, row.contact_id, row, row.author_id)


def _story(rng: random.Random, stage: Stage) -> talk.Steps:
    """Where nobody may approve a compensation, none is asked for."""
    steps = talk.STORIES[rng.choices(_NAMES, cum_weights=_CUMULATIVE)[0]]
    return steps if stage.approvers else tuple(step for step in steps if step[0] not in ("ask", "approve"))


def _steps(rng: random.Random, steps: talk.Steps) -> list[Made]:
    return [Made(name, timedelta(hours=hours * rng.uniform(0.6, 1.4))) for name, hours in steps]
