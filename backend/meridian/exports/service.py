"""Asking for an export, deciding about it, and what becomes of it (CR-10)."""

import uuid
from typing import Any

from meridian.calendars.deadlines.service import working_seconds
from meridian.exports import queries
from meridian.exports.events import EXPORT_MOVED, EXPORT_PRODUCED, EXPORT_REQUESTED
from meridian.exports.models import Export, ExportDownload
from meridian.exports.rules import KEPT, WORKBOOK_ROWS, Decision, ExportFormat, ExportState
from meridian.exports.schemas import ExportCreate, ExportMove
from meridian.exports.workflow import EXPORT
from meridian.exports.writing import Written
from meridian.identity.actor import Actor
from meridian.identity.permissions import Role
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Job, defer
from meridian.kernel.problems import Conflict, Forbidden, check_version, fault
from meridian.kernel.workflow import service
from meridian.policies.definitions.control import EXPORT_APPROVAL_ROWS
from meridian.policies.queries import snapshot

SUBJECT = "export"


async def request(session: WriteSession, actor: Actor, body: ExportCreate, *, job: Job) -> Export:
    """Counts the rows in the actor's scope; up to `export_approval_rows` they go at once, more wait (CR-10).

    422 naming what is wrong with the filter, or when a workbook would not hold the rows.
    """
    export = await enter(session, actor, body)
    if export.row_count <= await threshold(session):
        await move(session, export, "pass")
        await start(session, export, job)
    else:
        await publish_export(session, export, EXPORT_REQUESTED)
    return export


async def enter(session: WriteSession, actor: Actor, body: ExportCreate, *, on_server: bool = False) -> Export:
    """The export as asked for, not yet decided."""
    found = await queries.count(session, actor, await queries.understood(session, body.selection))
    if body.format is ExportFormat.XLSX and found > WORKBOOK_ROWS:
        raise fault("/format", "too_many_rows", f"a workbook holds {WORKBOOK_ROWS} rows, these are {found}: take csv")
    export = Export(
        requested_by=actor.user_id,
        api_key_id=actor.principal_id if actor.is_program and actor.principal_id != actor.user_id else None,
        department_id=actor.department_id,
        on_server=on_server,
        format=body.format,
        columns=body.columns,
        filter=body.selection,
        purpose=body.purpose,
        row_count=found,
    )
    session.add(export)
    await session.flush()
    return export


async def threshold(session: WriteSession) -> int:
    return (await snapshot(session)).get(EXPORT_APPROVAL_ROWS)


async def start(session: WriteSession, export: Export, job: Job) -> None:
    await defer(session, job, lock=f"export:{export.id}", export_id=str(export.id))


async def decide(
    session: WriteSession, actor: Actor, export_id: uuid.UUID, name: str, body: ExportMove, version: int, *, job: Job
) -> Export:
    """`approve` or `deny`, by another person who may: see `queries`. 404, 412, 409, 403, 422."""
    export = await queries.load(session, actor, export_id, lock=True)
    check_version(export.version, version)
    await move(session, export, name, actor, reason=body.reason)
    export.decided_by, export.decided_at, export.reason = actor.user_id, session.now, body.reason
    if export.state == ExportState.APPROVED:
        await start(session, export, job)
    await publish_export(session, export)
    return export


async def move(
    session: WriteSession, export: Export, name: str, actor: Actor | None = None, *, reason: str | None = None
) -> None:
    """Moves a locked export; without an actor only moves that nobody asks for."""
    before = ExportState(export.state)
    rights: frozenset[str] = frozenset()
    if actor is not None:
        rights = queries.rights(actor, export, await queries.role_of_requester(session, export))
    target = EXPORT.check(
        name,
        before,
        may=lambda code: code in rights,
        given={"reason": reason},
        context=Decision(export.requested_by, actor.user_id if actor is not None else None),
    )
    if actor is not None and (found := EXPORT.move(name)) is not None and found.permission is None:
        raise Conflict(f"“{name}” is nothing that people ask for", reason="wrong_state")
    await service.record_transition(
        session,
        workflow=EXPORT.name,
        subject_type=SUBJECT,
        subject_id=export.id,
        move=name,
        from_state=before,
        to_state=target,
        entered_at=export.state_since,
        working_seconds=await working_seconds(session, export.department_id, export.state_since, session.now),
        reason=reason,
    )
    export.state, export.state_since = target, session.now


async def hold(session: WriteSession, export: Export, found: int) -> None:
    """It has grown beyond what goes without approval: now it waits for one."""
    export.row_count = found
    await move(session, export, "hold")
    await publish_export(session, export, EXPORT_REQUESTED)


async def revoke(session: WriteSession, export: Export, reason: str) -> None:
    """Who asked for it may not have it any more."""
    export.reason = reason
    await move(session, export, "revoke", reason=reason)
    await publish_export(session, export)


async def produced(
    session: WriteSession, export: Export, written: Written, shown: list[str], masked: list[str]
) -> None:
    """The file is there."""
    export.rows_written, export.size_bytes, export.sha256 = written
    export.shown_groups, export.masked_columns = shown, masked
    export.produced_at, export.expires_at = session.now, session.now + KEPT
    await move(session, export, "produce")
    data = {"format": export.format, "rows": written.rows, "sha256": written.sha256}
    await publish_export(session, export, EXPORT_PRODUCED, data)


async def hand_out(session: WriteSession, actor: Actor, export_id: uuid.UUID) -> Export:
    """Notes the download. 404, 409 `not_produced` or `expired`, 403 when it shows what the actor may not see.

    That is what is masked for the actor, and the whole company's customers for who decided about a superior's export.
    """
    export = await queries.load(session, actor, export_id)
    if not (export.requested_by == actor.user_id or actor.role is Role.AUDITOR or queries.reaches(actor, export)):
        raise Forbidden("you may decide about this export, its file is not yours", reason="beyond_scope")
    if export.state == ExportState.EXPIRED or (export.expires_at is not None and export.expires_at <= session.now):
        raise Conflict("the file was kept for a week and is deleted", reason="expired")
    if export.state != ExportState.PRODUCED:
        raise Conflict("there is no file yet", reason="not_produced", state=export.state)
    if hidden := sorted(actor.masked.intersection(export.shown_groups)):
        raise Forbidden("the file shows fields that are hidden from you", reason="masked_fields", groups=hidden)
    session.add(ExportDownload(export_id=export.id, user_id=actor.user_id, at=session.now))
    return export


async def expire(session: WriteSession, blobs: Blobs) -> None:
    """Deletes the files whose time is over. The records of them stay."""
    for export in await queries.over(session):
        await blobs.delete(queries.file_of(export))
        await move(session, export, "expire")
        await publish_export(session, export)


async def publish_export(
    session: WriteSession, export: Export, kind: EventType = EXPORT_MOVED, data: dict[str, Any] | None = None
) -> None:
    """To who asked for it; that it waits, to those who approve."""
    await session.flush()
    waits = kind is EXPORT_REQUESTED
    await publish(
        session,
        kind,
        subject_type=SUBJECT,
        subject_id=export.id,
        version=export.version,
        audience_user_id=None if waits else export.requested_by,
        permission="export:approve" if waits else None,
        data=data or {"state": export.state, "row_count": export.row_count},
    )
