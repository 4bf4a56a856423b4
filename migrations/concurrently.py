"""What a migration does to tables in use without holding up whoever works on them.

Each of these ends the transaction before it and works statement by statement, so it stands first in an upgrade (or has
one of its own) and can be taken up again where it stopped: what an earlier try left unfinished is made anew.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import ColumnElement, TextClause


def create_index(
    name: str, table: str, columns: Sequence[str | TextClause | ColumnElement[Any]], **options: Any
) -> None:
    """`op.create_index` while others write. A broken earlier try leaves an invalid index, which is replaced."""
    with op.get_context().autocommit_block(), _patiently():
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, **options)


def drop_index(name: str, table: str) -> None:
    """`op.drop_index` while others read and write."""
    with op.get_context().autocommit_block(), _patiently():
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)


_FILL = """
DO $$
DECLARE
  done uuid := '00000000-0000-0000-0000-000000000000';
  last uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  upto uuid;
BEGIN
  LOOP
    upto := coalesce((SELECT id FROM {table} WHERE id > done ORDER BY id OFFSET {rows} - 1 LIMIT 1), last);
    UPDATE {table} SET {columns} WHERE id > done AND id <= upto AND {only};
    COMMIT;
    EXIT WHEN upto = last;
    done := upto;
  END LOOP;
END $$"""


def fill(table: str, columns: str, *, only: str = "true", rows: int = 500) -> None:
    """`UPDATE table SET columns WHERE only`, so many rows by id at a time: whoever would write one waits for no more.

    What keeps them right from then on stands already: rows written in the meantime are filled once more, to the same.
    """
    with op.get_context().autocommit_block(), _patiently():
        op.execute(_FILL.format(table=table, columns=columns, only=only, rows=rows))


@contextmanager
def _patiently() -> Iterator[None]:
    """Waits longer for statements under way: nobody waits behind one that works concurrently."""
    op.execute("SELECT set_config('meridian.moment', current_setting('lock_timeout'), false)")
    op.execute("SELECT set_config('lock_timeout', current_setting('meridian.patience'), false)")
    yield
    op.execute("SELECT set_config('lock_timeout', current_setting('meridian.moment'), false)")


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


def rename_check(table: str, name: str, new_name: str) -> None:
    """Keeps what is proven already: nothing is read again. Nothing happens where no check has the name."""
    known = sa.text("SELECT 1 FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND conname = :name")
    with op.get_context().autocommit_block():
        if op.get_bind().execute(known, {"table": table, "name": name}).first():
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {name} TO {new_name}")


def set_codes(table: str, codes: Mapping[str, Sequence[str]], *, lists: Mapping[str, Sequence[str]] = {}) -> None:
    """Which codes columns may hold, instead of those they might before; `lists` for columns of several codes each."""
    conditions = {column: f"{column} IN ({_quoted(known)})" for column, known in codes.items()}
    conditions |= {column: f"{column} <@ ARRAY[{_quoted(known)}]" for column, known in lists.items()}
    add_checks(table, {f"{table}_{column}_code_check": condition for column, condition in conditions.items()})


def add_codes(table: str, column: str, codes: Sequence[str], *, listed: bool = False) -> None:
    """A column may hold these codes as well as those it may hold already, whichever those are. listed: several each."""
    known = _codes_of(table, column)
    _set(table, column, (*known, *(code for code in codes if code not in known)), listed=listed)


def remove_codes(table: str, column: str, codes: Sequence[str], *, listed: bool = False) -> None:
    """The reverse; refused where a row holds one of them."""
    _set(table, column, [code for code in _codes_of(table, column) if code not in codes], listed=listed)


def _set(table: str, column: str, codes: Sequence[str], *, listed: bool) -> None:
    set_codes(table, {} if listed else {column: codes}, lists={column: codes} if listed else {})


def _codes_of(table: str, column: str) -> list[str]:
    """The codes of a column's CHECK."""
    asked = sa.text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = CAST(:table AS regclass) AND conname = :name"
    )
    found = op.get_bind().execute(asked, {"table": table, "name": f"{table}_{column}_code_check"}).scalar_one()
    return re.findall(r"'([^']+)'::text", found)


def _quoted(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def drop_codes(table: str, columns: Iterable[str]) -> None:
    drop_checks(table, [f"{table}_{column}_code_check" for column in columns])


def drop_checks(table: str, names: Sequence[str]) -> None:
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP CONSTRAINT IF EXISTS {name}' for name in names)}")
