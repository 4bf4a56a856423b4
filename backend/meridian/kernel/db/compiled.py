"""Statements compiled once (performance.md, decision 0051).

SQLAlchemy walks a large statement on every execution to find its cache key, and works out anew what its rows look
like; a statement that is asked for again and again is written in Core like any other, compiled when it is first
needed, and given to the driver's connection from then on.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Numeric, SelectBase
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from meridian.kernel.db.driver import DIALECT, At, run
from meridian.kernel.db.session import ReadSession, WriteSession


class Slot(NamedTuple):
    """Stands in a statement for a value given when it runs; in a list, for the whole list."""

    name: str


class Compiled:
    """A SELECT in the driver's own words, with the place of each value.

    Built from stand-ins by the code that builds statements from values: what comes out as a bind is a `Slot`, a named
    bind without a value, or a constant.
    """

    def __init__(self, statement: SelectBase, *, as_read: bool = False) -> None:
        """as_read: values stay as the driver reads them, codes being plain text."""
        compiled: Any = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.sql: str = compiled.string
        self.names = tuple(str(column.key) for column in statement.selected_columns)
        binds, values = compiled.binds, compiled.params  # the members of an IN are values without a bind of their own
        self._places = [_place(binds[name]) if name in binds else values[name] for name in compiled.positiontup]
        readers = [_reader(entry.type) for entry in compiled._result_columns]
        self._readers = [] if as_read else [(index, read) for index, read in enumerate(readers) if read is not None]

    async def read(self, at: At, values: Mapping[str, Any], *, before: str = "") -> list[Any]:
        """The rows, each a sequence, with the values that SQLAlchemy would give. before: said in front of the SELECT.

        What is refused is told as SQLAlchemy does; a connection that is lost takes its fellows along, as there.
        """
        rows = await run(at, before + self.sql, self.given(values))
        if not self._readers or before:
            return list(rows)
        read = [list(row) for row in rows]
        for index, reader in self._readers:
            for row in read:
                row[index] = reader(row[index])
        return read

    async def fetch_in(self, session: WriteSession, values: Mapping[str, Any]) -> list[Any]:
        """The rows with their columns as attributes, read in the session's transaction; values as the driver's."""
        row = row_type(self.names)
        return [row(*each) for each in await run(await session.connection(), self.sql, self.given(values))]

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in their places."""
        return [values[place.name] if isinstance(place, Slot) else place for place in self._places]


async def place_of(session: AsyncSession) -> At:
    """Where the session's compiled statements are read: by any connection while it has none of its own and needs none,
    else in its transaction, after what it has not written yet."""
    if isinstance(session, ReadSession) and session.straight is not None and not session.in_transaction():
        return session.straight
    if session.new or session.dirty or session.deleted:
        await session.flush()
    return await session.connection()


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """From the driver's value to SQLAlchemy's; numbers are as the driver has them, but sums of floating ones."""
    if isinstance(kind, Numeric):
        return None if kind.asdecimal else _as_float
    read: Callable[[Any], Any] | None = kind.dialect_impl(DIALECT).result_processor(DIALECT, None)
    return read


def _as_float(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _place(bind: Any) -> Any:
    if bind.required:
        return Slot(bind.key)
    several = isinstance(bind.value, list) and bind.value and isinstance(bind.value[0], Slot)
    return bind.value[0] if several else bind.value


@lru_cache(maxsize=1000)
def row_type(names: tuple[str, ...]) -> Any:
    """Rows with these names; `_mapping` as SQLAlchemy's rows have it."""
    return type("Row", (namedtuple("Row", names, rename=True),), {"_mapping": property(lambda row: row._asdict())})
