"""Asking for an export, deciding about it, and what becomes of it (CR-10)."""

import asyncio
import csv
import hashlib
import io
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Select

from meridian.calendars.queries import time_in_state
from meridian.customers import service
from meridian.exports import queries
from meridian.exports.catalogue import Column
from meridian.exports.events import EXPORT_REQUESTED
from meridian.exports.models import Export, ExportDownload
from meridian.exports.rules import PRODUCE_JOB, WORKBOOK_ROWS, Allowance, Decision, ExportFormat, ExportState
from meridian.exports.schemas import ExportCreate, ExportMove
from meridian.exports.workflow import EXPORT
from meridian.identity.actor import Actor
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import defer
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery
from meridian.kernel.problems import Conflict, Forbidden, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.policies.rules import SensitiveGroup
from meridian.sheets.rules import export_header, guard
from meridian.sheets.workbooks import Workbook

# The file itself: rows read in bounded memory, written to a temporary name, hashed on the way.


# Reading a SELECT of any length from the server in bounded memory, as it is sent.


AT_ONCE = 1_000
Sink = Callable[[bytes], Awaitable[None]]


async def _driver(session: Session) -> Any:
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


async def _compiled(session: Session, statement: Select[Any]) -> tuple[str, list[Any]]:
    """The statement as the driver takes it: its text and its values in order."""
    dialect = (await session.connection()).dialect
    compiled: Any = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    values, processors = compiled.params, compiled._bind_processors
    return str(compiled), [
        processors[name](values[name]) if name in processors else values[name] for name in compiled.positiontup or ()
    ]


async def copy_csv(session: Session, statement: Select[Any], sink: Sink) -> int:
    """Hands the rows to `sink` as the server writes them, in CSV without heading. Returns how many rows it were."""
    sql, values = await _compiled(session, statement)
    status: str = await (await _driver(session)).copy_from_query(sql, *values, output=sink, format="csv")
    return int(status.rpartition(" ")[2])


async def batches(session: Session, statement: Select[Any]) -> AsyncIterator[list[tuple[str | None, ...]]]:
    """The rows in lists of `AT_ONCE`, by a cursor on the server."""
    sql, values = await _compiled(session, statement)
    driver = await _driver(session)
    async with driver.transaction(readonly=True):
        cursor = await driver.cursor(sql, *values)
        while found := await cursor.fetch(AT_ONCE):
            yield [tuple(row) for row in found]


# The file itself: written to a temporary name, hashed on the way, with who, when and which export in every row.


BOM = "\ufeff".encode()  # by which spreadsheets know UTF-8
BUFFER = 1 << 20
FOOTER = 200  # characters; a sheet takes 255 with its codes
Progress = Callable[[int], None]
Rows = Select[Any]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written, for whom and when."""

    export_id: uuid.UUID
    actor: Actor
    who: str
    at: datetime
    query: ListQuery
    columns: list[Column]
    kind: ExportFormat

    @property
    def watermark(self) -> str:
        """The heading of the last column; each of its cells holds `mark`. Imports leave the column out."""
        return export_header(str(self.export_id), " ".join(self.who.split()), self.at.strftime("%Y-%m-%dT%H:%M:%SZ"))

    @property
    def mark(self) -> str:
        """The end of the export's id: enough to find it by a single row."""
        return self.export_id.hex[-12:]


class Written(NamedTuple):
    rows: int
    size_bytes: int
    sha256: str


async def write(session: Session, order: Order, path: Path, progress: Progress) -> Written:
    """Writes the file to `path`. `progress` is told of rows, about as many as there are."""
    statement = queries.export_rows(order.actor, order.query, order.columns, order.mark, order.kind)
    headings = queries.headings(order.columns, order.actor, order.watermark)
    writer = _csv if order.kind is ExportFormat.CSV else _workbook
    written, digest = await writer(session, statement, headings, path, progress, order)
    return Written(written, (await asyncio.to_thread(path.stat)).st_size, digest)


async def _csv(
    session: Session, statement: Rows, headings: list[str], path: Path, progress: Progress, _: Order
) -> tuple[int, str]:
    """The database writes the rows; what passes here is bytes, in memory that does not grow with them."""
    digest = hashlib.sha256()
    with path.open("wb", buffering=BUFFER) as file:

        async def take(piece: bytes) -> None:
            digest.update(piece)
            file.write(piece)
            progress(piece.count(b"\n"))

        head = io.StringIO(newline="")
        csv.writer(head, lineterminator="\n").writerow(map(guard, headings))
        await take(BOM + head.getvalue().encode())
        written = await copy_csv(session, statement, take)
    return written, digest.hexdigest()


