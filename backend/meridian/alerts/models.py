"""Alerts."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.alerts.rules import AlertReason, AlertSeverity, AlertState
from meridian.kernel.db.models import NOW, Base, Versioned

LIVE = text("state <> 'resolved'")


class Alert(Versioned, Base):
    """One person told that one fact needs them, from when the clock saw it until it saw it gone.

    cause_id: the row the fact is about (a customer, a milestone, a deadline's step …); subject_type, subject_id: the
    record to open. since: when the fact came about; created_at: when it was told. facts: ids, codes, dates, never
    personal values.
    """

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_at"),
        Index("alert_live_key", "reason", "cause_id", "owner_id", unique=True, postgresql_where=LIVE),
        Index(None, "owner_id", "state", "id"),
        Index("alert_live_owner_id_since_id_idx", "owner_id", "since", "id", postgresql_where=LIVE),
        Index(None, "created_at", "id"),
        Index(None, "subject_id", "id"),
        Index(None, "customer_id", "id", postgresql_where=text("customer_id IS NOT NULL")),
    )

    reason: Mapped[AlertReason]
    severity: Mapped[AlertSeverity]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    cause_id: Mapped[uuid.UUID]
    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    state: Mapped[AlertState] = mapped_column(server_default=AlertState.OPEN)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    acknowledged_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]


class AlertLook(Base):
    """One row: since when the clock has still to look at what changes, and when it last looked at everything."""

    __tablename__ = "alert_look"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    looked_at: Mapped[datetime]
    swept_at: Mapped[datetime]
