"""Rosters of people."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned


class Roster(Versioned, Base):
    """When a person works. Who has none works by their department's calendar.

    weekly: weekday → stretches `{start, end}` by their own wall clock; a shift over midnight is written as two.
    exceptions: `{date, hours, kind, reason}`, no hours for a whole day of leave. keeps_holidays: the department's
    public holidays and days off are free unless an exception says otherwise. languages: in which they can call.
    """

    __tablename__ = "roster"
    __table_args__ = (UniqueConstraint("user_id"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    weekly: Mapped[dict[str, Any]]
    exceptions: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    keeps_holidays: Mapped[bool] = mapped_column(server_default=text("true"))
    languages: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    note: Mapped[str | None]
