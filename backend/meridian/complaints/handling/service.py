"""The moves of complaints with their effects, and the escalation ladder (CR-22..26, MC-20, MC-27)."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from meridian.calendars.deadlines import holding
from meridian.calendars.deadlines import service as deadlines_service
from meridian.calendars.deadlines.events import DeadlineMoment
from meridian.calendars.deadlines.models import DeadlineStep
from meridian.calendars.deadlines.rules import StepKind
from meridian.calendars.queries import time_in_state
from meridian.complaints import queries, service
from meridian.complaints.compensations import service as compensations_service
from meridian.complaints.events import COMPLAINT_ESCALATED, COMPLAINT_REMINDED
from meridian.complaints.handling import queries as handling_queries
from meridian.complaints.models import Complaint, ComplaintRound, refuse_archived
from meridian.complaints.rules import SUBJECT, TRIES, Answer, ComplaintFacts, DeadlineKind
from meridian.complaints.schemas import ComplaintMove
from meridian.complaints.workflow import COMPLAINT
from meridian.customers.models import Customer
from meridian.identity.actor import Actor
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.reporting_line import reporting_line
from meridian.identity.rules import OF_SALES, EscalationRecipient
from meridian.kernel import logs
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import event_row, publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.records.models import ContactRecord
from meridian.records.rules import SCORES

# The escalation ladder beside the state, climbed by the clock or by a person (MC-27).
R = EscalationRecipient
At = MoveContext[Complaint]


async def climb_ladder(session: WriteSession, at: At) -> None:
    """One rung up; whoever stands there is told."""
    complaint = at.record
    recipient = R((await _rungs(session, complaint))[complaint.escalation_level])
    complaint.escalation_level += 1
    await session.flush()
    owes = await queries.department_that_owes(session, complaint)
    told = await reached(session, complaint, recipient, owner_id=complaint.responsible_id, department_id=owes)
    if not told:
        raise Conflict(msg("nobody works here who could be told"), reason="nobody_to_tell")
    for user_id in told:
        row = event_row(
            COMPLAINT_ESCALATED,
            complaint,
            to=user_id,
            level=complaint.escalation_level,
            recipient=recipient,
            deadline_id=None,
            kind=None,
            by_clock=False,
        )
        at.rows.append((Event, row))


async def escalate_by_clock(
    session: WriteSession, complaint: Complaint, kind: StepKind, moment: DeadlineMoment
) -> None:
    """A step of one of its deadlines has come. Reminders to the owner are told by the deadline itself."""
    recipient = R(moment.recipient)
    if kind is StepKind.DUE_SOON:
        if recipient is not R.OWNER:
            await _publish_escalation(session, COMPLAINT_REMINDED, complaint, recipient, moment)
        return
    complaint.escalation_level = max(complaint.escalation_level, await _rung(session, moment))
    await _publish_escalation(session, COMPLAINT_ESCALATED, complaint, recipient, moment)


async def reached(
    session: Session,
    complaint: Complaint,
    recipient: EscalationRecipient,
    *,
    owner_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
) -> list[uuid.UUID]:
    """Who is told by the reporting line: managers and directors are the customer's, others of who owes the work."""
    first, owner = complaint.first_responder_id, owner_id or complaint.first_responder_id
    person_id = {R.OWNER: owner, R.FIRST_RESPONDER: first}.get(recipient)
    unit_id = await _unit_of_customer(session, complaint) if recipient in OF_SALES else department_id
    return (await reporting_line(session, person_id)).reached(recipient, unit_id, person_id)


async def _unit_of_customer(session: Session, complaint: Complaint) -> uuid.UUID | None:
    if (taken := queries.Taken.of(session, complaint)) is not None:
        return taken.unit_id
    customer = await session.get_one(Customer, complaint.customer_id)
    return customer.team_id or customer.department_id


