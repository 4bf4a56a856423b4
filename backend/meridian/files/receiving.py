"""A file arrives: measured and recognised while nothing is open in the database."""

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path

from uuid_utils.compat import uuid7

from meridian.files import rules, sniffing
from meridian.kernel.problems import fault

POINTER = "/file"
PREFIX = "files"


@dataclass(slots=True)
class Received:
    """A file of a kind that is kept, under its clean name; `size` in bytes. named: a row of it was written."""

    id: uuid.UUID
    name: str
    content_type: str
    size: int
    sha256: str
    named: bool = False


def path_of(file_id: uuid.UUID) -> str:
    """Where its bytes are kept."""
    return f"{PREFIX}/{file_id}"


def inspect(path: Path, name: str, declared: str | None) -> Received:
    """What arrived; reads all of it, so call it in a thread.

    422 when it is empty, of a kind that is not kept, or not what its name or the client says.
    """
    size = path.stat().st_size
    if size == 0:
        raise fault(POINTER, "empty", "the file is empty")
    shown = rules.clean_name(name)
    kind = rules.kind_of(shown)
    if kind is None:
        raise fault(POINTER, "type_not_allowed", f"files named like “{shown}” are not kept: {_kept()}")
    content = sniffing.content_of(path)
    if not rules.agrees(kind, content):
        raise fault(POINTER, "type_mismatch", f"is named .{shown.rpartition('.')[2]}, but its content is {content}")
    if not rules.declared_as(kind, declared):
        raise fault(POINTER, "type_mismatch", f"was sent as {declared}, but its content is {kind.content_type}")
    return Received(uuid7(), shown, kind.content_type, size, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept() -> str:
    return ", ".join(f".{ending}" for ending in rules.BY_ENDING)
