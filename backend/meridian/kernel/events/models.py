"""Events and how far each subscription has read. Read by (xid, seq), below the oldest running transaction."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from meridian.kernel.db.models import NOW, Base, Identified


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
