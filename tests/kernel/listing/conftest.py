from collections.abc import AsyncIterator
from functools import partial

import psycopg
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from meridian.kernel.listing.cursor import sign_with
from meridian.kernel.settings import connect
from tests.kernel.listing.items import MADE, Base, Item, Part


@pytest.fixture(scope="package", autouse=True)
def _signing() -> None:
    sign_with(b"a key of the tests, long enough for anyone")


@pytest.fixture(scope="session")
async def listing_engine(server_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of its own with the items in it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE listing")
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=partial(connect, server_url.replace("/postgres?", "/listing?", 1))
    )
    async with engine.begin() as begun:
        await begun.run_sync(Base.metadata.create_all)
        await begun.execute(insert(Item), [item.columns() for item in MADE])
        await begun.execute(insert(Part), [{"item_id": i.id, "code": code} for i in MADE for code in i.parts])
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def connection(listing_engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Closed with its module: an open transaction anywhere on the server would hold back every reader of events."""
    async with listing_engine.connect() as connection:
        yield connection
