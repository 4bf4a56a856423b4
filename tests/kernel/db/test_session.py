"""What every connection of the product brings along."""

import asyncio
import contextlib
import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import (
    Date,
    Double,
    Integer,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meridian.kernel.db.compiled import Compiled, Slot, carry_out, literal_slot, place_of, survey
from meridian.kernel.db.driver import run
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.settings import Settings
from tests.support.statements import recording

_FOUND = "INSERT INTO department (code, name, name_zh) VALUES (:code, :code, :code)"


@pytest.mark.parametrize("setting", ["jit", "enable_memoize"])
async def test_a_page_s_time_does_not_grow_with_the_table(db: Database, setting: str) -> None:
    """Both spend milliseconds by the size of whole tables before a page's first row."""
    async with db.read() as reading:
        assert await reading.scalar(text(f"SHOW {setting}")) == "off"
    async with db.write() as writing:
        assert await writing.scalar(text(f"SHOW {setting}")) == "off"


async def test_compiled_statements_alone_need_no_session_of_sqlalchemy_s(settings: Settings, db: Database) -> None:
    asked = Compiled(select(literal(Slot("given"), Text())))
    clockwise = Database(db.url, settings.model_copy(update={"test_clock": False}))
    try:
        async with clockwise.read() as session:
            rows = await asked.read(await place_of(session), {"given": "x"})
            assert [tuple(row) for row in rows] == [("x",)]
            assert "sync_session" not in vars(session)
            assert await session.scalar(text("SELECT 1")) == 1
            with pytest.raises(AttributeError):
                _ = session.nothing_of_the_kind
    finally:
        await clockwise.dispose()


@pytest.mark.parametrize("said", ["plain", "O'Brien", "\\", "$1", "⟦other⟧", "'; SELECT 1 --"])
async def test_a_literal_is_written_as_what_it_says(db: Database, said: str) -> None:
    written = bindparam(None, literal_slot("name"), Text(), unique=True, literal_execute=True)
    asked = Compiled(select(cast(written, Text()), literal(Slot("given"), Text()), cast(0.5, Double())))
    async with db.read() as session:
        (row,) = await asked.read(await place_of(session), {"name": said, "given": "x"})
    assert tuple(row) == (said, "x", 0.5)


async def test_what_looks_over_many_rows_is_planned_for_its_values(db: Database) -> None:
    """Nothing is sent but what is given with it, and all arrives as what it is."""
    id_, day, at = uuid.uuid4(), date(2026, 3, 1), datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    values = {
        "id": literal(id_, Uuid()),
        "day": literal(day, Date()),
        "at": cast(literal(at, TIMESTAMP(timezone=True)), TIMESTAMP(timezone=True)),
        "text": literal("O'Brien \\ $1 :x %s", Text()),
        "is_one_of": literal(id_, Uuid()) == any_(literal([id_], ARRAY(Uuid()))),
        "overlaps": literal([id_], ARRAY(Uuid())).overlap(literal([id_, uuid.uuid4()], ARRAY(Uuid()))),
        "is_in": literal(3, Integer()).in_([1, 2, 3]),
        "given": bindparam("given", type_=Integer()),
    }
    statement = select(*(value.label(name) for name, value in values.items()))
    with recording() as sent:
        async with db.read() as session:
            row = (await survey(session, statement, given=7)).one()
    assert tuple(row) == (id_, day, at, "O'Brien \\ $1 :x %s", True, True, True, 7)
    assert [each.values for each in sent if "O'" in each.sql] == [(7,)]


async def test_only_what_differs_is_sent_and_the_limit_beside_it(db: Database) -> None:
    """What is sent hides from the planner which index is meant."""
    constants = literal("O'Brien $1", Text()), literal(2, Integer())
    asked = Compiled(select(*constants, literal(Slot("given"), Text())).limit(1))
    async with db.read() as session:
        at = await place_of(session)
        (row,) = await asked.read(at, {"given": "x"})
        sent = await session.scalar(
            text("SELECT array_to_string(parameter_types, ' ') FROM pg_prepared_statements WHERE statement = :sql"),
            {"sql": asked.sql},
        )
    assert tuple(row) == ("O'Brien $1", 2, "x")
    assert sent == "character varying integer"


async def _founded(session: WriteSession, *codes: str, within: bool = False) -> None:
    async with session.savepoint() if within else contextlib.nullcontext():
        for code in codes:
            await carry_out(session, _FOUND, code=code)


async def test_a_savepoint_takes_back_what_the_driver_was_told_alone(db: Database) -> None:
    name = uuid.uuid4().hex
    async with db.write() as session:
        await _founded(session, name)
        with pytest.raises(IntegrityError):
            await _founded(session, f"{name}2", name, within=True)
        await _founded(session, f"{name}3")
    async with db.read() as reading:
        found = await reading.scalars(
            text("SELECT code FROM department WHERE starts_with(code, :name)"), {"name": name}
        )
        assert sorted(found) == [name, f"{name}3"]


async def _given_up(db: Database, code: str) -> None:
    async with db.write() as session:
        await _founded(session, code)
        raise ZeroDivisionError


async def test_what_raises_is_rolled_back_and_leaves_a_sound_connection(db: Database) -> None:
    name = uuid.uuid4().hex
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await _given_up(db, name)
    async with db.write() as session:
        await _founded(session, name)


async def _kept_to_itself(db: Database, code: str) -> None:
    async with db.write() as session:
        await _founded(session, code)
        with pytest.raises(IntegrityError):
            await _founded(session, code)


async def test_nothing_is_called_committed_that_the_server_took_back(db: Database) -> None:
    name = uuid.uuid4().hex
    with pytest.raises(PendingRollbackError):
        await _kept_to_itself(db, name)
    async with db.write() as session:
        await _founded(session, name)


@pytest.mark.parametrize("way", ["write", "read", "straight"])
async def test_connections_are_given_in_the_order_they_are_asked_for(
    settings: Settings, db: Database, way: str
) -> None:
    asked: list[int] = []
    served: list[int] = []
    narrow = Database(db.url, settings.model_copy(update={"pool_size": 1}))

    async def work(number: int) -> None:
        await asyncio.sleep(number / 2000)
        asked.append(number)
        if way == "straight":
            await run(narrow.fresh, "SELECT 1", ())
            served.append(number)
            return
        async with narrow.write() if way == "write" else narrow.fresh.connect():
            served.append(number)

    try:
        await asyncio.gather(*map(work, range(100)))
        assert served == asked
    finally:
        await narrow.dispose()


async def test_who_gives_up_waiting_takes_no_connection_along(
    settings: Settings, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meridian.kernel.db.session.POOL_SECONDS", 0.05)
    narrow = Database(db.url, settings.model_copy(update={"pool_size": 1}))
    try:
        async with narrow.fresh.connect():
            with pytest.raises(PoolTimeout):
                await run(narrow.fresh, "SELECT 1", ())
            waiting = [asyncio.create_task(run(narrow.fresh, "SELECT 1", ())) for _ in range(3)]
            await asyncio.sleep(0.01)
            waiting[0].cancel()  # while it waits
        waiting[1].cancel()  # when its turn has come
        assert [tuple(row) for row in await waiting[2]] == [(1,)]
        assert [tuple(row) for row in await run(narrow.fresh, "SELECT 2", ())] == [(2,)]
    finally:
        await narrow.dispose()
