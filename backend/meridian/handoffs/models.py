"""Questions passed to departments."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.tables import NOW, Base, Versioned


class Handoff(Versioned, Base):
    """A question or need of a customer that a department answers by `due_at`.

    due_at counts the department's working time from when it was asked, under the policy versions kept in
    `policy_versions`, unless the asker set a deadline. overdue_at: when the clock told that it was overdue.
    origin_type, origin_id: the record it came from, which may stand in a domain above this one.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index("handoff_customer_id_asked_at_idx", "customer_id", text("asked_at DESC"), text("id DESC")),
        Index(None, "department_id", "state", "due_at", "id"),
        Index(None, "assignee_id", "state", "due_at", "id"),
        Index(None, "asked_by", "id"),
        Index("handoff_due_at_idx", "due_at", postgresql_where=text("state = 'open' AND overdue_at IS NULL")),
        Index(None, "origin_id", postgresql_where=text("origin_id IS NOT NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    question: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="open")
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime] = mapped_column(server_default=NOW)
    due_at: Mapped[datetime]
    due_source: Mapped[str] = mapped_column(server_default="policy")
    policy_versions: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    overdue_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None]
    told_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    told_at: Mapped[datetime | None]
    told_note: Mapped[str | None]
    origin_type: Mapped[str | None]
    origin_id: Mapped[uuid.UUID | None]
