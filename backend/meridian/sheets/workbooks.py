"""Workbooks: their sheets, and rows in which every cell is text that reads as the spreadsheet shows it.

Whole numbers stay digits (a phone never becomes 4.42071E+11) and get the leading zeros their format shows; other
numbers have one reading; dates read as ISO whatever the workbook counts from; formulas as their last value. A cell
merged over several rows speaks for each of them.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from posixpath import join, normpath
from types import TracebackType
from typing import NamedTuple, Self
from xml.etree import ElementTree

import filetype
import olefile
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from meridian.kernel.language import msg
from meridian.sheets.rules import UnreadableFile, guard, letters

_LARGEST_UNPACKED = 2 << 30  # bytes: a small file that unpacks to more is an attack or a mistake
_MOST_MEMBERS = 10_000  # of an archive; a workbook has some dozens
_LARGEST_SPAN = 20_000_000  # cells from A1 to the last that holds something: all of them take memory
_LOOKED_THROUGH = 64 << 20  # bytes of a sheet that are looked through for cells far from the others before it is read
_TALLEST_MERGE = 1_000  # rows; more is a decoration of the sheet
_EXACT_DIGITS = 15
_COMPOUND = b"\xd0\xcf\x11\xe0"
_TEXT_KINDS = (
    (
        re.compile(rb"\s*(?:<!doctype html|<html|<table)", re.IGNORECASE),
        msg("this is a web page, though it may be called .xls; a table as CSV or XLSX is needed"),
    ),
    (
        re.compile(rb"\s*<\?xml|\s*<workbook", re.IGNORECASE),
        msg("this is an XML document; a table as CSV or XLSX is needed"),
    ),
    (re.compile(rb"%PDF"), msg("this is a PDF; a table as CSV or XLSX is needed")),
    (re.compile(rb"\{\\rtf"), msg("this is a text document; a table as CSV or XLSX is needed")),
    (re.compile(rb"\s*(?:\[\s*\{|\{\s*\")"), msg("this is a JSON document; a table as CSV or XLSX is needed")),
    (
        re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE),
        msg("this is a file of visiting cards; a table as CSV or XLSX is needed"),
    ),
)


class Sheet(NamedTuple):
    """A sheet of cells. shown: people see it when they open the workbook."""

    name: str
    shown: bool


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, by its content. Files that are no table at all are refused in words."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(b"PK\x03\x04"):
        return _is_packed_workbook(path)
    if head.startswith(_COMPOUND):
        if _is_encrypted(path):
            raise UnreadableFile(msg("the workbook is protected by a password; save it without one"))
        raise UnreadableFile(msg("this is an old .xls workbook; save it as .xlsx or CSV"))
    what = next((words for pattern, words in _TEXT_KINDS if pattern.match(head)), None)
    if what is None and b"\x00" in head and (kind := filetype.guess(head)) is not None:
        what = msg("this is a file of type {type}; a table as CSV or XLSX is needed", type=kind.mime)
    if what is not None:
        raise UnreadableFile(what)
    return False


def _is_encrypted(path: Path) -> bool:
    try:
        with olefile.OleFileIO(path) as compound:
            return bool(compound.exists("EncryptedPackage"))
    except (OSError, ValueError):
        return False


def _is_packed_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise UnreadableFile(msg("the archive holds too many files for a workbook"))
            names, size = set(archive.namelist()), sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise UnreadableFile(msg("the workbook is damaged")) from None
    if "xl/workbook.bin" in names:
        raise UnreadableFile(msg("this is a binary .xlsb workbook; save it as .xlsx or CSV"))
    if "content.xml" in names and "mimetype" in names:
        raise UnreadableFile(msg("this is an OpenDocument file; save it as .xlsx or CSV"))
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(msg("this is an archive, not an XLSX workbook"))
    if size > _LARGEST_UNPACKED:
        raise UnreadableFile(msg("the workbook is too large when unpacked"))
    return True


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of cells in order; charts and macros are none."""
    with _open(path) as book:
        return [
            Sheet(sheet.name, sheet.visible is SheetVisibleEnum.Visible)
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        ]


def workbook_rows(path: Path, name: str) -> Iterator[list[str]]:
    """Every row of the sheet from the first on, empty cells as empty text. Raises `UnreadableFile`."""
    with _open(path) as book:
        if name not in book.sheet_names:
            raise UnreadableFile(msg("the workbook has no sheet “{name}”", name=name))
        _refuse_far_cells(path, name)
        try:
            sheet = book.get_sheet_by_name(name)
        except CalamineError as error:
            raise UnreadableFile(msg("the sheet cannot be read: {error}", error=error)) from None
        padded = _padded(path, name)
        merged = _merged(sheet)
        spoken: dict[int, list[str]] = {}
        for number, cells in enumerate(sheet.iter_rows()):
            row = [cell if type(cell) is str else _text(cell) for cell in cells]
            for column, width in padded.get(number, {}).items():
                if column < len(row) and row[column].isdigit():
                    row[column] = row[column].zfill(width)
            for column, first in merged.get(number, {}).items():
                if number == first:
                    spoken[column] = row
                elif column < len(row) and column in spoken:
                    row[column] = spoken[column][column]
            yield row


