"""`/v1/test-clock`: only where it is allowed, only for administrators, felt everywhere."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.models import ClockShift
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.complaints import register
from tests.support.contract import DOCUMENT
from tests.support.customers import customer_in
from tests.support.plans import active_plan, item_now
from tests.support.world import World

ADMIN = {"who": "administrator"}


@pytest.fixture(scope="module")
def trial_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"test_clock": True})


@pytest.fixture(scope="module")
async def trial(database_url: str, trial_settings: Settings, clock: SettableClock, world: World) -> AsyncIterator[Api]:
    app: FastAPI = create_app(trial_settings, database_url=database_url, clock=clock)
    async with app.router.lifespan_context(app), Api.open(app, world) as api:
        yield api


@pytest.fixture(autouse=True)
async def machine_time(db: Database) -> AsyncIterator[None]:
    yield
    async with db.write() as session:
        await session.execute(update(ClockShift).values(shift=timedelta(0)))


async def test_it_is_not_there_otherwise(api: Api) -> None:
    await api.get("/v1/test-clock", **ADMIN, expect=404)
    assert "/v1/test-clock" not in DOCUMENT["paths"]


async def test_production_refuses_it(settings: Settings) -> None:
    with pytest.raises(ValueError, match="MERIDIAN_TEST_CLOCK"):
        Settings(env="production", secret="x" * 40, test_clock=True)


async def test_only_administrators_move_it(trial: Api) -> None:
    for who in ("rep", "director", "auditor", "program"):
        await trial.get("/v1/test-clock", who=who, expect=403)
        await trial.put("/v1/test-clock", who=who, json={"now": None}, expect=403)


async def test_the_product_lives_at_the_time_set(
    trial: Api, clock: SettableClock, database_url: str, trial_settings: Settings, world: World
) -> None:
    then = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    answer = (await trial.put("/v1/test-clock", **ADMIN, json={"now": then.isoformat()}, expect=200)).json()
    assert answer == {"now": "2026-06-01T09:30:00Z", "ahead_seconds": (then - clock.now()).total_seconds()}
    clock.advance(timedelta(minutes=1))  # the machine's time goes on, and the product's with it
    other = create_app(trial_settings, database_url=database_url, clock=clock)
    async with other.router.lifespan_context(other), Api.open(other, world) as elsewhere:
        seen = (await elsewhere.get("/v1/test-clock", **ADMIN, expect=200)).json()
        assert seen["now"] == "2026-06-01T09:31:00Z"
    body = {"code": "tomorrow", "name": "x", "name_zh": "x"}
    made = (await trial.post("/v1/departments", **ADMIN, json=body, expect=201)).json()
    assert made["created_at"] == "2026-06-01T09:31:00Z"
    back = (await trial.put("/v1/test-clock", **ADMIN, json={"now": None}, expect=200)).json()
    assert back["ahead_seconds"] == 0


async def test_what_time_brings_about_comes_at_once(
    trial: Api, db: Database, clock: SettableClock, world: World, database_url: str, trial_settings: Settings
) -> None:
    customer = await customer_in(db, world)
    (item,) = await active_plan(trial, customer, due_on=(clock.now() + timedelta(days=3)).date())
    then = clock.now() + timedelta(days=40)
    await trial.put("/v1/test-clock", **ADMIN, json={"now": then.isoformat()}, expect=200)
    await run_until_idle(database_url, trial_settings, clock)
    assert (await item_now(trial, item["id"]))["state"] == "missed"
    reviews = (await trial.get(f"/v1/customer-reviews?customer_id={customer}", expect=200)).json()["items"]
    assert len(reviews) == 1


async def test_lists_tell_what_is_overdue_then(trial: Api, db: Database, clock: SettableClock, world: World) -> None:
    late = await register(trial, db, world)
    for days, overdue in ((0, []), (40, [late["id"]]), (0, [])):
        then = {"now": (clock.now() + timedelta(days=days)).isoformat()}
        await trial.put("/v1/test-clock", **ADMIN, json=then, expect=200)
        found = (await trial.get("/v1/complaints?overdue=true", who="director", expect=200)).json()["items"]
        assert [complaint["id"] for complaint in found] == overdue


async def test_sessions_end_by_it(trial: Api, clock: SettableClock) -> None:
    await trial.get("/v1/me", expect=200)
    later = (clock.now() + timedelta(days=4000)).isoformat()
    await trial.put("/v1/test-clock", **ADMIN, json={"now": later}, expect=200)
    await trial.get("/v1/me", expect=401)


@pytest.mark.parametrize("body", [{}, {"now": "soon"}, {"now": "2026-06-01T09:30:00"}, {"now": "1700-01-01T00:00:00Z"}])
async def test_what_is_no_time_is_refused(trial: Api, body: dict[str, str]) -> None:
    answer = await trial.put("/v1/test-clock", **ADMIN, json=body, expect=422)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/now"]
