"""A real server per test process, a template database with the test company, and a fresh clone of it per module."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

import hypothesis
import psycopg
import pytest
from fastapi import FastAPI

from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings, libpq_url
from meridian.main import create_app
from meridian_local.postgres.server import temporary_server
from tests.support import lists
from tests.support.api import Api
from tests.support.servers import in_memory
from tests.support.world import World, create_world, migrated_at

START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Shanghai
FOUNDED = START - timedelta(days=1)  # nobody is new at the company when a test begins
TEMPLATE = "meridian_template"

# As in the product's own processes: what is loaded by now stays, and looking through it again and again costs time.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
gc.enable()

# The client asks for it at each request, and each time the whole path was searched for what is not installed.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # how the import system says that it is not there

# No test is a timed test: a loaded machine is not a fault.
hypothesis.settings.register_profile("meridian", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("meridian")


@pytest.fixture(scope="session", autouse=True)
def _lists_compared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        lists.compare(patch)
        yield


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        env="test",
        data_dir=tmp_path_factory.mktemp("data"),
        secret="a secret that only tests know, long enough",
        argon2_time_cost=1,
        argon2_memory_kib=8,
        rate_limit_per_minute=1_000_000,
        pool_size=8,
        log_level="warning",
    )


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """libpq URL of this test process's own server, database `postgres`."""
    with temporary_server(in_memory()) as server:
        yield libpq_url(server.url("postgres"))


def _database_url(server_url: str, name: str) -> str:
    return server_url.replace("/postgres?", f"/{name}?", 1)


@pytest.fixture(scope="session")
def template(server_url: str, settings: Settings) -> str:
    """A migrated database that holds the test company; modules get clones of it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    url = _database_url(server_url, TEMPLATE)
    migrate.upgrade(url)
    migrated_at(url, FOUNDED)
    asyncio.run(create_world(url, settings, FOUNDED))
    return TEMPLATE


@pytest.fixture(scope="module")
def database_url(server_url: str, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a fresh clone, dropped at the module's end. Everything in it commits for real."""
    name = f"test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield _database_url(server_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def clock() -> SettableClock:
    """The product's time in this module; it moves only when a test moves it."""
    return SettableClock(START)


@pytest.fixture(scope="module")
async def app(database_url: str, settings: Settings, clock: SettableClock) -> AsyncIterator[FastAPI]:
    # Without the interface, which may be built or not: tests/web has builds of its own.
    app = create_app(settings, database_url=database_url, clock=clock, interface=settings.data_dir / "no-interface")
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
def db(app: FastAPI) -> Database:
    """Units of work on the module's database, beside the API."""
    db: Database = app.state.db
    return db


@pytest.fixture(scope="module")
async def world(db: Database) -> World:
    """Who works at the test company (see tests/support/world.py)."""
    return await World.load(db)


@pytest.fixture(scope="module")
async def api(app: FastAPI, world: World) -> AsyncIterator[Api]:
    """`await api.get("/v1/…", who="rep")`: requests as a person of the test company."""
    async with Api.open(app, world) as api:
        yield api
