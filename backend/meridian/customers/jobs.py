"""What customers do by the clock and by what happens elsewhere."""

import uuid

from sqlalchemy import any_, or_, select, update

from meridian.customers.computed_fields import service as computed_fields
from meridian.customers.members import service as members
from meridian.customers.models import Customer
from meridian.customers.reviews import service
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription
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


SHARES_AT_ONCE = 500
END_SHARES = Job("customer_share.end", end_shares, every="* * * * *")
ASSIGN_REVIEWS = Job("customer_review.assign", _assign_reviews, every="15 17 * * *")  # a quarter past one in Shanghai
RENEW_KEYS = Job("customer.renew_keys", _renew_keys)
JOBS = (ASSIGN_REVIEWS, END_SHARES, RENEW_KEYS)
SUBSCRIPTIONS = (Subscription("customers.market", frozenset({MARKET_CHANGED.name}), _follow_market),)
