"""`/v1/imports`: files in, recognised before a transaction is open; decisions about them, and their progress."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile

from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.imports import queries, service, staging
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.rules import ImportKind
from meridian.imports.schemas import ImportLine, ImportMove, ImportRead, ImportRowRead, TargetField
from meridian.imports.staging import Arrived
from meridian.imports.workflow import IMPORT
from meridian.kernel import blobs
from meridian.kernel.blobs import Blobs
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.sheets.reading import Overrides
from meridian.sheets.rules import UnreadableFile

# The upload's dependency: the file is put down and recognised before a transaction is open.


class Uploaded(NamedTuple):
    """A recognised file, what it is, and where it is to be kept."""

    kind: ImportKind
    path: Path
    arrived: Arrived
    blobs: Blobs


async def receive_upload(
    request: Request,
    _: Annotated[object, allow(Permission.IMPORT_RUN)],
    file: Annotated[UploadFile, File(description="The file, CSV or XLSX.", examples=["(bytes)"])],
    kind: Annotated[ImportKind, Form(description="What its rows are.", examples=["customers"])] = ImportKind.CUSTOMERS,
    encoding: Annotated[
        str | None, Form(max_length=40, description="Encoding, if recognised wrongly.", examples=["gb18030"])
    ] = None,
    delimiter: Annotated[
        str | None, Form(min_length=1, max_length=1, description="Separator, if recognised wrongly.", examples=[";"])
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
    with blobs.folder(request.app.state.settings) as directory:
        path = directory / "file"
        try:
            await asyncio.to_thread(_put_down, file, path)
            arrived = await staging.inspect(path, file.filename or "file", kind, overrides)
        except UnreadableFile as error:
            raise fault("/file", "unreadable", error.message) from None
        yield Uploaded(kind, path, arrived, Blobs(request.app.state.settings))


def _put_down(file: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)


Upload = Annotated[Uploaded, Depends(receive_upload, scope="function")]


# `/v1/imports`: files in, decisions about them, and their progress.


router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=Route)
Importer = Annotated[Actor, allow(Permission.IMPORT_RUN)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.IMPORTS)
async def list_imports(session: Reading, actor: Importer, query: ListQuery) -> Page[ImportLine]:
    """Imports within your scope, newest first."""
    return await queries.page(session, actor, query)


@router.get("/fields")
async def list_import_fields(
    session: Reading,
    actor: Importer,
    kind: Annotated[ImportKind, Query(description="What the rows are.", examples=["customers"])],
) -> Listed[TargetField]:
    """Everything a column can go to, labelled in your language."""
    return Listed(items=list(queries.target_fields(kind, await queries.custom_fields(session), actor.locale)))


@router.post("", status_code=201)
async def create_import(upload: Upload, session: Writing, actor: Importer) -> ImportRead:
    """Sends a CSV or XLSX file. Encoding, separator, sheet and heading are recognised, columns get suggestions.

    Nothing is entered yet: decide on the mapping next. A corrected reject file is linked to the import it comes from.
    """
    whole = await service.receive_file(session, actor, upload.blobs, upload.kind, upload.path, upload.arrived)
    return queries.import_read(whole, actor)


@router.get("/{import_id}")
async def get_import(session: Reading, actor: Importer, import_id: uuid.UUID) -> ImportRead:
    """One import with its progress."""
    return queries.import_read(await queries.load(session, actor, import_id), actor)


@router.put("/{import_id}/mapping")
async def put_import_mapping(
    session: Writing, actor: Importer, import_id: uuid.UUID, body: ImportMapping, version: Version
) -> ImportRead:
    """Decides which column is which field, and has every row checked without writing anything.

    The import is `checked` when that is done; its rows then say what would become of them.
    """
    whole = await service.set_mapping(session, actor, import_id, body, version)
    return queries.import_read(whole, actor)


@router.post("/{import_id}/moves/{move}")
async def move_import(
    session: Writing,
    actor: Importer,
    import_id: uuid.UUID,
    move: str,
    body: Annotated[ImportMove, move_body(IMPORT, ImportMove)],
    version: Version,
) -> ImportRead:
    """`start` writes the rows, `cancel` stops (what was written stays), `resume` goes on after a failure."""
    whole = await service.move(session, actor, import_id, move, body, version)
    return queries.import_read(whole, actor)


@list_and_search(router, "/{import_id}/rows", queries.ROWS)
@counted
async def list_import_rows(
    session: Reading, actor: Importer, import_id: uuid.UUID, query: ListQuery
) -> Page[ImportRowRead]:
    """Rows with what was understood and found; `state=screening` is the queue."""
    return await queries.page_of_rows(session, actor, import_id, query)
