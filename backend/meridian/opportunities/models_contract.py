"""Solution proposals, the contract and its milestones (TS-8..10)."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.tables import Base, Versioned


class SolutionProposal(Versioned, Base):
    """One version of what we offer, and the customer's answer to it. Versions count from 1."""

    __tablename__ = "solution_proposal"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        Index("solution_proposal_key", "opportunity_id", "number", unique=True),
        Index(None, "customer_id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    number: Mapped[int]
    summary: Mapped[str]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    valid_until: Mapped[date | None]
    presented_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answer_note: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class Contract(Versioned, Base):
    """The opportunity's contract; amendments are kept in the history with their reason."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        Index("contract_opportunity_key", "opportunity_id", unique=True),
        Index(None, "customer_id"),
        Index(None, "number"),
        Index(None, "signed_on", "id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    number: Mapped[str | None]
    signed_on: Mapped[date | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    payment_terms: Mapped[str | None]
    delivery_terms: Mapped[str | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class Milestone(Versioned, Base):
    """A payment the customer owes or a delivery we owe, by a day of the company's calendar (TS-10).

    overdue_told_at: when the clock told that this due day was over, so that it tells once.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("kind IN ('payment', 'delivery')", name="kind"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        Index(None, "opportunity_id", "position", "id"),
        Index(None, "customer_id"),
        Index("milestone_open_idx", "due_on", "id", postgresql_where=text("done_on IS NULL")),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    kind: Mapped[str]
    title: Mapped[str]
    due_on: Mapped[date]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    note: Mapped[str | None]
    done_on: Mapped[date | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    done_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
