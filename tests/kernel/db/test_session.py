"""What every connection of the product brings along."""

import pytest
from sqlalchemy import Double, Text, bindparam, cast, literal, select, text

from meridian.kernel.db.compiled import Compiled, Slot, literal_slot, place_of
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings


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
