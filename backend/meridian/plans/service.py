"""Drafting plans and moving them through their workflow (RV-3, RV-4); writing and moving their items."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from uuid_utils.compat import uuid7

from meridian.calendars.deadlines.service import working_seconds
from meridian.calendars.time_in_state import time_in_state
from meridian.customers.rules import Channel
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.identity.queries import active_people
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.problems import Conflict, check_version, fault
from meridian.kernel.workflow import service
from meridian.kernel.workflow.batch import Batch
from meridian.plans import queries
from meridian.plans.events import ITEM_EVENTS, ITEM_PLANNED, PLAN_CHANGED, PLAN_CREATED, PLAN_MOVED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import (
    CLOSED_PLANS,
    METHODS_OF,
    OPEN_ITEMS,
    Candidate,
    DueWindow,
    ItemState,
    PlanFacts,
    PlanKind,
    PlanState,
    submitted_late,
)
from meridian.plans.schemas import PlanCreate, PlanMove, PlanUpdate
from meridian.plans.workflow import ITEM, PLAN
from meridian.policies.definitions.sales import REVISIT_PLAN_LEAD_DAYS
from meridian.policies.queries import snapshot

# How items are written: new rows, and moves of many at once, each with its transitions and events.


BATCH = 1000
Spent = Mapping[uuid.UUID, int]
"""Working seconds by item."""
_CLOSE = (
    "UPDATE planned_contact SET state = :state, state_since = :now, state_reason = :reason,"
    " proposed = NULL, amendment_id = NULL WHERE id = ANY(CAST(:ids AS uuid[])) RETURNING id"
)


def new_item(
    session: WriteSession, plan_id: uuid.UUID, candidate: Candidate, window: DueWindow, **others: Any
) -> dict[str, Any]:
    """The row of a new item; `others` are further columns."""
    return {
        "id": uuid7(),
        "plan_id": plan_id,
        "customer_id": candidate.customer_id,
        "contact_id": candidate.contact_id,
        "assignee_id": candidate.assignee_id,
        "method": candidate.method,
        "zone": window.zone,
        "due_on": window.due_on,
        "due_at": window.due_at,
        "due_from": window.due_from,
        "missed_after": window.missed_after,
        "state": ItemState.PLANNED,
        "state_since": session.now,
        "created_by": session.actor_id,
        "aim": None,
        "place": None,
        "materials": None,
        "previous_id": None,
        "origin_record_id": None,
        "amendment_id": None,
        "proposed": None,
        **others,
    }


def item_data(row: dict[str, Any]) -> dict[str, Any]:
    """What an event says of an item, from its row."""
    return {name: row[name] for name in ("plan_id", "state", "method", "due_on", "assignee_id")}


async def insert_items(session: WriteSession, rows: Sequence[dict[str, Any]]) -> set[uuid.UUID]:
    """Writes the rows, except those already planned the same (method, person, day); gives the ids of the others."""
    if not rows:
        return set()
    inserts = Batch()
    for row in rows:
        inserts.insert(PlannedContact, **row)
    inserts.if_absent(PlannedContact)
    written = {uuid.UUID(row["id"]) for row in (await inserts.write(session))["new_planned_contact"]}
    events = Batch()
    for row in rows:
        if row["id"] in written:
            events.event(
                ITEM_PLANNED,
                subject_type="planned_contact",
                subject_id=row["id"],
                customer_id=row["customer_id"],
                version=1,
                data=item_data(row),
            )
    await events.write(session)
    return written


async def item_time_in_state(session: WriteSession, items: Iterable[PlannedContact]) -> Spent:
    """Working time of the plan's department since each item came to its state."""
    items = list(items)
    if not items:
        return {}
    plan_ids = {item.plan_id for item in items}
    owing = select(ContactPlan.id, ContactPlan.department_id).where(ContactPlan.id.in_(plan_ids))
    departments = {row.id: row.department_id for row in await session.execute(owing)}
    counting = await time_in_state(session)
    return {item.id: counting.seconds(departments[item.plan_id], item.state_since) for item in items}


def record_item_move(
    batch: Batch,
    session: WriteSession,
    item: PlannedContact,
    move: str | None,
    state: str,
    reason: str | None = None,
    *,
    spent: Spent,
) -> None:
    """Adds the event of an item's change, and the transition when it is a move. To be called before the row changes."""
    if move is not None:
        batch.transition(
            session,
            workflow=ITEM.name,
            subject_type="planned_contact",
            subject_id=item.id,
            customer_id=item.customer_id,
            move=move,
            from_state=item.state,
            to_state=state,
            entered_at=item.state_since,
            working_seconds=spent[item.id],
            reason=reason,
        )
    batch.event(
        ITEM_EVENTS[ItemState(state)],
        subject_type="planned_contact",
        subject_id=item.id,
        customer_id=item.customer_id,
        version=item.version + 1,
        data={
            "plan_id": item.plan_id,
            "state": state,
            "method": item.method,
            "due_on": item.due_on,
            "assignee_id": item.assignee_id,
        },
    )


