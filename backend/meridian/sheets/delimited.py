"""Delimited text: which character separates cells, and the rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from meridian.sheets.errors import UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
NEVER_DELIMITERS = ('"', "\r", "\n", "\x00")
_SAMPLE_CHARACTERS = 1 << 18
_SAMPLE_ROWS = 100
_DECLARED = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)  # spreadsheets write it for one another
_LONGEST_CELL = 1 << 20
csv.field_size_limit(_LONGEST_CELL)


def open_text(path: Path, encoding: str) -> TextIO:
    """Bytes that mean nothing in the encoding read as U+FFFD."""
    return path.open(encoding=encoding, errors="replace", newline="")


def check_encoding(path: Path, encoding: str) -> None:
    """Raises `UnreadableFile` unless text can be read in it: some codecs are unknown, some are none of text."""
    try:
        with open_text(path, encoding) as file:
            file.read(1)
    except (LookupError, ValueError):
        raise UnreadableFile(f"“{encoding}” is no encoding of text") from None


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
    """Every record, blank ones as empty lists. Raises `UnreadableFile` where a quote never closes."""
    with open_text(path, encoding) as file:
        if _DECLARED.match(file.readline()) is None:
            file.seek(0)
        records = csv.reader(file, delimiter=delimiter)
        try:
            for row in records:
                yield [cell.replace("\x00", "") for cell in row] if any("\x00" in cell for cell in row) else row
        except csv.Error:
            raise UnreadableFile(f"near line {records.line_num} a quotation mark opens and never closes") from None
