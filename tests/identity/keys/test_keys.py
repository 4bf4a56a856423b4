"""`/v1/api-keys`: narrower than their user, for a time, shown once, revoked at once."""

import contextlib
import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text

from meridian.identity.credentials import digest
from meridian.identity.jobs import FORGET_OLD_SESSIONS, KeyUses
from meridian.identity.models import ApiKey, ApiKeyUse
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.world import World


async def make(api: Api, clock: SettableClock, who: str = "rep", expect: int = 201, **values: Any) -> httpx.Response:
    headers = values.pop("headers", None)
    body = {
        "name": "Warehouse",
        "permissions": ["user:read", "product:read"],
        "expires_at": (clock.now() + timedelta(days=30)).isoformat(),
        **values,
    }
    return await api.post("/v1/api-keys", who=who, json=body, headers=headers, expect=expect)


async def test_the_secret_is_shown_once_and_kept_as_a_hash(api: Api, db: Database, clock: SettableClock) -> None:
    made = (await make(api, clock)).json()
    secret = made["secret"]
    assert secret.startswith(made["prefix"])
    assert len(secret) > 40
    for answer in (await api.get(f"/v1/api-keys/{made['id']}"), await api.get("/v1/api-keys")):
        assert secret not in answer.text
    async with db.read() as session:
        assert (await session.get_one(ApiKey, made["id"])).key_hash == digest(secret)
        tables = ("api_key", "history", "event", "idempotency_key")
        for table in tables:
            row = text(f"SELECT count(*) FROM {table} AS t WHERE strpos(t::text, :secret) > 0")  # noqa: S608
            assert await session.scalar(row, {"secret": secret}) == 0


async def test_a_repeated_request_makes_no_second_key_and_does_not_keep_the_secret(
    api: Api, db: Database, clock: SettableClock
) -> None:
    headers = {"Idempotency-Key": "make-a-key"}
    first = (await make(api, clock, headers=headers)).json()
    again = await make(api, clock, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**first, "secret": None}
    async with db.read() as session:
        kept = (await session.execute(text("SELECT convert_from(body, 'UTF8') FROM idempotency_key"))).scalar_one()
    assert first["secret"] not in kept
    assert first["id"] in kept


async def test_a_key_that_could_not_work_is_refused(api: Api, clock: SettableClock) -> None:
    """Whoever may write, decide or move must read what it is about."""
    wanted = ["customer:write", "record:read", "record:write", "compensation:approve"]
    refused = (await make(api, clock, who="director", permissions=wanted, expect=422)).json()
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [
        ("/permissions/0", "not_usable"),
        ("/permissions/3", "not_usable"),
    ]
    assert "customer:read" in refused["errors"][0]["detail"]
    assert "complaint:read" in refused["errors"][1]["detail"]
    await make(api, clock, who="director", permissions=[*wanted, "customer:read", "complaint:read"])


async def test_a_key_does_what_it_was_given_and_no_more(api: Api, clock: SettableClock) -> None:
    key = (await make(api, clock)).json()["secret"]
    await api.get("/v1/users", key=key, expect=200)
    refused = await api.get("/v1/api-keys", key=key, expect=403)
    assert refused.json()["permission"] == "api_key:write"
    # Not even through a cookie that travels beside it.
    both = {"Authorization": f"Bearer {key}"}
    await api.get("/v1/api-keys", who="administrator", headers=both, expect=403)


async def test_a_key_narrows_with_its_user(api: Api, clock: SettableClock, world: World) -> None:
    key = (await make(api, clock, who="director", permissions=["product:write", "product:read"])).json()["secret"]
    path = f"/v1/users/{world.people['director']}"
    product = {"code": "x1", "name": "x", "name_zh": "x"}
    await api.post("/v1/products", key=key, json=product, expect=201)
    version = (await api.get(path)).json()["version"]
    await api.patch(path, who="administrator", version=version, json={"role": "deputy_director"}, expect=200)
    await api.post("/v1/products", key=key, json={**product, "code": "x2"}, expect=403)
    await api.get("/v1/products", key=key, expect=200)
    await api.patch(path, who="administrator", version=version + 1, json={"role": "director"}, expect=200)


async def test_keys_expire(api: Api, clock: SettableClock) -> None:
    key = (await make(api, clock, expires_at=(clock.now() + timedelta(hours=1)).isoformat())).json()["secret"]
    await api.get("/v1/session", key=key, expect=200)
    clock.advance(timedelta(minutes=59, seconds=59))
    await api.get("/v1/session", key=key, expect=200)
    clock.advance(timedelta(seconds=1))
    await api.get("/v1/session", key=key, expect=401)


async def test_revoking_holds_at_once_and_stays_in_the_list(api: Api, clock: SettableClock) -> None:
    made = (await make(api, clock)).json()
    await api.get("/v1/session", key=made["secret"], expect=200)
    await api.delete(f"/v1/api-keys/{made['id']}", who="rep2", expect=404)
    for _ in range(2):
        await api.delete(f"/v1/api-keys/{made['id']}", expect=204)
    await api.get("/v1/session", key=made["secret"], expect=401)
    listed = (await api.get("/v1/api-keys?revoked_at.null=false")).json()["items"]
    assert made["id"] in [key["id"] for key in listed]


