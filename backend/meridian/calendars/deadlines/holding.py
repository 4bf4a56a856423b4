"""One subject's deadlines held by a unit of work: locked and read once, changed in memory, written with its move.

`hold` before the first of `service`'s functions is asked for the subject, and `write` with the rest of the move
(`Engine.beside`): what several effects do to the clocks then costs one read and no round trip of its own to write.
"""

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.workflow.service import Batch

_HELD = "deadlines held"
_CHANGING = (
    "owner_id",
    "department_id",
    "calendar_id",
    "calendar_version",
    "due_at",
    "paused_since",
    "pauses",
    "met_at",
    "cancelled_at",
)
_BEGUN = (
    "id",
    "subject_type",
    "subject_id",
    "customer_id",
    "kind",
    "policy_versions",
    "started_at",
    "amount_minutes",
    *_CHANGING,
)
_STEP = ("id", "deadline_id", "number", "kind", "recipient", "offset", "at")
_ASSIGNED = ", ".join(f"{name} = new.{name}" for name in _CHANGING)
# Names of our own columns.
_CHANGE = f"""
UPDATE deadline SET {_ASSIGNED}
  FROM jsonb_populate_recordset(NULL::deadline, CAST(:deadlines AS jsonb)) AS new
 WHERE deadline.id = new.id RETURNING deadline.id
"""  # noqa: S608
_CHANGE_STEPS = """
UPDATE deadline_step SET at = new.at
  FROM jsonb_populate_recordset(NULL::deadline_step, CAST(:steps AS jsonb)) AS new
 WHERE deadline_step.id = new.id RETURNING deadline_step.id
"""


class Held:
    """All deadlines a subject ever had, in the order they started, and how they were when they were read."""

    def __init__(self, deadlines: Sequence[Deadline]) -> None:
        self.deadlines = list(deadlines)
        self._before = {each.id: _values(each, _CHANGING) for each in deadlines}
        self._steps_before = {step.id: step.at for each in deadlines for step in each.steps}

    async def write(self, session: WriteSession, batch: Batch) -> None:
        changed, begun = Batch(), [each for each in self.deadlines if each.id not in self._before]
        ended = {each.kind for each in self._changed() if not each.live}
        # A kind that ends and begins anew: the one must have ended before the other is there.
        self._write_changes(changed if not ended.isdisjoint(each.kind for each in begun) else batch)
        await changed.write(session)
        for each in begun:
            batch.insert(Deadline, **_values(each, _BEGUN))
            for step in each.steps:
                distance = f"{step.distance.total_seconds()} seconds"
                batch.insert(DeadlineStep, **_values(step, _STEP), distance=distance)

    def _changed(self) -> list[Deadline]:
        known = (each for each in self.deadlines if each.id in self._before)
        return [each for each in known if _values(each, _CHANGING) != self._before[each.id]]

    def _write_changes(self, batch: Batch) -> None:
        if deadlines := self._changed():
            rows = [{"id": each.id} | _values(each, _CHANGING) for each in deadlines]
            batch.change("changed_deadlines", _CHANGE, deadlines=_json(rows))
        before = self._steps_before
        moved = [
            {"id": step.id, "at": step.at}
            for each in self.deadlines
            for step in each.steps
            if step.id in before and step.at != before[step.id]
        ]
        if moved:
            batch.change("changed_steps", _CHANGE_STEPS, steps=_json(moved))


async def hold(session: WriteSession, subject_type: str, subject_id: uuid.UUID) -> None:
    """Locks the subject's deadlines and keeps them for this unit of work, unless it holds them already."""
    if held(session, subject_type, subject_id) is not None:
        return
    statement = (
        select(Deadline)
        .where(Deadline.subject_type == subject_type, Deadline.subject_id == subject_id)
        .order_by(Deadline.started_at, Deadline.id)
        .options(joinedload(Deadline.steps))
        .with_for_update(of=Deadline)
        .execution_options(populate_existing=True)
    )
    found = (await session.scalars(statement)).unique().all()
    for each in found:
        session.expunge(each)
    session.info.setdefault(_HELD, {})[subject_type, subject_id] = Held(found)


@contextlib.contextmanager
def within(session: Session) -> Iterator[None]:
    """A move: what it holds and did not come to write is held no more after it."""
    try:
        yield
    finally:
        session.info.pop(_HELD, None)


def held(session: Session, subject_type: str, subject_id: uuid.UUID) -> Held | None:
    """What this unit of work holds of the subject."""
    found: Held | None = session.info.get(_HELD, {}).get((subject_type, subject_id))
    return found


async def write(session: WriteSession, batch: Batch) -> None:
    """Adds to the batch what became of all that is held, which is held no more."""
    for each in session.info.pop(_HELD, {}).values():
        await each.write(session, batch)


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows, default=str).decode()
