"""What a change of a customer's data entails: derived facts, reasons, lateness, history, events."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.world import World


async def patch(api: Api, record: dict[str, Any], *, who: str = "rep", expect: int = 200, **fields: Any) -> Any:
    path = f"/v1/customers/{record['id']}"
    return (await api.patch(path, who=who, version=record["version"], json=fields, expect=expect)).json()


async def test_the_zone_follows_the_place_until_somebody_says_otherwise(api: Api) -> None:
    made = await create_customer(api, country="US")
    assert (made["zone"], made["zone_state"]) == (None, "ambiguous")
    assert "America/Chicago" in made["zone_candidates"]
    placed = await patch(api, made, city="Seattle")
    assert (placed["zone"], placed["zone_state"], placed["zone_source"]) == ("America/Los_Angeles", "known", "city")
    settled = await patch(api, placed, zone="America/Denver")
    assert (settled["zone"], settled["zone_source"]) == ("America/Denver", "explicit")
    moved = await patch(api, settled, city="Boston")
    assert moved["zone"] == "America/Denver"
    inferred = await patch(api, moved, zone=None)
    assert (inferred["zone"], inferred["zone_source"]) == ("America/New_York", "city")
    await patch(api, inferred, zone="Mars/Olympus", expect=422)


async def test_confirming_an_inferred_zone_makes_it_explicit(api: Api) -> None:
    made = await create_customer(api, country="DE")
    assert (made["zone"], made["zone_source"]) == ("Europe/Berlin", "country")
    confirmed = await patch(api, made, zone="Europe/Berlin")
    assert confirmed["zone_source"] == "explicit"
    moved = await patch(api, confirmed, country="US")
    assert moved["zone"] == "Europe/Berlin"


async def test_the_market_follows_the_country_and_customers_follow_the_market(
    api: Api, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    swede = await create_customer(api, country="SE")
    await run_until_idle(database_url, settings, clock)
    body = {"code": "nordics", "name": "Nordics", "name_zh": "北欧", "countries": ["NO", "SE"]}
    market = (await api.post("/v1/markets", who="director", json=body, expect=201)).json()
    await run_until_idle(database_url, settings, clock)
    assert (await api.get(f"/v1/customers/{swede['id']}")).json()["market_id"] == market["id"]
    made = await create_customer(api, country="NO")
    assert made["market_id"] == market["id"]
    moved = await patch(api, made, country="FR")
    assert moved["market_id"] is None
    path = f"/v1/markets/{market['id']}"
    await api.patch(path, who="director", version=market["version"], json={"countries": ["FR"]}, expect=200)
    await run_until_idle(database_url, settings, clock)
    assert (await api.get(f"/v1/customers/{swede['id']}")).json()["market_id"] is None
    assert (await api.get(f"/v1/customers/{made['id']}")).json()["market_id"] == market["id"]


async def test_the_category_follows_from_facts_whoever_writes_them(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)

    async def after(**facts: Any) -> str:
        async with db.write() as session:
            await session.execute(update(Customer).where(Customer.id == customer).values(facts))
        category: str = (await api.get(f"/v1/customers/{customer}")).json()["category"]
        return category

    assert await after(intent_level="low") == "potential"
    assert await after(first_contact_at=func.meridian_now()) == "interested"
    assert await after(category="closed") == "interested"
    assert await after(last_order_on=date(2026, 1, 1)) == "closed"
    assert await after(is_key=True) == "key"
    assert await after(is_key=False, last_order_on=None, intent_level="none") == "potential"


async def test_correcting_a_verified_fact_needs_a_reason(api: Api) -> None:
    made = await create_customer(api, city="Oslo")
    path = f"/v1/customers/{made['id']}"
    verified = (await api.post(f"{path}/moves/verify", who="lead", version=made["version"], json={}, expect=200)).json()
    refused = await patch(api, verified, city="Bergen", phones=[{"number": "+4722222222"}], expect=422)
    assert refused["errors"] == [
        {
            "pointer": "/reason",
            "code": "missing",
            "detail": "say why: city, phones of a verified record cannot be corrected without a reason",
        }
    ]
    noted = await patch(api, verified, notes="no fact was corrected")
    corrected = await patch(api, noted, city="Bergen", reason="they moved")
    assert corrected["verification"] == "verified"


async def test_a_late_entry_and_a_late_important_change_are_told_from_timely_ones(
    api: Api, clock: SettableClock
) -> None:
    # Tuesday ten o'clock in Shanghai; office hours are nine a day.
    late = await create_customer(api, obtained_at=(clock.now() - timedelta(days=7)).isoformat())
    timely = await create_customer(api, obtained_at=(clock.now() - timedelta(days=1)).isoformat())
    assert (late["entered_late"], timely["entered_late"]) == (True, False)
    made = await create_customer(api)
    path = f"/v1/customers/{made['id']}"
    future = (clock.now() + timedelta(hours=1)).isoformat()
    body: dict[str, Any] = {"management": "New board", "learned_at": future}
    await api.patch(path, version=made["version"], json=body, expect=422)
    body["learned_at"] = (clock.now() - timedelta(days=5)).isoformat()
    changed = (await api.patch(path, version=made["version"], json=body, expect=200)).json()
    await patch(api, changed, phones=[{"number": "+4722222222"}], city="Oslo")
    query = {"customer_id": made["id"]}
    found = (await api.get("/v1/important-changes", who="lead", params=query, expect=200)).json()["items"]
    assert [(row["fields"], row["late"]) for row in found] == [(["phones"], False), (["management"], True)]
    assert (await api.get("/v1/important-changes", who="other_lead", params=query, expect=200)).json()["items"] == []
    late_ones = {"filter": {"and": [{"field": "late", "value": True}, {"field": "customer_id", "value": made["id"]}]}}
    twin = await api.post("/v1/important-changes/search", who="lead", json=late_ones, expect=200)
    assert [row["fields"] for row in twin.json()["items"]] == [["management"]]


async def test_every_change_is_in_the_history_with_actor_and_reason(api: Api, db: Database, world: World) -> None:
    made = await create_customer(api, city="Oslo", phones=[{"number": "+4722222222"}])
    reason = "wrong city, wrong number"
    changed = await patch(api, made, city="Bergen", phones=[], reason=reason)
    async with db.write() as session:  # somebody with a direct connection
        await session.execute(text("UPDATE customer SET notes = 'x' WHERE id = :id"), {"id": uuid.UUID(made["id"])})
    async with db.read() as session:
        entries = (
            await session.scalars(
                select(History).where(History.customer_id == uuid.UUID(made["id"])).order_by(History.id)
            )
        ).all()
    seen = [(entry.entity, entry.operation, entry.reason) for entry in entries]
    assert seen == [
        ("customer", "insert", None),
        ("phone", "insert", None),
        ("phone", "delete", reason),
        ("customer", "update", reason),
        ("customer", "update", None),
    ]
    assert entries[3].changes["city"] == ["Oslo", "Bergen"]
    assert entries[3].actor_id == world.people["rep"]
    assert entries[4].changes == {"notes": [None, "x"]}
    assert changed["completeness"] < made["completeness"]


async def test_a_change_names_its_fields_to_whoever_follows_and_no_values(api: Api, db: Database) -> None:
    made = await create_customer(api, country="NO", city="Oslo")
    await patch(api, made, phones=[{"number": "+4722222222"}], industry="Ships")
    async with db.read() as session:
        events = (
            await session.scalars(select(Event).where(Event.customer_id == uuid.UUID(made["id"])).order_by(Event.seq))
        ).all()
    assert [event.type for event in events] == ["customer.created", "customer.updated"]
    assert events[1].data == {
        "fields": ["industry", "phones"],
        "important": ["phones"],
        "department_id": made["department_id"],
    }


async def test_a_patch_that_changes_nothing_leaves_the_version(api: Api) -> None:
    made = await create_customer(api, city="Oslo", phones=[{"number": "+4722222222"}])
    same = await patch(api, made, city="Oslo", phones=[{"number": "+4722222222"}], custom={})
    assert same == made


async def test_a_patch_is_one_version(api: Api) -> None:
    made = await create_customer(api)
    changed = await patch(
        api, made, country="US", city="Boston", website="https://acme.example", legal_name="ACME Inc."
    )
    assert changed["version"] == made["version"] + 1


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("country", "XX", "/country"),
        ("website", "not a site", "/website"),
        ("budget", {"amount": "1", "currency": "ZZZ"}, "/budget"),
        ("budget", {"amount": "-1", "currency": "EUR"}, "/budget"),
        ("phones", [{"number": "12"}], "/phones/0/number"),
        ("phones", [{"number": "+4722222222"}, {"number": "+47 22 22 22 22"}], "/phones/1/number"),
        ("emails", [{"address": "nobody"}], "/emails/0/address"),
        ("name", None, "/name"),
        ("languages", ["de", "German!"], "/languages/1"),
        ("custom", {"unknown": 1}, "/custom/unknown"),
        ("nonsense", 1, "/nonsense"),
        ("referrer_id", "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f", "/referrer_id"),
        ("category", "key", "/category"),
    ],
)
async def test_what_cannot_be_true_is_refused_where_it_stands(api: Api, field: str, value: Any, pointer: str) -> None:
    made = await create_customer(api)
    refused = await patch(api, made, expect=422, **{field: value})
    assert [fault["pointer"] for fault in refused["errors"]] == [pointer]
