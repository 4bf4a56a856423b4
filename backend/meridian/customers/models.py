"""The customer and the people there.

What it needs, buys and owns is in models_business.py, who works on it in models_care.py.
"""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import FetchedValue, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.tables import NOW, Base, Identified, Versioned

EMPTY = text("'{}'")
FALSE = text("false")
CLEAR_INTENT = text("intent_level IN ('high', 'committed') AND archived_at IS NULL AND merged_into_id IS NULL")
"""Customers who mean to buy and are worked on (OT-16); as text, so that its index always fits."""


class Customer(Versioned, Base):
    """A company we sell or wish to sell to. `owner_id`, `team_id`, `department_id` scope every query on it."""

    __tablename__ = "customer"

    name: Mapped[str]
    legal_name: Mapped[str | None]
    short_name: Mapped[str | None]
    # Derived from the names when they are written (derivation.py): the name's normal form, the words of all names for
    # Latin fragments, their pairs of neighbouring characters for Chinese. Not shown, not in the history.
    name_key: Mapped[str]
    name_search: Mapped[str] = mapped_column(server_default="")
    name_terms: Mapped[list[str]] = mapped_column(server_default=EMPTY)

    country: Mapped[str | None]
    region: Mapped[str | None]
    city: Mapped[str | None]
    address: Mapped[str | None]
    postal_code: Mapped[str | None]
    website: Mapped[str | None]
    website_domain: Mapped[str | None]
    market_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("market.id"))
    zone: Mapped[str | None]
    zone_state: Mapped[str] = mapped_column(server_default="unknown")
    zone_source: Mapped[str | None]
    zone_candidates: Mapped[list[str]] = mapped_column(server_default=EMPTY)

    industry: Mapped[str | None]
    business_scope: Mapped[str | None]
    legal_representative: Mapped[str | None]
    management: Mapped[str | None]
    employee_count: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(server_default=EMPTY)
    preferences: Mapped[str | None]
    notes: Mapped[str | None]

    demand: Mapped[str | None]
    purchase_frequency: Mapped[str | None]
    budget_amount: Mapped[Decimal | None]
    budget_currency: Mapped[str | None]
    expected_annual_sales_amount: Mapped[Decimal | None]
    expected_annual_sales_currency: Mapped[str | None]
    decision_process: Mapped[str | None]

    source_channel: Mapped[str]
    source_detail: Mapped[str | None]
    referrer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id"))
    # Follows from is_key, last_order_on, intent_level and first_contact_at, by trigger.
    category: Mapped[str] = mapped_column(server_default="potential", server_onupdate=FetchedValue())
    is_key: Mapped[bool] = mapped_column(server_default=FALSE)
    grade: Mapped[str] = mapped_column(server_default="D")
    intent_level: Mapped[str] = mapped_column(server_default="none")

    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))

    verification: Mapped[str] = mapped_column(server_default="unverified")
    verification_since: Mapped[datetime] = mapped_column(server_default=NOW)
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    verified_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    verified_at: Mapped[datetime | None]

    obtained_at: Mapped[datetime]
    entered_late: Mapped[bool] = mapped_column(server_default=FALSE)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    edited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))  # last to change the data (CR-5)
    completeness: Mapped[int] = mapped_column(server_default=text("0"))
    reviewed_at: Mapped[datetime | None]

    do_not_call: Mapped[bool] = mapped_column(server_default=FALSE)
    first_contact_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime | None]
    next_contact_at: Mapped[datetime | None]
    last_order_on: Mapped[date | None]

    custom: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id"))

    __table_args__ = (
        Index(None, "owner_id", "next_contact_at", "id"),
        Index(None, "team_id", "id"),
        Index(None, "department_id", "id"),
        Index(None, "created_at", "id"),
        Index(None, "next_contact_at", "id"),
        Index(None, "last_contact_at", "id"),
        Index(None, "name", "id"),
        Index("customer_name_key_idx", "name_key", postgresql_ops={"name_key": "text_pattern_ops"}),
        Index("customer_name_terms_idx", "name_terms", postgresql_using="gin"),
        Index(
            "customer_name_search_idx",
            "name_search",
            postgresql_using="gin",
            postgresql_ops={"name_search": "gin_trgm_ops"},
        ),
        Index(
            "customer_custom_idx",
            "custom",
            postgresql_using="gin",
            postgresql_ops={"custom": "jsonb_path_ops"},
            postgresql_where=text("custom <> '{}'::jsonb"),
        ),
        Index("customer_website_domain_idx", "website_domain", postgresql_ops={"website_domain": "text_pattern_ops"}),
        Index(None, "country", "id"),
        Index(None, "market_id", "id"),
        Index("customer_clear_intent_idx", "id", postgresql_where=CLEAR_INTENT),
        Index(None, "referrer_id", postgresql_where=text("referrer_id IS NOT NULL")),
        Index(None, "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
    )


class Contact(Versioned, Base):
    """A person at a customer."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "customer_id", "id"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    name: Mapped[str]
    title: Mapped[str | None]
    department: Mapped[str | None]
    role: Mapped[str] = mapped_column(server_default="other")
    is_primary: Mapped[bool] = mapped_column(server_default=FALSE)
    languages: Mapped[list[str]] = mapped_column(server_default=EMPTY)
    birthday: Mapped[date | None]
    preferences: Mapped[str | None]
    zone: Mapped[str | None]
    notes: Mapped[str | None]
    do_not_call: Mapped[bool] = mapped_column(server_default=FALSE)
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Phone(Identified, Base):
    """A number of the company or of one person there: E.164 beside what was typed."""

    __tablename__ = "phone"
    __table_args__ = (
        Index(None, "customer_id", "position"),
        Index(None, "contact_id"),
        Index(None, "e164"),
        Index("phone_digits_reversed_idx", "digits_reversed", postgresql_ops={"digits_reversed": "text_pattern_ops"}),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    raw: Mapped[str]
    e164: Mapped[str | None]
    extension: Mapped[str | None]
    country: Mapped[str | None]
    kind: Mapped[str | None]
    digits_reversed: Mapped[str]
    label: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))


class Email(Identified, Base):
    __tablename__ = "email"
    __table_args__ = (
        Index(None, "customer_id", "position"),
        Index(None, "contact_id"),
        Index("email_address_idx", "address", postgresql_ops={"address": "text_pattern_ops"}),
        Index("email_domain_idx", "domain", postgresql_ops={"domain": "text_pattern_ops"}),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    address: Mapped[str]  # lower case
    domain: Mapped[str]
    label: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))


class MessagingId(Identified, Base):
    __tablename__ = "messaging_id"
    __table_args__ = (Index(None, "customer_id", "position"), Index(None, "contact_id"))

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    service: Mapped[str]  # wechat, whatsapp, telegram, line, …
    handle: Mapped[str]
    label: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))


class ExternalId(Identified, Base):
    """The customer's id in another system: `PUT /v1/customers/by-external/{source}/{id}` goes by it."""

    __tablename__ = "external_id"
    __table_args__ = (Index("external_id_source_value_key", "source", "value", unique=True), Index(None, "customer_id"))

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    source: Mapped[str]
    value: Mapped[str]
