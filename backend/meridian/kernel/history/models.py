"""The record of every change: who, when, what from, what to, by which request, for which reason (CR-6, MC-8)."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified


class Operation(StrEnum):
    """What was done to a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class History(Identified, Base):
    """One change of one row, written by trigger only. `changes` maps a field to `[old, new]`."""

    __tablename__ = "history"
    __table_args__ = (
        Index(None, "entity", "entity_id", "id"),
        Index(None, "customer_id", "id"),
        Index(None, "actor_id", "id"),
        # Written in the order of time: a few pages find any day. Pages not summed up yet are read by every look.
        Index(None, "at", postgresql_using="brin", postgresql_with={"autosummarize": "on"}),
    )

    entity: Mapped[str]
    entity_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID | None]
    operation: Mapped[Operation]
    actor_id: Mapped[uuid.UUID | None]
    request_id: Mapped[str | None]
    reason: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=NOW)
    changes: Mapped[dict[str, Any]]
