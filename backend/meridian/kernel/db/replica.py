"""A replica for reads, which may lag or be gone: used only for what it is known to have.

Every half second a process asks the server that is written to how far its log goes, and the replica how much of it has
been replayed: what was so at the moment of the first question is true on the replica once it has replayed that far.
Whoever wrote since then is read from where he wrote; so is everybody while the replica is gone or far behind.
"""

import asyncio
import contextlib
import time
import uuid
from collections import deque
from collections.abc import Awaitable
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from meridian.kernel import logs

CHANNEL = "meridian_wrote"
LOOK_SECONDS = 0.5
ANSWER_SECONDS = 2.0
FAR_BEHIND_SECONDS = 10.0
GONE = (DBAPIError, PoolTimeout, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
_WRITTEN = text("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
_REPLAYED = text("SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint")


class Replica:
    """Where a process may read what it need not have to the moment. Nothing is read there before `start`."""

    def __init__(self, engine: AsyncEngine, primary: AsyncEngine) -> None:
        self.engine = engine
        self._primary = primary
        self._true_at = float("-inf")
        self._marks: deque[tuple[float, int]] = deque()
        self._wrote: dict[uuid.UUID, float] = {}
        self._task: asyncio.Task[None] | None = None
        self.verdict = "not looked at yet"

    def start(self) -> None:
        self._task = asyncio.create_task(self._watch(), name="replica")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def behind_seconds(self) -> float:
        """How old the moment is up to which it is known to be true; infinite while it is gone."""
        return time.monotonic() - self._true_at

    def heard_of_write(self, user_id: str) -> None:
        """A transaction of that user has been committed, here or in another process."""
        with contextlib.suppress(ValueError):
            self.wrote(uuid.UUID(user_id))

    def wrote(self, user_id: uuid.UUID) -> None:
        self._wrote[user_id] = time.monotonic()

    def has_all_of(self, user_id: uuid.UUID | None) -> bool:
        """Whether this user may be answered from it."""
        wrote = self._wrote.get(user_id, float("-inf")) if user_id is not None else float("-inf")
        return self.behind_seconds < FAR_BEHIND_SECONDS and wrote < self._true_at

    def lose(self) -> None:
        """It does not answer: nothing is read there until it does again."""
        self._true_at = float("-inf")

    async def _watch(self) -> None:
        while True:
            before = self.verdict
            try:
                self.verdict = await self._look()
            except GONE as error:
                self.lose()
                self.verdict = f"cannot be reached ({type(error).__name__}): reads go to the primary"
            if (before == "ok") != (self.verdict == "ok"):
                logs.warning("replica.changed", verdict=self.verdict)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> str:
        at = time.monotonic()
        written = await _answer(_ask(self._primary, _WRITTEN))
        replayed = await _answer(_ask(self.engine, _REPLAYED))
        if written is None or replayed is None:
            self.lose()
            return "is not a replica of this server: reads go to the primary"
        self._marks.append((at, written))
        while self._marks and self._marks[0][1] <= replayed:
            self._true_at = self._marks.popleft()[0]
        self._wrote = {user_id: when for user_id, when in self._wrote.items() if when >= self._true_at}
        behind = self.behind_seconds
        return "ok" if behind < FAR_BEHIND_SECONDS else "is far behind: reads go to the primary"


async def _ask(engine: AsyncEngine, question: Any) -> int | None:
    async with engine.connect() as connection:
        found: int | None = await connection.scalar(question)
        return found


async def _answer(asked: Awaitable[int | None]) -> int | None:
    async with asyncio.timeout(ANSWER_SECONDS):
        return await asked
