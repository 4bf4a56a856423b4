"""What an installation knows of itself: who it is, which its file store bears too, and whether its workers live.

Everything here is in the server's time, whatever the product's clock says.
"""

import os
import socket
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, CheckConstraint, Select, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.blobs import Blobs
from meridian.kernel.db.models import Base, Identified
from meridian.kernel.db.session import Database, Session

SERVER_NOW = text("clock_timestamp()")
BEAT_SECONDS = 10.0
SILENT_SECONDS = 30
"""A worker of whom nothing is heard for so long is not counted as running."""
SAMPLE = 20
_BEAT = text(
    "WITH forgotten AS ("
    "  DELETE FROM worker_heartbeat WHERE beat_at < clock_timestamp() - interval '7 days' AND id <> :id)"
    " INSERT INTO worker_heartbeat (id, host, process_id) VALUES (:id, :host, :process_id)"
    " ON CONFLICT (id) DO UPDATE SET beat_at = clock_timestamp()"
)
_STOPPED = text(
    "UPDATE worker_heartbeat SET beat_at = clock_timestamp(), stopped_at = clock_timestamp() WHERE id = :id"
)

FilePaths = Select[str, str]
"""The paths of kept files that some table's rows name, newest first, each with its content's SHA-256."""


class Installation(Base):
    """One row: who this installation is. `meridian restore` makes it another one."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    id: Mapped[uuid.UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    created_at: Mapped[datetime] = mapped_column(server_default=SERVER_NOW)


class WorkerHeartbeat(Identified, Base):
    """A worker process's sign of life. stopped_at: it ended in order."""

    __tablename__ = "worker_heartbeat"

    host: Mapped[str]
    process_id: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(server_default=SERVER_NOW)
    beat_at: Mapped[datetime] = mapped_column(server_default=SERVER_NOW)
    stopped_at: Mapped[datetime | None]


class Workers(NamedTuple):
    """How many workers run, and when the last sign of life of any came; None when none has ever run."""

    running: int
    last_beat: datetime | None


async def beat(db: Database, worker_id: uuid.UUID) -> None:
    """This process's worker lives. What workers left who have not been heard of for a week is forgotten."""
    await db.call(_BEAT, {"id": worker_id, "host": socket.gethostname(), "process_id": os.getpid()})


async def stopped(db: Database, worker_id: uuid.UUID) -> None:
    """It ends in order."""
    await db.call(_STOPPED, {"id": worker_id})


async def workers(session: Session) -> Workers:
    """As the database has heard of them."""
    alive = WorkerHeartbeat.beat_at > func.clock_timestamp() - text(f"interval '{SILENT_SECONDS} seconds'")
    counted = func.count().filter(alive, WorkerHeartbeat.stopped_at.is_(None))
    row = (await session.execute(select(counted, func.max(WorkerHeartbeat.beat_at)))).one()
    return Workers(*row)


async def misfit(session: Session, blobs: Blobs, named: Sequence[FilePaths]) -> str | None:
    """Why the file store is not this database's, in words; None when it is, or nothing speaks against it.

    A store without a mark (a new one, or one of a version before) fits when the newest files that rows name are in it.
    """
    installation = await session.scalar(select(Installation.id))
    owner = await blobs.owner()
    if owner is not None:
        return None if owner == str(installation) else "belongs to another installation's database"
    for paths in named:
        for path in await session.scalars(paths.limit(SAMPLE)):
            if not await blobs.exists(path):
                return "does not hold the files that this database names"
    return None


async def claim_store(session: Session, blobs: Blobs, named: Sequence[FilePaths]) -> str | None:
    """Lets a store that fits bear this installation's id from now on; why it does not fit, otherwise."""
    wrong = await misfit(session, blobs, named)
    if wrong is None:
        await blobs.mark(str(await session.scalar(select(Installation.id))))
    return wrong