async def _workbook(
    session: Session, statement: Rows, headings: list[str], path: Path, progress: Progress, order: Order
) -> tuple[int, str]:
    """Its cells say that they are text, so none is a formula."""
    written = 0
    with Workbook(path, "customers") as book:
        properties = {
            "Meridian export": str(order.export_id),
            "Exported by": order.who,
            "Exported at": order.at.isoformat(),
        }
        book.mark(headings[-1][:FOOTER], properties)
        book.write([headings])
        async for batch in batches(session, statement):
            await asyncio.to_thread(book.write, [[cell or "" for cell in row] for row in batch])
            written += len(batch)
            progress(len(batch))
    return written, await asyncio.to_thread(_digest, path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


SUBJECT = "export"


async def start_production(session: WriteSession, at: MoveContext[Export]) -> None:
    """The file is made in the background; by the command that asked for it where that runs on the server."""
    export = at.record
    if not export.on_server:
        await defer(session, PRODUCE_JOB, lock=f"export:{export.id}", export_id=str(export.id))


async def _facts(_session: WriteSession, at: MoveContext[Export]) -> Decision:
    return Decision(at.record.requested_by, at.actor.user_id if at.actor is not None else None)


MOVES = Engine(EXPORT, Export, time=time_in_state, rights=queries.rights, facts=_facts, effects=(start_production,))


async def request(session: WriteSession, actor: Actor, body: ExportCreate) -> Export:
    """Counts the rows in the actor's scope; they go at once as far as the person's allowance reaches (CR-10).

    That is `export_approval_rows`, less what they have exported and read page after page in `export_window_days`; one
    export at a time, so that parts of a whole are added up. More rows wait for another person's approval.
    422 naming what is wrong with the filter, or when a workbook would not hold the rows.
    """
    await one_at_a_time(session, f"exports of {actor.user_id}")
    export = await enter(session, actor, body)
    if export.row_count <= (await allowance(session, actor.user_id, but=export.id)).remaining:
        await MOVES.make(session, export, "pass")
    else:
        await publish(session, EXPORT_REQUESTED, export)
    return export


async def enter(session: WriteSession, actor: Actor, body: ExportCreate, *, on_server: bool = False) -> Export:
    """The export as asked for, not yet decided."""
    found = await queries.count(session, actor, await queries.understood(session, body.selection))
    if body.format is ExportFormat.XLSX and found > WORKBOOK_ROWS:
        raise fault(
            "/format",
            "too_many_rows",
            msg(
                "a workbook holds {most} rows, these are {found}: take csv",
                most=WORKBOOK_ROWS,
                found=found,
            ),
        )
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


async def allowance(session: Session, user_id: uuid.UUID, *, but: uuid.UUID | None = None) -> Allowance:
    """How many rows of customers the person may still take out unasked. but: an export that is not counted."""
    limit, days, since = await service.window(session)
    exported = await queries.rows_exported(session, user_id, since, but)
    return Allowance(limit, days, exported, await service.rows_read(session, user_id, since))


async def move(
    session: WriteSession, actor: Actor, export_id: uuid.UUID, name: str, body: ExportMove, version: int
) -> None:
    """`approve` or `deny`, by another person who may: see `queries`. 404, 412, 409, 403, 422."""
    export = await queries.load(session, actor, export_id, lock=True)
    await MOVES.make(session, export, name, actor=actor, body=body, version=version)


async def produce(session: WriteSession, export: Export, written: Written, shown: list[str], masked: list[str]) -> None:
    """The file is there."""
    columns = {"rows_written": written.rows, "size_bytes": written.size_bytes, "sha256": written.sha256}
    given = {**columns, "shown_groups": [SensitiveGroup(group) for group in shown], "masked_columns": masked}
    await MOVES.make(session, export, "produce", given=given, said={"rows": written.rows})


async def to_hand_out(session: Session, actor: Actor, export_id: uuid.UUID) -> Export:
    """The export, if its file may be handed out now. 404, 409 `not_produced` or `expired`, 403 for what it shows.

    That is what is masked for the actor, and the whole company's customers for who decided about a superior's export.
    """
    export = await queries.load(session, actor, export_id)
    if not queries.EXPORT_FILE_VISIBILITY.is_visible(actor, export):
        raise Forbidden(msg("you may decide about this export, its file is not yours"), reason="beyond_scope")
    if export.state == ExportState.EXPIRED or (export.expires_at is not None and export.expires_at <= session.now):
        raise Conflict(msg("the file was kept for a week and is deleted"), reason="expired")
    if export.state != ExportState.PRODUCED:
        raise Conflict(msg("there is no file yet"), reason="not_produced", state=export.state)
    if hidden := sorted(actor.masked.intersection(export.shown_groups)):
        raise Forbidden(msg("the file shows fields that are hidden from you"), reason="masked_fields", groups=hidden)
    return export


def note_download(session: WriteSession, actor: Actor, export: Export) -> None:
    """Keeps who had the file, and when."""
    session.add(ExportDownload(export_id=export.id, user_id=actor.user_id, at=session.now))


async def expire(session: WriteSession, blobs: Blobs) -> None:
    """Deletes the files whose time is over. The records of them stay."""
    for export in await queries.over(session):
        await blobs.delete(queries.file_of(export))
        await MOVES.make(session, export, "expire")
