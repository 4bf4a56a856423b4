"""Whether a worker runs is told: a metric, log lines, `/readyz`, an alert; and it outlives outages."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI

from meridian.kernel import installation
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.operations import service
from meridian_local.postgres import database
from tests.conftest import START
from tests.meridian_local.conftest import eventually, reachable_place
from tests.support.api import Api
from tests.support.workers import Worker, until
from tests.support.world import World, create_world

LONG_AGO = "UPDATE worker_heartbeat SET beat_at = clock_timestamp() - interval '10 minutes'"


async def checks(api: Api) -> dict[str, str]:
    found: dict[str, str] = (await api.get("/readyz", who=None, expect=200)).json()["checks"]
    return found


async def running(api: Api) -> float:
    text = (await api.get("/metrics", who=None, expect=200)).text
    return float(text.partition("\nmeridian_workers ")[2].partition("\n")[0])


async def test_it_says_when_it_starts_and_ends_and_that_it_lives(
    api: Api, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    assert (await checks(api))["worker"] == "none has run yet"
    assert await running(api) == 0
    with (tmp_path / "log").open("w+") as log:
        worker = Worker(database_url, settings, stderr=log, MERIDIAN_LOG_LEVEL="info")

        async def lives() -> bool:
            return (await checks(api))["worker"] == "ok"

        await until(lives)
        assert await running(api) == 1
        worker.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.process.wait, 60) == 0
        log.seek(0)
        said = [json.loads(line)["event"] for line in log if line.startswith("{")]
    assert ("worker.started" in said, "worker.stopped" in said) == (True, True)
    assert (await checks(api))["worker"].startswith("none runs since 20")
    assert await running(api) == 0


async def test_administrators_are_alerted_while_none_runs(
    app: FastAPI, api: Api, database_url: str, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the API's processes: there is no worker to do it."""
    monkeypatch.setattr(service, "WATCH_SECONDS", 0.1)
    worker_id = uuid.uuid4()
    watching = create_app(settings, database_url=database_url, clock=SettableClock(START))

    async def alerts(who: str = "administrator") -> list[dict[str, str]]:
        found = await api.get("/v1/alerts?reason=no_worker&live=true", who=who, expect=200)
        items: list[dict[str, str]] = found.json()["items"]
        return items

    async with watching.router.lifespan_context(watching):
        await installation.beat(app.state.db, worker_id)
        await asyncio.sleep(0.5)
        assert await alerts() == []
        async with app.state.db.write() as session:
            await (await session.connection()).exec_driver_sql(LONG_AGO)

        async def told() -> bool:
            return bool(await alerts())

        await until(told)
        (alert,) = await alerts()
        assert (alert["severity"], alert["owner_id"]) == ("critical", str(world.people["administrator"]))
        assert await alerts("rep") == []
        await installation.beat(app.state.db, worker_id)

        async def settled() -> bool:
            return not await alerts()

        await until(settled)


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Path]:
    """A data directory with a migrated database of its own that can be killed."""
    with reachable_place() as place:
        with database.start(place / "data") as server:
            server.create_database()
            migrate.upgrade(server.uri())
            asyncio.run(create_world(server.uri(), settings, START))
        yield place / "data"


def test_it_outlives_a_database_that_goes_away_and_returns(site: Path, settings: Settings) -> None:
    server = database.start(site)
    url = server.uri()
    environment = os.environ | {
        "MERIDIAN_DATABASE_URL": url,
        "MERIDIAN_DATA_DIR": str(settings.data_dir),
        "MERIDIAN_LOG_LEVEL": "error",
    }
    worker = subprocess.Popen([sys.executable, "-m", "meridian_local.cli", "work"], env=environment)
    try:
        assert eventually(lambda: _alive(url), 60)
        pid = database.status(site).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not server.running, 30)
        with database.start(site) as again:
            url = again.uri()
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("UPDATE worker_heartbeat SET beat_at = started_at - interval '1 hour'")
                connection.execute(
                    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'worker.revive_stalled', 0, NULL, NULL,"
                    " '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1])"
                )
            assert eventually(lambda: _alive(url), 60), "it gives signs of life again"
            assert eventually(lambda: _waiting(url) == 0, 60), "and works"
            assert worker.poll() is None
            worker.terminate()
            assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.wait(10)
        server.release()


def _alive(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM worker_heartbeat WHERE beat_at >= started_at").fetchone()
    return row is not None and row[0] == 1


def _waiting(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'worker.revive_stalled' AND status <> 'succeeded'"
        ).fetchone()
    assert row is not None
    return int(row[0])
