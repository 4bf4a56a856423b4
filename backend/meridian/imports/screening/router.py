"""`/v1/imports/{id}/screening` and `…/rejects`: rows that a person decides on, and those that go back."""

import contextlib
import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from meridian.customers import queries as customers
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.imports import queries
from meridian.imports.rules import RowState
from meridian.imports.schemas import Screening, ScreeningResult
from meridian.imports.screening import service
from meridian.kernel import blobs
from meridian.kernel.http.route import Route, database, trace_id
from meridian.sheets.workbooks import MEDIA_TYPES

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=Route)
FileKind = Literal["csv", "xlsx"]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {kind: {} for kind in MEDIA_TYPES.values()}}
}


@router.post("/{import_id}/screening")
async def screen_import_rows(
    request: Request,
    session: Writing,
    actor: Annotated[Actor, allow(Permission.IMPORT_SCREEN)],
    import_id: uuid.UUID,
    body: Screening,
) -> ScreeningResult:
    """Decides on rows that look like somebody known: enter, merge, or turn down with a reason (TS-5).

    Each decision stands or falls alone. Customers enter under the owner the import gave them.
    """
    whole = await queries.load(session, actor, import_id, permission=Permission.IMPORT_SCREEN, lock=True)
    into = [decision.customer_id for decision in body.decisions if decision.customer_id is not None]
    await customers.lock_all(session, actor, into, Permission.CUSTOMER_WRITE)
    trace = trace_id(request)
    results = [await service.attempt_decision(session, actor, whole, decision, trace) for decision in body.decisions]
    return ScreeningResult(results=results)


@router.get("/{import_id}/rejects", response_class=Response, responses=FILES)
async def get_import_rejects(
    request: Request,
    session: Reading,
    actor: Annotated[Actor, allow(Permission.IMPORT_RUN)],
    import_id: uuid.UUID,
    format: Annotated[FileKind, Query(description="Kind of file.", examples=["csv"])] = "csv",
    state: Annotated[
        Literal["rejected", "screening", "skipped"], Query(description="Which rows.", examples=["rejected"])
    ] = "rejected",
) -> Response:
    """The rows that were not taken, with the file's own columns and why. Correct it and send it again as it is."""
    whole = await queries.load(session, actor, import_id)
    hidden = queries.hidden_places(whole, actor)
    name = service.file_name(whole, RowState(state), format)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    db = database(request)
    if format == "csv":
        pieces = service.as_csv(db, whole, RowState(state), hidden)
        return StreamingResponse(pieces, media_type=MEDIA_TYPES["csv"], headers=headers)
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(blobs.folder(request.app.state.settings)) / name
        await service.as_workbook(db, whole, RowState(state), hidden, path)
        cleanup = BackgroundTask(stack.pop_all().close)
    return FileResponse(path, media_type=MEDIA_TYPES["xlsx"], headers=headers, background=cleanup)
