"""SELECTs on versions of scripts."""

import uuid
from typing import Any

from sqlalchemy import select

from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.problems import Fault, NotFound
from meridian.scripts import rules
from meridian.scripts.models import Objection, Script, ScriptVersion
from meridian.scripts.queries import SCRIPT_VISIBILITY, version_fields, versions_with_names
from meridian.scripts.rules import Content, ScriptState, VersionFacts
from meridian.scripts.versions.schemas import VersionRead
from meridian.scripts.workflow import VERSION


async def load(session: Session, actor: Actor, version_id: uuid.UUID, *, lock: bool = False) -> ScriptVersion:
    """The version; 404."""
    statement = (
        select(ScriptVersion)
        .join(Script, Script.id == ScriptVersion.script_id)
        .where(ScriptVersion.id == version_id, SCRIPT_VISIBILITY.visible_to(actor))
    )
    version = await session.scalar(statement.with_for_update(of=ScriptVersion) if lock else statement)
    if version is None:
        raise NotFound()
    return version


async def gaps(session: Session, version: ScriptVersion) -> list[Fault]:
    """What the version lacks before it can be approved."""
    script = await session.get_one(Script, version.script_id)
    known = (await session.scalars(select(Objection.code).where(Objection.active))).all()
    return rules.gaps(Content.model_validate(version.content), script.languages, known)


def facts(version: ScriptVersion, actor_id: uuid.UUID | None, lacks: list[Fault]) -> VersionFacts:
    """What guards look at."""
    return VersionFacts(actor_id is not None and actor_id in (version.author_id, version.submitted_by), lacks)


async def read(session: Session, actor: Actor, version_id: uuid.UUID) -> VersionRead:
    """A version with what it says; 404."""
    version = await load(session, actor, version_id)
    row = (await session.execute(versions_with_names().where(ScriptVersion.id == version_id))).one()
    lacks = await gaps(session, version)
    shown: dict[str, Any] = version_fields(row) | {
        "version": version.version,
        "script_id": version.script_id,
        "content": version.content,
        "gaps": [gap.document() for gap in lacks],
        "allowed_moves": VERSION.allowed(ScriptState(version.state), actor.may, facts(version, actor.user_id, lacks)),
    }
    return VersionRead.of(shown, masked=actor.masked)
