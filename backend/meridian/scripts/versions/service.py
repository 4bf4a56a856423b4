"""Writing versions, having them approved, retiring them (TS-21)."""

import uuid

from sqlalchemy import func, select

from meridian.calendars.queries import time_in_state
from meridian.files.models import StoredFile
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, check_version
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.scripts import queries as scripts
from meridian.scripts.events import SCRIPT_VERSION_CHANGED
from meridian.scripts.models import ScriptVersion
from meridian.scripts.rules import SCRIPT_FILES, Content, ScriptState, VersionFacts
from meridian.scripts.versions import queries
from meridian.scripts.versions.schemas import VersionCreate, VersionMove, VersionUpdate
from meridian.scripts.workflow import VERSION


async def create(session: WriteSession, actor: Actor, script_id: uuid.UUID, body: VersionCreate) -> ScriptVersion:
    """Begins the next version with what the version in use says, else the latest. 404, 409 while one is written."""
    script = await scripts.load(session, actor, script_id, lock=True)
    mine = select(ScriptVersion).where(ScriptVersion.script_id == script.id)
    in_use_first = mine.order_by((ScriptVersion.state == ScriptState.APPROVED).desc(), ScriptVersion.number.desc())
    latest = (await session.scalars(in_use_first.limit(1))).one()
    number = await session.scalar(select(func.max(ScriptVersion.number)).where(ScriptVersion.script_id == script.id))
    version = ScriptVersion(
        script_id=script.id,
        number=(number or 0) + 1,
        note=body.note,
        content=latest.content,
        author_id=actor.user_id,
    )
    session.add(version)
    await publish(session, SCRIPT_VERSION_CHANGED, version)
    return version


async def first_of(session: WriteSession, script_id: uuid.UUID) -> ScriptVersion:
    """The version that a script begins with."""
    first = select(ScriptVersion).where(ScriptVersion.script_id == script_id, ScriptVersion.number == 1)
    return (await session.scalars(first)).one()


async def change(session: WriteSession, actor: Actor, version_id: uuid.UUID, body: VersionUpdate, etag: int) -> None:
    """Changes a draft. 404, 412, 409 once it is submitted, 422 for materials that are not the script's."""
    version = await queries.load(session, actor, version_id, lock=True)
    check_version(version.version, etag)
    if version.state != ScriptState.DRAFT:
        raise Conflict(msg("only a draft is changed: begin a new version"), reason="not_draft")
    given = body.model_dump(mode="json")
    if "content" in given:
        await _check_materials(session, version.script_id, Content.model_validate(given["content"]))
        given["author_id"] = actor.user_id
    assign(version, given)
    await publish(session, SCRIPT_VERSION_CHANGED, version)


async def _check_materials(session: WriteSession, script_id: uuid.UUID, content: Content) -> None:
    """422 naming each file that is not the script's."""
    mine = select(StoredFile.id).where(StoredFile.subject_type == SCRIPT_FILES, StoredFile.subject_id == script_id)
    known = set(await session.scalars(mine))
    faults = [
        Fault(f"/content{place}", "unknown_file", msg("is no material of this script"))
        for place, file_id in content.materials()
        if file_id not in known
    ]
    if faults:
        raise Invalid(errors=faults)


async def retire_predecessor(session: WriteSession, at: MoveContext[ScriptVersion]) -> None:
    """The version in use makes room for the one approved."""
    in_use = select(ScriptVersion).where(
        ScriptVersion.script_id == at.record.script_id, ScriptVersion.state == ScriptState.APPROVED
    )
    await MOVES.make_all(session, (await session.scalars(in_use.with_for_update())).all(), "supersede")


async def _facts(session: WriteSession, at: MoveContext[ScriptVersion]) -> VersionFacts:
    return queries.facts(at.record, at.actor_id, await queries.gaps(session, at.record))


MOVES = Engine(VERSION, ScriptVersion, time=time_in_state, facts=_facts, effects=(retire_predecessor,))


async def move(
    session: WriteSession, actor: Actor, version_id: uuid.UUID, name: str, body: VersionMove, etag: int
) -> None:
    """Makes a move. 404, 412, 409, 403, 422."""
    version = await queries.load(session, actor, version_id)
    await scripts.load(session, actor, version.script_id, lock=True)  # two versions of it move one after the other
    version = await queries.load(session, actor, version_id, lock=True)
    await session.refresh(version)
    await MOVES.make(session, version, name, actor=actor, body=body, version=etag)
