"""The worker and the API, side by side on one database."""

import pytest

from meridian.kernel.clock import SettableClock
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.exports import Exporting


@pytest.fixture(scope="module")
def exporting(api: Api, database_url: str, settings: Settings, clock: SettableClock) -> Exporting:
    return Exporting(api, database_url, settings, clock)