async def close_items_where(
    session: WriteSession,
    condition: ColumnElement[bool],
    *,
    moves: dict[ItemState, str],
    state: ItemState,
    reason: str | None,
    wait: bool = True,
) -> int:
    """Moves up to a batch of items to `state` by the move `moves` names for the state each is in. Returns how many.

    wait: whether to wait for items somebody else is changing; the clock comes back for them instead.
    """
    items = (
        await session.scalars(
            select(PlannedContact)
            .where(condition, PlannedContact.state.in_(list(moves)))
            .order_by(PlannedContact.id)
            .limit(BATCH)
            .with_for_update(of=PlannedContact, skip_locked=not wait)
        )
    ).all()
    await close_items(session, items, moves=moves, state=state, reason=reason)
    return len(items)


async def close_items(
    session: WriteSession,
    items: Iterable[PlannedContact],
    *,
    moves: dict[ItemState, str],
    state: ItemState,
    reason: str | None,
) -> None:
    """Moves these locked items to `state`, in one statement. The rows in hand are stale afterwards."""
    items = list(items)
    if not items:
        return
    batch, spent = Batch(), await item_time_in_state(session, items)
    for item in items:
        record_item_move(batch, session, item, moves[ItemState(item.state)], state, reason, spent=spent)
    ids = [item.id for item in items]
    batch.change("closed", _CLOSE, state=state, now=session.now, reason=reason, ids=ids)
    await batch.write(session)
    for item in items:
        session.expunge(item)


async def hand_over_items(
    session: WriteSession, customer_id: uuid.UUID, from_user_id: uuid.UUID, to_user_id: uuid.UUID
) -> int:
    """Gives one person's open items with a customer to another. Returns how many."""
    items = (
        await session.scalars(
            select(PlannedContact)
            .where(
                PlannedContact.customer_id == customer_id,
                PlannedContact.assignee_id == from_user_id,
                PlannedContact.state.in_(OPEN_ITEMS),
            )
            .order_by(PlannedContact.id)
            .with_for_update()
        )
    ).all()
    batch, spent = Batch(), await item_time_in_state(session, items)
    for item in items:
        move = "reassign" if item.state == ItemState.PLANNED else None
        record_item_move(batch, session, item, move, item.state, "customer transferred", spent=spent)
        item.assignee_id = to_user_id
    await session.flush()
    await batch.write(session)
    return len(items)


# Drafting plans and moving them through their workflow (RV-3, RV-4).


async def create(session: WriteSession, actor: Actor, body: PlanCreate) -> ContactPlan:
    """Drafts a plan of the actor or of somebody they plan for. 422 when that person is unknown or out of reach."""
    owner_id = body.owner_id or actor.user_id
    owner = (await active_people(session, [owner_id])).get(owner_id)
    if owner is None:
        raise fault("/owner_id", "unknown_user", "must be an active person")
    if not PEOPLE.is_visible(actor, owner, Permission.PLAN_WRITE):
        raise fault("/owner_id", "owner_out_of_reach", "you may not plan for this person")
    plan = ContactPlan(
        kind=body.kind,
        name=body.name,
        purpose=body.purpose,
        owner_id=owner_id,
        team_id=owner.team_id,
        department_id=owner.department_id,
        created_by=actor.user_id,
    )
    session.add(plan)
    await session.flush()
    await publish(
        session,
        PLAN_CREATED,
        subject_type="contact_plan",
        subject_id=plan.id,
        version=plan.version,
        audience_user_id=owner_id,
    )
    return plan


async def update(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, body: PlanUpdate, version: int
) -> ContactPlan:
    """Changes name and purpose. 404, 412, 409 when the plan is over."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    check_version(plan.version, version)
    if plan.state in CLOSED_PLANS:
        raise Conflict(f"the plan is {plan.state}", reason="plan_closed")
    for name, value in body.model_dump().items():
        setattr(plan, name, value)
    await session.flush()
    await publish(
        session,
        PLAN_CHANGED,
        subject_type="contact_plan",
        subject_id=plan.id,
        version=plan.version,
        audience_user_id=plan.owner_id,
    )
    return plan


async def move(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, name: str, body: PlanMove, version: int
) -> ContactPlan:
    """Makes a move of the plan's workflow. 404, 412, and what the workflow refuses: 409, 403, 422."""
    plan = await queries.load(session, actor, plan_id, lock=True)
    check_version(plan.version, version)
    before = PlanState(plan.state)
    facts = await _facts(session, actor, plan, body)
    may = await queries.rights(session, actor, plan)
    target = PLAN.check(name, before, may=may, given=body.model_dump(), context=facts)
    await record_move(session, plan, name, target, body.reason or body.urgent_reason)
    for column, value in _effects(name, actor, facts, body, session).items():
        setattr(plan, column, value)
    await session.flush()
    if target is PlanState.CANCELLED:
        await _cancel_items(session, plan.id, body.reason)
    return plan


