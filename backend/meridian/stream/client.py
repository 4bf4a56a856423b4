"""One client's stream: what it missed, then what happens, for as long as its session or key is good."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError

from meridian.identity.actor import Actor
from meridian.kernel.problems import Problem
from meridian.stream import queries
from meridian.stream.hub import BATCH, Hub, Subscriber
from meridian.stream.rules import Item, Position, sees

log = structlog.get_logger("stream")
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
            log.warning("stream.ended", error=type(error).__name__)

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
