"""Rows of several tables, and changes beside them, written by one statement in one round trip (performance.md).

    batch = Batch()
    batch.insert(ContactRecord, id=record_id, …)
    batch.insert(Event, **event_row(RECORD_LOGGED, record))
    batch.change("customer", "UPDATE customer SET … WHERE id = :customer_id RETURNING version", customer_id=…)
    changed = await batch.write(session)
    changed["customer"][0]["version"]

Each table's rows travel as one JSON document, so the statement's text depends only on which tables and columns take
part, and its compilation is cached. Triggers and foreign keys hold as ever; foreign keys are checked when the whole
statement is done, so rows may refer to each other in any order. No part sees what another part writes, and a row may
be changed by one part only.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from meridian.kernel.db.driver import positional, run
from meridian.kernel.db.models import Base
from meridian.kernel.db.session import WriteSession

Rows = Mapping[str, list[dict[str, Any]]]


class Batch:
    """Collects what is to be written; `write` writes it once."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._changes: dict[str, str] = {}
        self._if_absent: set[str] = set()
        self._values: dict[str, Any] = {}

    def insert(self, model: type[Base], **values: Any) -> None:
        """One row. Rows of one table name the same columns; the others get their defaults in the database."""
        rows = self._rows.setdefault(model.__tablename__, [])
        if rows and rows[0].keys() != values.keys():
            raise ValueError(f"rows of {model.__tablename__} must name the same columns")
        rows.append(values)

    def if_absent(self, model: type[Base]) -> None:
        """Leaves out rows of this table that are there already; `new_<table>` of the answer names the others."""
        self._if_absent.add(model.__tablename__)

    def change(self, name: str, sql: str, **values: Any) -> None:
        """An UPDATE, DELETE or INSERT in SQL, ending in RETURNING; `values` are its binds, unique in the batch."""
        self._changes[name] = sql
        self._values |= values

    def __bool__(self) -> bool:
        return bool(self._rows or self._changes)

    async def write(self, session: WriteSession) -> Rows:
        """Writes everything; gives the rows each change returned, by its name. An empty batch costs nothing."""
        if not self:
            return {}
        await session.flush()
        parts = [
            f"new_{table} AS ({_insert(table, tuple(rows[0]), if_absent=table in self._if_absent)})"
            for table, rows in self._rows.items()
        ]
        parts += [f"{name} AS ({sql})" for name, sql in self._changes.items()]
        telling = [f"new_{table}" for table in self._rows if table in self._if_absent] + list(self._changes)
        returned = ", ".join(f"'{name}', {_collected(name)}" for name in telling)
        # Table and column names come from the models, never from a request.
        sql, names = positional(f"WITH {', '.join(parts)} SELECT jsonb_build_object({returned})::text")
        documents = {f"rows_of_{table}": orjson.dumps(rows, default=str).decode() for table, rows in self._rows.items()}
        values = self._values | documents
        found: Rows = orjson.loads((await run(await session.connection(), sql, [values[name] for name in names]))[0][0])
        return found


def _insert(table: str, columns: tuple[str, ...], *, if_absent: bool) -> str:
    names = ", ".join(f'"{column}"' for column in columns)  # some are words of SQL
    return (
        f"INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608 — names of our own tables and columns
        f" FROM jsonb_populate_recordset(NULL::{table}, CAST(:rows_of_{table} AS jsonb))"
        + (" ON CONFLICT DO NOTHING RETURNING id" if if_absent else "")
    )


def _collected(name: str) -> str:
    return f"(SELECT coalesce(jsonb_agg({name}), '[]'::jsonb) FROM {name})"  # noqa: S608 — a name of our own code
