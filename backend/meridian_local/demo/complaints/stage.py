"""Who works on invented complaints, by which calendars and policies: read once, the same for every complaint."""

import json
import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB

from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.calendars.deadlines.rules import Escalation, StepKind, moment_at, plan_steps
from meridian.calendars.models import Calendar
from meridian.calendars.rules import WorkingCalendar, working_calendar
from meridian.calendars.working_time import Pause, working_between
from meridian.complaints.deadlines.service import TERMS, amount, ladder, may_handle
from meridian.complaints.models import (
    Compensation,
    Complaint,
    ComplaintProposal,
    ComplaintRound,
    PreventiveAction,
    SatisfactionTry,
)
from meridian.complaints.rules import SUBJECT, DeadlineKind
from meridian.identity.models import Department, User
from meridian.identity.permissions import Role
from meridian.kernel.db.models import Base
from meridian.kernel.db.session import Session
from meridian.kernel.workflow.models import Transition
from meridian.policies.definitions.complaints import COMPENSATION_APPROVAL_LIMITS, COMPLAINT_ESCALATION_STEPS
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency
from meridian_local.demo.rows import Copying, new_id

# In the order of their foreign keys.
TABLES: tuple[type[Base], ...] = (
    Complaint,
    ComplaintRound,
    Compensation,
    ComplaintProposal,
    SatisfactionTry,
    PreventiveAction,
    Deadline,
    DeadlineStep,
    Transition,
)
_NOTHING = Decimal()
_SOLVERS = (Role.PRODUCT_SPECIALIST, Role.SERVICE_AGENT)


@dataclass(frozen=True, slots=True)
class Desk:
    """A department that solves complaints, and its people who may."""

    department_id: uuid.UUID
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """department_of: everybody's. desks: by code. service: who takes complaints by email and passes them on.

    approvers: for each role with a limit its first person. passes_on: who dispatches what somebody heard first.
    amounts, ladder, pins: as deadlines take them from policy.
    """

    now: datetime
    zone: ZoneInfo
    department_of: Mapping[uuid.UUID, uuid.UUID | None]
    desks: Mapping[str, Desk]
    service: tuple[uuid.UUID, ...]
    approvers: Mapping[Role, uuid.UUID]
    limits: Mapping[Role, Decimal | None]
    currency: str
    passes_on: Mapping[uuid.UUID, uuid.UUID]
    amounts: Mapping[DeadlineKind, Mapping[str, int]]
    ladder: tuple[Escalation, ...]
    pins: Mapping[DeadlineKind, dict[str, int]]
    limit_pins: dict[str, int]
    calendars: Mapping[uuid.UUID | None, Calendar]
    hours: Mapping[uuid.UUID | None, WorkingCalendar]

    def desk(self, code: str) -> Desk:
        """The department's, or another that solves complaints where it has nobody."""
        return self.desks.get(code) or next(iter(self.desks.values()))

    def calendar(self, department_id: uuid.UUID | None) -> Calendar:
        return self.calendars.get(department_id) or self.calendars[None]

    def working(self, department_id: uuid.UUID | None) -> WorkingCalendar:
        return self.hours.get(department_id) or self.hours[None]

    def working_seconds(self, department_id: uuid.UUID | None, since: datetime, until: datetime) -> int:
        return working_between(self.working(department_id), since, until) // timedelta(seconds=1)


async def stage_of(session: Session, now: datetime) -> Stage:
    """The stage in the database as it is; where no department solves complaints, the leads of the teams do."""
    people = (await session.scalars(select(User).where(User.active).order_by(User.email))).all()
    codes = {department.id: department.code for department in await session.scalars(select(Department))}
    solvers = [user for user in people if user.role in _SOLVERS and user.department_id]
    solvers = solvers or [user for user in people if user.role == Role.TEAM_LEAD and user.department_id]
    desks: dict[str, Desk] = {}
    for user in solvers:
        assert user.department_id is not None  # of `solvers`
        before = desks.get(codes[user.department_id], Desk(user.department_id, ()))
        desks[codes[user.department_id]] = Desk(user.department_id, (*before.people, user.id))
    policies = await snapshot(session)
    limits = policies.get(COMPENSATION_APPROVAL_LIMITS)
    calendars = {calendar.department_id: calendar for calendar in await session.scalars(select(Calendar))}
    service = [user.id for user in people if user.role == Role.SERVICE_AGENT] or [user.id for user in solvers]
    return Stage(
        now=now,
        zone=ZoneInfo(calendars[None].zone),
        department_of={user.id: user.department_id for user in people},
        desks=desks,
        service=tuple(service),
        approvers={role: user.id for user in reversed(people) if limits.get(role := Role(user.role), _NOTHING) != 0},
        limits=limits,
        currency=await base_currency(session),
        passes_on={user.id: user.id if may_handle(user.role) else _lead_of(user, people) for user in people},
        amounts={kind: amount(policies, kind) for kind in DeadlineKind},
        ladder=ladder(policies.get(COMPLAINT_ESCALATION_STEPS)),
        pins={kind: policies.pin(TERMS[kind], COMPLAINT_ESCALATION_STEPS) for kind in DeadlineKind},
        limit_pins=policies.pin(COMPENSATION_APPROVAL_LIMITS),
        calendars=calendars,
        hours={department_id: working_calendar(calendar) for department_id, calendar in calendars.items()},
    )


def _lead_of(user: User, people: Sequence[User]) -> uuid.UUID:
    """Who leads their team, or who can be had."""
    handlers = [each for each in people if may_handle(each.role)]
    leads = [each for each in handlers if each.role == Role.TEAM_LEAD and each.team_id == user.team_id]
    return (*leads, *handlers, user)[0].id


async def copy_records(connection: Copying, records: Iterable[Base]) -> None:
    """Writes records by COPY, table by table; columns that none of them fills have their defaults."""
    by_table: dict[type[Base], list[Base]] = {table: [] for table in TABLES}
    for record in records:
        by_table[type(record)].append(record)
    for table, found in by_table.items():
        fields = [
            (attribute.key, attribute.columns[0].key, isinstance(attribute.columns[0].type, JSONB))
            for attribute in table.__mapper__.column_attrs
            if any(getattr(record, attribute.key) is not None for record in found)
        ]
        if found:
            await connection.copy_records_to_table(
                table.__tablename__,
                records=[tuple(_value(record, key, document) for key, _, document in fields) for record in found],
                columns=[column for _, column, _ in fields],
            )


def _value(record: Base, key: str, document: bool) -> Any:
    value = getattr(record, key)
    return json.dumps(value) if document and value is not None else value


# The deadlines of one invented complaint, as its clock would have run them: started, paused, met, their steps raised.
#
# Each operation first raises what came before it, as the worker does within a minute.


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
        given = stage.amounts[kind]
        days, minutes = given.get("working_days", 0), given.get("working_minutes", 0)
        amount = timedelta(minutes=days * rules.day_minutes + minutes)
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
