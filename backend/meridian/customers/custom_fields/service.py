"""The company's own fields on customers: defined by an administrator, checked on every write."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from meridian.customers.custom_fields import rules
from meridian.customers.custom_fields.queries import IN_USE, load
from meridian.customers.custom_fields.schemas import CustomFieldCreate, CustomFieldUpdate
from meridian.customers.models import CustomField
from meridian.customers.rules import CustomType
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Invalid, check_version, fault


async def define(session: WriteSession, body: CustomFieldCreate) -> CustomField:
    """A new field. 409 when the key is taken."""
    _check_choices(body.type, body.choices)
    field = CustomField(**body.model_dump())
    session.add(field)
    await session.flush()
    await IN_USE.invalidate(session)
    return field


async def change(session: WriteSession, field_id: uuid.UUID, body: CustomFieldUpdate, version: int) -> CustomField:
    """Changes labels, choices, whether it is required or in use. Key and type stay, for values exist."""
    field = await load(session, field_id, lock=True)
    check_version(field.version, version)
    assign(field, body.model_dump())
    _check_choices(CustomType(field.type), field.choices)
    await session.flush()
    await IN_USE.invalidate(session)
    return field


def _check_choices(kind: CustomType, choices: Sequence[str]) -> None:
    if (kind is CustomType.CHOICE) != bool(choices):
        raise fault("/choices", "choices", msg("a field of type choice has choices, and no other has"))


async def check(session: Session, changes: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    """422 naming each value that does not fit its field, and each required field that would be without a value."""
    definitions = await IN_USE.get(session)
    result = {key: value for key, value in {**old, **changes}.items() if value is not None}
    if found := rules.faults(definitions, changes, result):
        raise Invalid(errors=found)
