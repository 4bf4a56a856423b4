"""A complaint's clock: contact in the first responder's working time, solution and resolution in that of the
responsible department (MC-20, CR-23). Amounts and the escalation ladder are pinned as each deadline starts."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from meridian.calendars import deadlines
from meridian.calendars.steps import Escalation, Offset, OffsetUnit
from meridian.complaints.codes import DeadlineKind
from meridian.complaints.models import Complaint
from meridian.complaints.queries import SUBJECT
from meridian.identity.models import User
from meridian.kernel.db import Session, WriteSession
from meridian.policies.definitions import (
    COMPLAINT_CONTACT_WORKING_DAYS,
    COMPLAINT_ESCALATION_STEPS,
    COMPLAINT_RESOLUTION_WORKING_DAYS,
    COMPLAINT_SOLUTION_WORKING_DAYS,
)
from meridian.policies.queries import snapshot
from meridian.policies.rules import PolicyDefinition
from meridian.policies.values import EscalationStep

DAYS: Mapping[DeadlineKind, PolicyDefinition[int]] = {
    DeadlineKind.CONTACT: COMPLAINT_CONTACT_WORKING_DAYS,
    DeadlineKind.SOLUTION: COMPLAINT_SOLUTION_WORKING_DAYS,
    DeadlineKind.RESOLUTION: COMPLAINT_RESOLUTION_WORKING_DAYS,
}


def ladder(steps: tuple[EscalationStep, ...]) -> tuple[Escalation, ...]:
    """The policy's rungs as deadlines take them (MC-27)."""
    return tuple(Escalation(Offset(step.offset, OffsetUnit(step.unit)), step.recipient) for step in steps)


async def start_contact(session: WriteSession, complaint: Complaint) -> None:
    """The customer is to be contacted, counted from the registration."""
    responder = await session.get_one(User, complaint.first_responder_id)
    await _start(session, complaint, DeadlineKind.CONTACT, responder.id, responder.department_id, since_registered=True)


async def start_work(session: WriteSession, complaint: Complaint, *kinds: DeadlineKind) -> None:
    """The responsible department owes these from now on."""
    for kind in kinds:
        await _start(session, complaint, kind, complaint.responsible_id, complaint.department_id)


async def _start(
    session: WriteSession,
    complaint: Complaint,
    kind: DeadlineKind,
    owner_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
    *,
    since_registered: bool = False,
) -> None:
    policies = await snapshot(session)
    await deadlines.start(
        session,
        subject_type=SUBJECT,
        subject_id=complaint.id,
        kind=kind,
        working_days=policies.get(DAYS[kind]),
        department_id=department_id,
        owner_id=owner_id,
        customer_id=complaint.customer_id,
        escalations=ladder(policies.get(COMPLAINT_ESCALATION_STEPS)),
        policy_versions=policies.pin(DAYS[kind], COMPLAINT_ESCALATION_STEPS),
        started_at=complaint.registered_at if since_registered else None,
    )


async def working_seconds(session: Session, complaint: Complaint, since: datetime) -> int:
    """Working time since then of whoever owes the work: the first responder's department until the dispatch."""
    department_id = complaint.department_id
    if department_id is None:
        responder = await session.get_one(User, complaint.first_responder_id)
        department_id = responder.department_id
    return await deadlines.working_seconds(session, department_id, since, session.now)
