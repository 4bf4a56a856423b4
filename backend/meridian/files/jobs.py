"""What becomes of files that no record wants."""

import contextlib
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

from meridian.files import queries
from meridian.files.service import PREFIX, path_of
from meridian.kernel.blobs import Blobs
from meridian.kernel.jobs import Job, JobContext

_SETTLED = timedelta(days=1)  # by then the transaction that would have named a file is long over
_BATCH = 500


async def forget_unattached(context: JobContext) -> None:
    """Deletes files that nobody attached for a day: the rows first, so that none is ever without its file."""
    blobs = Blobs(context.settings)
    while True:
        async with context.db.write() as session:
            forgotten = await queries.forgotten(session)
            for file in forgotten:
                await session.delete(file)
        for file in forgotten:
            await blobs.delete(path_of(file.id))
        if not forgotten:
            return


async def sweep_orphans(context: JobContext) -> None:
    """Deletes what a crash left in the store without a row that names it."""
    blobs = Blobs(context.settings)
    async for batch in _batches(blobs.stale(PREFIX, _SETTLED)):
        async with context.db.read(fresh=True) as session:
            known = await queries.known(session, batch)
        for file_id in batch:
            if file_id not in known:
                await blobs.delete(path_of(file_id))


async def _batches(paths: AsyncIterator[str]) -> AsyncIterator[list[uuid.UUID]]:
    """The ids of files in the store; what we did not put there is passed over."""
    batch: list[uuid.UUID] = []
    async for path in paths:
        with contextlib.suppress(ValueError):
            batch.append(uuid.UUID(path.rpartition("/")[2]))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


FORGET = Job("files.forget_unattached", forget_unattached, every="23 * * * *")
SWEEP = Job("files.sweep_orphans", sweep_orphans, every="41 2 * * *")
JOBS = (FORGET, SWEEP)
