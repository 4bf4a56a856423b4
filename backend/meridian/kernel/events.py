"""Events: what happened, written in the transaction that made it happen, read by the stream and by subscribers.

Readers go by (xid, seq) and only below the oldest running transaction, so that no event is overtaken or skipped.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from pydantic import BaseModel
from sqlalchemy import BigInteger, Identity, Index, Text, insert, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from meridian.kernel.db import WriteSession
from meridian.kernel.tables import NOW, Base, Identified

CHANNEL = "meridian_event"


class NoData(BaseModel):
    """The event says everything by its type and subject."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event: past tense, `noun.verbed`. `data` holds ids and names of fields, never personal values."""

    name: str
    description: str
    data: type[BaseModel] = NoData


class XidType(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class Event(Identified, Base):
    """One event. Who may see it: those who see the customer, else `audience_user_id`, else holders of `permission`."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "xid", "seq"), Index(None, "customer_id", "seq"))

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    xid: Mapped[str] = mapped_column(XidType(), server_default=text("pg_current_xact_id()"))
    type: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=NOW)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(server_default=text("meridian_actor()"))
    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    subject_version: Mapped[int | None]
    customer_id: Mapped[uuid.UUID | None]
    audience_user_id: Mapped[uuid.UUID | None]
    permission: Mapped[str | None]
    data: Mapped[dict[str, Any]]


class EventCursor(Base):
    """How far a subscription has read; locked while its handler works, so that each event is handled exactly once."""

    __tablename__ = "event_cursor"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    xid: Mapped[str] = mapped_column(XidType())
    seq: Mapped[int]


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


async def emit(session: WriteSession, kind: EventType, **values: Unpack[EventValues]) -> None:
    """Writes an event in the session's transaction."""
    await session.execute(insert(Event).values(event_row(kind, **values)))
