"""What other domains' events do to opportunities. Everything here is safe to repeat."""

import uuid

from sqlalchemy import select

from meridian.customers.events import CUSTOMER_TRANSFERRED
from meridian.identity.models import User
from meridian.kernel.db import WriteSession
from meridian.kernel.events import Event
from meridian.kernel.jobs import Subscription
from meridian.opportunities import follow_ups, service
from meridian.opportunities.announcing import announce_change
from meridian.opportunities.codes import Outcome
from meridian.opportunities.models import Opportunity, OpportunityFollowUp
from meridian.plans.events import ITEM_DONE, ITEM_PLANNED
from meridian.plans.models import PlannedContact
from meridian.records.models import ContactRecord


async def on_planned(session: WriteSession, event: Event) -> None:
    """A contact that takes the place of a follow-up is one as well: put off, or the next step of its record (CR-14)."""
    item = await session.get(PlannedContact, event.subject_id)
    if item is None:
        return
    made = select(ContactRecord.planned_item_id).where(ContactRecord.id == item.origin_record_id)
    for opportunity in await _followed_up_by(session, item.previous_id, await session.scalar(made)):
        await follow_ups.adopt(session, opportunity.id)
        await announce_change(session, opportunity, "follow_ups")


async def on_done(session: WriteSession, event: Event) -> None:
    """A follow-up made: the next is due within the stage's days from then (CR-14)."""
    for opportunity in await _followed_up_by(session, event.subject_id):
        await service.expect_follow_up(session, opportunity)


async def _followed_up_by(session: WriteSession, *item_ids: uuid.UUID | None) -> list[Opportunity]:
    """Open opportunities to which any of these contacts belongs, locked."""
    linked = select(OpportunityFollowUp.opportunity_id).where(
        OpportunityFollowUp.planned_contact_id.in_([each for each in item_ids if each is not None])
    )
    rows = await session.scalars(
        select(Opportunity)
        .where(Opportunity.id.in_(linked), Opportunity.outcome == Outcome.OPEN)
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
    mine = await session.scalars(
        select(Opportunity)
        .where(
            Opportunity.customer_id == event.subject_id,
            Opportunity.owner_id == uuid.UUID(before),
            Opportunity.outcome == Outcome.OPEN,
        )
        .order_by(Opportunity.id)
        .with_for_update()
    )
    await session.set_reason("customer transferred")
    for opportunity in mine.all():
        for name, value in service.whose(owner).items():
            setattr(opportunity, name, value)
        await announce_change(session, opportunity, "owner_id")


SUBSCRIPTIONS = (
    Subscription("opportunities.planned", frozenset({ITEM_PLANNED.name}), on_planned),
    Subscription("opportunities.done", frozenset({ITEM_DONE.name}), on_done),
    Subscription("opportunities.transferred", frozenset({CUSTOMER_TRANSFERRED.name}), on_transferred),
)
