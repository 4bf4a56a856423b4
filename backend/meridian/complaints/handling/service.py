"""The moves of complaints with their effects, and the escalation ladder (CR-22..26, MC-20, MC-27)."""

import uuid
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import func, select

from meridian.calendars.deadlines import service as deadlines_service
from meridian.calendars.deadlines.events import DeadlineMoment
from meridian.calendars.deadlines.models import DeadlineStep
from meridian.calendars.deadlines.rules import StepKind
from meridian.complaints import queries, service
from meridian.complaints.compensations import service as compensations_service
from meridian.complaints.errors import refuse_archived
from meridian.complaints.events import COMPLAINT_DISPATCHED, COMPLAINT_ESCALATED, COMPLAINT_MOVED, COMPLAINT_REMINDED
from meridian.complaints.handling import queries as handling_queries
from meridian.complaints.handling.queries import MoveContext
from meridian.complaints.models import Complaint, ComplaintRound
from meridian.complaints.rules import SUBJECT, Answer, CompensationState, ComplaintState, DeadlineKind
from meridian.complaints.schemas import ComplaintMove
from meridian.complaints.workflow import COMPLAINT, ComplaintFacts
from meridian.customers.models import Customer
from meridian.identity.actor import Actor
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.problems import Fault, Invalid, check_version, fault
from meridian.kernel.workflow import service as workflow_service
from meridian.policies.definitions.complaints import COMPLAINT_ESCALATION_STEPS
from meridian.policies.queries import snapshot
from meridian.policies.rules import EscalationRecipient
from meridian.records.models import ContactRecord
from meridian.records.rules import SCORES

# The escalation ladder beside the state, climbed by the clock or by a person (MC-27).


R = EscalationRecipient


async def escalate_by_person(work: MoveContext) -> None:
    """One rung up; whoever stands there is told."""
    complaint = work.complaint
    recipient = (await rungs(work.session, complaint))[complaint.escalation_level]
    complaint.escalation_level += 1
    await _publish_escalation(work.session, COMPLAINT_ESCALATED, complaint, recipient, None)


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


async def people_on_rung(
    session: Session,
    complaint: Complaint,
    recipient: EscalationRecipient,
    *,
    owner_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
) -> list[uuid.UUID]:
    """Who stands on a rung. Where nobody does, the directors: an escalation is never lost."""
    customer = await session.get_one(Customer, complaint.customer_id)
    match recipient:
        case R.OWNER:
            wanted = User.id == (owner_id or complaint.first_responder_id)
        case R.FIRST_RESPONDER:
            wanted = User.id == complaint.first_responder_id
        case R.DEPARTMENT_MANAGER:
            wanted = User.id.in_(select(Department.manager_id).where(Department.id == department_id))
        case R.SALES_MANAGER:
            wanted = User.id.in_(select(Team.manager_id).where(Team.id == customer.team_id))
        case R.DEPUTY_DIRECTOR:
            wanted = (User.role == Role.DEPUTY_DIRECTOR) & (User.department_id == customer.department_id)
        case R.DIRECTOR:
            wanted = User.role == Role.DIRECTOR
    found = (await session.scalars(select(User.id).where(wanted, User.active).order_by(User.id))).all()
    if not found and recipient is not R.DIRECTOR:
        return await people_on_rung(session, complaint, R.DIRECTOR, owner_id=owner_id, department_id=department_id)
    return list(found)


async def rungs(session: Session, complaint: Complaint) -> list[EscalationRecipient]:
    """The rungs at and after the deadline, as policy had them when the complaint was registered."""
    policies = await snapshot(session, complaint.registered_at)
    return [step.recipient for step in policies.get(COMPLAINT_ESCALATION_STEPS) if step.offset >= 0]


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
    moment: DeadlineMoment | None,
) -> None:
    """One event a person."""
    await session.flush()
    told = await people_on_rung(
        session,
        complaint,
        recipient,
        owner_id=moment.owner_id if moment else complaint.responsible_id,
        department_id=moment.department_id if moment else await _department(session, complaint),
    )
    for user_id in told:
        await publish(
            session,
            kind,
            subject_type=SUBJECT,
            subject_id=complaint.id,
            version=complaint.version,
            customer_id=complaint.customer_id,
            audience_user_id=user_id,
            data={
                "number": complaint.number,
                "level": complaint.escalation_level,
                "recipient": recipient,
                "deadline_id": moment.deadline_id if moment else None,
                "kind": moment.kind if moment else None,
                "by_clock": moment is not None,
            },
        )


async def _department(session: Session, complaint: Complaint) -> uuid.UUID | None:
    """Whoever owes the work now: the first responder's department until the dispatch."""
    if complaint.department_id is not None:
        return complaint.department_id
    return (await session.get_one(User, complaint.first_responder_id)).department_id


# The moves of complaints: one effect each, their deadlines with them (workflows.md, CR-22..26, MC-20).


S, D = ComplaintState, DeadlineKind
OF_DEPARTMENT = (D.SOLUTION, D.RESOLUTION)


