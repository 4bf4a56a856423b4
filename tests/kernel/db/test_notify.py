"""The listener stops when told, also when its connection will not close in time."""

import asyncio

import asyncpg
import pytest

from meridian.kernel.db import notify
from meridian.kernel.db.notify import Listener
from tests.support.workers import until


async def test_stopping_does_not_wait_for_a_connection_that_will_not_close(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = asyncpg.Connection.close

    async def slow(self: asyncpg.Connection, **options: float) -> None:
        await closing(self, **options)
        raise TimeoutError

    monkeypatch.setattr(asyncpg.Connection, "close", slow)
    listener = Listener(database_url)
    await listener.start()
    assert listener.connected
    await asyncio.wait_for(listener.stop(), 5)
    assert not listener.connected


async def test_a_server_that_hangs_is_noticed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It closes no connection: it is asked now and then whether it is still there."""
    monkeypatch.setattr(notify, "ASK_SECONDS", 0.05)
    answers = asyncio.Event()
    answers.set()
    asking = asyncpg.Connection.execute

    async def hang(self: asyncpg.Connection, query: str, *values: object, **options: float) -> str:
        if query == "SELECT 1" and not answers.is_set():
            raise TimeoutError
        said: str = await asking(self, query, *values, **options)
        return said

    monkeypatch.setattr(asyncpg.Connection, "execute", hang)
    listener = Listener(database_url)
    await listener.start()
    await asyncio.sleep(0.3)
    assert listener.connected
    answers.clear()
    await until(lambda: _told(not listener.connected))
    answers.set()
    await until(lambda: _told(listener.connected))
    await listener.stop()


async def _told(fact: bool) -> bool:
    return fact
