"""Grades by the clock, as soon as somebody asks, and when the rules they go by are decided anew."""

import uuid

from meridian.grading import service
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription, defer, one_by_one
from meridian.policies.events import POLICY_CHANGED


async def _evaluate(context: JobContext, run_id: str) -> None:
    async with context.db.write() as session:
        await service.run(session, uuid.UUID(run_id))


async def review(context: JobContext) -> None:
    """Works the grades out again when that is due: after `grade_review_days`, or by rules in force since."""
    async with context.db.write() as session:
        if await service.is_due(session):
            await _begin(session)


async def _begin(session: WriteSession) -> None:
    run = await service.begin(session, None)
    await defer(session, EVALUATE, lock=service.LOCK, run_id=str(run.id))


async def on_policy(session: WriteSession, event: Event) -> None:
    """Other rules or thresholds are decided: by what is in force at once, grades are worked out at once."""
    if event.data["key"] in {setting.key for setting in service.GRADED_BY} and await service.is_due(session):
        await _begin(session)


EVALUATE = Job(service.EVALUATE, _evaluate)
REVIEW = Job("grades.review", review, every="20 3 * * *")
JOBS = (EVALUATE, REVIEW)
SUBSCRIPTIONS = (Subscription("grading.policy", frozenset({POLICY_CHANGED.name}), one_by_one(on_policy)),)
