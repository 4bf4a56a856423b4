"""Where tests keep their servers; and a server with its streaming replica, each stopped, started and promoted."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from meridian_local.postgres import cluster, tuning
from meridian_local.postgres.cluster import ENVIRONMENT, Cluster, take_lock
from meridian_local.postgres.server import Server, _fresh_cluster, launch

MEMORY = Path("/dev/shm")  # noqa: S108 — only ever the parent of a private directory with a random name
MEMORY_NEEDED = 4 * tuning.GIB  # a server of each of two test processes, with all its log may grow to
REPLICATED = {"wal_level": "replica", "max_wal_senders": "4", "hot_standby": "on", "synchronous_commit": "on"}


def in_memory() -> Path | None:
    """Where a server for tests is best kept: a clone of a database is a thousand small files, made ten times as fast
    in memory as on a disk. None, which is the temporary directory, where the system has no memory to give."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED else None


@dataclass
class Node:
    """One server of a pair, whatever it is at the moment."""

    cluster: Cluster
    server: Server | None = field(default=None)

    def start(self) -> None:
        claim = take_lock(self.cluster.users_lock, shared=True)
        lock = take_lock(self.cluster.server_lock)
        assert lock is not None
        assert claim is not None
        self.cluster.configure(tuning.throwaway(False) | REPLICATED)
        self.cluster.access.write_text("local all postgres trust\nlocal replication postgres trust\n")
        try:
            socket = launch(self.cluster, lock, stop_signal=signal.SIGQUIT)
        finally:
            os.close(lock)
        self.server = Server(self.cluster, socket, claim)

    def stop(self) -> None:
        """At once, as when the machine dies."""
        if self.server is not None:
            self.server.release()
            self.server = None

    def uri(self, database: str = "meridian") -> str:
        assert self.server is not None
        return self.server.uri(database)

    def ask(self, statement: str) -> object:
        with psycopg.connect(self.uri("postgres"), autocommit=True) as connection:
            answer = connection.execute(statement)
            row = answer.fetchone() if answer.description else None
        return row[0] if row else None

    def promote(self) -> None:
        """It takes writes from now on."""
        assert self.ask("SELECT pg_promote()")


@dataclass
class Pair:
    primary: Node
    replica: Node

    def both(self, database: str = "meridian") -> str:
        """The address of whichever of the two takes writes."""
        sockets = [str(node.cluster.socket_directory()) for node in (self.primary, self.replica)]
        return f"postgresql://postgres@/{database}?host={','.join(sockets)}"

    def caught_up(self) -> None:
        """Waits until the replica has everything."""
        written = self.primary.ask("SELECT pg_current_wal_insert_lsn()::text")
        deadline = time.monotonic() + 30
        while not self.replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn"):
            assert time.monotonic() < deadline
            time.sleep(0.02)


@contextmanager
def primary_and_replica() -> Iterator[Pair]:
    """Both running, with an empty database `meridian`."""
    primary = Node(_fresh_cluster(Path(tempfile.gettempdir())))
    replica = Node(_fresh_cluster(Path(tempfile.gettempdir())))
    try:
        primary.cluster.create("--wal-segsize=4", "--no-sync")
        primary.start()
        assert primary.server is not None
        primary.server.create_database()
        copy = cluster.directory(primary.cluster.account) / "pg_basebackup"
        home, account = replica.cluster.home, replica.cluster.account
        home.chmod(0o777)
        source: list[str | Path] = ["-h", primary.server.socket_directory, "-U", "postgres"]
        how = ["--checkpoint=fast", "--no-sync", "-R"]
        done = account.run([copy, *source, *how, "-D", replica.cluster.data], env=ENVIRONMENT)
        assert done.returncode == 0, done.stderr
        home.chmod(0o711)
        replica.start()
        yield Pair(primary, replica)
    finally:
        for node in (replica, primary):
            node.stop()
            with suppress(FileNotFoundError):
                shutil.rmtree(node.cluster.home)
