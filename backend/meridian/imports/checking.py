"""The dry run: every row is read and matched, nothing is written but what was found."""

import asyncio
import tempfile
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import select, text, update

from meridian.identity.actor import Actor
from meridian.imports import kinds, matching, staging
from meridian.imports.assemble import Staged
from meridian.imports.codes import ImportKind, ImportState
from meridian.imports.events import IMPORT_CHECKED, IMPORT_FAILED, Failure
from meridian.imports.mapping import Mapping
from meridian.imports.models import Import
from meridian.imports.prepare import Preparer
from meridian.imports.service import counts, move, tell
from meridian.imports.surroundings import Gathered, gather
from meridian.imports.targets import target_of
from meridian.kernel.blobs import Blobs
from meridian.kernel.db import Database, WriteSession
from meridian.kernel.jobs import JobContext
from meridian.sheets.errors import UnreadableFile
from meridian.sheets.source import Format, rows

MATCHED_AT_ONCE = 10_000


class Overtaken(Exception):
    """The mapping was changed or the import cancelled meanwhile: somebody else's work now."""


async def check(context: JobContext, import_id: uuid.UUID, mapping_number: int, actor: Actor) -> None:
    """Reads the file by its mapping and says of each row what would become of it. Repeatable from the start."""
    db, blobs = context.db, Blobs(context.settings)
    async with db.write() as session:
        whole = await _locked(session, import_id, mapping_number)
        mapping = Mapping.model_validate(whole.mapping)
        gathered = await gather(session, actor, mapping, ImportKind(whole.kind))
        await staging.clear(session, import_id)
        whole.rows_checked = 0
    with tempfile.TemporaryDirectory(prefix="meridian-") as directory:
        path = Path(directory) / "file"
        try:
            await blobs.fetch(whole.file_path, path)
            await _stage(context, whole, mapping, gathered, path)
        except (FileNotFoundError, UnreadableFile) as error:
            await fail(db, import_id, "the file is gone" if isinstance(error, FileNotFoundError) else str(error))
            return
    async with db.write() as session:
        await _locked(session, import_id, mapping_number)
        await session.execute(text("ANALYZE import_row"))
        await staging.find_twins(session, import_id)
    await _match(db, whole, mapping, actor)
    async with db.write() as session:
        whole = await _locked(session, import_id, mapping_number)
        await staging.recount(session, import_id)
        await session.refresh(whole)
        await move(session, whole, "check")
        await tell(session, whole, IMPORT_CHECKED, counts(whole))


async def _stage(context: JobContext, whole: Import, mapping: Mapping, gathered: Gathered, path: Path) -> None:
    """Reads chunk after chunk in a thread while the one before is copied in."""
    following = _chunks(whole, mapping, gathered, path, context.settings.import_batch_rows)
    chunk = await asyncio.to_thread(next, following, None)
    done = 0
    while chunk is not None:
        ahead = asyncio.create_task(asyncio.to_thread(next, following, None))
        try:
            async with context.db.write() as session:
                await _locked(session, whole.id, whole.mapping_number)
                await staging.copy(session, whole.id, chunk)
                done += len(chunk)
                await session.execute(update(Import).where(Import.id == whole.id).values(rows_checked=done))
        finally:
            chunk = await ahead


def _chunks(whole: Import, mapping: Mapping, gathered: Gathered, path: Path, size: int) -> Iterator[list[Staged]]:
    format_ = Format(**{name: value for name, value in whole.format.items() if name in Format.__slots__})
    stage = stager(whole, mapping, gathered)
    found = rows(path, format_)
    while chunk := [stage(row) for row in islice(found, size)]:
        yield chunk


def stager(whole: Import, mapping: Mapping, gathered: Gathered) -> Callable[..., Staged]:
    """The function that reads one row by the mapping."""
    kind = ImportKind(whole.kind)
    preparer = Preparer(
        [(column, target) for column in mapping.columns if (target := target_of(kind, column.field)) is not None],
        gathered.setup,
        constants=mapping.constants,
        kind=kind,
        faults=mapping.faults,
        width=whole.format["width"],
        guarded=whole.format["kind"] == "csv",
    )
    assemble = kinds.ASSEMBLE[kind]
    return lambda row: assemble(preparer.prepare(row), gathered.around)


async def _match(db: Database, whole: Import, mapping: Mapping, actor: Actor) -> None:
    after = 0
    while True:
        async with db.write() as session:
            await _locked(session, whole.id, whole.mapping_number)
            page = await staging.unmatched(session, whole.id, after, MATCHED_AT_ONCE)
            if not page:
                return
            decided = await kinds.DECIDE[ImportKind(whole.kind)](
                session, actor, mapping, [row_id for row_id, _ in page]
            )
            await matching.keep(session, decided)
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
        await move(session, whole, "fail", reason=why)
        await tell(session, whole, IMPORT_FAILED, Failure(failure=why))
