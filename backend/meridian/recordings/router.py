"""`/v1/call-records/{id}/recordings`: the sound of a call."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.files.schemas import FileRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.schemas import Listed
from meridian.recordings import queries, service
from meridian.recordings.schemas import RecordingAttach

router = APIRouter(prefix="/v1/call-records", tags=["records"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.RECORD_READ)]
Writer = Annotated[Actor, allow(Permission.RECORD_WRITE)]


@router.get("/{record_id}/recordings")
async def list_call_recordings(session: Reading, actor: Reader, record_id: uuid.UUID) -> Listed[FileRead]:
    """A call's recordings, oldest first. Listen to one at `/v1/files/{id}/content`, which takes `Range`."""
    return Listed(items=await queries.of_call(session, actor, record_id))


@router.post("/{record_id}/recordings", status_code=201)
async def attach_call_recording(
    session: Writing, actor: Writer, record_id: uuid.UUID, body: RecordingAttach
) -> FileRead:
    """Attaches a sound file to a call, early or late: the id is that of the call record or of the phone call.

    It is heard by those who see the call, and deleted when `retention` says so. A WAV without any sound is refused.
    """
    return await service.attach(session, actor, record_id, body.file_id)
