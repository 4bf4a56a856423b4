"""`/v1/files`; an upload is recognised and in the store before a transaction is open."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Header, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from meridian.files import queries, service
from meridian.files.queries import Subjects
from meridian.files.rules import KINDS, Part, part_asked
from meridian.files.schemas import FileDownloadRead, FileListed, StoredFileRead
from meridian.files.service import Received, inspect, path_of
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel import blobs as kernel_blobs
from meridian.kernel.blobs import Blobs
from meridian.kernel.http.route import Route, database, trace_id, wants_no_body
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.problems import Conflict, Problem, RangeNotSatisfiable, TooLarge
from meridian.kernel.schemas import Page

# The upload's dependency: the file is recognised and in the store before a transaction is open.


async def receive_file(
    request: Request,
    _: Annotated[object, allow(Permission.FILE_WRITE)],
    file: Annotated[UploadFile, File(description="One file.", examples=["(bytes)"])],
) -> AsyncIterator[Received]:
    """413 beyond `max_file_bytes`, 422 for what is not kept. The file is written first, the row that names it after."""
    limit: int = request.app.state.settings.max_file_bytes
    if (file.size or 0) > limit:
        raise TooLarge(msg("at most {limit} bytes", limit=limit), limit=limit)
    blobs = Blobs(request.app.state.settings)
    with kernel_blobs.folder(request.app.state.settings) as directory:
        path = directory / "file"
        await asyncio.to_thread(_put_down, file, path)
        received = await inspect(path, file.filename or "", file.content_type)
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


# `/v1/files`.


router = APIRouter(prefix="/v1/files", tags=["files"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.FILE_READ)]
Sender = Annotated[Actor, allow(Permission.FILE_WRITE)]
Historian = Annotated[Actor, allow(Permission.HISTORY_READ)]
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {kind.content_type: {} for kind in KINDS}},
    206: {"description": "The part asked for.", "content": {kind.content_type: {} for kind in KINDS}},
    304: {"description": "It is the one you have."},
}


def subjects_of(request: Request) -> Subjects:
    found: Subjects = request.app.state.file_subjects
    return found


Registered = Annotated[Subjects, Depends(subjects_of)]


@router.post("", status_code=201)
async def create_file(upload: Upload, session: Writing, actor: Sender, subjects: Registered) -> StoredFileRead:
    """Sends a file: PDF, Office, image, audio, mail, text, CSV or ZIP. Its content must be what its name says.

    Name its id where a record asks for a file, within a day; until then only you see it, after that it is deleted.
    """
    file = await service.keep(session, actor, upload)
    return await queries.read(session, actor, subjects, file.id)


@list_and_search(router, "", queries.FILES)
async def list_files(session: Reading, actor: Reader, subjects: Registered, query: ListQuery) -> Page[FileListed]:
    """The files of every record you see: of one customer over all its records, of one record, of somebody."""
    return await queries.page(session, actor, subjects, query)


@router.get("/{file_id}")
async def get_file(session: Reading, actor: Reader, subjects: Registered, file_id: uuid.UUID) -> StoredFileRead:
    """What is known of a file, for those who see the record it belongs to."""
    return await queries.read(session, actor, subjects, file_id)


@router.get("/{file_id}/content", response_class=Response, responses=CONTENT)
async def get_file_content(
    request: Request,
    session: Reading,
    actor: Reader,
    subjects: Registered,
    file_id: uuid.UUID,
    if_none_match: Annotated[
        str | None, Header(description="The ETag of the copy you have: 304 when it is this file.", examples=['"9f86…"'])
    ] = None,
    part: Annotated[
        str | None,
        Header(
            alias="Range",
            description="The part that is wanted, such as where a recording is listened to: 206.",
            examples=["bytes=0-65535"],
        ),
    ] = None,
    if_range: Annotated[
        str | None,
        Header(description="The ETag of what you have the beginning of: all of another file.", examples=['"9f86…"']),
    ] = None,
) -> Response:
    """The file itself, to be saved or listened to, whole or in part. Each download is kept with who and when. 409 when
    it is lost (`file_missing`), 416 when it has no such part."""
    file = await queries.load(session, actor, subjects, file_id)
    etag = f'"{file.sha256}"'
    if if_none_match is not None and etag in (each.strip() for each in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": etag})
    wanted = _part(part if if_range in (None, etag) else None, file.size)
    await session.close()  # a store that takes its time holds no connection of the database
    pieces = Blobs(request.app.state.settings).stream(path_of(file.id), wanted)
    try:
        first = await anext(pieces, b"")
    except FileNotFoundError:
        raise Conflict(msg("the file is lost"), reason="file_missing") from None
    if not wants_no_body(request):  # a part is a download too: whoever leaves out the first byte is noted
        async with database(request).write(actor_id=actor.user_id, request_id=trace_id(request)) as noting:
            service.note_download(noting, actor, file)
    start, end = wanted or (0, file.size)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(file.name),
        "Content-Length": str(end - start),
        "Content-Security-Policy": "sandbox",
        "ETag": etag,
    }
    if wanted is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    status = 200 if wanted is None else 206
    return StreamingResponse(_after(first, pieces), status, headers, media_type=file.content_type)


def _part(header: str | None, size: int) -> Part | None:
    try:
        return part_asked(header, size)
    except ValueError:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"}) from None


@list_only(router, "/{file_id}/downloads", queries.DOWNLOADS)
async def list_file_downloads(
    session: Reading, actor: Historian, subjects: Registered, file_id: uuid.UUID, query: ListQuery
) -> Page[FileDownloadRead]:
    """Who downloaded the file, and when (CR-10, MC-8)."""
    return await queries.page_of_downloads(session, actor, subjects, file_id, query)


def disposition(name: str) -> str:
    """To be saved under its name: RFC 8187, with an ASCII name for clients that do not read that."""
    plain = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
