"""SELECTs that requests make again and again, compiled once for all who see alike (decision 0051).

@Prepared
def _latest(actor: Actor) -> Select[Any]:
    return select(Note).where(Note.customer_id == Slot("customer"), visible_to(actor)).limit(3)

notes = await _latest.rows(session, actor, customer=customer_id)
"""

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import Select, SelectBase

from meridian.kernel.db.compiled import Compiled, place_of, row_type
from meridian.kernel.db.session import Session
from meridian.kernel.listing.rows import Columns, Read, Things
from meridian.kernel.listing.statements import MAX_KEPT, Everybody, Reader

EVERYBODY = Everybody()


class Prepared:
    """A SELECT as a function of its reader, whose ids are slots there, as is each value given when it runs.

    Nothing else decides on it but how far the reader's rights reach: the function closes over nothing.
    """

    def __init__(self, make: Callable[[Any], SelectBase]) -> None:
        assert make.__closure__ is None, "a statement that is kept is made of its reader alone"
        self._make = make
        self._kept: dict[Hashable, tuple[Columns, Compiled]] = {}

    async def rows(self, session: Session, reader: Reader = EVERYBODY, /, **values: Any) -> list[Any]:
        """What it selects with these values in its slots: the thing or value when it is one, else a row with the names
        as attributes. Things belong to no session and are never written."""
        columns, compiled = self._kept.get(reader.reach) or self._prepared(reader)
        return columns.items(await compiled.read(await place_of(session), {**reader.slot_values(), **values}))

    async def first(self, session: Session, reader: Reader = EVERYBODY, /, **values: Any) -> Any:
        """The first of the rows; None without any."""
        found = await self.rows(session, reader, **values)
        return found[0] if found else None

    def _prepared(self, reader: Reader) -> tuple[Columns, Compiled]:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        made = self._make(reader.with_slots())
        columns = Things(made) if isinstance(made, Select) else _Named(made)
        self._kept[reader.reach] = columns, Compiled(columns.statement)
        return self._kept[reader.reach]


class _Named:
    """Rows of a statement written as text, by the names it was said to have."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self.width = len(statement.selected_columns)
        self._row: Any = row_type(tuple(str(column.key) for column in statement.selected_columns))

    def items(self, rows: Read) -> list[Any]:
        return [self._row._make(row) for row in rows]
