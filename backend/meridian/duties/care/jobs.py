"""Keeps what care plans owe in line, and plans its contacts: by the clock, and at once when a plan changes."""

import uuid

from meridian.duties.care import service
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription, defer
from meridian.plans.events import PLAN_CHANGED, PLAN_MOVED
from meridian.plans.models import ContactPlan
from meridian.plans.rules import PlanKind

PLANNED_AT_ONCE = 200


async def follow_all(context: JobContext) -> None:
    """Every care plan that keeps occasions. One that fails does not keep the others from being followed; the job fails
    when all have been."""
    async with context.db.write() as session:
        plans = await service.running_plans(session)
    failures: list[Exception] = []
    for plan_id in plans:
        try:
            await follow_plan(context, str(plan_id))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("care plans were not followed", failures)


async def follow_plan(context: JobContext, plan_id: str) -> None:
    """What one plan owes, and its contacts of the next two weeks."""
    async with context.db.write() as session:
        keeps = await service.follow(session, uuid.UUID(plan_id))
    after: service.Cursor | None = None
    while keeps:
        async with context.db.write() as session:
            after = await service.plan_next(session, uuid.UUID(plan_id), after, PLANNED_AT_ONCE)
        keeps = after is not None


FOLLOW_ALL = Job("care.follow_all", follow_all, every="35 * * * *")
FOLLOW_PLAN = Job("care.follow_plan", follow_plan)
JOBS = (FOLLOW_ALL, FOLLOW_PLAN)


async def on_plan(session: WriteSession, event: Event) -> None:
    """A care plan that begins, ends or names other occasions is followed at once."""
    plan = await session.get(ContactPlan, event.subject_id)
    if plan is not None and plan.kind == PlanKind.CARE:
        await defer(session, FOLLOW_PLAN, lock=f"care:{plan.id}", plan_id=str(plan.id))


SUBSCRIPTIONS = (Subscription("care.plan", frozenset({PLAN_CHANGED.name, PLAN_MOVED.name}), on_plan),)
