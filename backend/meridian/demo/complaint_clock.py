"""The deadlines of one invented complaint, as its clock would have run them: started, paused, met, their steps raised.

Each operation first raises what came before it, as the worker does within a minute.
"""

import random
import uuid
from datetime import datetime, timedelta

from meridian.calendars.arithmetic import Pause
from meridian.calendars.models import Deadline, DeadlineStep
from meridian.calendars.steps import StepKind, moment_at, plan_steps
from meridian.complaints.codes import DeadlineKind
from meridian.complaints.queries import SUBJECT
from meridian.demo.complaint_stage import Stage
from meridian.demo.rows import new_id


class Clock:
    """level: the rung of the escalation ladder that was reached."""

    def __init__(self, rng: random.Random, stage: Stage, complaint_id: uuid.UUID, customer_id: uuid.UUID) -> None:
        self._rng, self._stage = rng, stage
        self._of = {"subject_type": SUBJECT, "subject_id": complaint_id, "customer_id": customer_id}
        self._live: dict[DeadlineKind, Deadline] = {}
        self.deadlines: list[Deadline] = []
        self.level = 0

    def start(self, kind: DeadlineKind, at: datetime, owner_id: uuid.UUID, department_id: uuid.UUID | None) -> None:
        stage, deadline_id = self._stage, new_id(self._rng, at)
        rules, calendar = stage.working(department_id), stage.calendar(department_id)
        amount = timedelta(minutes=stage.days[kind] * rules.day_minutes)
        deadline = Deadline(
            id=deadline_id,
            **self._of,
            kind=kind,
            owner_id=owner_id,
            department_id=department_id,
            calendar_id=calendar.id,
            calendar_version=calendar.version,
            policy_versions=stage.pins[kind],
            started_at=at,
            amount_minutes=amount // timedelta(minutes=1),
            pauses=[],
            created_at=at,
            steps=[
                DeadlineStep(
                    id=new_id(self._rng, at),
                    deadline_id=deadline_id,
                    number=number,
                    kind=step.kind,
                    recipient=step.recipient,
                    offset=str(step.offset),
                    distance=step.distance,
                )
                for number, step in enumerate(plan_steps(rules, amount, stage.ladder), start=1)
            ],
        )
        self._count(deadline)
        self._live[kind] = deadline
        self.deadlines.append(deadline)

    def run(self, until: datetime) -> None:
        """What has come by then was raised when it came."""
        for deadline in self._live.values():
            for step in deadline.steps:
                if step.raised_at is None and step.at is not None and step.at <= until:
                    step.raised_at = step.at
                    if step.kind == StepKind.ESCALATED:
                        rungs = (s.kind == StepKind.ESCALATED and s.number <= step.number for s in deadline.steps)
                        self.level = max(self.level, sum(rungs))

    def pause(self, kind: DeadlineKind, at: datetime) -> None:
        deadline = self._live[kind]
        deadline.paused_since = at
        self._count(deadline)

    def resume(self, kind: DeadlineKind, at: datetime) -> None:
        deadline = self._live[kind]
        assert deadline.paused_since is not None  # by the proposal that is answered now
        deadline.pauses = [*deadline.pauses, [deadline.paused_since.isoformat(), at.isoformat()]]
        deadline.paused_since = None
        self._count(deadline)

    def meet(self, kind: DeadlineKind, at: datetime) -> None:
        deadline = self._live.pop(kind)
        deadline.met_at = at
        for step in deadline.steps:
            if step.raised_at is None and step.at is not None and step.at > at:
                step.at = None

    def cancel(self, at: datetime) -> None:
        for deadline in self._live.values():
            deadline.cancelled_at = at
            for step in deadline.steps:
                step.at = step.at if step.raised_at else None
        self._live.clear()

    def _count(self, deadline: Deadline) -> None:
        rules, amount = self._stage.working(deadline.department_id), timedelta(minutes=deadline.amount_minutes)
        pauses = [
            Pause(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in deadline.pauses
        ]
        if deadline.paused_since is not None:
            pauses.append(Pause(deadline.paused_since, None))
        deadline.due_at = moment_at(rules, deadline.started_at, amount, timedelta(), pauses)
        for step in deadline.steps:
            if step.raised_at is None:
                step.at = moment_at(rules, deadline.started_at, amount, step.distance, pauses)
