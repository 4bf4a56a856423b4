"""Statements compiled once, for the few paths that a benchmark names (performance.md).

SQLAlchemy walks a large statement on every execution to find its cache key; a hot statement is written in Core like any
other, compiled to text when it is first needed, and run as text from then on. Values come back as the driver gives
them: codes as plain strings; JSON is cast to text by the statement.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, TextClause, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.interfaces import BindTyping

from meridian.kernel.db import Session


class _Named(PGDialect):
    """Names the binds and leaves their types to the server, as `text` does; where it cannot tell, statements cast."""

    bind_typing = BindTyping.NONE
    supports_statement_cache = True


_NAMED = _Named(paramstyle="named")  # type: ignore[no-untyped-call]
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
