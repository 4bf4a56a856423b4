"""Internal review meetings of opportunities and what they set people to do (CR-15)."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.tables import Base, Versioned

EMPTY = text("'{}'")


class OpportunityReview(Versioned, Base):
    """A meeting held on an opportunity: who was there, what was said and decided."""

    __tablename__ = "opportunity_review"
    __table_args__ = (Index(None, "opportunity_id", "held_at", "id"), Index(None, "customer_id"))

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    held_at: Mapped[datetime]
    attendee_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=EMPTY)
    progress: Mapped[str]
    decisions: Mapped[list[str]] = mapped_column(server_default=EMPTY)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class ReviewAction(Versioned, Base):
    """What a review asked somebody to do, and by when."""

    __tablename__ = "review_action"
    __table_args__ = (
        Index(None, "review_id", "id"),
        Index(None, "opportunity_id", "id"),
        Index(None, "customer_id"),
        Index("review_action_open_idx", "owner_id", "due_on", postgresql_where=text("done_at IS NULL")),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity_review.id", ondelete="CASCADE"))
    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    description: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    result: Mapped[str | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
