"""What people do with an import: decide how it is read, start it, stop it."""

import uuid

from pydantic import BaseModel

from meridian.calendars.deadlines import working_seconds
from meridian.identity.actor import Actor
from meridian.imports import queries, staging
from meridian.imports.codes import ImportKind, ImportState
from meridian.imports.events import IMPORT_CANCELLED, RowCounts
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.mapping import check
from meridian.imports.models import Import
from meridian.imports.prepare import read_constant
from meridian.imports.readers import Unusable
from meridian.imports.rules import IMPORT
from meridian.imports.surroundings import gather
from meridian.kernel.db import WriteSession
from meridian.kernel.events import EventType, emit
from meridian.kernel.http import check_version
from meridian.kernel.jobs import Job, defer
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.transitions import record


async def set_mapping(
    session: WriteSession,
    actor: Actor,
    import_id: uuid.UUID,
    mapping: ImportMapping,
    version: int,
    *,
    check_job: Job,
) -> Import:
    """Decides how the file is read and has it checked. 422 naming what does not fit, 409 once it runs, 412."""
    whole = await queries.load(session, actor, import_id, lock=True)
    check_version(whole.version, version)
    custom = await queries.custom_fields(session)
    places = {column["column"] for column in whole.columns}
    check(ImportKind(whole.kind), mapping, places=places, custom=set(custom), masked=actor.masked)
    await _check_constants(session, actor, whole, mapping)
    await move(session, whole, "map", actor)
    whole.mapping = mapping.document()
    whole.mapping_number += 1
    whole.rows_checked = 0
    await defer(
        session,
        check_job,
        lock=f"import:{whole.id}",
        import_id=str(whole.id),
        mapping_number=whole.mapping_number,
    )
    await session.flush()
    return whole


async def _check_constants(session: WriteSession, actor: Actor, whole: Import, mapping: ImportMapping) -> None:
    """422 naming each constant that is no value of its field."""
    setup = (await gather(session, actor, mapping, ImportKind(whole.kind))).setup
    faults = []
    for field, constant in mapping.constants.items():
        try:
            read_constant(ImportKind(whole.kind), field, constant, setup)
        except Unusable as unusable:
            faults.append(Fault(f"/constants/{field}", unusable.trouble.code, unusable.trouble.detail))
    if faults:
        raise Invalid("the mapping does not fit the file", errors=faults)


async def make_move(
    session: WriteSession,
    actor: Actor,
    import_id: uuid.UUID,
    name: str,
    version: int,
    *,
    reason: str | None,
    run_job: Job,
) -> Import:
    """`start`, `cancel` or `resume`. Refusals as in `Workflow.check`."""
    whole = await queries.load(session, actor, import_id, lock=True)
    if name != "cancel":  # progress changes the version all the time: one must be able to stop what runs
        check_version(whole.version, version)
    await move(session, whole, name, actor, reason=reason)
    if whole.state == ImportState.RUNNING:
        await defer(session, run_job, lock=f"import:{whole.id}", import_id=str(whole.id))
    if whole.state == ImportState.CANCELLED:
        await staging.skip_pending(session, whole.id, "cancelled")
        await session.flush()
        await staging.recount(session, whole.id)
        await session.refresh(whole)
        await tell(session, whole, IMPORT_CANCELLED, counts(whole))
    await session.flush()
    return whole


async def move(
    session: WriteSession,
    whole: Import,
    name: str,
    actor: Actor | None = None,
    *,
    reason: str | None = None,
) -> None:
    """Moves a locked import; without an actor only moves that nobody asks for."""
    state = ImportState(whole.state)
    may = actor.may if actor is not None else lambda _: False
    target = IMPORT.check(name, state, may=may, given={"reason": reason})
    await record(
        session,
        workflow=IMPORT.name,
        subject_type="import",
        subject_id=whole.id,
        move=name,
        from_state=state,
        to_state=target,
        entered_at=whole.state_since,
        working_seconds=await working_seconds(session, whole.department_id, whole.state_since, session.now),
        reason=reason,
    )
    whole.state, whole.state_since = target, session.now
    whole.failure = reason if target is ImportState.FAILED else None


def counts(whole: Import) -> RowCounts:
    names = [name for name in RowCounts.model_fields if name != "rows"]
    return RowCounts(rows=whole.rows, **{name: getattr(whole, f"count_{name}") for name in names})


async def tell(session: WriteSession, whole: Import, kind: EventType, data: BaseModel) -> None:
    """An event about the import, for who sent the file."""
    await session.flush()
    await emit(session, kind, subject_type="import", subject_id=whole.id, audience_user_id=whole.created_by, data=data)
