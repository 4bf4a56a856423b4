"""Deadlines and their steps."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Interval, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meridian.calendars.deadlines.rules import StepKind
from meridian.calendars.models import EMPTY_LIST
from meridian.identity.rules import EscalationRecipient
from meridian.kernel.db.models import NOW, Base, Identified

LIVE = text("met_at IS NULL AND cancelled_at IS NULL")


class Deadline(Identified, Base):
    """An amount of working time something must be done within; what it counts from, and what became of it.

    The amount, the steps and the policy versions they came from are pinned when it starts. `due_at` follows from them,
    the calendar and the pauses; it is null while a pause holds it. The calendar is the one it was last counted with.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        ForeignKeyConstraint(
            ["calendar_id", "calendar_version"],
            ["working_calendar_version.calendar_id", "working_calendar_version.version"],
            name="deadline_calendar_fkey",
        ),
        Index("deadline_live_key", "subject_type", "subject_id", "kind", unique=True, postgresql_where=LIVE),
        Index(None, "subject_type", "subject_id"),
        Index("deadline_due_at_idx", "due_at", postgresql_where=LIVE),
        Index("deadline_owner_id_idx", "owner_id", "due_at", postgresql_where=LIVE),
        Index("deadline_department_id_idx", "department_id", "due_at", postgresql_where=LIVE),
        Index("deadline_customer_id_idx", "customer_id"),
        CheckConstraint("amount_minutes >= 0", name="amount"),
        CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="one_end"),
    )

    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    calendar_id: Mapped[uuid.UUID]
    calendar_version: Mapped[int]
    policy_versions: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    started_at: Mapped[datetime]
    amount_minutes: Mapped[int]
    due_at: Mapped[datetime | None]
    paused_since: Mapped[datetime | None]
    pauses: Mapped[list[Any]] = mapped_column(server_default=EMPTY_LIST)
    met_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)

    steps: Mapped[list["DeadlineStep"]] = relationship(
        order_by="DeadlineStep.number", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def live(self) -> bool:
        return self.met_at is None and self.cancelled_at is None

    @property
    def missed(self) -> bool | None:
        """Whether it was met too late; None while it is not met."""
        return None if self.met_at is None else self.due_at is not None and self.met_at > self.due_at


class DeadlineStep(Identified, Base):
    """A moment beside a deadline at which the clock tells somebody, once. `at` is null when it will not come (yet)."""

    __tablename__ = "deadline_step"
    __table_args__ = (
        UniqueConstraint("deadline_id", "number"),
        Index("deadline_step_at_idx", "at", postgresql_where=text("raised_at IS NULL")),
        Index("deadline_step_raised_at_idx", "raised_at", postgresql_where=text("raised_at IS NOT NULL")),
    )

    deadline_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("deadline.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[StepKind]
    recipient: Mapped[EscalationRecipient]
    offset: Mapped[str]
    distance: Mapped[timedelta] = mapped_column(Interval)
    at: Mapped[datetime | None]
    raised_at: Mapped[datetime | None]
