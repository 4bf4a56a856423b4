"""One reader of events per process: it reads each once, whenever the listener says so, and hands it to all clients."""

import asyncio
import contextlib
import time
import uuid
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import asyncpg
import orjson
from sqlalchemy.exc import SQLAlchemyError

from meridian.identity.actor import Actor
from meridian.identity.events import CHANNEL as IDENTITY_CHANNEL
from meridian.kernel import logs
from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database
from meridian.kernel.events.service import CHANNEL, number
from meridian.kernel.language import msg
from meridian.kernel.problems import Problem, TooManyRequests, Unavailable
from meridian.stream import queries
from meridian.stream.rules import Item, Position, sees

BATCH = 500
MAX_QUEUED = 2_000
MAX_STREAMS = 20
POLL_SECONDS = 5.0
HEARTBEAT_SECONDS = 15.0
RETRY_SECONDS = 1.0


class Subscriber:
    """What one client has not been sent yet, bounded: who is too slow is cut off and resumes by its last id.

    position: the place everything up to which has been queued here or was of no concern. lost: what came before it may
    never have happened, because the database is another one now.
    """

    def __init__(self, principal_id: uuid.UUID, position: Position) -> None:
        self.principal_id = principal_id
        self.position = position
        self.queue: deque[Item] = deque()
        self.wake = asyncio.Event()
        self.recheck = False
        self.lost = False
        self.ended = False

    def offer(self, items: Sequence[Item]) -> None:
        if len(self.queue) + len(items) > MAX_QUEUED:
            self.end()
        else:
            self.queue.extend(items)
            self.position = items[-1].position
            self.wake.set()

    def lose(self, position: Position) -> None:
        """Goes on at another place, without what was queued for the old one."""
        self.queue.clear()
        self.position, self.lost = position, True
        self.wake.set()

    def end(self) -> None:
        self.ended = True
        self.queue.clear()
        self.wake.set()

    def doubt(self) -> None:
        """Somebody's rights have changed: check before sending any more."""
        self.recheck = True
        self.wake.set()


class Hub:
    """Reads only while somebody listens. To be made before the listener starts, in the loop that serves."""

    def __init__(self, db: Database, listener: Listener) -> None:
        self.db = db
        self.closing = False
        self.heartbeat_seconds = HEARTBEAT_SECONDS
        self._subscribers: set[Subscriber] = set()
        self._streams: Counter[uuid.UUID] = Counter()
        self._position = Position(0, "")
        self._wake = asyncio.Event()
        self._joining = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        listener.subscribe(CHANNEL, lambda _: self._happened())
        listener.subscribe(IDENTITY_CHANNEL, lambda _: self._doubt())

    def start(self) -> None:
        self._task = asyncio.create_task(self._follow(), name="event hub")

    def close(self) -> None:
        """Ends every stream now, so that the server need not wait for them."""
        self.closing = True
        for subscriber in self._subscribers:
            subscriber.end()

    async def stop(self) -> None:
        self.close()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def streams(self) -> int:
        return len(self._subscribers)

    async def join(self, principal_id: uuid.UUID) -> Subscriber:
        """Everything from now on reaches the new subscriber. 429 when the principal has too many streams already."""
        if self.closing:
            raise Unavailable(msg("the server is stopping"), headers={"Retry-After": "1"})
        if self._streams[principal_id] >= MAX_STREAMS:
            raise TooManyRequests(msg("{most} streams at once", most=MAX_STREAMS), headers={"Retry-After": "15"})
        async with self._joining:
            if not self._subscribers:
                await number(self.db)
                async with self.db.read(fresh=True) as session:
                    self._position = await queries.now(session)
                self._wake.set()  # what happened since was told to nobody
            subscriber = Subscriber(principal_id, self._position)
            self._subscribers.add(subscriber)
            self._streams[principal_id] += 1
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)
        self._streams[subscriber.principal_id] -= 1
        if not self._streams[subscriber.principal_id]:
            del self._streams[subscriber.principal_id]

    def _happened(self) -> None:
        if self._subscribers:  # who joins later begins behind what has happened
            self._wake.set()

    def _doubt(self) -> None:
        for subscriber in self._subscribers:
            subscriber.doubt()

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            try:
                delay = await self._advance() if self._subscribers else POLL_SECONDS
            except Exception as error:
                # Whatever it is, the place is kept and read again: no client loses an event.
                logs.error("stream.unread", raised=error)
                delay = RETRY_SECONDS
            # `wait_for` of Python 3.11 loses a cancellation that comes with the waking: `stop` would wait for ever.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._wake.wait()

    async def _advance(self) -> float:
        """Hands on the next events; returns how long to wait for the ones after them, in seconds."""
        position = self._position
        await number(self.db)
        async with self.db.read(fresh=True) as session:
            batch = await queries.next_items(session, position, batch=BATCH)
            now = await queries.now(session) if batch.lost else position
        if self._position != position:  # everybody has left meanwhile and somebody else joined, at another place
            return 0
        if batch.lost:
            logs.warning("stream.reset", streams=self.streams)
            self._position = now
            for subscriber in self._subscribers:
                subscriber.lose(now)
        elif batch.items:
            self._position = batch.items[-1].position
            for subscriber in self._subscribers:
                subscriber.offer(batch.items)
        return 0 if batch.items else POLL_SECONDS


