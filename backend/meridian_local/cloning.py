"""The many of a large seed: what the first customers lived through, copied to others by the database itself.

The first customers' rows stand aside as patterns. A batch names customers that do not exist yet: whose life each has,
its own name, people and owner, and by how much its past lies earlier. Each table then takes one INSERT … SELECT. Which
column holds an id of a copied row, a person or an instant is read from the models, so that a new column needs nothing
here. No trigger fires: what triggers derive is copied too, and no history is written of rows that nobody wrote.
"""

import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ARRAY, DateTime, Table, Uuid, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from meridian.customers.rules import name_keys
from meridian.kernel.db.session import WriteSession
from meridian.plans.models import ContactPlan
from meridian.registry import metadata
from meridian_local.demo import names
from meridian_local.demo.rows import driver
from meridian_local.demo.scene import countries

TABLES = (
    *("customer", "contact", "phone", "email", "messaging_id", "need", "product_interest", "installed_product"),
    *("customer_order", "order_line", "planned_contact", "contact_record", "opt_out", "refused_point"),
    *("opportunity", "opportunity_line", "opportunity_competitor", "opportunity_follow_up", "milestone"),
    *("solution_proposal", "contract", "opportunity_review", "review_action", "complaint", "complaint_round"),
    *("compensation", "complaint_proposal", "preventive_action", "deadline", "deadline_step", "transition"),
)
"""What is copied, in the order of foreign keys. Stored files are not: they have bytes in a store."""
_ELSEWHERE = {"actor_id", "script_version_id", "market_id"}
"""Ids without a foreign key that are not of copied rows."""
_FIXED = {"due_from", "due_at", "missed_after"}
"""Instants of planned contacts that stand for a local day."""
_LAST_DIGITS = "lpad(((right({0}, 4)::int + made.copy * 7919) % 10000)::text, 4, '0')"
_NUMBER = f"left({{0}}, -4) || {_LAST_DIGITS}"  # all beginnings of invented numbers take any last four digits
_ADDRESS = "split_part({0}, '@', 1) || '@' || made.domain"
_FIVE_DIGITS = r"regexp_replace('0000' || {0}, '^0{{{{0,4}}}}(.{{{{5,}}}})$', '\1')"  # or more
_OWN = "{0} || '-' || made.copy"
_SOMEBODY = "CASE WHEN {0} IS NOT NULL THEN coalesce(made.people[4], {0}) END"
_SPECIAL = {
    "customer.name": "made.name",
    "customer.legal_name": "made.legal_name",
    "customer.short_name": "made.short_name",
    "customer.name_key": "made.name_key",
    "customer.name_search": "made.name_search",
    "customer.name_terms": "made.name_terms",
    "customer.website": "CASE WHEN {0} IS NOT NULL THEN 'https://www.' || made.domain END",
    "customer.website_domain": "CASE WHEN {0} IS NOT NULL THEN made.domain END",
    "customer.legal_representative": _SOMEBODY,
    "customer.management": _SOMEBODY,
    "contact.name": "coalesce(made.people[first.of_place], {0})",
    "phone.raw": _NUMBER.format("first.e164"),
    "phone.e164": _NUMBER,
    "phone.digits_reversed": f"reverse(ltrim({_NUMBER.format('first.e164')}, '+'))",
    "messaging_id.handle": _NUMBER,
    "email.address": _ADDRESS,
    "email.domain": "made.domain",
    "installed_product.serial_number": _OWN,
    "customer_order.number": _OWN,
    "contact_record.phone": _NUMBER,
    "refused_point.point": f"CASE WHEN {{0}} LIKE '+%' THEN {_NUMBER} ELSE {_ADDRESS} END",
    "planned_contact.plan_id": "coalesce(made.plan_id, {0})",
    "opportunity.rank": "-nextval('opportunity_rank')",
    "contract.number": _OWN,
    "complaint.number": "left({0}, 7) || " + _FIVE_DIGITS.format("nextval('complaint_number')"),
}
_EARLIER = 900
"""By at most so many seconds the past of a copy lies before the original's: calls stay in calling hours, or nearly."""