async def record_move(
    session: WriteSession, plan: ContactPlan, name: str, target: PlanState, reason: str | None
) -> None:
    """Sets the plan's state, with transition and event; whoever decides hears of a submission, else the owner."""
    await service.record_transition(
        session,
        workflow=PLAN.name,
        subject_type="contact_plan",
        subject_id=plan.id,
        move=name,
        from_state=plan.state,
        to_state=target,
        entered_at=plan.state_since,
        working_seconds=await working_seconds(session, plan.department_id, plan.state_since, session.now),
        reason=reason,
    )
    plan.state, plan.state_since = target, session.now
    submitted = target is PlanState.SUBMITTED
    await publish(
        session,
        PLAN_MOVED,
        subject_type="contact_plan",
        subject_id=plan.id,
        version=plan.version + 1,
        audience_user_id=None if submitted else plan.owner_id,
        permission=Permission.PLAN_APPROVE if submitted else None,
        data={"move": name, "state": target},
    )


async def _facts(session: WriteSession, actor: Actor, plan: ContactPlan, body: PlanMove) -> PlanFacts:
    live = PlannedContact.state.not_in([ItemState.CANCELLED, ItemState.RESCHEDULED])
    counted = select(
        func.count().filter(live),
        func.count().filter(PlannedContact.state.in_(OPEN_ITEMS)),
        func.min(PlannedContact.due_on).filter(PlannedContact.state.in_(OPEN_ITEMS)),
    ).where(PlannedContact.plan_id == plan.id)
    items, open_items, first_due_on = (await session.execute(counted)).one()
    return PlanFacts(
        kind=PlanKind(plan.kind),
        state=PlanState(plan.state),
        items=items,
        open_items=open_items,
        first_due_on=first_due_on,
        today=session.now.astimezone(ZoneInfo(actor.zone)).date(),
        lead_days=(await snapshot(session)).get(REVISIT_PLAN_LEAD_DAYS),
        urgent_reason=body.urgent_reason,
        own=actor.user_id in (plan.owner_id, plan.submitted_by, plan.created_by),
    )


def _effects(name: str, actor: Actor, facts: PlanFacts, body: PlanMove, session: WriteSession) -> dict[str, Any]:
    """The columns a move sets besides the state."""
    decision = {"decided_at": session.now, "decided_by": actor.user_id, "decision_reason": body.reason}
    late = submitted_late(facts)
    effects: dict[str, dict[str, Any]] = {
        "submit": {
            "submitted_at": session.now,
            "submitted_by": actor.user_id,
            "submitted_late": late,
            "urgent_reason": body.urgent_reason if late else None,
        },
        "approve": decision,
        "return": decision,
        "cancel": {"cancel_reason": body.reason},
    }
    return effects.get(name, {})


async def _cancel_items(session: WriteSession, plan_id: uuid.UUID, reason: str | None) -> None:
    """A cancelled plan's open items are cancelled with it."""
    moves = {ItemState.PLANNED: "cancel", ItemState.PENDING_APPROVAL: "drop"}
    of_plan = PlannedContact.plan_id == plan_id
    while await close_items_where(session, of_plan, moves=moves, state=ItemState.CANCELLED, reason=reason):
        pass


# Who opted out of a channel is not contacted by it: every later plan of such a contact ends at once (OT-11).


CANCELLING_MOVES = {ItemState.PLANNED: "cancel", ItemState.PENDING_APPROVAL: "drop"}


async def cancel_refused(
    session: WriteSession, customer_id: uuid.UUID, contact_id: uuid.UUID | None, channel: Channel, reason: str
) -> int:
    """Cancels every open item of the customer (of this person only, when one is named) by a method of the channel.

    Safe to repeat. Returns how many items it ended.
    """
    condition = (PlannedContact.customer_id == customer_id) & PlannedContact.method.in_(METHODS_OF[channel])
    if contact_id is not None:
        condition &= PlannedContact.contact_id == contact_id
    ended = 0
    while count := await close_items_where(
        session, condition, moves=CANCELLING_MOVES, state=ItemState.CANCELLED, reason=f"opted out: {reason}"
    ):
        ended += count
    return ended
