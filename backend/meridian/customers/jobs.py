"""What customers do by the clock and by what happens elsewhere."""

import uuid
from datetime import timedelta

from sqlalchemy import Select, any_, or_, select, update

from meridian.customers.computed_fields import service as computed_fields
from meridian.customers.events import CUSTOMER_TRANSFERRED
from meridian.customers.members import service as members
from meridian.customers.models import Customer, CustomerReview, Transfer
from meridian.customers.reviews import service
from meridian.identity.models import User
from meridian.identity.users.service import Duty
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import event_row
from meridian.kernel.jobs import Job, JobContext, Subscription, defer, one_by_one
from meridian.kernel.workflow.service import Batch
from meridian.policies.definitions.customers import DUTY_SETTINGS
from meridian.policies.events import POLICY_CHANGED, POLICY_WITHDRAWN
from meridian.products.events import MARKET_CHANGED
from meridian.products.models import Market

KEYS_AT_ONCE = 2_000


async def _assign_reviews(context: JobContext) -> None:
    async with context.db.write() as session:
        await service.assign_due(session)


async def _follow_market(session: WriteSession, event: Event) -> None:
    """Customers belong to the market that has their country, from the moment its countries change."""
    market = (await session.scalars(select(Market).where(Market.id == event.subject_id))).one_or_none()
    if market is None:
        return
    countries = market.countries if market.active else []
    belongs = select(Market.id).where(Market.active, Customer.country == any_(Market.countries)).scalar_subquery()
    await session.execute(
        update(Customer)
        .where(
            or_(Customer.market_id == market.id, Customer.country.in_(countries)),
            Customer.market_id.is_distinct_from(belongs),
        )
        .values(market_id=belongs)
        .execution_options(synchronize_session=False)
    )


async def _renew_keys(context: JobContext) -> None:
    """After an upgrade that reads names differently; a migration queues it."""
    after: uuid.UUID | None = None
    while True:
        async with context.db.write() as session:
            after = await computed_fields.renew_keys(session, after, KEYS_AT_ONCE)
        if after is None:
            return


async def end_shares(context: JobContext) -> None:
    """Sharing that has come to its end opens the customer no more."""
    while True:
        async with context.db.write() as session:
            if not await members.expire(session, SHARES_AT_ONCE):
                return


async def _follow_cadence(context: JobContext) -> None:
    """Brings what customers are owed in line with policy; those that are already are left alone."""
    after: uuid.UUID | None = None
    while True:
        async with context.db.write() as session:
            after = await computed_fields.renew_contact_due(session, after, KEYS_AT_ONCE)
        if after is None:
            return


async def _follow_policy(session: WriteSession, event: Event) -> None:
    """A new cadence, in force now: customers follow it. One for later is followed by the clock."""
    if event.data["key"] in CADENCE_SETTINGS:
        await defer(session, FOLLOW_CADENCE)


async def _cadence_by_clock(context: JobContext) -> None:
    async with context.db.write() as session:
        if await computed_fields.policy_came_into_force(session, CADENCE_SETTINGS, LOOKED_BACK):
            await defer(session, FOLLOW_CADENCE)


SHARES_AT_ONCE = 500
END_SHARES = Job("customer_share.end", end_shares, every="* * * * *")
CADENCE_SETTINGS = tuple(setting.key for setting in DUTY_SETTINGS)
LOOKED_BACK = timedelta(hours=2)
FOLLOW_CADENCE = Job("customer.follow_cadence", _follow_cadence)
CADENCE_BY_CLOCK = Job("customer.cadence_by_clock", _cadence_by_clock, every="*/10 * * * *")
ASSIGN_REVIEWS = Job("customer_review.assign", _assign_reviews, every="15 17 * * *")  # a quarter past one in Shanghai
RENEW_KEYS = Job("customer.renew_keys", _renew_keys)
JOBS = (ASSIGN_REVIEWS, END_SHARES, RENEW_KEYS, FOLLOW_CADENCE, CADENCE_BY_CLOCK)
SUBSCRIPTIONS = (
    Subscription("customers.market", frozenset({MARKET_CHANGED.name}), one_by_one(_follow_market)),
    Subscription(
        "customers.cadence", frozenset({POLICY_CHANGED.name, POLICY_WITHDRAWN.name}), one_by_one(_follow_policy)
    ),
)


# Customers of somebody who leaves (MC-25).


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    return (
        select(Customer.id).where(Customer.owner_id == user_id, Customer.merged_into_id.is_(None)).order_by(Customer.id)
    )


async def hand_over_customers(session: WriteSession, leaver: User, successor: User) -> None:
    """They are the successor's, with team, department and open reviews; each is told as a transfer."""
    whose = {"owner_id": successor.id, "team_id": successor.team_id, "department_id": successor.department_id}
    given = await session.scalars(
        update(Customer).where(Customer.id.in_(_mine(leaver.id))).values(**whose).returning(Customer)
    )
    batch = Batch()
    for customer in given.all():
        batch.insert(
            Transfer,
            customer_id=customer.id,
            from_user_id=leaver.id,
            to_user_id=successor.id,
            note="Left the company",
            by_user_id=session.actor_id,
            at=session.now,
        )
        told = event_row(CUSTOMER_TRANSFERRED, customer, from_user_id=leaver.id, to_user_id=successor.id)
        batch.insert(Event, **told)
    await batch.write(session)
    await session.execute(
        update(CustomerReview)
        .where(CustomerReview.owner_id == leaver.id, CustomerReview.done_at.is_(None))
        .values(owner_id=successor.id)
    )


DUTIES = (Duty("customer", _mine, hand_over_customers),)
