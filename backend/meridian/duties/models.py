"""How far duties were kept: each day by owner and grade, each contact that came too late; and what care plans owe."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    Uuid,
    bindparam,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from meridian.customers.models import Customer
from meridian.customers.rules import ContactRule
from meridian.duties.rules import CareHeld
from meridian.kernel.db.models import NOW, Base, Code, Identified, counted_ahead
from meridian.plans.care.rules import CareItem, Occasion
from meridian.plans.rules import Method
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


# How many customers are owed a contact, counted ahead (triggers.py): rows that nobody names one by one.


KEYS = ("owner_id", "team_id", "department_id", "market_id", "grade", "rule")
COUNTS = ("customers", "overdue", "twice_overdue", "by_evening")


def _keys() -> list[Column[Any]]:
    codes: dict[str, TypeEngine[Any]] = {"grade": Code(Grade), "rule": Code(ContactRule)}
    return [Column(name, codes.get(name, Uuid())) for name in KEYS]


counted_ahead("duty_tally", (*_keys(), *(Column(each, BigInteger, nullable=False) for each in COUNTS)), KEYS)
counted_ahead(
    "duty_change",
    (
        *_keys(),
        Column("added", SmallInteger, nullable=False),
        Column("due_at", TIMESTAMP(timezone=True), nullable=False),
        Column("twice_due_at", TIMESTAMP(timezone=True), nullable=False),
    ),
)
Index(  # who is owed a contact is counted without a look at the table
    "customer_contact_due_at_id_idx",
    Customer.contact_due_at,
    Customer.id,
    postgresql_include=[
        "merged_into_id",
        "owner_id",
        "team_id",
        "department_id",
        "grade",
        "category",
        "intent_level",
        "first_contact_at",
        "last_contact_at",
        "created_at",
    ],
)
Index(
    "customer_grade_contact_due_at_id_idx",
    Customer.grade,
    Customer.contact_due_at,
    Customer.id,
    postgresql_where=text("contact_due_at IS NOT NULL AND merged_into_id IS NULL"),
)
_UTC, _DUE = text("'UTC'"), Customer.contact_due_at
_LONG_DUE = _DUE - func.coalesce(Customer.last_contact_at, Customer.created_at)
Index(
    "customer_twice_due_at_idx",
    func.timezone(_UTC, func.timezone(_UTC, _DUE) + _LONG_DUE),  # `twice_due_at` written out
    postgresql_where=_DUE.is_not(None),
)
EVENING = bindparam("evening", type_=TIMESTAMP(timezone=True))
COUNTED = func.duty_counts(NOW, EVENING).table_valued(*_keys(), *(Column(each, BigInteger) for each in COUNTS))
"""Counts of customers owed a contact now and by an evening; several for one key."""


class DutyTallyTime(Base):
    """What the tally was counted at: the moment, and the evening by which contacts fall due. One row."""

    __tablename__ = "duty_tally_time"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    moment: Mapped[datetime] = mapped_column(server_default=NOW)
    evening: Mapped[datetime] = mapped_column(server_default=NOW)


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


class CareDuty(Identified, Base):
    """An occasion that a care plan owes a customer: which, of whom, on what day, and the contact planned for it.

    contact_id: whose birthday; null for a holiday. holiday: its name in `country`. held: why no contact is planned.
    """

    __tablename__ = "care_duty"
    __table_args__ = (
        Index(
            "care_duty_once_key",
            "customer_id",
            "contact_id",
            "occasion",
            "holiday",
            "year",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "on_day", "id"),
        Index(None, "plan_id", "on_day", "id"),
        Index(None, "contact_id"),
        Index(None, "item_id"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_plan.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    occasion: Mapped[Occasion]
    country: Mapped[str | None]
    holiday: Mapped[str | None]
    year: Mapped[int]
    on_day: Mapped[date]
    care_item: Mapped[CareItem]
    method: Mapped[Method]
    item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("planned_contact.id", ondelete="SET NULL"))
    held: Mapped[CareHeld | None]
