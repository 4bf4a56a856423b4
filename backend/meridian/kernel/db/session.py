"""Engines and units of work. Reading and writing are distinct types: what writes cannot be handed a replica's session.

One unit of work is one transaction. Only this module commits.
"""

import asyncio
import contextlib
import json
import uuid
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, TypeVar

import asyncpg
import orjson
from sqlalchemy import TextClause, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    AsyncSessionTransaction,
    create_async_engine,
)
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty

from meridian.kernel.clock import Clock, SystemClock
from meridian.kernel.db.driver import Loan, Transaction, end, quoted, run
from meridian.kernel.db.replica import CHANNEL, GONE, Replica
from meridian.kernel.settings import Settings, connect

T = TypeVar("T")
POOL_SECONDS = 15  # that a request waits for a connection of its process: sixty-four who log at once take seven


class Session(AsyncSession):
    """A session that knows the instant its unit of work began (`now`, UTC, aware).

    SQLAlchemy's session behind it is made when it is first needed: compiled statements alone need none.
    engine: whose connections it uses. _bound: how SQLAlchemy's session is made.
    """

    engine: AsyncEngine
    now: datetime
    _bound: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        if self._made:
            raise AttributeError(f"a session has no {name}")
        super().__init__(expire_on_commit=False, **self._bound)
        return getattr(self, name)

    @property
    def _made(self) -> bool:
        return "sync_session" in vars(self)

    @cached_property
    def info(self) -> dict[Any, Any]:
        """What is kept until the end of the unit of work."""
        return {}

    def in_transaction(self) -> bool:
        return self._made and super().in_transaction()

    def get_nested_transaction(self) -> AsyncSessionTransaction | None:
        return super().get_nested_transaction() if self._made else None

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Writes what waits to be written; costs nothing when nothing does."""
        if self._made and (self.new or self.dirty or self.deleted):
            await super().flush(objects)

    async def __aexit__(self, *raised: Any) -> None:
        if self._made:
            await super().__aexit__(*raised)

    async def read_once(self, model: type[T], id: uuid.UUID) -> T:
        """The row, read once in this unit of work and kept until its end; `NoResultFound` where there is none."""
        found = await self.get_one(model, id)
        self.keep(id, found)
        return found

    def keep(self, id: uuid.UUID, found: Any) -> None:
        """For `read_once`, a row read already: the session itself forgets what nobody holds."""
        self.info.setdefault("read_once", {})[id] = found


class ReadSession(Session):
    """Reads only: the server refuses anything else on its connections.

    straight: where a compiled statement may be read without a connection of the session's own, as each statement sees
    the newest anyway.
    """

    straight: AsyncEngine | None = None

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._bound = {"bind": engine, "autoflush": False}


class WriteSession(Session):
    """One transaction with its actor, request and reason known to the history trigger.

    at: the connection of its transaction. found: whether what was asked as it began has a row. last: a statement of
    literals, carried out with its commit. notified: the channels it will speak on when it commits (notify.py).
    committed: what this process does then. read_clock: the instant now, which is later than `now` after waiting for
    somebody's lock.
    """

    actor_id: uuid.UUID | None
    read_clock: Callable[[], Awaitable[datetime]]
    found = False
    last = ""
    _reason: tuple[object, str] | None = None

    def __init__(self, at: AsyncConnection) -> None:
        self.at, self.engine = at, at.engine
        self._bound = {"bind": at, "autoflush": True}
        self.notified: set[str] = set()
        self.committed: list[Callable[[], None]] = []

    async def connection(self, *_bind: Any, **_options: Any) -> AsyncConnection:
        return self.at

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[AsyncSessionTransaction]:
        """What raises within takes back no more than what was done within.

        It is set at once, for what the driver is told; SQLAlchemy's own waits for a statement that it sends itself.
        """
        async with self.begin_nested() as attempt:
            await super().connection()
            yield attempt

    async def rollback(self) -> None:
        """Takes back all that was written, before the block ends; nothing is written after it, and nobody is told."""
        self.committed.clear()
        self.notified.clear()
        if self._made:
            await super().rollback()
        await end(self.at, "ROLLBACK")

    async def set_reason(self, reason: str | None) -> None:
        """The reason written beside every change of this transaction from here on (CR-6)."""
        # A savepoint rolled back takes back what was set within it, so what is known counts within its own alone.
        known = (self.get_nested_transaction(), reason or "")
        if self._reason != known:
            await run(self.at, _REASON, [reason or ""])
            self._reason = known


_BEGIN = (
    "BEGIN; SELECT set_config('meridian.actor_id', {}, true), set_config('meridian.request_id', {}, true),"
    " set_config('meridian.now', {}, true)"
)
_REASON = "SELECT set_config('meridian.reason', $1, true)"
_WROTE = "SELECT pg_notify($1, $2)"
_CLOCK_SHIFT = text("SELECT shift FROM clock_shift")
_READ_AT = text("SELECT set_config('meridian.now', :now, false)")


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


class _InTurn(AsyncAdaptedQueue[Any]):
    """Connections at rest, the last used first; who waits for one is handed it in the order of asking.

    SQLAlchemy's own queue lets who comes just then pass before those who wait, so that a few of many requests take many
    times as long as the others.
    """

    def __init__(self, maxsize: int = 0, use_lifo: bool = True) -> None:
        super().__init__(maxsize, use_lifo)
        self._resting: list[Any] = []
        self._waiting: deque[asyncio.Future[Any]] = deque()

    def empty(self) -> bool:
        return not self._resting

    def full(self) -> bool:
        return self.qsize() >= self.maxsize

    def qsize(self) -> int:
        return len(self._resting)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        self.put_nowait(item)

    def put_nowait(self, item: Any) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # nor has it given up
                turn.set_result(item)
                return
        self._resting.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        return self.get_nowait() if self._resting or not block else await_(self.wait(timeout or POOL_SECONDS))

    def get_nowait(self) -> Any:
        if not self._resting:
            raise Empty
        return self._resting.pop()

    async def wait(self, seconds: float) -> Any:
        """The next connection that comes to rest and nobody else waits for longer."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_later(seconds, turn.cancel, _TOO_LONG)
        try:
            return await turn
        except asyncio.CancelledError as error:
            if not turn.cancelled():  # it came, and nobody takes it
                self.put_nowait(turn.result())
            if error.args == (_TOO_LONG,):
                raise PoolTimeout(_TOO_LONG) from None
            raise
        finally:
            timer.cancel()


