"""`/v1/teams`, `/v1/departments` and `/v1/roles`."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.world import World

ADMIN = {"who": "administrator"}


async def found_team(api: Api, world: World, name: str, department: str = "sales", **values: Any) -> dict[str, Any]:
    body = {"name": name, "name_zh": name, "department_id": str(world.departments[department]), **values}
    made: dict[str, Any] = (await api.post("/v1/teams", **ADMIN, json=body, expect=201)).json()
    return made


async def test_a_team_is_founded_changed_and_dissolved(api: Api, world: World) -> None:
    team = await found_team(api, world, "Gulf", region_countries=["AE", "SA"], product_line="pumps")
    path = f"/v1/teams/{team['id']}"
    assert team["region_countries"] == ["AE", "SA"]
    changed = await api.patch(path, **ADMIN, version=1, json={"region_countries": ["AE"]}, expect=200)
    assert (changed.json()["region_countries"], changed.headers["etag"]) == (["AE"], '"2"')
    found = (await api.get("/v1/teams?region_countries=AE&product_line=pumps", expect=200)).json()["items"]
    assert [item["id"] for item in found] == [team["id"]]
    await api.delete(path, **ADMIN, expect=428)
    await api.delete(path, **ADMIN, version=1, expect=412)
    await api.delete(path, **ADMIN, version=2, expect=204)
    await api.get(path, expect=404)


@pytest.mark.parametrize(
    ("post", "who", "fits"),
    [
        ("lead_id", "lead", True),
        ("lead_id", "rep", False),
        ("lead_id", "foreign_rep", False),
        ("manager_id", "manager", True),
        ("manager_id", "deputy", True),
        ("manager_id", "rep", False),
    ],
)
async def test_posts_want_fitting_people(api: Api, world: World, post: str, who: str, fits: bool) -> None:
    body = {
        "name": f"{post} {who}",
        "name_zh": "组",
        "department_id": str(world.departments["sales"]),
        post: str(world.people[who]),
    }
    answer = await api.post("/v1/teams", **ADMIN, json=body, expect=201 if fits else 422)
    if not fits:
        assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [(f"/{post}", "not_fit")]


async def test_a_lead_is_of_the_teams_department(api: Api, world: World) -> None:
    body = {
        "name": "South",
        "name_zh": "南",
        "department_id": str(world.departments["sales_south"]),
        "lead_id": str(world.people["lead"]),
    }
    answer = await api.post("/v1/teams", **ADMIN, json=body, expect=422)
    assert answer.json()["errors"][0]["pointer"] == "/lead_id"


async def test_a_team_with_members_neither_closes_nor_moves(api: Api, world: World) -> None:
    path = f"/v1/teams/{world.teams['team']}"
    version = (await api.get(path)).json()["version"]
    for values in ({"active": False}, {"department_id": str(world.departments["product"])}):
        refused = await api.patch(path, **ADMIN, version=version, json=values, expect=409)
        assert refused.json()["reason"] == "in_use"
    refused = await api.delete(path, **ADMIN, version=version, expect=409)
    assert refused.json()["reason"] == "reference"


async def test_nobody_joins_what_is_closed(api: Api, world: World) -> None:
    team = await found_team(api, world, "Closing")
    await api.patch(f"/v1/teams/{team['id']}", **ADMIN, version=1, json={"active": False}, expect=200)
    body = {"email": "late@example.com", "name": "late", "role": "rep", "team_id": team["id"]}
    refused = await api.post("/v1/users", **ADMIN, json=body, expect=422)
    assert refused.json()["errors"][0]["pointer"] == "/team_id"


async def test_names_and_codes_are_unique(api: Api, world: World) -> None:
    body = {"name": "team", "name_zh": "x", "department_id": str(world.departments["sales"])}
    taken = await api.post("/v1/teams", **ADMIN, json=body, expect=409)
    assert taken.json()["errors"][0]["pointer"] == "/name"
    department = {"code": "sales", "name": "x", "name_zh": "x"}
    taken = await api.post("/v1/departments", **ADMIN, json=department, expect=409)
    assert taken.json()["errors"][0]["pointer"] == "/code"


async def test_departments(api: Api, world: World) -> None:
    body = {"code": "logistics", "name": "Logistics", "name_zh": "物流部", "manager_id": str(world.people["deputy"])}
    made = (await api.post("/v1/departments", **ADMIN, json=body, expect=201)).json()
    path = f"/v1/departments/{made['id']}"
    refused = await api.patch(path, **ADMIN, version=1, json={"code": "other"}, expect=422)
    assert refused.json()["errors"][0]["pointer"] == "/code"
    await api.patch(path, **ADMIN, version=1, json={"manager_id": None}, expect=200)
    assert (await api.get(path)).json()["manager_id"] is None
    codes = [item["code"] for item in (await api.get("/v1/departments?active=true")).json()["items"]]
    assert codes == sorted(codes)
    assert "logistics" in codes
    team = await found_team(api, world, "Trucks")
    await api.patch(f"/v1/teams/{team['id']}", **ADMIN, version=1, json={"department_id": made["id"]}, expect=200)
    refused = await api.patch(path, **ADMIN, version=2, json={"active": False}, expect=409)
    assert refused.json()["reason"] == "in_use"
    await api.delete(f"/v1/teams/{team['id']}", **ADMIN, version=2, expect=204)
    await api.delete(path, **ADMIN, version=2, expect=204)


async def test_only_administrators_change_the_organisation(api: Api, world: World) -> None:
    for who in ("director", "manager", "auditor", "program"):
        await api.post("/v1/teams", who=who, json={}, expect=403)
        await api.patch(f"/v1/departments/{world.departments['sales']}", who=who, version=1, json={}, expect=403)
        await api.delete(f"/v1/teams/{world.teams['team']}", who=who, version=1, expect=403)


async def test_roles_say_what_their_people_may_do(api: Api, world: World) -> None:
    """What the list says of a role is what somebody of that role is told of themselves."""
    roles = {role["role"]: role for role in (await api.get("/v1/roles", who="rep", expect=200)).json()["items"]}
    for who in ("rep", "lead", "director", "administrator"):
        me = (await api.get("/v1/me", who=who, expect=200)).json()
        assert roles[me["role"]]["grants"] == me["grants"]
        counted = (await api.get(f"/v1/users?role={me['role']}&active=true&count=exact", expect=200)).json()["total"]
        assert roles[me["role"]]["people"] == counted > 0
