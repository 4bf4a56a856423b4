"""Suspected duplicates, merges, and what each merge changed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.duplicates.rules import DuplicateReason, PairState, Strength
from meridian.kernel.db.models import NOW, Base, Identified, Versioned


class DuplicatePair(Versioned, Base):
    """Two customers that may be one; `a_id` is the smaller id. A dismissed pair is not suspected again."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        CheckConstraint("a_id < b_id", name="order"),
        Index("duplicate_pair_key", "a_id", "b_id", unique=True),
        Index(None, "b_id"),
        Index(None, "state", "points", "id"),
    )

    a_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    b_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    points: Mapped[int]
    strength: Mapped[Strength]
    reasons: Mapped[list[DuplicateReason]]
    state: Mapped[PairState] = mapped_column(server_default=PairState.OPEN)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decision_reason: Mapped[str | None]


class CustomerMerge(Identified, Base):
    """One customer put into another; `fields` are those taken from the one that went, `moved` counts rows by table."""

    __tablename__ = "customer_merge"
    __table_args__ = (
        CheckConstraint("winner_id <> loser_id", name="two"),
        Index(None, "winner_id", "id"),
        Index(None, "loser_id", "id"),
    )

    winner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    loser_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    reason: Mapped[str]
    fields: Mapped[list[str]]
    moved: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    merged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    merged_at: Mapped[datetime] = mapped_column(server_default=NOW)
    undone_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    undone_at: Mapped[datetime | None]


class CustomerMergeRow(Identified, Base):
    """A row that a merge changed: the columns it changed, before and after."""

    __tablename__ = "customer_merge_row"
    __table_args__ = (Index(None, "merge_id", "table_name"),)

    merge_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer_merge.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[uuid.UUID]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
