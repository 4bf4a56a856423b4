"""Work of exports that no request waits for: from an approved export to its file, and forgetting it."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from meridian.exports import queries, service
from meridian.exports.catalogue import Column
from meridian.exports.models import Export, ExportDownload
from meridian.exports.rules import PRODUCE_JOB, ExportFormat, ExportState
from meridian.exports.schemas import ExportCreate
from meridian.exports.service import Progress
from meridian.identity.actor import Actor, background_actor, over_the_company
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel import blobs
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.locks import held
from meridian.kernel.db.session import Database, Session
from meridian.kernel.jobs import Job, JobContext
from meridian.kernel.language import msg, verbatim
from meridian.kernel.listing import InvalidListing
from meridian.kernel.problems import Conflict, fault
from meridian.kernel.settings import Settings
from meridian.policies.queries import masked_groups

# From an approved export to its file. May be killed at any point and run again: there is one file, or none yet.


def everywhere(actor: Actor) -> Actor:
    """The person at work on the server itself: the whole company's customers, masked as ever."""
    return over_the_company(actor, Permission.CUSTOMER_READ, Permission.EXPORT_RUN)


async def produce(context: JobContext, export_id: uuid.UUID, progress: service.Progress = lambda _: None) -> None:
    """Makes the file unless it is there, or another worker makes it: the job of one that died is revived, not ours."""
    async with context.db.read() as session, held(session, f"export:{export_id}") as ours:
        if ours:
            await _produce(context, session, export_id, progress)


async def _produce(context: JobContext, session: Session, export_id: uuid.UUID, progress: service.Progress) -> None:
    order = await _order(context, export_id)
    if order is None:
        return
    with blobs.folder(context.settings) as directory:
        path = directory / "file"
        written = await service.write(session, order, path, progress)
        await _keep(context, order, written, path)


async def _order(context: JobContext, export_id: uuid.UUID) -> service.Order | None:
    """What to write, with the rights its requester has now; None when there is nothing to write."""
    async with context.db.write() as session:
        export = await session.get(Export, export_id, with_for_update=True)
        if export is None or export.state != ExportState.APPROVED:
            return None
        actor = await background_actor(session, export.requested_by, export.api_key_id, masked_groups)
        if actor is not None and export.on_server:
            actor = everywhere(actor)
        if actor is None or not actor.may(Permission.EXPORT_RUN):
            await service.MOVES.make(session, export, "revoke", reason="who asked for it may not export any more")
            return None
        try:
            query = await queries.understood(session, export.filter)
            query.require_permitted(actor.masked)
        except InvalidListing:
            reason = "the filter uses fields that are hidden from who asked for it, or no longer in use"
            await service.MOVES.make(session, export, "revoke", reason=reason)
            return None
        who = await session.scalar(select(User.name).where(User.id == export.requested_by)) or ""
        columns = queries.chosen(export.columns)
        return service.Order(export.id, actor, who, session.now, query, columns, ExportFormat(export.format))


async def _keep(context: JobContext, order: service.Order, written: service.Written, path: Path) -> None:
    """Puts the file in its place, then says so: a crash between leaves a file that the repeated job replaces."""
    async with context.db.write() as session:
        export = await session.get_one(Export, order.export_id, with_for_update=True)
        if export.state != ExportState.APPROVED:
            return
        unasked = export.decided_by is None and not export.on_server
        allowance = await service.allowance(session, export.requested_by, but=export.id)
        if unasked and written.rows > max(export.row_count, allowance.remaining):
            await service.MOVES.make(session, export, "hold", given={"row_count": written.rows})
            return
        await Blobs(context.settings).put(queries.file_of(export), path)
        masked = queries.masked_of(order.columns, order.actor)
        await service.produce(session, export, written, _shown(order.columns, masked), masked)


def _shown(columns: Sequence[Column], masked: Sequence[str]) -> list[str]:
    return sorted({column.group for column in columns if column.group is not None and column.key not in masked})


# Work of exports that no request waits for: making files, and forgetting them after their time.


async def _produce_job(context: JobContext, export_id: str) -> None:
    await produce(context, uuid.UUID(export_id))


async def _expire_job(context: JobContext) -> None:
    async with context.db.write() as session:
        await service.expire(session, Blobs(context.settings))


PRODUCE = Job(PRODUCE_JOB, _produce_job)
EXPIRE = Job("exports.expire", _expire_job, every="*/10 * * * *")
JOBS = (PRODUCE, EXPIRE)


# `meridian export`: the whole company's customers to a file on the server, logged like every export (CR-10).


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for on the command line; `selection` is the filter of the search as JSON."""

    email: str
    selection: str | None
    columns: tuple[str, ...]
    kind: ExportFormat
    purpose: str
    out: Path


async def export(settings: Settings, url: str, wanted: Wanted, begun: Progress, progress: Progress) -> int:
    """Writes the file and returns its rows. `begun` hears how many rows to expect.

    The named person answers for it: fields masked for their role stay empty. It may be repeated after an interruption.
    Raises `Invalid` for an unknown person, column or filter.
    """
    db = Database(url, settings)
    try:
        context = JobContext(db, settings)
        asked = await _ask(db, wanted)
        begun(asked.row_count)
        await produce(context, asked.id, progress)
        async with db.write() as session:
            made = await session.get_one(Export, asked.id)
            if made.state != ExportState.PRODUCED:
                raise Conflict(verbatim(made.reason) if made.reason else msg("the export was not produced"))
            session.add(ExportDownload(export_id=made.id, user_id=made.requested_by, at=session.now))
        await Blobs(settings).fetch(queries.file_of(made), wanted.out)
        return made.rows_written or 0
    finally:
        await db.dispose()


async def _ask(db: Database, wanted: Wanted) -> Export:
    body = ExportCreate.model_validate(
        {
            "filter": _read(wanted.selection),
            "format": wanted.kind,
            "columns": list(wanted.columns),
            "purpose": wanted.purpose,
        }
    )
    async with db.read() as session:
        user_id = await session.scalar(select(User.id).where(func.lower(User.email) == wanted.email.lower()))
        actor = await background_actor(session, user_id, None, masked_groups) if user_id is not None else None
    if actor is None:
        raise fault("/as", "unknown_person", msg("must be the email of an active person"))
    async with db.write(actor_id=actor.user_id) as session:
        asked = await service.enter(session, everywhere(actor), body, on_server=True)
        await service.MOVES.make(session, asked, "pass")
        return asked


def _read(selection: str | None) -> Any:
    try:
        return None if selection is None else json.loads(selection)
    except ValueError as error:
        raise fault("/filter", "invalid", msg("must be the JSON of a search's filter: {error}", error=error)) from None
