"""Work of imports that no request waits for: the dry run and the writing. Both may be killed and run again."""

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy import select, text, update
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meridian.identity.actor import Actor, background_actor
from meridian.identity.permissions import Permission
from meridian.imports.customers import service
from meridian.imports.events import IMPORT_BATCH_DONE, PUBLISH_EACH_UP_TO
from meridian.imports.mapping.fields import ONLY_NEW
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.models import Import, ImportRow
from meridian.imports.records import service as records_service
from meridian.imports.rows import queries
from meridian.imports.rows import service as rows_service
from meridian.imports.rows.queries import gather_reference_data
from meridian.imports.rows.rules import ReferenceData
from meridian.imports.rules import CHECK_JOB, RUN_JOB, ImportKind, ImportState, Match, RowDecision, RowState
from meridian.imports.service import MOVES, counts
from meridian.imports.staging import Understanding, staged
from meridian.kernel import blobs as kernel_blobs
from meridian.kernel import logs
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Database, Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Job, JobContext
from meridian.policies.queries import masked_groups
from meridian.sheets.reading import Format
from meridian.sheets.rules import UnreadableFile

# The dry run and the writing of an import, batch by batch; both may be killed and run again.

# What differs between lists of customers and logs of contacts: how a row is put together, decided on and written.


Decided = dict[uuid.UUID, tuple[RowDecision, list[Match]]]


class Write(Protocol):
    async def __call__(
        self,
        session: WriteSession,
        whole: Import,
        actor: Actor,
        row_ids: Sequence[uuid.UUID],
        markets: Mapping[str, uuid.UUID],
        /,
    ) -> dict[uuid.UUID, RowState]: ...


DECIDE: Mapping[ImportKind, Callable[[Session, Actor, ImportMapping, Sequence[uuid.UUID]], Awaitable[Decided]]] = {
    ImportKind.CUSTOMERS: queries.decide,
    ImportKind.RECORDS: records_service.decide,
}
WRITE: Mapping[ImportKind, Write] = {
    ImportKind.CUSTOMERS: service.write,
    ImportKind.RECORDS: records_service.write,
}


# Writing the rows of an import, batch by batch.
#
# A batch is one transaction: its customers with everything they have, the rows' answers, the counts. A process that is
# killed loses the batches it was at and nothing else; whoever goes on begins where they began. Two writers work side by
# side, for the database spends most of the time and does so on one core a connection; rows that resemble one another
# never meet in two batches at once (see `staging.claim`).


WRITERS = 2
Outcome = dict[uuid.UUID, RowState]


async def _write_all(context: JobContext, import_id: uuid.UUID, actor: Actor, markets: Mapping[str, uuid.UUID]) -> None:
    """Writes what still waits, until nothing does or the import is stopped."""
    db, size = context.db, context.settings.import_batch_rows
    while True:
        async with _turn(db), asyncio.TaskGroup() as writers:
            tasks = [writers.create_task(_batch(db, size, import_id, actor, markets)) for _ in range(WRITERS)]
        if not any(task.result() for task in tasks):
            break
        async with db.write() as session:
            await rows_service.count_what_outgrew_its_statistics(session)
    async with db.write(actor_id=actor.user_id) as session:
        whole = await session.scalar(select(Import).where(Import.id == import_id).with_for_update())
        if whole is None or whole.state != ImportState.RUNNING or await rows_service.any_pending(session, import_id):
            return
        await MOVES.make(session, whole, "finish", said=counts(whole))


@contextlib.asynccontextmanager
async def _turn(db: Database) -> AsyncIterator[None]:
    """Imports take turns, so that two files do not enter the same customer side by side."""
    async with db.write() as session:
        await one_at_a_time(session, "imports")
        yield


