"""The rows that were not taken, as a file to be corrected and sent again: the file's own columns, and why."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import select

from meridian.imports.codes import RowState, Severity
from meridian.imports.models import Import, ImportRow
from meridian.kernel.db import Database
from meridian.sheets import marks
from meridian.sheets.writing import Workbook, csv_bytes

ROWS_AT_ONCE = 5_000
BOM = "\ufeff".encode()


async def _pages(
    db: Database, whole: Import, state: RowState, hidden: frozenset[int]
) -> AsyncIterator[list[list[str]]]:
    """The heading, then page after page of rows."""
    places = [column["column"] for column in whole.columns]
    ours = [marks.ROW_COLUMN, marks.REASON_COLUMN, marks.IMPORT_COLUMN]
    yield [[*(column["header"] for column in whole.columns), *ours]]
    after = 0
    while True:
        async with db.read() as session:
            rows = (
                await session.scalars(
                    select(ImportRow)
                    .where(ImportRow.import_id == whole.id, ImportRow.state == state, ImportRow.number > after)
                    .order_by(ImportRow.number)
                    .limit(ROWS_AT_ONCE)
                )
            ).all()
        if not rows:
            return
        after = rows[-1].number
        yield [[*_cells(row, places, hidden), str(row.number), _why(row), str(whole.id)] for row in rows]


def _cells(row: ImportRow, places: list[int], hidden: frozenset[int]) -> list[str]:
    return ["" if at in hidden or at >= len(row.cells) else row.cells[at] for at in places]


def _why(row: ImportRow) -> str:
    """Every error found, or else what was decided."""
    errors = [
        f"{finding['field']}: {finding['detail']}" if finding["field"] else finding["detail"]
        for finding in row.findings
        if finding["severity"] == Severity.ERROR
    ]
    return "; ".join(errors or [_WORDS.get(row.reason or "", row.reason or row.state)])


_WORDS = {
    "customer_not_found": "no customer of yours has this name, id or phone",
    "several_customers": "several customers fit: say which",
    "duplicate": "looks like a customer known already",
    "duplicate_row": "looks like an earlier row of the file",
    "key_names_several": "several customers fit: say which",
    "beyond_your_scope": "the customer is somebody else's",
    "not_found": "no such customer, and nothing may be entered",
    "cancelled": "the import was cancelled before this row",
}


async def as_csv(db: Database, whole: Import, state: RowState, hidden: frozenset[int]) -> AsyncIterator[bytes]:
    """The file in pieces, with the mark by which spreadsheets know UTF-8."""
    yield BOM
    async for page in _pages(db, whole, state, hidden):
        yield csv_bytes(page)


async def as_workbook(db: Database, whole: Import, state: RowState, hidden: frozenset[int], path: Path) -> None:
    """Writes the workbook to `path`."""
    with Workbook(path, "rejects") as book:
        async for page in _pages(db, whole, state, hidden):
            await asyncio.to_thread(book.write, page)


def file_name(whole: Import, state: RowState, extension: str) -> str:
    """A name for the file, of plain characters."""
    return f"{state}-{uuid.UUID(str(whole.id)).hex[-12:]}.{extension}"
