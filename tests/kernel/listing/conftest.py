from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from meridian.kernel.listing.cursor import sign_with
from meridian.runtime.temporary import temporary_server
from tests.kernel.listing.items import MADE, Base, Item, Part

sign_with(b"a key of the tests, long enough for anyone")


@pytest.fixture(scope="session")
def listing_server() -> Iterator[str]:
    with temporary_server() as server:
        server.create_database("listing")
        yield server.url("listing")


@pytest.fixture(scope="session")
async def engine(listing_server: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(listing_server)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(Item), [item.columns() for item in MADE])
        parts = [{"item_id": item.id, "code": code} for item in MADE for code in item.parts]
        await connection.execute(insert(Part), parts)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        yield connection
