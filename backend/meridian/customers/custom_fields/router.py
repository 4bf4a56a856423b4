"""`/v1/custom-fields`: the company's own fields on customers."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.customers.custom_fields import queries, service
from meridian.customers.custom_fields.schemas import CustomFieldCreate, CustomFieldRead, CustomFieldUpdate
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/custom-fields", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.FIELD_READ)]
Definer = Annotated[Actor, allow(Permission.FIELD_WRITE)]


@list_and_search(router, "", queries.CUSTOM_FIELDS)
async def list_custom_fields(session: Reading, actor: Reader, query: ListQuery) -> Page[CustomFieldRead]:
    """The company's own fields, by key."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_custom_field(session: Writing, actor: Definer, body: CustomFieldCreate) -> CustomFieldRead:
    """Defines a field."""
    field = await service.define(session, body)
    return CustomFieldRead.of(field, masked=actor.masked)


@router.get("/{field_id}")
async def get_custom_field(session: Reading, actor: Reader, field_id: uuid.UUID) -> CustomFieldRead:
    """One field."""
    field = await queries.load(session, field_id)
    return CustomFieldRead.of(field, masked=actor.masked)


@router.patch("/{field_id}")
async def update_custom_field(
    session: Writing,
    actor: Definer,
    field_id: uuid.UUID,
    body: CustomFieldUpdate,
    version: Annotated[int, Depends(if_match)],
) -> CustomFieldRead:
    """Changes labels, choices, whether it is required or in use; key and type stay."""
    field = await service.change(session, field_id, body, version)
    return CustomFieldRead.of(field, masked=actor.masked)
