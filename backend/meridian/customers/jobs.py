"""What the clock does for customers."""

from meridian.customers import reviews
from meridian.kernel.jobs import Job, JobContext


async def _assign_reviews(context: JobContext) -> None:
    async with context.db.write() as session:
        await reviews.assign_due(session)


ASSIGN_REVIEWS = Job("customer_review.assign", _assign_reviews, every="15 17 * * *")  # a quarter past one in Shanghai
JOBS = (ASSIGN_REVIEWS,)
