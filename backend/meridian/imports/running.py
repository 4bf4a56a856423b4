"""Writing the rows of an import, batch by batch.

A batch is one transaction: its customers with everything they have, the rows' answers, the counts. A process that is
killed loses the batches it was at and nothing else; whoever goes on begins where they began. Two writers work side by
side, for the database spends most of the time and does so on one core a connection; rows that resemble one another
never meet in two batches at once (see `staging.claim`).
"""

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import DataError, IntegrityError

from meridian.identity.actor import Actor
from meridian.imports import kinds, staging
from meridian.imports.codes import ImportKind, ImportState, RowState
from meridian.imports.events import IMPORT_BATCH_DONE, IMPORT_FINISHED, TELL_EACH_UP_TO, BatchDone
from meridian.imports.models import Import, ImportRow
from meridian.imports.service import counts, move, tell
from meridian.kernel.db import Database, WriteSession
from meridian.kernel.jobs import JobContext

WRITERS = 2
Outcome = dict[uuid.UUID, RowState]


async def run(context: JobContext, import_id: uuid.UUID, actor: Actor, markets: Mapping[str, uuid.UUID]) -> None:
    """Writes what still waits, until nothing does or the import is stopped."""
    db, size = context.db, context.settings.import_batch_rows
    while True:
        async with _turn(db), asyncio.TaskGroup() as writers:
            tasks = [writers.create_task(_batch(db, size, import_id, actor, markets)) for _ in range(WRITERS)]
        if not any(task.result() for task in tasks):
            break
    async with db.write(actor_id=actor.user_id) as session:
        whole = await session.scalar(select(Import).where(Import.id == import_id).with_for_update())
        if whole is None or whole.state != ImportState.RUNNING or await staging.any_pending(session, import_id):
            return
        await move(session, whole, "finish")
        await tell(session, whole, IMPORT_FINISHED, counts(whole))


@contextlib.asynccontextmanager
async def _turn(db: Database) -> AsyncIterator[None]:
    """Imports take turns, so that two files do not enter the same customer side by side."""
    async with db.write() as session:
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("imports", 0))))
        yield


async def _batch(db: Database, size: int, import_id: uuid.UUID, actor: Actor, markets: Mapping[str, uuid.UUID]) -> bool:
    """One batch of at most `size` rows. False when there was nothing left, or the import runs no longer."""
    async with db.write(actor_id=actor.user_id, request_id=f"import:{import_id}") as session:
        # Shared with the other writer; whoever wants to stop the import waits for both.
        statement = select(Import).where(Import.id == import_id).with_for_update(read=True, key_share=True)
        whole = await session.scalar(statement)
        if whole is None or whole.state != ImportState.RUNNING:
            return False
        claimed = await staging.claim(session, import_id, whole.written_up_to, size)
        if not claimed:
            return False
        await session.set_reason(f"import: {whole.file_name}")
        outcome = await _write_or_split(session, whole, actor, list(claimed), markets)
        answered = [claimed[row_id] for row_id in outcome]
        await staging.progress(session, import_id, whole.written_up_to, answered, outcome.values())
        done = Counter(outcome.values())
        data = BatchDone(
            created=done[RowState.CREATED],
            updated=done[RowState.UPDATED],
            customer_events=whole.rows <= TELL_EACH_UP_TO,
        )
        await tell(session, whole, IMPORT_BATCH_DONE, data)
    return True


async def _write_or_split(
    session: WriteSession,
    whole: Import,
    actor: Actor,
    row_ids: Sequence[uuid.UUID],
    markets: Mapping[str, uuid.UUID],
) -> Outcome:
    """Writes the rows together; where the database refuses them, halves until the row to blame stands alone."""
    try:
        async with session.begin_nested():
            return await kinds.WRITE[ImportKind(whole.kind)](session, whole, actor, row_ids, markets)
    except (IntegrityError, DataError) as error:
        if len(row_ids) == 1:
            return await _reject(session, row_ids[0], error)
    middle = len(row_ids) // 2
    first = await _write_or_split(session, whole, actor, row_ids[:middle], markets)
    return first | await _write_or_split(session, whole, actor, row_ids[middle:], markets)


async def _reject(session: WriteSession, row_id: uuid.UUID, error: IntegrityError | DataError) -> Outcome:
    name = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
    reason = f"refused by {name}" if name else "refused by the database"
    await session.execute(
        update(ImportRow).where(ImportRow.id == row_id).values(state=RowState.REJECTED, reason=reason)
    )
    return {row_id: RowState.REJECTED}
