"""Products and markets."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem


class Product(Versioned, Base):
    __tablename__ = "product"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    product_line: Mapped[str | None]
    model: Mapped[str | None]
    unit: Mapped[str] = mapped_column(server_default="piece")
    selling_points: Mapped[str | None]
    list_price_amount: Mapped[Decimal | None]
    list_price_currency: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Market(Versioned, Base):
    """A named group of countries the company sells to; a country belongs to at most one market."""

    __tablename__ = "market"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    countries: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(server_default=text("true"))


# What broken constraints of products and markets mean.


INTEGRITY: Mapping[str, Problem] = {
    "product_code_key": Conflict(msg("a product with this code exists already"), reason="code_taken"),
    "market_code_key": Conflict(msg("a market with this code exists already"), reason="code_taken"),
}
