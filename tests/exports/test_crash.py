"""A worker killed while it writes a file: there is no file yet, and whoever goes on makes the one."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.sheets.workbooks import workbook_rows
from tests.support.exports import Exporting, set_limit
from tests.support.workers import Worker, revive, until
from tests.support.world import World

ROWS = 20_000
_MANY = text("""
INSERT INTO customer (name, name_key, name_search, name_terms, source_channel, owner_id, team_id, department_id,
                      obtained_at)
SELECT 'Written ' || n, 'written ' || n, 'written ' || n, '{}', 'web', :owner, :team, :department, now()
FROM generate_series(1, :rows) AS n
""")


async def _none_left(underway: Callable[[], list[Path]]) -> bool:
    return not underway()


async def test_a_killed_worker_leaves_no_half_a_file(
    exporting: Exporting, db: Database, world: World, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    async with db.write() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))  # without a history of theirs
        whose = {"owner": world.people["rep"], "team": world.teams["team"], "department": world.departments["sales"]}
        await session.execute(_MANY, {"rows": ROWS, **whose})
    await set_limit(exporting.api, ROWS)
    export = await exporting.ask(format="xlsx", columns=["name", "source_channel", "owner", "created_at"])
    theirs = settings.model_copy(update={"data_dir": settings.data_dir.with_name("theirs")})

    def underway() -> list[Path]:
        return list((theirs.data_dir / "tmp").glob("*/*/file"))

    async def begun() -> bool:
        return bool(underway())

    worker = Worker(database_url, theirs)
    await until(begun)
    worker.kill()
    assert underway(), "it was killed amid its work"
    assert (await exporting.get(export))["state"] == "approved"
    early = await exporting.api.get(f"/v1/exports/{export['id']}/file", who="lead", expect=409)
    assert early.json()["reason"] == "not_produced"

    await revive(db, exporting.work)
    made = await exporting.get(export)
    assert (made["state"], made["rows_written"]) == ("produced", ROWS)
    content = await exporting.file(export)
    assert hashlib.sha256(content).hexdigest() == made["sha256"]
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    names = [row[0] for row in workbook_rows(path, "customers")][1:]
    assert len(set(names)) == len(names) == ROWS
    assert underway(), "so far nobody has cleared away what it left"
    again = Worker(database_url, theirs)
    await until(lambda: _none_left(underway))
    again.kill()
    async with db.read() as reading:
        events = text("SELECT count(*) FROM event WHERE type = 'export.produced' AND subject_id = :id")
        assert await reading.scalar(events, {"id": export["id"]}) == 1
