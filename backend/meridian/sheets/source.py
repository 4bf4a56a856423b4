"""A file as a table: recognised once, read as often as needed."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

from meridian.sheets import delimited, workbook
from meridian.sheets.encodings import detect_encoding
from meridian.sheets.errors import UnreadableFile
from meridian.sheets.layout import SCANNED_ROWS, Column, columns_of, find_header, width_of

SAMPLE_ROWS = 200
MOST_COLUMNS = 500


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
    """A recognised file: format, columns that hold something, cells of a whole row, first rows by column, sheets."""

    format: Format
    columns: list[Column]
    width: int
    sample: list[list[str]]
    sheets: list[str]


class Row(NamedTuple):
    """A row that holds something: its number as a spreadsheet shows it, and its cells, as many as it has."""

    number: int
    cells: list[str]


def recognise(path: Path, known: Callable[[str], bool], overrides: Overrides = Overrides()) -> Table:
    """How the file is to be read. Raises `UnreadableFile` with the reason.

    known: whether a cell is a heading one has seen before, which tells the header from titles above it.
    """
    if path.stat().st_size == 0:
        raise UnreadableFile("the file is empty")
    draft, sheets = _format(path, overrides)
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
        raise UnreadableFile("the file holds no table")
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFile(f"the table has more than {MOST_COLUMNS} columns")
    sample = [[row[column.place] if column.place < len(row) else "" for column in columns] for row in data]
    return Table(found, columns, width_of(header, data), sample, sheets)


def rows(path: Path, format_: Format) -> Iterator[Row]:
    """The rows below the header, blank ones left out."""
    for number, cells in enumerate(_raw_rows(path, format_), start=1):
        if number > format_.header_row and _holds_something(cells):
            yield Row(number, cells)


def _format(path: Path, overrides: Overrides) -> tuple[Format, list[str]]:
    if workbook.is_workbook(path):
        sheets = workbook.sheet_names(path)
        return Format("xlsx", 0, sheet=overrides.sheet or _fullest(path, sheets)), sheets
    encoding = overrides.encoding or detect_encoding(path)
    delimited.check_encoding(path, encoding)
    delimiter = overrides.delimiter or delimited.sniff_delimiter(path, encoding)
    if delimiter in delimited.NEVER_DELIMITERS:
        raise UnreadableFile("quotation marks and line ends do not separate cells")
    return Format("csv", 0, encoding=encoding, delimiter=delimiter), []


def _fullest(path: Path, sheets: list[str]) -> str:
    """The first sheet that holds a table: covers and notes have hardly a row."""
    for sheet in sheets:
        if sum(1 for row in islice(workbook.workbook_rows(path, sheet), 10) if _holds_something(row)) > 1:
            return sheet
    if not sheets:
        raise UnreadableFile("the workbook has no sheets")
    return sheets[0]


def _raw_rows(path: Path, format_: Format) -> Iterator[list[str]]:
    if format_.kind == "xlsx":
        return workbook.workbook_rows(path, format_.sheet or "")
    return delimited.delimited_rows(path, format_.encoding or "utf-8", format_.delimiter or ",")


def _holds_something(row: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)
