"""Amendments of approved plans: proposed with a reason; applied, or decided when material (RV-5)."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from uuid_utils.compat import uuid7

from meridian.calendars.deadlines.service import working_seconds
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.problems import Conflict, NotFound, check_version, fault
from meridian.kernel.workflow import service as workflow_service
from meridian.kernel.workflow.batch import Batch
from meridian.plans import changes as plans_changes
from meridian.plans import queries, service
from meridian.plans.changes import Change
from meridian.plans.events import PLAN_AMENDED
from meridian.plans.models import ContactPlan, PlanAmendment, PlannedContact
from meridian.plans.rules import AmendmentFacts, AmendmentState, ChangeKind, ItemState, due_window
from meridian.plans.schemas import AmendmentUpdate, PlanChange
from meridian.plans.workflow import AMENDMENT


async def propose(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, reason: str, wanted: Sequence[PlanChange]
) -> PlanAmendment:
    """Amends an approved plan. 404, 409 where the plan needs no amendment, 422 naming each fault of each change."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    if not plans_changes.amends(plan):
        raise Conflict("the plan is not approved yet, or needs no approval: change its items", reason="no_amendment")
    named = {change.item_id for change in wanted if change.change is not ChangeKind.ADD}
    items = await queries.load_items_of_plan(session, plan.id, named)
    changes = [_change(index, each, items) for index, each in enumerate(wanted)]
    faults = await plans_changes.prepare(session, actor, plan, changes)
    plans_changes.require_sound(changes, faults)
    amendment, doubled = await amend(session, actor, plan, changes, reason)
    if doubled:
        raise Conflict(
            "an added contact is planned for that day already", reason="duplicate_item", pointer=doubled[0].pointer
        )
    return amendment


def _change(index: int, wanted: PlanChange, items: dict[uuid.UUID, PlannedContact]) -> Change:
    pointer = f"/changes/{index}"
    values = wanted.model_dump(exclude={"change", "item_id"})
    if wanted.change is ChangeKind.ADD:
        return Change(ChangeKind.ADD, None, values, pointer)
    item = items.get(wanted.item_id)
    if item is None:
        raise fault(f"{pointer}/item_id", "not_found", "the plan has no such item")
    return Change(wanted.change, item, values, pointer)


async def amend(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change], reason: str
) -> tuple[PlanAmendment, list[Change]]:
    """Keeps the amendment and makes its changes, or sets them pending. Gives it and the added doubles left out."""
    material = any(change.material for change in changes)
    state = AmendmentState.PENDING if material else AmendmentState.APPLIED
    amendment = PlanAmendment(
        id=uuid7(),
        plan_id=plan.id,
        state=state,
        state_since=session.now,
        reason=reason,
        changes=[],
        proposed_by=actor.user_id,
    )
    session.add(amendment)
    await session.flush()
    doubled = await plans_changes.apply(session, plan, changes, reason=reason, amendment_id=amendment.id)
    amendment.changes = [plans_changes.before_and_after(change) for change in changes if change not in doubled]
    await session.flush()
    await _publish(session, plan, amendment, "propose")
    return amendment, doubled


async def decide(
    session: WriteSession,
    actor: Actor,
    plan_id: uuid.UUID,
    amendment_id: uuid.UUID,
    move: str,
    reason: str | None,
    version: int,
) -> PlanAmendment:
    """Approves or returns a pending amendment; its items follow."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_READ, lock=True)
    amendment = await session.scalar(
        select(PlanAmendment)
        .where(PlanAmendment.id == amendment_id, PlanAmendment.plan_id == plan.id)
        .with_for_update()
    )
    if amendment is None:
        raise NotFound()
    check_version(amendment.version, version)
    before = AmendmentState(amendment.state)
    facts = AmendmentFacts(own=actor.user_id in (amendment.proposed_by, plan.owner_id))
    may = await queries.rights(session, actor, plan)
    target = AMENDMENT.check(move, before, may=may, given={"reason": reason}, context=facts)
    pending = await session.scalars(
        select(PlannedContact)
        .where(PlannedContact.amendment_id == amendment.id, PlannedContact.state == ItemState.PENDING_APPROVAL)
        .order_by(PlannedContact.id)
        .with_for_update()
    )
    for item in pending.all():
        await _settle(session, plan, item, approved=target is AmendmentState.APPROVED, reason=reason)
    await workflow_service.record_transition(
        session,
        workflow=AMENDMENT.name,
        subject_type="plan_amendment",
        subject_id=amendment.id,
        move=move,
        from_state=before,
        to_state=target,
        entered_at=amendment.state_since,
        working_seconds=await working_seconds(session, plan.department_id, amendment.state_since, session.now),
        reason=reason,
    )
    amendment.state, amendment.state_since = target, session.now
    amendment.decided_by, amendment.decided_at, amendment.decision_reason = actor.user_id, session.now, reason
    await session.flush()
    await _publish(session, plan, amendment, move)
    return amendment


async def _settle(
    session: WriteSession, plan: ContactPlan, item: PlannedContact, *, approved: bool, reason: str | None
) -> None:
    """What becomes of one pending item: its change is made, or it stands as it was before."""
    proposed = dict(item.proposed or {})
    kind = ChangeKind(proposed.pop("change"))
    gone = ChangeKind.REMOVE if approved else ChangeKind.ADD
    if kind is gone:
        pending = {ItemState.PENDING_APPROVAL: "drop"}
        await service.close_items(session, [item], moves=pending, state=ItemState.CANCELLED, reason=reason)
        return
    if not approved or kind is ChangeKind.ADD:
        await _resume(session, item, "approve_change" if approved else "return_change", reason)
        return
    kept = AmendmentUpdate.model_validate({"change": kind, "item_id": item.id, **proposed})
    values = kept.model_dump(exclude={"change", "item_id"})
    change = Change(kind, item, values)
    if {"due_on", "due_at"} & values.keys():
        change.window = due_window(item.zone, values.get("due_on"), values.get("due_at"))
        if change.moves_date:
            await plans_changes.reschedule(session, plan, change, reason, move="approve_new_date")
            return
    await _resume(session, item, "approve_change", reason, values)


async def _resume(
    session: WriteSession, item: PlannedContact, move: str, reason: str | None, values: dict[str, Any] | None = None
) -> None:
    batch, spent = Batch(), await service.item_time_in_state(session, [item])
    service.record_item_move(batch, session, item, move, ItemState.PLANNED, reason, spent=spent)
    plans_changes.assign(item, values or {}, None)
    item.state, item.state_since, item.state_reason = ItemState.PLANNED, session.now, reason
    item.amendment_id, item.proposed = None, None
    await session.flush()
    await batch.write(session)


async def _publish(session: WriteSession, plan: ContactPlan, amendment: PlanAmendment, move: str) -> None:
    """The plan's owner hears of a decision; those who decide hear of a proposal."""
    proposed = amendment.decided_at is None
    await publish(
        session,
        PLAN_AMENDED,
        subject_type="plan_amendment",
        subject_id=amendment.id,
        version=amendment.version,
        audience_user_id=None if proposed else plan.owner_id,
        permission=Permission.PLAN_APPROVE if proposed else None,
        data={"move": move, "state": amendment.state},
    )
