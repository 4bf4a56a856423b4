"""The clock's own work: raising the steps of deadlines that have come, and counting anew after a calendar changed."""

from meridian.calendars.deadlines import service
from meridian.kernel.jobs import Job, JobContext

BATCH = 200


async def sweep(context: JobContext) -> None:
    """Raises what has come, however long ago. Several workers may sweep at once: each takes rows no other holds."""
    while True:
        async with context.db.write() as session:
            if not await service.raise_due(session, BATCH):
                return


async def recompute(context: JobContext) -> None:
    """Counts anew every live deadline whose calendar has changed since it was counted."""
    while True:
        async with context.db.write() as session:
            if not await service.recompute(session, BATCH):
                return


# Every twenty seconds: a step is told within a minute even when the worker is busy.
SWEEP = Job("deadline.sweep", sweep, every="* * * * * */20")
# A change of a calendar queues this at once; the cron line finds deadlines that were being started meanwhile.
RECOMPUTE = Job("deadline.recompute", recompute, every="*/5 * * * *")
JOBS = (SWEEP, RECOMPUTE)
