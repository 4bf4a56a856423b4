"""`/v1/script-versions/{id}/adaptations`, and one's own."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.http.route import Route
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Listed
from meridian.scripts.adaptations import queries, service
from meridian.scripts.adaptations.schemas import AdaptationPut, AdaptationRead
from meridian.scripts.versions import queries as versions

router = APIRouter(prefix="/v1/script-versions", tags=["scripts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.SCRIPT_READ)]
Adapter = Annotated[Actor, allow(Permission.SCRIPT_ADAPT)]


@router.get("/{version_id}/adaptations")
async def list_script_adaptations(session: Reading, actor: Reader, version_id: uuid.UUID) -> Listed[AdaptationRead]:
    """Whose own wording of this version there is, and what it says."""
    await versions.load(session, actor, version_id)
    return Listed(items=list(await queries.of_version(session, version_id)))


@router.get("/{version_id}/adaptation")
async def get_script_adaptation(session: Reading, actor: Adapter, version_id: uuid.UUID) -> AdaptationRead:
    """Your own wording of this version; 404 without."""
    return await _mine(session, actor, version_id)


@router.put("/{version_id}/adaptation")
async def put_script_adaptation(
    session: Writing, actor: Adapter, version_id: uuid.UUID, body: AdaptationPut
) -> AdaptationRead:
    """Writes your own wording; the template stays as it is."""
    await service.put(session, actor, version_id, body)
    return await _mine(session, actor, version_id)


@router.delete("/{version_id}/adaptation", status_code=204)
async def delete_script_adaptation(session: Writing, actor: Adapter, version_id: uuid.UUID) -> None:
    """Drops your own wording: the template is yours again."""
    await service.drop(session, actor, version_id)


async def _mine(session: Session, actor: Actor, version_id: uuid.UUID) -> AdaptationRead:
    found = await queries.of_person(session, version_id, actor.user_id)
    if found is None:
        raise NotFound()
    return found
