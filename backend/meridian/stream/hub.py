"""One reader of events per process: it reads each once, whenever the listener says so, and hands it to all clients."""

import asyncio
import contextlib
import uuid
from collections import Counter, deque
from collections.abc import Sequence

import structlog

from meridian.identity.events import CHANNEL as IDENTITY_CHANNEL
from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database
from meridian.kernel.events.service import CHANNEL, number
from meridian.kernel.language import msg
from meridian.kernel.problems import TooManyRequests, Unavailable
from meridian.stream import queries
from meridian.stream.rules import Item, Position

log = structlog.get_logger("stream")
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
        listener.subscribe(CHANNEL, lambda _: self._wake.set())
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
            subscriber = Subscriber(principal_id, self._position)
            self._subscribers.add(subscriber)
            self._streams[principal_id] += 1
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)
        self._streams[subscriber.principal_id] -= 1
        if not self._streams[subscriber.principal_id]:
            del self._streams[subscriber.principal_id]

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
                log.exception("stream.unread", exc_info=error)
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
            log.warning("stream.reset", streams=self.streams)
            self._position = now
            for subscriber in self._subscribers:
                subscriber.lose(now)
        elif batch.items:
            self._position = batch.items[-1].position
            for subscriber in self._subscribers:
                subscriber.offer(batch.items)
        return 0 if batch.items else POLL_SECONDS
