"""The rows of a file as they are kept until they are written: read in child processes, several side by side.

Each child reads the whole file and understands every n-th chunk of it: what comes of a row does not depend on how
many they are.
"""

import asyncio
import contextlib
import hashlib
import os
import re
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from meridian.imports.customers import rules as customer_rules
from meridian.imports.mapping.fields import target_of
from meridian.imports.mapping.rules import glossary_of
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.records import rules as record_rules
from meridian.imports.rows.rules import ImportContext, Prepared, Preparer, ReferenceData, Staged, StagedRow, staged_row
from meridian.imports.rules import ImportKind
from meridian.kernel import confined, logs
from meridian.kernel.language import msg
from meridian.places import cities
from meridian.sheets import reading, rules
from meridian.sheets.reading import Format, Overrides, Row, Table, recognise, rows
from meridian.sheets.rules import UnreadableFile

Chunks = AsyncGenerator[list[StagedRow], None]
MOST_CHILDREN = 4
WORTH_ANOTHER = 256 << 10  # bytes of a file for each child
ASSEMBLE: Mapping[ImportKind, Callable[[Prepared, ImportContext], Staged]] = {
    ImportKind.CUSTOMERS: customer_rules.assemble,
    ImportKind.RECORDS: record_rules.assemble,
}


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that decides what a row means. size: rows of a chunk. headers: by place of the column."""

    kind: ImportKind
    format: Format
    width: int
    headers: Mapping[int, str]
    mapping: ImportMapping
    reference: ReferenceData
    size: int


async def staged(path: Path, how: Understanding) -> Chunks:
    """Chunk after chunk, in the file's order, while the next ones are made. Raises `UnreadableFile`."""
    children = _children_for(await asyncio.to_thread(path.stat))
    async with AsyncExitStack() as stack:
        streams = [_stream(path, how, at, children) for at in range(children)]
        for stream in streams:
            await stack.enter_async_context(aclosing(stream))
        ahead = deque(asyncio.create_task(_next(stream)) for stream in streams)
        stack.push_async_callback(_end, ahead)
        for stream in cycle(streams):
            with reading.told():
                chunk = await ahead[0]
            ahead.popleft()
            if chunk is None:
                return
            ahead.append(asyncio.create_task(_next(stream)))
            yield chunk


def _children_for(file: os.stat_result) -> int:
    return max(1, min(MOST_CHILDREN, os.cpu_count() or 1, file.st_size // WORTH_ANOTHER))


def _stream(path: Path, how: Understanding, at: int, of: int) -> Chunks:
    return confined.stream(stage_part, path, how, at, of, bounds=reading.READING, raises=UnreadableFile)


async def _next(stream: Chunks) -> list[StagedRow] | None:
    return await anext(stream, None)


async def _end(tasks: deque[asyncio.Task[list[StagedRow] | None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


# In the child.


def get_ready() -> None:
    """In the nursery: the atlas, which takes longer to open than a short list to read (kernel/nursery.py)."""
    cities.open_atlas()


def stage_part(path: Path, how: Understanding, at: int, of: int) -> Iterator[list[StagedRow]]:
    """Every `of`-th chunk, beginning with number `at`."""
    stager = _Stager(how)
    found = rows(path, how.format)
    number = 0
    while chunk := list(islice(found, how.size)):
        if number % of == at:
            yield stager.stage(chunk)
        number += 1


class _Stager:
    def __init__(self, how: Understanding) -> None:
        columns = ((column, target_of(how.kind, column.field)) for column in how.mapping.columns)
        self._preparer = Preparer(
            [(column, target) for column, target in columns if target is not None],
            how.reference.setup,
            constants=how.mapping.constants,
            kind=how.kind,
            faults=how.mapping.faults,
            width=how.width,
            guarded=how.format.kind == "csv",
            headers=how.headers,
        )
        self._assemble = ASSEMBLE[how.kind]
        self._around = how.reference.around

    def stage(self, chunk: list[Row]) -> list[StagedRow]:
        self._preparer.begin_chunk()
        return [staged_row(self._assemble(self._preparer.prepare(row), self._around)) for row in chunk]


# A file arrives: recognised in a child process, while nothing is open in the database.


class Reading(NamedTuple):
    """A file as it reads in one of the encodings it may be in. looks: some of its texts beyond ASCII."""

    encoding: str
    looks: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that could be read as a table."""

    name: str
    size: int
    sha256: str
    table: Table
    readings: tuple[Reading, ...] = ()


async def inspect(path: Path, name: str, kind: ImportKind, overrides: Overrides) -> Arrived:
    """What the file is. Raises `UnreadableFile`, also for one that asks for more memory or time than a table may."""
    try:
        with reading.told():
            return await confined.call(
                inspect_file, path, name, kind, overrides, bounds=reading.RECOGNISING, raises=UnreadableFile
            )
    except confined.Failed as error:  # a damaged file makes libraries fail in more ways than they tell
        logs.error("file.failed", why=str(error))
        raise UnreadableFile(msg("the file is damaged: it cannot be read as a table")) from None


def inspect_file(path: Path, name: str, kind: ImportKind, overrides: Overrides) -> Arrived:
    """`inspect`, in the child."""
    glossary = glossary_of(kind)
    table = recognise(path, glossary.__contains__, overrides)
    if all(rules.is_ours(column.header) for column in table.columns):
        raise UnreadableFile(msg("the file holds no table"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    shown = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2])[-200:] or "file"
    return Arrived(shown, path.stat().st_size, digest, table, _readings(path, table, glossary.__contains__))


def _readings(path: Path, table: Table, known: Callable[[str], bool]) -> tuple[Reading, ...]:
    """The guess that stands and the others, for a person to choose; none where there is no doubt."""
    if table.detected is None or not table.detected.others:
        return ()
    found = [Reading(table.detected.encoding, table.detected.looks, table)]
    for encoding, looks in table.detected.others:
        overrides = Overrides(encoding, table.format.delimiter, None, table.format.header_row)
        with contextlib.suppress(UnreadableFile):
            found.append(Reading(encoding, looks, recognise(path, known, overrides)))
    return tuple(found)
