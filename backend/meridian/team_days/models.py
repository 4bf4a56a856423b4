"""Targets of a month."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem


class MonthTarget(Versioned, Base):
    """What a person or a team is to reach in a month; null where nothing is asked of that kind.

    month: its first day. signed_sum: worth of the contracts to be signed, in `currency`, the company's when it was set.
    """

    __tablename__ = "month_target"
    __table_args__ = (
        UniqueConstraint("month", "user_id", "team_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("num_nonnulls(user_id, team_id) = 1", name="whose"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        CheckConstraint("calls > 0 AND connected > 0 AND customers_won > 0 AND signed_sum > 0", name="positive"),
        CheckConstraint("(signed_sum IS NULL) = (currency IS NULL)", name="currency"),
        Index(None, "user_id"),
        Index(None, "team_id"),
    )

    month: Mapped[date]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    calls: Mapped[int | None]
    connected: Mapped[int | None]
    customers_won: Mapped[int | None]
    signed_sum: Mapped[Decimal | None]
    currency: Mapped[str | None]


# What the constraints say when they are broken.

INTEGRITY: Mapping[str, Problem] = {
    "month_target_month_user_id_team_id_key": Conflict(
        msg("somebody else set these targets meanwhile; read them again"), reason="targets_changed"
    ),
}
