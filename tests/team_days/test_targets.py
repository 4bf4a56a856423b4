"""Targets of a month: set by leaders for their own, read by the person, beside the figures that stand elsewhere too."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.team_days.models import MonthTarget
from tests.conftest import START
from tests.opportunities.results.test_results import sold
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.rates import enter_rate
from tests.support.world import World
from tests.team_days.test_team_days import calls_in, nobody_called

assert nobody_called  # a fixture of the room
TARGETS = "/v1/month-targets"


@pytest.fixture(autouse=True)
async def nothing_set(db: Database, clock: SettableClock) -> None:
    clock.set(START)
    async with db.write() as session:
        await session.execute(delete(MonthTarget))


async def read(api: Api, who: str = "lead", **query: Any) -> dict[str, Any]:
    month = (await api.get(TARGETS, who=who, params=query, expect=200)).json()
    found: dict[str, Any] = month | {"of": {each["name"]: each for each in month["teams"] + month["people"]}}
    return found


def line(world: World, whose: str, version: int = 0, **aims: Any) -> dict[str, Any]:
    subject = {"team_id": str(world.teams[whose])} if whose in world.teams else {"user_id": str(world.people[whose])}
    return subject | {"version": version} | aims


async def put(api: Api, *items: dict[str, Any], who: str = "lead", month: str = "2026-03", expect: int = 200) -> Any:
    body = {"month": month, "items": items}
    return (await api.put(TARGETS, who=who, json=body, expect=expect)).json()


async def test_a_lead_sets_targets_for_many_at_once_and_each_reads_their_own(api: Api, world: World) -> None:
    await put(
        api,
        line(world, "rep", calls=900, connected=270, customers_won=4, signed_sum="250000"),
        line(world, "rep2", calls=600),
        line(world, "team", calls=1500),
    )
    lead = await read(api)
    assert (lead["month"], lead["first"], lead["last"], lead["currency"]) == (
        "2026-03", "2026-03-01", "2026-03-31", "CNY",
    )  # fmt: skip
    assert (lead["begins_at"], lead["ends_at"]) == ("2026-02-28T16:00:00Z", "2026-03-31T16:00:00Z")
    assert lead["of"]["rep"]["target"] == {
        "calls": 900, "connected": 270, "customers_won": 4, "signed_sum": {"amount": "250000.00", "currency": "CNY"},
    }  # fmt: skip
    assert (lead["of"]["rep"]["version"], lead["of"]["rep"]["writable"]) == (1, True)
    assert lead["of"]["rep2"]["target"]["connected"] is None
    assert [each["target"]["calls"] for each in lead["teams"]] == [1500]
    rep = await read(api, "rep")
    assert (rep["teams"], [each["name"] for each in rep["people"]]) == ([], ["rep"])
    assert (rep["of"]["rep"]["target"]["calls"], rep["of"]["rep"]["writable"]) == (900, False)
    assert (await read(api, month="2026-04"))["of"]["rep"]["version"] == 0


async def test_what_is_left_out_is_asked_no_more(api: Api, world: World) -> None:
    await put(api, line(world, "rep", calls=900, connected=270))
    await put(api, line(world, "rep", 1, calls=800))
    found = (await read(api))["of"]["rep"]
    assert (found["version"], found["target"]["calls"], found["target"]["connected"]) == (2, 800, None)
    await put(api, line(world, "rep", 2, calls=800))
    assert (await read(api))["of"]["rep"]["version"] == 2, "nothing was changed"


async def test_only_leaders_set_targets_and_only_for_their_own(api: Api, world: World) -> None:
    await put(api, line(world, "rep", calls=9), who="rep", expect=403)
    await put(api, line(world, "rep", calls=9), who="auditor", expect=403)
    refused = await put(
        api,
        line(world, "rep2", calls=9),
        line(world, "other_rep", calls=9),
        line(world, "other_team", calls=9),
        line(world, "rep", calls=9, connected=10),
        expect=422,
    )
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [
        ("/items/1/user_id", "not_found"),
        ("/items/2/team_id", "not_found"),
        ("/items/3/connected", "out_of_range"),
    ]
    assert (await read(api))["of"]["rep2"]["version"] == 0, "all or none"
    twice = await put(api, line(world, "rep"), line(world, "rep"), {"version": 0}, expect=422)
    assert [each["code"] for each in twice["errors"]] == ["repeated", "repeated", "one_of"]
    await put(api, line(world, "other_rep", calls=9), line(world, "team", calls=9), who="manager")
    assert {"team", "other_team"} <= (await read(api, "manager"))["of"].keys()
    assert "other_rep" not in (await read(api))["of"]
    assert (await read(api, "auditor"))["of"]["other_rep"]["target"]["calls"] == 9
    only = await read(api, "manager", team_id=str(world.teams["other_team"]))
    assert set(only["of"]) == {"other_team", "other_rep", "other_lead"}


async def test_a_month_that_is_over_keeps_its_targets(api: Api, world: World) -> None:
    refused = await put(api, line(world, "rep", calls=9), month="2026-02", expect=422)
    assert refused["errors"][0]["pointer"] == "/month"
    await put(api, line(world, "rep", calls=9), month="2026-13", expect=422)
    await api.get(TARGETS, who="lead", params={"month": "March"}, expect=422)


async def test_one_of_several_who_set_at_once_wins_and_the_others_are_told(api: Api, world: World) -> None:
    bodies = [{"month": "2026-03", "items": [line(world, "rep", calls=n)]} for n in range(1, 7)]
    answers = await asyncio.gather(*(api.put(TARGETS, who="lead", json=body) for body in bodies))
    assert sorted(each.status_code for each in answers) == [200] + [409] * 5
    stale = await put(api, line(world, "rep2", calls=5), line(world, "rep", calls=5), who="manager", expect=409)
    assert (stale["code"], [each["pointer"] for each in stale["errors"]]) == ("targets_changed", ["/items/1"])
    assert (await read(api))["of"]["rep2"]["version"] == 0, "all or none"


async def test_what_was_set_by_whom_stays_known(api: Api, world: World) -> None:
    await put(api, line(world, "rep", calls=900))
    await put(api, line(world, "rep", 1, calls=800), who="manager")
    params = {"entity": "month_target", "sort": "id"}
    entries = (await api.get("/v1/history", who="auditor", params=params, expect=200)).json()["items"]
    told = [(each["operation"], each["actor_id"], each["changes"].get("calls")) for each in entries[-2:]]
    assert told == [
        ("insert", str(world.people["lead"]), None),
        ("update", str(world.people["manager"]), {"old": 900, "new": 800}),
    ]


async def test_calls_are_those_of_the_teams_day_and_its_list(api: Api, db: Database, world: World) -> None:
    """On the company's clock: the last minute of the month counts, the minute after does not."""
    customer = await customer_in(db, world)
    first, last = START.replace(day=1, hour=0) - timedelta(hours=8), START.replace(day=31, hour=15, minute=59)
    await calls_in(db, world, customer, "rep", first, START, START - timedelta(minutes=5))
    await calls_in(db, world, customer, "rep", START, reached=False)
    await calls_in(db, world, customer, "rep", first - timedelta(minutes=1), last + timedelta(minutes=1))
    await calls_in(db, world, customer, "rep2", last)
    month = await read(api)
    done = {name: (each["done"]["calls"], each["done"]["connected"]) for name, each in month["of"].items()}
    assert (done["rep"], done["rep2"], done["lead"], done["team"]) == ((4, 3), (1, 1), (0, 0), (5, 4))
    days = (await api.get("/v1/team-days", who="lead", params={"day": "2026-03-10"}, expect=200)).json()["members"]
    assert [each["dialled"] for each in days if each["user_name"] == "rep"] == [3]
    listed = {"started_at.gte": month["begins_at"], "started_at.lt": month["ends_at"], "count": "exact"}
    for narrowed, calls in (({"author_id": str(world.people["rep"])}, 4), ({"team_id": str(world.teams["team"])}, 5)):
        page = await api.get("/v1/call-records", who="lead", params=listed | narrowed, expect=200)
        assert page.json()["total"] == calls


