"""Rows as they go to the tables by COPY: the fields of each class are the columns; those left out have defaults."""

import random
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy.ext.asyncio import AsyncSession


class RateRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    base_currency: str
    currency: str
    valid_on: date
    rate: Decimal
    source: str


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
    script_version_id: uuid.UUID | None = None
    script_use: str | None = None


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
    RateRow: "exchange_rate",
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
