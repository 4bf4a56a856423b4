"""The company's own fields on customers: defined by an administrator, checked on every write."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from meridian.customers import rules_custom
from meridian.customers.models_care import CustomField
from meridian.customers.rules_custom import CustomType
from meridian.customers.schemas_fields import CustomFieldCreate, CustomFieldRead, CustomFieldUpdate
from meridian.identity.actor import Actor
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import Invalid, NotFound, fault
from meridian.kernel.schemas import Page

CUSTOM_FIELDS = ListSpec(
    "custom_fields",
    fields=(
        Field("key", CustomField.key, "code", sortable=True, description="Key", example="fair_year"),
        Field("type", CustomField.type, "code", choices=CustomType, description="Type", example="integer"),
        Field("active", CustomField.active, "boolean", description="Whether it is in use", example=True),
    ),
    default_sort=("key",),
    id_column=CustomField.id,
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CustomFieldRead]:
    """Custom fields. Everybody who reads customers needs their labels."""
    return await fetch_page(
        session,
        select(CustomField),
        CUSTOM_FIELDS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda field: CustomFieldRead.of(field, masked=actor.masked),
    )


async def load(session: Session, field_id: uuid.UUID, *, lock: bool = False) -> CustomField:
    """404 when there is none."""
    statement = select(CustomField).where(CustomField.id == field_id)
    field = await session.scalar(statement.with_for_update() if lock else statement)
    if field is None:
        raise NotFound()
    return field


async def define(session: WriteSession, body: CustomFieldCreate) -> CustomField:
    """A new field. 409 when the key is taken."""
    _check_choices(body.type, body.choices)
    field = CustomField(**body.model_dump())
    session.add(field)
    await session.flush()
    return field


async def change(session: WriteSession, field_id: uuid.UUID, body: CustomFieldUpdate, version: int) -> CustomField:
    """Changes labels, choices, whether it is required or in use. Key and type stay, for values exist."""
    field = await load(session, field_id, lock=True)
    check_version(field.version, version)
    for name, value in body.model_dump().items():
        setattr(field, name, value)
    _check_choices(CustomType(field.type), field.choices)
    await session.flush()
    return field


def _check_choices(kind: CustomType, choices: Sequence[str]) -> None:
    if (kind is CustomType.CHOICE) != bool(choices):
        raise fault("/choices", "choices", "a field of type choice has choices, and no other has")


async def check(session: Session, changes: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    """422 naming each value that does not fit its field, and each required field that would be without a value."""
    definitions = (await session.scalars(select(CustomField).where(CustomField.active))).all()
    result = {key: value for key, value in {**old, **changes}.items() if value is not None}
    if found := rules_custom.faults(definitions, changes, result):
        raise Invalid(errors=found)
