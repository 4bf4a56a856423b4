"""A team's day, hour by hour, within one's scope; and who in it needs help."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from meridian.duties.models import DutyDay
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.records.models import ContactRecord
from tests.conftest import START
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan
from tests.support.records import log_call
from tests.support.world import World

TEAM_DAY, HELP = "/v1/team-days", "/v1/team-days/help"


@pytest.fixture(autouse=True)
async def nobody_called(db: Database, clock: SettableClock) -> None:
    clock.set(START)
    async with db.write() as session:
        await session.execute(delete(ContactRecord))


async def calls_in(db: Database, world: World, customer_id: Any, who: str, *starts: Any, reached: bool = True) -> None:
    async with db.write() as session:
        session.add_all(
            ContactRecord(
                customer_id=customer_id,
                author_id=world.people[who],
                team_id=world.teams["team"],
                method="phone",
                disposition="connected" if reached else "no_answer",
                reached=reached,
                talk_seconds=60 if reached else None,
                started_at=start,
                complete_by=start,
            )
            for start in starts
        )


async def team_day(api: Api, *, who: str = "lead", **query: Any) -> dict[str, Any]:
    read = (await api.get(TEAM_DAY, who=who, params=query, expect=200)).json()
    day: dict[str, Any] = read | {"members": {each["user_name"]: each for each in read["members"]}}
    return day


async def test_a_day_counts_what_was_planned_and_dialled_in_each_hour(api: Api, db: Database, world: World) -> None:
    one, two = await customer_in(db, world), await customer_in(db, world)
    await active_plan(api, one, due_at="2026-03-10T03:30:00Z", due_on=None)
    await active_plan(api, two, due_on="2026-03-10")
    await calls_in(db, world, one, "rep", START - timedelta(minutes=30), START - timedelta(minutes=20))
    await calls_in(db, world, two, "rep", START - timedelta(minutes=90), reached=False)
    await calls_in(db, world, two, "rep", START - timedelta(days=1))
    read = await team_day(api)
    rep = read["members"]["rep"]
    assert (read["day"], read["zone"]) == ("2026-03-10", "Asia/Shanghai")
    assert (rep["planned"], rep["done"], rep["dialled"], rep["connected"], rep["talk_seconds"]) == (2, 0, 3, 2, 120)
    assert rep["hours"] == [
        {"begins_at": "2026-03-10T00:00:00Z", "planned": 0, "dialled": 1, "connected": 0},
        {"begins_at": "2026-03-10T01:00:00Z", "planned": 0, "dialled": 2, "connected": 2},
        {"begins_at": "2026-03-10T03:00:00Z", "planned": 1, "dialled": 0, "connected": 0},
    ]
    assert read["members"]["rep2"]["hours"] == []
    earlier = await team_day(api, day="2026-03-09")
    assert earlier["members"]["rep"]["dialled"] == 1
    # The same instants belong to another day, and begin at other hours, on another clock.
    kathmandu = await team_day(api, zone="Asia/Kathmandu")
    assert [hour["begins_at"] for hour in kathmandu["members"]["rep"]["hours"]][:1] == ["2026-03-10T00:15:00Z"]


async def test_everybody_sees_the_people_of_their_scope(api: Api, db: Database, world: World) -> None:
    assert set((await team_day(api, who="rep"))["members"]) == {"rep"}
    assert set((await team_day(api))["members"]) == {"rep", "rep2", "lead"}
    assert "foreign_rep" not in (await team_day(api, who="deputy"))["members"]
    assert "foreign_rep" in (await team_day(api, who="auditor"))["members"]
    only = await team_day(api, who="director", team_id=str(world.teams["other_team"]))
    assert set(only["members"]) == {"other_rep", "other_lead"}
    await api.get(TEAM_DAY, who="administrator", expect=403)
    await api.get(TEAM_DAY, who="lead", params={"zone": "Mars/Olympus"}, expect=422)


async def test_whoever_is_behind_their_usual_needs_help(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    usual = [START - timedelta(days=day, minutes=minutes) for day in range(1, 8) for minutes in (10, 20, 30)]
    late = [START - timedelta(days=day) + timedelta(hours=4) for day in range(1, 8)]
    await calls_in(db, world, customer, "rep", *usual, *late, START - timedelta(minutes=5))
    await calls_in(db, world, customer, "rep2", *usual, *(START - timedelta(minutes=n) for n in (3, 4, 5)))
    params = {"team_id": str(world.teams["team"])}
    items = (await api.get(HELP, who="lead", params=params, expect=200)).json()["items"]
    assert [(each["user_name"], each["signs"]) for each in items] == [("rep", ["behind_usual"])]
    assert (items[0]["dialled"], items[0]["usual"]) == (1, {"middle": 3.0, "low": 3.0, "days": 7})
    assert items[0]["connected"]["total"] == 29
    assert items[0]["others_connected"]["total"] == 24


async def test_coverage_that_falls_for_weeks_is_told(api: Api, db: Database, world: World) -> None:
    async with db.write() as session:
        session.add_all(
            DutyDay(
                day=(START - timedelta(weeks=week)).date(),
                owner_id=world.people["rep"],
                grade="A",
                team_id=world.teams["team"],
                department_id=world.departments["sales"],
                customers=10,
                overdue=4 - week,
            )
            for week in range(4)
        )
    params = {"team_id": str(world.teams["team"])}
    items = (await api.get(HELP, who="manager", params=params, expect=200)).json()["items"]
    assert [(each["user_name"], each["signs"]) for each in items] == [("rep", ["coverage_falling"])]
    assert items[0]["coverage"] == [0.6, 0.7, 0.8, 0.9]
    rep = (await team_day(api))["members"]["rep"]
    assert (rep["owed"], rep["overdue"], rep["stuck"]) == (10, 4, 0)
    foreign = (await api.get(HELP, who="foreign_rep", params=params, expect=200)).json()["items"]
    assert foreign == []
    await api.get(HELP, who="lead", expect=422)


async def test_a_logged_call_joins_the_day_at_once(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    await log_call(api, customer)
    assert (await team_day(api))["members"]["rep"]["dialled"] == 1
