"""What the clock does about contact records: takes in what happened to calls since they were counted."""

from sqlalchemy import text

from meridian.kernel.db.session import WriteSession
from meridian.kernel.jobs import Job, JobContext

_TAKE_IN = text("SELECT take_in_calls()")
_RECOUNT = text("SELECT recount_calls()")


async def take_in(context: JobContext) -> None:
    """Brings the calls counted ahead up to date: the less has to be added to them, the sooner they are read."""
    async with context.db.write() as session:
        await session.execute(_TAKE_IN)


async def recount(session: WriteSession) -> None:
    """Counts all calls anew, after records or customers were written past the database's triggers."""
    await session.execute(_RECOUNT)


TAKE_IN = Job("calls.take_in", take_in, every="* * * * *")
JOBS = (TAKE_IN,)
