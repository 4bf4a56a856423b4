"""The versions of every setting, kept in the process while a live listener tells when one is decided.

A moment's values are worked out from all versions, so the passing of time needs no new reading.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session as SyncSession

from meridian.identity.events import CHANNEL as IDENTITY_CHANNEL
from meridian.kernel.db import Database, Session, WriteSession
from meridian.kernel.notify import Listener, notify
from meridian.policies.rules import History

CHANNEL = "meridian_policy"
LIFETIME = timedelta(seconds=60)
"""Bound on what a lagging replica may make us believe."""
CHANGED = "policies_changed"


class HistoryCache:
    """One database's settings. Nothing is kept while the listener is not connected."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._kept: tuple[History, datetime] | None = None
        self._generation = 0
        listener.subscribe(CHANNEL, self.forget)

    def forget(self, _payload: str = "") -> None:
        self._kept = None
        self._generation += 1

    async def get(self, now: datetime, load: Callable[[], Awaitable[History]]) -> History:
        """What is kept, if it is fresh at `now`, else what `load` reads."""
        if self._kept is not None and self._listener.connected:
            history, read_at = self._kept
            if read_at <= now < read_at + LIFETIME:
                return history
        generation = self._generation
        history = await load()
        # What was read while somebody decided may be old already: it serves this reader, and is not kept.
        if generation == self._generation and self._listener.connected:
            self._kept = history, now
        return history


_CACHES: WeakKeyDictionary[AsyncEngine, HistoryCache] = WeakKeyDictionary()


def keep(db: Database, listener: Listener) -> None:
    """Lets this process keep the settings of `db`. To be called before the listener starts."""
    _CACHES[db.reader] = _CACHES[db.writer] = HistoryCache(listener)


def cache_of(session: Session) -> HistoryCache | None:
    """The cache of the session's database; none for a transaction that itself decided something."""
    bind = session.bind
    return _CACHES.get(bind) if isinstance(bind, AsyncEngine) and CHANGED not in session.info else None


async def announce(session: WriteSession) -> None:
    """On commit, tells every process to forget: this one at once, the others by notification.

    Actors carry what their role may not see, so they are forgotten too.
    """
    cache = cache_of(session)
    session.info[CHANGED] = True
    await notify(session, CHANNEL)
    await notify(session, IDENTITY_CHANNEL)
    if cache is not None:

        def committed(_session: SyncSession) -> None:
            cache.forget()

        event.listen(session.sync_session, "after_commit", committed, once=True)
