"""Migrations are the only way a schema comes to be."""

import psycopg

from meridian.kernel import migrate


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
