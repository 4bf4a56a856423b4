"""Where a table begins, cells no spreadsheet may run, and the columns Meridian adds. Pure."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from meridian.kernel.language import Message


class UnreadableFile(Exception):
    """Nothing sensible can be read from the file; the message says why, for the person who sent it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


# Where a table begins in a sheet: titles above it, the header, columns and rows that hold nothing.


SCANNED_ROWS = 30
_DATA = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}|(?:https?://|www\.)\S+|\+?[\d\s()./-]{6,}|-?\d+(?:[.,]\d+)?")
Rows = Sequence[Sequence[str]]


class Column(NamedTuple):
    """A column that holds something: its place in the row (0-based), its heading, unique in the table."""

    place: int
    header: str


def find_header(rows: Rows, known: Callable[[str], bool]) -> int | None:
    """Index of the header among the first rows of a sheet, None when the table has no header.

    known: whether a cell is a heading one has seen before. The row with the most of them wins; without any, the first
    row that is about as wide as the table, unless it holds what only data holds.
    """
    rows = rows[:SCANNED_ROWS]
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    if not any(filled):
        return None
    headings = [sum(1 for cell in row if cell.strip() and known(cell)) for row in rows]
    best = max(range(len(rows)), key=lambda at: (headings[at], -at))
    if headings[best] >= min(2, max(filled)) and not _is_data(rows, filled, headings, best):
        return best
    widest = max(filled)
    first = next(at for at, count in enumerate(filled) if count >= min(2, widest) and count * 2 >= widest)
    return None if _holds_data(rows[first]) else first


def _is_data(rows: Rows, filled: Sequence[int], headings: Sequence[int], best: int) -> bool:
    """Whether words of the data, such as `buyer`, are taken for headings: few are known, and a row as wide is above."""
    above = (at for at in range(best) if filled[at] >= filled[best] and not _holds_data(rows[at]))
    return headings[best] * 2 <= filled[best] and next(above, None) is not None


def _holds_data(row: Sequence[str]) -> bool:
    return any(_DATA.fullmatch(cell.strip()) for cell in row)


def columns_of(header: Sequence[str] | None, sample: Rows) -> list[Column]:
    """The columns with a heading or a value in the sample; empty headings are named by letter, repeated ones numbered.

    header: None for a table without one.
    """
    names: set[str] = set()
    columns = []
    for index in range(width_of(header, sample)):
        heading = " ".join(header[index].split()) if header is not None and index < len(header) else ""
        if not heading and not any(index < len(row) and row[index].strip() for row in sample):
            continue
        columns.append(Column(index, _unique(heading or f"Column {letters(index)}", names)))
    return columns


def width_of(header: Sequence[str] | None, sample: Rows) -> int:
    """How many cells a row of the table has: as many as the header, and further ones that most rows fill."""
    widths = [len(row) for row in sample]
    if header is None:
        return max(widths, default=0)
    width = max((at for at, cell in enumerate(header, start=1) if cell.strip()), default=0)
    while sum(1 for row in sample if len(row) > width and row[width].strip()) * 2 > len(sample):
        width += 1
    return width


def _unique(name: str, taken: set[str]) -> str:
    number = 1
    unique = name
    while unique in taken:
        number += 1
        unique = f"{name} ({number})"
    taken.add(unique)
    return unique


def letters(index: int) -> str:
    """A column's name in a spreadsheet: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


# Cells that a spreadsheet must not run: text that begins like a formula gets an apostrophe in delimited text, and so
# does what follows a character at which a spreadsheet of another country ends the cell (`1;=2+3`).
#
# `guard` and `unguard` are inverse to each other, so that what goes out comes in unchanged. Workbooks need neither:
# there a cell says that it is text.


_BEGINNING = r"(?:(?<=[;\t\r\n])|\A)"
_LIKE_A_FORMULA = r"(?='* *[=+\-@\t\r])"
FORMULA = _BEGINNING + _LIKE_A_FORMULA
_FORMULA = re.compile(FORMULA)
_GUARDED = re.compile(f"{_BEGINNING}'{_LIKE_A_FORMULA}")


def guard(text: str) -> str:
    """`=1+1` → `'=1+1`, `1;=2+3` → `1;'=2+3`; text that already looks guarded gets one more apostrophe."""
    return _FORMULA.sub("'", text)


def unguard(text: str) -> str:
    """The reverse of `guard`; also takes off the apostrophe with which people keep a phone from becoming a number."""
    return _GUARDED.sub("", text) if "'" in text else text


# Columns that Meridian adds to files it hands out, so that it knows them when the file comes back.


ROW_COLUMN = "Meridian: row"
REASON_COLUMN = "Meridian: reason"
IMPORT_COLUMN = "Meridian: import"
_EXPORT = re.compile(r"Meridian export [0-9a-f-]{36}\b.*")


def is_ours(header: str) -> bool:
    """Whether the column is one that we added, which says nothing about customers."""
    return header in (ROW_COLUMN, REASON_COLUMN, IMPORT_COLUMN) or is_export(header)


def is_export(header: str) -> bool:
    """Whether the column marks a file as an export of ours."""
    return _EXPORT.fullmatch(header) is not None


def export_header(export_id: str, who: str, when: str) -> str:
    """The heading of the watermark column of an export."""
    return f"Meridian export {export_id} · {who} · {when}"
