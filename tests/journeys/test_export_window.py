"""An approval cannot be got around in parts: exports and pages read add up, told and reported (CR-10)."""

import asyncio
from typing import Any

from tests.support.customers import customer_in
from tests.support.days import Days
from tests.support.exports import set_limit

COLUMNS = {"format": "csv", "columns": ["name", "country"], "purpose": "Invitations to the fair"}


async def ask(days: Days, country: str, who: str = "lead") -> str:
    body = COLUMNS | {"filter": {"field": "country", "op": "eq", "value": country}}
    return str((await days.api.post("/v1/exports", who=who, json=body, expect=201)).json()["state"])


async def allowance(days: Days, who: str = "lead") -> dict[str, Any]:
    found: dict[str, Any] = (await days.api.get("/v1/exports/allowance", who=who, expect=200)).json()
    return found


async def customers(days: Days, country: str, count: int, owner: str = "rep") -> None:
    for _ in range(count):
        await customer_in(days.db, days.world, country=country, owner=owner)


async def test_an_export_in_parts_waits_as_the_whole_would(days: Days) -> None:
    await set_limit(days.api, 5)
    await customers(days, "DE", 3)
    await customers(days, "FR", 3)
    assert await ask(days, "DE") == "approved"
    assert await allowance(days) == {"limit": 5, "days": 7, "exported": 3, "read": 0, "remaining": 2}
    assert await ask(days, "FR") == "requested"
    assert await ask(days, "FR", "other_lead") == "approved"  # nothing of another team: nobody else's rows count
    await days.until("03-16 11:00")
    assert (await allowance(days))["exported"] == 3
    await days.until("03-17 10:01")  # a week and a minute
    assert await allowance(days) == {"limit": 5, "days": 7, "exported": 0, "read": 0, "remaining": 5}
    states = await asyncio.gather(*(ask(days, country) for country in ("DE", "FR")))  # both at once are added up too
    assert sorted(states) == ["approved", "requested"]


async def test_reading_page_after_page_counts_is_told_and_reported(days: Days) -> None:
    api = days.api
    await set_limit(api, 5)
    await customers(days, "ES", 7, "other_rep")
    read = [await api.get("/v1/customers?country=ES&limit=3", who="other_lead", expect=200)]
    assert "Meridian-Rows-Read" not in read[0].headers  # a list's beginning is looked at
    while cursor := read[-1].json()["next_cursor"]:
        path = f"/v1/customers?country=ES&limit=3&cursor={cursor}"
        read.append(await api.get(path, who="other_lead", expect=200))
    assert [page.headers["Meridian-Rows-Read"] for page in read[1:]] == ["3;limit=5;days=7", "4;limit=5;days=7"]
    body = {"filter": {"field": "country", "op": "eq", "value": "ES"}, "limit": 200}
    large = await api.post("/v1/customers/search", who="other_lead", json=body, expect=200)
    assert large.headers["Meridian-Rows-Read"] == "11;limit=5;days=7"
    assert (await allowance(days, "other_lead"))["remaining"] == 0
    assert await ask(days, "ES", "other_lead") == "requested"

    await days.work()
    path = f"/v1/waiting-for-me?reason=rows_over_limit&subject_id={days.world.people['other_lead']}"
    (told,) = (await api.get(path, who="deputy", expect=200)).json()["items"]
    assert (told["demand"], told["facts"]) == ("know", {"limit": 5, "days": 7})
    assert (await api.get(path, who="manager", expect=200)).json()["items"] == []


async def test_a_program_is_counted_by_the_person_it_is(days: Days) -> None:
    await set_limit(days.api, 2)
    await customers(days, "IT", 4)
    key = await days.world.api_key(days.db)
    first = await days.api.get("/v1/customers?country=IT&limit=2", key=key, expect=200)
    path = f"/v1/customers?country=IT&limit=2&cursor={first.json()['next_cursor']}"
    assert (await days.api.get(path, key=key, expect=200)).headers["Meridian-Rows-Read"] == "2;limit=2;days=7"
    key = await days.world.api_key(days.db)  # another key of the same program
    assert (await days.api.get("/v1/exports/allowance", key=key, expect=200)).json()["read"] == 2
