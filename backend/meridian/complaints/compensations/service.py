"""Compensation: asked for, approved by limit and by somebody else, changed, made void (CR-25)."""

import uuid
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from meridian.calendars.queries import time_in_state, today
from meridian.complaints import queries, service
from meridian.complaints.compensations.queries import compensation_facts
from meridian.complaints.compensations.schemas import CompensationCreate, CompensationMove
from meridian.complaints.compensations.workflow import COMPENSATION
from meridian.complaints.events import COMPENSATION_REQUESTED
from meridian.complaints.models import Compensation, Complaint, refuse_archived
from meridian.complaints.rules import NEGOTIABLE, CompensationFacts, CompensationState, ComplaintState, needed_role
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, NotFound, fault
from meridian.kernel.schemas import Money
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.policies.definitions.complaints import COMPENSATION_APPROVAL_LIMITS
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency, rate_on

C, S = CompensationState, ComplaintState
CENTS, LARGEST = Decimal("0.0001"), Decimal(10) ** 14


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
        **await _asked(session, actor, body.amount),
    )
    session.add(compensation)
    await publish(session, COMPENSATION_REQUESTED, compensation, complaint)
    return compensation


async def ask_anew(session: WriteSession, at: MoveContext[Compensation]) -> None:
    """Another amount is another request, by whoever changes it and under the limits of now."""
    asked = await _asked(session, at.actor, at.body.amount)
    assign(at.record, asked)


async def _facts(session: WriteSession, at: MoveContext[Compensation]) -> CompensationFacts:
    return (await compensation_facts(session, at.actor, at.parent))(at.record)


MOVES = Engine(
    COMPENSATION,
    Compensation,
    time=time_in_state,
    departments=service.departments_that_owe,
    facts=_facts,
    effects=(ask_anew,),
)


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
    refuse_archived(complaint)
    held = await queries.rights(session, actor, complaint)
    await MOVES.make(
        session,
        compensation,
        name,
        actor=actor,
        may=lambda code: held[Permission(code)],
        body=body,
        version=version,
        parent=complaint,
    )
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
    await MOVES.make_all(session, [one for one in found if one.id != but], "void", parent=complaint)


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
        raise Conflict(
            msg("a complaint that is {state} takes no new compensation", state=complaint.state), reason="wrong_state"
        )
    return complaint


async def _asked(session: WriteSession, actor: Actor, owed: Money) -> dict[str, object]:
    """Amounts, limits pinned and the role they need, as asked for by the actor now."""
    policies, base = await snapshot(session), await base_currency(session)
    rate = await rate_on(session, await today(session), owed.currency)
    if rate is None:
        raise Conflict(
            msg("no exchange rate from {currency} to {base} is known", currency=owed.currency, base=base),
            reason="no_exchange_rate",
        )
    base_amount = (owed.amount * rate).quantize(CENTS, ROUND_HALF_UP)
    if base_amount >= LARGEST:
        raise fault("/amount/amount", "too_large", msg("is more than can be kept in {base}", base=base))
    return {
        "amount": owed.amount,
        "currency": owed.currency,
        "base_amount": base_amount,
        "base_currency": base,
        "policy_versions": policies.pin(COMPENSATION_APPROVAL_LIMITS),
        "needed_role": needed_role(policies.get(COMPENSATION_APPROVAL_LIMITS), base_amount),
        "requested_by": actor.user_id,
        "requested_at": session.now,
    }
