"""The escalation ladder beside the state, climbed by the clock or by a person (MC-27)."""

import uuid

from sqlalchemy import func, select

from meridian.calendars.events import DeadlineMoment
from meridian.calendars.models import DeadlineStep
from meridian.calendars.steps import StepKind
from meridian.complaints.events import COMPLAINT_ESCALATED, COMPLAINT_REMINDED
from meridian.complaints.models import Complaint
from meridian.complaints.queries import SUBJECT
from meridian.complaints.work import Work
from meridian.customers.models import Customer
from meridian.identity.models import Department, Team, User
from meridian.identity.roles import Role
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.events import EventType, emit
from meridian.policies.codes import EscalationRecipient
from meridian.policies.definitions import COMPLAINT_ESCALATION_STEPS
from meridian.policies.queries import snapshot

R = EscalationRecipient


async def by_person(work: Work) -> None:
    """One rung up; whoever stands there is told."""
    complaint = work.complaint
    recipient = (await rungs(work.session, complaint))[complaint.escalation_level]
    complaint.escalation_level += 1
    await _tell(work.session, COMPLAINT_ESCALATED, complaint, recipient, None)


async def by_clock(session: WriteSession, complaint: Complaint, kind: StepKind, moment: DeadlineMoment) -> None:
    """A step of one of its deadlines has come. Reminders to the owner are told by the deadline itself."""
    recipient = R(moment.recipient)
    if kind is StepKind.DUE_SOON:
        if recipient is not R.OWNER:
            await _tell(session, COMPLAINT_REMINDED, complaint, recipient, moment)
        return
    complaint.escalation_level = max(complaint.escalation_level, await _rung(session, moment))
    await _tell(session, COMPLAINT_ESCALATED, complaint, recipient, moment)


async def people(
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
        return await people(session, complaint, R.DIRECTOR, owner_id=owner_id, department_id=department_id)
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


async def _tell(
    session: WriteSession,
    kind: EventType,
    complaint: Complaint,
    recipient: EscalationRecipient,
    moment: DeadlineMoment | None,
) -> None:
    """One event a person."""
    await session.flush()
    told = await people(
        session,
        complaint,
        recipient,
        owner_id=moment.owner_id if moment else complaint.responsible_id,
        department_id=moment.department_id if moment else await _department(session, complaint),
    )
    for user_id in told:
        await emit(
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
