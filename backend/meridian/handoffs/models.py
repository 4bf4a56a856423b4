"""Questions passed to departments."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.handoffs.rules import HandoffState, Origin
from meridian.kernel.db.models import NOW, Base, Versioned


class Handoff(Versioned, Base):
    """A question or need of a customer that a department answers in its working time.

    deadline_id: the clock that runs for it (calendars.deadlines); overdue_at: when it told that the time was up.
    origin_type, origin_id: the record it came from, which may stand in a domain above this one.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index("handoff_customer_id_asked_at_id_idx", "customer_id", text("asked_at DESC"), text("id DESC")),
        Index(None, "department_id", "state", "id"),
        Index(None, "assignee_id", "state", "id"),
        Index(None, "asked_by", "id"),
        Index(None, "asked_at", "id"),
        Index(None, "deadline_id"),
        Index("handoff_answered_idx", "id", postgresql_where=text("state = 'answered'")),
        Index(None, "origin_id", postgresql_where=text("origin_id IS NOT NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    question: Mapped[str]
    state: Mapped[HandoffState] = mapped_column(server_default=HandoffState.OPEN)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime] = mapped_column(server_default=NOW)
    deadline_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deadline.id"))
    overdue_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None]
    told_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    told_at: Mapped[datetime | None]
    told_note: Mapped[str | None]
    origin_type: Mapped[Origin | None]
    origin_id: Mapped[uuid.UUID | None]
