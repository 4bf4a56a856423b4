"""A file arrives: recognised in a child process, while nothing is open in the database."""

import contextlib
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import structlog

from meridian.imports.mapping.rules import glossary_of
from meridian.imports.rules import ImportKind
from meridian.kernel import confined
from meridian.kernel.language import msg
from meridian.sheets import reading, rules
from meridian.sheets.reading import Overrides, Table, recognise
from meridian.sheets.rules import UnreadableFile

log = structlog.get_logger("imports")


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
        log.error("file.failed", why=str(error))
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
