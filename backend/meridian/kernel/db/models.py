"""The declarative base, the columns that tables share, the one row of the trial clock.

Triggers keep versions and times (kernel/history/triggers.py).
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_args, get_origin

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    FetchedValue,
    Interval,
    MetaData,
    Numeric,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, TypeResolve, mapped_column
from sqlalchemy.types import TypeEngine
from uuid_utils.compat import uuid7

# Columns of codes: text in the table, an Enum's member in Python, and a CHECK that knows no other value.
#
# A model says `state: Mapped[PlanState]` or `reasons: Mapped[list[Reason]]` and no more: `Base` gives such columns
# their type and their CHECK. A new code needs a migration (`concurrently.set_codes`); a test names the column that
# lacks it.

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


NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
MONEY = Numeric(18, 4)
NOW = text("meridian_now()")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        Decimal: MONEY,
        uuid.UUID: Uuid(),
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
        list[str]: ARRAY(Text()),
        list[uuid.UUID]: ARRAY(Uuid()),
    }
    # Triggers set version and updated_at: fetch them with RETURNING instead of expiring the row.
    __mapper_args__ = {"eager_defaults": True}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = cls.__table__
        assert isinstance(table, Table)
        for check in checks(table):
            table.append_constraint(check)


@event.listens_for(Base, "resolve_type_annotation")
def _codes(annotation: TypeResolve) -> TypeEngine[Any] | None:
    return column_type(annotation.resolved_type)


class Identified:
    """UUIDv7 key: sortable by creation, made by either side."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))


class Versioned(Identified):
    """A record people edit: `version` is its ETag and grows by one with each update, by trigger."""

    version: Mapped[int] = mapped_column(server_default=text("1"), server_onupdate=FetchedValue())
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW, server_onupdate=FetchedValue())


class ClockShift(Base):
    """How far the product's clock stands ahead of the machine's, where `MERIDIAN_TEST_CLOCK` is on. One row."""

    __tablename__ = "clock_shift"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    shift: Mapped[timedelta] = mapped_column(Interval, server_default=text("'0'"))
