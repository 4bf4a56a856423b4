"""`/v1/scripts`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.files.schemas import FileRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.scripts import queries, service
from meridian.scripts.schemas import (
    AdaptationPut,
    AdaptationRead,
    MaterialsAttach,
    ObjectionCreate,
    ObjectionRead,
    ObjectionUpdate,
    ScriptCreate,
    ScriptLine,
    ScriptRead,
    ScriptUpdate,
    VersionCreate,
    VersionMove,
    VersionRead,
    VersionUpdate,
)
from meridian.scripts.workflow import VERSION

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


# `/v1/scripts/{id}/versions` and `/v1/script-versions`.


versions_router = APIRouter(prefix="/v1", tags=["scripts"], route_class=Route)


@versions_router.post("/scripts/{script_id}/versions", status_code=201)
async def create_script_version(
    session: Writing, actor: Writer, script_id: uuid.UUID, body: VersionCreate
) -> VersionRead:
    """Begins the next version: a draft that says what the version in use says."""
    version = await service.create_version(session, actor, script_id, body)
    return await queries.read_version(session, actor, version.id)


@versions_router.get("/script-versions/{version_id}")
async def get_script_version(session: Reading, actor: Reader, version_id: uuid.UUID) -> VersionRead:
    """One version with what it says, and what it lacks before it can be approved."""
    return await queries.read_version(session, actor, version_id)


@versions_router.patch("/script-versions/{version_id}")
async def update_script_version(
    session: Writing, actor: Writer, version_id: uuid.UUID, body: VersionUpdate, version: Version
) -> VersionRead:
    """Changes the fields sent of a draft; `content` is replaced whole, and may be unfinished."""
    await service.change_version(session, actor, version_id, body, version)
    return await queries.read_version(session, actor, version_id)


@versions_router.post("/script-versions/{version_id}/moves/{move}")
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
    return await queries.read_version(session, actor, version_id)


# `/v1/script-versions/{id}/adaptations`, and one's own.


adaptations_router = APIRouter(prefix="/v1/script-versions", tags=["scripts"], route_class=Route)
Adapter = Annotated[Actor, allow(Permission.SCRIPT_ADAPT)]


@adaptations_router.get("/{version_id}/adaptations")
async def list_script_adaptations(session: Reading, actor: Reader, version_id: uuid.UUID) -> Listed[AdaptationRead]:
    """Whose own wording of this version there is, and what it says."""
    await queries.load_version(session, actor, version_id)
    return Listed(items=list(await queries.of_version(session, version_id)))


@adaptations_router.get("/{version_id}/adaptation")
async def get_script_adaptation(session: Reading, actor: Adapter, version_id: uuid.UUID) -> AdaptationRead:
    """Your own wording of this version; 404 without."""
    return await _mine(session, actor, version_id)


@adaptations_router.put("/{version_id}/adaptation")
async def put_script_adaptation(
    session: Writing, actor: Adapter, version_id: uuid.UUID, body: AdaptationPut
) -> AdaptationRead:
    """Writes your own wording; the template stays as it is."""
    await service.put(session, actor, version_id, body)
    return await _mine(session, actor, version_id)


@adaptations_router.delete("/{version_id}/adaptation", status_code=204)
async def delete_script_adaptation(session: Writing, actor: Adapter, version_id: uuid.UUID) -> None:
    """Drops your own wording: the template is yours again."""
    await service.drop(session, actor, version_id)


async def _mine(session: Session, actor: Actor, version_id: uuid.UUID) -> AdaptationRead:
    found = await queries.of_person(session, version_id, actor.user_id)
    if found is None:
        raise NotFound()
    return found


# `/v1/objections`.


objections_router = APIRouter(prefix="/v1/objections", tags=["scripts"], route_class=Route)


@list_and_search(objections_router, "", queries.OBJECTIONS)
async def list_objections(session: Reading, actor: Reader, query: ListQuery) -> Page[ObjectionRead]:
    """Objections customers raise, in their order: what the codes of contact records mean."""
    return await queries.page_of_objections(session, actor, query)


@objections_router.post("", status_code=201)
async def create_objection(session: Writing, actor: Writer, body: ObjectionCreate) -> ObjectionRead:
    """Enters an objection."""
    objection = await service.create_objection(session, body)
    return ObjectionRead.of(objection, masked=actor.masked)


@objections_router.get("/{objection_id}")
async def get_objection(session: Reading, actor: Reader, objection_id: uuid.UUID) -> ObjectionRead:
    """One objection."""
    return ObjectionRead.of(await queries.load_objection(session, objection_id), masked=actor.masked)


@objections_router.patch("/{objection_id}")
async def update_objection(
    session: Writing, actor: Writer, objection_id: uuid.UUID, body: ObjectionUpdate, version: Version
) -> ObjectionRead:
    """Changes the fields sent; the code stays, for records hold it."""
    objection = await service.change_objection(session, objection_id, body, version)
    return ObjectionRead.of(objection, masked=actor.masked)


# `/v1/products/{id}/materials`.


materials_router = APIRouter(prefix="/v1/products/{product_id}/materials", tags=["products"], route_class=Route)
MaterialReader = Annotated[Actor, allow(Permission.PRODUCT_READ)]
MaterialWriter = Annotated[Actor, allow(Permission.PRODUCT_WRITE)]


@materials_router.get("")
async def list_product_materials(session: Reading, actor: MaterialReader, product_id: uuid.UUID) -> Listed[FileRead]:
    """Brochures and cases about the product, the oldest first: at hand in every call about it."""
    return Listed(items=await queries.of_product(session, product_id))


@materials_router.post("")
async def attach_product_materials(
    session: Writing, actor: MaterialWriter, product_id: uuid.UUID, body: MaterialsAttach
) -> Listed[FileRead]:
    """Attaches brochures, cases and the like that you have sent to `/v1/files`, for good."""
    await service.attach_material(session, actor, product_id, body)
    return Listed(items=await queries.of_product(session, product_id))
