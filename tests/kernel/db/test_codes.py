"""Columns of codes: an Enum's members in Python, a CHECK in the database, and no column of bare text instead."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType
from typing import Any, get_args

import psycopg
import pytest
from pydantic import BaseModel
from sqlalchemy import Column, Text, create_engine, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

import meridian
from meridian import wiring
from meridian.customers.models import Customer
from meridian.customers.rules import Category
from meridian.duplicates.models import DuplicatePair
from meridian.duplicates.rules import DuplicateReason
from meridian.kernel.db.models import Base, codes_of
from meridian.kernel.db.session import Database
from meridian.kernel.history import triggers
from meridian.kernel.listing.spec import ListSpec
from meridian.policies.rules import Grade, SourceChannel
from meridian.registry import TABLES, metadata
from tests.support.customers import customer_in
from tests.support.world import World

CHECKS = """
SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
  FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
 WHERE contype = 'c' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'procrastinate%'
"""
NAMES = """
SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'
"""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(meridian.__path__, "meridian."):
        yield importlib.import_module(found.name)


MODULES = list(modules())
COLUMNS = [column for table in metadata.tables.values() for column in table.columns]


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def checks(url: str) -> dict[str, str]:
    """The CHECKs of a database; in which order codes were added means nothing."""
    return {
        name: re.sub(r"ARRAY\[(.*?)\]", lambda codes: f"ARRAY{sorted(codes[1].split(', '))}", condition)
        for name, condition in rows(url, CHECKS)
    }


def test_every_table_is_known_to_migrations() -> None:
    mapped = {mapper.class_.__module__ for mapper in Base.registry.mappers}
    assert mapped == {module.__name__ for module in TABLES}


def test_the_checks_of_the_models_are_those_of_a_migrated_database(server_url: str, template: str) -> None:
    """One that differs needs a migration: `concurrently.set_codes` for codes, `concurrently.add_checks` for others.

    One whose name is its table's twice was created without `op.f` around a name that follows the convention already.
    """
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE models_alone")
    alone = server_url.replace("/postgres?", "/models_alone?", 1)
    with psycopg.connect(alone) as connection:
        connection.execute(
            "CREATE EXTENSION pg_trgm; CREATE SEQUENCE complaint_number; CREATE SEQUENCE opportunity_rank"
        )
        connection.execute(triggers.FUNCTIONS)
    engine = create_engine(make_url(alone).set(drivername="postgresql+psycopg"))
    metadata.create_all(engine)
    engine.dispose()
    migrated = checks(server_url.replace("/postgres?", f"/{template}?", 1))
    assert checks(alone) == migrated


def test_every_problem_of_a_broken_constraint_names_one(server_url: str, template: str) -> None:
    known = {name for (name,) in rows(server_url.replace("/postgres?", f"/{template}?", 1), NAMES)}
    assert wiring.INTEGRITY
    assert set(wiring.INTEGRITY) <= known


async def test_codes_are_read_as_members_and_nothing_else_is_kept(db: Database, world: World) -> None:
    one, other = sorted([await customer_in(db, world), await customer_in(db, world)])
    async with db.write() as session:
        session.add(DuplicatePair(a_id=one, b_id=other, points=1, strength="weak", reasons=["name", "phone"]))
    async with db.read() as session:
        row = (
            await session.execute(
                select(
                    Customer.grade, Customer.category, Customer.zone_source, literal("A", Customer.grade.type)
                ).where(Customer.id == one, Customer.grade == "D", Customer.category.in_(["potential", Category.KEY]))
            )
        ).one()
        reasons = (await session.scalars(select(DuplicatePair.reasons).where(DuplicatePair.a_id == one))).one()
        customer = await session.get_one(Customer, one)
    assert row[0] is Grade.D
    assert row[1] is Category.POTENTIAL
    assert row[2] is None
    assert row[3] is Grade.A
    assert [type(reason) for reason in reasons] == [DuplicateReason, DuplicateReason]
    assert isinstance(customer.source_channel, SourceChannel)
    for statement in (
        update(Customer).values(grade="Z"),
        update(Customer).values(grade=""),
        update(DuplicatePair).values(reasons=["name", "luck"]),
    ):
        with pytest.raises(IntegrityError, match=r"(grade|reasons)_code_check"):
            async with db.write() as session:
                await session.execute(statement)


def test_a_model_s_default_is_one_of_its_codes() -> None:
    for column in COLUMNS:
        codes, default = codes_of(column), getattr(column.server_default, "arg", None)
        if codes is not None and isinstance(default, str):
            assert isinstance(default, codes), column


# A column whose name speaks of a code and that is text nevertheless, and why it is.
OPEN = {
    ("event", "type"): "the catalogue of events is the domains', and older events stay",
    ("event", "permission"): "the permissions are a domain's above the kernel",
    ("deadline", "kind"): "each domain above has deadlines of its own",
    ("transition", "from_state"): "the states of every workflow, also of those that went",
    ("transition", "to_state"): "the same",
    ("transition", "move"): "the same",
    ("stored_file", "content_type"): "a media type",
    ("contact_record", "source"): "a system's own name",
    ("external_id", "source"): "a system's own name",
    ("reported_contact", "source"): "a system's own name",
    ("exchange_rate", "source"): "what somebody wrote",
    ("contact_record", "outcome"): "what somebody wrote",
    ("customer_member", "role"): "what somebody wrote",
    ("messaging_id", "service"): "what somebody wrote",
    **{
        (table, "subject_type"): "names a kind of record; domains above add theirs"
        for table in ("event", "transition", "deadline", "stored_file", "alert")
    },
    ("history", "entity"): "names a table",
    ("customer_merge", "fields"): "names of fields",
    ("import_row", "key"): "the value it is compared by",
}
TELLING = re.compile(
    r"(^|_)(state|kind|type|role|stage|channel|method|category|priority|level|origin|outcome|severity|grade|locale"
    r"|operation|direction|source|signal|permission|service|move|disposition|verification)s?$"
)


def bare(column: Column[Any]) -> bool:
    kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return isinstance(kind, Text) and (column.table.name, column.name) not in OPEN


def enums(annotation: Any) -> Iterator[type[StrEnum]]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    for part in get_args(annotation):
        yield from enums(part)


def schemas() -> Iterator[type[BaseModel]]:
    for module in MODULES:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__:
                yield value


def domain(module: str) -> str:
    return module.split(".")[1]


def test_no_bare_text_is_named_like_a_code() -> None:
    assert [str(column) for column in COLUMNS if bare(column) and TELLING.search(column.name)] == []


def test_what_the_api_calls_a_code_is_one_in_the_table() -> None:
    """A field typed by an Enum, and the column of that name in a table of the same domain."""
    tables = [(domain(mapper.class_.__module__), mapper.class_.__table__) for mapper in Base.registry.mappers]
    found = {
        f"{table.name}.{name} is bare text, {schema.__name__}.{name} a {codes.__name__}"
        for schema in schemas()
        for name, field in schema.model_fields.items()
        for codes in enums(field.annotation)
        for own, table in tables
        if own == domain(schema.__module__) and name in table.c and bare(table.c[name])
    }
    assert found == set()


def test_what_a_list_calls_a_code_is_one_in_the_table() -> None:
    lists = [value for module in MODULES for value in vars(module).values() if isinstance(value, ListSpec)]
    fields = [(each.name, field) for each in lists for field in each.fields.values() if field.codes is not None]
    assert len(fields) > 50
    wrong = set()
    for name, field in fields:
        column = getattr(field.column, "expression", field.column)
        if isinstance(column, Column) and (column.table.name, column.name) not in OPEN:
            codes = codes_of(column)
            if codes is None or tuple(codes) != field.codes:
                wrong.add(f"{name}.{field.name}")
    assert wrong == set()


def test_what_is_left_open_is_there_and_is_text() -> None:
    columns = {(column.table.name, column.name): column for column in COLUMNS}
    assert [place for place in OPEN if place not in columns or codes_of(columns[place]) is not None] == []
