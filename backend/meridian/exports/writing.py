"""The file itself: rows read in bounded memory, written to a temporary name, hashed on the way."""

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

from meridian.exports import queries
from meridian.exports.catalogue import Column
from meridian.exports.rules import ExportFormat
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.listing import ListQuery
from meridian.sheets.rules import export_header, guard
from meridian.sheets.writing import Workbook

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
