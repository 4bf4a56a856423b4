"""How keys are used, written down by each process; and what the clock clears away: failed sign-ins after a day, ended
sessions after a month, uses of keys when no figure counts them."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, delete, exists, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from meridian.identity.models import ApiKeyUse, BrowserSession, SignInAttempt
from meridian.identity.queries import USES_SHOWN_SINCE
from meridian.identity.rules import REMEMBERED
from meridian.kernel import logs
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.jobs import Job, JobContext

# When keys are used, from where and how often: counted in the process, written together, never a write a request.
WRITE_SECONDS = 30.0


@dataclass
class _Use:
    requests: int
    last_at: datetime
    last_from: str


class KeyUses:
    """What this process has seen of keys since it last wrote it down."""

    def __init__(self) -> None:
        self._seen: dict[tuple[uuid.UUID, date], _Use] = {}

    def note(self, key_id: uuid.UUID, address: str, at: datetime) -> None:
        """One request with the key. Days are those of UTC."""
        use = self._seen.setdefault((key_id, at.date()), _Use(0, at, address))
        use.requests += 1
        if at >= use.last_at:
            use.last_at, use.last_from = at, address

    async def write(self, db: Database) -> None:
        """Adds what was seen to what is kept; what could not be written is kept for the next time."""
        if not self._seen:
            return
        seen, self._seen = self._seen, {}
        try:
            async with db.write() as session:
                await _add(session, seen)
        except BaseException:
            for key, use in seen.items():
                meanwhile = self._seen.setdefault(key, use)
                if meanwhile is not use:
                    meanwhile.requests += use.requests
            raise

    async def keep_writing(self, db: Database) -> None:
        """Writes now and then, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            try:
                await self.write(db)
            except Exception as error:
                logs.warning("key_uses.unwritten", error=type(error).__name__)


async def _add(session: WriteSession, seen: Mapping[tuple[uuid.UUID, date], _Use]) -> None:
    """In the order of their keys, so that processes never wait for each other in a circle."""
    rows = [
        {"key_id": key_id, "day": day, "requests": use.requests, "last_at": use.last_at, "last_from": use.last_from}
        for (key_id, day), use in sorted(seen.items())
    ]
    new = insert(ApiKeyUse).values(rows)
    later = new.excluded.last_at >= ApiKeyUse.last_at
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[ApiKeyUse.key_id, ApiKeyUse.day],
            set_={
                "requests": ApiKeyUse.requests + new.excluded.requests,
                "last_at": func.greatest(ApiKeyUse.last_at, new.excluded.last_at),
                "last_from": case((later, new.excluded.last_from), else_=ApiKeyUse.last_from),
            },
        )
    )


async def forget(session: WriteSession) -> None:
    """Days that no figure counts any more; of each key the last one stays, for when it was used."""
    other = aliased(ApiKeyUse)
    later = exists().where(other.key_id == ApiKeyUse.key_id, other.day > ApiKeyUse.day)
    await session.execute(delete(ApiKeyUse).where(ApiKeyUse.day <= USES_SHOWN_SINCE, later))


SESSIONS_KEPT = timedelta(days=30)


async def _forget(context: JobContext) -> None:
    async with context.db.write() as session:
        await session.execute(delete(SignInAttempt).where(SignInAttempt.at <= session.now - REMEMBERED))
        await session.execute(delete(BrowserSession).where(BrowserSession.expires_at < session.now - SESSIONS_KEPT))
        await forget(session)


FORGET_OLD_SESSIONS = Job("identity.forget", _forget, every="17 3 * * *")
JOBS = (FORGET_OLD_SESSIONS,)
