"""Seeding: the same numbers make the same data, in batches that may stop; derived columns are the product's."""

import asyncio
import random
import uuid
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from meridian.customers.rules import completeness, name_keys
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.places.domains import parse_email, website_domain
from meridian.places.phones import digits_reversed, parse_phones
from meridian.places.zone_inference import infer_zone
from meridian.records.rules import DISPOSITIONS, Disposition
from meridian.registry import metadata
from meridian_local import cloning, seed
from meridian_local.demo.customers import write_customers
from meridian_local.demo.rows import ContactRow, CustomerRow, EmailRow, OptOutRow, PhoneRow, RecordRow, Rows, new_rows
from meridian_local.demo.scene import MARKETS, Article, Owner, Scene, countries, is_working_day
from meridian_local.seed import Plan, SeedError

NOW = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)
COUNT, CALLS = 600, 1500


def scene() -> Scene:
    ids = random.Random(1)
    owners = tuple(Owner(*(uuid.UUID(int=ids.getrandbits(128)) for _ in range(4))) for _ in range(3))
    return Scene(
        NOW,
        dict.fromkeys(countries(), owners),
        tuple(
            Article(uuid.UUID(int=number), f"Pump {number}", f"泵 {number}", f"P{number}", Decimal(100))
            for number in range(1, 4)
        ),
        {code: uuid.UUID(int=list(MARKETS).index(country.market) + 1) for code, country in countries().items()},
        lines=6,
    )


def invent(seed: int) -> Rows:
    rows = new_rows()
    write_customers(random.Random(seed), scene(), COUNT, CALLS, rows)
    return rows


@pytest.fixture(scope="module")
def rows() -> Rows:
    return invent(7)


def of_company(rows: Rows, kind: type[Any], customer: CustomerRow) -> list[Any]:
    return [row for row in rows[kind] if row.customer_id == customer.id and row.contact_id is None]


def test_the_same_seed_makes_the_same(rows: Rows) -> None:
    assert invent(7) == rows
    assert invent(8)[CustomerRow] != rows[CustomerRow]
    assert len(rows[CustomerRow]) == COUNT
    assert len(rows[RecordRow]) == CALLS


def test_names_are_found_as_the_product_finds_them(rows: Rows) -> None:
    for row in rows[CustomerRow]:
        assert (row.name_key, row.name_search, row.name_terms) == name_keys(row.name, row.legal_name, row.short_name)
        assert row.website_domain == (website_domain(row.website) if row.website else None)


def test_zones_are_those_the_product_infers(rows: Rows) -> None:
    states = set()
    for row in rows[CustomerRow]:
        typed = tuple(phone.e164 for phone in of_company(rows, PhoneRow, row))
        found = infer_zone(None, row.city, row.country, typed, name=row.name, website=row.website)
        assert (row.zone, row.zone_state, row.zone_candidates) == (found.zone, found.state, list(found.candidates))
        assert row.zone_source == (found.source if found.zone else None)
        states.add(row.zone_state)
    assert states == {"known", "ambiguous"}


def test_every_number_is_read_from_what_was_typed(rows: Rows) -> None:
    country_of = {row.id: row.country for row in rows[CustomerRow]}
    for phone in rows[PhoneRow]:
        (read,) = parse_phones(phone.raw, country_of[phone.customer_id])
        assert (read.e164, read.region, read.kind, read.valid) == (phone.e164, phone.country, phone.kind, True)
        assert phone.digits_reversed == digits_reversed(phone.e164)
    assert any(not phone.raw.startswith("+") for phone in rows[PhoneRow])


def test_every_email_is_one(rows: Rows) -> None:
    for email in rows[EmailRow]:
        read = parse_email(email.address)
        assert read is not None
        assert (read.address, read.domain) == (email.address, email.domain)


def test_completeness_counts_what_is_there(rows: Rows) -> None:
    for row in rows[CustomerRow]:
        contacts = [contact for contact in rows[ContactRow] if contact.customer_id == row.id]
        there = {
            "has_phone": any(phone.customer_id == row.id for phone in rows[PhoneRow]),
            "has_email": any(email.customer_id == row.id for email in rows[EmailRow]),
            "has_contact": bool(contacts),
            "has_decision_maker": any(contact.role == "decision_maker" for contact in contacts),
        }
        assert row.completeness == completeness(row._asdict() | there).score


