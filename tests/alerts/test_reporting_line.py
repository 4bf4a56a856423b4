"""Escalation by hand, by the clock, and the alerts of both turn to the same people; never to nobody (MC-27)."""

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from meridian.calendars.deadlines.jobs import sweep as sweep_deadlines
from meridian.identity.models import User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.conftest import START
from tests.support.alerts import Alerts
from tests.support.api import Api
from tests.support.complaints import dispatch, move, register, shown, walk
from tests.support.world import World

RUNGS = ("owner", "sales_manager", "director")
EVERYBODY: tuple[str, ...] = ("director", "deputy", "manager", "administrator")


@asynccontextmanager
async def away(db: Database, world: World, names: Sequence[str]) -> AsyncIterator[None]:
    """These people work here no more; they come back afterwards."""

    async def set_active(active: bool) -> None:
        async with db.write() as session:
            ids = [world.people[name] for name in names]
            await session.execute(update(User).where(User.id.in_(ids)).values(active=active))

    await set_active(False)
    try:
        yield
    finally:
        await set_active(True)


async def policy(api: Api, clock: SettableClock, *rungs: str) -> None:
    """From now on complaints climb these rungs, one a working day, from the deadline on."""
    path = "/v1/policies/complaint_escalation_steps"
    steps = [{"offset": day, "unit": "working_days", "recipient": rung} for day, rung in enumerate(rungs)]
    change = {"value": steps, "reason": "Another line", "effective_from": clock.now().isoformat()}
    version = (await api.get(path, who="director", expect=200)).json()["revision"]
    await api.post(f"{path}/versions", who="director", version=version, json=change, expect=201)
    clock.advance(timedelta(minutes=1))


async def told(db: Database, world: World, complaint: dict[str, Any], *, by_clock: bool) -> dict[str, set[str]]:
    """Who was told of each rung."""
    names = {user_id: name for name, user_id in world.people.items()}
    about = (Event.subject_id == uuid.UUID(complaint["id"]), Event.type == "complaint.escalated")
    found: dict[str, set[str]] = {}
    async with db.read() as session:
        for event in await session.scalars(select(Event).where(*about)):
            if event.data["by_clock"] is by_clock and event.audience_user_id is not None:
                found.setdefault(event.data["recipient"], set()).add(names[event.audience_user_id])
    return found


async def alerted(alerts: Alerts, world: World, complaint: dict[str, Any], reason: str) -> dict[str, set[str]]:
    """Who is alerted of each rung, of the deadline that ended last."""
    names = {user_id: name for name, user_id in world.people.items()}
    found: dict[str, set[str]] = {}
    for alert in await alerts.of(uuid.UUID(complaint["id"])):
        if alert.reason == reason:
            found.setdefault(alert.facts["to"], set()).add(names[alert.owner_id])
    return found


@pytest.mark.parametrize(
    ("gone", "reached"),
    [
        ((), {"owner": "specialist", "sales_manager": "manager", "director": "director"}),
        (("specialist",), {"owner": "manager", "sales_manager": "manager", "director": "director"}),
        (("manager",), {"owner": "specialist", "sales_manager": "deputy", "director": "director"}),
        (("manager", "deputy"), {"owner": "specialist", "sales_manager": "director", "director": "director"}),
        (("director",), {"owner": "specialist", "sales_manager": "manager", "director": "deputy"}),
        (
            ("director", "deputy", "manager"),
            {"owner": "specialist", "sales_manager": "administrator", "director": "administrator"},
        ),
    ],
)
async def test_by_hand_by_clock_and_in_alerts_it_is_the_same_people(
    api: Api,
    db: Database,
    world: World,
    alerts: Alerts,
    clock: SettableClock,
    settings: Settings,
    database_url: str,
    gone: Sequence[str],
    reached: dict[str, str],
) -> None:
    await run_until_idle(database_url, settings, clock)  # what listens, listens from now on
    await policy(api, clock, *RUNGS)
    by_hand, by_clock = [await walk(api, db, world, clock, "dispatched") for _ in range(2)]
    expected = {rung: {name} for rung, name in reached.items()}
    async with away(db, world, gone):
        for _ in RUNGS:
            await move(api, by_hand, "escalate", who="service", reason="Nobody answers")
        clock.advance(timedelta(days=60))
        await sweep_deadlines(JobContext(db, settings))
        await run_until_idle(database_url, settings, clock)
        await alerts.sweep()
        assert await told(db, world, by_hand, by_clock=False) == expected
        assert await told(db, world, by_clock, by_clock=True) == expected
        assert await alerted(alerts, world, by_hand, "complaint_escalated") == expected
        assert await alerted(alerts, world, by_clock, "deadline_escalated") == expected
    clock.set(START)


async def test_whoever_leaves_after_being_told_is_stood_in_for_on_their_own_line(
    api: Api, db: Database, world: World, alerts: Alerts, clock: SettableClock
) -> None:
    await policy(api, clock, *RUNGS)
    complaint = await walk(api, db, world, clock, "dispatched")
    for _ in RUNGS:
        await move(api, complaint, "escalate", reason="Nobody answers")
    async with away(db, world, ["manager", "specialist"]):
        await alerts.sweep()
        assert await alerted(alerts, world, complaint, "complaint_escalated") == {
            "owner": {"deputy"},
            "sales_manager": {"deputy"},
            "director": {"director"},
        }


async def test_where_nobody_is_left_it_is_refused_and_nothing_has_happened(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    await policy(api, clock, "director")
    complaint = await register(api, db, world)
    async with away(db, world, EVERYBODY):
        version = (await shown(api, complaint, who="service"))["version"]
        path = f"/v1/complaints/{complaint['id']}/moves/escalate"
        refused = await api.post(path, who="service", json={"reason": "Slow"}, version=version, expect=409)
        assert refused.json()["reason"] == "nobody_to_tell"
        now = await shown(api, complaint, who="service")
        assert (now["escalation_level"], now["version"]) == (0, version)
    assert await told(db, world, complaint, by_clock=False) == {}


async def test_people_climb_the_ladder_that_the_running_deadline_was_given(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    """A ladder decided later is that of the deadlines that begin later, by hand as by the clock."""
    await policy(api, clock, "sales_manager")
    before = await register(api, db, world)
    await policy(api, clock, "deputy_director", "director")
    await move(api, before, "escalate", reason="Slow")
    assert await told(db, world, before, by_clock=False) == {"sales_manager": {"manager"}}
    assert (await move(api, before, "escalate", reason="Slow", expect=409))["reason"] == "top_of_ladder"
    after = await walk(api, db, world, clock, "contacted")
    await policy(api, clock, "sales_manager", "sales_manager", "director")
    await move(api, after, "escalate", reason="Slow")
    await dispatch(api, world, after)
    for _ in range(2):
        await move(api, after, "escalate", reason="Slow")
    assert (await move(api, after, "escalate", reason="Slow", expect=409))["reason"] == "top_of_ladder"
    assert await told(db, world, after, by_clock=False) == {
        "deputy_director": {"deputy"},
        "sales_manager": {"manager"},
        "director": {"director"},
    }
