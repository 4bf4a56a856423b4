"""A complaint whose every stage is forgotten once: somebody is alerted, until it is archived (MC-20, CR-26)."""

from datetime import UTC, datetime
from typing import Any

from tests.support.complaints import SCORES, contact, dispatch, find, move, offer, register, shown
from tests.support.days import SHANGHAI, Days


async def owed(days: Days, complaint: dict[str, Any]) -> tuple[list[str], str | None, bool]:
    """What runs, by when at the company, and whether that is past."""
    now = await shown(days.api, complaint)
    live = [d["kind"].removeprefix("complaint_") for d in now["deadlines"] if not d["met_at"] and not d["cancelled_at"]]
    due = now["due_at"] and datetime.fromisoformat(now["due_at"]).astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    return live, due, now["overdue"]


async def late(days: Days, who: str, complaint: dict[str, Any]) -> list[str]:
    """What of the complaint is overdue for the person, as alerts tell it."""
    query = {"owner_id": str(days.world.people[who]), "live": "true", "subject_id": complaint["id"]}
    found = (await days.api.get("/v1/alerts", who=who, params=query, expect=200)).json()["items"]
    return [one["facts"]["kind"] for one in found if one["reason"] == "deadline_overdue"]


async def test_every_stage_of_a_complaint_is_somebodys_until_a_time(days: Days) -> None:
    api, world, clock = days.api, days.world, days.clock
    await days.until("03-16 10:00")
    complaint = await register(api, days.db, world)
    assert await owed(days, complaint) == (["contact"], "03-17 10:00", False)

    await days.until("03-18 09:00")
    assert await late(days, "service", complaint) == ["complaint_contact"]
    await contact(api, complaint, clock)
    assert await owed(days, complaint) == (["dispatch"], "03-18 14:00", False)

    await days.until("03-18 16:00")
    assert await late(days, "service", complaint) == ["complaint_dispatch"]
    overdue = (await api.get("/v1/complaints?overdue=true", who="director", expect=200)).json()["items"]
    assert complaint["id"] in [one["id"] for one in overdue]
    await dispatch(api, world, complaint)
    assert await owed(days, complaint) == (["solution", "resolution"], "03-23 16:00", False)

    await days.until("03-24 10:00")
    assert await late(days, "specialist", complaint) == ["complaint_solution"]
    await move(api, complaint, "start_investigation", who="specialist")
    await find(api, complaint)
    await offer(api, complaint)
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    assert await owed(days, complaint) == (["resolution"], None, False)  # the customer is waited for
    await move(api, complaint, "agree", note="Fine")
    await days.until("04-03 10:00")
    assert await late(days, "specialist", complaint) == ["complaint_resolution"]
    await move(api, complaint, "resolve", who="specialist", done="Replaced", done_at=clock.now().isoformat())
    # Three working days: Friday, then Tuesday and Wednesday after the Tomb-sweeping holiday on Monday.
    assert await owed(days, complaint) == (["satisfaction"], "04-09 10:00", False)

    await days.until("04-09 11:00")
    assert await late(days, "service", complaint) == ["complaint_satisfaction"]
    tries = f"/v1/complaints/{complaint['id']}/satisfaction-tries"
    for channel in ("phone", "email"):  # on one day
        await api.post(tries, who="service", json={"channel": channel, "note": "Nobody there"}, expect=201)
    await move(api, complaint, "confirm")
    assert await owed(days, complaint) == (["archiving"], "04-14 11:00", False)

    await days.until("04-15 09:00")
    assert await late(days, "specialist", complaint) == ["complaint_archiving"]
    # One rung up, on the day it was due: who stands at the head, or the director for them.
    assert "complaint_archiving" in await escalated(days, "director", complaint)
    await move(api, complaint, "reopen", reason="Leaks again")
    assert (await owed(days, complaint))[0] == ["solution", "resolution"]
    await find(api, complaint)
    await offer(api, complaint)
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    await move(api, complaint, "agree", note="Fine")
    await move(api, complaint, "resolve", who="specialist", done="Pipe replaced", done_at=clock.now().isoformat())
    await move(api, complaint, "confirm", satisfaction=SCORES)
    await move(api, complaint, "archive", no_prevention_reason="A single slip")
    await days.work()
    assert await owed(days, complaint) == ([], None, False)
    assert await late(days, "specialist", complaint) == await escalated(days, "director", complaint) == []
    assert clock.now() == datetime(2026, 4, 15, 1, tzinfo=UTC)


async def escalated(days: Days, who: str, complaint: dict[str, Any]) -> list[str]:
    query = {"owner_id": str(days.world.people[who]), "live": "true", "subject_id": complaint["id"]}
    found = (await days.api.get("/v1/alerts", who=who, params=query, expect=200)).json()["items"]
    return [one["facts"]["kind"] for one in found if one["reason"] == "deadline_escalated"]
