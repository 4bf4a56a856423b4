"""Proposed grades, and when they were worked out."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.grading.rules import ProposalState
from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.policies.rules import Grade


class GradeProposal(Versioned, Base):
    """Another grade for a customer. At most one of a customer is open.

    parts: by name, what was found (`value`), the level it earns and its weight; policy_versions: by which policy.
    """

    __tablename__ = "grade_proposal"
    __table_args__ = (
        Index("grade_proposal_open_key", "customer_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "customer_id", "id"),
        Index(None, "state", "score", "id"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    from_grade: Mapped[Grade]
    to_grade: Mapped[Grade]
    score: Mapped[Decimal] = mapped_column(Numeric(6, 4))
    parts: Mapped[dict[str, Any]]
    policy_versions: Mapped[dict[str, Any]]
    evaluated_at: Mapped[datetime]
    state: Mapped[ProposalState] = mapped_column(server_default=ProposalState.OPEN)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]


class GradeRun(Identified, Base):
    """Every customer's grade was worked out: when, asked for by whom (the clock: nobody), what came of it."""

    __tablename__ = "grade_run"
    __table_args__ = (Index(None, "started_at", "id"),)

    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    evaluated: Mapped[int] = mapped_column(server_default=text("0"))
    proposed: Mapped[int] = mapped_column(server_default=text("0"))
