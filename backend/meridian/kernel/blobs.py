"""Files kept beside the database: a directory below the data directory, or any S3-compatible store by its URL.

Write the file first and the row that names it after: a crash between leaves a file nobody names, never a row without
its file.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from meridian.kernel.settings import Settings

CHUNK = 1 << 20


@lru_cache(maxsize=8)
def _store(url: str | None, directory: Path) -> ObjectStore:
    return from_url(url) if url is not None else LocalStore(directory, mkdir=True)


class Blobs:
    """The store that the settings name. Paths are keys such as `imports/0199…`."""

    def __init__(self, settings: Settings) -> None:
        self._store = _store(settings.file_store_url, (settings.data_dir / "files").absolute())

    async def put(self, path: str, source: Path) -> None:
        """Keeps a file whole: others see all of it or none."""
        await obstore.put_async(self._store, path, source)

    async def fetch(self, path: str, target: Path) -> None:
        """Writes the kept file to `target`, in bounded memory. FileNotFoundError when it is gone."""
        with target.open("wb") as file:
            async for chunk in self.stream(path):
                await asyncio.to_thread(file.write, chunk)

    async def stream(self, path: str) -> AsyncIterator[bytes]:
        """The kept file in chunks. FileNotFoundError when it is gone."""
        found = await obstore.get_async(self._store, path)
        async for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def stale(self, prefix: str, age: timedelta) -> AsyncIterator[str]:
        """Paths below `prefix/` written longer ago than `age`, by the machine's clock as the store's times are."""
        before = datetime.now(UTC) - age
        async for found in obstore.list(self._store, prefix):
            for each in found:
                if each["last_modified"] < before:
                    yield each["path"]

    async def delete(self, path: str) -> None:
        """Forgets a file; one that is gone already is no fault."""
        try:
            await obstore.delete_async(self._store, path)
        except FileNotFoundError:
            return
