"""Real servers in real directories; every process a test starts is gone when it ends."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from meridian.runtime import embedded


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory the database's account can reach, which pytest's own temporary directories are not."""
    place = Path(tempfile.mkdtemp(prefix="meridian-test-", dir="/tmp"))
    place.chmod(0o755)
    try:
        yield place / "data"
    finally:
        embedded.stop(place / "data")
        shutil.rmtree(place)


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
