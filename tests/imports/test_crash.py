"""A worker killed in the middle of an import: whoever goes on finishes it, nothing lost and nothing doubled."""

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from sqlalchemy import text

from meridian.kernel.db import Database
from meridian.kernel.settings import Settings
from tests.support.imports import Importing, accounted

ROWS = 3_000
BATCH = 150
PATIENCE = 90.0  # seconds
LIST = "Company,Country,Phone,Email,Contact person\n" + "".join(
    f"Crash Test {n:05},DE,+49 30 2{n:07},office@crash{n:05}.example.net,Person {n}\n" for n in range(ROWS)
)
_WHAT_IS_THERE = """
SELECT (SELECT count(*) FROM customer WHERE name LIKE 'Crash Test %') AS customers,
       (SELECT count(DISTINCT name) FROM customer WHERE name LIKE 'Crash Test %') AS names,
       (SELECT count(*) FROM phone WHERE e164 LIKE '+49302%') AS phones,
       (SELECT count(*) FROM email WHERE domain LIKE 'crash%.example.net') AS emails,
       (SELECT count(*) FROM contact WHERE name LIKE 'Person %') AS people
"""


class Worker:
    """`meridian work` as a process of its own."""

    def __init__(self, url: str, settings: Settings) -> None:
        environment = os.environ | {
            "MERIDIAN_DATABASE_URL": url,
            "MERIDIAN_DATA_DIR": str(settings.data_dir),
            "MERIDIAN_LOG_LEVEL": "error",
            "MERIDIAN_IMPORT_BATCH_ROWS": str(BATCH),
        }
        self.process = subprocess.Popen([sys.executable, "-m", "meridian.cli", "work"], env=environment)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(10) == -signal.SIGKILL


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    with anyio.fail_after(PATIENCE):
        while not await condition():  # noqa: ASYNC110 — another process makes it come true
            await anyio.sleep(0.02)


async def revive(db: Database, importing: Importing) -> None:
    """What the sweep of stalled jobs does a minute after a worker's last sign of life."""
    async with db.write() as session:
        await session.execute(text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'"))
        await session.execute(
            text(
                "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'worker.revive_stalled', 0, NULL, NULL,"
                " '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1])"
            )
        )
    await importing.work()
    await importing.work()


async def test_a_killed_worker_loses_and_doubles_nothing(
    importing: Importing, db: Database, database_url: str, settings: Settings
) -> None:
    found = await importing.upload(LIST)
    path = f"/v1/imports/{found['id']}"

    async def counts() -> dict[str, Any]:
        document = await importing.read(found["id"])
        return {"state": document["state"], **document["counts"]}

    async def partly_checked() -> bool:
        checked: int = (await counts())["checked"]
        return 0 < checked < ROWS

    async def partly_written() -> bool:
        created: int = (await counts())["created"]
        return 0 < created < ROWS

    body = importing.mapping(found)
    await importing.api.put(f"{path}/mapping", who="lead", json=body, version=found["version"], expect=200)
    worker = Worker(database_url, settings)
    await until(partly_checked)
    worker.kill()
    assert (await counts())["state"] == "mapped"
    await revive(db, importing)

    checked = await importing.read(found["id"])
    assert (checked["state"], checked["counts"]["to_create"]) == ("checked", ROWS)
    await importing.api.post(f"{path}/moves/start", who="lead", json={}, version=checked["version"], expect=200)
    worker = Worker(database_url, settings)
    await until(partly_written)
    worker.kill()
    halfway = await counts()
    assert halfway["state"] == "running"
    assert 0 < halfway["created"] < ROWS
    async with db.read() as session:
        there = (await session.execute(text(_WHAT_IS_THERE))).one()
    assert set(there) == {halfway["created"]}  # whole rows, as many as were counted

    await revive(db, importing)
    finished = await importing.read(found["id"])
    assert accounted(finished)
    assert (finished["state"], finished["counts"]["created"]) == ("finished", ROWS)
    async with db.read() as session:
        there = (await session.execute(text(_WHAT_IS_THERE))).one()
    assert set(there) == {ROWS}
