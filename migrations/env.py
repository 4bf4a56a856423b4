"""Alembic's entry: one connection, a lock timeout, and one migration runner at a time."""

import psycopg
from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlalchemy.dialects.postgresql.base import ischema_names

from meridian.kernel.address import libpq_url
from meridian.kernel.events.models import XidType
from meridian.registry import metadata

ischema_names["xid8"] = XidType
OWN_LOCK = 7_313_001


def include_object(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """The job queue brings its own tables."""
    return not (name or "").startswith("procrastinate")


url = libpq_url(context.config.attributes["url"])
engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=pool.NullPool)
with engine.connect() as connection:
    connection.execute(text("SELECT set_config('lock_timeout', :patience, false)"), context.config.attributes)
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": OWN_LOCK})
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=include_object,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
