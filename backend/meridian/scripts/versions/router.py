"""`/v1/scripts/{id}/versions` and `/v1/script-versions`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.moves import move_body
from meridian.scripts.versions import queries, service
from meridian.scripts.versions.schemas import VersionCreate, VersionMove, VersionRead, VersionUpdate
from meridian.scripts.workflow import VERSION

router = APIRouter(prefix="/v1", tags=["scripts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.SCRIPT_READ)]
Writer = Annotated[Actor, allow(Permission.SCRIPT_WRITE)]
Version = Annotated[int, Depends(if_match)]


@router.post("/scripts/{script_id}/versions", status_code=201)
async def create_script_version(
    session: Writing, actor: Writer, script_id: uuid.UUID, body: VersionCreate
) -> VersionRead:
    """Begins the next version: a draft that says what the version in use says."""
    version = await service.create(session, actor, script_id, body)
    return await queries.read(session, actor, version.id)


@router.get("/script-versions/{version_id}")
async def get_script_version(session: Reading, actor: Reader, version_id: uuid.UUID) -> VersionRead:
    """One version with what it says, and what it lacks before it can be approved."""
    return await queries.read(session, actor, version_id)


@router.patch("/script-versions/{version_id}")
async def update_script_version(
    session: Writing, actor: Writer, version_id: uuid.UUID, body: VersionUpdate, version: Version
) -> VersionRead:
    """Changes the fields sent of a draft; `content` is replaced whole, and may be unfinished."""
    await service.change(session, actor, version_id, body, version)
    return await queries.read(session, actor, version_id)


@router.post("/script-versions/{version_id}/moves/{move}")
async def move_script_version(
    session: Writing,
    actor: Reader,
    version_id: uuid.UUID,
    move: str,
    body: Annotated[VersionMove, move_body(VERSION, VersionMove)],
    version: Version,
) -> VersionRead:
    """Makes a move: a version is in use once somebody else has approved it, and its predecessor then no more."""
    await service.move(session, actor, version_id, move, body, version)
    return await queries.read(session, actor, version_id)
