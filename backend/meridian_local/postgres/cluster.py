"""One database cluster on disk: its directories, its configuration, its birth, and the traces of a crash."""

import fcntl
import os
import shutil
import signal
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from meridian_local.postgres import binaries, tuning
from meridian_local.postgres.account import Account

SUPERUSER = "postgres"
PORT = 5432  # only the socket's name contains it
MAJOR_VERSION = "18"
LONGEST_SOCKET = 103  # bytes of a socket's path: macOS allows 103, Linux 107
SHORT_DIRECTORY = Path("/tmp")  # noqa: S108 — only ever the parent of a private directory with a random name
STOP_SECONDS = 300  # for the checkpoint of an orderly stop
ORPHAN_SECONDS = 2  # for backends to notice that their server is gone
LOG_KEPT = 16 * 1024 * 1024
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
ACCESS = f"local all {SUPERUSER} trust\n"  # the socket's directory decides who gets this far
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


class DatabaseError(RuntimeError):
    """The embedded database cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Postmaster:
    """What a running server says about itself in `postmaster.pid`."""

    pid: int
    socket_directory: Path
    ready: bool


@dataclass(frozen=True)
class Cluster:
    """`home` is ours and holds configuration, log and locks; `data` below it belongs to the database's account."""

    home: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def configuration(self) -> Path:
        return self.home / "server.conf"

    @property
    def access(self) -> Path:
        return self.home / "pg_hba.conf"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def users_lock(self) -> Path:
        return self.home / "users.lock"

    @property
    def server_lock(self) -> Path:
        return self.home / "server.lock"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def command(self) -> list[str]:
        program = binaries.directory(self.account) / "postgres"
        options = ["-c", f"config_file={self.configuration}", "-c", f"hba_file={self.access}"]
        return [str(program), "-D", str(self.data), *options]

    def postmaster(self) -> Postmaster | None:
        """The server's own note, None when there is none; after a crash it may speak of a server that is gone."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            # pid, data, start time, port, socket directory, listen address, shared memory, status
            return Postmaster(int(lines[0]), Path(lines[4]), len(lines) > 7 and lines[7].strip() == "ready")
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def create(self, *options: str) -> None:
        """Make the data directory: beside its place first, so that an interrupted attempt leaves nothing half-made.

        options: further ones for initdb.
        """
        if self.exists:
            version = (self.data / "PG_VERSION").read_text().strip()
            if version != MAJOR_VERSION:
                raise DatabaseError(f"{self.data} was made by PostgreSQL {version}; this needs {MAJOR_VERSION}")
            return
        for abandoned in self.home.glob("data.new-*"):
            shutil.rmtree(abandoned)
        fresh = Path(tempfile.mkdtemp(prefix="data.new-", dir=self.home))
        self.account.own(fresh)
        initdb = binaries.directory(self.account) / "initdb"
        arguments = [f"--pgdata={fresh}", f"--username={SUPERUSER}", "--auth=trust", *LOCALE]
        done = self.account.run([initdb, *arguments, *options], env=ENVIRONMENT)
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise DatabaseError(f"the database could not be created in {self.home}: {done.stderr.strip()}")
        fresh.rename(self.data)

    def configure(self, settings: dict[str, str]) -> None:
        """Write the configuration for the next start; files in `conf.d` have the last word and are never touched."""
        (self.home / "conf.d").mkdir(mode=0o755, exist_ok=True)
        socket = {"unix_socket_directories": f'"{self.socket_directory()}"', "unix_socket_permissions": "0700"}
        text = tuning.as_text(settings | socket)
        _write(self.configuration, f"# Written at every start. Your own settings go into conf.d/*.conf\n{text}")
        with self.configuration.open("a") as file:
            file.write("include_dir = 'conf.d'\n")
        _write(self.access, ACCESS)
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def socket_directory(self) -> Path:
        """A directory only the database's account can enter, short enough for a socket; the same one at every start."""
        own = self.home / "socket"
        if fits_socket(own):
            if not own.exists():
                own.mkdir(mode=0o700)
                self.account.own(own)
            return own
        if own.is_symlink() and self._is_private(own.readlink()):
            return own.readlink()
        own.unlink(missing_ok=True)
        short = Path(tempfile.mkdtemp(prefix="meridian-", dir=SHORT_DIRECTORY))
        self.account.own(short)
        own.symlink_to(short)
        return short

    def _is_private(self, directory: Path) -> bool:
        """The temporary directory is everybody's: what stands there must be ours and closed to others."""
        try:
            found = directory.lstat()
        except FileNotFoundError:
            return False
        private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
        return private and found.st_uid == self.account.effective_uid

    def clear_leftovers(self) -> None:
        """End what an unwatched or crashed server left behind. Only for the holder of the server lock.

        A server whose guard was killed is asked to stop (it may write a checkpoint first); backends that outlived their
        server are ended. What remains of `postmaster.pid` is stale then, whoever has that process id by now.
        """
        postmaster = self.postmaster()
        processes = [process for process in psutil.process_iter() if self._works_here(process)]
        for process in processes:
            if postmaster is not None and process.pid == postmaster.pid:
                process.send_signal(signal.SIGINT)
                psutil.wait_procs([process], timeout=STOP_SECONDS)
        _, stubborn = psutil.wait_procs(processes, timeout=ORPHAN_SECONDS)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=ORPHAN_SECONDS)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.socket_directory() / name).unlink(missing_ok=True)

    def _works_here(self, process: psutil.Process) -> bool:
        """Every PostgreSQL process works in its data directory, whatever its command line says."""
        try:
            return Path(process.cwd()) == self.data.resolve()
        except (psutil.Error, OSError):
            return False


def fits_socket(directory: Path) -> bool:
    """Whether a socket's path in this directory is short enough for the system."""
    return len(os.fsencode(directory / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole; readable for the database's account whatever the umask."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.chmod(0o644)
    fresh.replace(path)


# Advisory file locks. The system releases them with the process that holds them, so nothing has to be cleaned up.


def take_lock(path: Path, *, shared: bool = False) -> int | None:
    """Try to lock a file (made if absent); the descriptor that holds the lock, or None when somebody else holds it."""
    return _lock(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), shared)


def lock_is_free(path: Path, *, shared: bool = False) -> bool:
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