@pytest.mark.parametrize(
    ("values", "pointers"),
    [
        ({"permissions": ["user:read", "customer:merge", "policy:write"]}, ["/permissions/1", "/permissions/2"]),
        ({"permissions": []}, ["/permissions"]),
        ({"permissions": ["user:read", "user:read"]}, ["/permissions"]),
        ({"permissions": ["everything"]}, ["/permissions/0"]),
        ({"expires_at": "2026-03-01T00:00:00Z"}, ["/expires_at"]),
        ({"expires_at": "2029-03-01T00:00:00Z"}, ["/expires_at"]),
        ({"expires_at": "2026-05-01T00:00:00"}, ["/expires_at"]),
        ({"rate_limit_per_minute": 0}, ["/rate_limit_per_minute"]),
        ({"name": ""}, ["/name"]),
    ],
)
async def test_what_is_wrong_is_named(
    api: Api, clock: SettableClock, values: dict[str, Any], pointers: list[str]
) -> None:
    refused = await make(api, clock, expect=422, **values)
    assert [fault["pointer"] for fault in refused.json()["errors"]] == pointers


async def test_administrators_make_keys_for_programs_and_for_nobody_else(
    api: Api, clock: SettableClock, world: World
) -> None:
    program, rep = str(world.people["program"]), str(world.people["rep"])
    await make(api, clock, who="rep")
    made = await make(api, clock, who="administrator", user_id=program, permissions=["customer:read"])
    assert made.json()["user_id"] == program
    assert made.json()["created_by"] == str(world.people["administrator"])
    await make(api, clock, who="administrator", user_id=rep, expect=422)
    await make(api, clock, who="rep2", user_id=rep, expect=403)
    await make(api, clock, who="rep2", user_id=program, expect=403)
    await make(api, clock, who="auditor", expect=403)
    everybodys = (await api.get("/v1/api-keys?limit=200", who="administrator")).json()["items"]
    assert len({key["user_id"] for key in everybodys}) > 1
    mine = (await api.get("/v1/api-keys?limit=200", who="rep2")).json()["items"]
    assert mine == []
    await api.get(f"/v1/api-keys/{made.json()['id']}", who="rep2", expect=404)


async def test_keys_make_no_keys(api: Api, db: Database, clock: SettableClock, world: World) -> None:
    key = await world.api_key(db, "rep")
    body = {"name": "more", "permissions": ["user:read"], "expires_at": "2026-05-01T00:00:00Z"}
    refused = await api.post("/v1/api-keys", key=key, json=body, expect=403)
    assert refused.json()["reason"] == "not_a_session"


async def test_keys_travel_only_in_the_header(api: Api, clock: SettableClock) -> None:
    key = (await make(api, clock)).json()["secret"]
    for query in (f"api_key={key}", f"access_token={key}", f"key={key}"):
        await api.get(f"/v1/session?{query}", who=None, expect=401)


async def test_keys_are_not_stopped_by_foreign_origins(api: Api, clock: SettableClock, db: Database) -> None:
    key = (await make(api, clock)).json()["secret"]
    await api.post("/v1/users/search", key=key, json={}, headers={"Origin": "https://partner.example"}, expect=200)
    async with db.read() as session:
        assert await session.scalar(select(ApiKey.id).where(ApiKey.key_hash == digest(key)))


async def test_a_key_says_when_and_from_where_it_was_used_and_how_often(
    api: Api, app: FastAPI, db: Database, settings: Settings, clock: SettableClock
) -> None:
    made = (await make(api, clock, expires_at=(clock.now() + timedelta(days=90)).isoformat())).json()
    path = f"/v1/api-keys/{made['id']}"

    async def used() -> tuple[Any, Any, Any]:
        await app.state.key_uses.write(db)  # what otherwise happens every half minute, and when the process ends
        one = (await api.get(path)).json()
        (listed,) = [key for key in (await api.get("/v1/api-keys?limit=200")).json()["items"] if key["id"] == one["id"]]
        assert listed == one
        return one["last_used_at"], one["last_used_from"], one["requests_30_days"]

    assert await used() == (None, None, 0)
    for _ in range(3):
        await api.get("/v1/session", key=made["secret"], expect=200)
    first, address, count = await used()
    assert (datetime.fromisoformat(first), count) == (clock.now(), 3)
    assert address
    # The next day adds up with this one; of each day there is one row, however many requests.
    clock.advance(timedelta(days=1))
    for _ in range(2):
        await api.get("/v1/session", key=made["secret"], expect=200)
    await api.get("/v1/policies", key=made["secret"], expect=403)  # a request that is refused is one too
    assert (await used())[2] == 6
    async with db.read() as session:
        rows = select(func.count()).select_from(ApiKeyUse).where(ApiKeyUse.key_id == made["id"])
        assert await session.scalar(rows) == 2
    # After thirty days only the last is known any more, and what counts no more is cleared away.
    clock.advance(timedelta(days=31))
    await FORGET_OLD_SESSIONS.run(JobContext(db, settings))
    last, _, count = await used()
    assert (datetime.fromisoformat(last), count) == (clock.now() - timedelta(days=31), 0)
    async with db.read() as session:
        assert await session.scalar(rows) == 1


async def test_what_could_not_be_written_is_counted_the_next_time(
    api: Api, db: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (await make(api, clock)).json()
    uses = KeyUses()
    uses.note(uuid.UUID(made["id"]), "203.0.113.7", clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(db, "write", lambda: contextlib.nullcontext(None))  # a session that cannot write
        with pytest.raises(AttributeError):
            await uses.write(db)
    uses.note(uuid.UUID(made["id"]), "203.0.113.8", clock.now())
    await uses.write(db)
    await uses.write(db)  # nothing is counted twice
    used = (await api.get(f"/v1/api-keys/{made['id']}")).json()
    assert (used["last_used_from"], used["requests_30_days"]) == ("203.0.113.8", 2)
