"""Grades by the clock, and as soon as somebody asks."""

import uuid

from meridian.grading import service
from meridian.kernel.jobs import Job, JobContext, defer


async def _evaluate(context: JobContext, run_id: str) -> None:
    async with context.db.write() as session:
        await service.run(session, uuid.UUID(run_id))


async def review(context: JobContext) -> None:
    """Works the grades out again when that is due (`grade_review_days`)."""
    async with context.db.write() as session:
        if await service.is_due(session):
            run = await service.begin(session, None)
            await defer(session, EVALUATE, lock=service.LOCK, run_id=str(run.id))


EVALUATE = Job(service.EVALUATE, _evaluate)
REVIEW = Job("grades.review", review, every="20 3 * * *")
JOBS = (EVALUATE, REVIEW)
