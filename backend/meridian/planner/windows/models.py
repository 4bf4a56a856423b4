"""Hours that a customer or somebody there asked to be called in."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned


class OwnHours(Versioned, Base):
    """Hours in which a customer, or one person there, asked to be called, by their wall clock: policy's calling hours
    hold beside them (OT-10). weekly: weekday → stretches `{start, end}`."""

    __tablename__ = "own_hours"
    __table_args__ = (
        Index("own_hours_whose_key", "customer_id", "contact_id", unique=True, postgresql_nulls_not_distinct=True),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    weekly: Mapped[dict[str, Any]]
    note: Mapped[str | None]
