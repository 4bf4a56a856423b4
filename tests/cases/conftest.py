"""What tests of the collected inputs share."""

import pytest

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.imports import Importing


@pytest.fixture(scope="module")
def importing(api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock) -> Importing:
    return Importing(api, db, database_url, settings, clock)