async def _rungs(session: Session, complaint: Complaint) -> Sequence[str]:
    """The rungs that its newest deadline was given when it began: the clock and people climb the same ladder."""
    if (taken := queries.Taken.of(session, complaint)) is not None:
        return taken.rungs
    steps = await session.scalars(
        select(DeadlineStep.recipient)
        .select_from(Complaint)
        .join(DeadlineStep, DeadlineStep.deadline_id == queries.NEWEST_DEADLINE)
        .where(Complaint.id == complaint.id, DeadlineStep.kind == StepKind.ESCALATED)
        .order_by(DeadlineStep.number)
    )
    return steps.all()


async def _rung(session: Session, moment: DeadlineMoment) -> int:
    """Which of its deadline's rungs a step is, counted from 1."""
    found = await session.scalar(
        select(func.count()).where(
            DeadlineStep.deadline_id == moment.deadline_id,
            DeadlineStep.kind == StepKind.ESCALATED,
            DeadlineStep.number <= moment.step,
        )
    )
    return found or 0


async def _publish_escalation(
    session: WriteSession,
    kind: EventType,
    complaint: Complaint,
    recipient: EscalationRecipient,
    moment: DeadlineMoment,
) -> None:
    """One event a person. That nobody is left to tell, the clock notes as an error."""
    await session.flush()
    told = await reached(session, complaint, recipient, owner_id=moment.owner_id, department_id=moment.department_id)
    if not told:
        logs.error("complaint.nobody_to_tell", complaint=str(complaint.id), deadline=str(moment.deadline_id))
    for user_id in told:
        await publish(
            session,
            kind,
            complaint,
            to=user_id,
            level=complaint.escalation_level,
            recipient=recipient,
            deadline_id=moment.deadline_id,
            kind=moment.kind,
            by_clock=True,
        )


# What the moves of complaints cause, their deadlines with them (workflows.md, CR-22..26, MC-20).


D = DeadlineKind
OF_DEPARTMENT = (D.SOLUTION, D.RESOLUTION)
BEFORE_AND_AFTER = (D.CONTACT, D.DISPATCH, D.SATISFACTION)
"""What is owed before the department has it and after it has solved it."""


async def _hold(session: WriteSession, at: At) -> None:
    """The effects of a move change its clocks in memory; they are written with the move."""
    await holding.hold(session, SUBJECT, at.record.id)


async def _meet(session: WriteSession, at: At, kind: DeadlineKind, met_at: datetime | None = None) -> None:
    await _hold(session, at)
    await deadlines_service.meet(session, SUBJECT, at.record.id, [kind], at=met_at)


async def _start(session: WriteSession, at: At, *kinds: DeadlineKind, since: datetime | None = None) -> None:
    await _hold(session, at)
    await service.start(session, at.record, *kinds, since=since)


async def keep_contact(session: WriteSession, at: At) -> None:
    """The contact is a record of its own; made in time but entered late it still met the deadline."""
    complaint, body = at.record, at.body
    record = await _record(session, at, body.contact_record_id)
    if not record.reached:
        raise fault("/contact_record_id", "not_reached", msg("nobody was reached in that contact"))
    if record.started_at < complaint.registered_at and record.id != complaint.contact_record_id:
        raise fault("/contact_record_id", "before_registration", msg("that contact was before the complaint"))
    complaint.contacted_record_id, complaint.apologised = record.id, True
    if complaint.acknowledged_at is None:
        complaint.acknowledged_at, complaint.acknowledged_channel = record.started_at, record.method
    met_at = max(record.started_at, complaint.registered_at)
    await _meet(session, at, D.CONTACT, met_at)


async def owe_dispatch(session: WriteSession, at: At) -> None:
    """From the contact on, also where that is entered late."""
    record = await _record(session, at, at.body.contact_record_id)
    await _start(session, at, D.DISPATCH, since=max(record.started_at, at.record.registered_at))


async def meet_dispatch_deadline(session: WriteSession, at: At) -> None:
    await _meet(session, at, D.DISPATCH)


async def owe_solution_and_resolution(session: WriteSession, at: At) -> None:
    """The department's clocks start."""
    await _start(session, at, *OF_DEPARTMENT)


