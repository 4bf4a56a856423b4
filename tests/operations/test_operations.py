"""What watches the API from outside."""

import re
from datetime import timedelta

import psycopg
import pytest
from fastapi import FastAPI

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import About, publish
from meridian.kernel.jobs import Job, defer
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.operations import readiness
from meridian.stream.hub import Hub
from tests.support.api import Api
from tests.support.sse import listening
from tests.support.world import World


async def test_alive_and_ready_for_anybody(api: Api) -> None:
    assert (await api.get("/healthz", who=None, expect=200)).json() == {"status": "ok"}
    ready = (await api.get("/readyz", who=None, expect=200)).json()
    good = dict.fromkeys(("database", "schema", "notifications", "process", "files", "disk"), "ok")
    assert ready == {"status": "degraded", "checks": good | {"worker": "none has run yet"}}


async def test_without_its_database_it_is_alive_but_not_ready(app: FastAPI, settings: Settings, world: World) -> None:
    broken: FastAPI = create_app(settings)
    broken.state.db = Database("postgresql://nobody@/nothing?host=/nonexistent", settings)
    broken.state.listener = app.state.listener
    broken.state.hub = Hub(broken.state.db, app.state.listener)
    async with Api.open(broken, world) as api:
        await api.get("/healthz", who=None, expect=200)
        refused = await api.get("/readyz", who=None, expect=503)
        assert (refused.json()["code"], refused.json()["checks"]["database"]) == ("unavailable", "cannot be reached")
        assert int(refused.headers["Retry-After"]) > 0
        text = (await api.get("/metrics", who=None, expect=200)).text
        assert "meridian_database_up 0.0" in text


async def test_not_ready_while_notifications_are_not_heard_or_the_process_ends(
    app: FastAPI, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(app.state.listener, "connected", False)
        refused = await api.get("/readyz", who=None, expect=503)
        assert refused.json()["checks"]["notifications"] != "ok"
    with monkeypatch.context() as patch:
        patch.setattr(app.state.hub, "closing", True)
        await api.get("/readyz", who=None, expect=503)
    await api.get("/readyz", who=None, expect=200)


async def test_an_older_schema_is_not_ready_and_a_newer_one_is(api: Api, database_url: str) -> None:
    def stamp(revision: str) -> str:
        with psycopg.connect(database_url, autocommit=True) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))
            assert row is not None
            return str(row[0])

    head = stamp("0001")
    try:
        refused = await api.get("/readyz", who=None, expect=503)
        assert "0001" in refused.json()["checks"]["schema"]
        stamp("9999_of_the_next_release")
        told = (await api.get("/readyz", who=None, expect=200)).json()
        assert told["status"] == "degraded"
        assert "older than the schema (9999_of_the_next_release)" in told["checks"]["version"]
    finally:
        stamp(head)
    assert "migrate" in readiness.schema_verdict(None)


async def test_requests_are_counted_by_route_not_by_address(api: Api) -> None:
    await api.get("/v1/customers/0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f", who="rep")
    text = (await api.get("/metrics", who=None, expect=200)).text
    assert 'route="/v1/customers/{customer_id}"' in text
    assert "0199d3a4" not in text
    assert "@example.com" not in text


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not in the metrics"
    return float(found[1])


async def test_pools_queue_streams_and_event_lag(
    app: FastAPI, api: Api, db: Database, clock: SettableClock, world: World, settings: Settings
) -> None:
    async def nothing() -> None: ...

    before = (await api.get("/metrics", who=None)).text
    assert value(before, 'meridian_db_pool_size{pool="write"}') == settings.pool_size
    assert value(before, "meridian_database_up") == 1
    waiting = value(before, 'meridian_jobs{status="todo"}')
    async with db.write() as session:
        await defer(session, Job("test.nothing", nothing))
    async with db.write() as session:
        await publish(session, EventType("test.happened", ""), About(world.people["rep"], "test"))
        cursor = "INSERT INTO event_cursor (name, position) VALUES ('test.reader', 0)"
        await (await session.connection()).exec_driver_sql(cursor)
    clock.advance(timedelta(minutes=5))
    async with listening(app, world) as stream, db.write():
        await stream.ready()
        after = (await api.get("/metrics", who=None)).text
    assert value(after, 'meridian_jobs{status="todo"}') == waiting + 1
    assert 0 <= value(after, "meridian_jobs_oldest_due_seconds") < 60
    assert value(after, 'meridian_event_lag_seconds{subscription="test.reader"}') >= 300
    assert value(after, "meridian_event_streams") == 1
    assert value(after, 'meridian_db_pool_in_use{pool="write"}') == 1
