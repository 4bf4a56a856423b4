"""Work of imports that no request waits for: the dry run and the writing. Both may be killed and run again."""

import contextlib
import uuid
from collections.abc import AsyncIterator

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meridian.identity.actor import Actor, background_actor
from meridian.identity.permissions import Permission
from meridian.imports import execution
from meridian.imports.models import Import
from meridian.imports.rows import queries
from meridian.imports.rules import CHECK_JOB, RUN_JOB, ImportState
from meridian.kernel.db.session import Session
from meridian.kernel.jobs import Job, JobContext
from meridian.policies.queries import masked_groups

log = structlog.get_logger("imports")


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
        await execution.fail(context.db, whole.id, _MAY_NOT)
        return
    async with _ending_in_words(context, whole.id):
        await execution.check_rows(context, whole.id, mapping_number, actor)


async def write_rows(context: JobContext, import_id: str) -> None:
    async with context.db.read() as session:
        whole, actor = await _sender(session, import_id, ImportState.RUNNING)
        markets = await queries.markets(session)
    if whole is None:
        return
    if actor is None:
        await execution.fail(context.db, whole.id, _MAY_NOT)
        return
    async with _ending_in_words(context, whole.id):
        await execution.write_rows(context, whole.id, actor, markets)


@contextlib.asynccontextmanager
async def _ending_in_words(context: JobContext, import_id: uuid.UUID) -> AsyncIterator[None]:
    """An import that cannot go on says so and why; what passes by itself is tried again first."""
    try:
        yield
    except execution.Overtaken:
        return
    except Exception as error:
        if _may_pass(error) and not context.last_try:
            raise
        trace_id = uuid.uuid4().hex
        log.error("import.failed", trace_id=trace_id, import_id=str(import_id), exc_info=error)
        await execution.fail(context.db, import_id, f"{_UNEXPECTED} ({_kind_of(error)}); trace id {trace_id}")


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
