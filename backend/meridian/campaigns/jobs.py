"""Campaigns end by the clock, after their last day."""

from meridian.campaigns import service
from meridian.kernel.jobs import Job, JobContext


async def end_those_over(context: JobContext) -> None:
    """Ends what is over; several at once do no harm."""
    async with context.db.write() as session:
        await service.end_those_over(session)


END = Job("campaigns.end", end_those_over, every="7 * * * *")
JOBS = (END,)
