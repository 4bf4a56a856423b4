"""Engines and units of work. Reading and writing are distinct types: what writes cannot be handed a replica's session.

One unit of work is one transaction. Only this module commits.
"""

import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from meridian.kernel.address import connect
from meridian.kernel.clock import Clock, SystemClock
from meridian.kernel.settings import Settings

T = TypeVar("T")
POOL_SECONDS = 5  # that a request waits for a connection of its process


class Session(AsyncSession):
    """A session that knows the instant its unit of work began (`now`, UTC, aware)."""

    now: datetime


class ReadSession(Session):
    """Reads only: the server refuses anything else on its connections."""


class WriteSession(Session):
    """One transaction with its actor, request and reason known to the history trigger.

    notified: the channels it will speak on when it commits (notify.py).
    """

    actor_id: uuid.UUID | None
    notified: set[str]

    async def set_reason(self, reason: str | None) -> None:
        """The reason written beside every change of this transaction from here on (CR-6)."""
        await self.execute(text("SELECT set_config('meridian.reason', :reason, true)"), {"reason": reason or ""})


_BEGIN = text(
    "SELECT set_config('meridian.actor_id', :actor, true), set_config('meridian.request_id', :request, true),"
    " set_config('meridian.now', :now, true)"
)
_CLOCK_SHIFT = text("SELECT shift FROM clock_shift")


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Database:
    """The process's pools: one that may write, one whose transactions are read-only, one of the replica if any."""

    def __init__(self, url: str, settings: Settings, clock: Clock | None = None) -> None:
        self.url = url
        self.clock = clock or SystemClock()
        self._shiftable = settings.test_clock
        self.writer = self._engine(url, settings.pool_size, read_only=False)
        self.fresh = self._engine(url, settings.pool_size, read_only=True)
        replica = settings.read_database_url
        self.reader = self._engine(replica, settings.pool_size, read_only=True) if replica else self.fresh

    @staticmethod
    def _engine(url: str, pool_size: int, *, read_only: bool) -> AsyncEngine:
        server_settings = {
            "timezone": "UTC",
            "application_name": "meridian",
            "jit": "off",
            # It clears a hash table sized for all rows of the table before the first of a page's fifty is joined.
            "enable_memoize": "off",
            "pg_trgm.word_similarity_threshold": "0.5",  # one letter wrong in a name of eight still finds it
        }
        return create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(connect, url, read_only=read_only, server_settings=server_settings),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            pool_recycle=1800,
            isolation_level="AUTOCOMMIT" if read_only else "READ COMMITTED",
            json_serializer=_dumps,
            hide_parameters=True,  # errors end up in logs, values must not
        )

    async def _now(self, session: AsyncSession) -> datetime:
        """The process's clock, moved by the shift an administrator set where the test clock is allowed."""
        now = self.clock.now()
        return now + (await session.execute(_CLOCK_SHIFT)).scalar_one() if self._shiftable else now

    @contextlib.asynccontextmanager
    async def read(self, *, fresh: bool = False) -> AsyncIterator[ReadSession]:
        """fresh: from the server that is written to, never from a replica that lags: who may do what, and events."""
        async with ReadSession(
            self.fresh if fresh else self.reader, expire_on_commit=False, autoflush=False
        ) as session:
            session.now = await self._now(session)
            yield session

    @contextlib.asynccontextmanager
    async def write(
        self, *, actor_id: uuid.UUID | None = None, request_id: str = "", now: datetime | None = None
    ) -> AsyncIterator[WriteSession]:
        """A transaction: committed when the block ends well, rolled back when it raises."""
        async with WriteSession(self.writer, expire_on_commit=False, autoflush=True) as session, session.begin():
            session.actor_id = actor_id
            session.notified = set()
            session.now = now or await self._now(session)
            await session.execute(
                _BEGIN,
                {
                    "actor": str(actor_id) if actor_id else "",
                    "request": request_id,
                    "now": session.now.isoformat(),
                },
            )
            yield session

    async def call(self, statement: TextClause, values: Mapping[str, Any]) -> Any:
        """One statement that the server runs and commits by itself: whoever stalls meanwhile holds no lock."""
        async with self.writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            return (await connection.execute(statement, values)).scalar()

    async def dispose(self) -> None:
        for engine in {self.writer, self.fresh, self.reader}:
            await engine.dispose()
