"""Requests per minute: told in headers, refused with 429, counted per principal."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI

from meridian.identity.credentials import digest, new_key
from meridian.identity.models import ApiKey
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.support.api import Api
from tests.support.world import World

LIMIT = 5


@pytest.fixture(scope="module")
def limited_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_limit_per_minute": LIMIT})


@pytest.fixture
async def limited(
    database_url: str, limited_settings: Settings, clock: SettableClock, world: World
) -> AsyncIterator[Api]:
    """An app of its own: its counts begin at zero."""
    app: FastAPI = create_app(limited_settings, database_url=database_url, clock=clock)
    async with app.router.lifespan_context(app), Api.open(app, world) as api:
        yield api


async def key_limited_to(db: Database, world: World, limit: int) -> str:
    secret = new_key()
    async with db.write() as session:
        session.add(
            ApiKey(
                user_id=world.people["program"],
                name="limited",
                prefix=secret[:10],
                key_hash=digest(secret),
                permissions=["user:read"],
                rate_limit_per_minute=limit,
                expires_at=session.now + timedelta(days=1),
            )
        )
    return secret


async def test_every_answer_says_how_many_remain(limited: Api) -> None:
    for remaining in range(LIMIT - 1, -1, -1):
        answer = await limited.get("/v1/me", expect=200)
        assert answer.headers["ratelimit-policy"] == f'"minute";q={LIMIT};w=60'
        assert answer.headers["ratelimit"].startswith(f'"minute";r={remaining};t=')
    refused = await limited.get("/v1/me", expect=429)
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit"].startswith('"minute";r=0;t=')
    assert (await limited.get("/v1/nothing", expect=404)).status_code == 404  # nobody is asked for there


async def test_others_are_not_held_up(limited: Api, db: Database, world: World) -> None:
    key = await world.api_key(db, "rep")
    for _ in range(LIMIT + 1):
        last = await limited.get("/v1/me", who="rep")
    assert last.status_code == 429
    await limited.get("/v1/me", who="rep2", expect=200)
    await limited.get("/v1/me", key=key, expect=200)  # a key of the same user counts by itself


async def test_a_key_may_have_a_lower_limit_and_no_higher(limited: Api, db: Database, world: World) -> None:
    low, high = await key_limited_to(db, world, 2), await key_limited_to(db, world, 1000)
    assert [(await limited.get("/v1/me", key=low)).status_code for _ in range(3)] == [200, 200, 429]
    assert [(await limited.get("/v1/me", key=high)).status_code for _ in range(LIMIT + 1)] == [200] * LIMIT + [429]


async def test_processes_share_the_limit(
    database_url: str, limited_settings: Settings, clock: SettableClock, world: World
) -> None:
    halved = limited_settings.model_copy(update={"api_processes": 2, "rate_limit_per_minute": 4})
    app: FastAPI = create_app(halved, database_url=database_url, clock=clock)
    async with app.router.lifespan_context(app), Api.open(app, world) as api:
        assert [(await api.get("/v1/me")).status_code for _ in range(3)] == [200, 200, 429]
