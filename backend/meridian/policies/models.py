"""Decided values of settings, and decisions taken back before they came into force. Rows are only ever added."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified


class PolicyVersion(Identified, Base):
    """A value decided for a setting. `number` counts up per key from 1; 0 is the default that ships.

    confirmed_by: the second person, where the change was proposed first.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("effective_from >= created_at", name="not_backdated"),
    )

    key: Mapped[str]
    number: Mapped[int]
    value: Mapped[Any] = mapped_column(JSONB)
    effective_from: Mapped[datetime]
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class PolicyWithdrawal(Identified, Base):
    """A version taken back before it came into force."""

    __tablename__ = "policy_withdrawal"

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("policy_version.id"), unique=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