async def keep_proposal_told(session: WriteSession, at: At) -> None:
    """From here on the customer is waited for, so the resolution's clock stands."""
    proposal = await queries.newest_proposal(session, at.record)
    assert proposal is not None  # the move needs a solution
    told_at = at.body.told_at or at.now
    if not at.since <= told_at <= at.now:
        raise fault("/told_at", "out_of_range", msg("must lie between the start of the investigation and now"))
    proposal.told_at, proposal.told_by, proposal.told_channel = told_at, at.actor_id, at.body.told_channel
    await _meet(session, at, D.SOLUTION)
    await deadlines_service.pause(session, SUBJECT, at.record.id, [D.RESOLUTION])


async def keep_agreement(session: WriteSession, at: At) -> None:
    await _keep_answer(session, at, Answer.AGREED)


async def keep_refusal(session: WriteSession, at: At) -> None:
    await _keep_answer(session, at, Answer.REFUSED)


async def _keep_answer(session: WriteSession, at: At, answer: Answer) -> None:
    """What the customer said to the proposal; the resolution's clock runs on."""
    proposal = await queries.newest_proposal(session, at.record)
    assert proposal is not None  # it was told before
    if at.body.contact_record_id is not None:
        proposal.answer_record_id = (await _record(session, at, at.body.contact_record_id)).id
    proposal.answer, proposal.answered_at = answer, at.now
    proposal.answer_noted_by, proposal.answer_note = at.actor_id, at.body.note or at.body.reason
    await _hold(session, at)
    await deadlines_service.resume(session, SUBJECT, at.record.id, [D.RESOLUTION])


async def void_other_compensations(session: WriteSession, at: At) -> None:
    """Only what the customer agreed to is paid."""
    proposal = await queries.newest_proposal(session, at.record)
    await compensations_service.void(session, at.record, but=proposal.compensation_id if proposal else None)


async def owe_new_solution(session: WriteSession, at: At) -> None:
    """In the same time as the first."""
    await _start(session, at, D.SOLUTION)


async def keep_resolution(session: WriteSession, at: At) -> None:
    if not at.record.registered_at <= at.body.done_at <= at.now:
        raise fault("/done_at", "out_of_range", msg("must lie between the registration and now"))
    found = await queries.current_round(session, at.record)
    found.done, found.done_at, found.resolved_by, found.resolved_at = at.body.done, at.body.done_at, at.actor_id, at.now
    await _meet(session, at, D.RESOLUTION)


async def owe_satisfaction(session: WriteSession, at: At) -> None:
    """The first responder is to hear whether the customer is satisfied."""
    await _start(session, at, D.SATISFACTION)


async def keep_satisfaction(session: WriteSession, at: At) -> None:
    """Tries that stand for a missing answer met the deadline when the last of them was made."""
    found = await queries.current_round(session, at.record)
    tries = await handling_queries.tries(session, at.record) if at.body.satisfaction is None else ()
    met_at = tries[TRIES - 1] if tries else at.now
    await _meet(session, at, D.SATISFACTION, met_at)
    if at.body.satisfaction is not None:
        assign(found, {f"score_{name}": getattr(at.body.satisfaction, name) for name in SCORES})
    found.satisfaction_comment = at.body.comment
    found.confirmed_by, found.confirmed_at = at.actor_id, at.now


async def owe_archiving(session: WriteSession, at: At) -> None:
    """Whoever handled it is to put it away, with what was learned from it."""
    await _start(session, at, D.ARCHIVING)


async def meet_archiving_deadline(session: WriteSession, at: At) -> None:
    await _meet(session, at, D.ARCHIVING)


async def begin_round(session: WriteSession, at: At) -> None:
    """The old rounds stay as they are."""
    complaint = at.record
    complaint.round += 1
    complaint.withdrawn_at = complaint.withdrawn_reason = None
    begun = {"complaint_id": complaint.id, "number": complaint.round, "opened_at": at.now, "opened_by": at.actor_id}
    at.rows.append((ComplaintRound, {**begun, "reopen_reason": at.reason}))


