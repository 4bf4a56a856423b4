"""Who was given whom to call, and what nobody else is given meanwhile."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.dial_queue.rules import LeaseEnding, SkipReason
from meridian.kernel.db.models import Base, Identified


class DialLease(Identified, Base):
    """A customer that somebody was given to call. Without `ended_at` it runs until `expires_at`.

    put_aside_until: skipped, and not offered to anybody before.
    """

    __tablename__ = "dial_lease"
    __table_args__ = (
        Index(None, "user_id", "taken_at"),
        Index("dial_lease_running_idx", "user_id", postgresql_where=text("ended_at IS NULL")),
        Index(None, "customer_id", "put_aside_until"),
        Index(None, "item_id"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("planned_contact.id", ondelete="CASCADE"))
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[LeaseEnding | None]
    skip_reason: Mapped[SkipReason | None]
    skip_note: Mapped[str | None]
    put_aside_until: Mapped[datetime | None]


class DialHold(Base):
    """What a lease keeps from everybody else: the customer (`customer:…`) and each of its numbers (E.164).

    Two records of one company, or two that share a number, meet in the number.
    """

    __tablename__ = "dial_hold"
    __table_args__ = (Index(None, "lease_id"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    lease_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dial_lease.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