async def test_sales_are_those_of_the_results(api: Api, db: Database, world: World) -> None:
    await enter_rate(api, "USD", "2026-01-01", "7")
    amount = {"amount": "1000.00", "currency": "USD"}
    await sold(api, db, world, "rep", number="T-1", signed_on="2026-03-09", amount=amount)
    await sold(api, db, world, "rep2", number="T-2", signed_on="2026-03-02", amount=amount)
    await sold(api, db, world, "rep", number="T-3", signed_on="2026-02-27", amount=amount)
    found = (await read(api))["of"]
    sums = {"rep": "7000.00", "rep2": "7000.00", "lead": "0.00", "team": "14000.00"}
    assert {name: found[name]["done"]["signed_sum"]["amount"] for name in sums} == sums
    for name, narrowed in (("rep", f"owner_id={world.people['rep']}"), ("team", f"team_id={world.teams['team']}")):
        path = f"/v1/opportunities/results?first=2026-03-01&last=2026-03-31&{narrowed}"
        results = (await api.get(path, who="lead", expect=200)).json()
        told = {key: results[key] for key in ("signed_sum", "customers_won")}
        assert {key: found[name]["done"][key] for key in told} == told
    assert (await read(api, "rep"))["of"]["rep"]["done"] == found["rep"]["done"]


async def test_a_sum_set_in_another_currency_counts_by_its_months_rate(api: Api, db: Database, world: World) -> None:
    await enter_rate(api, "USD", "2026-01-01", "7")
    await put(api, line(world, "rep", signed_sum="100"))
    async with db.write() as session:
        month = START.date().replace(day=1)
        session.add(MonthTarget(month=month, team_id=world.teams["team"], signed_sum=Decimal(100), currency="USD"))
    found = (await read(api))["of"]
    assert found["team"]["target"]["signed_sum"] == {"amount": "700.00", "currency": "CNY"}
