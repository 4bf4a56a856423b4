"""Followers of customers, and up to where each person has read."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified


class CustomerFollower(Identified, Base):
    """A person or a department that is told of a customer's changes (CR-8)."""

    __tablename__ = "customer_follower"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (department_id IS NULL)", name="one"),
        Index(
            "customer_follower_key",
            "customer_id",
            "user_id",
            "department_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "user_id", "customer_id", postgresql_where=text("user_id IS NOT NULL")),
        Index(None, "department_id", "customer_id", postgresql_where=text("department_id IS NOT NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    added_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[datetime] = mapped_column(server_default=NOW)


class ChangesSeen(Base):
    """Up to when somebody has read the changes of the customers that concern them."""

    __tablename__ = "changes_seen"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    until: Mapped[datetime]
