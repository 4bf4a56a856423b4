"""What was acknowledged survives the death of the API and of the database; what is retried happens once."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from meridian.kernel.clock import SystemClock
from meridian.kernel.db import migrate
from meridian.kernel.db.session import Database
from meridian.kernel.problems import MEDIA_TYPE
from meridian.kernel.settings import Settings
from meridian_local.postgres import database
from meridian_local.postgres.server import Server
from tests.conftest import START
from tests.meridian_local.conftest import eventually, reachable_place
from tests.support.files import PDF, open_to_others
from tests.support.records import CONNECTED
from tests.support.world import World, create_world

WRITERS = 6
REQUESTS = 25  # by each writer
FILES = 2  # by each writer
UNDERWAY = 30  # requests acknowledged when something is killed
PATIENCE = 60.0  # seconds a writer keeps trying one request


@dataclass(frozen=True)
class Site:
    """A migrated database that flushes to disk, and who may write to it."""

    data_dir: Path
    server: Server
    key: str


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    async def company(url: str) -> str:
        await create_world(url, settings, START)
        db = Database(url, settings, SystemClock())
        key = await (await World.load(db)).api_key(db, "rep")
        await db.dispose()
        return key

    with reachable_place() as place, database.start(place / "data") as server:
        server.create_database()
        migrate.upgrade(server.uri())
        yield Site(place / "data", server, asyncio.run(company(server.uri())))


@dataclass
class ApiProcess:
    """`meridian serve` on one port, however often it is started."""

    site: Site
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Returns when it answers."""
        environment = os.environ | {
            "MERIDIAN_DATABASE_URL": self.site.server.uri(),
            "MERIDIAN_DATA_DIR": str(self.site.data_dir.parent / "api"),
            "MERIDIAN_PORT": str(self.port),
            "MERIDIAN_LOG_LEVEL": "error",
        }
        command = [sys.executable, "-m", "meridian_local.cli", "serve"]
        self.process = subprocess.Popen(command, env=environment, umask=0)
        assert eventually(self.ready, 180)

    def ready(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2).status_code == 200
        return False

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[ApiProcess]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        api = ApiProcess(site, int(free.getsockname()[1]))
    try:
        api.start()
        yield api
    finally:
        api.kill()


