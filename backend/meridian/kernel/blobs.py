"""Files kept beside the database: a directory below the data directory, or any S3-compatible store by its URL.

Write the file first and the row that names it after: a crash between leaves a file nobody names, never a row without
its file. A directory has a file on its disk before that, and shows it to its owner alone. A store that is down, full or
hanging is told as `StoreUnavailable` within seconds.
"""

import asyncio
import contextlib
import fcntl
import io
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from meridian.kernel.settings import Settings

# Folders for what is put down only for a while, readable by their owner alone. Whatever a killed process left goes at
# the next start.
#
# Each process has one of its own below `tmp`, and holds a lock in it as long as it lives: what nobody holds was left.


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


CHUNK = 1 << 20
MARK = "installation"
_ARRIVING = ".arriving"  # the folder of a directory in which files become whole
_PARTS_AT_ONCE = 2  # of a large file on its way to another machine, 5 MB each
PATIENCE = timedelta(seconds=5)
"""How long a store may say nothing; a large file may take as long as it goes on coming."""
_FROM_ENVIRONMENT = ("allow_http", "allow_invalid_certificates", "proxy_url", "proxy_ca_certificate", "proxy_excludes")
_ERRNO = re.compile(r"\(os error (\d+)\)")


class StoreUnavailable(Exception):
    """The store cannot be used now. errno: the system's number, where it gave one."""

    def __init__(self, cause: Exception) -> None:
        found = _ERRNO.search(str(cause))
        self.errno = int(found[1]) if found else getattr(cause, "errno", None)
        self.kind = type(cause).__name__
        super().__init__(f"the file store cannot be used: {self.kind}")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """One kind of error for whatever a store may do; a file that is not there stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise StoreUnavailable(error) from error


@lru_cache(maxsize=8)
def _store(url: str | None, directory: Path) -> ObjectStore:
    if url is None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)  # one made by a version before was open to all who have an account here
        return LocalStore(directory, mkdir=True)
    # Options given here replace what the environment says of the connection: it is asked as the store would ask it.
    said = {
        name: os.environ[f"AWS_{name.upper()}"] for name in _FROM_ENVIRONMENT if f"AWS_{name.upper()}" in os.environ
    }
    client: Any = {
        "connect_timeout": timedelta(seconds=3),
        "read_timeout": PATIENCE,
        "timeout": timedelta(hours=1),
        **said,
    }
    store: ObjectStore = from_url(
        url, client_options=client, retry_config={"max_retries": 1, "retry_timeout": PATIENCE}
    )
    return store


class Blobs:
    """The store that the settings name. Paths are keys such as `imports/0199…`."""

    def __init__(self, settings: Settings) -> None:
        directory = (settings.data_dir / "files").absolute()
        self._directory = directory if settings.file_store_url is None else None
        with _told():
            self._store = _store(settings.file_store_url, directory)

    async def put(self, path: str, source: Path) -> None:
        """Keeps a file whole and for good: others see all of it or none, and a crash afterwards loses none of it."""
        with _told():
            if self._directory is None:
                await obstore.put_async(self._store, path, source, max_concurrency=_PARTS_AT_ONCE)
                return
            with source.open("rb") as content:
                await asyncio.to_thread(_keep, self._directory, path, content)

    async def fetch(self, path: str, target: Path) -> None:
        """Writes the kept file to `target`, for its owner alone. FileNotFoundError when it is gone."""
        with open(target, "wb", opener=_owner_only) as file:  # noqa: ASYNC230 — `Path.open` takes no opener
            async for chunk in self.stream(path):
                await asyncio.to_thread(file.write, chunk)

    async def stream(self, path: str, part: tuple[int, int] | None = None) -> AsyncIterator[bytes]:
        """The kept file in chunks, or `part` of it: from the first byte to before the last number. FileNotFoundError
        when it is gone."""
        with _told():
            found = await obstore.get_async(self._store, path, options={"range": part} if part else None)
            chunks = aiter(found.stream(min_chunk_size=CHUNK))
        while True:
            with _told():
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            yield bytes(chunk)

    async def stale(self, prefix: str, age: timedelta) -> AsyncIterator[str]:
        """Paths below `prefix/` written longer ago than `age`, by the machine's clock as the store's times are."""
        before = datetime.now(UTC) - age
        async for path, _, modified in self._listed(prefix):
            if modified < before:
                yield path

    async def every(self) -> AsyncIterator[tuple[str, int]]:
        """Path and size in bytes of everything kept, the mark aside."""
        async for path, size, _ in self._listed(None):
            if path != MARK and not path.startswith(f"{_ARRIVING}/"):
                yield path, size

    async def _listed(self, prefix: str | None) -> AsyncIterator[tuple[str, int, datetime]]:
        pages = aiter(obstore.list(self._store, prefix))
        while True:
            with _told():
                page = await anext(pages, None)
            if page is None:
                return
            for each in page:
                yield each["path"], each["size"], each["last_modified"]

    async def exists(self, path: str) -> bool:
        """Whether it is kept."""
        try:
            with _told():
                await obstore.head_async(self._store, path)
        except FileNotFoundError:
            return False
        return True

    async def owner(self) -> str | None:
        """The id of the installation whose files these are, if the store bears one (installation.py)."""
        try:
            return b"".join([chunk async for chunk in self.stream(MARK)]).decode(errors="replace").strip()
        except FileNotFoundError:
            return None

    async def mark(self, installation: str) -> None:
        """From now on these are that installation's files."""
        with _told():
            if self._directory is None:
                await obstore.put_async(self._store, MARK, installation.encode())
            else:
                await asyncio.to_thread(_keep, self._directory, MARK, io.BytesIO(installation.encode()))

    async def delete(self, path: str) -> None:
        """Forgets a file; one that is gone already is no fault."""
        with contextlib.suppress(FileNotFoundError), _told():
            await obstore.delete_async(self._store, path)


def clear_leftovers(settings: Settings) -> None:
    """Removes what killed processes of this machine left half done: at every start."""
    clear(root(settings))
    if settings.file_store_url is None:
        clear((settings.data_dir / "files" / _ARRIVING).absolute())


def _keep(directory: Path, path: str, content: BinaryIO) -> None:
    """The file is on the disk, and so is its name, when this returns."""
    arriving = own(directory / _ARRIVING) / secrets.token_hex(8)
    target = directory / path
    try:
        with open(arriving, "xb", opener=_owner_only) as file:
            shutil.copyfileobj(content, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        made = [each for each in target.parents if not each.exists()]
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        arriving.replace(target)
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise
    for folder in {target.parent, *(each.parent for each in made)}:
        _fsync_folder(folder)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
