"""The listener stops when told, also when its connection will not close in time."""

import asyncio

import asyncpg
import pytest

from meridian.kernel.db.notify import Listener


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
