"""The upload's dependency: the file is recognised and in the store before a transaction is open."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import Depends, File, Request, UploadFile

from meridian.files.receiving import Received, inspect, path_of
from meridian.identity.access import allow
from meridian.identity.roles import Permission
from meridian.kernel.blobs import Blobs
from meridian.kernel.problems import Problem, TooLarge


async def receive_file(
    request: Request,
    _: Annotated[object, allow(Permission.FILE_WRITE)],
    file: Annotated[UploadFile, File(description="One file.", examples=["(bytes)"])],
) -> AsyncIterator[Received]:
    """413 beyond `max_file_bytes`, 422 for what is not kept. The file is written first, the row that names it after."""
    limit: int = request.app.state.settings.max_file_bytes
    if (file.size or 0) > limit:
        raise TooLarge(f"at most {limit} bytes", limit=limit)
    blobs = Blobs(request.app.state.settings)
    with tempfile.TemporaryDirectory(prefix="meridian-") as directory:
        path = Path(directory) / "file"
        await asyncio.to_thread(_put_down, file, path)
        received = await asyncio.to_thread(inspect, path, file.filename or "", file.content_type)
        await blobs.put(path_of(received.id), path)
    try:
        yield received
    except Problem:
        received.named = False
        raise
    finally:
        # Nothing was kept: a repeated request, or a refusal. After any other failure a row may stand all the same,
        # which the sweep finds out (jobs.py).
        if not received.named:
            await blobs.delete(path_of(received.id))


def _put_down(file: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)


Upload = Annotated[Received, Depends(receive_file, scope="function")]
