"""One invented complaint: each step of its story makes what the product's move makes."""

import random
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.calendars.working_time import add_working
from meridian.complaints.compensations.workflow import COMPENSATION
from meridian.complaints.models import (
    Compensation,
    Complaint,
    ComplaintProposal,
    ComplaintRound,
    PreventiveAction,
    SatisfactionTry,
)
from meridian.complaints.preventive_actions.workflow import PREVENTIVE_ACTION
from meridian.complaints.rules import SUBJECT as COMPLAINT_SUBJECT
from meridian.complaints.rules import (
    TRIES,
    Answer,
    CompensationState,
    ComplaintOrigin,
    ComplaintState,
    DeadlineKind,
    PreventiveState,
    asked_in_vain,
    needed_role,
)
from meridian.complaints.workflow import COMPLAINT
from meridian.kernel.db.models import Base
from meridian.kernel.patch import assign
from meridian.kernel.workflow.models import Transition
from meridian.plans.rules import Method
from meridian.policies.rules import Priority
from meridian.records.rules import SCORES
from meridian_local.demo.complaints import cases as talk
from meridian_local.demo.complaints.cases import Case
from meridian_local.demo.complaints.stage import Clock, Stage
from meridian_local.demo.rows import RecordRow, new_id
from meridian_local.demo.scene import Scene

# How invented complaints are heard and registered.


_PRIORITIES = (Priority.NORMAL, Priority.HIGH, Priority.LOW, Priority.URGENT)


class Heard(NamedTuple):
    """Where a complaint came from: the call it was heard in, or by email; who heard it first."""

    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    call: RecordRow | None
    responder_id: uuid.UUID


def registered(rng: random.Random, scene: Scene, heard: Heard, case: Case, at: datetime) -> Complaint:
    """The complaint as it was registered; its number is given later."""
    article = rng.choice(scene.articles)
    call = heard.call
    return Complaint(
        id=new_id(rng, at),
        version=1,
        created_at=at,
        updated_at=at,
        customer_id=heard.customer_id,
        contact_id=heard.contact_id,
        channel=call.method if call else Method.EMAIL,
        origin=ComplaintOrigin.CONTACT_RECORD if call else ComplaintOrigin.EMAIL,
        contact_record_id=call.id if call else None,
        product_id=article.product_id,
        product=f"{article.model} {article.name}",
        reason=case.reason,
        wanted_solution=case.wanted,
        priority=rng.choices(_PRIORITIES, (60, 22, 10, 8))[0],
        listened=True,
        apologised=False,
        acknowledged_at=call.started_at if call else None,
        acknowledged_channel=call.method if call else None,
        registered_at=at,
        registered_by=heard.responder_id,
        first_responder_id=heard.responder_id,
        state=ComplaintState.REGISTERED,
        state_since=at,
        round=1,
        escalation_level=0,
    )


# Invented preventive actions: some done, some given up, some open or overdue.


_ENDS = {"complete": 75, "cancel": 8, None: 17}
_WHEN_EARLY = {"complete": 25, "cancel": 2, None: 73}


