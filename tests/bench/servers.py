"""The product and the yardstick, each served by one process with the same choices, on loopback."""

import contextlib
import functools
import multiprocessing
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian_local.listening import listen
from meridian_local.serving import configuration
from tests.bench.bare.app import Bare

START_SECONDS = 30


def _product(settings: Settings, url: str) -> Any:
    return create_app(settings, database_url=url)


def _bare(settings: Settings, url: str) -> Any:
    return Bare(url, settings.pool_size)


def _run(settings: Settings, application: Callable[[], Any], listening: socket.socket, log: Path) -> None:
    errors = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    uvicorn.Server(configuration(settings, application)).run(sockets=[listening])


@contextlib.contextmanager
def _served(settings: Settings, application: Callable[[], Any], log: Path) -> Iterator[int]:
    """The port of a process that serves the application, as it is served in earnest: its log goes to a file."""
    with listen("127.0.0.1", 0) as listening:
        port: int = listening.getsockname()[1]
        process = multiprocessing.get_context("spawn").Process(
            target=_run, args=(settings, application, listening, log), daemon=True
        )
        process.start()
    try:
        _wait_for(port, process, log)
        yield port
    finally:
        process.terminate()
        process.join()


def _wait_for(port: int, process: Any, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as probe:
            probe.settimeout(START_SECONDS)
            probe.sendall(b"GET /none HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            probe.recv(1)
            return
        if not process.is_alive() or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{log.read_text()}")
        time.sleep(0.05)


def product(settings: Settings, url: str, log: Path) -> contextlib.AbstractContextManager[int]:
    """The port of the product on this database."""
    return _served(settings, functools.partial(_product, settings, url), log)


def bare(settings: Settings, url: str, log: Path) -> contextlib.AbstractContextManager[int]:
    """The port of the yardstick on this database."""
    return _served(settings, functools.partial(_bare, settings, url), log)
