"""One LISTEN connection per process: wakes event streams and empties caches when a transaction commits elsewhere."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable

import asyncpg

from meridian.kernel import logs
from meridian.kernel.db.driver import run
from meridian.kernel.db.session import WriteSession
from meridian.kernel.settings import connect

Callback = Callable[[str], None]
RECONNECT_SECONDS = 1.0
ASK_SECONDS, ANSWER_SECONDS = 10.0, 5.0


class Listener:
    """Calls back on each notification; on a lost connection calls back too, because something may have been missed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._callbacks: dict[str, set[Callback]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self.connected = False

    def subscribe(self, channel: str, callback: Callback) -> Callable[[], None]:
        """Registers before `start` or for a channel already listened to; returns the way to unsubscribe."""
        self._callbacks[channel].add(callback)
        return lambda: self._callbacks[channel].discard(callback)

    async def start(self) -> None:
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._run(ready), name="listener")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ready.wait(), 5)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def call(self, channel: str, payload: str = "") -> None:
        """Runs the channel's callbacks."""
        for callback in tuple(self._callbacks[channel]):
            callback(payload)

    async def _run(self, ready: asyncio.Event) -> None:
        while True:
            try:
                await self._listen(ready)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                logs.warning("listener.lost", error=type(error).__name__)
            self.connected = False
            for channel in tuple(self._callbacks):
                self.call(channel)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self, ready: asyncio.Event) -> None:
        connection = await connect(self._url)
        try:
            closed = asyncio.Event()
            connection.add_termination_listener(lambda _: closed.set())
            for channel in tuple(self._callbacks):
                await connection.add_listener(channel, lambda _c, _p, name, payload: self.call(name, payload))
            self.connected = True
            for channel in tuple(self._callbacks):
                self.call(channel)
            ready.set()
            while not closed.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(ASK_SECONDS):
                        await closed.wait()
                if not closed.is_set():  # a server that hangs closes nothing
                    await connection.execute("SELECT 1", timeout=ANSWER_SECONDS)
        finally:
            self.connected = False
            if not connection.is_closed():
                # Its TimeoutError must not pass for a lost connection while stopping.
                with contextlib.suppress(OSError):
                    await connection.close(timeout=2)


async def notify(session: WriteSession, channel: str, payload: str = "") -> None:
    """Tells every process when this transaction commits; a request's own process is told before the answer leaves."""
    session.notified.add(channel)
    await run(session.at, "SELECT pg_notify($1, $2)", [channel, payload])
