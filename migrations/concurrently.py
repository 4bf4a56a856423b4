"""What a migration does to tables in use without holding up whoever works on them.

Each of these ends the transaction before it and works statement by statement, so it stands first in an upgrade (or has
one of its own) and can be taken up again where it stopped: what an earlier try left unfinished is made anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from alembic import op
from sqlalchemy import ColumnElement, TextClause


def create_index(
    name: str, table: str, columns: Sequence[str | TextClause | ColumnElement[Any]], **options: Any
) -> None:
    """`op.create_index` while others write. A broken earlier try leaves an invalid index, which is replaced."""
    with op.get_context().autocommit_block():
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, **options)


def drop_index(name: str, table: str) -> None:
    """`op.drop_index` while others read and write."""
    with op.get_context().autocommit_block():
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)


def add_checks(table: str, checks: Mapping[str, str]) -> None:
    """CHECK constraints by name: binding for new rows at once, then proven for the old ones while others write.

    One of the same name is replaced. Refused with its name where a row breaks it.
    """
    dropped = [f"DROP CONSTRAINT IF EXISTS {name}" for name in checks]
    added = [f"ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID" for name, condition in checks.items()]
    proven = [f"VALIDATE CONSTRAINT {name}" for name in checks]
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE {table} {', '.join([*dropped, *added])}")
        op.execute(f"ALTER TABLE {table} {', '.join(proven)}")


def drop_checks(table: str, names: Sequence[str]) -> None:
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP CONSTRAINT IF EXISTS {name}' for name in names)}")
