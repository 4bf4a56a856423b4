"""Migrations are the only way a schema comes to be."""

import subprocess
import sys

import psycopg
import pytest
from alembic.script import ScriptDirectory

from meridian.kernel.db import migrate


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
            migrate.upgrade(url, patience="100ms")
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
    before = ScriptDirectory.from_config(migrate.config("")).get_revision("event_order").down_revision
    assert isinstance(before, str)
    migrate.upgrade(url, before)
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
