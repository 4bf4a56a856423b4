"""A record of every kind, made once for each module."""

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.specimens import Ids, create_specimens


@pytest.fixture(scope="module")
async def ids(api: Api, db: Database) -> Ids:
    """Ids of existing records by kind (see tests/support/specimens.py)."""
    return await create_specimens(api, db)
