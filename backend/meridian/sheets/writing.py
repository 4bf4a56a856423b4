"""Tables out: delimited text and workbooks, row by row in bounded memory, with cells that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import xlsxwriter

from meridian.sheets.rules import guard

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
