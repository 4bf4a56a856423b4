"""The tables of customers: the record, its people, who works on it, what it refused, needs and orders."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import FetchedValue, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.customers.rules import (
    FIRST_GRADE,
    Access,
    Category,
    Channel,
    ContactRole,
    ContactRule,
    CustomType,
    InstalledState,
    MemberKind,
    NeedKind,
    NeedState,
    OrderOrigin,
    ShareState,
    Verification,
)
from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.places.phones import PhoneKind
from meridian.places.zone_inference import ZoneSource, ZoneState
from meridian.policies.rules import Grade, IntentLevel, SourceChannel

EMPTY, FALSE = text("'{}'"), text("false")
_WHOSE = ("owner_id", "team_id", "department_id")
_ORDERS = ("created_at", "name", "grade", "completeness", "last_contact_at", "next_contact_at", "lead_score")
CLEAR_INTENT = text("intent_level IN ('high', 'committed') AND archived_at IS NULL AND merged_into_id IS NULL")
"""Customers who mean to buy and are worked on (OT-16); as text, so that its index always fits."""


class Customer(Versioned, Base):
    """A company we sell or wish to sell to. `owner_id`, `team_id`, `department_id` scope every query on it."""

    __tablename__ = "customer"

    name: Mapped[str]
    legal_name: Mapped[str | None]
    short_name: Mapped[str | None]
    # Derived from the names when they are written (computed_fields): the name's normal form, the words of all names for
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
    zone_state: Mapped[ZoneState] = mapped_column(server_default=ZoneState.UNKNOWN)
    zone_source: Mapped[ZoneSource | None]
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

    source_channel: Mapped[SourceChannel]
    source_detail: Mapped[str | None]
    referrer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id"))
    campaign_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("campaign.id"))  # that brought it; stands above
    # Follows from is_key, last_order_on, intent_level and first_contact_at, by trigger.
    category: Mapped[Category] = mapped_column(server_default=Category.POTENTIAL, server_onupdate=FetchedValue())
    is_key: Mapped[bool] = mapped_column(server_default=FALSE)
    grade: Mapped[Grade] = mapped_column(server_default=FIRST_GRADE)
    intent_level: Mapped[IntentLevel] = mapped_column(server_default=IntentLevel.NONE)

    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))

    verification: Mapped[Verification] = mapped_column(server_default=Verification.UNVERIFIED)
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
    # The next step agreed on; what is owed by rule, and by which (computed_fields/triggers.py); which of them holds.
    next_step_at: Mapped[datetime | None]
    contact_due_at: Mapped[datetime | None]
    contact_due_rule: Mapped[ContactRule | None]
    # Of a key customer: when an executive last reached it, and by when one owes it the next contact.
    executive_contact_at: Mapped[datetime | None]
    executive_due_at: Mapped[datetime | None]
    next_contact_at: Mapped[datetime | None]
    last_order_on: Mapped[date | None]
    # How promising it is while it has not bought (MC-10), 0 to 100; kept by the domain `leads`, no version of its own.
    lead_score: Mapped[int | None]

    custom: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id"))

    __table_args__ = (
        Index(None, "owner_id", "next_contact_at", "id"),
        Index(None, "team_id"),
        Index(None, "department_id"),
        *(Index(None, order, "id") for order in _ORDERS),
        Index(  # whose what hangs below is; where all of them came from
            "customer_whose_idx",
            "id",
            postgresql_include=["merged_into_id", *_WHOSE, "source_channel", "obtained_at"],
        ),
        Index(
            "customer_owed_by_place_idx",
            "owner_id",
            text("coalesce(zone, '')"),
            text("coalesce(country, '')"),
            "is_key",
            "grade",
            "next_contact_at",
            "id",
            postgresql_where=text("archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call"),
        ),
        Index(
            "customer_executive_due_at_idx",
            "executive_due_at",
            "id",
            postgresql_include=["executive_contact_at", "created_at", "merged_into_id", *_WHOSE],
            postgresql_where=text("executive_due_at IS NOT NULL"),
        ),
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
        Index(None, "country", "grade", "next_contact_at", "id"),
        Index(None, "market_id"),
        Index("customer_to_verify_idx", "id", postgresql_where=text("verification = 'pending'")),
        Index("customer_clear_intent_idx", "id", postgresql_where=CLEAR_INTENT),
        Index(None, "campaign_id", postgresql_where=text("campaign_id IS NOT NULL")),
        Index(None, "referrer_id", postgresql_where=text("referrer_id IS NOT NULL")),
        Index(None, "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
    )


class Contact(Versioned, Base):
    """A person at a customer."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "customer_id", "id"), Index(None, "created_at", "id"))

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    name: Mapped[str]
    title: Mapped[str | None]
    department: Mapped[str | None]
    role: Mapped[ContactRole] = mapped_column(server_default=ContactRole.OTHER)
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
    kind: Mapped[PhoneKind | None]
    digits_reversed: Mapped[str]
    label: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    # A call over it reached somebody else (OT-15), and which; records stand in a domain above this one.
    wrong_since: Mapped[datetime | None]
    wrong_record_id: Mapped[uuid.UUID | None]


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


