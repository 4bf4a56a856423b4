"""A worker killed in the middle of an import: whoever goes on finishes it, nothing lost and nothing doubled."""

from typing import Any

from sqlalchemy import text

from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.files import open_to_others
from tests.support.imports import Importing, accounted
from tests.support.workers import Worker, revive, until

ROWS = 3_000
BATCH = 150
LIST = "Company,Country,Phone,Email,Contact person\n" + "".join(
    f"Crash Test {n:05},DE,+49 30 2{n:07},office@crash{n:05}.example.net,Person {n}\n" for n in range(ROWS)
)
_WHAT_IS_THERE = """
SELECT (SELECT count(*) FROM customer WHERE name LIKE 'Crash Test %') AS customers,
       (SELECT count(DISTINCT name) FROM customer WHERE name LIKE 'Crash Test %') AS names,
       (SELECT count(*) FROM phone WHERE e164 LIKE '+49302%') AS phones,
       (SELECT count(*) FROM email WHERE domain LIKE 'crash%.example.net') AS emails,
       (SELECT count(*) FROM contact WHERE name LIKE 'Person %') AS people
"""


async def test_a_killed_worker_loses_and_doubles_nothing(
    importing: Importing, db: Database, database_url: str, settings: Settings
) -> None:
    found = await importing.upload(LIST)
    path = f"/v1/imports/{found['id']}"

    async def counts() -> dict[str, Any]:
        document = await importing.read(found["id"])
        return {"state": document["state"], **document["counts"]}

    async def partly_checked() -> bool:
        checked: int = (await counts())["checked"]
        return 0 < checked < ROWS

    async def partly_written() -> bool:
        created: int = (await counts())["created"]
        return 0 < created < ROWS

    body = importing.mapping(found)
    await importing.api.put(f"{path}/mapping", who="lead", json=body, version=found["version"], expect=200)
    worker = Worker(database_url, settings, MERIDIAN_IMPORT_BATCH_ROWS=str(BATCH))
    await until(partly_checked)
    worker.kill()
    tmp = settings.data_dir / "tmp"
    left = {folder for folder in tmp.iterdir() if any(folder.rglob("file"))}
    assert left, "the list it was reading"
    assert open_to_others(tmp) == {}
    assert (await counts())["state"] == "mapped"
    await revive(db, importing.work)

    checked = await importing.read(found["id"])
    assert (checked["state"], checked["counts"]["to_create"]) == ("checked", ROWS)
    await importing.api.post(f"{path}/moves/start", who="lead", json={}, version=checked["version"], expect=200)
    worker = Worker(database_url, settings, MERIDIAN_IMPORT_BATCH_ROWS=str(BATCH))
    await until(partly_written)
    assert left.isdisjoint(tmp.iterdir()), "gone at the next start"
    worker.kill()
    halfway = await counts()
    assert halfway["state"] == "running"
    assert 0 < halfway["created"] < ROWS
    async with db.read() as session:
        there = (await session.execute(text(_WHAT_IS_THERE))).one()
    assert set(there) == {halfway["created"]}  # whole rows, as many as were counted

    await revive(db, importing.work)
    finished = await importing.read(found["id"])
    assert accounted(finished)
    assert (finished["state"], finished["counts"]["created"]) == ("finished", ROWS)
    async with db.read() as session:
        there = (await session.execute(text(_WHAT_IS_THERE))).one()
    assert set(there) == {ROWS}
