"""Statements compiled once (performance.md, decision 0051).

SQLAlchemy walks a large statement on every execution to find its cache key, and works out anew what its rows look
like; a statement that is asked for again and again is written in Core like any other, compiled when it is first
needed, and given to the driver's connection from then on.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, compress
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Float, Numeric, Result, SelectBase, String, cast
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql import visitors
from sqlalchemy.types import NullType, TypeEngine

from meridian.kernel.db.driver import DIALECT, At, positional, quoted, run
from meridian.kernel.db.session import ReadSession, WriteSession


class Slot(NamedTuple):
    """Stands in a statement for a value given when it runs; in a list, for the whole list."""

    name: str


def literal_slot(name: str) -> str:
    """Stands in a statement for a text that is written into it when it runs, for the planner to look at."""
    return f"⟦{name}⟧"


_LITERAL_SLOT = re.compile(r"'⟦(\w+)⟧'")


class Compiled:
    """A SELECT in the driver's own words, with the place of each value.

    Built from stand-ins by the code that builds statements from values: what comes out as a bind is a `Slot`, a named
    bind without a value, or a constant; literals may be slots of their own. Constants are written into it: what is sent
    hides from PostgreSQL which index is meant, and what a plan for any value is worth. So is its limit when nothing is
    sent: it is planned once for each connection, where a limit that is sent makes it expect a tenth of all rows and
    plan every page anew. Beside slots that is wanted: few rows or many may have a value.
    """

    def __init__(self, statement: SelectBase, *, as_read: bool = False) -> None:
        """as_read: values stay as the driver reads them, codes being plain text."""
        compiled: Any = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        binds, values = compiled.binds, compiled.params  # the members of an IN are values without a bind of their own
        places = [_place(binds[name]) if name in binds else values[name] for name in compiled.positiontup]
        sent = [isinstance(place, Slot) or _written(place) is None for place in places]
        if any(sent):
            limit = compiled.bind_names.get(getattr(statement, "_limit_clause", None))
            sent = [each or name == limit for each, name in zip(sent, compiled.positiontup, strict=True)]
        self.sql, self._places = _with_constants(compiled.string, places, sent)
        self._pieces = _LITERAL_SLOT.split(self.sql)  # between the literals' names, which are every second one
        self.names = tuple(str(column.key) for column in statement.selected_columns)
        readers = [_reader(entry.type) for entry in compiled._result_columns]
        self._readers = [] if as_read else [(index, read) for index, read in enumerate(readers) if read is not None]

    async def read(self, at: At, values: Mapping[str, Any], *, before: str = "") -> list[Any]:
        """The rows, each a sequence, with the values that SQLAlchemy would give. before: said in front of the SELECT.

        What is refused is told as SQLAlchemy does; a connection that is lost takes its fellows along, as there.
        """
        rows = await run(at, before + self.said(values), self.given(values))
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
        return [row(*each) for each in await run(await connection_of(session), self.sql, self.given(values))]

    def said(self, values: Mapping[str, Any]) -> str:
        """The statement with its literals."""
        if len(self._pieces) == 1:
            return self.sql
        return "".join(quoted(values[each]) if n % 2 else each for n, each in enumerate(self._pieces))

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in their places."""
        return [values[place.name] if isinstance(place, Slot) else place for place in self._places]


_PLACE_OF_VALUE = re.compile(r"'(?:[^']|'')*'|\$(\d+)")
"""Of a value in a statement, by its number; texts, in which none stands, are passed over."""


def _with_constants(sql: str, places: Sequence[Any], sent: Sequence[bool]) -> tuple[str, list[Any]]:
    """The statement with what is not sent written into its place, and what is sent with it, numbered anew."""
    numbers = list(accumulate(map(int, sent)))
    said = [f"${numbers[at]}" if sent[at] else _written(place) for at, place in enumerate(places)]
    return _put(sql, said), list(compress(places, sent))


def spelled(sql: str, values: Sequence[Any]) -> str:
    """The statement with the values written into their places."""
    return _put(sql, [_written(value) or repr(value) for value in values])


async def survey(session: AsyncSession, statement: SelectBase, /, **given: Any) -> Result[*tuple[Any, ...]]:
    """What a statement that looks over many rows gives, planned for just its values.

    They are written into it, but for those given now. Sent, PostgreSQL would plan it for any values after five times:
    as if each person had as many customers and each month as many contracts.
    """
    written: Any = visitors.replacement_traverse(statement, {}, _said_when_run)
    return await session.execute(written, given)


def _said_when_run(element: Any, **_: Any) -> Any:
    if not isinstance(element, BindParameter) or element.required or isinstance(element.type, NullType):
        return None
    said = element.render_literal_execute()
    return said if element.expanding or isinstance(element.type, String) else cast(said, element.type)


def _put(sql: str, said: Sequence[str | None]) -> str:
    return _PLACE_OF_VALUE.sub(lambda found: found[0] if found[1] is None else said[int(found[1]) - 1] or "", sql)


def _written(constant: Any) -> str | None:
    """A constant as SQL says it; None for one that has to be sent."""
    if isinstance(constant, bool):
        return str(constant).lower()
    if isinstance(constant, int | float):
        return repr(constant + 0)  # of a member of an enum, its number
    return quoted(str(constant)) if isinstance(constant, str) else None


async def carry_out(session: AsyncSession, sql: str, /, **values: Any) -> Sequence[Any]:
    """Rows of SQL with `:names` in the session's transaction, which has begun."""
    said, names = positional(sql)
    return await run(await connection_of(session), said, [values[name] for name in names])


async def place_of(session: AsyncSession) -> At:
    """Where the session's compiled statements are read: by any connection while it has none of its own and needs none,
    else in its transaction, after what it has not written yet."""
    if isinstance(session, ReadSession) and session.straight is not None and not session.in_transaction():
        return session.straight
    await session.flush()
    return await connection_of(session)


async def connection_of(session: AsyncSession) -> AsyncConnection:
    """The session's connection, at hand where it writes."""
    return session.at if isinstance(session, WriteSession) else await session.connection()


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """From the driver's value to SQLAlchemy's; numbers are as the driver has them, but sums of floating ones."""
    if isinstance(kind, Numeric | Float):
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
