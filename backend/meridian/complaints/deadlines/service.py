"""A complaint's clocks: each state owes something to somebody by a time (MC-20, CR-23, CR-26).

Contact, dispatch and the question whether the customer is satisfied count in the working time of whose people owe them,
solution, resolution and archiving in that of the responsible department. Amounts and the escalation ladder are pinned
as each deadline starts.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from meridian.calendars.deadlines import service
from meridian.calendars.deadlines.rules import Escalation, Offset, OffsetUnit
from meridian.complaints import queries
from meridian.complaints.models import Complaint
from meridian.complaints.rules import OWED, RESPONDERS_OWN, SUBJECT, ComplaintState, DeadlineKind
from meridian.identity.models import User
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.reporting_line import reporting_line
from meridian.identity.rules import EscalationRecipient
from meridian.kernel.db.session import WriteSession
from meridian.policies.definitions.complaints import (
    COMPLAINT_CONTACT_WORKING_DAYS,
    COMPLAINT_DISPATCH_WORKING_HOURS,
    COMPLAINT_ESCALATION_STEPS,
    COMPLAINT_RESOLUTION_WORKING_DAYS,
    COMPLAINT_SATISFACTION_WORKING_DAYS,
    COMPLAINT_SOLUTION_WORKING_DAYS,
)
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies, PolicyDefinition, SettingUnit
from meridian.policies.value_types import EscalationStep

D = DeadlineKind
TERMS: Mapping[DeadlineKind, PolicyDefinition[int]] = {
    D.CONTACT: COMPLAINT_CONTACT_WORKING_DAYS,
    D.DISPATCH: COMPLAINT_DISPATCH_WORKING_HOURS,
    D.SOLUTION: COMPLAINT_SOLUTION_WORKING_DAYS,
    D.RESOLUTION: COMPLAINT_RESOLUTION_WORKING_DAYS,
    D.SATISFACTION: COMPLAINT_SATISFACTION_WORKING_DAYS,
    D.ARCHIVING: COMPLAINT_SATISFACTION_WORKING_DAYS,
}


def amount(policies: Policies, kind: DeadlineKind) -> dict[str, int]:
    """How much working time the kind is given now, as deadlines take it."""
    number = policies.get(TERMS[kind])
    hours = TERMS[kind].unit is SettingUnit.WORKING_HOURS
    return {"working_minutes": number * 60} if hours else {"working_days": number}


def ladder(steps: tuple[EscalationStep, ...]) -> tuple[Escalation, ...]:
    """The policy's rungs as deadlines take them (MC-27)."""
    return tuple(Escalation(Offset(step.offset, OffsetUnit(step.unit)), step.recipient) for step in steps)


def may_handle(role: str) -> bool:
    """Whether people of the role dispatch and archive complaints."""
    return Permission.COMPLAINT_HANDLE in GRANTS[Role(role)]


async def start(
    session: WriteSession, complaint: Complaint, *kinds: DeadlineKind, since: datetime | None = None
) -> None:
    """These are owed from `since` on, default now."""
    policies = await snapshot(session)
    for kind in kinds:
        owner = await owner_of(session, complaint, kind)
        responsible = owner.id == complaint.responsible_id and kind not in RESPONDERS_OWN
        await service.start(
            session,
            subject_type=SUBJECT,
            subject_id=complaint.id,
            kind=kind,
            **amount(policies, kind),
            department_id=complaint.department_id if responsible else owner.department_id,
            owner_id=owner.id,
            customer_id=complaint.customer_id,
            escalations=ladder(policies.get(COMPLAINT_ESCALATION_STEPS)),
            policy_versions=policies.pin(TERMS[kind], COMPLAINT_ESCALATION_STEPS),
            started_at=since,
        )


class Owner(NamedTuple):
    """Who owes something, and in which department."""

    id: uuid.UUID
    department_id: uuid.UUID | None


async def owner_of(session: WriteSession, complaint: Complaint, kind: DeadlineKind) -> User | Owner:
    """Who owes it: the first responder, the responsible person, or before there is one who passes complaints on.

    That is the first responder where their role may, else who answers for them in the reporting line.
    """
    responder = await session.read_once(User, complaint.first_responder_id)
    if kind in RESPONDERS_OWN:
        return responder
    if complaint.responsible_id is not None:
        return await session.read_once(User, complaint.responsible_id)
    if may_handle(responder.role):
        return responder
    unit_id = responder.team_id or responder.department_id
    line = await reporting_line(session)
    above = line.reached(EscalationRecipient.OWNER, unit_id)
    return Owner(above[0], line.department_of(above[0])) if above else responder


async def pass_on(session: WriteSession, complaint: Complaint, kinds: Sequence[DeadlineKind]) -> None:
    """Other people owe the running ones of these kinds: their department's working time counts from the start."""
    for kind in kinds:
        owner = await owner_of(session, complaint, kind)
        await service.reassign(
            session, SUBJECT, complaint.id, owner_id=owner.id, department_id=owner.department_id, kinds=[kind]
        )


async def start_missing(session: WriteSession, limit: int) -> int:
    """Starts from now what complaints owe in their state and no clock runs for. Returns how many complaints it were.

    Those of a version that had no clock for their state.
    """
    found = await queries.lock_without_clock(session, limit)
    for complaint in found:
        missing = await queries.without_clock(session, complaint, OWED[ComplaintState(complaint.state)])
        await start(session, complaint, *missing)
    return len(found)
