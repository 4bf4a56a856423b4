"""A real server with an open stream stops promptly when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from meridian.identity.access import COOKIE
from meridian_local.serving import GRACE_SECONDS
from tests.support.world import World

COMMAND = "from meridian.kernel.settings import Settings; from meridian_local.serving import serve; serve(Settings())"
PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(database_url: str, place: Path, processes: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    environment = {
        **os.environ,
        "MERIDIAN_DATABASE_URL": database_url,
        "MERIDIAN_DATA_DIR": str(place),
        "MERIDIAN_PORT": str(port),
        "MERIDIAN_API_PROCESSES": str(processes),
        "MERIDIAN_LOG_LEVEL": "error",
        "MERIDIAN_POOL_SIZE": "2",
    }
    process = subprocess.Popen([sys.executable, "-c", COMMAND], env=environment, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                httpx.get(f"{url}/v1/session")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.1)
        yield process, url
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_an_open_stream_does_not_hold_up_the_end(database_url: str, world: World, tmp_path: Path) -> None:
    cookie = {"Cookie": f"{COOKIE}={world.tokens['rep']}"}
    with (
        serving(database_url, tmp_path, 1) as (process, url),
        httpx.stream("GET", f"{url}/v1/events/stream", headers=cookie, timeout=PATIENCE) as stream,
    ):
        lines = stream.iter_lines()
        while not next(lines).startswith("id:"):
            pass
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert [line for line in lines if line] == []  # ends in order: no broken chunk, nothing more
        process.wait(PATIENCE)
        took = time.monotonic() - asked
    assert took < GRACE_SECONDS, "the server waited out its grace period for the stream"
