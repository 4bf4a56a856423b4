"""Which database to use: the one MERIDIAN_DATABASE_URL names, or the embedded one, started on demand."""

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psycopg

from meridian.kernel.settings import Settings, libpq_url
from meridian_local.postgres import cluster as postgres_cluster
from meridian_local.postgres import tuning
from meridian_local.postgres.cluster import (
    STOP_SECONDS,
    Account,
    AccountError,
    BinariesError,
    Cluster,
    DatabaseError,
    database_account,
)
from meridian_local.postgres.server import POLL_SECONDS, Progress, Reporter, Server, launch, quiet

# The embedded PostgreSQL below the data directory: started on demand, shared by all who ask, recovered by itself.
#
# Several processes may use it at once; it stops when the last one has gone (`guard` says how, after `kill -9` too).


DATABASE_DIRECTORY = "database"
DEFAULT_CONNECTIONS = 100


class State(StrEnum):
    ABSENT = "absent"
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"


@dataclass(frozen=True)
class Status:
    """What is known about the embedded server without touching it."""

    state: State
    home: Path
    pid: int | None
    socket_directory: Path | None


def start(data_dir: Path, *, connections: int = DEFAULT_CONNECTIONS, progress: Progress = quiet) -> Server:
    """The running server, created, started or adopted as need be; it stays up until the claim is released.

    `connections` counts for a server started here. `progress` hears of anything that takes longer than a moment.
    Raises DatabaseError, its message in words for whoever runs this machine.
    """
    try:
        cluster = _locate(data_dir)
        claim = _claim(cluster, progress)
        try:
            socket = _run_or_adopt(cluster, connections, progress)
        except BaseException:
            os.close(claim)
            raise
    except PermissionError as error:
        raise DatabaseError(f"{error.filename} belongs to another account; run as that one, or move it away") from error
    except (AccountError, BinariesError) as error:
        raise DatabaseError(str(error)) from error
    return Server(cluster, socket, claim)


def stop(data_dir: Path) -> bool:
    """Stop the server whoever uses it, writing a checkpoint; whether there was one. Waits up to STOP_SECONDS."""
    cluster = _existing(data_dir)
    if cluster is None or postgres_cluster.lock_is_free(cluster.server_lock):
        return False
    deadline = time.monotonic() + STOP_SECONDS
    signalled: int | None = None
    while not postgres_cluster.lock_is_free(cluster.server_lock):
        postmaster = cluster.postmaster()
        if postmaster is not None and postmaster.pid != signalled:
            signalled = postmaster.pid
            os.kill(postmaster.pid, signal.SIGINT)
        if time.monotonic() > deadline:
            raise DatabaseError(f"the database did not stop within {STOP_SECONDS} s; see {cluster.log}")
        time.sleep(POLL_SECONDS)
    return True


def status(data_dir: Path) -> Status:
    """Whether the embedded server exists and runs."""
    cluster = _existing(data_dir)
    if cluster is None or not cluster.exists:
        return Status(State.ABSENT, data_dir / DATABASE_DIRECTORY, None, None)
    if postgres_cluster.lock_is_free(cluster.server_lock):
        return Status(State.STOPPED, cluster.home, None, None)
    postmaster = cluster.postmaster()
    if postmaster is None or not postmaster.ready:
        return Status(State.STARTING, cluster.home, postmaster.pid if postmaster else None, None)
    return Status(State.RUNNING, cluster.home, postmaster.pid, postmaster.socket_directory)


def remove(data_dir: Path) -> bool:
    """Delete the cluster with everything in it; whether there was one. Raises DatabaseError while it is in use."""
    cluster = _existing(data_dir)
    if cluster is None:
        return False
    while (claim := postgres_cluster.take_lock(cluster.users_lock)) is None:
        if postgres_cluster.lock_is_free(cluster.users_lock, shared=True):
            raise DatabaseError("Meridian is running on this database: stop it first (Ctrl-C where it was started)")
        time.sleep(POLL_SECONDS)  # its last user has just left
    os.close(claim)
    stop(data_dir)
    socket = cluster.home / "socket"
    if socket.is_symlink():
        shutil.rmtree(socket.readlink(), ignore_errors=True)
    shutil.rmtree(cluster.home)
    pointer = data_dir / DATABASE_DIRECTORY
    if pointer.is_symlink():
        pointer.unlink()
    return True


