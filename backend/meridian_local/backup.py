"""`meridian backup` and `meridian restore`: database and files together, into an empty place, each verified.

A backup is a directory: the dump of one moment, every file of the store, and a manifest that says what must be there.
It appears under its name only when it is whole. A restore reads all of it before it touches anything, and gives the
place a name of its own, so that a copy on trial never sweeps the original's files.
"""

import asyncio
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import BaseModel, ValidationError
from sqlalchemy.dialects import postgresql

from meridian.kernel.blobs import MARK, Blobs
from meridian.kernel.db import migrate
from meridian.kernel.installation import FilePaths
from meridian.kernel.settings import Settings, libpq_url
from meridian_local.postgres import cluster

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
FORMAT = 1
Progress = Callable[[str], None]


class BackupError(RuntimeError):
    """Nothing was restored, or the backup is not whole; the message says why."""


class Kept(BaseModel):
    """One file of the backup; `path` as in the store, `size` in bytes."""

    path: str
    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds. rows: by table. missing, damaged: files that rows name and the store did not have whole."""

    format: int = FORMAT
    made_at: datetime
    made_by: str
    installation: str | None
    revision: str
    dump: Kept
    files: list[Kept]
    rows: dict[str, int]
    missing: list[str] = []
    damaged: list[str] = []


def backup(url: str, settings: Settings, named: Sequence[FilePaths], target: Path, say: Progress) -> Manifest:
    """Writes the directory `target`, which must not exist yet. Names what rows name and the store has not, whole."""
    if target.exists():
        raise BackupError(f"{target} exists already")
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    try:
        manifest = _write(url, settings, named, partial, say)
        say("reading it again")
        check(partial)
        partial.rename(target)
        _flush(target.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return manifest


def _write(url: str, settings: Settings, named: Sequence[FilePaths], place: Path, say: Progress) -> Manifest:
    # The dump and what we count are of one moment; files come after it, so that none which it names is younger.
    with psycopg.connect(libpq_url(url)) as moment:
        moment.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        moment.read_only = True
        facts = _facts(moment)
        wanted = dict(_named(moment, named))
        snapshot = _one(moment, "SELECT pg_export_snapshot()")
        say("dumping the database")
        dump = place / DUMP
        _run("pg_dump", moment, ["--format=custom", f"--snapshot={snapshot}", f"--file={dump}"], url)
    dump.chmod(0o600)
    _run("pg_restore", None, ["--list", str(dump)], url)
    say("copying the files")
    (place / FILES).mkdir(mode=0o700)
    files = asyncio.run(_copy(Blobs(settings), place / FILES))
    found = {kept.path: kept.sha256 for kept in files}
    manifest = Manifest(
        made_at=datetime.now(UTC),
        made_by=version("meridian"),
        dump=_kept(dump, DUMP),
        files=files,
        missing=sorted(path for path in wanted if path not in found),
        damaged=sorted(path for path, digest in wanted.items() if found.get(path, digest) != digest),
        **facts,
    )
    (place / MANIFEST).write_text(manifest.model_dump_json(indent=1))
    for written in (dump, place / MANIFEST, place):
        _flush(written)
    return manifest


async def _copy(blobs: Blobs, place: Path) -> list[Kept]:
    """Writes every file of the store below `place`."""
    copied = []
    async for path, _ in blobs.every():
        target = _below(place, path)
        try:
            with _private(target) as file:
                async for chunk in blobs.stream(path):
                    await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(_settle, file)
        except FileNotFoundError:  # swept since it was listed
            await asyncio.to_thread(target.unlink)
            continue
        copied.append(await asyncio.to_thread(_kept, target, path))
    return copied


def check(source: Path) -> Manifest:
    """The manifest of a backup whose every byte is there. BackupError says what is not."""
    try:
        manifest = Manifest.model_validate_json((source / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise BackupError(f"{source} is no backup of Meridian: {MANIFEST} cannot be read") from error
    if manifest.format != FORMAT:
        raise BackupError(f"{source} was written in format {manifest.format}; this version reads {FORMAT}")
    for kept in (manifest.dump, *manifest.files):
        place = source / DUMP if kept is manifest.dump else _below(source / FILES, kept.path)
        if not place.is_file() or _kept(place, kept.path) != kept:
            raise BackupError(f"{place} is not as it was written: the backup is damaged")
    return manifest


def restore(url: str, settings: Settings, named: Sequence[FilePaths], source: Path, say: Progress) -> Manifest:
    """Restores into an empty database and an empty store, all of it or nothing of the database.

    BackupError where something stands already, where the backup is damaged or of a later version.
    """
    say("reading the backup")
    manifest = check(source)
    _refuse_later_version(manifest)
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        if found := _one(connection, _ANY_TABLE):
            raise BackupError(f"the database is not empty, it holds the table {found}: restore into a new one")
    say("copying the files")
    asyncio.run(_put(Blobs(settings), manifest, source / FILES))
    say("restoring the database")
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(source / DUMP)]
        _run("pg_restore", connection, options, url)
        say("comparing")
        counted = _counted(connection)
        if differing := sorted(
            name for name in counted | manifest.rows if counted.get(name) != manifest.rows.get(name)
        ):
            raise BackupError(f"after restoring it is not as in the backup: {', '.join(differing)}")
        there = {kept.path for kept in manifest.files} | {*manifest.missing}
        if lost := sorted(path for path, _ in _named(connection, named) if path not in there):
            raise BackupError(f"the database names files that the backup has not: {', '.join(lost)}")
        asyncio.run(_name_anew(connection, Blobs(settings)))
        connection.execute("ANALYZE")
    return manifest


async def _put(blobs: Blobs, manifest: Manifest, place: Path) -> None:
    """Puts the files into an empty store, or one in which the same restore was cut off."""
    sizes = {kept.path: kept.size for kept in manifest.files}
    async for path, size in blobs.every():
        if sizes.get(path) != size:
            raise BackupError(f"the file store is not empty, it holds {path}: restore into a new one")
    for path in sizes:
        await blobs.put(path, _below(place, path))


async def _name_anew(connection: psycopg.Connection, blobs: Blobs) -> None:
    """The restored place is another installation. In a version before there is nothing to name yet."""
    await blobs.delete(MARK)
    if _one(connection, "SELECT to_regclass('installation')") is None:
        return
    connection.execute("DELETE FROM worker_heartbeat")
    await blobs.mark(_one(connection, "UPDATE installation SET id = gen_random_uuid() RETURNING id::text"))


def _refuse_later_version(manifest: Manifest) -> None:
    if manifest.revision not in migrate.revisions().known:
        raise BackupError(
            f"the backup is of a later version (schema {manifest.revision}, written by {manifest.made_by}):"
            " restore it with that version"
        )


_OUR_TABLES = (
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'"
    " ORDER BY 1, 2"
)
_ANY_TABLE = f"SELECT relname FROM ({_OUR_TABLES}) AS found LIMIT 1"  # noqa: S608 — a constant


def _facts(connection: psycopg.Connection) -> dict[str, Any]:
    revision = _one(connection, "SELECT to_regclass('alembic_version')")
    if revision is None:
        raise BackupError("the database holds no Meridian: there is nothing to save")
    installation = None
    if _one(connection, "SELECT to_regclass('installation')") is not None:
        installation = str(_one(connection, "SELECT id FROM installation"))
    return {
        "revision": _one(connection, "SELECT version_num FROM alembic_version"),
        "installation": installation,
        "rows": _counted(connection),
    }


def _counted(connection: psycopg.Connection) -> dict[str, int]:
    """Rows by table."""
    count = sql.SQL("SELECT count(*) FROM {}")
    tables = connection.execute(_OUR_TABLES).fetchall()
    return {f"{name}": int(_one(connection, count.format(sql.Identifier(schema, name)))) for schema, name in tables}


def _named(connection: psycopg.Connection, named: Sequence[FilePaths]) -> Iterator[tuple[str, str]]:
    """Paths that rows name, with the digest of what must be there."""
    for paths in named:
        compiled = paths.order_by(None).compile(
            dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
            compile_kwargs={"literal_binds": True},
        )
        yield from connection.execute(str(compiled).encode()).fetchall()


def _one(connection: psycopg.Connection, statement: str | sql.Composed) -> Any:
    row = connection.execute(statement if isinstance(statement, sql.Composed) else statement.encode()).fetchone()
    return row[0] if row else None


def _run(program: str, connection: psycopg.Connection | None, options: Sequence[str], url: str) -> None:
    """Runs one of PostgreSQL's programs; the password goes by its environment, which others cannot read."""
    parameters: dict[str, Any] = {**conninfo_to_dict(libpq_url(url))}
    password = parameters.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [str(_program(program, connection)), *options]
    if connection is not None:
        command.insert(1, f"--dbname={make_conninfo('', **parameters)}")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip() or f'ended with status {done.returncode}'}")


def _program(name: str, connection: psycopg.Connection | None) -> Path:
    """Our own, or where the server is newer than that, the one that is installed."""
    ours = cluster.packaged() / "bin" / name
    needed = connection.info.server_version // 10_000 if connection is not None else 0
    if _major(ours) >= needed:
        return ours
    installed = shutil.which(name)
    if installed is None or _major(Path(installed)) < needed:
        raise BackupError(f"the server is PostgreSQL {needed}: install {name} of that version")
    return Path(installed)


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _below(place: Path, path: str) -> Path:
    """Where a file of the store stands in a backup. A path that leads out of it is refused."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise BackupError(f"{path!r} is no path of a file store")
    return place / parts


def _private(target: Path) -> BinaryIO:
    """The file, opened for writing, for nobody else to read."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _settle(file: BinaryIO) -> None:
    """What was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def _kept(file: Path, path: str) -> Kept:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return Kept(path=path, size=file.stat().st_size, sha256=digest)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
