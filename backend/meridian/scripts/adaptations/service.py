"""Writing one's own wording and dropping it."""

import uuid
from typing import Any

from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid, NotFound
from meridian.scripts.adaptations import queries
from meridian.scripts.adaptations.schemas import AdaptationPut
from meridian.scripts.models import ScriptAdaptation
from meridian.scripts.rules import VARIABLE, Content, Variable
from meridian.scripts.versions import queries as versions


async def put(session: WriteSession, actor: Actor, version_id: uuid.UUID, body: AdaptationPut) -> None:
    """Writes one's own wording in place of what it was. 404, 422 for parts and variables that there are not."""
    version = await versions.load(session, actor, version_id)
    parts = {section.key for section in Content.model_validate(version.content).sections}
    faults = [
        Fault(f"/sections/{key}", "unknown_part", msg("the script has no such part"))
        for key in body.sections
        if key not in parts
    ]
    faults += [
        Fault(f"/sections/{key}/{language}", "unknown_variable", msg("nothing is filled in for {name}", name=name))
        for key, texts in body.sections.items()
        for language, text in texts.items()
        for name in VARIABLE.findall(text)
        if name not in set(Variable)
    ]
    if faults:
        raise Invalid(errors=faults)
    await one_at_a_time(session, f"script_adaptation:{version_id}:{actor.user_id}")
    mine = await queries.load(session, version_id, actor.user_id)
    given: dict[str, Any] = {"sections": body.sections}
    if mine is None:
        session.add(ScriptAdaptation(version_id=version_id, user_id=actor.user_id, **given))
    else:
        assign(mine, given)
    await session.flush()


async def drop(session: WriteSession, actor: Actor, version_id: uuid.UUID) -> None:
    """Says it as the template does again. 404 without a wording of one's own."""
    mine = await queries.load(session, version_id, actor.user_id)
    if mine is None:
        raise NotFound()
    await session.delete(mine)