@dataclass
class Writers:
    """Log calls at once, each request under a key of its own, until every one of them is acknowledged."""

    client: httpx.AsyncClient
    customer_ids: list[str]
    acknowledged: dict[str, str] = field(default_factory=dict)
    refusals: Counter[tuple[int, str]] = field(default_factory=Counter)
    dropped: int = 0
    underway: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, key: str) -> httpx.Response | None:
        customer_id = self.customer_ids[hash(key) % len(self.customer_ids)]
        call = CONNECTED | {"customer_id": customer_id, "started_at": "2026-03-10T01:55:00Z", "key_points": key}
        try:
            return await self.client.post("/v1/call-records", json=call, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            self.dropped += 1
            return None

    async def until_acknowledged(self, key: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = await self.post(key)
            if answer is not None and answer.status_code == 201:
                self.acknowledged[key] = answer.json()["id"]
                if len(self.acknowledged) == UNDERWAY:
                    self.underway.set()
                return
            if answer is not None:
                assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
                self.refusals[answer.status_code, answer.json()["code"]] += 1
            await asyncio.sleep(0.2)
        raise AssertionError(f"{key} was never acknowledged: {self.refusals}, {self.dropped} dropped")

    async def work(self) -> None:
        async def one(writer: str) -> None:
            for number in range(REQUESTS):
                await self.until_acknowledged(f"{writer}-{number}")

        await asyncio.gather(*(one(uuid.uuid4().hex) for _ in range(WRITERS)))


@pytest.fixture
async def posting(served: ApiProcess) -> AsyncIterator[Writers]:
    base, headers = f"http://127.0.0.1:{served.port}", {"Authorization": f"Bearer {served.site.key}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=20) as client:
        made = [
            await client.post("/v1/customers", json={"name": f"Customer {uuid.uuid4().hex}", "source_channel": "sales"})
            for _ in range(WRITERS)
        ]
        yield Writers(client, [answer.json()["id"] for answer in made])


async def nothing_lost_nothing_doubled(site: Site, writers: Writers) -> None:
    """Each key has one record, the one that was acknowledged, with one event of its making."""
    assert len(writers.acknowledged) == WRITERS * REQUESTS
    with psycopg.connect(site.server.uri()) as connection:
        keys = list(writers.acknowledged)
        rows: list[Any] = connection.execute(
            "SELECT key_points, id::text, (SELECT count(*) FROM event e WHERE e.subject_id = c.id"
            " AND e.type = 'contact_record.logged') FROM contact_record c WHERE key_points = ANY(%s)",
            [keys],
        ).fetchall()
    assert sorted(rows) == sorted((key, found, 1) for key, found in writers.acknowledged.items())
    again = await writers.post(keys[0])
    assert again is not None
    assert (again.status_code, again.json()["id"]) == (201, writers.acknowledged[keys[0]])
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_api_is_killed_amid_writes(site: Site, served: ApiProcess, posting: Writers) -> None:
    work = asyncio.create_task(posting.work())
    await posting.underway.wait()
    served.kill()
    await asyncio.to_thread(served.start)
    await work
    assert posting.dropped > 0
    assert set(posting.refusals) <= {(409, "request_in_flight")}
    await nothing_lost_nothing_doubled(site, posting)


def half_done(site: Site) -> set[Path]:
    """The folders in which processes of the API put down what is under way."""
    kept = site.data_dir.parent / "api"
    return {
        each for place in (kept / "tmp", kept / "files" / ".arriving") if place.exists() for each in place.iterdir()
    }


async def test_the_api_is_killed_amid_uploads(site: Site, served: ApiProcess, posting: Writers) -> None:
    """A file that was acknowledged is there whole, once; what the dead process had half done goes at the next start."""
    acknowledged: dict[str, bytes] = {}
    underway = asyncio.Event()

    async def send(key: str, content: bytes) -> None:
        deadline, refused = time.monotonic() + 2 * PATIENCE, ""
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                form = {"file": (f"{key}.pdf", content, "application/pdf")}
                answer = await posting.client.post("/v1/files", files=form, headers={"Idempotency-Key": key})
                if answer.status_code == 201:
                    acknowledged[answer.json()["id"]] = content
                    underway.set()
                    return
                refused = answer.text
            await asyncio.sleep(0.2)
        raise AssertionError(f"{key} was never acknowledged: {refused}")

    async def writer() -> None:
        for _ in range(FILES):
            await send(uuid.uuid4().hex, PDF + os.urandom(1 << 20))

    work = asyncio.gather(*(writer() for _ in range(WRITERS)))
    await underway.wait()
    left = half_done(site)
    assert left
    assert open_to_others(site.data_dir.parent / "api") == {}
    served.kill()
    await asyncio.to_thread(served.start)
    assert not left & half_done(site)
    await work
    for file_id, content in acknowledged.items():
        assert (await posting.client.get(f"/v1/files/{file_id}/content")).content == content
    with psycopg.connect(site.server.uri()) as connection:
        kept = connection.execute("SELECT id::text FROM stored_file").fetchall()
    assert {file_id for (file_id,) in kept} == set(acknowledged)
    assert len(kept) == WRITERS * FILES
    assert {each.name for folder in half_done(site) for each in folder.iterdir()} == {"lock"}


async def test_the_database_is_killed_amid_writes(site: Site, served: ApiProcess, posting: Writers) -> None:
    work = asyncio.create_task(posting.work())
    await posting.underway.wait()
    postmaster = database.status(site.data_dir).pid
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    assert await asyncio.to_thread(eventually, lambda: not site.server.running)
    with await asyncio.to_thread(database.start, site.data_dir):
        await work
        await nothing_lost_nothing_doubled(site, posting)
    assert served.alive, "the API recovers by itself"
    assert posting.dropped == 0, "the API answers while the database is away"
    assert (503, "unavailable") in posting.refusals
    assert set(posting.refusals) <= {(503, "unavailable"), (409, "request_in_flight")}
