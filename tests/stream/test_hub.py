"""The hub ends when it is told to, also at the very moment an event wakes it."""

import asyncio

import pytest

from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database
from meridian.kernel.events.service import CHANNEL
from meridian.stream.hub import Hub


@pytest.mark.parametrize("turns", range(5))
async def test_an_event_while_stopping_keeps_nobody_waiting(db: Database, database_url: str, turns: int) -> None:
    """turns: of the loop between the event and the end."""
    listener = Listener(database_url)
    hub = Hub(db, listener)
    hub.start()
    for _ in range(5):
        await asyncio.sleep(0)
    listener.call(CHANNEL)
    for _ in range(turns):
        await asyncio.sleep(0)
    stopping = asyncio.create_task(hub.stop())
    _, waiting = await asyncio.wait({stopping}, timeout=5)
    for task in waiting:
        task.cancel()
    assert not waiting
