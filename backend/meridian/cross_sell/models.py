"""Which products and product lines go together, and which of them a customer does not want."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem


class _Together:
    """Of `buyers` customers who bought the first within the period, `together` bought the second too; of all
    `customers` who bought anything, `then_buyers` did."""

    buyers: Mapped[int]
    together: Mapped[int]
    then_buyers: Mapped[int]
    customers: Mapped[int]
    worked_out_at: Mapped[datetime]


class PurchaseRule(_Together, Base):
    """Two products that go together."""

    __tablename__ = "purchase_rule"
    __table_args__ = (Index(None, "then_product_id"),)

    if_product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    then_product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)


class PurchaseLineRule(_Together, Base):
    """Two product lines that go together: whoever bought any product of one."""

    __tablename__ = "purchase_line_rule"

    if_line: Mapped[str] = mapped_column(primary_key=True)
    then_line: Mapped[str] = mapped_column(primary_key=True)


class DeclinedPrompt(Versioned, Base):
    """A product, or a whole line of them, that a customer does not want, and why: it is not suggested to them again."""

    __tablename__ = "declined_prompt"
    __table_args__ = (
        Index("declined_prompt_customer_product_key", "customer_id", "product_id", unique=True),
        Index("declined_prompt_customer_line_key", "customer_id", "product_line", unique=True),
        CheckConstraint("num_nonnulls(product_id, product_line) = 1", name="product_or_line"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    product_line: Mapped[str | None]
    reason: Mapped[str]
    declined_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    declined_at: Mapped[datetime] = mapped_column(server_default=NOW)


# What a broken constraint of suggestions means.


INTEGRITY: Mapping[str, Problem] = {
    "declined_prompt_customer_product_key": Conflict(
        msg("this product was turned down for the customer already"), reason="already_declined"
    ),
    "declined_prompt_customer_line_key": Conflict(
        msg("this product line was turned down for the customer already"), reason="already_declined"
    ),
}