# One client's stream: what it missed, then what happens, for as long as its session or key is good.


MAX_REPLAY = 10_000
UNREACHABLE_SECONDS = 1.0
RETRY = b"retry: 2000\n\n"
Authenticate = Callable[[], Awaitable[Actor]]


@dataclass
class Stream:
    """authenticate: the actor as of now, or the `Problem` that ends the stream. types: None for all."""

    hub: Hub
    subscriber: Subscriber
    actor: Actor
    authenticate: Authenticate
    types: frozenset[str] | None
    heartbeat_seconds: float

    async def frames(self, last_id: str | None) -> AsyncIterator[bytes]:
        """Frames of an event stream: a replay after `last_id` where it is known, a `reset` where it is not.

        Without the database it ends; the client comes back with its last id.
        """
        try:
            async for frame in self._frames(last_id):
                yield frame
        except (SQLAlchemyError, asyncpg.PostgresError, OSError) as error:
            logs.warning("stream.ended", error=type(error).__name__)

    async def _frames(self, last_id: str | None) -> AsyncIterator[bytes]:
        yield RETRY
        start = self.subscriber.position
        sent = start if last_id is None else await self._resumed(last_id, start)
        if sent is None:
            yield _reset(start)
            sent = start
        async for frame in self._missed(sent, start):
            yield frame
        sent = max(sent, start)
        yield _beat(sent)
        async for frame in self._live(sent):
            yield frame

    async def _resumed(self, last_id: str, start: Position) -> Position | None:
        """The place to go on from; None when it is unknown or too long ago."""
        position = Position.read(last_id)
        if position is None:
            return None
        async with self.hub.db.read(fresh=True) as session:
            if not await queries.is_known(session, position):
                return None
        return position if start.number - position.number <= MAX_REPLAY else None

    async def _missed(self, after: Position, upto: Position) -> AsyncIterator[bytes]:
        while after < upto and await self._may_go_on():
            async with self.hub.db.read(fresh=True) as session:
                items = await queries.items_between(session, after, upto, batch=BATCH)
            if not items:
                return
            after = items[-1].position
            if frame := self._chosen(items):
                yield frame

    async def _live(self, sent: Position) -> AsyncIterator[bytes]:
        beat_at = time.monotonic() + self.heartbeat_seconds
        while await self._may_go_on():
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + self.heartbeat_seconds
                self.subscriber.doubt()
                yield _beat(sent)
                continue
            self.subscriber.wake.clear()
            if self.subscriber.lost:
                self.subscriber.lost = False
                sent = self.subscriber.position
                yield _reset(sent)
            # A client that came from a process further ahead has seen the first of these.
            items = [item for item in self.subscriber.queue if item.position > sent]
            self.subscriber.queue.clear()
            if items:
                sent = items[-1].position
                if frame := self._chosen(items):
                    yield frame
            else:
                # Not `wait_for`, which in Python 3.11 loses a cancellation that comes with the waking.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(max(0, beat_at - time.monotonic())):
                        await self.subscriber.wake.wait()

    async def _may_go_on(self) -> bool:
        """False once the stream has ended or whoever asked may not listen any more; looks again when in doubt.

        While the database cannot be reached nobody can say, and there is nothing to send: the stream waits.
        """
        while self.subscriber.recheck and not self.subscriber.ended:
            self.subscriber.recheck = False
            try:
                self.actor = await self.authenticate()
            except Problem:
                return False
            except (SQLAlchemyError, asyncpg.PostgresError, OSError):
                self.subscriber.recheck = True
                await asyncio.sleep(UNREACHABLE_SECONDS)
        return not self.subscriber.ended

    def _chosen(self, items: list[Item]) -> bytes:
        wanted = (item for item in items if self.types is None or item.type in self.types)
        return b"".join(item.frame for item in wanted if sees(self.actor, item))


def _beat(position: Position) -> bytes:
    """Keeps the connection open, and moves the place to resume from past what was not for this client."""
    return b": still here\nid: %b\n\n" % str(position).encode()


def _reset(position: Position) -> bytes:
    """Tells the client that it has missed what cannot be replayed: it should read its data anew."""
    data = orjson.dumps({"id": str(position), "type": "reset"})
    return b"id: %b\nevent: reset\ndata: %b\n\n" % (str(position).encode(), data)
