"""Scores follow what happens to a customer, policy at once, and the calendar every night; then they are checked."""

import uuid

from meridian.customers.events import (
    BUSINESS_CHANGED,
    CONTACT_CREATED,
    CONTACT_UPDATED,
    CUSTOMER_ARCHIVED,
    CUSTOMER_CREATED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_UNARCHIVED,
    CUSTOMER_UPDATED,
)
from meridian.duplicates.events import CUSTOMER_MERGED, CUSTOMER_MERGED_AWAY, CUSTOMER_UNMERGED
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription, defer, one_by_one
from meridian.leads import service
from meridian.opportunities.events import (
    OPPORTUNITY_CANCELLED,
    OPPORTUNITY_COMPLETED,
    OPPORTUNITY_CREATED,
    OPPORTUNITY_LOST,
    OPPORTUNITY_WON,
)
from meridian.policies.definitions.customers import BASE_CURRENCY
from meridian.policies.definitions.sales import LEAD_CHECK_DAYS, LEAD_SCORE_RULES
from meridian.policies.events import POLICY_CHANGED, POLICY_WITHDRAWN
from meridian.records.events import RECORD_COMPLETED, RECORD_CORRECTED, RECORD_LOGGED

AT_ONCE = 2_000
OF_ONE = (
    CUSTOMER_CREATED,
    CUSTOMER_UPDATED,
    CUSTOMER_ARCHIVED,
    CUSTOMER_UNARCHIVED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_MERGED,
    CUSTOMER_MERGED_AWAY,
    CUSTOMER_UNMERGED,
    CONTACT_CREATED,
    CONTACT_UPDATED,
    BUSINESS_CHANGED,
    RECORD_LOGGED,
    RECORD_COMPLETED,
    RECORD_CORRECTED,
    OPPORTUNITY_CREATED,
    OPPORTUNITY_WON,
    OPPORTUNITY_LOST,
    OPPORTUNITY_CANCELLED,
    OPPORTUNITY_COMPLETED,
)
"""What changes the facts of one customer."""


async def _follow_customer(session: WriteSession, event: Event) -> None:
    if event.customer_id is not None:
        await service.score(session, [event.customer_id])


async def _follow_policy(session: WriteSession, event: Event) -> None:
    """Other rules in force now: everybody is scored by them. Those for later are followed by the clock."""
    if event.data["key"] in (LEAD_SCORE_RULES.key, LEAD_CHECK_DAYS.key, BASE_CURRENCY.key):
        await defer(session, SCORE_ALL)


async def score_all(context: JobContext) -> None:
    """Scores every customer anew, then compares scores with who bought."""
    after: uuid.UUID | None = None
    while True:
        async with context.db.write() as session:
            after = await service.score_next(session, after, AT_ONCE)
        if after is None:
            break
    async with context.db.write() as session:
        check = await service.begin_check(session, None)
        await defer(session, CHECK, lock=service.LOCK, check_id=str(check.id))


async def _check(context: JobContext, check_id: str) -> None:
    async with context.db.write() as session:
        await service.run_check(session, uuid.UUID(check_id))


SCORE_ALL = Job("leads.score", score_all)
SCORE_NIGHTLY = Job("leads.score_nightly", score_all, every="40 18 * * *")  # twenty to three in Shanghai
CHECK = Job(service.CHECK, _check)
JOBS = (SCORE_ALL, SCORE_NIGHTLY, CHECK)
SUBSCRIPTIONS = (
    Subscription("leads.customer", frozenset(event.name for event in OF_ONE), one_by_one(_follow_customer)),
    Subscription("leads.policy", frozenset({POLICY_CHANGED.name, POLICY_WITHDRAWN.name}), one_by_one(_follow_policy)),
)
