import pytest

from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.alerts import Alerts
from tests.support.world import World


@pytest.fixture(scope="module")
def alerts(db: Database, settings: Settings, world: World) -> Alerts:
    return Alerts(db, settings, world)
