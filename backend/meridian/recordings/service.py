"""Attaching recordings to calls."""

import uuid

from meridian.files import queries as files_queries
from meridian.files import service as files
from meridian.files.schemas import FileRead
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.problems import Invalid
from meridian.recordings import queries
from meridian.recordings.rules import SUBJECT, faults_of


async def attach(session: WriteSession, actor: Actor, call_id: uuid.UUID, file_id: uuid.UUID) -> FileRead:
    """Makes a file the call's recording; again is no harm. 404 outside the actor's scope, 422 for a file that is not
    there, is another record's, no sound, or silent."""
    customer_id = await queries.customer_of(session, actor, call_id, Permission.RECORD_WRITE)
    file = await files.attach_one(
        session,
        actor,
        file_id,
        subject_type=SUBJECT,
        subject_id=call_id,
        customer_id=customer_id,
        pointer="/file_id",
    )
    if faults := faults_of(file.content_type, file.size):
        raise Invalid(errors=faults)
    await session.flush()
    return (await files_queries.reads(session, [file.id]))[file.id]