class First(NamedTuple):
    """A customer whose life is copied."""

    id: uuid.UUID
    country: str
    city: str | None
    industry: str | None
    owner_id: uuid.UUID | None


class Made(NamedTuple):
    """A customer to be made: whose life, which copy of it (the tag of its rows' ids), and what is its own."""

    of_customer: uuid.UUID
    copy: int
    tag: str
    earlier: timedelta
    owner_id: uuid.UUID | None
    new_owner_id: uuid.UUID | None
    plan_id: uuid.UUID | None
    name: str
    legal_name: str | None
    short_name: str | None
    name_key: str
    name_search: str
    name_terms: list[str]
    domain: str
    people: list[str]


_MADE = """
CREATE TEMPORARY TABLE made (of_customer uuid, copy integer, tag text, earlier interval, owner_id uuid,
  new_owner_id uuid, plan_id uuid, name text, legal_name text, short_name text, name_key text, name_search text,
  name_terms text[], domain text, people text[]) ON COMMIT DROP
"""


# The patterns


def _pattern(table: str) -> str:
    return f"demo.first_{table}"


def _whose(table: Table) -> tuple[str, str]:
    """SQL of the customer that a row is of, and the join it needs."""
    if table.name == "customer":
        return "row.id", ""
    if "customer_id" in table.c:
        return "row.customer_id", ""
    column, parent = next(
        (key.parent.name, key.column.table.name) for key in table.foreign_keys if key.column.table.name in TABLES
    )
    return "parent.of_customer", f"JOIN {_pattern(parent)} AS parent ON parent.id = row.{column}"


async def lay_out(session: WriteSession, customer_ids: Sequence[uuid.UUID]) -> None:
    """Puts aside all that the database knows of these customers."""
    for name in TABLES:
        customer, joined = _whose(metadata.tables[name])
        await session.execute(text(f"DROP TABLE IF EXISTS {_pattern(name)}"))
        await session.execute(
            text(
                f"CREATE UNLOGGED TABLE {_pattern(name)} AS SELECT row.*, {customer} AS of_customer,"  # noqa: S608
                f" row_number() OVER (PARTITION BY {customer} ORDER BY row.id) AS of_place FROM {name} AS row {joined}"
                f" WHERE {customer} IN ({', '.join(repr(str(each)) for each in customer_ids)})"
            )
        )
        await session.execute(text(f"ANALYZE {_pattern(name)}"))


async def clear(session: WriteSession) -> None:
    """Takes the patterns away."""
    for name in TABLES:
        await session.execute(text(f"DROP TABLE IF EXISTS {_pattern(name)}"))


async def firsts(session: WriteSession) -> list[First]:
    """The customers whose lives stand aside, in an order of their own."""
    rows = await session.execute(
        text(f"SELECT id, country, city, industry, owner_id FROM {_pattern('customer')} ORDER BY id")  # noqa: S608
    )
    return [First(*row) for row in rows]


# One batch


