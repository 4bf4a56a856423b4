"""Statements compiled once, for the few paths that a benchmark names (performance.md).

SQLAlchemy walks a large statement on every execution to find its cache key; a hot statement is written in Core like any
other, compiled to text when it is first needed, and run as text from then on. Values come back as the driver gives
them: codes as plain strings; JSON is cast to text by the statement.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, Engine, Row, Select, Text, TextClause, Uuid, cast, text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only, greenlet_spawn

from meridian.kernel.db import Session


class _Named(PGDialect):
    """Names the binds and leaves their types to the server, as `text` does; where it cannot tell, statements cast."""

    bind_typing = BindTyping.NONE
    supports_statement_cache = True


_NAMED = _Named(paramstyle="named")  # type: ignore[no-untyped-call]
_ASYNCPG = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
text_once = lru_cache(maxsize=1000)(text)
"""`text`, parsed once for each statement."""


class Prepared:
    """A SELECT as text, with the values it was built with; those left open are given when it runs."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        compiled = statement.compile(dialect=_NAMED, compile_kwargs={"render_postcompile": True})
        self._text: TextClause = text_once(compiled.string)
        self._values: dict[str, Any] = dict(compiled.params)

    async def one_or_none(self, session: Session, values: Mapping[str, Any]) -> Row[*tuple[Any, ...]] | None:
        """The only row, if there is one."""
        connection = await session.connection()
        return (await connection.execute(self._text, {**self._values, **values})).one_or_none()


class Slot(NamedTuple):
    """Stands in a statement for a value given when it runs; in a list, for the whole list."""

    name: str


class Compiled:
    """A SELECT in the driver's own words, with the place of each value.

    Built from stand-ins by the code that builds statements from values: what comes out as a bind is a `Slot` or a
    constant. Codes stay strings; UUIDs and JSON come back as text, which is what an answer needs of them.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], *, as_they_are: int = 0) -> None:
        """as_they_are: how many of the last columns keep their type."""
        columns = list(statement.selected_columns)
        shown = columns[: len(columns) - as_they_are]
        self.names = tuple(str(column.key) for column in shown)
        self.json = frozenset(str(column.key) for column in shown if isinstance(column.type, JSON))
        texts = [cast(each, Text).label(each.key) if isinstance(each.type, JSON | Uuid) else each for each in shown]
        narrowed = statement.with_only_columns(*texts, *columns[len(shown) :], maintain_column_froms=True)
        compiled: Any = narrowed.compile(dialect=_ASYNCPG, compile_kwargs={"render_postcompile": True})
        self.sql: str = compiled.string
        self._places = [compiled.params[name] for name in compiled.positiontup]

    async def fetch(self, engine: AsyncEngine, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, read by a connection of the engine's pool without the engine's own steps.

        After an error the connection is not used again: what comes of it is said by whoever asks the ordinary way.
        """
        return await greenlet_spawn(
            _fetch, engine.sync_engine, self.sql, [_given(each, values) for each in self._places]
        )


def _given(place: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(place, list) and place and isinstance(place[0], Slot):
        place = place[0]
    return values[place.name] if isinstance(place, Slot) else place


def _fetch(engine: Engine, sql: str, values: Sequence[Any]) -> Any:
    connection = engine.raw_connection()
    try:
        return await_only(connection.driver_connection.fetch(sql, *values))  # type: ignore[union-attr]
    except BaseException:
        connection.invalidate()
        raise
    finally:
        connection.close()