def prevention(
    rng: random.Random,
    stage: Stage,
    complaint: Complaint,
    case: talk.Case,
    owner_id: uuid.UUID,
    asked_at: datetime,
) -> Iterable[Base]:
    """What is done so that the complaint does not come back, as it stands now."""
    assert case.prevention is not None  # asked by the caller
    due_on = asked_at.astimezone(stage.zone).date() + timedelta(days=rng.randrange(14, 61))
    action = PreventiveAction(
        id=new_id(rng, asked_at),
        version=1,
        created_at=asked_at,
        updated_at=asked_at,
        complaint_id=complaint.id,
        category=case.category,
        description=case.prevention,
        owner_id=owner_id,
        due_on=due_on,
        created_by=stage.service[0],
        state=PreventiveState.OPEN,
        state_since=asked_at,
    )
    yield action
    over = due_on < stage.now.astimezone(stage.zone).date()
    ends = _ENDS if over else _WHEN_EARLY
    move = rng.choices(tuple(ends), tuple(ends.values()))[0]
    until = min(stage.now, asked_at + (timedelta(days=14)))
    at = add_working(stage.working(None), asked_at + (until - asked_at) * rng.random(), timedelta(minutes=10))
    if move is None or at is None or at > stage.now:
        return
    found = PREVENTIVE_ACTION.move(move)
    assert found is not None  # of the workflow
    target = found.leads_to(PreventiveState.OPEN)
    reason = rng.choice(talk.CANCELLED) if target is PreventiveState.CANCELLED else None
    if target is PreventiveState.DONE:
        action.done_at, action.done_by, action.effect = at, owner_id, case.effect
    action.state, action.state_since, action.cancelled_reason = target, at, reason
    action.version, action.updated_at = 2, at
    yield Transition(
        id=new_id(rng, at),
        workflow=PREVENTIVE_ACTION.name,
        subject_type=PreventiveAction.__tablename__,
        subject_id=action.id,
        customer_id=complaint.customer_id,
        move=move,
        from_state=PreventiveState.OPEN,
        to_state=target,
        actor_id=owner_id,
        at=at,
        reason=reason,
        elapsed_seconds=int((at - asked_at).total_seconds()),
        working_seconds=stage.working_seconds(stage.department_of[owner_id], asked_at, at),
    )


D = DeadlineKind
_AMOUNTS = (600, 1800, 4500, 9000, 24_000, 68_000)
_HALF_AN_HOUR = timedelta(minutes=30)


