"""The file itself: written to a temporary name, hashed on the way, with who, when and which export in every row."""

import asyncio
import csv
import hashlib
import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Select

from meridian.exports import copying, rows
from meridian.exports.catalogue import Column
from meridian.exports.rules import ExportFormat
from meridian.identity.actor import Actor
from meridian.kernel.db import Session
from meridian.kernel.listing import ListQuery
from meridian.sheets.cells import guard
from meridian.sheets.marks import export_header
from meridian.sheets.writing import Workbook

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
    statement = rows.rows(order.actor, order.query, order.columns, order.mark, order.kind)
    headings = rows.headings(order.columns, order.actor, order.watermark)
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
        written = await copying.copy_csv(session, statement, take)
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
        async for batch in copying.batches(session, statement):
            await asyncio.to_thread(book.write, [[cell or "" for cell in row] for row in batch])
            written += len(batch)
            progress(len(batch))
    return written, await asyncio.to_thread(_digest, path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
