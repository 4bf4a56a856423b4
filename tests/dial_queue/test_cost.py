"""What *next* costs: a bounded number of statements, each by index, however many customers a rep has."""

from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.statements import Statement, recording
from tests.support.world import World

CUSTOMERS = 6_000
SLEEPING = 5_500
"""So many of them are where it is night, and have waited longest."""
FULL = ("customer", "phone")
"""Tables with rows enough that reading one whole is never the cheaper way."""
SESSION = 2
"""The clock and the credential, which a process keeps in earnest."""

_FILL = """
WITH made AS (
  INSERT INTO customer (name, name_key, source_channel, owner_id, team_id, department_id, obtained_at, created_at,
                        next_contact_at, grade, zone, country, zone_state)
  SELECT 'Customer ' || n, 'customer ' || n, 'web', $1, $2, $3, now(), timestamptz '2025-01-01',
         timestamptz '2026-03-09' - make_interval(mins => CASE WHEN n <= $5 THEN 100000 ELSE 0 END + n),
         (ARRAY['A', 'B', 'C', 'D'])[1 + n % 4],
         CASE WHEN n > $5 THEN 'Asia/Shanghai' ELSE (ARRAY['America/Lima', 'America/Bogota'])[1 + n % 2] END,
         CASE WHEN n > $5 THEN 'CN' ELSE (ARRAY['PE', 'CO'])[1 + n % 2] END, 'known'
  FROM generate_series(1, $4) AS n RETURNING id
)
INSERT INTO phone (customer_id, raw, e164, country, digits_reversed)
SELECT id, number, number, 'CN', reverse(substr(number, 2))
FROM (SELECT id, '+86216' || lpad((row_number() OVER ())::text, 7, '0') AS number FROM made) AS numbered
"""


@pytest.fixture(scope="module", autouse=True)
async def crowded(db: Database, world: World) -> None:
    """A rep with thousands of customers, nearly all of whom are asleep."""
    people = (world.people["rep"], world.teams["team"], world.departments["sales"])
    async with db.writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.execute(_FILL, *people, CUSTOMERS, SLEEPING)
        await raw.execute("VACUUM ANALYZE customer, phone")


async def sent_by_next(api: Api, expect: int, **body: Any) -> list[Statement]:
    with recording() as sent:
        await api.post("/v1/dial-queue/next", json=body, expect=expect)
    return sent


async def give_and_skip(api: Api) -> None:
    lease = (await api.post("/v1/dial-queue/next", json={}, expect=200)).json()["lease"]
    await api.post("/v1/dial-queue/skip", json={"lease_id": lease["id"], "reason": "not_now"}, expect=204)


async def plans(db: Database, sent: list[Statement]) -> list[dict[str, Any]]:
    """How the server carries out what only reads, with the rows it meets."""
    found = []
    async with db.writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        for statement in sent:
            words = statement.sql.split()
            if words[0] in ("SELECT", "WITH") and "INSERT" not in words:
                (plan,) = await raw.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *statement.values)
                found.append(plan[0][0]["Plan"])
    return found


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(inner for child in plan.get("Plans", ()) for inner in nodes(child))]


def met(several: list[dict[str, Any]], table: str) -> int:
    """Rows of a table that were looked at."""
    looked = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return sum(
        round(sum(node.get(name, 0) for name in looked) * node["Actual Loops"])
        for plan in several
        for node in nodes(plan)
        if node.get("Relation Name") == table
    )


async def test_next_is_a_bounded_number_of_statements_by_index(api: Api, db: Database) -> None:
    await give_and_skip(api)  # the running plan is there from now on
    sent = await sent_by_next(api, 200)
    assert len(sent) - SESSION <= 28, "\n".join(statement.sql[:80] for statement in sent)
    found = await plans(db, sent)
    assert found
    for node in (node for plan in found for node in nodes(plan)):
        assert (node["Node Type"], node.get("Relation Name")) not in {("Seq Scan", table) for table in FULL}
    assert met(found, "customer") < 300


async def test_that_nobody_may_be_called_is_found_without_looking_at_them_all(api: Api, db: Database) -> None:
    await give_and_skip(api)
    sent = await sent_by_next(api, 409, zone="America/Lima")
    assert len(sent) - SESSION <= 11, "\n".join(statement.sql[:80] for statement in sent)
    assert met(await plans(db, sent), "customer") < 300
