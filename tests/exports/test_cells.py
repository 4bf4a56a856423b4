"""Whatever people typed comes back from a file as it was, and no spreadsheet runs it."""

import csv
import io
import re
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import String, column, select, values

from meridian.exports.queries import guarded
from meridian.exports.service import copy_csv
from meridian.kernel.db.session import Database
from meridian.sheets.rules import guard, unguard
from meridian.sheets.workbooks import LONGEST_CELL, Workbook, workbook_rows

PHONES = re.compile(r"\+[0-9]+(; \+[0-9]+)*")
NASTY = st.sampled_from(
    [
        "=1+1",
        "+1",
        "+1+2",
        "+1; 2",
        "+1;+2",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "'=1",
        "''=1",
        "'",
        "\\.",
        '"',
        "\n",
        "$1",
        "1;=2+3",
        "a\n=1",
        " =1",
        ";\t'@x",
    ]
)
# What a field of a customer may hold and the server takes.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r"), max_size=40)
CELLS = st.one_of(NASTY, TEXT, st.tuples(NASTY, TEXT).map("".join), st.from_regex(PHONES, fullmatch=True))
SLOW = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


async def written(db: Database, cells: list[str]) -> list[str]:
    """The cells as the file has them, one a row."""
    given_ = values(column("place", String), column("cell", String), name="given").data(
        [(f"{at:04}", cell) for at, cell in enumerate(cells)]
    )
    inner = select(given_.c.place, given_.c.cell).order_by(given_.c.place).subquery()
    out = io.BytesIO()

    async def take(piece: bytes) -> None:
        out.write(piece)

    async with db.read() as session:
        assert await copy_csv(session, select(guarded(inner.c.cell)), take) == len(cells)
    return [row[0] if row else "" for row in csv.reader(io.StringIO(out.getvalue().decode(), newline=""))]


@SLOW
@given(cells=st.lists(CELLS, min_size=1, max_size=30))
async def test_delimited_text_is_harmless_and_comes_back(db: Database, cells: list[str]) -> None:
    found = await written(db, cells)
    assert [unguard(cell) for cell in found] == cells
    for cell, shown in zip(cells, found, strict=True):
        if PHONES.fullmatch(cell):
            assert shown == cell
        else:
            assert shown == guard(cell)
            assert not any(part.lstrip(" ").startswith(tuple("=+-@")) for part in re.split(r"[;\t\r\n]", shown))


@SLOW
@given(cells=st.lists(CELLS.filter(lambda cell: "\r" not in cell), min_size=1, max_size=30))
def test_workbooks_hold_text_as_it_is(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "file.xlsx"
    with Workbook(path, "customers") as book:
        book.write([["n", "cell"], *([str(at), cell[:LONGEST_CELL]] for at, cell in enumerate(cells))])
    read = [row[1] if len(row) > 1 else "" for row in workbook_rows(path, "customers")][1:]
    assert read == cells