def test_calls_are_made_when_people_answer(rows: Rows) -> None:
    customers = {row.id: row for row in rows[CustomerRow]}
    for record in rows[RecordRow]:
        customer = customers[record.customer_id]
        local = record.started_at.astimezone(ZoneInfo(customer.zone or customer.zone_candidates[0]))
        assert time(9) <= local.time() < time(12) or time(14) <= local.time() < time(17, 30)
        assert is_working_day(local.date(), customer.country)
        assert customer.created_at - timedelta(days=1) <= record.started_at < record.ended_at < NOW
        assert record.logged_late == ((record.created_at - record.ended_at).total_seconds() > 1800)


def test_calls_leave_customers_where_they_stand(rows: Rows) -> None:
    refused = {row.customer_id for row in rows[OptOutRow]}
    for row in rows[CustomerRow]:
        records = [record for record in rows[RecordRow] if record.customer_id == row.id]
        reached = [record for record in records if DISPOSITIONS[Disposition(record.disposition)].reached]
        assert row.first_contact_at == (reached[0].started_at if reached else None)
        assert row.last_contact_at == (reached[-1].started_at if reached else None)
        told = [record.intent_level for record in records if record.intent_level is not None]
        assert row.intent_level == (told[-1] if told else "none")
        assert row.do_not_call == (row.id in refused)
        assert row.next_contact_at is None or not row.do_not_call
    assert refused


async def counts(db: Database) -> Any:
    async with db.read() as session:
        return (
            await session.execute(
                text(
                    "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM contact_record),"
                    " (SELECT md5(string_agg(c.name || c.completeness, ',' ORDER BY c.id)) FROM customer c)"
                )
            )
        ).one()


async def test_an_interrupted_run_goes_on(
    db: Database, database_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seed, "BATCH", 40)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    plan = Plan(customers=110, calls=301, users=7, complaints=5, opportunities=7)
    written: list[int] = []

    def stop_after_one(ready: int) -> None:
        written.append(ready)
        if len(written) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await asyncio.to_thread(seed.seed, settings, database_url, plan, stop_after_one, clock=SettableClock(NOW))
    assert (await counts(db))[:2] == (40, plan.share(0)[1])

    again: list[int] = []
    assert await asyncio.to_thread(seed.seed, settings, database_url, plan, again.append)
    assert again == [40, 40, 30]
    customers, calls, content = await counts(db)
    assert (customers, calls) == (110, 301)
    async with db.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM complaint")) == 5
        assert await session.scalar(text("SELECT count(*) FROM opportunity")) == 7
        assert await session.scalar(text("SELECT count(*) FROM opportunity WHERE visible_to_ids = '{}'")) == 0

    assert not await asyncio.to_thread(seed.seed, settings, database_url, plan, again.append)
    assert await counts(db) == (customers, calls, content)


async def indexes(db: Database) -> set[tuple[str, str]]:
    async with db.read() as session:
        found = await session.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
        return {(name, made_by) for name, made_by in found}


DERIVED = {
    "customer": "SELECT id, contact_due_at, contact_due_rule, next_contact_at, category FROM customer ORDER BY id",
    "opportunity": "SELECT id, visible_to_ids FROM opportunity ORDER BY id",
    "complaint": "SELECT id, visible_to_ids, market_id, in_time FROM complaint ORDER BY id",
}
TOUCHED = {
    "customer": "UPDATE customer SET next_step_at = next_step_at, last_order_on = last_order_on",
    "opportunity": "UPDATE opportunity SET owner_id = owner_id",
    "complaint": "UPDATE complaint SET responsible_id = responsible_id, customer_id = customer_id, in_time = in_time",
}


