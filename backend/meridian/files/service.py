"""Receiving files, keeping them, attaching them to records, handing them out (CR-10, MC-8)."""

import asyncio
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from uuid_utils.compat import uuid7

from meridian.files import queries, rules
from meridian.files.events import FILE_ATTACHED
from meridian.files.models import FileDownload, StoredFile
from meridian.identity.actor import Actor
from meridian.kernel import confined, logs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid, fault

# A file arrives: measured and recognised while nothing is open in the database.


POINTER = "/file"
PREFIX = "files"
SNIFFING = confined.Bounds(memory=512 << 20, seconds=20)


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


async def inspect(path: Path, name: str, declared: str | None) -> Received:
    """What arrived. All of it is read, in a child process: archives are what strangers made of them.

    422 when it is empty, of a kind that is not kept, or not what its name or the client says.
    """
    size = (await asyncio.to_thread(path.stat)).st_size
    if size == 0:
        raise fault(POINTER, "empty", msg("the file is empty"))
    shown = rules.clean_name(name)
    kind = rules.kind_of(shown)
    if kind is None:
        raise fault(
            POINTER,
            "type_not_allowed",
            msg("files named like “{name}” are not kept, only {kept}", name=shown, kept=_kept()),
        )
    content = await _content_of(path)
    if not rules.agrees(kind, content):
        raise fault(
            POINTER,
            "type_mismatch",
            msg("is named .{ending}, but its content is {content}", ending=shown.rpartition(".")[2], content=content),
        )
    if not rules.declared_as(kind, declared):
        raise fault(
            POINTER,
            "type_mismatch",
            msg(
                "was sent as {declared}, but its content is {content_type}",
                declared=declared,
                content_type=kind.content_type,
            ),
        )
    return Received(uuid7(), shown, kind.content_type, size, await asyncio.to_thread(_digest, path))


async def _content_of(path: Path) -> str:
    """What reading cannot tell within its bounds is of no known kind."""
    try:
        return await confined.call(rules.content_of, path, bounds=SNIFFING)
    except confined.Refused as refused:
        logs.warning("file.unreadable", why=str(refused))
        return rules.UNKNOWN


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept() -> list[str]:
    return [f".{ending}" for ending in rules.BY_ENDING]


# Keeping files, attaching them to records, handing them out (CR-10, MC-8).


async def keep(session: WriteSession, actor: Actor, received: Received) -> StoredFile:
    """Writes the row of a file whose bytes are in the store already."""
    file = StoredFile(
        id=received.id,
        name=received.name,
        content_type=received.content_type,
        size=received.size,
        sha256=received.sha256,
        uploaded_by=actor.user_id,
    )
    session.add(file)
    await session.flush()
    received.named = True
    return file


async def attach(
    session: WriteSession,
    actor: Actor,
    file_ids: Iterable[uuid.UUID],
    *,
    subject_type: str,
    subject_id: uuid.UUID,
    customer_id: uuid.UUID | None,
    pointer: str,
) -> Sequence[StoredFile]:
    """Attaches files the actor sent to a record, for good, and gives them in order. `pointer`: where their list is.

    422 naming each file that is unknown or another person's (`unknown_file`), or another record's
    (`already_attached`). Files this record has already are left as they are.
    """
    wanted = {f"{pointer}/{at}": file_id for at, file_id in enumerate(file_ids)}
    return await _attach(session, actor, wanted, subject_type, subject_id, customer_id)


async def attach_one(
    session: WriteSession,
    actor: Actor,
    file_id: uuid.UUID,
    *,
    subject_type: str,
    subject_id: uuid.UUID,
    customer_id: uuid.UUID | None,
    pointer: str,
) -> StoredFile:
    """`attach` for a field that names one file: `pointer` is that field."""
    (file,) = await _attach(session, actor, {pointer: file_id}, subject_type, subject_id, customer_id)
    return file


async def _attach(
    session: WriteSession,
    actor: Actor,
    wanted: Mapping[str, uuid.UUID],
    subject_type: str,
    subject_id: uuid.UUID,
    customer_id: uuid.UUID | None,
) -> list[StoredFile]:
    found = await queries.locked(session, wanted.values())
    here = (subject_type, subject_id)
    faults = [
        refused
        for pointer, file_id in wanted.items()
        if (refused := _refused(pointer, found.get(file_id), actor, here)) is not None
    ]
    if faults:
        raise Invalid(errors=faults)
    files = [found[file_id] for file_id in wanted.values()]
    for file in files:
        if file.subject_id is None:
            file.subject_type, file.subject_id = here
            file.customer_id, file.attached_at = customer_id, session.now
            to = file.uploaded_by if customer_id is None else None
            await publish(session, FILE_ATTACHED, file, to=to)
    return files


def _refused(pointer: str, file: StoredFile | None, actor: Actor, here: tuple[str, uuid.UUID]) -> Fault | None:
    if file is not None and (file.subject_type, file.subject_id) == here:
        return None
    if file is None or file.uploaded_by != actor.user_id:
        return Fault(pointer, "unknown_file", msg("must be a file that you sent"))
    if file.subject_id is not None:
        return Fault(pointer, "already_attached", msg("belongs to another record: send it again"))
    return None


def note_download(session: WriteSession, actor: Actor, file: StoredFile) -> None:
    """Keeps who had the file, and when (MC-8)."""
    session.add(FileDownload(file_id=file.id, user_id=actor.user_id, at=session.now))