def home_for(data_dir: Path, account: Account) -> Path:
    """Where the cluster lives: below `data_dir`, or below STATE_DIR when the account cannot get there.

    A link in `data_dir` points at the second. Nobody's directories are opened up for the database.
    """
    place = data_dir / DATABASE_DIRECTORY
    if place.exists() or account.can_enter(data_dir):
        return place.resolve()
    name = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    return postgres_cluster.state_directory() / name


def _locate(data_dir: Path) -> Cluster:
    """The cluster for this data directory, its home made if need be."""
    data_dir.mkdir(parents=True, exist_ok=True)
    account = database_account(data_dir / DATABASE_DIRECTORY / "data")
    home = home_for(data_dir, account)
    home.mkdir(mode=0o700 if account.uid is None else 0o755, parents=True, exist_ok=True)
    if account.uid is not None:
        home.chmod(0o755)  # a strict umask would shut the database's account out of its own home
    if not account.can_enter(home):
        raise DatabaseError(
            f"the account {account.name} that owns the database can no longer reach {home}: open the way to it, "
            "or set MERIDIAN_DATA_DIR to another place"
        )
    pointer = data_dir / DATABASE_DIRECTORY
    if home != pointer.resolve():
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(home)
    return Cluster(home, account)


def _existing(data_dir: Path) -> Cluster | None:
    place = data_dir / DATABASE_DIRECTORY
    if not place.exists():
        return None
    return Cluster(place.resolve(), database_account(place / "data"))


def _claim(cluster: Cluster, progress: Progress) -> int:
    """Become a user of the server; waits while it is being stopped after its last user left."""
    reporter = Reporter(progress)
    while (claim := postgres_cluster.take_lock(cluster.users_lock, shared=True)) is None:
        reporter.waiting(lambda: "waiting for the database to stop first")
    return claim


def _run_or_adopt(cluster: Cluster, connections: int, progress: Progress) -> Path:
    """Whoever gets the server lock starts the server; everyone else waits for it. The directory of its socket."""
    reporter = Reporter(progress)
    while (server_lock := postgres_cluster.take_lock(cluster.server_lock)) is None:
        postmaster = cluster.postmaster()
        if postmaster is not None and postmaster.ready:
            return postmaster.socket_directory
        reporter.waiting(lambda: "waiting for the database that another process is starting")
    try:
        if not cluster.exists:
            progress("creating the database")
        cluster.create()
        cluster.clear_leftovers()
        cluster.configure(tuning.lasting(tuning.Machine.here(cluster.home), connections))
        return launch(cluster, server_lock, progress=progress)
    finally:
        os.close(server_lock)


# Which database to use: the one MERIDIAN_DATABASE_URL names, or the embedded one.


OLDEST_VERSION = 18
CONNECT_SECONDS = 10
WORKER_CONNECTIONS = 20
SPARE_CONNECTIONS = 30  # migrations, imports, psql, backups


@contextmanager
def database(settings: Settings, progress: Progress = quiet) -> Iterator[str]:
    """The address of a database that answers, up at least until the block ends.

    Raises DatabaseError when it cannot be reached, cannot be started or is too old.
    """
    if settings.database_url:
        check_version(settings.database_url)
        yield settings.database_url
        return
    with start_embedded(settings, progress) as server:
        yield server.uri()


def start_embedded(settings: Settings, progress: Progress = quiet) -> Server:
    """The embedded server, with the product's database on it and room for everybody's connections."""
    server = start(settings.data_dir, connections=_connections(settings), progress=progress)
    server.create_database()
    return server


def check_version(url: str) -> str:
    """The server's version in its own words; DatabaseError when it is silent or older than OLDEST_VERSION."""
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=CONNECT_SECONDS) as connection:
            number, version = connection.info.server_version, connection.info.parameter_status("server_version")
    except psycopg.Error as error:
        raise DatabaseError(f"the database that MERIDIAN_DATABASE_URL names does not answer: {error}") from error
    if number < OLDEST_VERSION * 10_000:
        raise DatabaseError(
            f"MERIDIAN_DATABASE_URL names PostgreSQL {version}; Meridian needs {OLDEST_VERSION} or newer"
        )
    return version or str(number)


def _connections(settings: Settings) -> int:
    """Each API process holds a pool for writing, one for reading and a listener."""
    needed = settings.api_processes * (2 * settings.pool_size + 1) + WORKER_CONNECTIONS + SPARE_CONNECTIONS
    return max(DEFAULT_CONNECTIONS, needed)