async def move(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, name: str, body: ComplaintMove, version: int
) -> Complaint:
    """Makes a move. 404, 412, 409 with the allowed moves, 403, 422 naming all that is missing, 409 of a guard."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    check_version(complaint.version, version)
    refuse_archived(complaint)
    before, entered_at = S(complaint.state), complaint.state_since
    held = await queries.rights(session, actor, complaint)
    at_hand = await handling_queries.move_context(session, actor, complaint, body)
    target = COMPLAINT.check(
        name,
        before,
        may=lambda code: held[Permission(code)],
        given=await handling_queries.given_fields(at_hand, name),
        context=await _facts(at_hand),
    )
    spent = await queries.working_seconds(session, complaint, entered_at) if target is not before else None
    await _EFFECTS[name](at_hand)
    if target is not before:
        complaint.state, complaint.state_since = target, session.now
    await workflow_service.record_transition(
        session,
        workflow=COMPLAINT.name,
        subject_type=SUBJECT,
        subject_id=complaint.id,
        customer_id=complaint.customer_id,
        move=name,
        from_state=before,
        to_state=target,
        entered_at=entered_at if target is not before else None,
        working_seconds=spent,
        reason=body.reason,
    )
    await service.publish_complaint(session, COMPLAINT_MOVED, complaint, move=name)
    if name in _GIVES:
        await service.publish_complaint(
            session, COMPLAINT_DISPATCHED, complaint, move=name, audience_user_id=complaint.responsible_id
        )
    return complaint


async def _facts(at: MoveContext) -> ComplaintFacts:
    """What the guards look at. A compensation changed since the proposal was drawn up is not what it offers."""
    complaint, offered, proposed = at.complaint, at.compensation, at.proposal
    responders = await queries.active_users(at.session, [complaint.first_responder_id])
    same = offered and proposed and (offered.amount, offered.currency) == (proposed.amount, proposed.currency)
    return ComplaintFacts(
        compensation=CompensationState(offered.state) if offered else None,
        offered=offered is None or bool(same),
        level=complaint.escalation_level,
        rungs=len(await rungs(at.session, complaint)),
        responder_left=not responders,
    )


async def _contact(at: MoveContext) -> None:
    """The contact is a record of its own; made in time but entered late it still met the deadline."""
    complaint, body = at.complaint, at.body
    assert body.contact_record_id is not None
    record = await _record(at, body.contact_record_id)
    if not record.reached:
        raise fault("/contact_record_id", "not_reached", "nobody was reached in that contact")
    if record.started_at < complaint.registered_at and record.id != complaint.contact_record_id:
        raise fault("/contact_record_id", "before_registration", "that contact was before the complaint")
    complaint.contacted_record_id, complaint.apologised = record.id, True
    if complaint.acknowledged_at is None:
        complaint.acknowledged_at, complaint.acknowledged_channel = record.started_at, record.method
    met_at = max(record.started_at, complaint.registered_at)
    await deadlines_service.meet(at.session, SUBJECT, complaint.id, [D.CONTACT], at=met_at)


async def _dispatch(at: MoveContext) -> None:
    await _give(at)
    await service.start_department_deadlines(at.session, at.complaint, *OF_DEPARTMENT)


async def _start_investigation(at: MoveContext) -> None:
    """The department has taken it up; its clocks run since the dispatch."""


async def _propose(at: MoveContext) -> None:
    """From here on the customer is waited for, so the resolution's clock stands."""
    assert at.proposal is not None
    told_at = at.body.told_at or at.session.now
    if not at.complaint.state_since <= told_at <= at.session.now:
        raise fault("/told_at", "out_of_range", "must lie between the start of the investigation and now")
    at.proposal.told_at, at.proposal.told_by = told_at, at.actor.user_id
    at.proposal.told_channel = at.body.told_channel
    await deadlines_service.meet(at.session, SUBJECT, at.complaint.id, [D.SOLUTION])
    await deadlines_service.pause(at.session, SUBJECT, at.complaint.id, [D.RESOLUTION])


async def _agree(at: MoveContext) -> None:
    await _answered(at, Answer.AGREED)
    await compensations_service.void(at.session, at.complaint, but=at.proposal.compensation_id if at.proposal else None)


async def _refuse(at: MoveContext) -> None:
    """The department owes a new solution, in the same time as the first."""
    await _answered(at, Answer.REFUSED)
    await service.start_department_deadlines(at.session, at.complaint, D.SOLUTION)


async def _answered(at: MoveContext, answer: Answer) -> None:
    assert at.proposal is not None
    if at.body.contact_record_id is not None:
        at.proposal.answer_record_id = (await _record(at, at.body.contact_record_id)).id
    at.proposal.answer, at.proposal.answered_at = answer, at.session.now
    at.proposal.answer_noted_by = at.actor.user_id
    at.proposal.answer_note = at.body.note or at.body.reason
    await deadlines_service.resume(at.session, SUBJECT, at.complaint.id, [D.RESOLUTION])