_TOO_LONG = f"no connection was free within {POOL_SECONDS} seconds"


class _Pool(AsyncAdaptedQueuePool):
    _queue_class = _InTurn


class Database:
    """The process's pools: one that may write, one whose transactions are read-only, one of the replica if any."""

    def __init__(self, url: str, settings: Settings, clock: Clock | None = None) -> None:
        self.url = url
        self.clock = clock or SystemClock()
        self._shiftable = settings.test_clock
        self._own_time = settings.test_clock or not isinstance(self.clock, SystemClock)
        self.writer = self._engine(url, settings.pool_size, read_only=False)
        self.fresh = self._engine(url, settings.pool_size, read_only=True)
        self.replica: Replica | None = None
        if settings.read_database_url:
            engine = self._engine(settings.read_database_url, settings.pool_size, read_only=True, check=True)
            self.replica = Replica(engine, self.fresh)

    @staticmethod
    def _engine(url: str, pool_size: int, *, read_only: bool, check: bool = False) -> AsyncEngine:
        server_settings = {
            "timezone": "UTC",
            "application_name": "meridian",
            "jit": "off",
            # It clears a hash table sized for all rows of the table before the first of a page's fifty is joined.
            "enable_memoize": "off",
            "pg_trgm.word_similarity_threshold": "0.5",  # one letter wrong in a name of eight still finds it
        }
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(connect, url, read_only=read_only, server_settings=server_settings),
            poolclass=_Pool,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            pool_use_lifo=True,
            pool_recycle=1800,
            pool_pre_ping=check,
            isolation_level="AUTOCOMMIT",  # `write` says itself where its transaction begins and ends
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            hide_parameters=True,  # errors end up in logs, values must not
        )
        if not read_only:
            event.listen(engine.sync_engine, "handle_error", _leave_what_takes_no_writes)
        return engine

    async def _now(self, session: AsyncSession) -> datetime:
        """The process's clock, moved by the shift an administrator set where the test clock is allowed."""
        now = self.clock.now()
        return now + (await session.execute(_CLOCK_SHIFT)).scalar_one() if self._shiftable else now

    def reader(self, user_id: uuid.UUID | None) -> AsyncEngine:
        """Where this user's reads may go: the replica if it has all that the user wrote."""
        return self.replica.engine if self.replica is not None and self.replica.has_all_of(user_id) else self.fresh

    def read(self, *, user_id: uuid.UUID | None = None, fresh: bool = False) -> "Opening":
        """user_id: whose own writes must be seen. fresh: from the server that is written to, never from a replica: who
        may do what, and events."""
        return Opening(self, self.fresh if fresh else self.reader(user_id))

    async def begin(self, session: ReadSession) -> None:
        """From here on it reads as of now."""
        session.now = await self._now(session)
        if self._own_time:  # what compares with the database's own `meridian_now()` lives at that time too
            await session.execute(_READ_AT, {"now": session.now.isoformat()})
        elif self.replica is None:
            session.straight = self.fresh

    @contextlib.asynccontextmanager
    async def write(
        self, *, actor_id: uuid.UUID | None = None, request_id: str = "", now: datetime | None = None, asked: str = ""
    ) -> AsyncIterator[WriteSession]:
        """A transaction: committed when the block ends well, rolled back when it raises.

        asked: a SELECT of literals carried out as it begins; `found` says whether it had a row.
        """
        async with Loan(self.writer) as at, WriteSession(at) as session:
            session.actor_id = actor_id
            session.read_clock = partial(self._now, session)
            session.now = now or await self._now(session)
            values = str(actor_id or ""), request_id, session.now.isoformat()
            begin = _BEGIN.format(*map(quoted, values))
            transaction = Transaction(at, f"{begin}; {asked}" if asked else begin)
            async with transaction as went:
                session.found = went != "SELECT 0"
                if actor_id is not None and self.replica is not None:
                    await run(at, _WROTE, [CHANNEL, str(actor_id)])
                yield session
                await session.flush()
                transaction.last = session.last
        for act in session.committed:
            act()
        if actor_id is not None and self.replica is not None:
            self.replica.wrote(actor_id)

    async def call(self, statement: TextClause, values: Mapping[str, Any]) -> Any:
        """One statement that the server runs and commits by itself: whoever stalls meanwhile holds no lock.

        The first value of its first row, None without any.
        """
        async with self.writer.connect() as connection:
            result = await connection.execute(statement, values)
            return result.scalar() if result.returns_rows else None

    async def dispose(self) -> None:
        if self.replica is not None:
            await self.replica.stop()
            await self.replica.engine.dispose()
        for engine in (self.writer, self.fresh):
            await engine.dispose()


class Opening:
    """A unit of work that reads, between its beginning and its end. A class, as every read request opens one and a
    generator takes it six times as long."""

    def __init__(self, db: Database, engine: AsyncEngine) -> None:
        self._db = db
        self._session = ReadSession(engine)

    async def __aenter__(self) -> ReadSession:
        try:
            replica = self._db.replica
            if replica is not None and self._session.engine is replica.engine:
                await self._reach(replica)
            await self._db.begin(self._session)
        except BaseException:
            await self._session.__aexit__(None, None, None)
            raise
        return self._session

    async def __aexit__(self, *raised: Any) -> None:
        await self._session.__aexit__(*raised)

    async def _reach(self, replica: Replica) -> None:
        """Checks the connection, so that a replica that is gone is found out before the work begins."""
        try:
            await self._session.connection()
        except GONE:
            replica.lose()
            await self._session.close()
            self._session = ReadSession(self._db.fresh)


def _leave_what_takes_no_writes(context: ExceptionContext) -> None:
    """After a failover the old server may still answer at the old connections: they are given up, all of them."""
    if isinstance(getattr(context.original_exception, "__cause__", None), asyncpg.ReadOnlySQLTransactionError):
        context.is_disconnect = True
