"""`meridian doctor`: what this machine lacks, in words. It only looks; nothing is made, started or changed."""

import asyncio
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psycopg

from meridian import wiring
from meridian.kernel.blobs import Blobs, StoreUnavailable
from meridian.kernel.db import migrate
from meridian.kernel.db.session import Database, Session
from meridian.kernel.installation import SILENT_SECONDS, FilePaths, misfit
from meridian.kernel.settings import Settings, libpq_url
from meridian.web import build
from meridian_local import listening
from meridian_local.postgres import cluster, database, tuning
from meridian_local.postgres.cluster import ACCOUNT_NAME, MACOS_ACCOUNT, Account, DatabaseError, find, useradd
from meridian_local.postgres.database import State, check_version

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)
DISK_NEEDED = tuning.GIB
DISK_COMFORTABLE = 10 * tuning.GIB
MEMORY_COMFORTABLE = 2 * tuning.GIB


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was found, and for anything but `ok` what to do about it."""

    verdict: Verdict
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    name: str
    look: Callable[[Settings], Finding]


def examine(settings: Settings) -> Iterator[tuple[str, Finding]]:
    """Every check that applies to these settings, in the order a person would repair things."""
    for check in (*MACHINE, *(() if settings.database_url else EMBEDDED), *ALWAYS):
        try:
            yield check.name, check.look(settings)
        except (OSError, RuntimeError, StoreUnavailable) as error:
            yield check.name, missing(" ".join(str(error).split()), "see the message")


def ok(found: str) -> Finding:
    return Finding(Verdict.OK, found)


def note(found: str, remedy: str) -> Finding:
    return Finding(Verdict.NOTE, found, remedy)


def missing(found: str, remedy: str) -> Finding:
    return Finding(Verdict.MISSING, found, remedy)


def python(_settings: Settings) -> Finding:
    if sys.version_info[:2] < OLDEST_PYTHON:
        return missing(platform.python_version(), "install Python 3.11 or newer; make PYTHON=/path/to/python3.11 run")
    return ok(platform.python_version())


def environment(_settings: Settings) -> Finding:
    if sys.prefix == sys.base_prefix:
        return note(f"the packages live in {sys.prefix}", "`make install` keeps them in .venv, at pinned versions")
    return ok(sys.prefix)


def node(_settings: Settings) -> Finding:
    """Only building the interface and linting the contract need it."""
    remedy = "install Node 20.19 or newer to build the browser interface; the API runs without"
    program = shutil.which("node")
    if program is None:
        return note("not installed", remedy)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", version)
    suits = found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE
    return ok(version) if suits else note(version or "does not run", remedy)


def interface(_settings: Settings) -> Finding:
    """Whether there is a browser interface to serve."""
    where = build.directory()
    return ok(str(where)) if build.is_built(where) else note("not built", "`make web-build`")


def memory(settings: Settings) -> Finding:
    machine = tuning.Machine.here(_nearest(settings.data_dir))
    found = f"{machine.memory / tuning.GIB:.1f} GiB"
    return ok(found) if machine.memory >= MEMORY_COMFORTABLE else note(found, "2 GiB or more keep it quick")


def programs(_settings: Settings) -> Finding:
    program = cluster.packaged() / "bin" / "postgres"
    done = Account("", None, None).run([program, "--version"])
    if done.returncode:
        return missing(done.stderr.strip(), f"the embedded PostgreSQL needs these libraries ({platform.platform()})")
    return ok(done.stdout.strip())


def account(_settings: Settings) -> Finding:
    if os.geteuid() != 0:
        return ok("the database runs as you")
    if found := find(ACCOUNT_NAME) or (None if useradd() else find(MACOS_ACCOUNT)):
        return ok(f"for root the database runs as {found.pw_name}")
    if useradd():
        return ok(f"for root the account {ACCOUNT_NAME} will be made at the first start")
    return missing("PostgreSQL does not run as root", f"make an account {ACCOUNT_NAME}, or run as an ordinary user")


def data_directory(settings: Settings) -> Finding:
    place, parent = settings.data_dir.absolute(), _nearest(settings.data_dir)
    if not os.access(parent, os.W_OK | os.X_OK):
        return missing(f"{parent} is not writable", "set MERIDIAN_DATA_DIR to a directory of yours")
    known = place / database.DATABASE_DIRECTORY
    if known.exists() and not os.access(known.resolve(), os.W_OK | os.X_OK):
        return missing(f"{known} belongs to another account", "run as that one, or move it away")
    return ok(str(known.resolve()))


def disk(settings: Settings) -> Finding:
    free = tuning.Machine.here(_nearest(settings.data_dir)).disk_free
    found = f"{free / tuning.GIB:.1f} GiB free"
    if free < DISK_NEEDED:
        return missing(found, "free at least 1 GiB, or set MERIDIAN_DATA_DIR to a larger disk")
    return ok(found) if free >= DISK_COMFORTABLE else note(found, "a million customers want about 10 GiB")


def shared_memory(settings: Settings) -> Finding:
    size = tuning.Machine.here(_nearest(settings.data_dir)).shared_memory
    if size is None:
        return ok("managed by the system")
    found = f"{size / tuning.MIB:.0f} MiB"
    if size < tuning.SHARED_MEMORY_NEEDED:
        return note(found, "files are used instead; docker run --shm-size=1g makes large queries quicker")
    return ok(found)


def socket_length(settings: Settings) -> Finding:
    home = (settings.data_dir / database.DATABASE_DIRECTORY).resolve()
    if cluster.fits_socket(home / "socket"):
        return ok("short enough")
    if os.access(cluster.SHORT_DIRECTORY, os.W_OK | os.X_OK):
        return ok(f"the path is too long for a socket; it goes into a private directory in {cluster.SHORT_DIRECTORY}")
    return missing(f"{home} is too long for a socket", "use a shorter MERIDIAN_DATA_DIR")


def server(settings: Settings) -> Finding:
    """External: answers and is new enough. Embedded: which state it is in, any is fine, and how to reach it."""
    if settings.database_url:
        return ok(f"PostgreSQL {check_version(settings.database_url)}")
    status = database.status(settings.data_dir)
    url = _running_url(status)
    return ok(f"{status.state}: {url}" if url else status.state)


def _running_url(status: database.Status) -> str | None:
    """Where the running embedded server takes connections."""
    if status.state is not State.RUNNING or status.socket_directory is None:
        return None
    return f"postgresql://{cluster.SUPERUSER}@/meridian?host={status.socket_directory}"


About = Callable[[Session, Blobs, Sequence[FilePaths]], Awaitable[str | None]]


async def about_store(settings: Settings, url: str, about: About) -> str | None:
    """What `about` says of the file store beside the database at `url`."""
    db = Database(url, settings)
    try:
        async with db.read(fresh=True) as session:
            return await about(session, Blobs(settings), wiring.FILE_PATHS)
    finally:
        await db.dispose()


def files(settings: Settings) -> Finding:
    """Whether the file store is the database's own."""
    where = settings.file_store_url or str((settings.data_dir / "files").absolute())
    url = settings.database_url or _running_url(database.status(settings.data_dir))
    if url is None:
        return ok(where)
    head = migrate.revisions().head
    if _revision(url) != head:
        return ok(f"{where}: compared with the database once its schema is up to date")
    wrong = asyncio.run(about_store(settings, url, misfit))
    return missing(f"{where} {wrong}", "set MERIDIAN_DATA_DIR to the directory of before") if wrong else ok(where)


