"""Amendments of approved plans: proposed with a reason; applied, or decided when material (RV-5)."""

import uuid
from collections.abc import Sequence, Set

from sqlalchemy import select
from uuid_utils.compat import uuid7

from meridian.calendars.queries import time_in_state
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, NotFound, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.plans import changes as plans_changes
from meridian.plans import queries, service
from meridian.plans.changes import Change
from meridian.plans.events import AMENDMENT_PROPOSED
from meridian.plans.models import ContactPlan, PlanAmendment, PlannedContact
from meridian.plans.rules import REASONS, AmendmentFacts, AmendmentState, ChangeKind, ItemState, due_window
from meridian.plans.schemas import AmendmentDecision, AmendmentUpdate, PlanChange
from meridian.plans.workflow import AMENDMENT


async def propose(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, reason: str, wanted: Sequence[PlanChange]
) -> PlanAmendment:
    """Amends an approved plan. 404, 409 where the plan needs no amendment, 422 naming each fault of each change."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    if not plans_changes.amends(plan):
        raise Conflict(
            msg("the plan is not approved yet, or needs no approval: change its items"), reason="no_amendment"
        )
    named = {change.item_id for change in wanted if change.change is not ChangeKind.ADD}
    items = await queries.load_items_of_plan(session, plan.id, named)
    changes = [_change(index, each, items) for index, each in enumerate(wanted)]
    faults = await plans_changes.prepare(session, actor, plan, changes)
    plans_changes.require_sound(changes, faults)
    amendment, doubled = await amend(session, actor, plan, changes, reason)
    if doubled:
        raise Conflict(
            msg("an added contact is planned for that day already"), reason="duplicate_item", pointer=doubled[0].pointer
        )
    return amendment


def _change(index: int, wanted: PlanChange, items: dict[uuid.UUID, PlannedContact]) -> Change:
    pointer = f"/changes/{index}"
    values = wanted.model_dump(exclude={"change", "item_id"})
    if wanted.change is ChangeKind.ADD:
        return Change(ChangeKind.ADD, None, values, pointer)
    item = items.get(wanted.item_id)
    if item is None:
        raise fault(f"{pointer}/item_id", "not_found", msg("the plan has no such item"))
    return Change(wanted.change, item, values, pointer)


async def amend(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change], reason: str
) -> tuple[PlanAmendment, list[Change]]:
    """Keeps the amendment and makes its changes, or sets them pending. Gives it and the added doubles left out."""
    amendment = PlanAmendment(
        id=uuid7(),
        plan_id=plan.id,
        state=AMENDMENT.start,
        state_since=session.now,
        reason=reason,
        changes=[],
        proposed_by=actor.user_id,
    )
    session.add(amendment)
    await session.flush()
    doubled = await plans_changes.apply(session, plan, changes, reason=reason, amendment_id=amendment.id)
    amendment.changes = [plans_changes.before_and_after(change) for change in changes if change not in doubled]
    if not any(change.material for change in changes):
        await MOVES.make(session, amendment, "apply", parent=plan)
    await publish(session, AMENDMENT_PROPOSED, amendment, move="propose")
    return amendment, doubled


async def settle_items(session: WriteSession, at: MoveContext[PlanAmendment]) -> None:
    """What was decided is done with the items that wait for it; those that are returned by name stand as they were."""
    found = await session.scalars(
        select(PlannedContact)
        .where(PlannedContact.amendment_id == at.record.id, PlannedContact.state == ItemState.PENDING_APPROVAL)
        .order_by(PlannedContact.id)
        .with_for_update()
    )
    pending = found.all()
    approved = at.target is AmendmentState.APPROVED
    returned = _returned(at, {item.id for item in pending}) if approved else frozenset()
    for item in pending:
        await _settle(session, at.parent, item, approved=approved and item.id not in returned, reason=at.reason)
    if returned:
        at.record.changes = [
            {**change, "returned": uuid.UUID(change["item_id"]) in returned} for change in at.record.changes
        ]


def _returned(at: MoveContext[PlanAmendment], pending: Set[uuid.UUID]) -> frozenset[uuid.UUID]:
    """The items that are returned while the rest is approved. 422 for others, for all of them, or without a reason."""
    named: list[uuid.UUID] = at.body.returned_item_ids
    for index, item_id in enumerate(named):
        if item_id not in pending:
            raise fault(
                f"/returned_item_ids/{index}", "not_found", msg("no change of this item waits for the decision")
            )
    if named and pending <= set(named):
        raise fault("/returned_item_ids", "invalid_value", msg("nothing would be approved: return the amendment"))
    if named and at.reason is None:
        raise fault("/reason", "missing", msg("what is returned takes a reason"))
    return frozenset(named)


async def _facts(_session: WriteSession, at: MoveContext[PlanAmendment]) -> AmendmentFacts:
    return queries.amendment_facts(at.record, at.parent, at.actor) if at.actor else AmendmentFacts(own=False)


MOVES = Engine(AMENDMENT, PlanAmendment, time=time_in_state, facts=_facts, effects=(settle_items,))


async def decide(
    session: WriteSession,
    actor: Actor,
    plan_id: uuid.UUID,
    amendment_id: uuid.UUID,
    name: str,
    body: AmendmentDecision,
    version: int,
) -> PlanAmendment:
    """Approves or returns a pending amendment; its items follow. 404, 412, 409, 403, 422 for a reason."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_READ, lock=True)
    amendment = await session.scalar(
        select(PlanAmendment)
        .where(PlanAmendment.id == amendment_id, PlanAmendment.plan_id == plan.id)
        .with_for_update()
    )
    if amendment is None:
        raise NotFound()
    held = await queries.rights(session, actor, plan)
    await MOVES.make(
        session,
        amendment,
        name,
        actor=actor,
        may=lambda code: held[Permission(code)],
        body=body,
        version=version,
        parent=plan,
    )
    return amendment


async def _settle(
    session: WriteSession, plan: ContactPlan, item: PlannedContact, *, approved: bool, reason: str | None
) -> None:
    """What becomes of one pending item: its change is made, or it stands as it was before."""
    proposed = dict(item.proposed or {})
    kind = ChangeKind(proposed.pop("change"))
    gone = ChangeKind.REMOVE if approved else ChangeKind.ADD
    if kind is gone:
        await service.ITEM_MOVES.make_all(session, [item], "drop", reason=reason)
        return
    if not approved or kind is ChangeKind.ADD:
        move = "approve_change" if approved else "return_change"
        await service.ITEM_MOVES.make_all(session, [item], move, reason=reason)
        return
    kept = AmendmentUpdate.model_validate({"change": kind, "item_id": item.id, **proposed})
    values = kept.model_dump(exclude={"change", "item_id"})
    change = Change(kind, item, values)
    change.reasons = {name: values[name] for name in REASONS if name in values}
    if {"due_on", "due_at"} & values.keys():
        change.window = due_window(item.zone, values.get("due_on"), values.get("due_at"))
        if change.moves_date:
            await plans_changes.reschedule(session, plan, change, reason, move="approve_new_date")
            return
    kept_values = {name: values[name] for name in (*plans_changes.FIELDS, *REASONS) if name in values}
    await service.ITEM_MOVES.make_all(session, [item], "approve_change", given={"values": kept_values}, reason=reason)
