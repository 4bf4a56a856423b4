"""Contacts as telephone and mail systems report them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned
from meridian.plans.rules import Method
from meridian.records.reported.rules import CallOutcome, ReportedState
from meridian.records.rules import Direction


class ReportedContact(Versioned, Base):
    """One call or e-mail that a system told of, whoever it was with. Its contact record, once there, has the same id.

    facts: what was said of it and when, out of which reports are merged; the columns follow from them. party: the other
    side as written: a number or an address; phone: that number in E.164. author_id: who of us made or took it, else
    whose customer it is; team and department are theirs. customer_id, contact_id: said, found by number or address, or
    attached by a person.
    """

    __tablename__ = "reported_contact"
    __table_args__ = (
        Index("reported_contact_external_key", "source", "external_id", unique=True),
        Index("reported_contact_started_at_id_idx", text("started_at DESC"), text("id DESC")),
        Index("reported_contact_author_id_state_started_at_idx", "author_id", "state", text("started_at DESC")),
        Index(
            "reported_contact_unattached_idx", text("started_at DESC"), postgresql_where=text("state = 'unattached'")
        ),
        Index("reported_contact_customer_id_started_at_idx", "customer_id", text("started_at DESC")),
        Index(None, "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index(None, "phone", postgresql_where=text("phone IS NOT NULL")),
    )

    method: Mapped[Method]
    source: Mapped[str]
    external_id: Mapped[str]
    state: Mapped[ReportedState]
    facts: Mapped[dict[str, Any]]
    direction: Mapped[Direction]
    party: Mapped[str | None]
    phone: Mapped[str | None]
    subject: Mapped[str | None]
    outcome: Mapped[CallOutcome | None]
    cause: Mapped[int | None] = mapped_column(SmallInteger)
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ring_seconds: Mapped[int | None]
    talk_seconds: Mapped[int | None]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    customer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
