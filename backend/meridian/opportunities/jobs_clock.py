"""What the clock and the rates do to the pipeline: values and importance follow, milestones become overdue."""

from meridian.kernel.db import WriteSession
from meridian.kernel.events import Event
from meridian.kernel.jobs import Job, JobContext, Subscription, defer
from meridian.opportunities import milestones
from meridian.opportunities.valuation import revalue
from meridian.policies.definitions import BASE_CURRENCY, IMPORTANT_OPPORTUNITY_AMOUNT, OPPORTUNITY_REVIEW_DAYS
from meridian.policies.events import POLICY_CHANGED
from meridian.rates.events import RATE_CHANGED

BATCH = 200
SETTINGS = {setting.key for setting in (BASE_CURRENCY, IMPORTANT_OPPORTUNITY_AMOUNT, OPPORTUNITY_REVIEW_DAYS)}


async def revalue_all(context: JobContext) -> None:
    """Values every open opportunity anew, in one statement that touches only those whose value changes."""
    async with context.db.write() as session:
        await revalue(session)


async def tell_overdue_milestones(context: JobContext) -> None:
    """Tells of milestones whose day is over."""
    while True:
        async with context.db.write() as session:
            if not await milestones.tell_overdue(session, BATCH):
                return


# Queued by each new rate and setting; the cron line brings rates and settings decided for a day that has come since.
REVALUE = Job("opportunity.revalue", revalue_all, every="7 * * * *")
OVERDUE = Job("milestone.overdue", tell_overdue_milestones, every="*/10 * * * *")


async def on_other_values(session: WriteSession, event: Event) -> None:
    """A rate, the base currency or what counts as important changed."""
    if event.type == RATE_CHANGED.name or event.data["key"] in SETTINGS:
        await defer(session, REVALUE, lock=REVALUE.name)


SUBSCRIPTIONS = (
    Subscription("opportunities.values", frozenset({RATE_CHANGED.name, POLICY_CHANGED.name}), on_other_values),
)
JOBS = (REVALUE, OVERDUE)
