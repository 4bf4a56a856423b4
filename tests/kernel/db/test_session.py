"""What every connection of the product brings along."""

import pytest
from sqlalchemy import text

from meridian.kernel.db.session import Database


@pytest.mark.parametrize("setting", ["jit", "enable_memoize"])
async def test_a_page_s_time_does_not_grow_with_the_table(db: Database, setting: str) -> None:
    """Both spend milliseconds by the size of whole tables before a page's first row."""
    async with db.read() as reading:
        assert await reading.scalar(text(f"SHOW {setting}")) == "off"
    async with db.write() as writing:
        assert await writing.scalar(text(f"SHOW {setting}")) == "off"
