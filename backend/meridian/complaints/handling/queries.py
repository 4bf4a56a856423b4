"""A complaint taken to be moved: all that its moves look at, read at once, and what it holds of what they need."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from meridian.calendars.deadlines.models import DeadlineStep
from meridian.calendars.deadlines.rules import StepKind
from meridian.complaints.models import Complaint, ComplaintProposal, ComplaintRound, PreventiveAction, SatisfactionTry
from meridian.complaints.queries import (
    NEWEST_DEADLINE,
    OFFER,
    PERMISSIONS,
    RUNGS,
    FirstResponder,
    Responsible,
    Taken,
    current_round,
    facts_of,
    newest_proposal,
    take_turn,
    visible_to,
)
from meridian.complaints.rules import ROUND_SUBJECT, ComplaintFacts, PreventiveState, asked_in_vain
from meridian.customers.models import Customer
from meridian.files import queries as files
from meridian.identity.actor import Actor
from meridian.identity.models import Department, User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.problems import NotFound
from meridian.kernel.workflow.rules import MoveContext

At = MoveContext[Complaint]
May = Callable[[str], bool]
_NONE: Any = literal_column("'{}'::text[]")


_RUNGS = (
    select(func.coalesce(func.array_agg(aggregate_order_by(DeadlineStep.recipient, DeadlineStep.number)), _NONE))
    .where(DeadlineStep.deadline_id == NEWEST_DEADLINE, DeadlineStep.kind == StepKind.ESCALATED)
    .correlate(Complaint)
    .scalar_subquery()
)
_PROPOSAL = (
    select(ComplaintProposal.id)
    .where(ComplaintProposal.complaint_id == Complaint.id, ComplaintProposal.round == Complaint.round)
    .order_by(ComplaintProposal.version.desc())
    .limit(1)
    .correlate(Complaint)
    .scalar_subquery()
)


async def take(session: WriteSession, actor: Actor, complaint_id: uuid.UUID) -> tuple[Complaint, May, Taken]:
    """The complaint, locked with its customer; what the actor may do with it; and all that its moves look at.

    404 outside the actor's reading scope.
    """
    await take_turn(session, complaint_id)
    statement = (
        select(Complaint, ComplaintRound, ComplaintProposal, FirstResponder, Responsible)
        .add_columns(OFFER.c.state.label("compensation"), OFFER.c.offered, FirstResponder.active.label("active"))
        .add_columns(_RUNGS.label("rungs"), func.coalesce(Customer.team_id, Customer.department_id).label("unit_id"))
        .add_columns(*(visible_to(actor, permission).label(permission.name) for permission in PERMISSIONS))
        .join(Customer, Customer.id == Complaint.customer_id)
        .join(FirstResponder, FirstResponder.id == Complaint.first_responder_id)
        .join(
            ComplaintRound, (ComplaintRound.complaint_id == Complaint.id) & (ComplaintRound.number == Complaint.round)
        )
        .outerjoin(Responsible, Responsible.id == Complaint.responsible_id)
        .outerjoin(ComplaintProposal, ComplaintProposal.id == _PROPOSAL)
        .outerjoin(OFFER, true())
        .where(Complaint.id == complaint_id, visible_to(actor))
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise NotFound()
    complaint: Complaint = row[0]
    for person in (row[3], row[4]):
        if person is not None:
            session.keep(person.id, person)
    known = row._mapping
    facts = facts_of(complaint.escalation_level, {**known, "rungs": len(row.rungs), "responder_active": row.active})
    taken = Taken(row[1], row[2], facts, row.unit_id, tuple(row.rungs))
    return complaint, lambda code: bool(known[Permission(code).name]), taken


async def department_with(
    session: WriteSession, department_id: uuid.UUID, person_id: uuid.UUID
) -> tuple[bool, User | None]:
    """Whether that is a department in use; and the person, if they work in it now."""
    statement = (
        select(Department.active, User)
        .outerjoin(User, (User.id == person_id) & (User.department_id == Department.id) & User.active)
        .where(Department.id == department_id)
    )
    row = (await session.execute(statement)).one_or_none()
    return (False, None) if row is None else (row[0], row[1])


async def facts(session: WriteSession, complaint: Complaint) -> ComplaintFacts:
    """What guards look at, of one complaint."""
    if (taken := Taken.of(session, complaint)) is not None:
        return taken.facts
    statement = (
        select(OFFER.c.state.label("compensation"), OFFER.c.offered, RUNGS.label("rungs"))
        .add_columns(FirstResponder.active.label("responder_active"))
        .select_from(Complaint)
        .join(FirstResponder, FirstResponder.id == Complaint.first_responder_id)
        .outerjoin(OFFER, true())
        .where(Complaint.id == complaint.id)
    )
    return facts_of(complaint.escalation_level, (await session.execute(statement)).one()._mapping)


async def given_fields(session: WriteSession, at: At) -> Mapping[str, Any]:
    """The request's fields with what the record holds of what the move needs."""
    held = await _HELD[at.move.name](session, at) if at.move.name in _HELD else {}
    return {**at.given, **held}


async def tries(session: WriteSession, complaint: Complaint) -> Sequence[datetime]:
    """When the customer was asked in vain in the current round, in order."""
    asked = select(SatisfactionTry.tried_at).where(
        SatisfactionTry.complaint_id == complaint.id, SatisfactionTry.round == complaint.round
    )
    return (await session.scalars(asked.order_by(SatisfactionTry.tried_at))).all()


async def _registered(session: WriteSession, at: At) -> dict[str, Any]:
    complaint = at.record
    names = ("reason", "wanted_solution", "channel", "first_responder_id")
    return {
        **{name: getattr(complaint, name) for name in names},
        "product": complaint.product or complaint.product_id,
        "apologised": (complaint.apologised or at.body.apologised) or None,
    }


async def _found(session: WriteSession, at: At) -> dict[str, Any]:
    found, proposal = await current_round(session, at.record), await newest_proposal(session, at.record)
    evidence = found.evidence or (await files.of(session, ROUND_SUBJECT, [found.id])).get(found.id)
    fresh = proposal if proposal and proposal.told_at is None else None
    return {
        "cause": found.cause,
        "cause_category": found.cause_category,
        "evidence": evidence,
        "solution": fresh and fresh.solution,
    }


async def _agreement(session: WriteSession, at: At) -> dict[str, Any]:
    return {"note": at.body.note or at.body.contact_record_id}


async def _asked(session: WriteSession, at: At) -> dict[str, Any]:
    return {"satisfaction": at.body.satisfaction or asked_in_vain(await tries(session, at.record)) or None}


async def _department(session: WriteSession, at: At) -> dict[str, Any]:
    """Both are given, or the ones before stay."""
    body, complaint = at.body, at.record
    if body.department_id or body.responsible_id:
        return {}
    return {"department_id": complaint.department_id, "responsible_id": complaint.responsible_id}


async def _prevention(session: WriteSession, at: At) -> dict[str, Any]:
    body, complaint = at.body, at.record
    stands = PreventiveAction.state != PreventiveState.CANCELLED
    planned = await session.scalar(select(exists().where(PreventiveAction.complaint_id == complaint.id, stands)))
    return {
        "root_cause_category": body.root_cause_category or complaint.root_cause_category,
        "no_prevention_reason": body.no_prevention_reason or complaint.no_prevention_reason or planned or None,
    }


_HELD: Mapping[str, Callable[[WriteSession, At], Awaitable[dict[str, Any]]]] = {
    "contact": _registered,
    "propose": _found,
    "agree": _agreement,
    "confirm": _asked,
    "reopen": _department,
    "archive": _prevention,
}
