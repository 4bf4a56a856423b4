"""People at work while something breaks: what was acknowledged to them, when they were refused, and how long for."""

import asyncio
import contextlib
import os
import socket
import ssl
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from meridian.kernel.clock import SystemClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.meridian_local.conftest import eventually
from tests.support.records import CONNECTED
from tests.support.world import World, create_world

WRITERS = 4


@contextlib.contextmanager
def serving(url: str, data_dir: Path, **more: str) -> Iterator[str]:
    """`meridian serve` as a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    environment = os.environ | {
        "MERIDIAN_DATABASE_URL": url,
        "MERIDIAN_DATA_DIR": str(data_dir),
        "MERIDIAN_PORT": str(port),
        "MERIDIAN_LOG_LEVEL": "error",
        **more,
    }
    process = subprocess.Popen([sys.executable, "-m", "meridian_local.cli", "serve"], env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        assert eventually(lambda: status(base) == 200, 90), "the API does not start"
        yield base
        assert process.poll() is None, "the API has died"
    finally:
        process.kill()
        process.wait(10)


def status(base: str) -> int:
    """What `/readyz` answers; 0 when nobody does."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{base}/readyz", timeout=10).status_code
    return 0


async def company(url: str, settings: Settings) -> str:
    """A rep's key, in a database that has been migrated."""
    now = SystemClock().now()
    await create_world(url, settings, now)
    db = Database(url, settings, SystemClock())
    key = await (await World.load(db)).api_key(db, "rep")
    await db.dispose()
    return key


@dataclass
class Writers:
    """Each logs call after call, one at a time, and repeats what was not acknowledged under the same key."""

    client: httpx.AsyncClient
    customers: list[str]
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    stopping: bool = False

    async def work(self) -> None:
        await asyncio.gather(*(self._one(customer) for customer in self.customers))

    async def _one(self, customer: str) -> None:
        while not self.stopping:
            key, began = uuid.uuid4().hex, time.monotonic()
            while not await self._posted(customer, key) and not self.stopping:  # noqa: ASYNC110 — others mend it
                await asyncio.sleep(0.2)
            self.longest = max(self.longest, time.monotonic() - began)

    async def _posted(self, customer: str, key: str) -> bool:
        call = CONNECTED | {"customer_id": customer, "started_at": "2026-03-10T01:55:00Z", "key_points": key}
        try:
            answer = await self.client.post("/v1/call-records", json=call, headers={"Idempotency-Key": key})
        except httpx.TransportError as error:
            self.refused[type(error).__name__] += 1
            return False
        if answer.status_code == 201:
            self.acknowledged[key] = time.time()
            return True
        assert answer.status_code in (409, 503), answer.text
        self.refused[str(answer.status_code)] += 1
        return False


@contextlib.asynccontextmanager
async def at_work(base: str, key: str, trusting: ssl.SSLContext | bool = True) -> AsyncIterator[Writers]:
    """Writers, until the block ends."""
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30, verify=trusting) as client:
        made = [
            (await client.post("/v1/customers", json={"name": f"Drill {uuid.uuid4().hex}", "source_channel": "sales"}))
            for _ in range(WRITERS)
        ]
        writers = Writers(client, [answer.json()["id"] for answer in made])
        working = asyncio.create_task(writers.work())
        try:
            yield writers
        finally:
            writers.stopping = True
            await working


def unheard(url: str) -> int:
    """How many events the slowest subscription has not read."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM event_arrival) + coalesce((SELECT max(position) FROM event_order), 0)"
            " - coalesce((SELECT min(position) FROM event_cursor), 0)"
        ).fetchone()
    assert row is not None
    return int(row[0])


def kept(url: str, keys: set[str]) -> Counter[str]:
    """How often each of these calls stands in the database."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT key_points FROM contact_record WHERE key_points = ANY(%s)", [list(keys)])
        return Counter(key for (key,) in rows)


def verdict(title: str, writers: Writers, url: str, **more: object) -> tuple[int, int]:
    """Prints what came of it; returns how many acknowledged writes are lost, and how many doubled."""
    found = kept(url, set(writers.acknowledged))
    lost, doubled = len(writers.acknowledged) - len(found), sum(1 for times in found.values() if times > 1)
    say(
        title,
        acknowledged=len(writers.acknowledged),
        lost=lost,
        doubled=doubled,
        refused=dict(writers.refused),
        longest_wait=f"{writers.longest:.1f} s",
        **more,
    )
    return lost, doubled


def say(title: str, **facts: object) -> None:
    print(f"\n{title}")
    for name, value in facts.items():
        print(f"  {name.replace('_', ' '):<28}{value}")
