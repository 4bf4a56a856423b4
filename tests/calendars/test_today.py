"""The company's day begins at its own midnight, wherever the server and whoever asks may be."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from meridian.calendars import queries
from meridian.calendars.models import Calendar
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.conftest import START
from tests.support.api import Api
from tests.support.rates import enter_rate

COMPANYS = Calendar.department_id.is_(None)


@pytest.fixture(autouse=True)
async def of_shanghai(db: Database, clock: SettableClock) -> AsyncIterator[None]:
    yield
    clock.set(START)
    async with db.write() as session:
        await session.execute(update(Calendar).where(COMPANYS).values(zone="Asia/Shanghai"))


async def test_midnight_is_the_companys(db: Database, clock: SettableClock) -> None:
    for moment, day in (("15:59", 10), ("16:00", 11)):
        clock.set(datetime.fromisoformat(f"2026-03-10T{moment}:00Z"))
        async with db.read() as session:
            assert await queries.today(session) == date(2026, 3, day)
    async with db.write() as session:
        company = (await session.scalars(select(Calendar).where(COMPANYS))).one()
        company.zone = "Pacific/Honolulu"
        await session.flush()
        await queries.KEPT.invalidate(session)
        assert await queries.today(session) == date(2026, 3, 10)
        in_sql = await session.scalar(select(queries.TODAY))
        assert in_sql == date(2026, 3, 10)


async def test_the_rates_of_today_are_those_of_the_companys_day(api: Api, clock: SettableClock) -> None:
    await enter_rate(api, "USD", "2026-03-01", "7")
    await enter_rate(api, "USD", "2026-03-11", "8")
    for moment, rate in ((15, "7"), (16, "8")):
        clock.set(datetime(2026, 3, 10, moment, tzinfo=UTC))
        found = (await api.get("/v1/exchange-rates/in-force", expect=200)).json()["rates"]
        assert [each["rate"] for each in found if each["currency"] == "USD"] == [rate]
