"""Whether somebody may be called now: beside each planned contact, with reason and next opening; and filtered by."""

import uuid
from datetime import UTC, datetime
from typing import Any

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, add_item, create_plan
from tests.support.world import World

# A Tuesday, ten in the morning in Shanghai: 06:00 in Dubai, 03:00 in Berlin, 21:00 on Monday in New York.
PLACES: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "open": (
        {"zone": "Asia/Shanghai", "country": "CN"},
        (True, None, "2026-03-10T10:00", None, "2026-03-10T04:00:00Z"),
    ),
    "early": (
        {"zone": "Asia/Dubai", "country": "AE"},
        (False, "hours", "2026-03-10T06:00", "2026-03-10T05:00:00Z", None),
    ),
    "night": (
        {"zone": "America/New_York", "country": "US"},
        (False, "hours", "2026-03-09T22:00", "2026-03-10T13:00:00Z", None),
    ),
    "unknown": ({}, (None, None, None, None, None)),
}


async def planned(api: Api, db: Database, world: World) -> dict[str, dict[str, Any]]:
    """An open contact in each of the places, by its name."""
    ids = {name: await customer_in(db, world, **columns) for name, (columns, _) in PLACES.items()}
    items = await active_plan(api, *ids.values(), due_on="2026-03-10")
    by_customer = {item["customer_id"]: item for item in items}
    return {name: by_customer[str(customer)] for name, customer in ids.items()}


async def test_each_planned_contact_says_whether_they_may_be_called_now(api: Api, db: Database, world: World) -> None:
    for name, item in (await planned(api, db, world)).items():
        found = (await api.get(f"/v1/planned-contacts/{item['id']}", expect=200)).json()["call_time"]
        shown = ("callable_now", "closed", "local_time", "opens_at", "closes_at")
        assert tuple(found[each] for each in shown) == PLACES[name][1], name


async def test_the_queue_is_filtered_by_who_may_be_called_now(api: Api, db: Database, world: World) -> None:
    items = await planned(api, db, world)
    names = {item["id"]: name for name, item in items.items()}
    plan = items["open"]["plan_id"]

    async def shown(query: str) -> set[str]:
        rows = (await api.get(f"/v1/planned-contacts?plan_id={plan}&{query}", expect=200)).json()["items"]
        return {names[row["id"]] for row in rows}

    assert await shown("callable_now=true") == {"open"}
    assert await shown("callable_now=true&assignee_id=me") == {"open"}
    assert await shown("callable_now=false") == {"early", "night", "unknown"}
    body = {"filter": {"and": [{"field": "plan_id", "value": plan}, {"not": {"field": "callable_now", "value": True}}]}}
    found = (await api.post("/v1/planned-contacts/search", json=body, expect=200)).json()["items"]
    assert {names[row["id"]] for row in found} == {"early", "night", "unknown"}
    counted = await api.get(f"/v1/contact-plans/{plan}/items?callable_now=true&count=exact", expect=200)
    assert counted.json()["total"] == 1


async def test_holidays_and_the_zones_of_people_count(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    bavaria = await customer_in(db, world, zone="Europe/Berlin", country="DE", region="Bayern")
    hamburg = await customer_in(db, world, zone="Europe/Berlin", country="DE", city="Hamburg")
    away = await contact_in(db, hamburg, zone="Asia/Shanghai")
    start = clock.now()
    clock.set(datetime(2026, 6, 4, 8, 0, tzinfo=UTC))  # Corpus Christi, ten in the morning in Germany
    try:
        plan = await create_plan(api)
        ids = {}
        for name, customer, contact in (("south", bavaria, None), ("north", hamburg, None), ("away", hamburg, away)):
            person: dict[str, Any] = {"contact_id": str(contact)} if contact else {}
            item = await add_item(api, plan, customer, due_on="2026-06-05", **person)
            ids[item["id"]] = name
        await api.post(f"/v1/contact-plans/{plan['id']}/moves/activate", version=plan["version"])
        rows = (await api.get(f"/v1/contact-plans/{plan['id']}/items", expect=200)).json()["items"]
        found = {ids[row["id"]]: row["call_time"] for row in rows}
        assert (found["south"]["callable_now"], found["south"]["closed"]) == (False, "holiday")
        assert found["south"]["holiday"]
        assert found["north"]["callable_now"] is True
        assert (found["away"]["zone"], found["away"]["local_time"]) == ("Asia/Shanghai", "2026-06-04T16:00")
        listed = await api.get(f"/v1/planned-contacts?plan_id={plan['id']}&callable_now=true", expect=200)
        assert {ids[row["id"]] for row in listed.json()["items"]} == {"north", "away"}
    finally:
        clock.set(start)


async def test_a_contact_that_was_made_says_nothing(api: Api, db: Database, world: World) -> None:
    (item,) = await active_plan(api, await customer_in(db, world), due_on="2026-03-10")
    body = {"reason": "No need"}
    path = f"/v1/planned-contacts/{item['id']}/moves/cancel"
    gone = (await api.post(path, json=body, version=item["version"], expect=200)).json()
    assert gone["call_time"] is None
    assert uuid.UUID(gone["id"])
