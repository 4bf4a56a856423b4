"""Files that would kill who reads them, or take all his memory or time: refused in words, and everybody is served."""

import asyncio
import io
import os
import time
import zipfile
from collections.abc import Iterable

import pytest
import xlsxwriter

from meridian.imports import staging
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.imports import Importing

Cell = tuple[int, int, str]
SECONDS = 20.0
"""Of a machine that has other things to do; unbounded it was over a minute, or the end of the process."""


def workbook(*cells: Cell) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column, text in ((0, 0, "Company"), (0, 1, "Country"), (1, 0, "Far Away Ltd"), (1, 1, "GB"), *cells):
            sheet.write_string(row, column, text)
    return out.getvalue()


def with_sheet(content: bytes, pieces: Iterable[bytes]) -> bytes:
    """The workbook with another sheet in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in book.namelist():
            if not name.endswith("sheet1.xml"):
                made.writestr(name, book.read(name))
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
    return out.getvalue()


def sheet_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def hidden_bomb() -> bytes:
    """The far cell stands behind more blanks than are looked through: only the child's memory bounds it."""
    bomb = workbook((1_048_575, 16_383, "x"))
    head, end, tail = sheet_of(bomb).partition(b"</sheetData>")
    return with_sheet(bomb, (head, *(b" " * (1 << 20) for _ in range(70)), end, tail))


def crowded_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(20_000):
            made.writestr(f"xl/{number}", "")
        made.writestr("xl/workbook.xml", "")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbook((1_048_575, 16_383, "x")), "XFD1048576"),
        (workbook((19_999, 16_383, "x")), "XFD20000"),
        (hidden_bomb(), "memory"),
        (crowded_archive(), "too many files"),
        (",".join(f"column {n}" for n in range(100_000)).encode() + b"\n" + b"," * 99_999, "100000 cells"),
        (b"Company," * 8 + b"x" * (6 << 20) + b"\na,b", "longer than any table"),
        (b"Company,Country\n" + b'"a\n' + b"a\n" * (1 << 20), "never closes"),
        (workbook()[:400] + bytes(4_000), "damaged"),
    ],
    ids=["far corner", "far row", "hidden", "crowded", "columns", "line", "quote", "damaged"],
)
async def test_what_would_kill_a_reader_is_refused(importing: Importing, api: Api, content: bytes, told: str) -> None:
    began = time.monotonic()
    refusing = asyncio.create_task(importing.upload(content, name="list.xlsx", who="rep", expect=422))
    longest = 0.0
    while not refusing.done():  # everybody else is served meanwhile
        asked = time.monotonic()
        await api.get("/v1/me", expect=200)
        longest = max(longest, time.monotonic() - asked)
        await asyncio.sleep(0.05)
    refused = await refusing
    assert time.monotonic() - began < SECONDS
    assert longest < SECONDS / 4
    (fault,) = refused["errors"]
    assert (fault["pointer"], fault["code"]) == ("/file", "unreadable")
    assert told in fault["detail"], fault


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "idna", "rot13", "zip"])
async def test_encodings_that_spell_halves_of_characters_are_refused(importing: Importing, encoding: str) -> None:
    refused = await importing.upload(b"Company,Country\n+2AA-,GB\n", encoding=encoding, expect=422)
    assert encoding in refused["errors"][0]["detail"]


async def test_rows_mean_the_same_however_many_read_them(
    api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of a long file goes on in several processes; of one it gives the very same rows."""
    importing = Importing(api, db, database_url, settings.model_copy(update={"import_batch_rows": 50}), clock)
    content = "Company,Country,Phone,Email\n" + "".join(
        f"Strange {n:05},Nowhere {n % 70},+49 30 3{n:07},a{n % 3}@b{n % 2 * '.de'}\n" for n in range(600)
    )
    monkeypatch.setattr(staging, "WORTH_ANOTHER", 1 << 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    answers = []
    for most in (1, 3):
        monkeypatch.setattr(staging, "MOST_CHILDREN", most)
        checked = await importing.check(await importing.upload(content))
        found = [checked["counts"]]
        for state in ("to_create", "rejected"):
            found += await importing.rows(checked, state=state, sort="number")
        answers.append([{name: value for name, value in each.items() if name != "id"} for each in found])
    assert answers[0] == answers[1]
    assert answers[0][0]["rows"] == 600
    assert 0 < answers[0][0]["rejected"] < 600
