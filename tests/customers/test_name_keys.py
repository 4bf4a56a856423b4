"""Keys that an earlier release made are renewed by the worker after the upgrade."""

from sqlalchemy import text

from meridian.customers import jobs
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import defer
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import create_customer


async def _alike(api: Api, name: str) -> list[str]:
    answer = await api.post("/v1/customers/check-duplicates", who="rep", json={"name": name}, expect=200)
    return [each["customer_id"] for each in answer.json()["matches"] if "name" in each["reasons"]]


async def test_old_keys_are_renewed(
    api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    known = await create_customer(api, name="Schäfer Pumpen Aktiengesellschaft", country="DE", website="www.gmail.com")
    other = await create_customer(api, name="Untouched Works", country="DE")
    async with db.write() as session:
        old = "name_key = 'schafer pumpen aktiengesellschaft', name_search = 'schafer', website_domain = 'gmail.com'"
        await session.execute(text(f"UPDATE customer SET {old} WHERE id = :id"), {"id": known["id"]})  # noqa: S608
    assert await _alike(api, "Schaefer Pumpen AG") == []
    async with db.write() as session:
        await defer(session, jobs.RENEW_KEYS)
    await run_until_idle(database_url, settings, clock)
    assert await _alike(api, "Schaefer Pumpen AG") == [known["id"]]
    found = (await api.get("/v1/customers?q=schaefer", who="rep", expect=200)).json()["items"]
    assert [each["id"] for each in found] == [known["id"]]
    after = (await api.get(f"/v1/customers/{other['id']}", who="rep", expect=200)).json()
    assert after["version"] == other["version"]
