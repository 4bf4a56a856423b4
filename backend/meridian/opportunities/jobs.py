"""What other domains' events and the clock do to opportunities. Everything here is safe to repeat."""

import uuid

from sqlalchemy import Select, select

from meridian.customers.events import CUSTOMER_TRANSFERRED, ORDER_CHANGED
from meridian.identity.models import User
from meridian.identity.users.service import Duty
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Job, JobContext, Subscription, defer, jobs_of_tally, one_by_one
from meridian.kernel.patch import assign
from meridian.opportunities.contracts import service as contracts_service
from meridian.opportunities.details import service
from meridian.opportunities.events import ACTION_CHANGED
from meridian.opportunities.milestones import service as milestones_service
from meridian.opportunities.models import Opportunity, OpportunityFollowUp, ReviewAction
from meridian.opportunities.pipeline import service as pipeline_service
from meridian.opportunities.pipeline.service import whose
from meridian.opportunities.queries import customers_first
from meridian.opportunities.rules import OpportunityOutcome
from meridian.opportunities.service import revalue, settle_change
from meridian.plans.events import ITEM_DONE, ITEM_PLANNED
from meridian.plans.models import PlannedContact
from meridian.policies.definitions.customers import BASE_CURRENCY
from meridian.policies.definitions.sales import IMPORTANT_OPPORTUNITY_AMOUNT, OPPORTUNITY_REVIEW_DAYS
from meridian.policies.events import POLICY_CHANGED
from meridian.rates.events import RATE_CHANGED
from meridian.records.models import ContactRecord

# What other domains' events do to opportunities. Everything here is safe to repeat.


async def on_planned(session: WriteSession, event: Event) -> None:
    """A contact that takes the place of a follow-up is one as well: put off, or the next step of its record (CR-14)."""
    item = await session.get(PlannedContact, event.subject_id)
    if item is None:
        return
    made = select(ContactRecord.planned_item_id).where(ContactRecord.id == item.origin_record_id)
    for opportunity in await _followed_up_by(session, item.previous_id, await session.scalar(made)):
        await service.adopt(session, opportunity.id)
        await settle_change(session, opportunity, "follow_ups")


async def on_done(session: WriteSession, event: Event) -> None:
    """A follow-up made: the next is due within the stage's days from then (CR-14)."""
    for opportunity in await _followed_up_by(session, event.subject_id):
        await pipeline_service.expect_follow_up(session, opportunity)


async def _followed_up_by(session: WriteSession, *item_ids: uuid.UUID | None) -> list[Opportunity]:
    """Open opportunities to which any of these contacts belongs, locked."""
    linked = select(OpportunityFollowUp.opportunity_id).where(
        OpportunityFollowUp.planned_contact_id.in_([each for each in item_ids if each is not None])
    )
    rows = await session.scalars(
        select(Opportunity)
        .where(Opportunity.id.in_(linked), Opportunity.outcome == OpportunityOutcome.OPEN)
        .order_by(Opportunity.id)
        .with_for_update()
    )
    return list(rows)


async def on_transferred(session: WriteSession, event: Event) -> None:
    """The old owner's open opportunities with the customer are the new owner's (MC-25)."""
    before, after = event.data["from_user_id"], event.data["to_user_id"]
    owner = await session.get_one(User, uuid.UUID(after))
    if before is None or owner.department_id is None:
        return
    which = (
        Opportunity.customer_id == event.subject_id,
        Opportunity.owner_id == uuid.UUID(before),
        Opportunity.outcome == OpportunityOutcome.OPEN,
    )
    mine = await session.scalars(
        select(Opportunity).where(*which, customers_first(*which)).order_by(Opportunity.id).with_for_update()
    )
    await session.set_reason("customer transferred")
    for opportunity in mine.all():
        assign(opportunity, pipeline_service.whose(owner))
        await settle_change(session, opportunity, "owner_id")


