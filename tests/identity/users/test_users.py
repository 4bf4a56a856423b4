"""`/v1/users`: joining, changing role and place, leaving; somebody always remains who can administer."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from meridian.identity.models import ApiKey, Team, User
from meridian.identity.permissions import Role
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from tests.support.api import Api
from tests.support.identity import PASSWORD, browser, give_password, sign_in
from tests.support.world import World

ADMIN = {"who": "administrator"}


async def joined(api: Api, **values: Any) -> dict[str, Any]:
    body = {"email": f"{values['name']}@example.com", "role": "rep", "department_id": None, **values}
    answer = await api.post("/v1/users", **ADMIN, json=body, expect=201)
    user: dict[str, Any] = answer.json()
    assert answer.headers["etag"] == f'"{user["version"]}"'
    return user


async def change(api: Api, user: dict[str, Any], expect: int = 200, **values: Any) -> dict[str, Any]:
    version = (await api.get(f"/v1/users/{user['id']}", **ADMIN)).json()["version"]
    answer = await api.patch(f"/v1/users/{user['id']}", **ADMIN, version=version, json=values, expect=expect)
    changed: dict[str, Any] = answer.json()
    return changed


async def test_who_joins_can_sign_in_and_takes_the_teams_department(app: FastAPI, api: Api, world: World) -> None:
    user = await joined(
        api, name="newcomer", email=" New.Comer@Example.com ", team_id=str(world.teams["team"]), password=PASSWORD
    )
    assert user["department_id"] == str(world.departments["sales"])
    assert user["email"] == "new.comer@example.com"
    assert not {"password", "password_hash"} & user.keys()
    async with browser(app) as client:
        assert (await sign_in(client, "NEW.comer")).status_code == 201


async def test_without_a_password_one_cannot_sign_in_until_it_is_set(app: FastAPI, api: Api, world: World) -> None:
    user = await joined(api, name="later", department_id=str(world.departments["technical"]), role="service_agent")
    async with browser(app) as client:
        assert (await sign_in(client, "later")).status_code == 401
        path = f"/v1/users/{user['id']}/password"
        await api.post(path, who="rep", json={"new_password": PASSWORD}, expect=403)
        refused = await api.post(path, **ADMIN, json={"new_password": "later@example.com"}, expect=422)
        assert refused.json()["errors"][0]["code"] == "password_guessable"
        await api.post(path, **ADMIN, json={"new_password": PASSWORD}, expect=204)
        assert (await sign_in(client, "later")).status_code == 201
        await api.post(path, **ADMIN, json={"new_password": PASSWORD + "!"}, expect=204)
        assert (await client.get("/v1/session")).status_code == 401


async def test_a_password_somebody_else_gave_is_replaced_before_anything_else(app: FastAPI, api: Api) -> None:
    user = await joined(api, name="given", role="auditor", password=PASSWORD)
    own = "four herons in the reeds"

    async def refused(client: httpx.AsyncClient) -> str | None:
        answer = await client.get("/v1/me")
        return None if answer.status_code == 200 else answer.json()["code"]

    async def choose(client: httpx.AsyncClient, old: str, new: str) -> httpx.Response:
        return await client.post("/v1/me/password", json={"old_password": old, "new_password": new})

    async with browser(app) as client:
        assert (await sign_in(client, "given")).status_code == 201
        assert await refused(client) == "own_password_needed"
        assert (await client.get("/v1/events/stream")).status_code == 403
        assert (await client.get("/v1/session")).json()["user"]["id"] == user["id"]
        same = await choose(client, PASSWORD, PASSWORD)
        assert [(each["pointer"], each["code"]) for each in same.json()["errors"]] == [("/new_password", "unchanged")]
        assert (await choose(client, PASSWORD, own)).status_code == 204
        assert await refused(client) is None
        # Forgotten later: what the administrator sets is replaced again.
        await api.post(f"/v1/users/{user['id']}/password", **ADMIN, json={"new_password": PASSWORD}, expect=204)
        assert (await sign_in(client, "given")).status_code == 201
        assert await refused(client) == "own_password_needed"
        assert (await client.delete("/v1/session")).status_code == 204


async def test_an_administrator_who_sets_their_own_password_owes_no_other(app: FastAPI, api: Api) -> None:
    user = await joined(api, name="second", role="administrator", password=PASSWORD)
    async with browser(app) as client:
        assert (await sign_in(client, "second")).status_code == 201
        own = {"old_password": PASSWORD, "new_password": "five cranes over the marsh"}
        assert (await client.post("/v1/me/password", json=own)).status_code == 204
        given = await client.post(f"/v1/users/{user['id']}/password", json={"new_password": PASSWORD})
        assert given.status_code == 204
        assert (await sign_in(client, "second")).status_code == 201
        assert (await client.get("/v1/me")).status_code == 200
    await change(api, user, active=False)


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"role": "rep"}, "/department_id", "missing"),
        ({"role": "team_lead", "department_id": "sales"}, "/team_id", "missing"),
        ({"role": "rep", "department_id": "product", "team_id": "team"}, "/team_id", "other_department"),
        ({"role": "auditor", "team_id": "team"}, "/team_id", "not_for_role"),
        ({"role": "rep", "department_id": "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"}, "/department_id", "unknown"),
        ({"role": "king"}, "/role", "enum"),
        ({"email": "nowhere"}, "/email", "string_pattern_mismatch"),
        ({"zone": "Asia"}, "/zone", "value_error"),
        ({"role": "administrator", "password": "short"}, "/password", "password_length"),
        ({"role": "api_client", "password": PASSWORD}, "/password", "not_for_role"),
        ({"salary": 3}, "/salary", "extra_forbidden"),
    ],
)
async def test_what_does_not_fit_is_named(
    api: Api, world: World, values: dict[str, Any], pointer: str, code: str
) -> None:
    ids = {**world.teams, **world.departments}
    values = {key: str(ids.get(value, value)) for key, value in values.items()}
    body = {"email": "misfit@example.com", "name": "misfit", "role": "administrator", **values}
    refused = await api.post("/v1/users", **ADMIN, json=body, expect=422)
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [(pointer, code)]


async def test_an_email_names_one_account(api: Api) -> None:
    taken = {"email": "REP@example.com", "name": "x", "role": "auditor"}
    answer = await api.post("/v1/users", **ADMIN, json=taken, expect=409)
    assert (answer.json()["code"], answer.json()["reason"]) == ("not_unique", "not_unique")
    assert answer.json()["errors"][0]["pointer"] == "/email"


async def test_moving_to_another_team_moves_to_its_department_and_vacates_the_post(
    api: Api, db: Database, world: World
) -> None:
    team = (
        await api.post(
            "/v1/teams",
            **ADMIN,
            json={"name": "Nordic", "name_zh": "北欧组", "department_id": str(world.departments["sales"])},
            expect=201,
        )
    ).json()
    lead = await joined(api, name="nordic_lead", role="team_lead", team_id=team["id"])
    posted = await api.patch(
        f"/v1/teams/{team['id']}", **ADMIN, version=team["version"], json={"lead_id": lead["id"]}, expect=200
    )
    assert posted.json()["lead_id"] == lead["id"]
    refused = await change(api, lead, expect=422, department_id=str(world.departments["sales_south"]))
    assert refused["errors"][0]["pointer"] == "/team_id"
    moved = await change(api, lead, team_id=str(world.teams["foreign_team"]))
    assert moved["department_id"] == str(world.departments["sales_south"])
    assert (await api.get(f"/v1/teams/{team['id']}")).json()["lead_id"] is None
    async with db.read() as session:
        events = (await session.scalars(select(Event).where(Event.subject_id == team["id"]).order_by(Event.seq))).all()
    assert [(event.type, event.data["fields"]) for event in events][1:] == [
        ("team.changed", ["lead_id"]),
        ("team.changed", ["lead_id"]),
    ]


async def test_who_leaves_loses_sessions_keys_and_posts_at_once(
    app: FastAPI, api: Api, db: Database, settings: Any, world: World
) -> None:
    user = await joined(api, name="leaver", role="sales_manager", department_id=str(world.departments["sales_south"]))
    await give_password(db, settings, user["id"])
    team_id = world.teams["foreign_team"]
    version = (await api.get(f"/v1/teams/{team_id}")).json()["version"]
    await api.patch(f"/v1/teams/{team_id}", **ADMIN, version=version, json={"manager_id": user["id"]}, expect=200)
    async with browser(app) as client:
        await sign_in(client, "leaver")
        made = await client.post(
            "/v1/api-keys",
            json={"name": "sync", "permissions": ["user:read"], "expires_at": "2026-12-01T00:00:00Z"},
        )
        key = made.json()["secret"]
        await api.get("/v1/session", key=key, expect=200)
        left = await change(api, user, active=False)
        assert left["active"] is False
        assert (await client.get("/v1/session")).status_code == 401
        await api.get("/v1/session", key=key, expect=401)
        assert (await sign_in(client, "leaver")).status_code == 401
        await change(api, user, active=True)
        assert (await client.get("/v1/session")).status_code == 401  # what was revoked stays so
        await api.get("/v1/session", key=key, expect=401)
    async with db.read() as session:
        assert (await session.get_one(Team, team_id)).manager_id is None
        assert (await session.scalars(select(ApiKey.revoked_at).where(ApiKey.user_id == user["id"]))).one()
        types = (await session.scalars(select(Event.type).where(Event.subject_id == user["id"]))).all()
    assert set(types) == {"user.created", "user.changed", "user.deactivated"}


async def test_a_new_role_counts_from_the_next_request(api: Api, world: World) -> None:
    user = {"id": str(world.people["analyst"])}
    assert "product:write" not in (await api.get("/v1/me", who="analyst")).json()["grants"]
    await change(api, user, role="product_specialist")
    # Sessions of the old role end; the next one has the new grants.
    await api.get("/v1/me", who="analyst", expect=401)
    await change(api, user, role="market_analyst")


async def test_the_last_administrator_stays(api: Api, world: World) -> None:
    me = {"id": str(world.people["administrator"])}
    for values in ({"active": False}, {"role": "auditor"}):
        refused = await change(api, me, expect=409, **values)
        assert refused["reason"] == "last_administrator"
    await api.get("/v1/users", **ADMIN, expect=200)


async def test_two_administrators_cannot_remove_each_other_at_once(
    app: FastAPI, api: Api, db: Database, settings: Any, world: World
) -> None:
    other = await joined(api, name="second_admin", role="administrator", password=PASSWORD)
    me = (await api.get("/v1/me", **ADMIN)).json()
    async with browser(app) as client:
        await sign_in(client, "second_admin")
        answers = await asyncio.gather(
            api.patch(f"/v1/users/{other['id']}", **ADMIN, version=other["version"], json={"role": "auditor"}),
            client.patch(f"/v1/users/{me['id']}", json={"role": "auditor"}, headers={"If-Match": f'"{me["version"]}"'}),
        )
    assert sorted(answer.status_code for answer in answers) in ([200, 401], [200, 403], [200, 409])
    async with db.write() as session:
        left = await session.scalars(select(User.name).where(User.role == "administrator", User.active))
        assert len(left.all()) == 1
        (await session.get_one(User, world.people["administrator"])).role = Role.ADMINISTRATOR
    app.state.actors.clear()
    world.tokens.update((await World.load(db)).tokens)


async def test_changes_need_the_version_and_one_of_two_editors_wins(api: Api, world: World) -> None:
    path = f"/v1/users/{world.people['specialist']}"
    version = (await api.get(path)).json()["version"]
    await api.patch(path, **ADMIN, json={"name_en": "Nobody"}, expect=428)
    answers = await asyncio.gather(
        *(api.patch(path, **ADMIN, version=version, json={"name_en": f"Editor {n}"}) for n in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    stale = next(answer for answer in answers if answer.status_code == 412)
    assert stale.json()["current_version"] == version + 1


async def test_colleagues_are_visible_to_all_and_changed_by_administrators(api: Api, world: World) -> None:
    for who in ("rep", "service", "program", "auditor"):
        page = (await api.get("/v1/users?role=rep&sort=email&limit=2&count=exact", who=who, expect=200)).json()
        assert len(page["items"]) == 2
        assert page["total"] >= 4
        assert page["items"][0]["email"] < page["items"][1]["email"]
        await api.patch(f"/v1/users/{world.people['rep']}", who=who, version=1, json={"name": "x"}, expect=403)
        await api.post("/v1/users", who=who, json={}, expect=403)
    found = (await api.get("/v1/users?q=OTHER_l")).json()["items"]
    assert [user["name"] for user in found] == ["other_lead"]
    twin = await api.post(
        "/v1/users/search", json={"filter": {"field": "name", "op": "eq", "value": "lead"}}, expect=200
    )
    assert [user["name"] for user in twin.json()["items"]] == ["lead"]
    unknown = await api.get("/v1/users?password_hash.null=true", expect=422)
    assert unknown.json()["errors"][0]["code"] == "unknown_parameter"
    await api.get("/v1/users/0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f", expect=404)
    await api.get("/v1/users/not-an-id", expect=422)


async def test_administrators_end_all_sessions_of_somebody(api: Api, db: Database, world: World) -> None:
    path = f"/v1/users/{world.people['foreign_rep']}/sign-out-everywhere"
    await api.get("/v1/me", who="foreign_rep", expect=200)
    await api.post(path, who="rep", expect=403)
    ended = await api.post(path, **ADMIN, expect=200)
    assert ended.json()["sessions_ended"] >= 1
    await api.get("/v1/me", who="foreign_rep", expect=401)
    world.tokens.update((await World.load(db)).tokens)


async def test_history_tells_who_changed_whom_and_never_a_hash(
    api: Api, db: Database, settings: Any, world: World
) -> None:
    user = await joined(api, name="recorded", role="auditor", password=PASSWORD)
    await change(api, user, name="recorded twice")
    async with db.read() as session:
        entries = (
            await session.scalars(select(History).where(History.entity_id == user["id"]).order_by(History.id))
        ).all()
    assert [entry.operation for entry in entries] == ["insert", "update"]
    assert entries[1].changes == {"name": ["recorded", "recorded twice"]}
    assert entries[1].actor_id == world.people["administrator"]
    assert entries[1].request_id
    await give_password(db, settings, user["id"])
    async with db.read() as session:
        last = (
            await session.scalars(
                select(History).where(History.entity_id == user["id"]).order_by(History.id.desc()).limit(1)
            )
        ).one()
    assert "password_hash" not in last.changes
