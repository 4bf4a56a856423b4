"""A running embedded server as its users see it, how one is launched, and throw-away servers for tests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from meridian_local.postgres import cluster as postgres_cluster
from meridian_local.postgres import guard, tuning
from meridian_local.postgres.cluster import (
    ENVIRONMENT,
    SHORT_DIRECTORY,
    SUPERUSER,
    Cluster,
    DatabaseError,
    database_account,
)

# A running embedded server as its users see it, and how one is launched under its guard.


Progress = Callable[[str], None]
POLL_SECONDS = 0.02
REPORT_SECONDS = 5.0


def quiet(_message: str) -> None:
    """Progress for nobody."""


@dataclass
class Server:
    """A claim on the running server: it stays up at least until `release`, or until this process is gone."""

    cluster: Cluster
    socket_directory: Path
    claim: int | None

    def uri(self, database: str = "meridian") -> str:
        """For libpq, psycopg and asyncpg."""
        return f"postgresql://{SUPERUSER}@/{quote(database)}?host={quote(str(self.socket_directory))}"

    def url(self, database: str = "meridian") -> str:
        """For SQLAlchemy with asyncpg."""
        return self.uri(database).replace("postgresql://", "postgresql+asyncpg://", 1)

    def create_database(self, database: str = "meridian") -> None:
        """Create a database unless it is there already."""
        with psycopg.connect(self.uri("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))

    @property
    def running(self) -> bool:
        """Whether the server is still up (or being stopped)."""
        return not postgres_cluster.lock_is_free(self.cluster.server_lock)

    def release(self) -> None:
        """Give up the claim. The last one to leave waits until the server has stopped."""
        if self.claim is None:
            return
        os.close(self.claim)
        self.claim = None
        while self.running:
            nobody = postgres_cluster.lock_is_free(self.cluster.users_lock)
            if not nobody and postgres_cluster.lock_is_free(self.cluster.users_lock, shared=True):
                return  # others share it
            time.sleep(POLL_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Reporter:
    """Tells somebody every few seconds that a wait goes on."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._started = self._told = time.monotonic()

    def waiting(self, message: Callable[[], str]) -> None:
        """Sleep a moment; report when the last word was long ago."""
        time.sleep(POLL_SECONDS)
        if time.monotonic() - self._told >= REPORT_SECONDS:
            self._told = time.monotonic()
            self._progress(f"{message()} ({self._told - self._started:.0f} s)")


def launch(
    cluster: Cluster,
    server_lock: int,
    *,
    stop_signal: signal.Signals = signal.SIGINT,
    remove: Sequence[Path] = (),
    progress: Progress = quiet,
) -> Path:
    """Start the server under a guard, wait until it takes connections, and return the directory of its socket.

    The guard inherits the lock, sends `stop_signal` when the last user has gone (SIGINT disconnects clients and writes
    a checkpoint, SIGQUIT ends at once) and then removes the given directories. Recovery after a crash may take as long
    as it takes. Raises DatabaseError with the end of the server's log when the server gives up instead.
    """
    order = guard.Order(
        command=cluster.command,
        directory=str(cluster.data),
        environment=ENVIRONMENT,
        user=cluster.account.uid,
        group=cluster.account.gid,
        users_lock=str(cluster.users_lock),
        log=str(cluster.log),
        stop_signal=stop_signal,
        remove=[str(path) for path in remove],
    )
    log_start = cluster.log.stat().st_size if cluster.log.exists() else 0
    process = subprocess.Popen(  # noqa: S603 — our own module
        [sys.executable, "-I", "-S", guard.__file__, json.dumps(order)],
        pass_fds=[server_lock],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the users of the server, who then let go of it in order
    )
    threading.Thread(target=process.wait, daemon=True).start()  # no zombie, however long we live
    reporter = Reporter(progress)
    while process.poll() is None:
        postmaster = cluster.postmaster()
        if postmaster is not None and postmaster.ready:
            return postmaster.socket_directory
        reporter.waiting(lambda: f"the database is still starting: {_log_since(cluster.log, log_start)[-1]}")
    end = "\n".join(_log_since(cluster.log, log_start)[-12:])
    raise DatabaseError(f"the database did not start ({cluster.log}):\n{end}")


def _log_since(log: Path, start: int) -> list[str]:
    try:
        with log.open(errors="replace") as file:
            file.seek(start)
            return file.read().splitlines() or ["…"]
    except FileNotFoundError:
        return ["…"]


# A throw-away server for tests: ready in about a second, gone with its owner, even one that was killed.


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
    claim = postgres_cluster.take_lock(cluster.users_lock, shared=True)
    server_lock = postgres_cluster.take_lock(cluster.server_lock)
    assert server_lock is not None, "a directory with a random name has no other user"
    try:
        cluster.create("--wal-segsize=4", *([] if fsync else ["--no-sync"]))
        cluster.configure(tuning.throwaway(fsync))
        remove = [cluster.socket_directory(), cluster.home]
        socket = launch(cluster, server_lock, stop_signal=signal.SIGQUIT, remove=remove)
    finally:
        os.close(server_lock)
    return Server(cluster, socket, claim)
