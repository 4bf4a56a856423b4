"""`meridian run`: what is killed comes back, what is stopped leaves nothing, what is in the way is named."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from meridian_local.demo import company, loading
from meridian_local.postgres import database as postgres_database
from meridian_local.postgres.database import State
from tests.meridian_local.conftest import alive, eventually

PRODUCT = ("-m", "meridian_local.cli", "run")
STAND_IN = ("-m", "tests.meridian_local.stand_in", "api", "worker")


class Run:
    """A supervisor under test and what it printed."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, output: Path) -> None:
        self.process = process
        self.port = port
        self._output = output

    def said(self, words: str) -> bool:
        return words in self._output.read_text()

    def everyone(self) -> set[int]:
        return {self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))}

    def children(self, words: str) -> set[int]:
        """The processes whose command line contains these words."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        return {child.pid for child in family if alive(child.pid) and words in " ".join(child.cmdline())}

    def answer(self, path: str = "/readyz") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as response:
            return str(response.read().decode())


@contextmanager
def running(arguments: tuple[str, ...], data_dir: Path, port: int, ready: str = "ready") -> Iterator[Run]:
    output = data_dir.with_suffix(".log")
    environment = os.environ | {"MERIDIAN_DATA_DIR": str(data_dir), "MERIDIAN_PORT": str(port)}
    with output.open("w") as file:
        process = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=file, stderr=file, text=True)
    run = Run(process, port, output)
    try:
        assert eventually(lambda: run.said(ready) or process.poll() is not None, 120), output.read_text()
        yield run
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def data_dir_of_the_demo(data_dir: Path) -> Path:
    """Its company counts as made on a start before: making it is demo/test_company.py's and takes half a minute."""
    with postgres_database.start(data_dir) as server:
        server.create_database()
        with psycopg.connect(server.uri(), autocommit=True) as connection:
            for statement in loading.MAKE:
                connection.execute(statement)
            connection.execute("INSERT INTO demo.run VALUES (%s, now(), now())", (loading.RUN,))
    return data_dir


def test_the_product_runs_and_ctrl_c_leaves_no_process(data_dir_of_the_demo: Path, port: int) -> None:
    data_dir = data_dir_of_the_demo
    with running(PRODUCT, data_dir, port, "is ready") as run:
        assert run.said(f"rep@{company.DOMAIN}")
        assert run.process.poll() is None
        assert psutil.Process(run.process.pid).memory_info().rss < 80 << 20, "it only watches over the others"
        everyone = run.everyone()
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(30) == 0
        assert not [pid for pid in everyone if alive(pid)]
    assert postgres_database.status(data_dir).state is State.STOPPED


def test_commands_read_only_what_they_need() -> None:
    """What every command waits for at its start, and `run` holds as long as it runs."""
    heavy = ["fastapi", "sqlalchemy", "alembic", "uvicorn", "phonenumbers", "ortools", "obstore"]
    code = f"import sys, meridian_local.cli; sys.exit(str([each for each in {heavy} if each in sys.modules] or 0))"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True).stderr == "0\n"


def test_a_killed_api_process_comes_back_and_nobody_is_refused(data_dir: Path, port: int) -> None:
    with running(STAND_IN, data_dir, port) as run:
        before = int(run.answer())
        os.kill(before, signal.SIGKILL)
        assert int(run.answer()) != before
        assert eventually(lambda: run.said("the api was killed by SIGKILL; starting it again in 0.25 s"))


def test_a_killed_worker_and_a_killed_database_come_back(data_dir: Path, port: int) -> None:
    with running(STAND_IN, data_dir, port) as run:
        (worker,), (database,) = run.children("stand_in_child worker"), run.children("bin/postgres -D")
        os.kill(worker, signal.SIGKILL)
        os.kill(database, signal.SIGKILL)
        assert eventually(lambda: run.said("the worker was killed"))
        assert eventually(lambda: run.said("the database ended unexpectedly"))
        assert eventually(lambda: postgres_database.status(data_dir).state is State.RUNNING)
        assert eventually(lambda: run.children("stand_in_child worker") - {worker} != set())


def test_a_killed_supervisor_leaves_no_orphans(data_dir: Path, port: int) -> None:
    with running(STAND_IN, data_dir, port) as run:
        everyone = run.everyone()
        assert len(everyone) > 4
        run.process.kill()
        assert eventually(lambda: not [pid for pid in everyone - {run.process.pid} if alive(pid)])
    assert postgres_database.status(data_dir).state is State.STOPPED


def test_a_port_in_use_is_named_before_anything_starts(empty_dir: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), running(PRODUCT, empty_dir, port, "in use") as run:
        assert run.process.wait(15) == 1
        assert run.said("MERIDIAN_PORT=8001")
    assert postgres_database.status(empty_dir).state is State.ABSENT


def test_a_child_that_cannot_start_ends_the_attempt(data_dir: Path, port: int) -> None:
    with running((*STAND_IN[:2], "broken", "worker"), data_dir, port, "does not start") as run:
        assert run.process.wait(30) == 1
        assert run.said("the broken ended with status 7; starting it again in 0.25 s")
    assert postgres_database.status(data_dir).state is State.STOPPED
