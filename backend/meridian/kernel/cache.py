"""Small things that everybody reads and hardly anybody changes, kept in the process while it hears of changes."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncEngine

from meridian.kernel.db.notify import Listener, notify
from meridian.kernel.db.session import Database, Session, WriteSession

T = TypeVar("T")
LIFETIME = timedelta(seconds=60)
"""Bound on what a lagging replica may make us believe."""


class DatabaseCache(Generic[T]):
    """One database's copy. Nothing is kept while the listener is not connected."""

    def __init__(self, listener: Listener, channel: str) -> None:
        self._listener = listener
        self._kept: tuple[T, datetime] | None = None
        self._generation = 0
        listener.subscribe(channel, self.forget)

    def forget(self, _payload: str = "") -> None:
        self._kept = None
        self._generation += 1

    async def get(self, now: datetime, load: Callable[[], Awaitable[T]]) -> T:
        """What is kept, if it is fresh at `now`, else what `load` reads."""
        if self._kept is not None and self._listener.connected:
            found, read_at = self._kept
            if read_at <= now < read_at + LIFETIME:
                return found
        generation = self._generation
        found = await load()
        # What was read while somebody changed it may be old already: it serves this reader, and is not kept.
        if generation == self._generation and self._listener.connected:
            self._kept = found, now
        return found


class ProcessCache(Generic[T]):
    """A thing that `load` reads whole. List it in the domain's part; `announce` every change of it."""

    def __init__(self, channel: str, load: Callable[[Session], Awaitable[T]]) -> None:
        self.channel = channel
        self._load = load
        self._copies: WeakKeyDictionary[AsyncEngine, DatabaseCache[T]] = WeakKeyDictionary()

    def attach(self, db: Database, listener: Listener) -> None:
        """Lets this process keep what stands in `db`. To be called before the listener starts."""
        copy = DatabaseCache[T](listener, self.channel)
        for engine in (db.writer, db.fresh, *((db.replica.engine,) if db.replica is not None else ())):
            self._copies[engine] = copy

    async def get(self, session: Session) -> T:
        """The thing, from this process where it is kept."""
        copy = self._copy(session)
        return await (copy.get(session.now, lambda: self._load(session)) if copy else self._load(session))

    async def invalidate(self, session: WriteSession) -> None:
        """On commit, tells every process to forget: this one at once, the others by notification."""
        copy = self._copy(session)
        await notify(session, self.channel)
        if copy is not None:
            session.committed.append(copy.forget)

    def _copy(self, session: Session) -> DatabaseCache[T] | None:
        """The copy of the session's database; none for a transaction that itself changed the thing."""
        itself = isinstance(session, WriteSession) and self.channel in session.notified
        return None if itself else self._copies.get(session.engine)
