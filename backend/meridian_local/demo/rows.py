"""Rows as they go to the tables by COPY: the fields of each class are the columns; those left out have defaults."""

import random
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy.ext.asyncio import AsyncSession

# Rows of the pipeline as they go to the tables by COPY.


class RateRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    base_currency: str
    currency: str
    valid_on: date
    rate: Decimal
    source: str


class OpportunityRow(NamedTuple):
    """`visible_to_ids` and the rank are the database's own."""

    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    title: str
    source: str | None
    owner_id: uuid.UUID
    team_id: uuid.UUID
    department_id: uuid.UUID
    created_by: uuid.UUID
    stage: str
    stage_since: datetime
    outcome: str
    closed_at: datetime | None
    policy_versions: str
    follow_up_due_on: date | None
    amount: Decimal | None
    currency: str | None
    base_amount: Decimal | None
    base_currency: str | None
    rated_on: date | None
    important_since: datetime | None
    probability: int | None
    probability_reason: str | None
    expected_purchase_on: date | None
    needs_description: str | None
    no_competitors_known: bool
    decision_process: str | None
    decision_maker_id: uuid.UUID | None
    lost_reason: str | None
    lessons_learned: str | None
    cancel_reason: str | None


class LineRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    product_id: uuid.UUID
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    amount: Decimal
    position: int


class CompetitorRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    name: str
    strengths: str | None
    weaknesses: str | None
    price_note: str | None
    won: bool


class FollowUpRow(NamedTuple):
    id: uuid.UUID
    opportunity_id: uuid.UUID
    planned_contact_id: uuid.UUID
    stage: str
    linked_by: uuid.UUID
    linked_at: datetime


class ProposalRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    number: int
    summary: str
    amount: Decimal
    currency: str
    valid_until: date
    presented_at: datetime
    answer: str | None
    answer_note: str | None
    answered_at: datetime | None
    answered_by: uuid.UUID | None
    created_by: uuid.UUID


class ContractRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    number: str
    signed_on: date
    amount: Decimal
    currency: str
    payment_terms: str
    delivery_terms: str
    created_by: uuid.UUID


class MilestoneRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    kind: str
    title: str
    due_on: date
    amount: Decimal | None
    currency: str | None
    done_on: date | None
    done_by: uuid.UUID | None
    done_at: datetime | None
    state_since: datetime
    position: int
    created_by: uuid.UUID


class ReviewRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    held_at: datetime
    attendee_ids: list[uuid.UUID]
    progress: str
    decisions: list[str]
    created_by: uuid.UUID


class ActionRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    review_id: uuid.UUID
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    description: str
    owner_id: uuid.UUID
    due_on: date
    done_at: datetime | None
    done_by: uuid.UUID | None
    state_since: datetime
    result: str | None
    created_by: uuid.UUID


class TransitionRow(NamedTuple):
    id: uuid.UUID
    workflow: str
    subject_type: str
    subject_id: uuid.UUID
    customer_id: uuid.UUID
    move: str
    from_state: str
    to_state: str
    actor_id: uuid.UUID
    at: datetime
    reason: str | None
    elapsed_seconds: int
    working_seconds: int


# In the order of their foreign keys.
PIPELINE: dict[type[Any], str] = {
    RateRow: "exchange_rate",
    OpportunityRow: "opportunity",
    LineRow: "opportunity_line",
    CompetitorRow: "opportunity_competitor",
    FollowUpRow: "opportunity_follow_up",
    ProposalRow: "solution_proposal",
    ContractRow: "contract",
    MilestoneRow: "milestone",
    ReviewRow: "opportunity_review",
    ActionRow: "review_action",
    TransitionRow: "transition",
}


class CustomerRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    name: str
    legal_name: str | None
    short_name: str | None
    name_key: str
    name_search: str
    name_terms: list[str]
    country: str
    city: str | None
    address: str | None
    postal_code: str | None
    website: str | None
    website_domain: str | None
    market_id: uuid.UUID | None
    zone: str | None
    zone_state: str
    zone_source: str | None
    zone_candidates: list[str]
    industry: str | None
    business_scope: str | None
    legal_representative: str | None
    management: str | None
    employee_count: int | None
    languages: list[str]
    preferences: str | None
    demand: str | None
    purchase_frequency: str | None
    budget_amount: Decimal | None
    budget_currency: str | None
    expected_annual_sales_amount: Decimal | None
    expected_annual_sales_currency: str | None
    decision_process: str | None
    source_channel: str
    source_detail: str | None
    is_key: bool
    grade: str
    intent_level: str
    owner_id: uuid.UUID | None
    team_id: uuid.UUID
    department_id: uuid.UUID
    verification: str
    verification_since: datetime
    submitted_by: uuid.UUID | None
    verified_by: uuid.UUID | None
    verified_at: datetime | None
    obtained_at: datetime
    created_by: uuid.UUID | None
    edited_by: uuid.UUID | None
    completeness: int
    reviewed_at: datetime | None
    do_not_call: bool
    first_contact_at: datetime | None
    last_contact_at: datetime | None
    next_contact_at: datetime | None
    last_order_on: date | None


class ContactRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    name: str
    title: str | None
    role: str
    is_primary: bool
    languages: list[str]
    birthday: date | None


class PhoneRow(NamedTuple):
    id: uuid.UUID
    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    raw: str
    e164: str
    country: str
    kind: str
    digits_reversed: str
    position: int


class EmailRow(NamedTuple):
    id: uuid.UUID
    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    address: str
    domain: str
    position: int


class MessagingRow(NamedTuple):
    id: uuid.UUID
    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    service: str
    handle: str
    position: int


class NeedRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    kind: str
    description: str
    product_id: uuid.UUID | None
    state: str


class InterestRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    product_id: uuid.UUID


class InstalledRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    product_id: uuid.UUID
    model: str
    serial_number: str
    purchased_on: date
    state: str


class OrderRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    number: str
    ordered_on: date
    delivered_on: date | None
    currency: str
    amount: Decimal
    cost: Decimal


class OrderLineRow(NamedTuple):
    id: uuid.UUID
    order_id: uuid.UUID
    customer_id: uuid.UUID
    product_id: uuid.UUID
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    cost: Decimal
    position: int


class OptOutRow(NamedTuple):
    id: uuid.UUID
    customer_id: uuid.UUID
    channel: str
    reason: str
    at: datetime
    set_by: uuid.UUID | None
    contact_record_id: uuid.UUID | None


class RecordRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    author_id: uuid.UUID
    team_id: uuid.UUID
    department_id: uuid.UUID
    created_by: uuid.UUID
    method: str
    direction: str
    disposition: str | None
    reached: bool
    started_at: datetime
    ended_at: datetime
    talk_seconds: int
    phone: str | None
    logged_late: bool
    outcome: str | None
    key_points: str | None
    intent_level: str | None
    objections: list[str]
    next_step: str | None
    next_step_reason: str | None
    occasion: str | None
    planned_item_id: uuid.UUID | None


class ItemRow(NamedTuple):
    """One planned contact."""

    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    plan_id: uuid.UUID
    customer_id: uuid.UUID
    assignee_id: uuid.UUID
    method: str
    aim: str
    zone: str
    due_on: date
    due_at: datetime | None
    due_from: datetime
    missed_after: datetime
    state: str
    state_since: datetime
    done_at: datetime | None
    done_record_id: uuid.UUID | None
    created_by: uuid.UUID


# In the order of their foreign keys.
TABLES: dict[type[Any], str] = {
    CustomerRow: "customer",
    ContactRow: "contact",
    PhoneRow: "phone",
    EmailRow: "email",
    MessagingRow: "messaging_id",
    NeedRow: "need",
    InterestRow: "product_interest",
    InstalledRow: "installed_product",
    OrderRow: "customer_order",
    OrderLineRow: "order_line",
    ItemRow: "planned_contact",
    RecordRow: "contact_record",
    OptOutRow: "opt_out",
    **PIPELINE,
}
Rows = dict[type[Any], list[Any]]


def new_rows() -> Rows:
    return defaultdict(list)


class Copying(Protocol):
    """The part of an asyncpg connection that is needed here."""

    async def copy_records_to_table(
        self, table_name: str, *, records: Iterable[Any], columns: Iterable[str]
    ) -> str: ...


async def copy(connection: Copying, rows: Rows) -> None:
    """Writes all rows, table by table, in the connection's open transaction."""
    for row_type, table in TABLES.items():
        if records := rows.get(row_type):
            await connection.copy_records_to_table(table, records=records, columns=row_type._fields)


async def driver(session: AsyncSession) -> Copying:
    """The driver's connection of the session's transaction."""
    raw = await (await session.connection()).get_raw_connection()
    return cast(Copying, raw.driver_connection)


def new_id(rng: random.Random, at: datetime) -> uuid.UUID:
    """A UUIDv7 made at that instant; the same for the same generator state."""
    stamp = int(at.timestamp() * 1000) << 80
    noise = rng.getrandbits(74)
    return uuid.UUID(int=stamp | 0x7 << 76 | (noise >> 62) << 64 | 0b10 << 62 | noise & (1 << 62) - 1)