def _merged(sheet: CalamineSheet) -> dict[int, dict[int, int]]:
    """Row → column → the first row of the merged cell it is part of; of several columns the first speaks."""
    found: dict[int, dict[int, int]] = {}
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        if 0 < last - first < _TALLEST_MERGE:
            for row in range(first, last + 1):
                found.setdefault(row, {})[column] = first
    return found


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return ""


def _digits(number: float) -> str:
    """The number in plain digits; a fourth decimal where three might be taken for thousands."""
    if number == int(number) and abs(number) < 10**_EXACT_DIGITS * 10:
        return str(int(number))
    plain = f"{Decimal(f'{number:.{_EXACT_DIGITS}g}'):f}"
    return f"{plain}0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", plain) else plain


_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PIECE = 1 << 20
_LARGEST_STYLES = 16 << 20  # bytes
_ZEROS = re.compile(r"0{2,15}")
_CELL = re.compile(rb"<c\b([^>]*)>")
_HOLDING = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,5})"')


def _padded(path: Path, name: str) -> Mapping[int, Mapping[int, int]]:
    """Row → column → how many digits the cell's number format shows at least, where it is only zeros (`00000`)."""
    found: dict[int, dict[int, int]] = {}
    with zipfile.ZipFile(path) as archive:
        try:
            widths = _zero_formats(archive)
            part = _part_of(archive, name) if widths else None
            for attributes in _cells(archive, part) if part else ():
                style, place = _STYLE.search(attributes), _REFERENCE.search(attributes)
                if style and place and (width := widths.get(int(style[1]))):
                    found.setdefault(int(place[2]) - 1, {})[_column(place[1])] = width
        except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, NotImplementedError):
            return {}
    return found


def _refuse_far_cells(path: Path, name: str) -> None:
    """`UnreadableFile` for a sheet whose cells lie so far apart that what is between them fits into no memory."""
    last_row = last_column = 0
    with zipfile.ZipFile(path) as archive:
        try:
            part = _part_of(archive, name)
            if part is None or archive.getinfo(part).file_size > _LOOKED_THROUGH:
                return
            for piece in _pieces(archive, part):
                places = _HOLDING.findall(piece)
                last_column = max([last_column, *map(_column, {letters for letters, _ in places})])
                last_row = max([last_row, *map(int, {row for _, row in places})])
        except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, NotImplementedError):
            return  # calamine says what is wrong with it
    if last_row * (last_column + 1) > _LARGEST_SPAN:
        raise UnreadableFile(
            msg(
                "the sheet reaches to {cell}, more than can be read: is a cell filled far from the table? Delete it, or"
                " save the table as CSV",
                cell=f"{letters(last_column)}{last_row}",
            )
        )


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The attributes of every cell of a sheet, read piece by piece."""
    for piece in _pieces(archive, part):
        yield from _CELL.findall(piece)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A member piece by piece, each of whole elements; what follows a `<` comes with the next."""
    with archive.open(part) as file:
        rest = b""
        while piece := file.read(_PIECE):
            if len(rest) > _PIECE:
                raise zipfile.BadZipFile("an element without an end")
            whole, _, tail = (rest + piece).rpartition(b"<")
            yield whole
            rest = b"<" + tail


def _zero_formats(archive: zipfile.ZipFile) -> dict[int, int]:
    """Index of a cell's style → the digits its format shows at least."""
    if "xl/styles.xml" not in archive.namelist() or archive.getinfo("xl/styles.xml").file_size > _LARGEST_STYLES:
        return {}
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 — expat expands no foreign entities
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter(f"{_XML}numFmt")}
    cells = styles.find(f"{_XML}cellXfs")
    codes = (formats.get(each.get("numFmtId"), "") for each in (cells if cells is not None else ()))
    return {at: len(code) for at, code in enumerate(codes) if _ZEROS.fullmatch(code)}


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """The archive's member that holds the sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    link = next((each.get(_RELATION) for each in book.iter(f"{_XML}sheet") if each.get("name") == name), None)
    target = targets.get(link, "")
    return normpath(target.lstrip("/") if target.startswith("/") else join("xl", target)) if target else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise UnreadableFile(msg("the workbook cannot be read: {error}", error=error)) from None


# Tables out: delimited text and workbooks, row by row in bounded memory, with cells that no spreadsheet runs.


MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_767  # characters; more a workbook does not hold
MOST_ROWS = 1_048_576


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as UTF-8, guarded, with the line ends that RFC 4180 wants."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


class Workbook:
    """An XLSX file with one sheet whose cells are all text; rows go to disk as they come."""

    def __init__(self, path: Path, sheet: str) -> None:
        import xlsxwriter  # as large as it is seldom needed

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(sheet)
        self._row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def mark(self, footer: str, properties: dict[str, str]) -> None:
        """A footer on every printed page, and properties of the file, that say whose copy this is."""
        self._sheet.set_footer(f"&C{footer.replace('&', '&&')}")
        for name, value in properties.items():
            self._book.set_custom_property(name, value)

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            for column, cell in enumerate(row):
                if cell:
                    self._sheet.write_string(self._row, column, cell[:LONGEST_CELL])
            self._row += 1
