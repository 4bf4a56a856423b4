"""The demo company: complete, consistent, loaded once."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from meridian.demo import company, loading
from meridian.demo.loading import ensure_loaded
from meridian.identity.roles import Role
from meridian.kernel import migrate
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import Database
from meridian.kernel.settings import Settings

NOW = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)  # a Wednesday
CUSTOMERS, CALLS = 400, 1500


@pytest.fixture(scope="module")
def empty_url(server_url: str) -> Iterator[str]:
    """A migrated database without users."""
    name = f"demo_{os.getpid()}"
    url = server_url.replace("/postgres?", f"/{name}?", 1)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        migrate.upgrade(url)
        yield url
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def load(url: str, settings: Settings) -> list[tuple[str, str]]:
    return list(await ensure_loaded(settings, url, customers=CUSTOMERS, calls=CALLS, clock=SettableClock(NOW)))


@pytest.fixture(scope="module")
async def demo(empty_url: str, settings: Settings) -> AsyncIterator[Database]:
    await load(empty_url, settings)
    db = Database(empty_url, settings, SettableClock(NOW))
    yield db
    await db.dispose()


async def rows(db: Database, sql: str) -> list[Any]:
    async with db.read() as session:
        return list((await session.execute(text(sql))).all())


async def value(db: Database, sql: str) -> Any:
    return (await rows(db, sql))[0][0]


async def test_a_second_start_changes_nothing(demo: Database, empty_url: str, settings: Settings) -> None:
    before = await rows(demo, "SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM customer)")
    shown = await load(empty_url, settings)
    assert [email for email, _ in shown] == [f"{mailbox}@{company.DOMAIN}" for mailbox in company.SHOWN]
    assert await rows(demo, "SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM customer)") == before


async def test_a_company_at_work_gets_no_demo(database_url: str, settings: Settings) -> None:
    assert await load(database_url, settings) == []


def test_production_gets_none(empty_url: str) -> None:
    production = Settings(env="production", secret="a secret that is long enough for production")
    assert loading.load(production, empty_url) == ()


async def test_forty_countries_and_every_role(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM customer") >= CUSTOMERS
    assert await value(demo, "SELECT count(DISTINCT country) FROM customer") >= 36
    found = {role for (role,) in await rows(demo, "SELECT DISTINCT role FROM app_user")}
    assert found == set(Role)
    assert {role for (role,) in await rows(demo, "SELECT role FROM app_user WHERE name_en IS NULL")} == set()


async def test_owners_work_in_their_team_and_their_teams_region(demo: Database) -> None:
    assert not await rows(
        demo,
        "SELECT 1 FROM customer c JOIN app_user u ON u.id = c.owner_id JOIN team t ON t.id = c.team_id"
        " WHERE u.team_id IS DISTINCT FROM c.team_id OR u.department_id IS DISTINCT FROM c.department_id"
        " OR NOT c.country = ANY (t.region_countries)",
    )


async def test_nobody_verified_what_they_entered(demo: Database) -> None:
    assert await value(demo, "SELECT count(*) FROM customer WHERE verification = 'verified'") > 20
    assert not await rows(demo, "SELECT 1 FROM customer WHERE verified_by IN (created_by, edited_by, submitted_by)")
