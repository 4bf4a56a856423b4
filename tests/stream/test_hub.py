"""The hub ends when it is told to, also at the very moment an event wakes it."""

import asyncio
import uuid

import pytest

from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database, Session
from meridian.kernel.events.service import CHANNEL
from meridian.stream import queries
from meridian.stream.hub import Hub
from meridian.stream.rules import Position


@pytest.mark.parametrize("turns", range(5))
async def test_an_event_while_stopping_keeps_nobody_waiting(db: Database, database_url: str, turns: int) -> None:
    """turns: of the loop between the event and the end."""
    listener = Listener(database_url)
    hub = Hub(db, listener)
    await hub.join(uuid.uuid4())
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


async def test_what_happens_while_the_first_one_joins_is_looked_at(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The position is read, then something is told, then there is somebody to tell."""
    position_now, listener = queries.now, Listener(database_url)
    hub = Hub(db, listener)

    async def just_before(session: Session) -> Position:
        position = await position_now(session)
        listener.call(CHANNEL)
        return position

    monkeypatch.setattr(queries, "now", just_before)
    await hub.join(uuid.uuid4())
    assert hub._wake.is_set()
