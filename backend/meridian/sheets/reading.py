"""A file as a table: CSV or XLSX, recognised once, read as often as needed."""

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TextIO

from meridian.kernel import logs
from meridian.kernel.confined import Bound, Bounds, Broken, OutOfBounds
from meridian.kernel.language import msg
from meridian.sheets.encodings import Detected, detect
from meridian.sheets.rules import SCANNED_ROWS, Column, UnreadableFile, columns_of, find_header, width_of
from meridian.sheets.workbooks import Sheet, is_workbook, sheets_of, workbook_rows

# Delimited text: which character separates cells, and the rows.


DELIMITERS = (",", ";", "\t", "|")
NEVER_DELIMITERS = ('"', "\r", "\n", "\x00")
_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_ROWS = 100
_DECLARED = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)  # spreadsheets write it for one another
_LONGEST_CELL = 1 << 20  # characters
_LONGEST_LINE = 1 << 22
_LONGEST_RECORD = 1 << 23
csv.field_size_limit(_LONGEST_CELL)


def open_text(path: Path, encoding: str) -> TextIO:
    """Bytes that mean nothing in the encoding read as U+FFFD."""
    return path.open(encoding=encoding, errors="replace", newline="")


_NO_FILES = frozenset({"utf_7", "unicode_escape", "raw_unicode_escape", "idna", "punycode"})
"""Python knows them, but no program writes tables in them, and they can spell halves of characters."""


def check_encoding(path: Path, encoding: str) -> None:
    """Raises `UnreadableFile` unless text can be read in it: some codecs are unknown, some are none of text."""
    try:
        if codecs.lookup(encoding).name.replace("-", "_") in _NO_FILES:
            raise LookupError(encoding)
        with open_text(path, encoding) as file:
            file.read(1)
    except (LookupError, ValueError):
        raise UnreadableFile(msg("“{encoding}” is no encoding of text", encoding=encoding)) from None


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The separator that gives the most rows of one width, widest first among equals."""
    with open_text(path, encoding) as file:
        sample = file.read(_SAMPLE_CHARACTERS)
    if declared := _DECLARED.match(sample):
        return declared[1]
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of rows that have the commonest width, and that width; nothing for a separator that separates nothing."""
    try:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row, _ in zip(rows, range(_SAMPLE_ROWS), strict=False) if row)
    except csv.Error:
        return (0.0, 0)
    widths.pop(1, None)
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda found: (found[1], found[0]))
    return (count / _SAMPLE_ROWS, width)


def delimited_rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Every record, blank ones as empty lists. `UnreadableFile` where a quote never closes or a line is endless."""
    with open_text(path, encoding) as file:
        if _DECLARED.match(file.readline(_LONGEST_LINE)) is None:
            file.seek(0)
        lines = _Lines(file)
        records = csv.reader(lines, delimiter=delimiter)
        try:
            for row in records:
                lines.since_record = 0
                yield [cell.replace("\x00", "") for cell in row] if any("\x00" in cell for cell in row) else row
        except csv.Error:
            raise UnreadableFile(
                msg("near line {line} a quotation mark opens and never closes", line=records.line_num)
            ) from None


class _Lines:
    """The lines of a file, none longer than a table's can be. since_record: characters given since it was set to 0."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._number = 0
        self.since_record = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        self.since_record += len(line)
        if len(line) == _LONGEST_LINE or self.since_record > _LONGEST_RECORD:
            raise UnreadableFile(msg("line {line} is longer than any table's: is this a table?", line=self._number))
        return line


# A file as a table: recognised once, read as often as needed.


SAMPLE_ROWS = 200
MOST_COLUMNS = 500  # that hold something
MOST_CELLS = 16_384  # in a row, empty ones too: a workbook holds no more
MOST_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Format:
    """How the file is read.

    encoding and delimiter belong to delimited text, sheet to workbooks. header_row counts from 1 as a spreadsheet
    does; 0 means that there is no header and data begins with the first row.
    """

    kind: Literal["csv", "xlsx"]
    header_row: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    def document(self) -> dict[str, Any]:
        return asdict(self)


class Overrides(NamedTuple):
    """What a person knows better than the recognition; None leaves it to that."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised file: format, columns that hold something, cells of a whole row, first rows by column, sheets.

    detected: how its encoding was guessed; None where it was given, or is no matter.
    """

    format: Format
    columns: list[Column]
    width: int
    sample: list[list[str]]
    sheets: list[str]
    detected: Detected | None = None


class Row(NamedTuple):
    """A row that holds something: its number as a spreadsheet shows it, and its cells, as many as it has."""

    number: int
    cells: list[str]


