"""`meridian export`: the whole company's customers to a file on the server, logged like every export (CR-10)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from meridian.exports import jobs, queries, service
from meridian.exports.models import Export, ExportDownload
from meridian.exports.rules import ExportFormat, ExportState
from meridian.exports.schemas import ExportCreate
from meridian.exports.writing import Progress
from meridian.identity.actor import background_actor
from meridian.identity.models import User
from meridian.kernel.db.session import Database
from meridian.kernel.files.blobs import Blobs
from meridian.kernel.jobs import JobContext
from meridian.kernel.language import msg, verbatim
from meridian.kernel.problems import Conflict, fault
from meridian.kernel.settings import Settings
from meridian.policies.queries import masked_groups


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
        await jobs.produce(context, asked.id, progress)
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
        asked = await service.enter(session, jobs.everywhere(actor), body, on_server=True)
        await service.MOVES.make(session, asked, "pass")
        return asked


def _read(selection: str | None) -> Any:
    try:
        return None if selection is None else json.loads(selection)
    except ValueError as error:
        raise fault("/filter", "invalid", msg("must be the JSON of a search's filter: {error}", error=error)) from None
