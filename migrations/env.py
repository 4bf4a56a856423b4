"""Alembic's entry: one connection, a lock timeout, and one migration runner at a time."""

import time
from typing import Literal

import psycopg
from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlalchemy.dialects.postgresql.base import ischema_names

from meridian.kernel.db.models import Code
from meridian.kernel.events.models import XidType
from meridian.kernel.settings import libpq_url
from meridian.registry import metadata

ischema_names["xid8"] = XidType
OWN_LOCK = 7_313_001
RETRY_SECONDS = 0.1


def include_object(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """The job queue brings its own tables."""
    return not (name or "").startswith("procrastinate")


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations do not import the product's types: codes are text there, their CHECK is `concurrently.set_codes`."""
    return "sa.Text()" if kind == "type" and isinstance(item, Code) else False


url = libpq_url(context.config.attributes["url"])
engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=pool.NullPool)
with engine.connect() as connection:
    connection.execute(
        text("SELECT set_config('lock_timeout', :moment, false), set_config('meridian.patience', :patience, false)"),
        context.config.attributes,
    )
    # Asked again and again instead of waited for: an index built concurrently waits for every statement under way, and
    # a runner that waits for its turn in one would hold up the runner it waits for.
    while not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": OWN_LOCK}).scalar_one():
        connection.commit()
        time.sleep(RETRY_SECONDS)
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=include_object,
        render_item=render_item,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