def recognise(path: Path, known: Callable[[str], bool], overrides: Overrides = Overrides()) -> Table:
    """How the file is to be read. Raises `UnreadableFile` with the reason.

    known: whether a cell is a heading one has seen before, which tells the header from titles above it.
    """
    if path.stat().st_size == 0:
        raise UnreadableFile(msg("the file is empty"))
    draft, sheets, detected = _format(path, overrides, known)
    head = list(islice(_raw_rows(path, draft), SCANNED_ROWS + SAMPLE_ROWS))
    if overrides.header_row is not None:
        at: int | None = overrides.header_row - 1 if overrides.header_row else None
    else:
        at = find_header(head, known)
    header = head[at] if at is not None and at < len(head) else None
    found = Format(draft.kind, 0 if at is None else at + 1, draft.encoding, draft.delimiter, draft.sheet)
    data = [row for row in head[found.header_row :] if _holds_something(row)][:SAMPLE_ROWS]
    columns = columns_of(header, data)
    if not columns:
        raise UnreadableFile(msg("the file holds no table"))
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFile(msg("the table has more than {most} columns", most=MOST_COLUMNS))
    sample = [[row[column.place] if column.place < len(row) else "" for column in columns] for row in data]
    return Table(found, columns, width_of(header, data), sample, sheets, detected)


def rows(path: Path, format_: Format) -> Iterator[Row]:
    """The rows below the header, blank ones left out."""
    for number, cells in enumerate(_raw_rows(path, format_), start=1):
        if number > format_.header_row and _holds_something(cells):
            yield Row(number, cells)


def _format(
    path: Path, overrides: Overrides, known: Callable[[str], bool]
) -> tuple[Format, list[str], Detected | None]:
    if is_workbook(path):
        sheets = sheets_of(path)
        sheet = overrides.sheet or _fullest(path, sheets)
        return Format("xlsx", 0, sheet=sheet), [each.name for each in sheets], None
    detected = None if overrides.encoding else detect(path, known)
    encoding = overrides.encoding or (detected.encoding if detected else "utf-8")
    check_encoding(path, encoding)
    delimiter = overrides.delimiter or sniff_delimiter(path, encoding)
    if delimiter in NEVER_DELIMITERS:
        raise UnreadableFile(msg("quotation marks and line ends do not separate cells"))
    return Format("csv", 0, encoding=encoding, delimiter=delimiter), [], detected


def _fullest(path: Path, sheets: list[Sheet]) -> str:
    """The first sheet that holds a table, of those that people see: covers and notes have hardly a row."""
    if not sheets:
        raise UnreadableFile(msg("the workbook has no sheets"))
    seen = [sheet.name for sheet in sheets if sheet.shown] or [sheet.name for sheet in sheets]
    for name in seen:
        if sum(1 for row in islice(workbook_rows(path, name), 10) if _holds_something(row)) > 1:
            return name
    return seen[0]


def _raw_rows(path: Path, format_: Format) -> Iterator[list[str]]:
    """Every row of the file, no more and no wider ones than a workbook holds."""
    if format_.kind == "xlsx":
        found = workbook_rows(path, format_.sheet or "")
    else:
        found = delimited_rows(path, format_.encoding or "utf-8", format_.delimiter or ",")
    for number, row in enumerate(found, start=1):
        if len(row) > MOST_CELLS:
            raise UnreadableFile(
                msg("row {row} has {cells} cells; at most {most} are read", row=number, cells=len(row), most=MOST_CELLS)
            )
        if number > MOST_ROWS:
            raise UnreadableFile(msg("the file has more than {most} rows: split it", most=MOST_ROWS))
        yield row


def _holds_something(row: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)


# Tables are read in a child process with bounds (kernel/confined.py): what strangers sent may kill that, not us.
RECOGNISING = Bounds(memory=2 << 30, seconds=60)
READING = Bounds(memory=3 << 30, seconds=3600, patience=600)
"""Of a whole file, for which nobody waits."""
_WORDS = {
    Bound.MEMORY: msg("reading the file takes more memory than any table should; save it as CSV, or split it"),
    Bound.TIME: msg("reading the file takes longer than any table should; save it as CSV, or split it"),
}


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Whatever a file does to the child that reads it is told as `UnreadableFile`; a fault of ours stays one."""
    try:
        yield
    except OutOfBounds as error:
        logs.warning("file.out_of_bounds", bound=error.bound)
        raise UnreadableFile(_WORDS[error.bound]) from None
    except Broken as error:
        logs.error("file.broken", why=str(error))
        raise UnreadableFile(msg("the file is damaged, or made to be unreadable")) from None