async def _resolve(at: MoveContext) -> None:
    assert at.body.done_at is not None
    if not at.complaint.registered_at <= at.body.done_at <= at.session.now:
        raise fault("/done_at", "out_of_range", "must lie between the registration and now")
    at.round.done, at.round.done_at = at.body.done, at.body.done_at
    at.round.resolved_by, at.round.resolved_at = at.actor.user_id, at.session.now
    await deadlines_service.meet(at.session, SUBJECT, at.complaint.id, [D.RESOLUTION])


async def _confirm(at: MoveContext) -> None:
    if at.body.satisfaction is not None:
        for name in SCORES:
            setattr(at.round, f"score_{name}", getattr(at.body.satisfaction, name))
    at.round.satisfaction_comment = at.body.comment
    at.round.confirmed_by, at.round.confirmed_at = at.actor.user_id, at.session.now


async def _reopen(at: MoveContext) -> None:
    """A new round; the old ones stay as they are. Solution and resolution are owed anew."""
    complaint = at.complaint
    if at.body.department_id is not None:
        await _give(at)
    complaint.round += 1
    complaint.withdrawn_at = complaint.withdrawn_reason = None
    at.session.add(
        ComplaintRound(
            complaint_id=complaint.id,
            number=complaint.round,
            opened_at=at.session.now,
            opened_by=at.actor.user_id,
            reopen_reason=at.body.reason,
        )
    )
    await service.start_department_deadlines(at.session, complaint, *OF_DEPARTMENT)


async def _archive(at: MoveContext) -> None:
    complaint, body = at.complaint, at.body
    complaint.root_cause_category = body.root_cause_category or complaint.root_cause_category
    complaint.no_prevention_reason = body.no_prevention_reason or complaint.no_prevention_reason
    complaint.archived_at = at.session.now


async def _withdraw(at: MoveContext) -> None:
    at.complaint.withdrawn_at, at.complaint.withdrawn_reason = at.session.now, at.body.reason
    await deadlines_service.cancel(at.session, SUBJECT, at.complaint.id)
    await compensations_service.void(at.session, at.complaint, but=None)


async def _reassign(at: MoveContext) -> None:
    """Another department's working time counts from the start."""
    await _give(at)
    await deadlines_service.reassign(
        at.session,
        SUBJECT,
        at.complaint.id,
        owner_id=at.complaint.responsible_id,
        department_id=at.complaint.department_id,
        kinds=OF_DEPARTMENT,
    )


async def _hand_over(at: MoveContext) -> None:
    """Somebody must answer to the customer: what the one who left owed passes on with it."""
    complaint, responder_id = at.complaint, at.body.first_responder_id
    assert responder_id is not None
    if faults := await service.responder_faults(at.session, responder_id):
        raise Invalid(errors=faults)
    complaint.first_responder_id = responder_id
    responder = await at.session.get_one(User, responder_id)
    await deadlines_service.reassign(
        at.session,
        SUBJECT,
        complaint.id,
        owner_id=responder.id,
        department_id=responder.department_id,
        kinds=[D.CONTACT],
    )


async def _give(at: MoveContext) -> None:
    """Sets the responsible department and person; 422 naming what does not fit."""
    department_id, person_id = at.body.department_id, at.body.responsible_id
    assert department_id is not None
    assert person_id is not None
    department = await at.session.get(Department, department_id)
    person = (await queries.active_users(at.session, [person_id])).get(person_id)
    faults = []
    if department is None or not department.active:
        faults.append(Fault("/department_id", "unknown_department", "must be a department in use"))
    if person is None or person.department_id != department_id:
        faults.append(Fault("/responsible_id", "not_in_department", "must be an active person of that department"))
    elif Permission.COMPLAINT_HANDLE not in GRANTS[Role(person.role)]:
        faults.append(Fault("/responsible_id", "cannot_handle", "must be somebody who may solve complaints"))
    if faults:
        raise Invalid(errors=faults)
    at.complaint.department_id, at.complaint.responsible_id = department_id, person_id
    at.complaint.dispatched_at = at.session.now


async def _record(at: MoveContext, record_id: uuid.UUID) -> ContactRecord:
    record = await at.session.get(ContactRecord, record_id)
    if record is None or record.customer_id != at.complaint.customer_id:
        raise fault("/contact_record_id", "unknown_record", "the customer has no such contact record")
    return record


_GIVES = frozenset({"dispatch", "reassign", "reopen"})
_EFFECTS: Mapping[str, Callable[[MoveContext], Awaitable[None]]] = {
    "contact": _contact,
    "dispatch": _dispatch,
    "start_investigation": _start_investigation,
    "propose": _propose,
    "agree": _agree,
    "refuse": _refuse,
    "resolve": _resolve,
    "confirm": _confirm,
    "reopen": _reopen,
    "archive": _archive,
    "withdraw": _withdraw,
    "reassign": _reassign,
    "hand_over": _hand_over,
    "escalate": escalate_by_person,
}