async def write_copies(
    session: WriteSession,
    rng: random.Random,
    several: Sequence[First],
    numbers: Iterable[int],
    teams: Mapping[uuid.UUID, Sequence[uuid.UUID]],
) -> None:
    """Writes the customers with these numbers; the first ones have the numbers before. teams: the reps beside each."""
    plans = await _plans(session)
    await session.execute(text("SET LOCAL session_replication_role = replica"))
    await session.execute(text("SET LOCAL work_mem = '64MB'"))
    await session.execute(text(_MADE))
    made = [_made(rng, several[n % len(several)], n // len(several), teams, plans) for n in numbers]
    connection = await driver(session)
    await connection.copy_records_to_table("made", records=made, columns=Made._fields)
    await session.execute(text("ANALYZE made"))
    for name in TABLES:
        await session.execute(text(_copying(metadata.tables[name])))


def _made(
    rng: random.Random,
    first: First,
    copy: int,
    teams: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    plans: Mapping[uuid.UUID, uuid.UUID],
) -> Made:
    country = countries()[first.country]
    city = next((city for city in country.cities if city.name == first.city), None)
    industry = next((each for each in names.INDUSTRIES if each.name_zh == first.industry), None)
    name = names.company(rng, country, city, industry or names.industry_of(rng))
    owner_id = first.owner_id
    if owner_id is not None and owner_id in teams:
        beside = teams[owner_id]
        owner_id = beside[(beside.index(owner_id) + copy) % len(beside)]
    return Made(
        first.id,
        copy,
        f"{copy:06x}",
        timedelta(microseconds=rng.randrange(_EARLIER * 1_000_000)),
        first.owner_id,
        owner_id,
        plans.get(owner_id) if owner_id else None,
        *name[:3],
        *name_keys(*name[:3]),
        f"{name.slug}.{country.domain}",
        [names.person(rng, country).name for _ in range(4)],
    )


def _copying(table: Table) -> str:
    columns = [column.name for column in table.columns]
    values = ", ".join(_value(table, name) for name in columns)
    quoted = ", ".join(f'"{name}"' for name in columns)
    return (
        f"INSERT INTO {table.name} ({quoted}) SELECT {values}"  # noqa: S608 — names of our own tables
        f" FROM {_pattern(table.name)} AS first JOIN made ON made.of_customer = first.of_customer"
    )


def _value(table: Table, name: str) -> str:
    """SQL of a copy's column."""
    column, there = table.columns[name], f'first."{name}"'
    if special := _SPECIAL.get(f"{table.name}.{name}"):
        return special.format(there)
    targets = {key.column.table.name for key in column.foreign_keys}
    if "app_user" in targets or name == "actor_id":
        return f"CASE {there} WHEN made.owner_id THEN made.new_owner_id ELSE {there} END"
    if isinstance(column.type, ARRAY):
        ids = isinstance(column.type.item_type, Uuid)
        return f"array_replace({there}, made.owner_id, made.new_owner_id)" if ids else there
    if isinstance(column.type, Uuid):
        copied = targets & set(TABLES) if targets else name not in _ELSEWHERE
        return tagged(there, "made.tag") if copied else there
    if isinstance(column.type, DateTime) and name not in _FIXED:
        return f"{there} - made.earlier"
    return there


def tagged(id: str, tag: str) -> str:
    """SQL of a copy's id: what is chance alone tells which copy it is. In front stand the time and what counts within
    it, which tell ids of one moment apart."""
    return f"overlay({id}::text PLACING {tag} FROM 31 FOR 6)::uuid"


async def _plans(session: WriteSession) -> dict[uuid.UUID, uuid.UUID]:
    """The standing plan of each who has one."""
    found = await session.execute(select(ContactPlan.owner_id, ContactPlan.id).where(ContactPlan.standing))
    return {row.owner_id: row.id for row in found}


# Indexes are quicker made anew than kept up


_SET_ASIDE = text("""
INSERT INTO demo.index_aside
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(CAST(:tables AS regclass[])) AND NOT indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
RETURNING name
""")


async def set_indexes_aside(session: AsyncSession) -> None:
    """Takes off all indexes but those of keys, and notes how they are made; `restore_indexes` makes them again."""
    await session.execute(text("CREATE TABLE IF NOT EXISTS demo.index_aside (name text PRIMARY KEY, made_by text)"))
    taken = (await session.scalars(_SET_ASIDE, {"tables": list(TABLES)})).all()
    for name in taken:
        await session.execute(text(f"DROP INDEX {name}"))


async def indexes_aside(session: AsyncSession) -> list[tuple[str, str]]:
    """Name and definition of the indexes that are to be made again."""
    if await session.scalar(text("SELECT to_regclass('demo.index_aside') IS NULL")):
        return []
    return [(name, made_by) for name, made_by in await session.execute(text("SELECT * FROM demo.index_aside"))]


async def restore_index(session: AsyncSession, name: str, made_by: str) -> None:
    """Makes one of them again."""
    await session.execute(text("SET LOCAL maintenance_work_mem = '768MB'"))
    await (await session.connection()).exec_driver_sql(made_by)
    await session.execute(text("DELETE FROM demo.index_aside WHERE name = :name"), {"name": name})
