"""Export of customers beside `COPY … TO STDOUT` of the same columns by a plain client, in the same run."""

import os
import time
import uuid
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from sqlalchemy import text

from meridian.exports import jobs
from meridian.exports.models import Export
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.support.customers import customer_in
from tests.support.world import World

pytestmark = pytest.mark.bench
ROWS = int(os.environ.get("MERIDIAN_BENCH_CUSTOMERS", "100000"))
COLUMNS = ["name", "country", "city", "industry", "phones", "emails", "owner", "grade", "created_at"]
PLAIN = """
COPY (SELECT name, country, city, industry,
        (SELECT string_agg(coalesce(e164, raw), '; ' ORDER BY position, id) FROM phone
          WHERE customer_id = c.id AND contact_id IS NULL),
        (SELECT string_agg(address, '; ' ORDER BY position, id) FROM email
          WHERE customer_id = c.id AND contact_id IS NULL),
        (SELECT name FROM app_user WHERE id = c.owner_id), grade,
        to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      FROM customer c WHERE merged_into_id IS NULL AND archived_at IS NULL ORDER BY id) TO STDOUT (FORMAT csv)
"""
COLUMNS_OF_CUSTOMER = (
    "name_key, name_search, name_terms, source_channel, owner_id, team_id, department_id, obtained_at, country, city"
)


COPIES = text(
    f"INSERT INTO customer (name, {COLUMNS_OF_CUSTOMER}, industry)"
    f" SELECT 'Works ' || n, {COLUMNS_OF_CUSTOMER}, industry FROM customer, generate_series(2, :rows) n"
    " WHERE id = :first"
)


async def _many(db: Database, world: World) -> None:
    """Copies of one customer, each with a phone and an email."""
    first = await customer_in(db, world, country="DE", city="Hamburg", industry="Water treatment")
    async with db.write() as session:
        await session.execute(COPIES, {"rows": ROWS, "first": first})
        await session.execute(
            text(
                "INSERT INTO phone (customer_id, raw, e164, digits_reversed)"
                " SELECT id, '040 36130', '+494036130', '031630494' FROM customer"
            )
        )
        await session.execute(
            text(
                "INSERT INTO email (customer_id, address, domain)"
                " SELECT id, 'info@works.example', 'works.example' FROM customer"
            )
        )
    async with db.writer.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE customer, phone, email"))


async def _export(db: Database, world: World) -> uuid.UUID:
    """One that was approved."""
    async with db.write() as session:
        export = Export(
            requested_by=world.people["director"],
            decided_by=world.people["deputy"],
            state="approved",
            format="csv",
            columns=COLUMNS,
            purpose="bench",
            row_count=ROWS,
        )
        session.add(export)
        await session.flush()
        return export.id


def _plain(database_url: str, path: Path) -> float:
    started = time.perf_counter()
    with psycopg.connect(database_url) as client, path.open("wb") as file, client.cursor().copy(PLAIN) as copy:
        for piece in copy:
            file.write(piece)
    return time.perf_counter() - started


async def test_an_export_costs_little_more_than_a_plain_copy(
    db: Database, world: World, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    await _many(db, world)
    context = JobContext(db, settings)
    await jobs.produce(context, await _export(db, world))
    memory = psutil.Process()
    before, peak = memory.memory_info().rss, 0

    def watch(_: int) -> None:
        nonlocal peak
        peak = max(peak, memory.memory_info().rss)

    plain, ours = [], []
    for _ in range(5):
        plain.append(_plain(database_url, tmp_path / "plain.csv"))
        export_id = await _export(db, world)
        started = time.perf_counter()
        await jobs.produce(context, export_id, watch)
        ours.append(time.perf_counter() - started)
    async with db.read() as session:
        assert (await session.get_one(Export, export_id)).rows_written == ROWS
    ratio, growth = min(plain) / min(ours), (peak - before) / 2**20
    print(f"{ROWS} rows: copy {min(plain):.2f} s, export {min(ours):.2f} s, {ratio:.2f}; memory +{growth:.1f} MiB")  # noqa: T201
    assert ratio >= 0.7
    assert growth < 32
