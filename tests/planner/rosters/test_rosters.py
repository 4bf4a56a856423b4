"""Rosters: who works when, who may say so, and what follows for each date (TS-2, OT-17)."""

from typing import Any

from tests.support.api import Api
from tests.support.world import World

EVENINGS = {"tuesday": [{"start": "13:00", "end": "18:00"}, {"start": "19:00", "end": "22:00"}]}


async def made(api: Api, world: World, whose: str, who: str = "lead", **fields: Any) -> dict[str, Any]:
    body = {"user_id": str(world.people[whose]), "weekly": EVENINGS, **fields}
    roster: dict[str, Any] = (await api.post("/v1/rosters", who=who, json=body, expect=201)).json()
    return roster


async def days(api: Api, whose: str, world: World, who: str = "lead", since: str = "2026-03-09") -> dict[str, Any]:
    path = f"/v1/roster-days?from={since}&to=2026-03-15&user_id={world.people[whose]}"
    (person,) = (await api.get(path, who=who, expect=200)).json()["people"]
    return {each["date"]: each for each in person["days"]} | {"person": person}


async def test_without_a_roster_the_departments_hours_hold(api: Api, world: World) -> None:
    found = await days(api, "rep2", world)
    assert found["person"]["roster_id"] is None
    assert found["2026-03-10"]["kind"] == "shift"
    assert found["2026-03-10"]["minutes"] > 0
    assert (found["2026-03-14"]["kind"], found["2026-03-14"]["hours"]) == ("rest", [])


async def test_a_lead_gives_shifts_and_leave_and_the_rep_reads_them(api: Api, world: World) -> None:
    leave = {"date": "2026-03-10", "hours": [], "kind": "sick", "reason": "Flu"}
    roster = await made(api, world, "rep", languages=["pt", "en"])
    found = await days(api, "rep", world, who="rep")
    assert found["2026-03-10"]["minutes"] == 480
    assert found["2026-03-09"]["kind"] == "rest"
    assert (found["person"]["languages"], found["person"]["writable"]) == (["pt", "en"], False)
    assert (await days(api, "rep", world))["person"]["writable"] is True
    path = f"/v1/rosters/{roster['id']}"
    changed = (await api.patch(path, who="lead", version=1, json={"exceptions": [leave]}, expect=200)).json()
    assert (changed["version"], changed["weekly"]["tuesday"], changed["exceptions"]) == (
        2, EVENINGS["tuesday"], [leave],
    )  # fmt: skip
    ill = (await days(api, "rep", world))["2026-03-10"]
    assert (ill["kind"], ill["hours"], ill["reason"]) == ("sick", [], "Flu")
    await api.patch(path, who="lead", version=1, json={"note": "x"}, expect=412)
    assert (await api.get(path, who="rep", expect=200)).json()["writable"] is False
    await api.patch(path, who="rep", version=2, json={"note": "x"}, expect=403)
    await api.get(path, who="other_rep", expect=404)
    await api.patch(path, who="other_lead", version=2, json={"note": "x"}, expect=404)
    assert [each["id"] for each in (await api.get("/v1/rosters", who="rep", expect=200)).json()["items"]] == [
        roster["id"]
    ]
    await api.delete(path, who="lead", version=2, expect=204)
    assert (await days(api, "rep", world))["person"]["roster_id"] is None


async def test_public_holidays_are_free_unless_the_roster_says_otherwise(api: Api, world: World) -> None:
    """The company keeps China's: 10 October 2026 is worked in exchange, 1 October is free."""
    week = {day: [{"start": "09:00", "end": "17:00"}] for day in ("thursday", "friday")}
    other = {"date": "2026-10-02", "hours": [{"start": "10:00", "end": "12:00"}], "kind": "shift", "reason": None}
    await made(api, world, "rep", weekly=week, exceptions=[other])
    path = f"/v1/roster-days?from=2026-10-01&to=2026-10-02&user_id={world.people['rep']}"
    (person,) = (await api.get(path, who="lead", expect=200)).json()["people"]
    assert [(each["kind"], each["minutes"]) for each in person["days"]] == [("holiday", 0), ("shift", 120)]
    assert person["days"][0]["reason"] == "National Day" or "国庆" in person["days"][0]["reason"]
    (found,) = (await api.get("/v1/rosters", who="rep", expect=200)).json()["items"]
    await api.patch(
        f"/v1/rosters/{found['id']}", who="lead", version=found["version"], json={"keeps_holidays": False}, expect=200
    )
    (person,) = (await api.get(path, who="lead", expect=200)).json()["people"]
    assert [each["minutes"] for each in person["days"]] == [480, 120]
    await api.delete(f"/v1/rosters/{found['id']}", who="lead", version=found["version"] + 1, expect=204)


async def test_one_roster_each_and_only_for_ones_own_people(api: Api, world: World) -> None:
    roster = await made(api, world, "rep")
    body = {"user_id": str(world.people["rep"]), "weekly": EVENINGS}
    refused = (await api.post("/v1/rosters", who="lead", json=body, expect=409)).json()
    assert refused["code"] == "roster_taken"
    await api.post("/v1/rosters", who="lead", json=body | {"user_id": str(world.people["other_rep"])}, expect=422)
    await api.post("/v1/rosters", who="rep", json=body, expect=403)
    twice = [{"date": "2026-03-10", "kind": "leave"}] * 2
    await api.patch(f"/v1/rosters/{roster['id']}", who="lead", version=1, json={"exceptions": twice}, expect=422)
    await api.delete(f"/v1/rosters/{roster['id']}", who="lead", version=1, expect=204)


async def test_the_grid_shows_who_calls_in_ones_scope(api: Api, world: World) -> None:
    async def shown(who: str) -> set[str]:
        found = (await api.get("/v1/roster-days?from=2026-03-09&to=2026-03-15", who=who, expect=200)).json()
        return {person["user_name"] for person in found["people"]}

    assert await shown("rep") == {"rep"}
    assert await shown("lead") == {"lead", "rep", "rep2"}
    assert {"rep", "other_rep", "foreign_rep"} <= await shown("director")
    await api.get("/v1/roster-days?from=2026-03-09&to=2026-05-15", who="lead", expect=422)
