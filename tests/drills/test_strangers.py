"""What strangers and careless people send: what it costs us, and whether everybody else is served meanwhile."""

import asyncio
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from meridian.imports import staging
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian_local.postgres.server import temporary_server
from tests.drills.load import company, say, serving
from tests.imports.test_hostile import hidden_bomb, workbook
from tests.support.api import Api
from tests.support.files import PDF
from tests.support.imports import Importing

pytestmark = pytest.mark.drill
LARGE = 100 << 20
HALF_OPEN = 600
ROWS = 200_000


@contextmanager
def api(settings: Settings, data_dir: Path, **more: str) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """A real API on a migrated database, as a rep's program, and its process."""
    with temporary_server() as server:
        server.create_database()
        migrate.upgrade(server.uri())
        key = asyncio.run(company(server.uri(), settings))
        with serving(server.uri(), data_dir, **more) as base:
            (process,) = (each for each in psutil.Process().children() if "serve" in each.cmdline())
            with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
                yield client, process


def peak(process: psutil.Process) -> int:
    """Bytes of memory that the process held at most since the last `forget`."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) << 10


def forget(process: psutil.Process) -> int:
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")
    return peak(process)


def test_a_large_upload_costs_no_memory(settings: Settings, tmp_path: Path) -> None:
    """Of 100 MB hardly anything is held at a time, whether it may be repeated under a key or not."""
    more = {"MERIDIAN_MAX_FILE_BYTES": str(2 * LARGE), "MERIDIAN_MAX_UPLOAD_BYTES": str(2 * LARGE)}
    with api(settings, tmp_path, **more) as (client, process):
        client.post("/v1/files", files={"file": ("small.pdf", PDF)}).raise_for_status()
        content = PDF + bytes(LARGE) + b"%%EOF"
        for headers in ({}, {"Idempotency-Key": uuid.uuid4().hex}):
            before = forget(process)
            began = time.monotonic()
            answer = client.post("/v1/files", files={"file": ("large.pdf", content)}, headers=headers)
            grown = peak(process) - before
            took = f"{time.monotonic() - began:.1f} s"
            say("an upload of 100 MB", with_key=bool(headers), answered=answer.status_code, took=took, grown=grown)
            assert answer.status_code == 201, answer.text
            assert grown < 40 << 20
        again = client.post("/v1/files", files={"file": ("large.pdf", content)}, headers=headers)
        assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")


def test_bombs_end_nobody_else(settings: Settings, tmp_path: Path) -> None:
    """Many at once, and a rep works on."""
    bombs = [workbook((1_048_575, 16_383, "x")), hidden_bomb()] * 4
    with api(settings, tmp_path) as (client, process), ExitStack() as stack:
        before = forget(process)
        loop = stack.enter_context(asyncio.Runner())

        async def all_at_once() -> tuple[list[int], float]:
            longest = 0.0
            async with httpx.AsyncClient(base_url=client.base_url, headers=client.headers, timeout=120) as sender:
                sent = [asyncio.create_task(sender.post("/v1/imports", files={"file": ("b.xlsx", b)})) for b in bombs]
                while not all(each.done() for each in sent):
                    began = time.monotonic()
                    (await sender.get("/v1/me")).raise_for_status()
                    longest = max(longest, time.monotonic() - began)
                    await asyncio.sleep(0.05)
                return [each.result().status_code for each in sent], longest

        statuses, longest = loop.run(all_at_once())
        say("bombs", answered=statuses, longest_wait=f"{longest:.2f} s", grown=peak(process) - before)
        assert set(statuses) == {422}
        assert process.is_running()
        assert longest < 5


def test_half_open_connections_go(settings: Settings, tmp_path: Path) -> None:
    """600 connections that never say what they want are closed, and others are served all the while."""
    with api(settings, tmp_path) as (client, process), ExitStack() as stack:
        assert client.base_url.port is not None
        place = (client.base_url.host, client.base_url.port)
        for _ in range(HALF_OPEN):
            opened = stack.enter_context(socket.create_connection(place, timeout=30))
            opened.sendall(b"POST /v1/session HTTP/1.1\r\nHost: ")
        most, began = len(process.net_connections()), time.monotonic()
        longest = 0.0
        while (left := sum(each.status == "ESTABLISHED" for each in process.net_connections())) > 30:
            asked = time.monotonic()
            assert httpx.get(f"{client.base_url}/healthz", timeout=20).status_code in (200, 404)
            longest = max(longest, time.monotonic() - asked)
            assert time.monotonic() - began < 40, left
            time.sleep(0.5)
        say(
            "half-open connections",
            opened=HALF_OPEN,
            at_most=most,
            gone_after=f"{time.monotonic() - began:.1f} s",
            longest_wait=f"{longest:.2f} s",
        )


async def test_a_long_list_is_checked_by_several(
    api: Api,
    db: Database,
    database_url: str,
    settings: Settings,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same answers by one process and by as many as there are cores, and how long each takes."""
    importing = Importing(api, db, database_url, settings, clock)
    content = "Company,Country,City,Website,Phone,Email\n" + "".join(
        f"Drilled {n},Germany,Hamburg,https://c{n}.example-{n}.de,040 3{n:07},info@c{n}.de\n" for n in range(ROWS)
    )
    counts = []
    for most in (1, staging.MOST_CHILDREN):
        monkeypatch.setattr(staging, "MOST_CHILDREN", most)
        found = await importing.upload(content)
        began = time.monotonic()
        checked = await importing.check(found)
        say("a check", rows=ROWS, processes=most, took=f"{time.monotonic() - began:.0f} s", counts=checked["counts"])
        counts.append(checked["counts"])
    assert counts[0] == counts[1]
