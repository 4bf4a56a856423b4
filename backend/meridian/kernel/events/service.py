"""What declares a kind of event, and publishing one in the transaction that made it happen."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, Unpack

from pydantic import BaseModel
from sqlalchemy import insert

from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event

CHANNEL = "meridian_event"


class NoData(BaseModel):
    """The event says everything by its type and subject."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event: past tense, `noun.verbed`. `data` holds ids and names of fields, never personal values."""

    name: str
    description: str
    data: type[BaseModel] = NoData


class EventValues(TypedDict):
    """What an event is about, who sees it when there is no customer, and its data, which must fit its type's model."""

    subject_type: str
    subject_id: uuid.UUID
    version: NotRequired[int | None]
    customer_id: NotRequired[uuid.UUID | None]
    audience_user_id: NotRequired[uuid.UUID | None]
    permission: NotRequired[str | None]
    data: NotRequired[Mapping[str, Any] | BaseModel | None]


def event_row(kind: EventType, **values: Unpack[EventValues]) -> dict[str, Any]:
    """The event as a row of its table."""
    data = values.get("data")
    payload = data if isinstance(data, BaseModel) else kind.data.model_validate(data or {})
    return {
        "type": kind.name,
        "subject_type": values["subject_type"],
        "subject_id": values["subject_id"],
        "subject_version": values.get("version"),
        "customer_id": values.get("customer_id"),
        "audience_user_id": values.get("audience_user_id"),
        "permission": values.get("permission"),
        "data": payload.model_dump(mode="json"),
    }


async def publish(session: WriteSession, kind: EventType, **values: Unpack[EventValues]) -> None:
    """Writes an event in the session's transaction."""
    await session.execute(insert(Event).values(event_row(kind, **values)))
