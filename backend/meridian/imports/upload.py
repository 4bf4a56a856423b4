"""The upload's dependency: the file is put down and recognised before a transaction is open."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import Depends, File, Form, Request, UploadFile

from meridian.identity.access import allow
from meridian.identity.roles import Permission
from meridian.imports import receiving
from meridian.imports.codes import ImportKind
from meridian.imports.receiving import Arrived
from meridian.kernel.blobs import Blobs
from meridian.kernel.problems import fault
from meridian.sheets.errors import UnreadableFile
from meridian.sheets.source import Overrides


class Uploaded(NamedTuple):
    """A recognised file, what it is, and where it is to be kept."""

    kind: ImportKind
    arrived: Arrived
    blobs: Blobs


async def receive_file(
    request: Request,
    _: Annotated[object, allow(Permission.IMPORT_RUN)],
    file: Annotated[UploadFile, File(description="The file, CSV or XLSX.", examples=["(bytes)"])],
    kind: Annotated[ImportKind, Form(description="What its rows are.", examples=["customers"])] = ImportKind.CUSTOMERS,
    encoding: Annotated[
        str | None, Form(max_length=40, description="Encoding, if recognised wrongly.", examples=["gb18030"])
    ] = None,
    delimiter: Annotated[
        str | None,
        Form(min_length=1, max_length=1, description="Separator, if recognised wrongly.", examples=[";"]),
    ] = None,
    sheet: Annotated[
        str | None, Form(max_length=100, description="Sheet, if not the first with a table.", examples=["Leads"])
    ] = None,
    header_row: Annotated[
        int | None,
        Form(ge=0, le=30, description="Row of the headings, 0 for none, if recognised wrongly.", examples=[1]),
    ] = None,
) -> AsyncIterator[Uploaded]:
    """422 with the reason when no table can be read."""
    overrides = Overrides(encoding, delimiter, sheet, header_row)
    with tempfile.TemporaryDirectory(prefix="meridian-") as directory:
        path = Path(directory) / "file"
        try:
            await asyncio.to_thread(_put_down, file, path)
            arrived = await asyncio.to_thread(receiving.inspect, path, file.filename or "file", kind, overrides)
        except UnreadableFile as error:
            raise fault("/file", "unreadable", str(error)) from None
        yield Uploaded(kind, arrived, Blobs(request.app.state.settings))


def _put_down(file: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)


Upload = Annotated[Uploaded, Depends(receive_file, scope="function")]
