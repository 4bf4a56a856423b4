"""`/v1/me`: what people see and may change about themselves."""

from meridian.identity.permissions import GRANTS, Role
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.world import World


async def test_me_says_who_i_am_and_what_i_may_do(api: Api, world: World) -> None:
    me = (await api.get("/v1/me", who="manager", expect=200)).json()
    assert me["email"] == "manager@example.com"
    assert me["department"]["code"] == "sales"
    assert {team["name"] for team in me["teams"]} == {"team", "other_team"}  # manages both
    assert me["grants"] == {str(p): scope.name.lower() for p, scope in GRANTS[Role.SALES_MANAGER].items()}
    assert me["grants"]["customer:read"] == "team"
    assert me["masked"] == sorted(me["masked"])


async def test_a_key_shows_only_its_own_permissions(api: Api, db: Database, world: World) -> None:
    key = await world.api_key(db, "director", permissions=("product:read", "plan:approve"))
    me = (await api.get("/v1/me", key=key, expect=200)).json()
    assert me["grants"] == {"product:read": "company", "plan:approve": "company"}
    session = (await api.get("/v1/session", key=key, expect=200)).json()
    assert session["by"] == "api_key"
    assert session["user"]["name"] == "director"


async def test_people_change_their_name_zone_and_language(api: Api) -> None:
    before = await api.get("/v1/me", who="analyst")
    changed = await api.patch(
        "/v1/me",
        who="analyst",
        version=before.json()["version"],
        json={"name_en": "Ana Lyst", "zone": "Europe/Madrid", "locale": "en"},
        expect=200,
    )
    assert changed.headers["etag"] != before.headers["etag"]
    after = (await api.get("/v1/me", who="analyst")).json()
    assert (after["name_en"], after["zone"], after["locale"], after["name"]) == (
        "Ana Lyst",
        "Europe/Madrid",
        "en",
        "analyst",
    )
    cleared = await api.patch("/v1/me", who="analyst", version=after["version"], json={"name_en": None}, expect=200)
    assert cleared.json()["name_en"] is None


async def test_they_change_nothing_else(api: Api) -> None:
    for body, pointer in [
        ({"role": "administrator"}, "/role"),
        ({"zone": "Mars/Olympus"}, "/zone"),
        ({"locale": "fr"}, "/locale"),
        ({"name": None}, "/name"),
        ({"name": "  "}, "/name"),
        ({"name": "a\u0000b"}, "/name"),
    ]:
        refused = await api.patch("/v1/me", version=1, json=body, expect=422)
        assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]


async def test_updates_need_the_version_read(api: Api) -> None:
    version = (await api.get("/v1/me", who="deputy")).json()["version"]
    missing = await api.patch("/v1/me", who="deputy", json={"locale": "en"}, expect=428)
    assert missing.json()["code"] == "version_required"
    await api.patch("/v1/me", who="deputy", json={"locale": "en"}, version=version, expect=200)
    stale = await api.patch("/v1/me", who="deputy", json={"locale": "zh-CN"}, version=version, expect=412)
    assert stale.json()["current_version"] == version + 1
    assert stale.headers["etag"] == f'"{version + 1}"'
    malformed = await api.patch("/v1/me", who="deputy", json={}, headers={"If-Match": "yesterday"}, expect=422)
    assert malformed.json()["errors"][0]["pointer"] == "/header/If-Match"


async def test_programs_do_not_touch_a_persons_account(api: Api, db: Database, world: World) -> None:
    key = await world.api_key(db, "rep")
    await api.patch("/v1/me", key=key, version=1, json={"locale": "en"}, expect=403)
    body = {"old_password": "whatever it is", "new_password": "a quite different sentence"}
    await api.post("/v1/me/password", key=key, json=body, expect=403)
    await api.post("/v1/session/sign-out-everywhere", key=key, expect=403)
    await api.delete("/v1/session", key=key, expect=403)


async def test_nobody_is_told_to_sign_in(api: Api) -> None:
    for path in ("/v1/session", "/v1/me"):
        answer = await api.get(path, who=None, expect=401)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
    await api.get("/v1/me", key="mk_unknown", expect=401)
    await api.get("/v1/me", who=None, headers={"Authorization": "Basic cmVwOnJlcA=="}, expect=401)
