"""Writing the rows of an import, batch by batch.

A batch is one transaction: its customers with everything they have, the rows' answers, the counts. A process that is
killed loses the batch it was at and nothing else; whoever goes on begins where the last batch ended.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import DataError, IntegrityError

from meridian.customers.events import CUSTOMER_CREATED
from meridian.identity.actor import Actor
from meridian.imports import matching, staging
from meridian.imports.codes import ImportState, RowState
from meridian.imports.creating import create
from meridian.imports.events import IMPORT_BATCH_DONE, IMPORT_FINISHED, TELL_EACH_UP_TO, BatchDone
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.models import Import, ImportRow
from meridian.imports.service import counts, move, tell
from meridian.imports.updating import update as update_customers
from meridian.kernel.db import Database, WriteSession
from meridian.kernel.events import emit

BATCH = 5_000
Outcome = dict[uuid.UUID, RowState]


async def run(db: Database, import_id: uuid.UUID, actor: Actor, markets: Mapping[str, uuid.UUID]) -> None:
    """Writes what still waits, until nothing does or the import is stopped."""
    while await _batch(db, import_id, actor, markets):
        pass


async def _batch(db: Database, import_id: uuid.UUID, actor: Actor, markets: Mapping[str, uuid.UUID]) -> bool:
    """One batch. False when there was nothing left, or the import runs no longer."""
    async with db.write(actor_id=actor.user_id, request_id=f"import:{import_id}") as session:
        # One batch at a time among all imports, so that two files do not enter the same customer side by side.
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("imports", 0))))
        whole = await session.scalar(select(Import).where(Import.id == import_id).with_for_update())
        if whole is None or whole.state != ImportState.RUNNING:
            return False
        await session.set_reason(f"import: {whole.file_name}")
        waiting = await staging.pending(session, import_id, whole.written_up_to, BATCH)
        if not waiting:
            await move(session, whole, "finish")
            await tell(session, whole, IMPORT_FINISHED, counts(whole))
            return False
        before = await _states(session, waiting)
        outcome = await _write_or_split(session, whole, actor, waiting, markets)
        _count(whole, before, outcome)
        whole.written_up_to = await staging.answered_up_to(session, import_id, whole.written_up_to)
        done = Counter(outcome.values())
        data = BatchDone(
            created=done[RowState.CREATED],
            updated=done[RowState.UPDATED],
            customer_events=whole.rows <= TELL_EACH_UP_TO,
        )
        await tell(session, whole, IMPORT_BATCH_DONE, data)
    return True


async def _states(session: WriteSession, row_ids: Sequence[uuid.UUID]) -> Outcome:
    found = await session.execute(select(ImportRow.id, ImportRow.state).where(staging.among(row_ids)))
    return {row.id: RowState(row.state) for row in found}


def _count(whole: Import, before: Outcome, after: Outcome) -> None:
    for row_id, state in after.items():
        for name, step in ((before[row_id], -1), (state, 1)):
            setattr(whole, f"count_{name}", getattr(whole, f"count_{name}") + step)


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
            return await write(session, whole, actor, row_ids, markets)
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


async def write(
    session: WriteSession,
    whole: Import,
    actor: Actor,
    row_ids: Sequence[uuid.UUID],
    markets: Mapping[str, uuid.UUID],
) -> Outcome:
    """Decides on the rows once more, as the customers are now, and writes them. Returns the state of each."""
    mapping = ImportMapping.model_validate(whole.mapping)
    decided = await matching.decide(session, actor, mapping, row_ids)
    # Two rows that change one customer take turns: the later waits for the next batch.
    targets: set[str] = set()
    outcome: Outcome = {}
    for row_id, (fate, _) in decided.items():
        if fate.state is RowState.TO_UPDATE:
            assert fate.customer is not None, "rows wait until their twin has its answer"
            if fate.customer in targets:
                continue
            targets.add(fate.customer)
        outcome[row_id] = fate.state
    await matching.keep(session, {row_id: decided[row_id] for row_id in outcome})
    created = [row_id for row_id, state in outcome.items() if state is RowState.TO_CREATE]
    to_update = [row_id for row_id, state in outcome.items() if state is RowState.TO_UPDATE]
    tell_each = whole.rows <= TELL_EACH_UP_TO
    await create(session, mapping, created)
    changed = await update_customers(session, mapping, to_update, markets, tell_each=tell_each)
    outcome |= dict.fromkeys(created, RowState.CREATED)
    outcome |= {row_id: RowState.UPDATED if row_id in changed else RowState.UNCHANGED for row_id in to_update}
    for state in (RowState.CREATED, RowState.UPDATED, RowState.UNCHANGED):
        await staging.answer(session, state, [row_id for row_id, became in outcome.items() if became is state])
    if tell_each:
        for row_id in created:
            await emit(
                session, CUSTOMER_CREATED, subject_type="customer", subject_id=row_id, customer_id=row_id, version=1
            )
    return outcome
