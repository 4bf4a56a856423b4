"""XLSX workbooks: their sheets, and rows in which every cell is text.

Whole numbers stay digits (a phone never becomes 4.42071E+11), dates read as ISO, formulas as their last value.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel

from meridian.sheets.errors import UnreadableFile

_LARGEST_UNPACKED = 2 << 30  # bytes: a small file that unpacks to more is an attack or a mistake
_SLICE = 20_000


def is_workbook(path: Path) -> bool:
    """Whether the file is an XLSX workbook, by its content. Other packed or binary formats are refused in words."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("this is an old .xls workbook; save it as .xlsx or CSV")
    if head.startswith(b"%PDF"):
        raise UnreadableFile("this is a PDF; a table as CSV or XLSX is needed")
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names, size = set(archive.namelist()), sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise UnreadableFile("the workbook is damaged") from None
    if "xl/workbook.xml" not in names:
        raise UnreadableFile("this is an archive, not an XLSX workbook")
    if size > _LARGEST_UNPACKED:
        raise UnreadableFile("the workbook is too large when unpacked")
    return True


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets in order."""
    return list(_open(path).sheet_names)


def workbook_rows(path: Path, sheet: str) -> Iterator[list[str]]:
    """Every row of the sheet from the first on, empty cells as empty text."""
    reader = _open(path)
    if sheet not in reader.sheet_names:
        raise UnreadableFile(f"the workbook has no sheet “{sheet}”")
    try:
        # skip_rows=0 keeps blank rows at the top, so that numbers agree with what the spreadsheet shows.
        frame = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise UnreadableFile(f"the sheet cannot be read: {error}") from None
    for part in frame.iter_slices(_SLICE):
        columns = [column.fill_null("").to_list() for column in part.iter_columns()]
        yield from map(list, zip(*columns, strict=True))


def _open(path: Path) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise UnreadableFile(f"the workbook cannot be read: {error}") from None
