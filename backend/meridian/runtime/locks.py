"""Advisory file locks. The system releases them with the process that holds them, so nothing has to be cleaned up."""

import fcntl
import os
from pathlib import Path


def take(path: Path, *, shared: bool = False) -> int | None:
    """Try to lock a file (made if absent); the descriptor that holds the lock, or None when somebody else holds it."""
    return _lock(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), shared)


def is_free(path: Path, *, shared: bool = False) -> bool:
    """Whether nobody holds the lock (or, with `shared`, nobody holds it exclusively). An absent file is free."""
    try:
        descriptor = _lock(os.open(path, os.O_RDWR | os.O_CLOEXEC), shared)
    except FileNotFoundError:
        return True
    if descriptor is None:
        return False
    os.close(descriptor)
    return True


def _lock(descriptor: int, shared: bool) -> int | None:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