class Play:
    """A complaint in the making; `at` is the moment its last step was made."""

    def __init__(self, rng: random.Random, stage: Stage, scene: Scene, heard: Heard, at: datetime) -> None:
        self.rng, self.stage, self.at = rng, stage, at
        self.case = rng.choice(talk.CASES)
        desk = stage.desk(self.case.department)
        self.department_id, self.solver_id = desk.department_id, rng.choice(desk.people)
        self.complaint = registered(rng, scene, heard, self.case, at)
        self.made: list[Base] = []
        self.clock = Clock(rng, stage, self.complaint.id, heard.customer_id)
        self.clock.start(D.CONTACT, at, heard.responder_id, stage.department_of[heard.responder_id])
        self.proposal: ComplaintProposal | None = None
        self.compensation: Compensation | None = None
        self._begin_round(heard.responder_id, None)

    def play(self, steps: Sequence[tuple[str, timedelta]]) -> None:
        """Makes the steps one after the other, in the company's working time, as far as it has come by now."""
        for name, after in steps:
            at = add_working(self.stage.working(None), self.at, after)
            if at is None or at > self.stage.now:
                break
            self.clock.run(at)
            self.at = at
            if name == "approve" and not self._approver():
                break
            getattr(self, f"_{name}")()
        self.clock.run(self.stage.now)
        self.complaint.escalation_level = self.clock.level
        self.complaint.updated_at = self.at

    def records(self) -> Iterable[Base]:
        """All that it consists of."""
        yield self.complaint
        yield from self.made
        for deadline in self.clock.deadlines:
            yield deadline
            yield from deadline.steps

    # Moves of the complaint

    def _contact(self) -> None:
        complaint = self.complaint
        self._move("contact", complaint.first_responder_id)
        complaint.contacted_record_id, complaint.apologised = complaint.contact_record_id, True
        self.clock.meet(D.CONTACT, complaint.registered_at)
        owner_id = self.stage.passes_on[complaint.first_responder_id]
        self.clock.start(D.DISPATCH, complaint.registered_at, owner_id, self.stage.department_of[owner_id])

    def _dispatch(self) -> None:
        complaint = self.complaint
        self._move("dispatch", self.stage.service[0])
        complaint.department_id, complaint.responsible_id = self.department_id, self.solver_id
        complaint.dispatched_at = self.at
        self.clock.meet(D.DISPATCH, self.at)
        self._owe(D.SOLUTION, D.RESOLUTION)

    def _start_investigation(self) -> None:
        self._move("start_investigation", self.solver_id)

    def _propose(self) -> None:
        complaint, case = self.complaint, self.case
        written_at = max(complaint.state_since, self.at - _HALF_AN_HOUR)
        self.round.cause, self.round.cause_category = case.cause, case.category
        self.round.evidence, self.round.found_by, self.round.found_at = case.evidence, self.solver_id, written_at
        complaint.root_cause_category, complaint.found_at = case.category, written_at
        offered = self.compensation
        self.proposal = ComplaintProposal(
            id=new_id(self.rng, written_at),
            complaint_id=complaint.id,
            round=complaint.round,
            version=self.proposal.version + 1 if self.proposal else 1,
            solution=case.solution,
            compensation_id=offered.id if offered else None,
            amount=offered.amount if offered else None,
            currency=offered.currency if offered else None,
            created_by=self.solver_id,
            created_at=written_at,
            told_at=self.at,
            told_by=self.solver_id,
            told_channel=self.rng.choice((Method.PHONE, Method.EMAIL)),
        )
        self.made.append(self.proposal)
        self._move("propose", self.solver_id)
        self.clock.meet(D.SOLUTION, self.at)
        self.clock.pause(D.RESOLUTION, self.at)

    def _agree(self) -> None:
        self._answer("agree", Answer.AGREED, self.rng.choice(talk.AGREED))

    def _refuse(self) -> None:
        self._answer("refuse", Answer.REFUSED, self.rng.choice(talk.REFUSED))
        self._owe(D.SOLUTION)

    def _answer(self, name: str, answer: Answer, words: str) -> None:
        assert self.proposal is not None  # stories propose before
        responder_id = self.complaint.first_responder_id
        self._move(name, responder_id, words if answer is Answer.REFUSED else None)
        self.proposal.answer, self.proposal.answered_at = answer, self.at
        self.proposal.answer_noted_by, self.proposal.answer_note = responder_id, words
        self.clock.resume(D.RESOLUTION, self.at)

    def _resolve(self) -> None:
        self._move("resolve", self.solver_id)
        self.round.done, self.round.done_at = self.case.done, self.at - timedelta(minutes=self.rng.randrange(5, 50))
        self.round.resolved_by, self.round.resolved_at = self.solver_id, self.at
        self.clock.meet(D.RESOLUTION, self.at)
        responder_id = self.complaint.first_responder_id
        self.clock.start(D.SATISFACTION, self.at, responder_id, self.stage.department_of[responder_id])

    def _confirm(self) -> None:
        responder_id = self.complaint.first_responder_id
        self._move("confirm", responder_id)
        self.round.confirmed_by, self.round.confirmed_at = responder_id, self.at
        in_vain = asked_in_vain(self.tries)
        self.clock.meet(D.SATISFACTION, self.tries[TRIES - 1] if in_vain else self.at)
        self._owe_archiving()
        if in_vain:
            return
        best = 5 - (self.complaint.round > 1) - (self.clock.level > 0)
        assign(self.round, {f"score_{name}": max(1, best - self.rng.choice((0, 0, 0, 1, 1, 2))) for name in SCORES})
        self.round.satisfaction_comment = self.rng.choice(talk.COMMENTS)

    def _reopen(self) -> None:
        reason = self.rng.choice(talk.REOPENED)
        self._move("reopen", self.complaint.first_responder_id, reason)
        self.clock.cancel(self.at)
        self.complaint.round += 1
        self.proposal = self.compensation = None
        self._begin_round(self.complaint.first_responder_id, reason)
        self._owe(D.SOLUTION, D.RESOLUTION)

    def _withdraw(self) -> None:
        reason = self.rng.choice(talk.WITHDRAWN)
        self._move("withdraw", self.complaint.first_responder_id, reason)
        self.complaint.withdrawn_at, self.complaint.withdrawn_reason = self.at, reason
        self.clock.cancel(self.at)
        self._owe_archiving()

    def _archive(self) -> None:
        complaint, case = self.complaint, self.case
        if case.prevention and complaint.withdrawn_at is None:
            asked_at = max(complaint.state_since, self.at - _HALF_AN_HOUR)
            self.made += prevention(self.rng, self.stage, complaint, case, self.solver_id, asked_at)
        else:
            complaint.no_prevention_reason = self.rng.choice(talk.NO_PREVENTION)
        self._move("archive", self.stage.service[0])
        complaint.root_cause_category, complaint.archived_at = case.category, self.at
        self.clock.meet(D.ARCHIVING, self.at)

    # What happens beside the moves

    def _ask(self) -> None:
        amount = Decimal(self.rng.choice(_AMOUNTS))
        self.compensation = Compensation(
            id=new_id(self.rng, self.at),
            version=1,
            created_at=self.at,
            updated_at=self.at,
            complaint_id=self.complaint.id,
            round=self.complaint.round,
            amount=amount,
            currency=self.stage.currency,
            base_amount=amount,
            base_currency=self.stage.currency,
            reason=self.rng.choice(talk.LOSSES),
            policy_versions=self.stage.limit_pins,
            needed_role=needed_role(self.stage.limits, amount),
            state=CompensationState.REQUESTED,
            state_since=self.at,
            requested_by=self.solver_id,
            requested_at=self.at,
        )
        self.made.append(self.compensation)

    def _approver(self) -> uuid.UUID | None:
        assert self.compensation is not None  # stories ask before
        return next((by for role, by in self.stage.approvers.items() if role == self.compensation.needed_role), None)

    def _approve(self) -> None:
        asked = self.compensation
        assert asked is not None  # as in `_approver`
        asked.approved_by, asked.approved_at = self._approver(), self.at
        self._transition(
            COMPENSATION.name, "compensation", asked, "approve", CompensationState.APPROVED, asked.approved_by
        )

    def _try(self) -> None:
        self.tries.append(self.at)
        self.made.append(
            SatisfactionTry(
                id=new_id(self.rng, self.at),
                complaint_id=self.complaint.id,
                round=self.complaint.round,
                tried_at=self.at,
                on_day=self.at.astimezone(self.stage.zone).date(),
                channel=self.rng.choice((Method.PHONE, Method.EMAIL)),
                note=self.rng.choice(talk.NO_ANSWER),
                tried_by=self.complaint.first_responder_id,
                created_at=self.at,
            )
        )

    def _begin_round(self, opened_by: uuid.UUID, reason: str | None) -> None:
        self.tries: list[datetime] = []
        self.round = ComplaintRound(
            id=new_id(self.rng, self.at),
            version=1,
            created_at=self.at,
            updated_at=self.at,
            complaint_id=self.complaint.id,
            number=self.complaint.round,
            opened_at=self.at,
            opened_by=opened_by,
            reopen_reason=reason,
        )
        self.made.append(self.round)

    def _owe(self, *kinds: DeadlineKind) -> None:
        for kind in kinds:
            self.clock.start(kind, self.at, self.solver_id, self.department_id)

    def _owe_archiving(self) -> None:
        complaint = self.complaint
        if complaint.responsible_id is not None:
            self._owe(D.ARCHIVING)
            return
        owner_id = self.stage.passes_on[complaint.first_responder_id]
        self.clock.start(D.ARCHIVING, self.at, owner_id, self.stage.department_of[owner_id])

    def _move(self, name: str, by: uuid.UUID, reason: str | None = None) -> None:
        move = COMPLAINT.move(name)
        assert move is not None  # stories name the workflow's moves
        target = move.leads_to(ComplaintState(self.complaint.state))
        self._transition(COMPLAINT.name, COMPLAINT_SUBJECT, self.complaint, name, target, by, reason)

    def _transition(
        self,
        workflow: str,
        subject: str,
        record: Complaint | Compensation,
        move: str,
        target: str,
        by: uuid.UUID | None,
        reason: str | None = None,
    ) -> None:
        """The record in its new state, and the move kept."""
        complaint = self.complaint
        owing = complaint.department_id or self.stage.department_of[complaint.first_responder_id]
        self.made.append(
            Transition(
                id=new_id(self.rng, self.at),
                workflow=workflow,
                subject_type=subject,
                subject_id=record.id,
                customer_id=complaint.customer_id,
                move=move,
                from_state=record.state,
                to_state=target,
                actor_id=by,
                at=self.at,
                reason=reason,
                elapsed_seconds=int((self.at - record.state_since).total_seconds()),
                working_seconds=self.stage.working_seconds(owing, record.state_since, self.at),
            )
        )
        if isinstance(record, Complaint):
            record.state = ComplaintState(target)
        else:
            record.state = CompensationState(target)
        record.state_since = self.at
        record.updated_at, record.version = self.at, record.version + 1
