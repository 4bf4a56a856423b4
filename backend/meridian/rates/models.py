"""Exchange rates."""

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned

RATE = Numeric(18, 10)


class ExchangeRate(Versioned, Base):
    """What one unit of `currency` is worth in `base_currency` from `valid_on` until the next rate.

    The base currency stands beside the rate, because a company may change its own: old rates stay true of the old one.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (
        UniqueConstraint("base_currency", "currency", "valid_on"),
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("currency <> base_currency", name="currency"),
    )

    base_currency: Mapped[str]
    currency: Mapped[str]
    valid_on: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(RATE)
    source: Mapped[str]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
