"""Folders for what is put down only for a while, readable by their owner alone. Whatever a killed process left goes at
the next start.

Each process has one of its own below `tmp`, and holds a lock in it as long as it lives: what nobody holds was left.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from meridian.kernel.settings import Settings

_LOCK = "lock"
_OWNER_ONLY = 0o700


def root(settings: Settings) -> Path:
    """Where they are: on the disk of the files, not in a `/tmp` that may be memory."""
    return (settings.data_dir / "tmp").absolute()


@contextlib.contextmanager
def folder(settings: Settings) -> Iterator[Path]:
    """An empty folder, gone when the block ends."""
    with tempfile.TemporaryDirectory(dir=own(root(settings)), ignore_cleanup_errors=True) as directory:
        yield Path(directory)


def own(place: Path) -> Path:
    """This process's own folder below `place`, made at the first need."""
    found, _ = _own(place, os.getpid())
    if not found.exists():  # somebody cleared the data directory under us
        _own.cache_clear()
        found, _ = _own(place, os.getpid())
    return found


@lru_cache(maxsize=8)
def _own(place: Path, _process: int) -> tuple[Path, int]:
    """The folder, and the descriptor that holds its lock until the process ends, however it ends."""
    with _alone(place):
        found = place / secrets.token_hex(8)
        found.mkdir(mode=_OWNER_ONLY)
        descriptor = os.open(found / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return found, descriptor


def clear(place: Path) -> None:
    """Removes what processes left there that are no more."""
    with _alone(place):
        for left in place.iterdir():
            if left.is_dir() and _is_left(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_left(left: Path) -> bool:
    try:
        descriptor = os.open(left / _LOCK, os.O_RDWR)
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Nobody makes a folder while somebody looks which are left."""
    place.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    place.chmod(_OWNER_ONLY)
    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