async def _batch(db: Database, size: int, import_id: uuid.UUID, actor: Actor, markets: Mapping[str, uuid.UUID]) -> bool:
    """One batch of at most `size` rows. False when there was nothing left, or the import runs no longer."""
    async with db.write(actor_id=actor.user_id, request_id=f"import:{import_id}") as session:
        # Shared with the other writer; whoever wants to stop the import waits for both.
        statement = select(Import).where(Import.id == import_id).with_for_update(read=True, key_share=True)
        whole = await session.scalar(statement)
        if whole is None or whole.state != ImportState.RUNNING:
            return False
        claimed = await rows_service.claim(session, import_id, whole.written_up_to, size)
        if not claimed:
            return False
        await session.set_reason(f"import: {whole.file_name}")
        outcome = await _write_or_split(session, whole, actor, list(claimed), markets)
        answered = [claimed[row_id] for row_id in outcome]
        await rows_service.progress(session, import_id, whole.written_up_to, answered, outcome.values())
        done = Counter(outcome.values())
        created, updated = done[RowState.CREATED], done[RowState.UPDATED]
        each = whole.rows <= PUBLISH_EACH_UP_TO
        await publish(session, IMPORT_BATCH_DONE, whole, created=created, updated=updated, customer_events=each)
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
        async with session.savepoint():
            return await WRITE[ImportKind(whole.kind)](session, whole, actor, row_ids, markets)
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


# The dry run: every row is read and matched, nothing is written but what was found.


MATCHED_AT_ONCE = 10_000


class Overtaken(Exception):
    """The mapping was changed or the import cancelled meanwhile: somebody else's work now."""


async def _check_all(context: JobContext, import_id: uuid.UUID, mapping_number: int, actor: Actor) -> None:
    """Reads the file by its mapping and says of each row what would become of it. Repeatable from the start."""
    db, blobs = context.db, Blobs(context.settings)
    async with db.write() as session:
        whole = await _locked(session, import_id, mapping_number)
        mapping = ImportMapping.model_validate(whole.mapping)
        gathered = await gather_reference_data(session, actor, mapping, whole)
        await rows_service.clear(session, import_id)
        whole.rows_checked = 0
    with kernel_blobs.folder(context.settings) as directory:
        path = directory / "file"
        try:
            await blobs.fetch(whole.file_path, path)
            await _stage(context, whole, mapping, gathered, path)
        except (FileNotFoundError, UnreadableFile) as error:
            await fail(db, import_id, "the file is gone" if isinstance(error, FileNotFoundError) else str(error))
            return
    async with db.write() as session:
        await _locked(session, import_id, mapping_number)
        await session.execute(text("ANALYZE import_row"))
        await rows_service.find_twins(session, import_id)
    await _match(db, whole, mapping, actor)
    async with db.write() as session:
        whole = await _locked(session, import_id, mapping_number)
        if whole.kind == ImportKind.CUSTOMERS:
            await rows_service.find_contradictions(session, import_id, mapping.fill)
            only_new = [(each.field, each.column) for each in mapping.columns if each.field in ONLY_NEW]
            await rows_service.note_only_new(session, import_id, only_new)
        else:
            await rows_service.reject_contradictory_reports(session, import_id)
        await rows_service.recount(session, import_id)
        await session.refresh(whole)
        await MOVES.make(session, whole, "check", said=counts(whole))


async def _stage(
    context: JobContext, whole: Import, mapping: ImportMapping, gathered: ReferenceData, path: Path
) -> None:
    """Copies in chunk after chunk while the next ones are read (staging.py)."""
    how = Understanding(
        kind=ImportKind(whole.kind),
        format=Format(**{name: value for name, value in whole.format.items() if name in Format.__slots__}),
        width=whole.format["width"],
        headers={column["column"]: column["header"] for column in whole.columns},
        mapping=mapping,
        reference=gathered,
        size=context.settings.import_batch_rows,
    )
    done = 0
    async with contextlib.aclosing(staged(path, how)) as chunks:
        async for chunk in chunks:
            async with context.db.write() as session:
                await _locked(session, whole.id, whole.mapping_number)
                await rows_service.copy(session, whole.id, chunk)
                done += len(chunk)
                await session.execute(update(Import).where(Import.id == whole.id).values(rows_checked=done))


