"""`/v1/objections`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.scripts.objections import queries, service
from meridian.scripts.objections.schemas import ObjectionCreate, ObjectionRead, ObjectionUpdate

router = APIRouter(prefix="/v1/objections", tags=["scripts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.SCRIPT_READ)]
Writer = Annotated[Actor, allow(Permission.SCRIPT_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.OBJECTIONS)
async def list_objections(session: Reading, actor: Reader, query: ListQuery) -> Page[ObjectionRead]:
    """Objections customers raise, in their order: what the codes of contact records mean."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_objection(session: Writing, actor: Writer, body: ObjectionCreate) -> ObjectionRead:
    """Enters an objection."""
    objection = await service.create(session, body)
    return ObjectionRead.of(objection, masked=actor.masked)


@router.get("/{objection_id}")
async def get_objection(session: Reading, actor: Reader, objection_id: uuid.UUID) -> ObjectionRead:
    """One objection."""
    return ObjectionRead.of(await queries.load(session, objection_id), masked=actor.masked)


@router.patch("/{objection_id}")
async def update_objection(
    session: Writing, actor: Writer, objection_id: uuid.UUID, body: ObjectionUpdate, version: Version
) -> ObjectionRead:
    """Changes the fields sent; the code stays, for records hold it."""
    objection = await service.change(session, objection_id, body, version)
    return ObjectionRead.of(objection, masked=actor.masked)
