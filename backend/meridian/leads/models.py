"""Scores compared with what became of the customers."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Identified

NONE = text("'[]'")


class LeadCheck(Identified, Base):
    """Who had not bought on a day, scored as the facts stood then, and how many bought within so many days of it.

    bands: from the best, its lowest and highest score, how many customers, how many of them bought. facts: each fact's
    kind, how many customers had it and how many of those bought, and the same of those without it.
    """

    __tablename__ = "lead_check"
    __table_args__ = (Index(None, "started_at", "id"),)

    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    day: Mapped[date | None]
    days: Mapped[int | None]
    policy_version: Mapped[int | None]
    bands: Mapped[list[Any]] = mapped_column(server_default=NONE)
    facts: Mapped[list[Any]] = mapped_column(server_default=NONE)
