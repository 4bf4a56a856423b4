"""`/v1/scripts`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.scripts import queries, service
from meridian.scripts.schemas import MaterialsAttach, ScriptCreate, ScriptLine, ScriptRead, ScriptUpdate

router = APIRouter(prefix="/v1/scripts", tags=["scripts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.SCRIPT_READ)]
Writer = Annotated[Actor, allow(Permission.SCRIPT_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.SCRIPTS)
async def list_scripts(session: Reading, actor: Reader, query: ListQuery) -> Page[ScriptLine]:
    """Scripts, the newest first."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_script(session: Writing, actor: Writer, body: ScriptCreate) -> ScriptRead:
    """Enters for whom a script is; its first version is a draft (TS-21)."""
    script = await service.create(session, actor, body)
    return await queries.read(session, actor, script.id)


@router.get("/{script_id}")
async def get_script(session: Reading, actor: Reader, script_id: uuid.UUID) -> ScriptRead:
    """One script with its versions and materials."""
    return await queries.read(session, actor, script_id)


@router.patch("/{script_id}")
async def update_script(
    session: Writing, actor: Writer, script_id: uuid.UUID, body: ScriptUpdate, version: Version
) -> ScriptRead:
    """Changes for whom it is; holds for the version in use at once."""
    await service.change(session, actor, script_id, body, version)
    return await queries.read(session, actor, script_id)


@router.post("/{script_id}/materials")
async def attach_script_materials(
    session: Writing, actor: Writer, script_id: uuid.UUID, body: MaterialsAttach
) -> ScriptRead:
    """Attaches brochures, cases and the like that you have sent to `/v1/files`, for good."""
    await service.attach(session, actor, script_id, body)
    return await queries.read(session, actor, script_id)
