"""Events, the order in which they are read, and how far each subscription has read.

A committing transaction notes its events in `event_arrival`; whoever reads next gives what has arrived the positions
after the last, one reader at a time. A position is a row like any other: dumps, restores, promotions and other
databases of the server leave it as it is (decision 0005).
"""

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
    """One event. Who may see it: those who see the customer, else `audience_user_id`, else holders of `permission`.

    xid: read only by processes of the version before, while an upgrade goes on; the next migration drops it.
    """

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


class EventArrival(Base):
    """An event that has been committed and has no position yet. Written by a trigger while its transaction commits."""

    __tablename__ = "event_arrival"

    arrival: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event_id: Mapped[uuid.UUID]


class EventOrder(Base):
    """The place of an event among all: 1, 2, 3 … in the order in which transactions committed, without gaps.

    No foreign key: checking it would lock, and so write, each event once more; events are never deleted.
    """

    __tablename__ = "event_order"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[uuid.UUID]


class EventCursor(Base):
    """How far a subscription has read; locked while its handler works, so that each event is handled exactly once."""

    __tablename__ = "event_cursor"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int]
