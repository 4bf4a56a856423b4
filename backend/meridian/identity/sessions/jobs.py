"""What the clock clears away: failed sign-ins after a day, ended sessions after a month, uses of keys when no
figure counts them."""

from datetime import timedelta

from sqlalchemy import delete

from meridian.identity import key_uses
from meridian.identity.models import BrowserSession, SignInAttempt
from meridian.identity.rules import REMEMBERED
from meridian.kernel.jobs import Job, JobContext

SESSIONS_KEPT = timedelta(days=30)


async def _forget(context: JobContext) -> None:
    async with context.db.write() as session:
        await session.execute(delete(SignInAttempt).where(SignInAttempt.at <= session.now - REMEMBERED))
        await session.execute(delete(BrowserSession).where(BrowserSession.expires_at < session.now - SESSIONS_KEPT))
        await key_uses.forget(session)


FORGET_OLD_SESSIONS = Job("identity.forget", _forget, every="17 3 * * *")
JOBS = (FORGET_OLD_SESSIONS,)
