"""Occasions that are owed: each once for a person, or a customer, in a year."""

import uuid
from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meridian.duties.care.rules import CareHeld
from meridian.kernel.db.models import Base, Identified
from meridian.plans.care.rules import CareItem, Occasion
from meridian.plans.rules import Method


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
