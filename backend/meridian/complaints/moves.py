"""The moves of complaints: one effect each, their deadlines with them (workflows.md, CR-22..26, MC-20)."""

import uuid
from collections.abc import Awaitable, Callable, Mapping

from meridian.calendars import deadlines
from meridian.complaints import clock, compensations, escalation, queries, service, work
from meridian.complaints.codes import Answer, CompensationState, ComplaintState, DeadlineKind
from meridian.complaints.errors import refuse_archived
from meridian.complaints.events import COMPLAINT_DISPATCHED, COMPLAINT_MOVED
from meridian.complaints.models import Complaint, ComplaintRound
from meridian.complaints.queries import SUBJECT
from meridian.complaints.rules import COMPLAINT, ComplaintFacts
from meridian.complaints.schemas_moves import ComplaintMove
from meridian.complaints.work import Work
from meridian.identity.actor import Actor
from meridian.identity.models import Department, User
from meridian.identity.roles import GRANTS, Permission, Role
from meridian.kernel import transitions
from meridian.kernel.db import WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.problems import Fault, Invalid, fault
from meridian.records.codes import SCORES
from meridian.records.models import ContactRecord

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
    at_hand = await work.take_up(session, actor, complaint, body)
    target = COMPLAINT.check(
        name,
        before,
        may=lambda code: held[Permission(code)],
        given=await work.given(at_hand, name),
        context=await _facts(at_hand),
    )
    spent = await clock.working_seconds(session, complaint, entered_at) if target is not before else None
    await _EFFECTS[name](at_hand)
    if target is not before:
        complaint.state, complaint.state_since = target, session.now
    await transitions.record(
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
    await service.tell(session, COMPLAINT_MOVED, complaint, move=name)
    if name in _GIVES:
        await service.tell(
            session, COMPLAINT_DISPATCHED, complaint, move=name, audience_user_id=complaint.responsible_id
        )
    return complaint


async def _facts(at: Work) -> ComplaintFacts:
    """What the guards look at. A compensation changed since the proposal was drawn up is not what it offers."""
    complaint, offered, proposed = at.complaint, at.compensation, at.proposal
    responders = await queries.active_users(at.session, [complaint.first_responder_id])
    same = offered and proposed and (offered.amount, offered.currency) == (proposed.amount, proposed.currency)
    return ComplaintFacts(
        compensation=CompensationState(offered.state) if offered else None,
        offered=offered is None or bool(same),
        level=complaint.escalation_level,
        rungs=len(await escalation.rungs(at.session, complaint)),
        responder_left=not responders,
    )


async def _contact(at: Work) -> None:
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
    await deadlines.meet(at.session, SUBJECT, complaint.id, [D.CONTACT], at=met_at)


async def _dispatch(at: Work) -> None:
    await _give(at)
    await clock.start_work(at.session, at.complaint, *OF_DEPARTMENT)


async def _start_investigation(at: Work) -> None:
    """The department has taken it up; its clocks run since the dispatch."""


async def _propose(at: Work) -> None:
    """From here on the customer is waited for, so the resolution's clock stands."""
    assert at.proposal is not None
    told_at = at.body.told_at or at.session.now
    if not at.complaint.state_since <= told_at <= at.session.now:
        raise fault("/told_at", "out_of_range", "must lie between the start of the investigation and now")
    at.proposal.told_at, at.proposal.told_by = told_at, at.actor.user_id
    at.proposal.told_channel = at.body.told_channel
    await deadlines.meet(at.session, SUBJECT, at.complaint.id, [D.SOLUTION])
    await deadlines.pause(at.session, SUBJECT, at.complaint.id, [D.RESOLUTION])


async def _agree(at: Work) -> None:
    await _answered(at, Answer.AGREED)
    await compensations.void(at.session, at.complaint, but=at.proposal.compensation_id if at.proposal else None)


async def _refuse(at: Work) -> None:
    """The department owes a new solution, in the same time as the first."""
    await _answered(at, Answer.REFUSED)
    await clock.start_work(at.session, at.complaint, D.SOLUTION)


async def _answered(at: Work, answer: Answer) -> None:
    assert at.proposal is not None
    if at.body.contact_record_id is not None:
        at.proposal.answer_record_id = (await _record(at, at.body.contact_record_id)).id
    at.proposal.answer, at.proposal.answered_at = answer, at.session.now
    at.proposal.answer_noted_by = at.actor.user_id
    at.proposal.answer_note = at.body.note or at.body.reason
    await deadlines.resume(at.session, SUBJECT, at.complaint.id, [D.RESOLUTION])


async def _resolve(at: Work) -> None:
    assert at.body.done_at is not None
    if not at.complaint.registered_at <= at.body.done_at <= at.session.now:
        raise fault("/done_at", "out_of_range", "must lie between the registration and now")
    at.round.done, at.round.done_at = at.body.done, at.body.done_at
    at.round.resolved_by, at.round.resolved_at = at.actor.user_id, at.session.now
    await deadlines.meet(at.session, SUBJECT, at.complaint.id, [D.RESOLUTION])


async def _confirm(at: Work) -> None:
    if at.body.satisfaction is not None:
        for name in SCORES:
            setattr(at.round, f"score_{name}", getattr(at.body.satisfaction, name))
    at.round.satisfaction_comment = at.body.comment
    at.round.confirmed_by, at.round.confirmed_at = at.actor.user_id, at.session.now


async def _reopen(at: Work) -> None:
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
    await clock.start_work(at.session, complaint, *OF_DEPARTMENT)


async def _archive(at: Work) -> None:
    complaint, body = at.complaint, at.body
    complaint.root_cause_category = body.root_cause_category or complaint.root_cause_category
    complaint.no_prevention_reason = body.no_prevention_reason or complaint.no_prevention_reason
    complaint.archived_at = at.session.now


async def _withdraw(at: Work) -> None:
    at.complaint.withdrawn_at, at.complaint.withdrawn_reason = at.session.now, at.body.reason
    await deadlines.cancel(at.session, SUBJECT, at.complaint.id)
    await compensations.void(at.session, at.complaint, but=None)


async def _reassign(at: Work) -> None:
    """Another department's working time counts from the start."""
    await _give(at)
    await deadlines.reassign(
        at.session,
        SUBJECT,
        at.complaint.id,
        owner_id=at.complaint.responsible_id,
        department_id=at.complaint.department_id,
        kinds=OF_DEPARTMENT,
    )


async def _hand_over(at: Work) -> None:
    """Somebody must answer to the customer: what the one who left owed passes on with it."""
    complaint, responder_id = at.complaint, at.body.first_responder_id
    assert responder_id is not None
    if faults := await service.responder_faults(at.session, responder_id):
        raise Invalid(errors=faults)
    complaint.first_responder_id = responder_id
    responder = await at.session.get_one(User, responder_id)
    await deadlines.reassign(
        at.session,
        SUBJECT,
        complaint.id,
        owner_id=responder.id,
        department_id=responder.department_id,
        kinds=[D.CONTACT],
    )


async def _give(at: Work) -> None:
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


async def _record(at: Work, record_id: uuid.UUID) -> ContactRecord:
    record = await at.session.get(ContactRecord, record_id)
    if record is None or record.customer_id != at.complaint.customer_id:
        raise fault("/contact_record_id", "unknown_record", "the customer has no such contact record")
    return record


_GIVES = frozenset({"dispatch", "reassign", "reopen"})
_EFFECTS: Mapping[str, Callable[[Work], Awaitable[None]]] = {
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
    "escalate": escalation.by_person,
}
