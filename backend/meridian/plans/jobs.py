"""What the clock and other domains' events do to plans. Everything here is safe to repeat."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, update

from meridian.customers.events import CUSTOMER_ARCHIVED, CUSTOMER_OPTED_OUT, CUSTOMER_TRANSFERRED
from meridian.customers.models import Customer, OptOut
from meridian.customers.rules import Channel
from meridian.identity.models import User
from meridian.identity.users.service import Duty
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Job, JobContext, Subscription, one_by_one
from meridian.plans import service
from meridian.plans.events import ITEM_CANCELLED, ITEM_RESCHEDULED, PLAN_CHANGED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import CLOSED_PLANS, OPEN_ITEMS, ItemState, PlanState
from meridian.plans.service import BATCH as ITEMS_AT_ONCE
from meridian.plans.service import CANCELLING_MOVES, ITEM_MOVES, cancel_refused, cancel_refused_elsewhere

Step = Callable[[WriteSession], Awaitable[bool]]
BATCH = 500
FARTHEST_AHEAD = timedelta(hours=14)
"""A date begins this much before UTC in the zone farthest ahead."""


async def follow_clock(context: JobContext) -> None:
    """Activates approved plans whose first day has come, marks contacts missed, completes plans that are over."""
    for step in (activate_due, miss_overdue, complete_finished):
        while await _in_own_transaction(context, step):
            pass


async def _in_own_transaction(context: JobContext, step: Step) -> bool:
    async with context.db.write() as session:
        return await step(session)


async def miss_overdue(session: WriteSession) -> bool:
    """Marks a batch of contacts missed whose day is over where the customer is. True when there may be more."""
    running = select(ContactPlan.id).where(ContactPlan.state == PlanState.ACTIVE)
    overdue = (PlannedContact.missed_after <= session.now) & PlannedContact.plan_id.in_(running)
    missed = await service.move_items_where(session, overdue, {ItemState.PLANNED: "miss"}, wait=False)
    return missed == service.BATCH


async def activate_due(session: WriteSession) -> bool:
    """Activates a batch of approved plans with a contact that is due somewhere on earth by now."""
    due = exists().where(
        PlannedContact.plan_id == ContactPlan.id,
        PlannedContact.state.in_(OPEN_ITEMS),
        PlannedContact.due_on <= (session.now + FARTHEST_AHEAD).date(),
    )
    return await _move_plans(session, PlanState.APPROVED, "activate", due)


async def complete_finished(session: WriteSession) -> bool:
    """Completes a batch of active plans whose last day is over and of whose items none is open; people's running
    plans and those that keep occasions stay."""
    items = exists().where(PlannedContact.plan_id == ContactPlan.id)
    going_on = exists().where(
        PlannedContact.plan_id == ContactPlan.id,
        PlannedContact.state.in_(OPEN_ITEMS) | (PlannedContact.missed_after > session.now),
    )
    over = items & ~going_on & ~ContactPlan.standing & ContactPlan.care.is_(None)
    return await _move_plans(session, PlanState.ACTIVE, "complete", over)


async def _move_plans(session: WriteSession, source: PlanState, move: str, condition: ColumnElement[bool]) -> bool:
    plans = await session.scalars(
        select(ContactPlan)
        .where(ContactPlan.state == source, condition)
        .order_by(ContactPlan.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    moved = plans.all()
    await service.PLAN_MOVES.make_all(session, moved, move)
    return len(moved) == BATCH


async def on_opted_out(session: WriteSession, event: Event) -> None:
    """A refused channel ends every later plan of a contact by it, wherever the refusal was noted, and of whoever has
    the same number elsewhere."""
    refusal = await session.get(OptOut, uuid.UUID(event.data["opt_out_id"]))
    if refusal is not None and refusal.lifted_at is None:
        await cancel_refused(session, refusal.customer_id, refusal.contact_id, Channel(refusal.channel), refusal.reason)
        await cancel_refused_elsewhere(session, refusal)


async def on_transferred(session: WriteSession, event: Event) -> None:
    """What the old owner had planned with the customer is the new owner's to do (MC-25)."""
    before, after = event.data["from_user_id"], event.data["to_user_id"]
    if before is not None:
        await service.hand_over_items(session, event.subject_id, uuid.UUID(before), uuid.UUID(after))


