"""Keeping files, attaching them to records, handing them out (CR-10, MC-8)."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from meridian.files import queries
from meridian.files.events import FILE_ATTACHED
from meridian.files.models import FileDownload, StoredFile
from meridian.files.receiving import Received
from meridian.identity.actor import Actor
from meridian.kernel.db import WriteSession
from meridian.kernel.events import emit
from meridian.kernel.problems import Fault, Invalid


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
            await session.flush()
            await _tell(session, file)
    return files


def _refused(pointer: str, file: StoredFile | None, actor: Actor, here: tuple[str, uuid.UUID]) -> Fault | None:
    if file is not None and (file.subject_type, file.subject_id) == here:
        return None
    if file is None or file.uploaded_by != actor.user_id:
        return Fault(pointer, "unknown_file", "must be a file that you sent")
    if file.subject_id is not None:
        return Fault(pointer, "already_attached", "belongs to another record: send it again")
    return None


async def _tell(session: WriteSession, file: StoredFile) -> None:
    await emit(
        session,
        FILE_ATTACHED,
        subject_type="file",
        subject_id=file.id,
        customer_id=file.customer_id,
        audience_user_id=file.uploaded_by if file.customer_id is None else None,
        data={"subject_type": file.subject_type, "subject_id": file.subject_id},
    )


def note_download(session: WriteSession, actor: Actor, file: StoredFile) -> None:
    """Keeps who had the file, and when (MC-8)."""
    session.add(FileDownload(file_id=file.id, user_id=actor.user_id, at=session.now))
