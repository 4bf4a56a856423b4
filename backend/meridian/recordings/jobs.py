"""What is kept for a limited time is removed when that is over (CR-10, MC-8)."""

from sqlalchemy import delete

from meridian.files.models import FileDownload
from meridian.files.service import path_of
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.jobs import Job, JobContext
from meridian.policies.definitions.control import RETENTION
from meridian.policies.queries import snapshot
from meridian.policies.rules import RecordKind
from meridian.recordings import queries
from meridian.recordings.rules import months_before
from meridian.records.models import ReportedContact


async def remove_outdated(context: JobContext) -> None:
    """Removes recordings, what switches and mail systems reported, and the notes of who downloaded files, each after
    the months that `retention` gives it. Contact records stay: they are what the company knows of its customers."""
    while await _recordings(context):
        pass
    for remove in (_calls, _logs):
        removed = queries.BATCH
        while removed == queries.BATCH:
            async with context.db.write() as session:
                removed = await remove(session)


async def _recordings(context: JobContext) -> bool:
    """The rows first, so that none is ever without its file."""
    async with context.db.write() as session:
        months = (await snapshot(session)).get(RETENTION)[RecordKind.RECORDINGS]
        outdated = await queries.outdated(session, months_before(session.now, months))
        for file in outdated:
            await session.delete(file)
    blobs = Blobs(context.settings)
    for file in outdated:
        await blobs.delete(path_of(file.id))
    return bool(outdated)


async def _calls(session: WriteSession) -> int:
    months = (await snapshot(session)).get(RETENTION)[RecordKind.CALLS]
    ids = await queries.outdated_calls(session, months_before(session.now, months))
    await session.execute(delete(ReportedContact).where(ReportedContact.id.in_(ids)))
    return len(ids)


async def _logs(session: WriteSession) -> int:
    months = (await snapshot(session)).get(RETENTION)[RecordKind.LOGS]
    ids = await queries.outdated_downloads(session, months_before(session.now, months))
    await session.execute(delete(FileDownload).where(FileDownload.id.in_(ids)))
    return len(ids)


REMOVE = Job("retention.remove_outdated", remove_outdated, every="13 3 * * *")
JOBS = (REMOVE,)
