"""A throw-away server for tests: ready in about a second, gone with its owner, even one that was killed."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meridian.runtime import locks, tuning
from meridian.runtime.account import database_account
from meridian.runtime.cluster import SHORT_DIRECTORY, Cluster, DatabaseError
from meridian.runtime.server import POLL_SECONDS, Server, launch

REMOVAL_SECONDS = 30


@contextmanager
def temporary_server(directory: Path | None = None, *, fsync: bool = False) -> Iterator[Server]:
    """A fresh server below `directory` (default: the temporary directory), stopped and removed at the end.

    Its guard removes it, so it also goes when this process is killed. Without `fsync` nothing is flushed to disk.
    Raises DatabaseError when the server cannot be started.
    """
    cluster = _fresh_cluster(directory or Path(tempfile.gettempdir()))
    try:
        server = _start(cluster, fsync)
    except BaseException:
        shutil.rmtree(cluster.home, ignore_errors=True)
        raise
    try:
        yield server
    finally:
        server.release()
        deadline = time.monotonic() + REMOVAL_SECONDS
        while cluster.home.exists() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)


def _fresh_cluster(parent: Path) -> Cluster:
    """A new directory that the database's account can reach: a test's own directory often lies below a closed one."""
    for place in (parent, SHORT_DIRECTORY):
        home = Path(tempfile.mkdtemp(prefix="meridian-", dir=place))
        cluster = Cluster(home, database_account(home / "data"))
        if cluster.account.uid is not None:
            home.chmod(0o711)
        if cluster.account.can_enter(home):
            return cluster
        home.rmdir()
    raise DatabaseError(f"{cluster.account.name} can reach neither {parent} nor {SHORT_DIRECTORY}")


def _start(cluster: Cluster, fsync: bool) -> Server:
    claim = locks.take(cluster.users_lock, shared=True)
    server_lock = locks.take(cluster.server_lock)
    assert server_lock is not None, "a directory with a random name has no other user"
    try:
        cluster.create("--wal-segsize=4", *([] if fsync else ["--no-sync"]))
        cluster.configure(tuning.throwaway(fsync))
        remove = [cluster.socket_directory(), cluster.home]
        socket = launch(cluster, server_lock, stop_signal=signal.SIGQUIT, remove=remove)
    finally:
        os.close(server_lock)
    return Server(cluster, socket, claim)
