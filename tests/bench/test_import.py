"""An import of customers beside a clean COPY and set-based upsert of the same data, in the same run (performance.md).

The yardstick is given what the import has to find out first: normalised names, search terms, phones in E.164, zones. It
copies them into a typed staging table and upserts customers, phones and emails from it, with the same triggers.

So the goal holds for the import's run, which writes what the dry run has prepared. The dry run reads every cell, phones
by their numbering plans, and keeps its findings row by row; its time is printed beside and has no yardstick.
"""

import os
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from meridian.identity.actor import background_actor
from meridian.imports import jobs, service
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.models import Import
from meridian.imports.rules import ImportKind
from meridian.imports.schemas import ImportMove
from meridian.imports.staging import inspect
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.policies.queries import masked_groups
from meridian.sheets.reading import Overrides
from tests.support.world import World

pytestmark = pytest.mark.bench
ROWS = int(os.environ.get("MERIDIAN_BENCH_CUSTOMERS", "100000"))
ROUNDS = 2
GOAL = 0.8
BATCH = 5_000
FORGET = "TRUNCATE history; TRUNCATE customer CASCADE; TRUNCATE import CASCADE"
WORDS = ("Hafen", "Pumpen", "Werk", "Global", "Trade", "Nord", "Machinery", "Export", "港工", "泵业")

CLEAN = """
CREATE UNLOGGED TABLE clean (
  id uuid, name text, name_key text, name_search text, name_terms text[], country text, city text, website text,
  website_domain text, zone text, zone_state text, zone_source text, completeness bigint, e164 text, reversed text,
  address text, domain text
)
"""
UPSERT = (
    """
    INSERT INTO customer (id, name, name_key, name_search, name_terms, country, city, website, website_domain, zone,
      zone_state, zone_source, completeness, source_channel, owner_id, team_id, department_id, obtained_at, created_by,
      edited_by)
    SELECT c.id, c.name, name_key, name_search, name_terms, country, city, website, website_domain, c.zone, zone_state,
      zone_source, completeness, 'web', u.id, u.team_id, u.department_id, now(), u.id, u.id
    FROM clean c JOIN app_user u ON u.id = $3 WHERE c.id BETWEEN $1 AND $2 ON CONFLICT (id) DO NOTHING
    """,
    """
    INSERT INTO phone (customer_id, raw, e164, country, kind, digits_reversed)
    SELECT id, e164, e164, country, 'fixed', reversed FROM clean c WHERE c.id BETWEEN $1 AND $2
    """,
    """
    INSERT INTO email (customer_id, address, domain)
    SELECT id, address, domain FROM clean c WHERE c.id BETWEEN $1 AND $2
    """,
)


def write_list(path: Path) -> None:
    lines = ["Company,Country,City,Website,Phone,Email\n"]
    for n in range(ROWS):
        name = f"{WORDS[n % 10]} {WORDS[n // 10 % 10]} {n}"
        lines.append(f"{name},Germany,Hamburg,https://c{n}.example-{n}.de,040 3{n:07},info@c{n}.de\n")
    path.write_text("".join(lines), encoding="utf-8")


async def _import(db: Database, settings: Settings, world: World, path: Path) -> tuple[float, float]:
    """Seconds of the dry run, from the file on disk, and of the run, to the last customer."""
    context = JobContext(db, settings)
    started = time.perf_counter()
    arrived = await inspect(path, "list.csv", ImportKind.CUSTOMERS, Overrides())
    async with db.write(actor_id=world.people["lead"]) as session:
        actor = await background_actor(session, world.people["lead"], None, masked_groups)
        assert actor is not None
        whole = await service.receive_file(session, actor, Blobs(settings), ImportKind.CUSTOMERS, path, arrived)
        columns = [{"column": each["column"], "field": each["suggestion"]["field"]} for each in whole.columns]
        mapping = ImportMapping.model_validate({"columns": columns, "constants": {"source_channel": "web"}})
        await service.set_mapping(session, actor, whole.id, mapping, whole.version)
    await jobs.check_rows(context, str(whole.id), 1)
    checked = time.perf_counter()
    async with db.write(actor_id=world.people["lead"]) as session:
        found = await session.get_one(Import, whole.id)
        await service.move(session, actor, whole.id, "start", ImportMove(), found.version)
    await jobs.write_rows(context, str(whole.id))
    finished = time.perf_counter()
    async with db.read() as session:
        found = await session.get_one(Import, whole.id)
        assert (found.state, found.count_created) == ("finished", ROWS)
    return checked - started, finished - checked


async def _clean_rows(db: Database) -> list[tuple[Any, ...]]:
    """What the import found out, for the yardstick."""
    async with db.read() as session:
        rows = await session.execute(
            text(
                "SELECT c.id, c.name, name_key, name_search, name_terms, c.country, city, website, website_domain,"
                " zone, zone_state, zone_source, completeness, p.e164, p.digits_reversed, e.address, e.domain"
                " FROM customer c JOIN phone p ON p.customer_id = c.id JOIN email e ON e.customer_id = c.id"
                " ORDER BY c.id"
            )
        )
        return [tuple(row) for row in rows]


async def _yardstick(db: Database, world: World, rows: list[tuple[Any, ...]]) -> float:
    started = time.perf_counter()
    async with db.write() as session:
        driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        await driver.execute(CLEAN)
        await driver.copy_records_to_table("clean", records=rows)
        await driver.execute("CREATE INDEX ON clean (id)")
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        async with db.write(actor_id=world.people["lead"]) as session:
            again: Any = (await (await session.connection()).get_raw_connection()).driver_connection
            for statement in UPSERT:
                bounds: tuple[uuid.UUID, ...] = (batch[0][0], batch[-1][0])
                await again.execute(statement, *bounds, *([world.people["lead"]] if "$3" in statement else []))
    seconds = time.perf_counter() - started
    async with db.write() as session:
        await session.execute(text("DROP TABLE clean"))
    return seconds


async def test_import_keeps_up_with_copy_and_upsert(
    db: Database, settings: Settings, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    write_list(path)
    checks, runs, yardsticks = [], [], []
    rows: list[tuple[Any, ...]] = []
    for _ in range(ROUNDS):
        await _forget(db)
        check, run = await _import(db, settings, world, path)
        checks.append(check)
        runs.append(run)
        rows = rows or await _clean_rows(db)
        await _forget(db)
        yardsticks.append(await _yardstick(db, world, rows))
    ratio = min(yardsticks) / min(runs)
    whole = min(yardsticks) / (min(checks) + min(runs))
    print(  # noqa: T201
        f"\n  {ROWS} customers: dry run {min(checks):.1f} s, run {min(runs):.1f} s, yardstick {min(yardsticks):.1f} s;"
        f" run {ratio:.2f}, with its dry run {whole:.2f}"
    )
    assert ratio >= GOAL


async def _forget(db: Database) -> None:
    async with db.write() as session:
        for statement in FORGET.split(";"):
            await session.execute(text(statement))