async def on_item_gone(session: WriteSession, event: Event) -> None:
    """The customer's next step is the one still planned, when what it was is put off or given up."""
    open_items = (PlannedContact.customer_id == Customer.id) & PlannedContact.state.in_(OPEN_ITEMS)
    follows = PlannedContact.origin_record_id.is_not(None) | PlannedContact.previous_id.is_not(None)
    following = select(func.min(PlannedContact.due_from)).where(open_items, follows).scalar_subquery()
    await session.execute(
        update(Customer)
        .where(
            Customer.id == event.customer_id,
            Customer.next_step_at.is_not(None),
            ~exists().where(open_items, PlannedContact.due_from == Customer.next_step_at),
            exists().where(PlannedContact.id == event.subject_id, PlannedContact.due_from == Customer.next_step_at),
        )
        .values(next_step_at=following)
        .execution_options(synchronize_session=False)
    )


async def on_archived(session: WriteSession, event: Event) -> None:
    """A customer put aside is contacted no more; whoever takes it up again plans anew."""
    archived_at = await session.scalar(select(Customer.archived_at).where(Customer.id == event.subject_id))
    of_customer = PlannedContact.customer_id == event.subject_id
    while archived_at is not None and await service.move_items_where(
        session, of_customer, CANCELLING_MOVES, reason="customer archived"
    ):
        pass


FOLLOW_CLOCK = Job("plan.follow_clock", follow_clock, every="*/5 * * * *")
JOBS = (FOLLOW_CLOCK,)
SUBSCRIPTIONS = (
    Subscription("plans.opted_out", frozenset({CUSTOMER_OPTED_OUT.name}), one_by_one(on_opted_out)),
    Subscription("plans.archived", frozenset({CUSTOMER_ARCHIVED.name}), one_by_one(on_archived)),
    Subscription("plans.next_step", frozenset({ITEM_RESCHEDULED.name, ITEM_CANCELLED.name}), one_by_one(on_item_gone)),
    Subscription("plans.transferred", frozenset({CUSTOMER_TRANSFERRED.name}), one_by_one(on_transferred)),
)


# Planned contacts and plans of somebody who leaves.


def _items(user_id: uuid.UUID) -> Select[uuid.UUID]:
    mine = (PlannedContact.assignee_id == user_id, PlannedContact.state.in_(OPEN_ITEMS))
    return select(PlannedContact.id).where(*mine).order_by(PlannedContact.id)


async def hand_over_items(session: WriteSession, leaver: User, successor: User) -> None:
    """Everything still planned for the leaver is the successor's to do."""
    given = {"assignee_id": successor.id}
    while True:
        batch = select(PlannedContact).where(PlannedContact.id.in_(_items(leaver.id).limit(ITEMS_AT_ONCE)))
        items = (await session.scalars(batch.order_by(PlannedContact.id).with_for_update())).all()
        if not items:
            return
        await ITEM_MOVES.make_all(session, items, "hand_over", given=given, reason="handed over by who leaves")


def _plans(user_id: uuid.UUID) -> Select[uuid.UUID]:
    running = (ContactPlan.owner_id == user_id, ContactPlan.state.not_in(CLOSED_PLANS), ContactPlan.standing.is_(False))
    return select(ContactPlan.id).where(*running).order_by(ContactPlan.id)


async def hand_over_plans(session: WriteSession, leaver: User, successor: User) -> None:
    """Plans that are drafted, wait or run are the successor's; a standing plan ends with its person."""
    plans = select(ContactPlan).where(ContactPlan.id.in_(_plans(leaver.id))).order_by(ContactPlan.id)
    for plan in (await session.scalars(plans.with_for_update())).all():
        plan.owner_id, plan.team_id, plan.department_id = successor.id, successor.team_id, successor.department_id
        await publish(session, PLAN_CHANGED, plan)


DUTIES = (Duty("planned_contact", _items, hand_over_items), Duty("contact_plan", _plans, hand_over_plans))
