"""A list that fills an empty company: each row is compared by indexes, however many were written before it."""

from sqlalchemy import text

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.imports import Importing

ROWS, BATCH = 2_000, 200
READ_FOR_A_ROW = 10  # entries of indexes, also by foreign keys
LOOKED_UP = ["customer", "phone", "email", "external_id"]
LIST = "Company,Country,Website,Phone,Email,External id\n" + "".join(
    f"Growing {n:05},DE,https://growing{n}.example,+49 30 3{n:07},a@growing{n}.example,erp: G-{n}\n"
    for n in range(ROWS)
)


async def test_later_rows_are_compared_as_quickly_as_the_first(
    api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    small = settings.model_copy(update={"import_batch_rows": BATCH})
    before = await _entries_read(db)
    done = await Importing(api, db, database_url, small, clock).run(LIST)
    assert done["counts"]["created"] == ROWS
    assert await _entries_read(db) - before < ROWS * READ_FOR_A_ROW


async def _entries_read(db: Database) -> int:
    async with db.write() as session:
        await session.execute(text("SELECT pg_stat_force_next_flush()"))
        read = "SELECT sum(idx_tup_read)::int FROM pg_stat_user_indexes WHERE relname = ANY(:tables)"
        return int((await session.execute(text(read), {"tables": LOOKED_UP})).scalar_one())
