"""The declarative base, the columns that tables share, the one row of the trial clock.

Triggers keep versions and times (kernel/history/triggers.py).
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
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
    Index,
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


# What is counted ahead: tables that triggers keep, and the statements that take in what changed since.
#
# A tally of subjects has three tables. NAME_fact keeps what each subject counts for, NAME_tally the sums by its keys,
# NAME_change names the subjects of which something changed since: only that is written when it happens. Whoever reads
# adds up the tally, takes away what the changed ones counted for, and adds what they count for now, by NAME_facts(): so
# exactly what counting all of them would give.
#
# ruff: noqa: S608 — names of our own tables and columns


def counted_ahead(name: str, columns: Iterable[Column[Any]], key: Sequence[str] = (), **options: Any) -> Table:
    """A table of counts that triggers keep and nobody names one by one; `key`: has one row for each of these, unknown
    ones too; options of its index."""
    table = Table(name, Base.metadata, *columns)
    for check in checks(table):
        table.append_constraint(check)
    if key:
        Index(
            f"{name}_key", *(table.c[each] for each in key), unique=True, postgresql_nulls_not_distinct=True, **options
        )
    return table


def counting(
    name: str, subject: str, keys: Sequence[str], counts: Sequence[str], parted: str = ""
) -> tuple[str, str, str]:
    """The functions that read a tally of subjects, several rows for one key; that bring it up to date; and that count
    it anew after rows were written past the triggers. Nobody waits for these but each other.

    parted: the key of several ids, where a fact counts for each part of them (`parts_of`).
    """
    by, first = ", ".join(keys), counts[0]
    each_part = f" CROSS JOIN LATERAL parts_of({parted}) AS part" if parted else ""
    of_fact = ", ".join("part" if key == parted else key for key in keys)
    sums = ", ".join(f"sum({each})" for each in counts)
    facts = f"{name}_fact"
    if parted:  # first what is of the same ids, which are taken apart once
        named = ", ".join(f"sum({each}) AS {each}" for each in counts)
        facts = f"(SELECT {by}, {named} FROM {facts} GROUP BY {by}) AS fact"
    changes = ", ".join(f"sum(times * {each})" for each in counts)
    added = ", ".join(f"{each} = tally.{each} + excluded.{each}" for each in counts)
    less = ", ".join(f"-{each}" for each in counts)
    kept, changed = ", ".join((*keys, *counts)), f"{subject} IN (SELECT {subject} FROM {name}_change)"
    return (
        f"""
CREATE FUNCTION {name}_counts() RETURNS SETOF {name}_tally LANGUAGE sql STABLE AS $$
  SELECT {kept} FROM {name}_tally
  UNION ALL
  SELECT {of_fact}, {less} FROM {name}_fact{each_part} WHERE {changed}
  UNION ALL
  SELECT {of_fact}, {", ".join(counts)} FROM {name}_facts(){each_part} WHERE {changed}
$$""",
        f"""
CREATE FUNCTION take_in_{name}() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE {name}_tally IN SHARE UPDATE EXCLUSIVE MODE;
  WITH taken_in AS (
    DELETE FROM {name}_change RETURNING {subject}
  ), changed AS MATERIALIZED (
    SELECT DISTINCT {subject} FROM taken_in
  ), before AS (
    DELETE FROM {name}_fact WHERE {subject} IN (SELECT {subject} FROM changed) RETURNING *
  ), present AS (
    INSERT INTO {name}_fact SELECT fact.* FROM changed JOIN {name}_facts() AS fact USING ({subject}) RETURNING *
  )
  INSERT INTO {name}_tally AS tally
  SELECT {of_fact}, {changes}
  FROM (SELECT -1 AS times, * FROM before UNION ALL SELECT 1, * FROM present) AS change{each_part}
  GROUP BY {of_fact}
  ON CONFLICT ({by}) DO UPDATE SET {added};
  DELETE FROM {name}_tally WHERE {first} = 0;
END $$""",
        f"""
CREATE FUNCTION recount_{name}() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE {name}_tally IN SHARE UPDATE EXCLUSIVE MODE;
  DELETE FROM {name}_change;
  DELETE FROM {name}_fact;
  DELETE FROM {name}_tally;
  INSERT INTO {name}_fact SELECT * FROM {name}_facts();
  INSERT INTO {name}_tally SELECT {of_fact}, {sums} FROM {facts}{each_part} GROUP BY {of_fact};
END $$""",
    )


def noting(name: str, subject: str, columns: Sequence[str]) -> tuple[str, str]:
    """The trigger functions that note a change of the subject in the column their trigger names, one of these; and that
    every subject may count for something else."""
    noted = "".join(
        f"""
  IF TG_ARGV[0] = '{column}' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO {name}_change VALUES (NEW.{column});
    END IF;
    IF TG_OP = 'DELETE' OR OLD.{column} <> NEW.{column} THEN
      INSERT INTO {name}_change VALUES (OLD.{column});
    END IF;
  END IF;"""
        for column in columns
    )
    return (
        f"""
CREATE FUNCTION note_{name}_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{noted}
  RETURN NULL;
END $$""",
        f"""
CREATE FUNCTION note_every_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO {name}_change SELECT DISTINCT {subject} FROM {name}_fact;
  RETURN NULL;
END $$""",
    )


def noted_on(
    name: str,
    table: str,
    column: str,
    watched: Sequence[str],
    only: str = "true",
) -> tuple[str, ...]:
    """The triggers of a table whose column names the subject: rows written, of those of which `only` holds (of the row
    `ROW`), or changed in what is watched, and all of them gone."""
    run = f"EXECUTE FUNCTION note_{name}_change('{column}')"
    before, now = (", ".join(f"{row}.{each}" for each in watched) for row in ("OLD", "NEW"))
    return (
        f"""
CREATE TRIGGER {table}_{name}_insert AFTER INSERT ON {table} FOR EACH ROW WHEN ({only.replace("ROW", "NEW")})
{run}""",
        f"""
CREATE TRIGGER {table}_{name}_update AFTER UPDATE ON {table} FOR EACH ROW
WHEN (({before}) IS DISTINCT FROM ({now}))
{run}""",
        f"""
CREATE TRIGGER {table}_{name}_delete AFTER DELETE ON {table} FOR EACH ROW WHEN ({only.replace("ROW", "OLD")})
{run}""",
        f"""
CREATE TRIGGER {table}_{name}_truncate AFTER TRUNCATE ON {table} FOR EACH STATEMENT
EXECUTE FUNCTION note_every_{name}()""",
    )


def noted_on_days(name: str) -> tuple[str, str]:
    """The triggers for what is kept by days of the company: they begin when another zone's do."""
    run = f"EXECUTE FUNCTION note_every_{name}()"
    return (
        f"""
CREATE TRIGGER working_calendar_{name}_insert AFTER INSERT ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL) {run}""",
        f"""
CREATE TRIGGER working_calendar_{name}_update AFTER UPDATE ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL AND OLD.zone <> NEW.zone) {run}""",
    )
