"""Whom to call, in a company as `meridian seed` makes it: a week of all reps, holidays, order, a new cadence.

`make drills` seeds 20,000 customers; `MERIDIAN_DRILL_CUSTOMERS=1000000` makes 300 reps, which a directory named by
`MERIDIAN_DRILL_DIR` keeps for the next time. What is drilled is a copy.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from meridian.call_hours.rules import call_hours, locality
from meridian.identity.permissions import Role
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings, libpq_url
from meridian.main import create_app
from meridian.planner.dial_plans.jobs import compute_plan
from meridian.policies.rules import History
from meridian.worker import run_until_idle
from meridian_local import seed
from meridian_local.postgres import database
from meridian_local.postgres.server import Server, temporary_server
from tests.bench.contacts import make_key
from tests.drills.load import say

pytestmark = pytest.mark.drill

CUSTOMERS = int(os.environ.get("MERIDIAN_DRILL_CUSTOMERS", "20000"))
NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)  # a Tuesday: afternoon in Shanghai, morning in Europe and Africa
NEW_YEAR = datetime(2027, 2, 8, 8, 30, tzinfo=UTC)  # half past four in Shanghai, half past nine in Lagos
MONDAY, FRIDAY = "2026-12-07", 4
EVENING = [{"start": "13:00", "end": "18:00"}, {"start": "19:00", "end": "22:00"}]
LATE = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), EVENING)
QUEUES = 30
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = call_hours(History().at(NOW))


class Seeded(NamedTuple):
    """The company: its database, a key of the director, and one of each rep by id."""

    url: str
    director: str
    reps: dict[str, str]


def people_with_keys(url: str) -> tuple[str, dict[str, str]]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "INSERT INTO app_user (email, name, role, department_id)"
            " SELECT 'all@example.com', 'all', 'director', id FROM department LIMIT 1 RETURNING id"
        ).fetchone()
        assert found is not None
        director = make_key(connection, found[0], Role.DIRECTOR)
        ids = [row[0] for row in connection.execute("SELECT id FROM app_user WHERE role = 'rep' ORDER BY email")]
        reps = {str(rep): make_key(connection, rep, Role.REP) for rep in ids}
        connection.execute("UPDATE api_key SET expires_at = %s", [NEW_YEAR + timedelta(days=365)])
    return director, reps


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data = tmp_path_factory.mktemp("data")
    return Settings(env="test", data_dir=data, secret="a drill's", rate_limit_per_minute=10**8, log_level="warning")


@contextmanager
def server() -> Iterator[Server]:
    if kept := os.environ.get("MERIDIAN_DRILL_DIR"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        with database.start(Path(kept)) as server:
            yield server
    else:
        with temporary_server() as server:
            yield server


@pytest.fixture(scope="module")
def seeded(settings: Settings) -> Iterator[Seeded]:
    several = CUSTOMERS, CUSTOMERS * 5, max(20, min(300, CUSTOMERS // 2_000))
    plan = seed.Plan(*several, complaints=CUSTOMERS // 10, opportunities=CUSTOMERS * 3 // 10)
    with server() as ours:
        kept, work = f"drill{CUSTOMERS}", f"drill{CUSTOMERS}_at_work"
        ours.create_database(kept)
        migrate.upgrade(ours.url(kept))
        began = time.monotonic()
        seed.seed(settings, ours.url(kept), plan, lambda _: None, clock=SettableClock(NOW))
        took = time.monotonic() - began
        with psycopg.connect(ours.uri("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {work}")
            connection.execute(f"CREATE DATABASE {work} TEMPLATE {kept} STRATEGY file_copy")
            size = connection.execute(f"SELECT pg_size_pretty(pg_database_size('{kept}'))").fetchone()
        assert size
        say(f"{CUSTOMERS:,} customers seeded", took=f"{took:.0f} s", database=size[0])
        yield Seeded(libpq_url(ours.url(work)), *people_with_keys(libpq_url(ours.url(work))))
        with psycopg.connect(ours.uri("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {work} WITH (FORCE)")


@pytest.fixture(scope="module")
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture(scope="module")
async def app(seeded: Seeded, settings: Settings, clock: SettableClock) -> AsyncIterator[FastAPI]:
    app = create_app(settings, database_url=seeded.url, clock=clock)
    async with app.router.lifespan_context(app):
        yield app


class Asking:
    """Requests to the product."""

    def __init__(self, app: FastAPI) -> None:
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://drill", timeout=3600)

    async def __call__(self, key: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        headers["Authorization"] = f"Bearer {key}"
        answer = await self.client.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture(scope="module")
async def ask(app: FastAPI) -> AsyncIterator[Asking]:
    asking = Asking(app)
    async with asking.client:
        yield asking


async def rows(app: FastAPI, statement: str, *values: Any) -> list[Any]:
    async with app.state.db.read() as session:
        connection = (await (await session.connection()).get_raw_connection()).driver_connection
        return list(await connection.fetch(statement, *values))


async def test_a_week_of_all_reps(seeded: Seeded, app: FastAPI, settings: Settings, ask: Asking) -> None:
    """Half of those who have customers in São Paulo work late. Only they are given them, at 21:00 too; nobody is given
    Riyadh on a Friday."""
    having = await rows(app, "SELECT DISTINCT owner_id FROM customer WHERE zone = 'America/Sao_Paulo' ORDER BY 1")
    late = {str(each["owner_id"]) for each in having[::2]} & seeded.reps.keys()
    for rep in late:
        await ask(seeded.director, "POST", "/v1/rosters", {"user_id": rep, "weekly": LATE})
    asked = {"user_ids": list(seeded.reps), "first_day": MONDAY, "days": 5}
    plan = await ask(seeded.director, "POST", "/v1/dial-plans", asked)
    began = time.monotonic()
    await compute_plan(JobContext(app.state.db, settings), plan["id"])
    took = time.monotonic() - began
    found = await ask(seeded.director, "GET", f"/v1/dial-plans/{plan['id']}")
    assert found["state"] == "ready"
    slots = await rows(
        app,
        "SELECT s.rep_id, s.starts_at, s.minutes, c.zone, c.country, c.region, c.city, c.zone_candidates"
        " FROM dial_slot s"
        " JOIN customer c ON c.id = s.customer_id WHERE s.plan_id = $1::text::uuid",
        plan["id"],
    )
    figures = found["figures"]
    (solver,) = (await rows(app, "SELECT solver_ms FROM dial_plan WHERE id = $1::text::uuid", plan["id"]))[0]
    say(
        f"a week of {len(seeded.reps)} reps",
        computed_in=f"{took:.1f} s, of which the solver {solver / 1000:.2f} s",
        planned=f"{figures['planned']:,} of {figures['planned'] + figures['left_out']:,}",
        overdue=f"{figures['overdue_planned']:,} of {figures['overdue']:,} planned",
        left_out=", ".join(f"{each['reason']} {each['customers']:,}" for each in found["reasons"]),
    )
    assert slots
    brazil = [slot for slot in slots if slot["zone"] == "America/Sao_Paulo"]
    at_nine = [slot for slot in brazil if slot["starts_at"].astimezone(SHANGHAI).hour == 21]
    riyadh = [slot for slot in slots if slot["zone"] == "Asia/Riyadh"]
    say(
        "whom they get",
        sao_paulo=f"{len(brazil)} calls, {len(at_nine)} of them at 21 o'clock in Shanghai",
        reps_who_get_it=f"{len({str(slot['rep_id']) for slot in brazil})} of the {len(late)} who work late, no other",
        riyadh=f"{len(riyadh)} calls, on a Friday none",
    )
    assert at_nine
    assert {str(slot["rep_id"]) for slot in brazil} <= late
    assert riyadh
    assert FRIDAY not in {slot["starts_at"].astimezone(ZoneInfo("Asia/Riyadh")).weekday() for slot in riyadh}
    for slot in slots:
        place = locality(
            slot["zone"],
            slot["country"],
            region=slot["region"],
            city=slot["city"],
            candidates=slot["zone_candidates"] or (),
        )
        assert HOURS.is_open(place, slot["starts_at"])
        assert HOURS.is_open(place, slot["starts_at"] + timedelta(minutes=slot["minutes"] - 1))


async def test_who_comes_first(seeded: Seeded, ask: Asking, clock: SettableClock) -> None:
    """An A three days overdue comes before a C due today, in every queue of three days."""
    pairs, queues = 0, 0
    for day in range(1, 4):
        clock.set(NOW + timedelta(days=day))
        for key in seeded.reps.values():
            waiting = (await ask(key, "GET", "/v1/dial-queue"))["now"]
            owed = [each for each in waiting if each["why"]["kind"] == "owed" and not each["is_key"]]
            late = [at for at, each in enumerate(owed) if each["grade"] == "A" and each["why"]["days_overdue"] >= 3]
            today = [at for at, each in enumerate(owed) if each["grade"] == "C" and each["why"]["days_overdue"] == 0]
            assert all(a < c for a in late for c in today)
            pairs += len(late) * len(today)
            queues += bool(late and today)
    clock.set(NOW)
    say("who comes first", an_A_late_before_a_C_today=f"{pairs:,} pairs in {queues} queues")
    assert pairs


async def test_next_of_all_reps(seeded: Seeded, ask: Asking, clock: SettableClock) -> None:
    """Each rep asks whom to call and skips them, three times, on a day on which nobody has called yet; the first turn
    warms up."""
    clock.set(NOW + timedelta(days=1))
    took, worked, given = list[float](), list[float](), 0
    for turn in range(3):
        for key in seeded.reps.values():
            began, work = time.perf_counter(), time.process_time()
            answer = await ask.client.post("/v1/dial-queue/next", json={}, headers={"Authorization": f"Bearer {key}"})
            seconds, work = time.perf_counter() - began, time.process_time() - work
            assert answer.is_success or answer.json()["code"] in ("nobody_callable", "off_duty"), answer.text
            if answer.is_success:
                given += 1
                skipped = {"lease_id": answer.json()["lease"]["id"], "reason": "not_now"}
                await ask.client.post("/v1/dial-queue/skip", json=skipped, headers={"Authorization": f"Bearer {key}"})
                if turn:
                    took.append(seconds * 1000)
                    worked.append(work * 1000)
    clock.set(NOW)
    took.sort()
    say(
        f"next of {len(seeded.reps)} reps",
        given=f"{given:,}, of which {len(took):,} measured",
        answered_in=f"{took[len(took) // 2]:.1f} ms half of them, {took[int(len(took) * 0.99)]:.1f} ms 99 of a hundred",
        own_work=f"{sum(worked) / len(worked):.1f} ms each",
    )
    assert took


async def test_chinese_new_year(seeded: Seeded, app: FastAPI, ask: Asking, clock: SettableClock) -> None:
    """It closes Shanghai, not Lagos."""
    found = await rows(
        app,
        "SELECT DISTINCT ON (zone) zone, id FROM customer"
        " WHERE zone IN ('Asia/Shanghai', 'Africa/Lagos') AND NOT do_not_call ORDER BY zone, id",
    )
    windows, closed = dict[str, int](), dict[str, Any]()
    for each in found:
        asked = f"customer_id={each['id']}&from=2027-02-07T23:00:00Z&to=2027-02-08T15:00:00Z"
        answer = await ask(seeded.director, "GET", f"/v1/callable-windows?{asked}")
        windows[each["zone"]] = len(answer["windows"])
        closed[each["zone"]] = [day["holiday"]["zh"] for day in answer["closed_days"] if day["holiday"]]
    clock.set(NEW_YEAR)
    open_now = [
        entry["country"]
        for key in list(seeded.reps.values())[:QUEUES]
        for entry in (await ask(key, "GET", "/v1/dial-queue"))["now"]
    ]
    clock.set(NOW)
    say(
        "the eighth of February 2027",
        windows=windows,
        closed_for=closed,
        of_nigeria_in_queues=open_now.count("NG"),
        of_china_in_queues=open_now.count("CN"),
    )
    assert (windows["Asia/Shanghai"], windows["Africa/Lagos"]) == (0, 2)
    assert "春节" in closed["Asia/Shanghai"][0]
    assert "CN" not in open_now
    assert open_now


async def test_a_new_cadence(seeded: Seeded, app: FastAPI, settings: Settings, ask: Asking) -> None:
    """B from 14 to 10 days: what the preview says becomes overdue is what is counted otherwise, and what then is."""
    await run_until_idle(seeded.url, settings, SettableClock(NOW))  # from now on somebody listens
    sooner = await rows(
        app,
        "SELECT count(*) FROM customer WHERE grade = 'B' AND contact_due_at >= $1"
        " AND coalesce(last_contact_at, created_at) + interval '10 days' < $1",
        NOW,
    )
    began = time.monotonic()
    body = {"contact_cadence_days": {"B": 10}}
    seen = await ask(seeded.director, "POST", "/v1/duties/preview", body)
    previewed = time.monotonic() - began
    newly = seen["overdue_after"] - seen["overdue_before"]
    assert newly == sooner[0][0] > 0
    policy = await ask(seeded.director, "GET", "/v1/policies/contact_cadence_days")
    version = {"value": policy["in_force"]["value"] | {"B": 10}, "reason": "decided in a drill"}
    path = "/v1/policies/contact_cadence_days/versions"
    await ask(seeded.director, "POST", path, version, **{"If-Match": f'"{policy["revision"]}"'})
    began = time.monotonic()
    await asyncio.wait_for(run_until_idle(seeded.url, settings, SettableClock(NOW)), 3600)
    followed = time.monotonic() - began
    counted = await ask(seeded.director, "GET", "/v1/duties/coverage?by=owner")
    say(
        "B from 14 to 10 days",
        previewed_in=f"{previewed:.1f} s",
        change_sooner=f"{seen['sooner']:,} of {seen['customers']:,}",
        become_overdue=f"{newly:,}, as counted otherwise",
        all_followed_after=f"{followed:.0f} s",
        overdue_then=f"{counted['overdue']:,}, as previewed",
    )
    assert counted["overdue"] == seen["overdue_after"]
