"""Work of exports that no request waits for: making files, and forgetting them after their time."""

import uuid

from meridian.exports import production, service
from meridian.kernel.blobs import Blobs
from meridian.kernel.jobs import Job, JobContext


async def _produce(context: JobContext, export_id: str) -> None:
    await production.produce(context, uuid.UUID(export_id))


async def _expire(context: JobContext) -> None:
    async with context.db.write() as session:
        await service.expire(session, Blobs(context.settings))


PRODUCE = Job("exports.produce", _produce)
EXPIRE = Job("exports.expire", _expire, every="*/10 * * * *")
JOBS = (PRODUCE, EXPIRE)
