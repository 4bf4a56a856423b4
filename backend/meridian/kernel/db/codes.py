"""Columns of codes: text in the table, an Enum's member in Python, and a CHECK that knows no other value.

A model says `state: Mapped[PlanState]` or `reasons: Mapped[list[Reason]]` and no more: `Base` gives such columns their
type and their CHECK. A new code needs a migration (`concurrently.set_codes`); a test names the column that lacks it.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin

from sqlalchemy import CheckConstraint, Column, Dialect, Table, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

E = TypeVar("E", bound=StrEnum)


class Code(TypeDecorator[E]):
    """Codes of one Enum, kept as text. Written as they are; a value that is no code of it is refused by the CHECK."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[E]) -> None:
        super().__init__()
        self.codes = codes

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """The member of each code: a look-up without a Python call, as lists read many."""
        members: dict[str | None, E | None] = {code.value: code for code in self.codes}
        members[None] = None
        return members.__getitem__


def column_type(annotation: Any) -> TypeEngine[Any] | None:
    """The type of a column annotated with an Enum of codes or a list of them; None for any other."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return Code(annotation)
    if get_origin(annotation) is list and (codes := column_type(*get_args(annotation))) is not None:
        return ARRAY(codes)
    return None


def codes_of(column: Column[Any]) -> type[StrEnum] | None:
    """The Enum whose codes a column holds, one or a list of them."""
    kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return kind.codes if isinstance(kind, Code) else None


def checks(table: Table) -> Iterator[CheckConstraint]:
    """The CHECK of each of the table's columns of codes."""
    for column in table.columns:
        if (codes := codes_of(column)) is not None:
            values = ", ".join(f"'{code}'" for code in codes)
            several = isinstance(column.type, ARRAY)
            condition = f"{column.name} <@ ARRAY[{values}]" if several else f"{column.name} IN ({values})"
            yield CheckConstraint(condition, name=f"{column.name}_code")
