"""What goes together is worked out every night, and as soon as policy counts otherwise."""

from meridian.cross_sell import service
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription, defer, one_by_one
from meridian.policies.definitions.sales import CROSS_SELL_RULES
from meridian.policies.events import POLICY_CHANGED, POLICY_WITHDRAWN


async def renew(context: JobContext) -> None:
    """Replaces what goes together by what the orders say now."""
    async with context.db.write() as session:
        await service.renew(session)


async def _follow_policy(session: WriteSession, event: Event) -> None:
    if event.data["key"] == CROSS_SELL_RULES.key:
        await defer(session, RENEW)


RENEW = Job("cross_sell.renew", renew)
RENEW_NIGHTLY = Job("cross_sell.renew_nightly", renew, every="10 18 * * *")  # ten past two in Shanghai
JOBS = (RENEW, RENEW_NIGHTLY)
SUBSCRIPTIONS = (
    Subscription(
        "cross_sell.policy", frozenset({POLICY_CHANGED.name, POLICY_WITHDRAWN.name}), one_by_one(_follow_policy)
    ),
)