async def on_order(session: WriteSession, event: Event) -> None:
    """An order was removed: the contract it carried out is a purchase by itself again."""
    if event.subject_type == ORDER_CHANGED.subject and event.customer_id is not None:
        await contracts_service.settle_purchases(session, event.customer_id)


SUBSCRIPTIONS = (
    Subscription("opportunities.order", frozenset({ORDER_CHANGED.name}), one_by_one(on_order)),
    Subscription("opportunities.planned", frozenset({ITEM_PLANNED.name}), one_by_one(on_planned)),
    Subscription("opportunities.done", frozenset({ITEM_DONE.name}), one_by_one(on_done)),
    Subscription("opportunities.transferred", frozenset({CUSTOMER_TRANSFERRED.name}), one_by_one(on_transferred)),
)


# What the clock and the rates do to the pipeline: values and importance follow, milestones become overdue.


BATCH = 200
SETTINGS = {setting.key for setting in (BASE_CURRENCY, IMPORTANT_OPPORTUNITY_AMOUNT, OPPORTUNITY_REVIEW_DAYS)}


async def revalue_all(context: JobContext) -> None:
    """Values every open opportunity anew, in one statement that touches only those whose value changes."""
    async with context.db.write() as session:
        await revalue(session)


async def mark_overdue_milestones(context: JobContext) -> None:
    """Marks and publishes milestones whose day is over."""
    while True:
        async with context.db.write() as session:
            if not await milestones_service.mark_overdue(session, BATCH):
                return


# Queued by each new rate and setting; the cron line brings rates and settings decided for a day that has come since.
REVALUE = Job("opportunity.revalue", revalue_all, every="7 * * * *")
OVERDUE = Job("milestone.overdue", mark_overdue_milestones, every="*/10 * * * *")


async def on_values_changed(session: WriteSession, event: Event) -> None:
    """A rate, the base currency or what counts as important changed."""
    if event.type == RATE_CHANGED.name or event.data["key"] in SETTINGS:
        await defer(session, REVALUE, lock=REVALUE.name)


VALUE_SUBSCRIPTIONS = (
    Subscription(
        "opportunities.values", frozenset({RATE_CHANGED.name, POLICY_CHANGED.name}), one_by_one(on_values_changed)
    ),
)
take_in, recount = jobs_of_tally("funnel")
TAKE_IN = Job("funnel.take_in", take_in, every="* * * * *")
JOBS = (REVALUE, OVERDUE, TAKE_IN)


# Opportunities, and actions that reviews gave, of somebody who leaves.


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    open_ones = (Opportunity.owner_id == user_id, Opportunity.outcome == OpportunityOutcome.OPEN)
    return select(Opportunity.id).where(*open_ones).order_by(Opportunity.id)


async def hand_over_opportunities(session: WriteSession, leaver: User, successor: User) -> None:
    """Open ones are the successor's."""
    which = Opportunity.id.in_(_mine(leaver.id))
    mine = select(Opportunity).where(which, customers_first(which)).order_by(Opportunity.id)
    for opportunity in (await session.scalars(mine.with_for_update())).all():
        assign(opportunity, whose(successor))
        await settle_change(session, opportunity, "owner_id")


def _actions(user_id: uuid.UUID) -> Select[uuid.UUID]:
    undone = (ReviewAction.owner_id == user_id, ReviewAction.done_at.is_(None))
    return select(ReviewAction.id).where(*undone).order_by(ReviewAction.id)


async def hand_over_actions(session: WriteSession, leaver: User, successor: User) -> None:
    """What reviews asked the leaver to do is the successor's to do."""
    mine = select(ReviewAction).where(ReviewAction.id.in_(_actions(leaver.id))).order_by(ReviewAction.id)
    for action in (await session.scalars(mine.with_for_update())).all():
        action.owner_id = successor.id
        await publish(session, ACTION_CHANGED, action)


DUTIES = (
    Duty("opportunity", _mine, hand_over_opportunities),
    Duty("review_action", _actions, hand_over_actions),
)