def worker(settings: Settings) -> Finding:
    """Whether any worker gives signs of life."""
    url = settings.database_url or _running_url(database.status(settings.data_dir))
    if url is None:
        return ok("`meridian run` starts one")
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=5) as connection:
            lives = "beat_at > clock_timestamp() - make_interval(secs => %s) AND stopped_at IS NULL"
            counted = "SELECT count(*) FILTER (WHERE {}), max(beat_at)::timestamptz(0)::text FROM worker_heartbeat"
            row = connection.execute(counted.format(lives), [SILENT_SECONDS]).fetchone()
    except psycopg.errors.UndefinedTable:
        return ok("looked for once the schema is up to date")
    except psycopg.Error as error:
        raise DatabaseError(f"the workers' signs of life cannot be read: {error}") from error
    assert row is not None
    if row[0]:
        return ok(f"{row[0]} running")
    return note(f"none runs since {row[1]}" if row[1] else "none has run yet", "meridian work")


def schema(settings: Settings) -> Finding:
    url = settings.database_url
    if url is None:
        url = _running_url(database.status(settings.data_dir))
        if url is None:
            return ok("`meridian run` brings it up to date")
    newest = migrate.revisions().head
    current = _revision(url)
    if current == newest:
        return ok(f"up to date ({current})")
    if current is not None and current not in migrate.revisions().known:
        return note(f"at {current}, which a later version made", "install that version")
    return missing(f"at {current or 'nothing'}, this version needs {newest}", "meridian migrate")


def port(settings: Settings) -> Finding:
    where = f"{settings.host} port {settings.port}"
    try:
        listening.listen(settings.host, settings.port).close()
    except listening.PortInUseError as error:
        if listening.answers_ready(settings.host, settings.port):
            return ok(f"Meridian answers on {where}")
        return missing(str(error), "MERIDIAN_PORT chooses another")
    return ok(f"{where} is free")


def _revision(url: str) -> str | None:
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=5) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.Error as error:
        raise DatabaseError(f"the schema's version cannot be read: {error}") from error
    return str(row[0]) if row else None


def _nearest(path: Path) -> Path:
    """The directory itself, or the closest one above it that exists already."""
    path = path.absolute()
    return next(place for place in (path, *path.parents) if place.is_dir())


MACHINE = (
    Check("Python", python),
    Check("packages", environment),
    Check("Node (optional)", node),
    Check("interface", interface),
    Check("memory", memory),
)
EMBEDDED = (
    Check("embedded PostgreSQL", programs),
    Check("account", account),
    Check("data directory", data_directory),
    Check("disk", disk),
    Check("shared memory", shared_memory),
    Check("socket", socket_length),
)
ALWAYS = (
    Check("database", server),
    Check("schema", schema),
    Check("files", files),
    Check("worker", worker),
    Check("address", port),
)