# Who works on it, what it refused or allowed, how its file is kept current, the company's own fields.


class CustomerMember(Versioned, Base):
    """A person with whom the customer is shared, or of its account team (MC-13, MC-25).

    Only an *active* one opens the customer: beyond its department somebody approves first, and by the clock it ends.
    """

    __tablename__ = "customer_member"
    __table_args__ = (
        Index("customer_member_key", "customer_id", "user_id", "kind", unique=True),
        Index(None, "user_id", "customer_id"),
        Index("customer_member_expires_idx", "expires_at", postgresql_where=text("state = 'active'")),
        Index("customer_member_requested_idx", "id", postgresql_where=text("state = 'requested'")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[MemberKind]
    access: Mapped[Access] = mapped_column(server_default=Access.WRITE)
    state: Mapped[ShareState] = mapped_column(server_default=ShareState.ACTIVE)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
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
    """A refusal of one channel by the company or one person there (OT-11), who is refused everywhere (RefusedPoint).

    Lifted with a reason by a second person after somebody asked for it (lift_requested_…), or by the customer's own
    wish on record (consent_id).
    """

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
    channel: Mapped[Channel]
    reason: Mapped[str]
    at: Mapped[datetime]
    contact_record_id: Mapped[uuid.UUID | None]
    set_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str | None]
    lifted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    lift_requested_at: Mapped[datetime | None]
    lift_requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    lift_reason: Mapped[str | None]
    consent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consent.id", ondelete="SET NULL"))


class RefusedPoint(Identified, Base):
    """A number or address that a refusal holds for, on whichever record; by trigger (opt_outs/triggers.py)."""

    __tablename__ = "refused_point"
    __table_args__ = (Index("refused_point_key", "opt_out_id", "point", unique=True), Index(None, "point"))

    opt_out_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opt_out.id", ondelete="CASCADE"))
    point: Mapped[str]


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
        Index(None, "updated_at"),
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
    type: Mapped[CustomType]  # text, integer, decimal, boolean, date, choice
    choices: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    required: Mapped[bool] = mapped_column(server_default=text("false"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class ChangeProposal(Versioned, Base):
    """What somebody learned of a customer, proposed field by field; its owner accepts or declines each (MC-2, MC-7).

    changes: the fields as an update of the customer takes them. decisions: `accepted` or `declined`, by field.
    """

    __tablename__ = "change_proposal"
    __table_args__ = (
        Index(None, "customer_id", "id"),
        Index(None, "proposed_by", "id"),
        Index("change_proposal_open_idx", "id", postgresql_where=text("closed_at IS NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    changes: Mapped[dict[str, Any]]
    note: Mapped[str | None]
    learned_at: Mapped[datetime]
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decisions: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    answer: Mapped[str | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    closed_at: Mapped[datetime | None]


class RowsRead(Base):
    """How many rows of customers somebody read page after page in one hour (CR-10)."""

    __tablename__ = "rows_read"
    __table_args__ = (Index(None, "hour"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    rows: Mapped[int]


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

    origin: `contract` for a signed contract's own entry, until an order of it arrives. contract_id, contract_number:
    the contract an order carries out, and as it named it.
    """

    __tablename__ = "customer_order"
    __table_args__ = (
        Index("customer_order_number_key", "customer_id", "number", unique=True),
        Index(None, "customer_id", "ordered_on"),
        Index(None, "ordered_on", "customer_id"),
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


class FirstOrder(Base):
    """When a customer ordered for the first time, by trigger (computed_fields)."""

    __tablename__ = "first_order"
    __table_args__ = (Index(None, "ordered_on", "customer_id"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    ordered_on: Mapped[date]


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
