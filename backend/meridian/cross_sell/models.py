"""Which products go together, and which of them a customer does not want."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Versioned


class PurchaseRule(Base):
    """Of `buyers` customers who bought the first product within the period, `together` bought the second too; of all
    `customers` who bought anything, `then_buyers` did."""

    __tablename__ = "purchase_rule"
    __table_args__ = (Index(None, "then_product_id"),)

    if_product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    then_product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    buyers: Mapped[int]
    together: Mapped[int]
    then_buyers: Mapped[int]
    customers: Mapped[int]
    worked_out_at: Mapped[datetime]


class DeclinedPrompt(Versioned, Base):
    """A product that a customer does not want, and why: it is not suggested to them again."""

    __tablename__ = "declined_prompt"
    __table_args__ = (Index("declined_prompt_customer_product_key", "customer_id", "product_id", unique=True),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    reason: Mapped[str]
    declined_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    declined_at: Mapped[datetime] = mapped_column(server_default=NOW)
