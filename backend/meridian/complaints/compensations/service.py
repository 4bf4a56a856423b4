"""Compensation: asked for, approved by limit and by somebody else, changed, made void (CR-25)."""

import uuid
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from meridian.complaints import queries, service
from meridian.complaints.compensations.schemas import CompensationCreate, CompensationMove
from meridian.complaints.errors import refuse_archived
from meridian.complaints.events import COMPENSATION_MOVED, COMPENSATION_REQUESTED
from meridian.complaints.models import Compensation, Complaint
from meridian.complaints.queries import newest_proposal
from meridian.complaints.rules import CompensationState, ComplaintState, needed_role
from meridian.complaints.workflow import COMPENSATION, CompensationFacts
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.problems import Conflict, NotFound, check_version, fault
from meridian.kernel.workflow import service as workflow_service
from meridian.policies.definitions.complaints import COMPENSATION_APPROVAL_LIMITS
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency, rate_on

C, S = CompensationState, ComplaintState
SUBJECT = "compensation"
CENTS, LARGEST = Decimal("0.0001"), Decimal(10) ** 14
NEGOTIABLE = frozenset({S.REGISTERED, S.CONTACTED, S.DISPATCHED, S.INVESTIGATING, S.PROPOSED})
"""States in which the customer has not agreed to anything yet."""


async def request(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: CompensationCreate
) -> Compensation:
    """Asks for an approval. 404, 409 when archived, settled or without an exchange rate, 403."""
    complaint = await _negotiable(session, actor, complaint_id)
    await service.require(session, actor, complaint, Permission.COMPLAINT_HANDLE)
    compensation = Compensation(
        complaint_id=complaint.id,
        round=complaint.round,
        reason=body.reason,
        state=C.REQUESTED,
        **await _asked(session, actor, body.amount, body.currency),
    )
    session.add(compensation)
    await _publish(session, COMPENSATION_REQUESTED, complaint, compensation)
    return compensation


async def move(
    session: WriteSession,
    actor: Actor,
    complaint_id: uuid.UUID,
    compensation_id: uuid.UUID,
    name: str,
    body: CompensationMove,
    version: int,
) -> Compensation:
    """Approves, denies or changes it. 404, 412, 409 with the allowed moves, 403, 422, 409 of a guard."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    compensation = await load(session, complaint, compensation_id)
    check_version(compensation.version, version)
    refuse_archived(complaint)
    before, entered_at = C(compensation.state), compensation.state_since
    held = await queries.rights(session, actor, complaint)
    target = COMPENSATION.check(
        name,
        before,
        may=lambda code: held[Permission(code)],
        given=body.model_dump(),
        context=await _facts(session, actor, complaint, compensation),
    )
    if name == "approve":
        compensation.approved_by, compensation.approved_at = actor.user_id, session.now
    elif name == "deny":
        compensation.denied_by, compensation.denied_at = actor.user_id, session.now
        compensation.denied_reason = body.reason
    else:
        await _change(session, actor, complaint, compensation, body)
    await _enter(session, complaint, compensation, name, target, entered_at=entered_at, reason=body.reason)
    return compensation


async def void(session: WriteSession, complaint: Complaint, *, but: uuid.UUID | None) -> None:
    """What was asked for or approved and is not part of what the customer agreed to can be paid no more."""
    found = await session.scalars(
        select(Compensation)
        .where(
            Compensation.complaint_id == complaint.id,
            Compensation.round == complaint.round,
            Compensation.state.in_([C.REQUESTED, C.APPROVED]),
        )
        .order_by(Compensation.id)
        .with_for_update()
    )
    for compensation in found.all():
        if compensation.id != but:
            await _enter(
                session, complaint, compensation, "void", C.VOID, entered_at=compensation.state_since, reason=None
            )


async def load(session: WriteSession, complaint: Complaint, compensation_id: uuid.UUID) -> Compensation:
    """The complaint's compensation, locked; 404 when it has none such."""
    compensation = await session.scalar(
        select(Compensation)
        .where(Compensation.id == compensation_id, Compensation.complaint_id == complaint.id)
        .with_for_update()
    )
    if compensation is None:
        raise NotFound()
    return compensation


