"""Work of dial plans that no request waits for: computing one, and proposing anew by night."""

import uuid

from sqlalchemy import update

from meridian.kernel.db.locks import held
from meridian.kernel.jobs import Job, JobContext
from meridian.planner.dial_plans import service
from meridian.planner.models import DialPlan
from meridian.planner.rules import COMPUTE_JOB, DialPlanState


async def compute_plan(context: JobContext, plan_id: str) -> None:
    """Computes a plan that waits, and keeps what came of it. May be killed at any point and run again."""
    wanted = uuid.UUID(plan_id)
    async with context.db.read() as session, held(session, f"dial_plan:{wanted}") as ours:
        plan = await session.get(DialPlan, wanted)
        if not ours or plan is None or plan.state != DialPlanState.WAITING:
            return

        from meridian.planner.dial_plans.computing.service import compute  # brings the solver, 30 MiB

        async def progress(share: int) -> None:
            async with context.db.write() as other:
                await other.execute(update(DialPlan).where(DialPlan.id == wanted).values(progress=share))

        try:
            found = await compute(session, plan, progress)
        except Exception as error:
            if context.last_try:
                await _fail(context, wanted, type(error).__name__)
            raise
    async with context.db.write() as writing:
        kept = await writing.get_one(DialPlan, wanted, with_for_update=True)
        if kept.state == DialPlanState.WAITING:
            await service.keep(writing, kept, found)


async def _fail(context: JobContext, plan_id: uuid.UUID, reason: str) -> None:
    async with context.db.write() as session:
        plan = await session.get_one(DialPlan, plan_id, with_for_update=True)
        if plan.state == DialPlanState.WAITING:
            await service.MOVES.make(session, plan, "fail", reason=reason)


async def plan_by_night(context: JobContext) -> None:
    """Proposes anew what is in use: who was reached, fell ill or became due since is told in the difference."""
    async with context.db.write() as session:
        await service.plan_anew(session)


COMPUTE = Job(COMPUTE_JOB, compute_plan)
BY_NIGHT = Job("dial_plans.plan_by_night", plan_by_night, every="0 20 * * *")
JOBS = (COMPUTE, BY_NIGHT)
