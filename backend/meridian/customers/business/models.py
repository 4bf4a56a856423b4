"""What a customer needs, asks for, runs and has ordered."""

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.customers.rules import InstalledState, NeedKind, NeedState, OrderOrigin
from meridian.kernel.db.models import Base, Identified, Versioned

# What it needs, asks for, runs and has ordered.


class Need(Versioned, Base):
    """A structured need: current, future or latent (OT-12, RV-8)."""

    __tablename__ = "need"
    __table_args__ = (Index(None, "customer_id", "id"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    kind: Mapped[NeedKind]
    description: Mapped[str]
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[Decimal | None]
    expected_on: Mapped[date | None]
    state: Mapped[NeedState] = mapped_column(server_default=NeedState.OPEN)
    contact_record_id: Mapped[uuid.UUID | None]


class ProductInterest(Versioned, Base):
    __tablename__ = "product_interest"
    __table_args__ = (Index("product_interest_customer_product_key", "customer_id", "product_id", unique=True),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("product.id"))
    note: Mapped[str | None]


class InstalledProduct(Versioned, Base):
    """A product the customer runs: model, purchase date, state and its history (RV-7, RV-9)."""

    __tablename__ = "installed_product"
    __table_args__ = (Index(None, "customer_id", "id"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    model: Mapped[str]
    serial_number: Mapped[str | None]
    purchased_on: Mapped[date | None]
    state: Mapped[InstalledState] = mapped_column(server_default=InstalledState.RUNNING)
    state_note: Mapped[str | None]


class Order(Versioned, Base):
    """A past or present purchase (TS-14); profit is amount less cost.

    origin: `contract` for a signed contract's own entry, which stands until an order of it arrives. contract_id: the
    contract an order carries out; contract_number: as the order named it.
    """

    __tablename__ = "customer_order"
    __table_args__ = (
        Index("customer_order_number_key", "customer_id", "number", unique=True),
        Index(None, "customer_id", "ordered_on"),
        Index("customer_order_contract_idx", "contract_id", postgresql_where=text("contract_id IS NOT NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    number: Mapped[str]
    ordered_on: Mapped[date]
    delivered_on: Mapped[date | None]
    currency: Mapped[str]
    amount: Mapped[Decimal]
    cost: Mapped[Decimal | None]
    note: Mapped[str | None]
    origin: Mapped[OrderOrigin] = mapped_column(server_default=OrderOrigin.ORDER)
    contract_id: Mapped[uuid.UUID | None]
    contract_number: Mapped[str | None]


class OrderLine(Identified, Base):
    __tablename__ = "order_line"
    __table_args__ = (Index(None, "order_id", "position"),)

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer_order.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    description: Mapped[str]
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    amount: Mapped[Decimal]
    cost: Mapped[Decimal | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))