async def test_most_customers_of_a_large_run_are_copies(
    db: Database, database_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"FIRST": 40, "BATCH": 40, "COPIES": 35, "ASIDE_FROM": 1}.items():
        monkeypatch.setattr(seed, name, value)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    plan = Plan(customers=120, calls=360, users=7, seed=2, complaints=18, opportunities=30)
    before, written, whole = await counts(db), list[int](), await indexes(db)

    def stop_among_copies(ready: int) -> None:
        written.append(ready)
        if len(written) == 3:
            raise KeyboardInterrupt

    async with db.write() as session:
        await session.execute(text("SELECT setval('complaint_number', 99990)"))
    with pytest.raises(KeyboardInterrupt):
        await asyncio.to_thread(seed.seed, settings, database_url, plan, stop_among_copies, clock=SettableClock(NOW))
    assert await indexes(db) < whole
    again: list[int] = []
    assert await asyncio.to_thread(seed.seed, settings, database_url, plan, again.append)
    assert (written, again) == ([0, 40, 35], [75, 35, 10])
    assert await indexes(db) == whole
    after = await counts(db)
    assert (after[0] - before[0], after[1] - before[1]) == (120, 360)
    async with db.read() as reading:
        for table, column, parent in references():
            lost = f"SELECT count(*) FROM {table} AS one LEFT JOIN {parent} AS whole ON whole.id = one.{column}"  # noqa: S608
            assert await reading.scalar(text(f"{lost} WHERE one.{column} IS NOT NULL AND whole.id IS NULL")) == 0, table
        assert await reading.scalar(text("SELECT count(*) FROM opportunity")) == 7 + 30
        assert await reading.scalar(text("SELECT count(DISTINCT number) FROM complaint")) == 5 + 18
        odd = "SELECT count(*) FROM complaint WHERE number !~ '^C-202[56]-([0-9]{5}|10[0-9]{4})$'"
        assert await reading.scalar(text(odd)) == 0
        names = await reading.execute(
            text("SELECT name, legal_name, short_name, name_key, name_search, name_terms FROM customer")
        )
        for row in names:
            assert tuple(row[3:]) == tuple(name_keys(*row[:3]))


async def test_copies_are_what_triggers_would_have_made_of_them(db: Database) -> None:
    for table, read in DERIVED.items():
        async with db.write() as session:
            stands = (await session.execute(text(read))).all()
            assert stands, table
            await session.execute(text(TOUCHED[table]))
            assert (await session.execute(text(read))).all() == stands


async def test_complaints_are_due_when_the_first_of_their_deadlines_is(db: Database) -> None:
    running = "SELECT min(due_at) FROM deadline WHERE subject_id = complaint.id AND num_nulls(met_at, cancelled_at) = 2"
    async with db.read() as session:
        rows = (await session.execute(text(f"SELECT due_at, ({running}) FROM complaint"))).all()  # noqa: S608
    assert any(known for known, _ in rows)
    assert [known for known, _ in rows] == [due for _, due in rows]


async def test_ids_of_one_moment_stay_apart_in_copies(db: Database) -> None:
    """A thousand ids are made in a millisecond, and two copies that met would end the seed of a million."""
    ids = [uuid7() for _ in range(200_000)]
    copied = cloning.tagged("id", "'00002a'")
    asked = text(f"SELECT count(DISTINCT {copied}) FROM unnest(CAST(:ids AS uuid[])) AS id")  # noqa: S608
    async with db.read() as session:
        assert await session.scalar(asked, {"ids": ids}) == len(ids)


async def test_numbers_of_copies_are_some(db: Database) -> None:
    async with db.read() as session:
        for e164, country in await session.execute(text("SELECT e164, country FROM phone")):
            (read,) = parse_phones(e164, country)
            assert (read.e164, read.region, read.valid) == (e164, country, True)


def references() -> list[tuple[str, str, str]]:
    """Table, column and the table it refers to, of all that is copied."""
    return [
        (name, key.parent.name, key.column.table.name)
        for name in cloning.TABLES
        for key in metadata.tables[name].foreign_keys
        if key.column.name == "id"
    ]


async def test_owners_are_of_the_team(db: Database) -> None:
    async with db.read() as session:
        strangers = await session.scalar(
            text("SELECT count(*) FROM customer c JOIN app_user u ON u.id = c.owner_id WHERE u.team_id <> c.team_id")
        )
    assert strangers == 0


def test_production_is_not_seeded() -> None:
    production = Settings(
        env="production", secret="a secret that is long enough for production", data_dir=Path("/srv/meridian")
    )
    with pytest.raises(SeedError):
        seed.seed(production, "postgresql://nowhere", Plan(1, 0, 1), lambda _: None)


def test_shares_add_up() -> None:
    plan = Plan(customers=4_100, calls=999, users=3, complaints=77, opportunities=501)
    shares = [plan.share(number) for number in range(plan.batches)]
    assert [sum(part) for part in zip(*shares, strict=True)] == [4_100, 999]
    assert sum(plan.complaints_of(number) for number in range(plan.batches)) == 77
    assert sum(plan.opportunities_of(number) for number in range(plan.batches)) == 501
