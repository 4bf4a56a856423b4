"""Migrations are the only way a schema comes to be."""

import asyncio
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from migrations.concurrently import fill
from sqlalchemy import create_engine, text

from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.worker import run_until_idle
from tests.conftest import START
from tests.support.api import Api
from tests.support.world import World, create_world


def test_models_and_migrations_agree_and_the_last_step_can_be_taken_back(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_test")
    url = server_url.replace("/postgres?", "/migrations_test?", 1)
    migrate.upgrade(url)
    migrate.check(url)
    migrate.downgrade(url, "-1")
    migrate.upgrade(url)
    migrate.check(url)
    migrate.downgrade(url, "base")
    with psycopg.connect(url) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
    assert left == [("alembic_version",)]


def test_a_table_in_use_is_told_in_words_and_nothing_is_changed(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_busy")
    url = server_url.replace("/postgres?", "/migrations_busy?", 1)
    migrate.upgrade(url, "0019")
    with psycopg.connect(url) as writer:
        writer.execute("LOCK TABLE customer IN ROW EXCLUSIVE MODE")
        with pytest.raises(migrate.BusyDatabaseError, match="quieter time"):
            migrate.upgrade(url, patience=0.5)
        assert writer.execute("SELECT version_num FROM alembic_version").fetchone() == ("0019",)
    migrate.upgrade(url)
    with psycopg.connect(url) as connection:
        left = connection.execute("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid").fetchall()
    assert left == []


def test_two_runners_at_once_take_turns(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_twice")
    url = server_url.replace("/postgres?", "/migrations_twice?", 1)
    command = (sys.executable, "-c", "import sys; from meridian.kernel.db import migrate; migrate.upgrade(sys.argv[1])")
    runners = [subprocess.Popen((*command, url)) for _ in range(2)]
    assert [runner.wait(timeout=120) for runner in runners] == [0, 0]
    migrate.check(url)


def before(revision: str) -> str:
    """The revision that comes before."""
    found = ScriptDirectory.from_config(migrate.config("")).get_revision(revision).down_revision
    assert isinstance(found, str)
    return found


EVENT = (
    "INSERT INTO event (xid, type, subject_type, subject_id, data)"
    " VALUES (%s, 'test.happened', 'test', uuidv7(), '{}') RETURNING id"
)


@pytest.mark.parametrize("moved", [False, True], ids=["in its own server", "restored into another"])
def test_what_subscriptions_had_not_read_is_what_they_read_next(server_url: str, moved: bool) -> None:
    """In a database that was restored before this step, cursors and old events stand in the future."""
    name = f"migrations_cursors_{moved}".lower()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = server_url.replace("/postgres?", f"/{name}?", 1)
    migrate.upgrade(url, before("event_order"))
    old = 4_000_000_000 if moved else 3
    with psycopg.connect(url) as connection:

        def happen(xid: int) -> str:
            row = connection.execute(EVENT, [str(xid)]).fetchone()
            assert row is not None
            return str(row[0])

        read, half, unread = [happen(old + number) for number in range(3)]
        new = happen(old + 10 if not moved else 10)
        cursor = "INSERT INTO event_cursor SELECT %s, xid, seq FROM event WHERE id = %s"
        connection.execute(cursor, ["behind", read])
        connection.execute(cursor, ["further", half])
        connection.execute(cursor, ["done with the old", unread])
        connection.execute("INSERT INTO event_cursor VALUES ('just made', %s, 0)", [str(old + 3)])
    migrate.upgrade(url)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT name, array_agg(event_id::text ORDER BY o.position) FROM event_cursor c"
            " JOIN event_order o ON o.position > c.position GROUP BY name"
        ).fetchall()
    assert dict(rows) == {
        "behind": [half, unread, new],
        "further": [unread, new],
        "done with the old": [new],
        "just made": [new],
    }


async def test_it_lives_in_whatever_schema_its_role_is_given(server_url: str, settings: Settings) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_schema")
        connection.execute("ALTER DATABASE migrations_schema SET search_path = crm")
    url = server_url.replace("/postgres?", "/migrations_schema?", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA crm")
        connection.execute("DROP SCHEMA public")
    await asyncio.to_thread(migrate.upgrade, url)
    migrate.check(url)
    await create_world(url, settings, START)
    app = create_app(settings, database_url=url, clock=SettableClock(START))
    async with app.router.lifespan_context(app), Api.open(app, await World.load(app.state.db)) as api:
        names = ("Nordsee Pumpen GmbH", "Nordsee Pumpen AG")
        made = [
            (await api.post("/v1/customers", json={"name": name, "source_channel": "sales"})).json() for name in names
        ]
        path = f"/v1/customers/{made[0]['id']}"
        await api.patch(path, version=made[0]["version"], json={"intent_level": "high"}, expect=200)
        kept = await api.get("/v1/history", who="auditor", params={"entity_id": made[0]["id"]}, expect=200)
        assert len(kept.json()["items"]) == 2
        await run_until_idle(url, settings, SettableClock(START))
        assert len((await api.get("/v1/customers?q=nordsee", expect=200)).json()["items"]) >= 1
    migrate.downgrade(url, "base")
    with psycopg.connect(url) as connection:
        left = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace").fetchall()
    assert [name for (name,) in left] == ["alembic_version", "alembic_version_pkc"]


def test_functions_of_a_version_before_name_no_schema_any_more(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_functions")
    url = server_url.replace("/postgres?", "/migrations_functions?", 1)
    migrate.upgrade(url, before("any_schema"))
    old = "CREATE OR REPLACE FUNCTION {} BEGIN NEW.updated_at := public.meridian_now(); RETURN NEW; END $$"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(old.format("touch_row() RETURNS trigger LANGUAGE plpgsql AS $$"))
    migrate.upgrade(url)
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT proname FROM pg_proc WHERE prosrc LIKE '%public.%'").fetchall()
    assert found == []


def test_nobody_waits_for_a_migration_that_waits(server_url: str) -> None:
    """Somebody's long transaction holds it up; others go on reading and writing the same table as ever."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_waiting")
    url = server_url.replace("/postgres?", "/migrations_waiting?", 1)
    migrate.upgrade(url, before("event_order"))
    migrating = threading.Thread(target=migrate.upgrade, args=(url,))
    waited = []
    with psycopg.connect(url) as long, psycopg.connect(url, autocommit=True) as others:
        long.execute(EVENT, ["3"])
        migrating.start()
        until = time.monotonic() + 6
        while time.monotonic() < until:
            asked = time.monotonic()
            others.execute(EVENT, ["3"])
            others.execute("SELECT count(*) FROM event")
            waited.append(time.monotonic() - asked)
            time.sleep(0.01)
        assert migrating.is_alive(), "it waits"
    migrating.join(60)
    assert not migrating.is_alive(), "and gets its turn"
    assert max(waited) < 2
    assert migrate.later_version(url) is None


def number(connection: psycopg.Connection, which: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM filled WHERE {which}").fetchone()  # noqa: S608
    assert row is not None
    return int(row[0])


def test_rows_are_filled_some_at_a_time(server_url: str) -> None:
    """Whoever holds one of the last holds up the filling; those before it are filled by then and held by nobody."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_filling")
    url = server_url.replace("/postgres?", "/migrations_filling?", 1)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))

    def migration() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT set_config('meridian.patience', '60s', false)"))
            connection.commit()
            context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
            with context.begin_transaction(_per_migration=True), Operations.context(context):
                fill("filled", "size = length(name)", only="name IS NOT NULL", rows=10)

    with psycopg.connect(url, autocommit=True) as others:
        others.execute("CREATE TABLE filled (id uuid PRIMARY KEY DEFAULT uuidv7(), name text, size int)")
        others.execute("INSERT INTO filled (name) SELECT nullif(repeat('x', n % 3), '') FROM generate_series(1, 95) n")
        migrating = threading.Thread(target=migration)
        with psycopg.connect(url) as long:
            long.execute("SELECT FROM filled WHERE name IS NOT NULL ORDER BY id DESC LIMIT 1 FOR UPDATE")
            migrating.start()
            until = time.monotonic() + 30
            while time.monotonic() < until and number(others, "size > 0") < 60:
                time.sleep(0.01)
            assert number(others, "size > 0") == 60, "ninety of ninety-five, two of three have names"
            others.execute("SET lock_timeout = '2s'")
            others.execute("UPDATE filled SET name = 'xxx' WHERE size = 2")
            assert migrating.is_alive(), "it waits"
        migrating.join(60)
        assert number(others, "(size IS NULL) <> (name IS NULL)") == 0
    engine.dispose()


def test_a_schema_of_a_later_version_is_told_in_words(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrations_later")
    url = server_url.replace("/postgres?", "/migrations_later?", 1)
    migrate.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of_the_next_release'")
    with pytest.raises(migrate.LaterVersionError, match="of_the_next_release"):
        migrate.upgrade(url)