async def cancel_deadlines(session: WriteSession, at: At) -> None:
    await _hold(session, at)
    await deadlines_service.cancel(session, SUBJECT, at.record.id)


async def void_compensations(session: WriteSession, at: At) -> None:
    await compensations_service.void(session, at.record, but=None)


async def pass_on_deadlines(session: WriteSession, at: At) -> None:
    """Another department's working time counts from the start."""
    await _hold(session, at)
    await service.pass_on(session, at.record, OF_DEPARTMENT)


async def hand_over_to_responder(session: WriteSession, at: At) -> None:
    """Somebody must answer to the customer: what the one who left owed passes on with it."""
    complaint, responder_id = at.record, at.body.first_responder_id
    if faults := await service.responder_faults(session, responder_id):
        raise Invalid(errors=faults)
    complaint.first_responder_id = responder_id
    await _hold(session, at)
    await service.pass_on(session, complaint, BEFORE_AND_AFTER)


async def give_to_department(session: WriteSession, at: At) -> None:
    """Sets the responsible department and person; 422 naming what does not fit."""
    department_id, person_id = at.body.department_id, at.body.responsible_id
    if department_id is None or person_id is None:
        return  # reopened: it is again whose it was
    in_use, person = await handling_queries.department_with(session, department_id, person_id)
    faults = []
    if not in_use:
        faults.append(Fault("/department_id", "unknown_department", msg("must be a department in use")))
    if person is None:
        faults.append(Fault("/responsible_id", "not_in_department", msg("must be an active person of that department")))
    elif Permission.COMPLAINT_HANDLE not in GRANTS[Role(person.role)]:
        faults.append(Fault("/responsible_id", "cannot_handle", msg("must be somebody who may solve complaints")))
    if faults:
        raise Invalid(errors=faults)
    assert person is not None
    session.keep(person_id, person)
    at.record.department_id, at.record.responsible_id = department_id, person_id
    at.record.dispatched_at = at.now


async def _record(session: WriteSession, at: At, record_id: uuid.UUID) -> ContactRecord:
    record = await session.get(ContactRecord, record_id)
    if record is not None:
        session.keep(record_id, record)
    if record is None or record.customer_id != at.record.customer_id:
        raise fault("/contact_record_id", "unknown_record", msg("the customer has no such contact record"))
    return record


async def _facts(session: WriteSession, at: At) -> ComplaintFacts:
    return await handling_queries.facts(session, at.record)


MOVES = Engine(
    COMPLAINT,
    Complaint,
    time=time_in_state,
    departments=service.departments_that_owe,
    rights=queries.rights,
    facts=_facts,
    given=handling_queries.given_fields,
    at_once=True,
    beside=holding.write,
    effects=(
        keep_contact,
        owe_dispatch,
        give_to_department,
        meet_dispatch_deadline,
        owe_solution_and_resolution,
        keep_proposal_told,
        keep_agreement,
        void_other_compensations,
        keep_refusal,
        owe_new_solution,
        keep_resolution,
        owe_satisfaction,
        keep_satisfaction,
        owe_archiving,
        meet_archiving_deadline,
        begin_round,
        cancel_deadlines,
        void_compensations,
        pass_on_deadlines,
        hand_over_to_responder,
        climb_ladder,
    ),
)


async def move(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, name: str, body: ComplaintMove, version: int
) -> Complaint:
    """Makes a move. 404, 409 when archived, and what the workflow refuses: 412, 409 with the allowed moves, 403, 428,
    422 naming all that is missing, 409 of a guard."""
    complaint, may, taken = await handling_queries.take(session, actor, complaint_id)
    refuse_archived(complaint)
    with taken.kept(session, complaint), holding.within(session):
        await MOVES.make(session, complaint, name, actor=actor, may=may, body=body, version=version)
    return complaint