async def _match(db: Database, whole: Import, mapping: ImportMapping, actor: Actor) -> None:
    after = 0
    while True:
        async with db.write() as session:
            await _locked(session, whole.id, whole.mapping_number)
            page = await rows_service.unmatched(session, whole.id, after, MATCHED_AT_ONCE)
            if not page:
                return
            decided = await DECIDE[ImportKind(whole.kind)](session, actor, mapping, [row_id for row_id, _ in page])
            await rows_service.keep(session, decided)
            after = page[-1][1]


async def _locked(session: WriteSession, import_id: uuid.UUID, mapping_number: int) -> Import:
    whole = await session.scalar(select(Import).where(Import.id == import_id).with_for_update())
    if whole is None or whole.state != ImportState.MAPPED or whole.mapping_number != mapping_number:
        raise Overtaken
    return whole


async def fail(db: Database, import_id: uuid.UUID, why: str) -> None:
    """The import stops, saying why."""
    async with db.write() as session:
        whole = await session.scalar(select(Import).where(Import.id == import_id).with_for_update())
        if whole is None or whole.state not in (ImportState.MAPPED, ImportState.RUNNING):
            return
        await MOVES.make(session, whole, "fail", reason=why)


async def _sender(session: Session, import_id: str, state: ImportState) -> tuple[Import | None, Actor | None]:
    """The import, if it is in that state, and who sent it, if that person or program may still import."""
    whole = await session.get(Import, uuid.UUID(import_id))
    if whole is None or whole.state != state:
        return None, None
    actor = await background_actor(session, whole.created_by, whole.api_key_id, masked_groups)
    return whole, actor if actor is not None and actor.may(Permission.IMPORT_RUN) else None


async def check_rows(context: JobContext, import_id: str, mapping_number: int) -> None:
    async with context.db.read() as session:
        whole, actor = await _sender(session, import_id, ImportState.MAPPED)
    if whole is None or whole.mapping_number != mapping_number:
        return
    if actor is None:
        await fail(context.db, whole.id, _MAY_NOT)
        return
    async with _ending_in_words(context, whole.id):
        await _check_all(context, whole.id, mapping_number, actor)


async def write_rows(context: JobContext, import_id: str) -> None:
    async with context.db.read() as session:
        whole, actor = await _sender(session, import_id, ImportState.RUNNING)
        markets = await queries.markets(session)
    if whole is None:
        return
    if actor is None:
        await fail(context.db, whole.id, _MAY_NOT)
        return
    async with _ending_in_words(context, whole.id):
        await _write_all(context, whole.id, actor, markets)


@contextlib.asynccontextmanager
async def _ending_in_words(context: JobContext, import_id: uuid.UUID) -> AsyncIterator[None]:
    """An import that cannot go on says so and why; what passes by itself is tried again first."""
    try:
        yield
    except Overtaken:
        return
    except Exception as error:
        if _may_pass(error) and not context.last_try:
            raise
        trace_id = uuid.uuid4().hex
        logs.error("import.failed", trace_id=trace_id, import_id=str(import_id), raised=error)
        await fail(context.db, import_id, f"{_UNEXPECTED} ({_kind_of(error)}); trace id {trace_id}")


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(map(_may_pass, error.exceptions))
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | OSError | TimeoutError)


def _kind_of(error: BaseException) -> str:
    return _kind_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else type(error).__name__


_UNEXPECTED = "stopped by an unexpected error"
_MAY_NOT = "who sent the file may not import any more"
CHECK = Job(CHECK_JOB, check_rows)
RUN = Job(RUN_JOB, write_rows)
JOBS = (CHECK, RUN)