async def _negotiable(session: WriteSession, actor: Actor, complaint_id: uuid.UUID) -> Complaint:
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    refuse_archived(complaint)
    if S(complaint.state) not in NEGOTIABLE:
        raise Conflict(f"a complaint that is {complaint.state} takes no new compensation", reason="wrong_state")
    return complaint


async def _asked(session: WriteSession, actor: Actor, amount: Decimal, currency: str) -> dict[str, object]:
    """Amounts, limits pinned and the role they need, as asked for by the actor now."""
    policies, base = await snapshot(session), await base_currency(session)
    rate = await rate_on(session, session.now.date(), currency)
    if rate is None:
        raise Conflict(f"no exchange rate from {currency} to {base} is known", reason="no_exchange_rate")
    base_amount = (amount * rate).quantize(CENTS, ROUND_HALF_UP)
    if base_amount >= LARGEST:
        raise fault("/amount", "too_large", f"is more than can be kept in {base}")
    return {
        "amount": amount,
        "currency": currency,
        "base_amount": base_amount,
        "base_currency": base,
        "policy_versions": policies.pin(COMPENSATION_APPROVAL_LIMITS),
        "needed_role": needed_role(policies.get(COMPENSATION_APPROVAL_LIMITS), base_amount),
        "requested_by": actor.user_id,
        "requested_at": session.now,
        "state_since": session.now,
    }


async def _facts(
    session: WriteSession, actor: Actor, complaint: Complaint, compensation: Compensation
) -> CompensationFacts:
    policies = await snapshot(session)
    limits = policies.pinned(COMPENSATION_APPROVAL_LIMITS, compensation.policy_versions)
    proposal = await newest_proposal(session, complaint)
    offered = proposal is not None and proposal.compensation_id == compensation.id and proposal.told_at is not None
    settled = S(complaint.state) not in NEGOTIABLE or complaint.round != compensation.round
    return CompensationFacts(
        own=compensation.requested_by == actor.user_id,
        base_amount=compensation.base_amount,
        approves=actor.role in limits,
        limit=limits.get(actor.role),
        told=settled or (offered and S(complaint.state) is S.PROPOSED),
        needed_role=compensation.needed_role,
    )


async def _change(
    session: WriteSession, actor: Actor, complaint: Complaint, compensation: Compensation, body: CompensationMove
) -> None:
    """Another amount is another request: an approval of the old one is void."""
    assert body.amount is not None
    asked = await _asked(session, actor, body.amount, body.currency or compensation.currency)
    for name, value in asked.items():
        setattr(compensation, name, value)
    compensation.approved_by = compensation.approved_at = None
    compensation.denied_by = compensation.denied_at = compensation.denied_reason = None


async def _enter(
    session: WriteSession,
    complaint: Complaint,
    compensation: Compensation,
    name: str,
    target: CompensationState,
    *,
    entered_at: datetime,
    reason: str | None,
) -> None:
    await workflow_service.record_transition(
        session,
        workflow=COMPENSATION.name,
        subject_type=SUBJECT,
        subject_id=compensation.id,
        customer_id=complaint.customer_id,
        move=name,
        from_state=compensation.state,
        to_state=target,
        entered_at=entered_at,
        working_seconds=await queries.working_seconds(session, complaint, entered_at),
        reason=reason,
    )
    compensation.state, compensation.state_since = target, session.now
    await _publish(session, COMPENSATION_MOVED, complaint, compensation)


async def _publish(session: WriteSession, kind: EventType, complaint: Complaint, compensation: Compensation) -> None:
    await session.flush()
    await publish(
        session,
        kind,
        subject_type=SUBJECT,
        subject_id=compensation.id,
        version=compensation.version,
        customer_id=complaint.customer_id,
        audience_user_id=compensation.requested_by,
        data={
            "complaint_id": complaint.id,
            "state": compensation.state,
            "needed_role": compensation.needed_role,
        },
    )
