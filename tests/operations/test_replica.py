"""A replica for reads: it may lag, be gone or be promoted, and nobody is told what is not so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from meridian.identity.permissions import Permission
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Subscription, one_by_one
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.stream import hub as hub_module
from meridian.worker import consume
from tests.conftest import START
from tests.stream.test_stream import HAPPENED, happen, subject
from tests.support.api import Api
from tests.support.servers import Pair, primary_and_replica
from tests.support.sse import listening
from tests.support.workers import until
from tests.support.world import World, create_world


@pytest.fixture(scope="module")
def pair(settings: Settings) -> Iterator[Pair]:
    with primary_and_replica() as pair:
        migrate.upgrade(pair.primary.uri())
        asyncio.run(create_world(pair.primary.uri(), settings, START))
        pair.caught_up()
        yield pair


@pytest.fixture(scope="module")
async def two_processes(
    pair: Pair, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[FastAPI]]:
    """Two API processes behind a proxy, with a replica for reads and files of their own."""
    own = {"read_database_url": pair.replica.uri(), "data_dir": tmp_path_factory.mktemp("replicated")}
    reading = settings.model_copy(update=own)
    apps = [create_app(reading, database_url=pair.primary.uri(), clock=SettableClock(START)) for _ in range(2)]
    async with apps[0].router.lifespan_context(apps[0]), apps[1].router.lifespan_context(apps[1]):
        yield apps


@pytest.fixture(scope="module")
async def apis(two_processes: list[FastAPI]) -> AsyncIterator[tuple[Api, Api]]:
    world = await World.load(two_processes[0].state.db)
    async with Api.open(two_processes[0], world) as here, Api.open(two_processes[1], world) as there:
        yield here, there


async def reads_from_replica(api: Api, app: FastAPI) -> None:
    await until(lambda: _ok(app))


async def _ok(app: FastAPI) -> bool:
    return app.state.db.replica is not None and app.state.db.replica.has_all_of(None)


async def test_who_wrote_reads_his_own_write_from_every_process_while_the_replica_lags(
    pair: Pair, two_processes: list[FastAPI], apis: tuple[Api, Api]
) -> None:
    here, there = apis
    for app in two_processes:
        await reads_from_replica(here, app)
    made = (await here.post("/v1/customers", json={"name": "Nordsee Pumpen", "source_channel": "sales"})).json()
    pair.caught_up()
    await asyncio.sleep(1.2)  # both processes have noticed
    pair.replica.ask("SELECT pg_wal_replay_pause()")
    try:
        path = f"/v1/customers/{made['id']}"
        await here.patch(path, version=made["version"], json={"industry": "Pumps"}, expect=200)
        for api in (here, there):
            for _ in range(3):
                assert (await api.get(path, expect=200)).json()["industry"] == "Pumps"
        # Somebody else is answered from the replica, which has not heard of it: that is what the pause is for.
        stale = [(await api.get(path, who="manager", expect=200)).json()["industry"] for api in (here, there)]
        assert stale == [None, None]
    finally:
        pair.replica.ask("SELECT pg_wal_replay_resume()")

    async def arrived() -> bool:
        return all([(await api.get(path, who="manager")).json()["industry"] == "Pumps" for api in (here, there)])

    await until(arrived)


async def test_without_the_replica_reads_go_to_the_primary_and_back_when_it_returns(
    pair: Pair, two_processes: list[FastAPI], apis: tuple[Api, Api]
) -> None:
    here, _ = apis
    made = (await here.post("/v1/customers", json={"name": "Ostsee Ventile", "source_channel": "sales"})).json()
    await reads_from_replica(here, two_processes[0])
    await asyncio.to_thread(pair.replica.stop)
    for _ in range(10):
        await here.get(f"/v1/customers/{made['id']}", expect=200)
        await here.get("/v1/customers?limit=5", who="manager", expect=200)
        await here.get("/v1/products", who="manager", expect=200)

    async def told() -> bool:
        ready = (await here.get("/readyz", who=None, expect=200)).json()
        return ready["status"] == "degraded" and "cannot be reached" in ready["checks"]["replica"]

    await until(told)
    assert "meridian_replica_behind_seconds +Inf" in (await here.get("/metrics", who=None)).text
    await asyncio.to_thread(pair.replica.start)
    await reads_from_replica(here, two_processes[0])
    assert (await here.get("/readyz", who=None, expect=200)).json()["checks"]["replica"] == "ok"


async def test_a_dead_primary_is_seen_whatever_the_replica_says(
    pair: Pair, two_processes: list[FastAPI], apis: tuple[Api, Api]
) -> None:
    here, _ = apis
    await asyncio.to_thread(pair.primary.stop)
    try:
        refused = await here.get("/readyz", who=None, expect=503)
        assert refused.json()["checks"]["database"] == "cannot be reached"
        answer = await here.post("/v1/customers", json={"name": "Elbe Pumpen", "source_channel": "sales"}, expect=503)
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        await asyncio.to_thread(pair.primary.start)

    async def recovered() -> bool:
        return (await here.get("/readyz", who=None)).status_code == 200

    await until(recovered)


async def test_after_a_promotion_subscriptions_go_on_and_open_streams_are_told_to_read_anew(
    pair: Pair, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of this module: the primary is gone for good."""
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.5)
    everybody, heard = {"permission": Permission.EVENT_READ}, []

    async def hear(_session: WriteSession, event: Event) -> None:
        heard.append(str(event.subject_id))

    subscription = Subscription("test.promoted", frozenset({HAPPENED.name}), one_by_one(hear))
    app = create_app(settings, database_url=pair.both(), clock=SettableClock(START))
    app.state.event_types |= {HAPPENED.name}
    async with app.router.lifespan_context(app):
        db, world = app.state.db, await World.load(app.state.db)
        await consume(db, subscription)
        async with listening(app, world, types=[HAPPENED.name]) as stream:
            await stream.ready()
            before = await happen(db, **everybody)
            assert subject(await stream.next()) == before
            await consume(db, subscription)
            pair.caught_up()
            await asyncio.to_thread(pair.primary.stop)
            await asyncio.to_thread(pair.replica.promote)

            async def back() -> bool:
                with contextlib.suppress(SQLAlchemyError, asyncpg.PostgresError, OSError):
                    return bool(await db.call(text("SELECT true"), {}))
                return False

            await until(back)
            assert (await stream.next(30))["event"] == "reset"
            after = await happen(db, **everybody)
            assert subject(await stream.next()) == after
            await consume(db, subscription)
            assert heard == [before, after]
