"""A day at work: requests, the worker, and a clock that moves."""

from collections.abc import AsyncIterator

import pytest

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.conftest import START
from tests.support.api import Api
from tests.support.days import Days
from tests.support.world import World


@pytest.fixture
async def days(
    api: Api, db: Database, world: World, settings: Settings, database_url: str, clock: SettableClock
) -> AsyncIterator[Days]:
    """Days that pass; the clock is put back afterwards."""
    yield Days(api, db, world, clock, settings, database_url)
    clock.set(START)
