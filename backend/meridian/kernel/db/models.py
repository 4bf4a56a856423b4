"""The declarative base, the columns that tables share, the one row of the trial clock.

Triggers keep versions and times (kernel/history/triggers.py).
"""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    FetchedValue,
    Interval,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, TypeResolve, mapped_column
from sqlalchemy.types import TypeEngine
from uuid_utils.compat import uuid7

from meridian.kernel.db import codes

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
        for check in codes.checks(table):
            table.append_constraint(check)


@event.listens_for(Base, "resolve_type_annotation")
def _codes(annotation: TypeResolve) -> TypeEngine[Any] | None:
    return codes.column_type(annotation.resolved_type)


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
