"""What customers do by the clock and by what happens elsewhere."""

from sqlalchemy import any_, or_, select, update

from meridian.customers.models import Customer
from meridian.customers.reviews import service
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription
from meridian.products.events import MARKET_CHANGED
from meridian.products.models import Market


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


ASSIGN_REVIEWS = Job("customer_review.assign", _assign_reviews, every="15 17 * * *")  # a quarter past one in Shanghai
JOBS = (ASSIGN_REVIEWS,)
SUBSCRIPTIONS = (Subscription("customers.market", frozenset({MARKET_CHANGED.name}), _follow_market),)
