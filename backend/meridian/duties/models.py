"""How far duties were kept: each day by owner and grade, and each contact that came too late."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.customers.rules import ContactRule
from meridian.kernel.db.models import Base, Identified
from meridian.policies.rules import Grade


class DutyDay(Base):
    """Customers owed a contact on a day of the company, and of those how many were overdue when it was last counted.

    team_id, department_id: the owner's then; who reads the day goes by them.
    """

    __tablename__ = "duty_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    grade: Mapped[Grade] = mapped_column(primary_key=True)
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    customers: Mapped[int]
    overdue: Mapped[int]


class DutyBreach(Identified, Base):
    """A contact that was not made by when it was owed: since when, by which rule, whose it was then, and until when."""

    __tablename__ = "duty_breach"
    __table_args__ = (
        Index(None, "customer_id", "due_at"),
        Index(None, "due_at", "id"),
        Index("duty_breach_open_key", "customer_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    rule: Mapped[ContactRule]
    grade: Mapped[Grade]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
