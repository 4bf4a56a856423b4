"""Migrations are the only way a schema comes to be."""

import subprocess
import sys

import psycopg
import pytest

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
