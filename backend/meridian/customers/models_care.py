"""Who works on a customer, what it refused or allowed, how its file is kept current, the company's own fields."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.tables import NOW, Base, Identified, Versioned


class CustomerMember(Identified, Base):
    """A person with whom the customer is shared, or of its account team (MC-13, MC-25)."""

    __tablename__ = "customer_member"
    __table_args__ = (
        Index("customer_member_key", "customer_id", "user_id", "kind", unique=True),
        Index(None, "user_id", "customer_id"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[str]
    role: Mapped[str | None]  # executive_sponsor, service, technical, …
    note: Mapped[str | None]
    added_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[datetime] = mapped_column(server_default=NOW)


class Transfer(Identified, Base):
    """A change of owner with its handover note (MC-25)."""

    __tablename__ = "customer_transfer"
    __table_args__ = (Index(None, "customer_id", "id"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    from_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    to_user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    note: Mapped[str]
    by_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(server_default=NOW)


class OptOut(Identified, Base):
    """A refusal of one channel by the company or one person there (OT-11); lifted only with a reason."""

    __tablename__ = "opt_out"
    __table_args__ = (
        Index(None, "customer_id", "channel"),
        Index(
            "opt_out_standing_key",
            "customer_id",
            "contact_id",
            "channel",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    channel: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    contact_record_id: Mapped[uuid.UUID | None]
    set_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str | None]
    lifted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class Consent(Identified, Base):
    """The customer's consent to a use of its data (MC-8)."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "customer_id", "id"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    evidence: Mapped[str]
    given_at: Mapped[datetime]
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    withdrawn_at: Mapped[datetime | None]


class CustomerReview(Versioned, Base):
    """One customer's review in one cycle, owed by its owner; done by an attestation (CR-7, MC-5)."""

    __tablename__ = "customer_review"
    __table_args__ = (
        Index("customer_review_open_key", "customer_id", unique=True, postgresql_where=text("done_at IS NULL")),
        Index(None, "owner_id", "due_on", postgresql_where=text("done_at IS NULL")),
        Index(None, "customer_id", "id"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    attestation: Mapped[str | None]
    corrections: Mapped[int | None]


class ImportantChange(Identified, Base):
    """A change of an important field: when it was learned, when entered, and whether that was late (MC-6, CR-8)."""

    __tablename__ = "important_change"
    __table_args__ = (Index(None, "customer_id", "id"), Index(None, "entered_at", "id"))

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    fields: Mapped[list[str]]
    learned_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    late: Mapped[bool]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class CustomField(Versioned, Base):
    """A field of the company's own on customers: typed, validated, shown in both languages."""

    __tablename__ = "custom_field"

    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    label_zh: Mapped[str]
    type: Mapped[str]  # text, integer, decimal, boolean, date, choice
    choices: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    required: Mapped[bool] = mapped_column(server_default=text("false"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
