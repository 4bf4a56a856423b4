"""Real servers in real directories; every process a test starts is gone when it ends."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from meridian_local.postgres import database


@contextmanager
def reachable_place() -> Iterator[Path]:
    """A directory the database's account can reach, which pytest's own temporary directories are not."""
    place = Path(tempfile.mkdtemp(prefix="meridian-test-", dir="/tmp"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        database.stop(place / "data")
        shutil.rmtree(place)


@pytest.fixture
def empty_dir() -> Iterator[Path]:
    """A data directory that does not exist yet."""
    with reachable_place() as place:
        yield place / "data"


@pytest.fixture(scope="session")
def shared_dir() -> Iterator[Path]:
    """One data directory with a cluster for this test process: creating one costs more than a test."""
    with reachable_place() as place:
        with database.start(place / "data"):
            pass
        yield place / "data"


@pytest.fixture
def data_dir(shared_dir: Path) -> Iterator[Path]:
    """A data directory with a stopped cluster; what a test does to its configuration is undone."""
    yield shared_dir
    database.stop(shared_dir)
    for own in (shared_dir / "database" / "conf.d").iterdir():
        own.unlink()


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits for its parent does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether the condition comes true within `seconds`: for what other processes do in their own time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
