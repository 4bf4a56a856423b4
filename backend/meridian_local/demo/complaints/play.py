"""One invented complaint: who does what in its story, by the services that people use."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.calendars.working_time import add_working
from meridian.complaints import service
from meridian.complaints.compensations import service as compensations_service
from meridian.complaints.compensations.schemas import CompensationCreate, CompensationMove
from meridian.complaints.handling import service as handling_service
from meridian.complaints.models import Compensation, Complaint, PreventiveAction
from meridian.complaints.preventive_actions import service as preventive_actions_service
from meridian.complaints.preventive_actions.schemas import PreventiveActionCreate, PreventiveActionMove
from meridian.complaints.rounds import service as rounds_service
from meridian.complaints.rounds.schemas import FindingsPut, ProposalCreate, TryCreate
from meridian.complaints.rules import ComplaintOrigin, asked_in_vain
from meridian.complaints.schemas import ComplaintCreate, ComplaintMove
from meridian.identity.actor import Actor
from meridian.identity.permissions import Role
from meridian.kernel.db.session import WriteSession
from meridian.kernel.schemas import Money
from meridian.plans.rules import Method
from meridian.policies.rules import Priority
from meridian.rates.queries import base_currency
from meridian.records.rules import SCORES
from meridian.records.schemas import Satisfaction
from meridian_local.demo.complaints import cases as talk
from meridian_local.demo.complaints.cases import Staff
from meridian_local.demo.scene import Scene, granted, live

_PRIORITIES = (Priority.NORMAL, Priority.HIGH, Priority.LOW, Priority.URGENT)
_AMOUNTS = (600, 1800, 4500, 9000, 24_000, 68_000)
# What becomes of preventive actions whose day is over, and of the others.
_ENDS = {"complete": 75, "cancel": 8, None: 17}
_WHEN_EARLY = {"complete": 25, "cancel": 2, None: 73}


class Heard(NamedTuple):
    """Whose complaint it is, in which call it was heard (by email: none), and who heard it first."""

    customer_id: uuid.UUID
    team_id: uuid.UUID | None
    contact_id: uuid.UUID | None
    record_id: uuid.UUID | None
    responder_id: uuid.UUID


class Step(NamedTuple):
    name: str
    at: datetime


class Play:
    """A complaint in the making. agenda: its steps, each with its moment; what a step of the story decides by chance
    is decided beforehand, so that the same chances make the same story."""

    def __init__(self, rng: random.Random, staff: Staff, scene: Scene, heard: Heard, steps: Sequence[Step]) -> None:
        self.staff, self.heard, self.agenda = staff, heard, list(steps)
        self.rng = random.Random(rng.getrandbits(64))  # noqa: S311 — invented data
        self.case = self.rng.choice(talk.CASES)
        self.article = self.rng.choice(scene.articles)
        self.desk = staff.desk(self.case.department, heard.team_id)
        self.solver_id = self.rng.choice(self.desk.people) if self.desk else heard.responder_id
        self.dispatcher_id = staff.service[0] if staff.service else self.solver_id
        self.end: str | None = None
        self._plan_prevention()
        self.complaint_id = self.compensation_id = self.action_id = uuid.UUID(int=0)
        self.needed_role: Role | None = None
        self.offered = self.withdrawn = self.over = False
        self.days: list[date] = []

    async def make(self, session: WriteSession, name: str, at: datetime) -> None:
        """Makes a step, unless the story cannot go on: then it stays where it is."""
        by = self._actor_of(name)
        self.over = self.over or by is None
        if self.over or by is None:
            return
        await live(session, at, by.user_id)
        self.over = not await granted(session, getattr(self, f"_{name}")(session, by))

    def _actor_of(self, name: str) -> Actor | None:
        """Who makes the step; None where nobody can."""
        if name == "approve":
            user_id = self.staff.approver(self.needed_role, self.heard.team_id)
        elif name in ("start_investigation", "propose", "resolve", "ask", "end_prevention"):
            user_id = self.solver_id
        elif name in ("dispatch", "archive"):
            user_id = self.dispatcher_id if self.desk else None
        else:
            user_id = self.heard.responder_id
        return self.staff.actors.get(user_id) if user_id else None

    def _plan_prevention(self) -> None:
        """When what is done against repetition will be done or given up, if it is by now."""
        archived = next((step.at for step in self.agenda if step.name == "archive"), None)
        if archived is None or self.case.prevention is None or any(s.name == "withdraw" for s in self.agenda):
            return
        self.due_on = archived.astimezone(self.staff.zone).date() + timedelta(days=self.rng.randrange(14, 61))
        ends = _ENDS if self.due_on < self.staff.now.astimezone(self.staff.zone).date() else _WHEN_EARLY
        self.end = self.rng.choices(tuple(ends), tuple(ends.values()))[0]
        until = min(self.staff.now, archived + timedelta(days=14))
        at = add_working(self.staff.hours, archived + (until - archived) * self.rng.random(), timedelta(minutes=10))
        if self.end is not None and at is not None and at <= self.staff.now:
            self.agenda.append(Step("end_prevention", at))

    # Moves of the complaint

    async def _register(self, session: WriteSession, by: Actor) -> None:
        heard = self.heard
        complaint = await service.create(
            session,
            by,
            ComplaintCreate(
                customer_id=heard.customer_id,
                contact_id=heard.contact_id,
                channel=None if heard.record_id else Method.EMAIL,
                origin=ComplaintOrigin.CONTACT_RECORD if heard.record_id else ComplaintOrigin.EMAIL,
                contact_record_id=heard.record_id,
                product_id=self.article.product_id,
                product=f"{self.article.model} {self.article.name}",
                reason=self.case.reason,
                wanted_solution=self.case.wanted,
                priority=self.rng.choices(_PRIORITIES, (60, 22, 10, 8))[0],
                listened=True,
            ),
        )
        self.complaint_id = complaint.id

    async def _contact(self, session: WriteSession, by: Actor) -> None:
        await self._move(session, by, "contact", contact_record_id=self.heard.record_id, apologised=True)

    async def _dispatch(self, session: WriteSession, by: Actor) -> None:
        assert self.desk is not None  # else nobody makes the step
        await self._move(session, by, "dispatch", department_id=self.desk.department_id, responsible_id=self.solver_id)

    async def _start_investigation(self, session: WriteSession, by: Actor) -> None:
        await self._move(session, by, "start_investigation")

    async def _propose(self, session: WriteSession, by: Actor) -> None:
        case, version = self.case, (await self._complaint(session)).version
        findings = FindingsPut(cause=case.cause, cause_category=case.category, evidence=case.evidence)
        await rounds_service.put_findings(session, by, self.complaint_id, findings, version)
        offer = ProposalCreate(solution=case.solution, compensation_id=self.compensation_id if self.offered else None)
        await rounds_service.propose(session, by, self.complaint_id, offer)
        await self._move(session, by, "propose", told_channel=self.rng.choice((Method.PHONE, Method.EMAIL)))

    async def _agree(self, session: WriteSession, by: Actor) -> None:
        await self._move(session, by, "agree", note=self.rng.choice(talk.AGREED))

    async def _refuse(self, session: WriteSession, by: Actor) -> None:
        await self._move(session, by, "refuse", reason=self.rng.choice(talk.REFUSED))

    async def _resolve(self, session: WriteSession, by: Actor) -> None:
        done_at = session.now - timedelta(minutes=self.rng.randrange(5, 50))
        await self._move(session, by, "resolve", done=self.case.done, done_at=done_at)

    async def _confirm(self, session: WriteSession, by: Actor) -> None:
        if asked_in_vain(self.days):
            await self._move(session, by, "confirm")
            return
        complaint = await self._complaint(session)
        best = 5 - (complaint.round > 1) - (complaint.escalation_level > 0)
        scores = {name: max(1, best - self.rng.choice((0, 0, 0, 1, 1, 2))) for name in SCORES}
        comment = self.rng.choice(talk.COMMENTS)
        await self._move(session, by, "confirm", satisfaction=Satisfaction(**scores), comment=comment)

    async def _reopen(self, session: WriteSession, by: Actor) -> None:
        self.offered, self.days = False, []
        await self._move(session, by, "reopen", reason=self.rng.choice(talk.REOPENED))

    async def _withdraw(self, session: WriteSession, by: Actor) -> None:
        self.withdrawn = True
        await self._move(session, by, "withdraw", reason=self.rng.choice(talk.WITHDRAWN))

    async def _archive(self, session: WriteSession, by: Actor) -> None:
        case = self.case
        if case.prevention is None or self.withdrawn:
            reason = self.rng.choice(talk.NO_PREVENTION)
            await self._move(session, by, "archive", root_cause_category=case.category, no_prevention_reason=reason)
            return
        planned = PreventiveActionCreate(
            description=case.prevention, owner_id=self.solver_id, due_on=self.due_on, category=case.category
        )
        action = await preventive_actions_service.create(session, by, self.complaint_id, planned)
        self.action_id = action.id
        await self._move(session, by, "archive")

    # What happens beside the moves

    async def _ask(self, session: WriteSession, by: Actor) -> None:
        asked = CompensationCreate(
            amount=Money(amount=Decimal(self.rng.choice(_AMOUNTS)), currency=await base_currency(session)),
            reason=self.rng.choice(talk.LOSSES),
        )
        compensation = await compensations_service.request(session, by, self.complaint_id, asked)
        self.compensation_id, self.offered = compensation.id, True
        self.needed_role = Role(compensation.needed_role)

    async def _approve(self, session: WriteSession, by: Actor) -> None:
        version = (await session.get_one(Compensation, self.compensation_id)).version
        await compensations_service.move(
            session, by, self.complaint_id, self.compensation_id, "approve", CompensationMove(), version
        )

    async def _try(self, session: WriteSession, by: Actor) -> None:
        attempt = TryCreate(channel=self.rng.choice((Method.PHONE, Method.EMAIL)), note=self.rng.choice(talk.NO_ANSWER))
        self.days.append((await rounds_service.try_to_ask(session, by, self.complaint_id, attempt)).on_day)

    async def _end_prevention(self, session: WriteSession, by: Actor) -> None:
        assert self.end is not None  # else the step is not on the agenda
        ended = {"effect": self.case.effect} if self.end == "complete" else {"reason": self.rng.choice(talk.CANCELLED)}
        version = (await session.get_one(PreventiveAction, self.action_id)).version
        body = PreventiveActionMove.model_validate(ended)
        await preventive_actions_service.move(session, by, self.action_id, self.end, body, version)

    async def _complaint(self, session: WriteSession) -> Complaint:
        return await session.get_one(Complaint, self.complaint_id)

    async def _move(self, session: WriteSession, by: Actor, name: str, **said: object) -> None:
        version = (await self._complaint(session)).version
        await handling_service.move(session, by, self.complaint_id, name, ComplaintMove.model_validate(said), version)
