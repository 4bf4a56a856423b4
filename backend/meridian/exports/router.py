"""`/v1/exports`."""

import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from meridian.exports import queries, service
from meridian.exports.catalogue import CATALOGUE
from meridian.exports.schemas import DownloadRead, ExportAllowance, ExportColumn, ExportCreate, ExportMove, ExportRead
from meridian.exports.workflow import EXPORT
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.blobs import Blobs
from meridian.kernel.http.route import Route, database, if_match, trace_id, wants_no_body
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.problems import Conflict
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.sheets.workbooks import MEDIA_TYPES

router = APIRouter(prefix="/v1/exports", tags=["exports"], route_class=Route)
Exporter = Annotated[Actor, allow(Permission.EXPORT_RUN)]
Version = Annotated[int, Depends(if_match)]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {kind: {} for kind in MEDIA_TYPES.values()}}
}


@list_and_search(router, "", queries.EXPORTS)
async def list_exports(session: Reading, actor: Exporter, query: ListQuery) -> Page[ExportRead]:
    """Your exports, those you may approve, and with the whole company's scope all of them; newest first."""
    return await queries.page(session, actor, query)


@router.get("/columns")
async def list_export_columns(actor: Exporter) -> Listed[ExportColumn]:
    """Every column that can be exported, labelled in your language; imports know them by the same headings."""
    masked = queries.masked_of(list(CATALOGUE.values()), actor)
    columns = [
        ExportColumn(key=key, label=column.heading(actor.locale, masked=False), masked=key in masked)
        for key, column in CATALOGUE.items()
    ]
    return Listed(items=columns)


@router.get("/allowance")
async def get_export_allowance(session: Reading, actor: Exporter) -> ExportAllowance:
    """How many rows you may still export without an approval, and what counts towards it (CR-10)."""
    found = await service.allowance(session, actor.user_id)
    return ExportAllowance.model_validate(found, from_attributes=True)


@router.post("", status_code=201)
async def create_export(session: Writing, actor: Exporter, body: ExportCreate) -> ExportRead:
    """Asks for the customers you see as a file. The rows are counted at once.

    As far as your allowance reaches it is produced in the background: `export_approval_rows`, less what you
    exported and read page after page in `export_window_days`. More wait for another person's approval (CR-10).
    """
    export = await service.request(session, actor, body)
    return await queries.read(session, actor, export.id)


@router.get("/{export_id}")
async def get_export(session: Reading, actor: Exporter, export_id: uuid.UUID) -> ExportRead:
    """One export."""
    return await queries.read(session, actor, export_id)


@router.post("/{export_id}/moves/{move}")
async def move_export(
    session: Writing,
    actor: Exporter,
    export_id: uuid.UUID,
    move: str,
    body: Annotated[ExportMove, move_body(EXPORT, ExportMove)],
    version: Version,
) -> ExportRead:
    """`approve`, or `deny` with a reason: by another person than the one who asked, never by oneself (CR-10).

    Who may: holders of `export:approve` in whose scope the requester is. Above a company-wide approver there is nobody:
    what that person asks for, any other holder of `export:approve` decides, a deputy director for one. Deciding
    does not open the file to them.
    """
    await service.move(session, actor, export_id, move, body, version)
    return await queries.read(session, actor, export_id)


@list_only(router, "/{export_id}/downloads", queries.DOWNLOADS)
async def list_export_downloads(
    session: Reading, actor: Exporter, export_id: uuid.UUID, query: ListQuery
) -> Page[DownloadRead]:
    """Who downloaded the file, and when."""
    return await queries.page_of_downloads(session, actor, export_id, query)


@router.get("/{export_id}/file", response_class=Response, responses=FILES)
async def get_export_file(request: Request, session: Reading, actor: Exporter, export_id: uuid.UUID) -> Response:
    """The file. Each download is kept with who and when.

    Its columns are yours as policy stood when it was made; the last one says whose copy it is. 409 before it is
    produced (`not_produced`), after its week (`expired`), or when it is lost (`file_missing`); 403 to who only
    decided about a superior's (`beyond_scope`), or for whom it shows hidden fields (`masked_fields`).
    """
    export = await service.to_hand_out(session, actor, export_id)
    await session.close()  # a store that takes its time holds no connection of the database
    pieces = Blobs(request.app.state.settings).stream(queries.file_of(export))
    try:
        first = await anext(pieces, b"")
    except FileNotFoundError:
        raise Conflict(msg("the file is lost: ask for the export again"), reason="file_missing") from None
    if not wants_no_body(request):
        async with database(request).write(actor_id=actor.user_id, request_id=trace_id(request)) as noting:
            service.note_download(noting, actor, export)
    headers = {
        "Content-Disposition": f'attachment; filename="customers-{export.id.hex[-12:]}.{export.format}"',
        "Content-Length": str(export.size_bytes),
    }
    return StreamingResponse(_after(first, pieces), media_type=MEDIA_TYPES[export.format], headers=headers)


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
