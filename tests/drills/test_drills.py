"""What an administrator lives through, carried out: `make drills`.

Each prints what was acknowledged, what was lost, and how long it took until all was well.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from meridian.kernel.db import migrate
from meridian.kernel.settings import Settings
from meridian_local.postgres import database
from meridian_local.postgres.cluster import database_account
from meridian_local.postgres.server import Server, temporary_server
from tests.drills.load import at_work, company, kept, say, serving, status, unheard, verdict
from tests.meridian_local.conftest import eventually, reachable_place
from tests.support.servers import primary_and_replica
from tests.support.workers import Worker

pytestmark = pytest.mark.drill
WARM, QUIET = 3.0, 3.0  # seconds of work before something breaks, and after it is well again


def meridian(*arguments: str, url: str, data_dir: Path) -> None:
    environment = os.environ | {"MERIDIAN_DATABASE_URL": url, "MERIDIAN_DATA_DIR": str(data_dir)}
    subprocess.run([sys.executable, "-m", "meridian_local.cli", *arguments], env=environment, check=True)


async def seconds_until(condition: Callable[[], bool], patience: float = 120) -> float:
    began = time.monotonic()
    assert await asyncio.to_thread(eventually, condition, patience), "it never became well"
    return time.monotonic() - began


async def test_a_server_is_lost_and_restored_from_its_backup(settings: Settings, tmp_path: Path) -> None:
    """People work while the backup is made. What was acknowledged before it began is back; what came after is named."""
    with temporary_server(fsync=True) as old, temporary_server(fsync=True) as new:
        for server in (old, new):
            server.create_database()
        await asyncio.to_thread(meridian, "migrate", url=old.uri(), data_dir=tmp_path / "old")
        key = await company(old.uri(), settings)
        with serving(old.uri(), tmp_path / "old") as base:
            async with at_work(base, key) as writers:
                await asyncio.sleep(WARM)
                began = time.time()
                saved = tmp_path / "saved"
                await asyncio.to_thread(meridian, "backup", str(saved), url=old.uri(), data_dir=tmp_path / "old")
                took = time.time() - began
                await asyncio.sleep(QUIET)
        lost_at = time.monotonic()
        await asyncio.to_thread(meridian, "restore", str(saved), url=new.uri(), data_dir=tmp_path / "new")
        await asyncio.to_thread(meridian, "migrate", url=new.uri(), data_dir=tmp_path / "new")
        with serving(new.uri(), tmp_path / "new") as base:
            well = time.monotonic() - lost_at
            before = {key for key, at in writers.acknowledged.items() if at < began}
            found = kept(new.uri(), set(writers.acknowledged))
            say(
                "restored from a backup",
                acknowledged_before=len(before),
                of_these_lost=len(before - found.keys()),
                acknowledged_since=len(writers.acknowledged) - len(before),
                of_these_lost_with_it=len(writers.acknowledged.keys() - before - found.keys()),
                backup_took=f"{took:.1f} s",
                well_again_after=f"{well:.1f} s",
            )
            assert before
            assert before <= found.keys()
            async with at_work(base, key) as again:
                await asyncio.sleep(QUIET)
            assert verdict("and goes on", again, new.uri()) == (0, 0)


async def test_the_primary_dies_and_the_replica_is_promoted(settings: Settings, tmp_path: Path) -> None:
    """With a synchronous replica nothing that was acknowledged is lost; the API and the worker find the new one."""
    with primary_and_replica() as pair:
        migrate.upgrade(pair.primary.uri())
        key = await company(pair.primary.uri(), settings)
        pair.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        pair.primary.ask("SELECT pg_reload_conf()")
        worker = Worker(pair.both(), settings.model_copy(update={"data_dir": tmp_path}))
        try:
            with serving(pair.both(), tmp_path) as base:
                async with at_work(base, key) as writers:
                    await asyncio.sleep(WARM)
                    await asyncio.to_thread(pair.primary.stop)
                    pair.replica.promote()
                    well = await seconds_until(lambda: status(base) == 200)
                    await asyncio.sleep(QUIET)
                heard = await seconds_until(lambda: unheard(pair.replica.uri()) == 0)
                figures = {"well_again_after": f"{well:.1f} s", "all_events_heard_after": f"{heard:.1f} s more"}
                assert verdict("promotion", writers, pair.replica.uri(), **figures) == (0, 0)
            assert worker.process.poll() is None
        finally:
            worker.kill()


async def test_the_database_is_away_for_a_minute(settings: Settings, tmp_path: Path) -> None:
    """The worker waits for it, however long; what happens afterwards is heard as soon as it is back."""
    with reachable_place() as place:
        server = database.start(place / "data")
        server.create_database()
        migrate.upgrade(server.uri())
        key = await company(server.uri(), settings)
        worker = Worker(server.uri(), settings.model_copy(update={"data_dir": tmp_path}))
        try:
            with serving(server.uri(), tmp_path) as base:
                async with at_work(base, key) as writers:
                    await asyncio.sleep(WARM)
                    pid = database.status(place / "data").pid
                    assert pid is not None
                    os.kill(pid, signal.SIGKILL)
                    assert eventually(lambda: not server.running, 30)
                    await asyncio.sleep(60)
                    again = database.start(place / "data")
                    well = await seconds_until(lambda: status(base) == 200)
                    await asyncio.sleep(QUIET)
                heard = await seconds_until(lambda: unheard(again.uri()) == 0)
                assert worker.process.poll() is None, "the worker has ended"
                figures = {"away": "60 s", "well_again_after": f"{well:.1f} s", "heard_after": f"{heard:.1f} s more"}
                assert verdict("the database was away", writers, again.uri(), **figures) == (0, 0)
                again.release()
        finally:
            worker.kill()
            server.release()


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A file system of its own. Skips where none may be mounted."""
    place = Path(tempfile.mkdtemp(prefix="meridian-disk-", dir="/tmp"))
    mount = shutil.which("mount")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        place.rmdir()
        pytest.skip("no file system may be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)
        place.rmdir()


def _on_disk(server: Server, disk: Path) -> None:
    """Calls are kept on that disk."""
    table_space = disk / "calls"
    table_space.mkdir(mode=0o700)
    database_account(server.cluster.data).own(table_space)
    with psycopg.connect(server.uri(), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{table_space}'")
        connection.execute("ALTER TABLE contact_record SET TABLESPACE small")


async def test_a_disk_is_full_and_has_room_again(settings: Settings, tmp_path: Path) -> None:
    """Writes are refused with 503 until then; nothing acknowledged is lost, and reading goes on."""
    with small_disk("24m") as disk, temporary_server() as server:
        server.create_database()
        migrate.upgrade(server.uri())
        key = await company(server.uri(), settings)
        _on_disk(server, disk)
        with serving(server.uri(), tmp_path) as base:
            async with at_work(base, key) as writers:
                await asyncio.sleep(WARM)
                filled = disk / "filled"
                with suppress(OSError), filled.open("wb", buffering=0) as file:
                    while file.write(bytes(1 << 16)):
                        pass
                await seconds_until(lambda: writers.refused["503"] > 0)
                await asyncio.sleep(QUIET)
                ready = (await writers.client.get("/readyz")).json()
                assert "disk is full" in ready["checks"]["database_lately"], ready
                assert (await writers.client.get("/v1/customers?limit=1")).status_code == 200
                refused, acknowledged = writers.refused["503"], len(writers.acknowledged)
                filled.unlink()
                well = await seconds_until(lambda: len(writers.acknowledged) > acknowledged)
                await asyncio.sleep(QUIET)
            figures = {"refused_while_full": refused, "well_again_after": f"{well:.1f} s"}
            assert verdict("a full disk", writers, server.uri(), **figures) == (0, 0)


def test_no_room_for_what_is_sent(settings: Settings, tmp_path: Path) -> None:
    """The process's own disk: a file that does not fit is refused with 503, and the process goes on."""
    with small_disk("3m") as disk, temporary_server() as server:
        server.create_database()
        migrate.upgrade(server.uri())
        key = asyncio.run(company(server.uri(), settings))
        (disk / "data").mkdir()
        with serving(server.uri(), disk / "data", TMPDIR=str(disk)) as base:
            headers = {"Authorization": f"Bearer {key}"}
            content = b"%PDF-1.7\n" + os.urandom(8 << 20)
            form = {"file": ("large.pdf", content, "application/pdf")}
            began = time.monotonic()
            answer = httpx.post(f"{base}/v1/files", headers=headers, files=form, timeout=60)
            took = time.monotonic() - began
            ready = httpx.get(f"{base}/readyz", timeout=10).json()
            say("a file that does not fit", answered=answer.status_code, after=f"{took:.1f} s", ready=ready["checks"])
            assert answer.status_code == 503, answer.text
            assert (answer.json()["component"], "Retry-After" in answer.headers) == ("disk", True)
            small = {"file": ("small.pdf", content[:1000] + b"%%EOF", "application/pdf")}
            again = httpx.post(f"{base}/v1/files", headers=headers, files=small, timeout=60)
            assert again.status_code == 201, again.text


def test_a_burst_of_a_thousand_events_a_second() -> None:
    """Events are numbered and heard as fast as they come, and nobody who writes waits for it."""
    with temporary_server(fsync=True) as server:
        server.create_database()
        migrate.upgrade(server.uri())
        written, slowest = 0, 0.0
        insert = (
            "INSERT INTO event (type, subject_type, subject_id, data)"
            " SELECT 'test.happened', 'test', uuidv7(), '{}' FROM generate_series(1, 20)"
        )
        began = time.monotonic()
        with psycopg.connect(server.uri(), autocommit=True) as connection:
            while time.monotonic() < began + 5:
                asked = time.monotonic()
                connection.execute(insert)
                slowest = max(slowest, time.monotonic() - asked)
                written += 20
                if written % 200 == 0:
                    connection.execute("SELECT number_events(10000)")
            rate = written / (time.monotonic() - began)
            connection.execute("SELECT number_events(10000)")
            row = connection.execute("SELECT count(*), max(position) FROM event_order").fetchone()
        say("events", written=written, a_second=f"{rate:.0f}", slowest_write=f"{slowest * 1000:.0f} ms")
        assert row == (written, written)
        assert rate >= 1000
