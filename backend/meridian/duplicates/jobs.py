"""What duplicates do by the clock."""

from meridian.duplicates import service
from meridian.kernel.jobs import Job, JobContext


async def _find_pairs(context: JobContext) -> None:
    async with context.db.write() as session:
        await service.find_pairs(session)


FIND_PAIRS = Job("duplicate_pair.find", _find_pairs, every="40 18 * * *")  # twenty to three in Shanghai
JOBS = (FIND_PAIRS,)
