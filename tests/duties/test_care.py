"""Birthdays and holidays that care plans name: owed, planned once, kept apart, held with a reason (CR-28, MC-17)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import holidays
import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from sqlalchemy import text, update

from meridian.calendars.rules import named_holidays
from meridian.call_hours.rules import CallHours, locality
from meridian.customers.models import Customer
from meridian.duties.jobs import follow_all
from meridian.duties.rules import day_kept, too_close
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.places.regions import parts_of
from meridian.plans.care.rules import holidays_kept, regional_holidays
from meridian.plans.rules import Method
from meridian.policies.definitions.calling import COUNTRY_CALL_WINDOWS, LOCAL_CALL_WINDOW
from meridian.worker import run_until_idle
from tests.conftest import START
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import create_plan, item_now, move_item, move_plan
from tests.support.world import World

BIRTHDAYS = {"occasion": "birthday", "care_item": "birthday", "method": "phone"}
PATRICK = {
    "occasion": "holiday",
    "country": "IE",
    "holiday": "Saint Patrick's Day",
    "care_item": "holiday",
    "method": "phone",
}
Keep = Callable[[], Any]


@pytest.fixture(autouse=True)
async def empty(db: Database, clock: SettableClock) -> None:
    clock.set(START)
    async with db.write() as session:
        await session.execute(update(Customer).values(archived_at=session.now))
        await session.execute(text("DELETE FROM care_duty"))
        await session.execute(text("UPDATE contact_plan SET state = 'completed' WHERE state = 'active'"))


@pytest.fixture
def keep(db: Database, settings: Settings) -> Keep:
    """What the clock does every hour."""

    async def run() -> None:
        await follow_all(JobContext(db, settings))

    return run


async def care_plan(api: Api, *occasions: dict[str, str], who: str = "rep", **care: Any) -> Any:
    plan = await create_plan(api, who=who, kind="care", care={"occasions": list(occasions), **care})
    return await move_plan(api, plan, "activate", who=who)


async def berlin(db: Database, world: World, **columns: Any) -> Any:
    return await customer_in(db, world, **{"country": "DE", "zone": "Europe/Berlin", **columns})


async def owed(api: Api, *, who: str = "rep", **query: Any) -> list[Any]:
    found: list[Any] = (await api.get("/v1/duties/care", who=who, params=query, expect=200)).json()["items"]
    return found


async def test_a_birthday_is_owed_with_its_reason_and_planned_once(
    api: Api, db: Database, world: World, keep: Keep, clock: SettableClock
) -> None:
    customer = await berlin(db, world)
    anna = await contact_in(db, customer, birthday=date(1980, 3, 18))
    await contact_in(db, customer, name="Long ago", birthday=date(1980, 3, 9))
    await contact_in(db, customer, name="Gone", birthday=date(1980, 3, 19), active=False)
    plan = await care_plan(api, BIRTHDAYS)
    for _ in range(2):
        await keep()
    (duty,) = await owed(api)
    expected = {
        "customer_id": str(customer),
        "contact_id": str(anna),
        "contact_name": "Anna Petersen",
        "rule": "CR-28",
        "plan_id": plan["id"],
        "plan_name": plan["name"],
        "owner_name": "rep",
        "occasion": "birthday",
        "holiday": None,
        "on_day": "2026-03-18",
        "due_on": "2026-03-18",
        "item_state": "planned",
        "held": None,
    }
    assert {name: duty[name] for name in expected} == expected
    item = await item_now(api, duty["item_id"])
    assert (item["occasion"], item["plan_id"], item["contact_id"]) == ("care", plan["id"], str(anna))
    assert item["aim"] == "Anna Petersen的生日"
    await move_item(api, item["id"], "cancel", reason="She is on leave")
    await keep()
    assert [each["item_state"] for each in await owed(api)] == ["cancelled"]  # not planned again
    assert await owed(api, who="other_rep") == []
    assert len(await owed(api, who="lead")) == 1
    clock.set(START + timedelta(days=350))
    await keep()
    assert [each["on_day"] for each in await owed(api, **{"on_day.gte": "2027-01-01"})] == ["2027-03-09", "2027-03-18"]


async def test_the_29th_of_february_is_kept_on_the_28th_in_common_years(
    api: Api, db: Database, world: World, keep: Keep, clock: SettableClock
) -> None:
    await contact_in(db, await berlin(db, world), birthday=date(1984, 2, 29))
    await care_plan(api, BIRTHDAYS | {"method": "email"})
    for year, day in ((2027, "2027-02-28"), (2028, "2028-02-29")):
        clock.set(START.replace(year=year, month=2, day=20))
        await keep()
        (duty,) = await owed(api, **{"on_day.gte": f"{year}-01-01"})
        assert (duty["on_day"], duty["due_on"]) == (day, day)


async def test_a_holiday_is_for_its_country_and_a_call_comes_before_it(
    api: Api, db: Database, world: World, keep: Keep
) -> None:
    irish = await berlin(db, world, country="IE", zone="Europe/Dublin")
    await berlin(db, world)
    await care_plan(api, PATRICK)
    await keep()
    (duty,) = await owed(api)
    assert (duty["customer_id"], duty["holiday"], duty["on_day"]) == (str(irish), "Saint Patrick's Day", "2026-03-17")
    assert duty["due_on"] == "2026-03-16"  # nobody is called on the holiday itself
    assert duty["holiday_name"] == "Saint Patrick's Day"  # which nobody has put into Chinese
    known = (await api.get("/v1/duties/holidays", params={"country": "CN"}, expect=200)).json()["items"]
    assert {"holiday": "Mid-Autumn Festival", "name": "中秋节", "regions": [], "on_day": "2026-09-25"} in known
    assert not any("substituted" in each["holiday"] or "observed" in each["holiday"] for each in known)
    assert (await api.get("/v1/duties/holidays", params={"country": "XX"}, expect=200)).json()["items"] == []


CORPUS = PATRICK | {"country": "DE", "holiday": "Corpus Christi", "method": "email"}
REFORMATION = CORPUS | {"holiday": "Reformation Day"}


async def test_a_regional_holiday_is_kept_for_customers_of_that_region(
    api: Api, db: Database, world: World, keep: Keep, clock: SettableClock
) -> None:
    munich = await berlin(db, world, city="Munich")
    written = await berlin(db, world, region="巴伐利亚州", city="Augsburg")
    saxon = await berlin(db, world, region="Sachsen")
    for elsewhere in ({"city": "Berlin"}, {}, {"country": "AT", "region": "Wien"}):
        await berlin(db, world, **elsewhere)
    await care_plan(api, CORPUS)
    clock.set(START.replace(month=5, day=1))
    await keep()
    found = {each["customer_id"]: each for each in await owed(api)}
    assert found.keys() == {str(munich), str(written)}
    assert {(each["on_day"], each["holiday_name"], each["region"]) for each in found.values()} == {
        ("2026-06-04", "Corpus Christi", "巴伐利亚州")
    }
    (german,) = [each["region"] for each in await owed(api, who="lead", customer_id=str(munich))]
    assert german in ("巴伐利亚州", "Bavaria")
    async with db.write() as session:  # it moves
        await session.execute(update(Customer).where(Customer.id == munich).values(city="Dresden"))
    await keep()
    assert [each["customer_id"] for each in await owed(api)] == [str(written)]
    await care_plan(api, REFORMATION)
    clock.set(START.replace(month=10, day=1))
    await keep()
    kept = await owed(api, **{"on_day.gte": "2026-10-01"})
    assert {(each["customer_id"], each["region"]) for each in kept} == {
        (str(munich), "萨克森州"),
        (str(saxon), "萨克森州"),
    }


async def test_regional_holidays_are_offered_with_their_regions(api: Api) -> None:
    found = (await api.get("/v1/duties/holidays", params={"country": "DE"}, expect=200)).json()["items"]
    offered = {each["holiday"]: each for each in found}
    assert offered["Women's Day"]["regions"] == ["柏林", "梅克伦堡-前波美拉尼亚州"]
    assert offered["Christmas Day"]["regions"] == []
    assert [each["on_day"] for each in found] == sorted(each["on_day"] for each in found)
    plan = await create_plan(api, kind="care", care={"occasions": [CORPUS]})
    (named,) = plan["care"]["occasions"]
    assert "巴伐利亚州" in named["regions"]
    assert "柏林" not in named["regions"]


@given(st.sampled_from(["AU", "CA", "CH", "DE", "ES", "GB", "US"]), st.integers(2024, 2030), st.data())
@settings_of(max_examples=60, deadline=None)
def test_nobody_keeps_a_holiday_that_only_other_parts_keep(country: str, year: int, data: Any) -> None:
    part = data.draw(st.sampled_from([None, *sorted(parts_of(country))]))
    named = {"occasion": "holiday", "country": country, "care_item": "holiday", "method": "email"}
    names = sorted({*named_holidays(country, year), *regional_holidays(country, year)})
    care = {"occasions": [named | {"holiday": name} for name in names]}
    first, last = date(year, 1, 1), date(year, 12, 31)
    kept = {each.holiday: each.on for each in holidays_kept(care, first, last, [(country, part)]) if each.part == part}
    there = holidays.country_holidays(country, subdiv=part, years=year, language="en_US")
    for name in names:
        if name in regional_holidays(country, year):
            assert (name in kept) is (part in regional_holidays(country, year)[name])
        else:
            assert name in kept
        if name in kept and part in regional_holidays(country, year).get(name, ()):
            assert kept[name] in there


async def test_a_duty_names_the_next_care_occasion(
    api: Api, db: Database, world: World, keep: Keep, clock: SettableClock
) -> None:
    customer, other = await berlin(db, world), await berlin(db, world)
    for name, day in (("First", 18), ("Second", 26)):
        await contact_in(db, customer, name=name, birthday=date(1980, 3, day))
    plan = await care_plan(api, BIRTHDAYS)
    await keep()

    async def following() -> dict[str, Any]:
        rows = (await api.get("/v1/duties", expect=200)).json()["items"]
        return {each["customer_id"]: each["next_care"] for each in rows}

    found = await following()
    assert found[str(other)] is None
    first = found[str(customer)]
    expected = ("birthday", "First", "2026-03-18", plan["id"], plan["name"], "2026-03-18")
    assert (
        tuple(first[name] for name in ("occasion", "contact_name", "on_day", "plan_id", "plan_name", "due_on"))
        == expected
    )
    assert first in await owed(api)
    await move_item(api, first["item_id"], "cancel", reason="She is on leave")
    assert (await following())[str(customer)]["contact_name"] == "Second"
    clock.set(START + timedelta(days=20))
    assert (await following())[str(customer)] is None


async def test_a_plan_calls_its_holidays_by_their_names(api: Api) -> None:
    autumn = PATRICK | {"country": "CN", "holiday": "Mid-Autumn Festival", "method": "email"}
    plan = await create_plan(api, kind="care", care={"occasions": [autumn]})
    (named,) = plan["care"]["occasions"]
    assert named == autumn | {"holiday_name": "中秋节", "regions": []}
    assert (plan["care"]["grades"], plan["care"]["key_only"]) == ([], False)
    (listed,) = (await api.get("/v1/contact-plans", params={"name": plan["name"]}, expect=200)).json()["items"]
    assert listed["care"] == plan["care"]
    kept = {"grades": [], "key_only": False}
    path, body = f"/v1/contact-plans/{plan['id']}", {"care": None}
    assert (await api.patch(path, json=body, version=plan["version"], expect=200)).json()["care"] is None
    query = {"entity": "contact_plan", "entity_id": plan["id"], "operation": "update"}
    (entry,) = (await api.get("/v1/history", who="auditor", params=query, expect=200)).json()["items"]
    assert entry["changes"]["care"] == {"old": {**kept, "occasions": [autumn]}, "new": None}


async def test_care_contacts_keep_their_distance(api: Api, db: Database, world: World, keep: Keep) -> None:
    customer = await berlin(db, world)
    for name, day in (("One", 12), ("Two", 18), ("Three", 19)):
        await contact_in(db, customer, name=name, birthday=date(1980, 3, day))
    await care_plan(api, BIRTHDAYS | {"method": "email"})
    await keep()
    seen = {each["contact_name"]: (each["due_on"], each["held"]) for each in await owed(api)}
    assert seen == {"One": ("2026-03-12", None), "Two": (None, "care_gap"), "Three": ("2026-03-19", None)}


async def test_who_refused_is_not_planned_and_it_is_said(api: Api, db: Database, world: World, keep: Keep) -> None:
    customer = await berlin(db, world, do_not_call=True)
    await contact_in(db, customer, birthday=date(1980, 3, 12))
    await care_plan(api, BIRTHDAYS)
    await keep()
    (duty,) = await owed(api)
    assert (duty["item_id"], duty["held"]) == (None, "opted_out")


async def test_duties_follow_the_plan_and_the_facts(
    api: Api, db: Database, world: World, settings: Settings, database_url: str, clock: SettableClock, keep: Keep
) -> None:
    await run_until_idle(database_url, settings, clock)  # who listens from now on
    key = await berlin(db, world, grade="A", is_key=True)
    lesser = await berlin(db, world, grade="C")
    people = {each: await contact_in(db, each, birthday=date(1980, 4, 12)) for each in (key, lesser)}
    plan = await care_plan(api, BIRTHDAYS)
    await run_until_idle(database_url, settings, clock)  # at once
    assert {each["customer_id"] for each in await owed(api)} == {str(key), str(lesser)}
    path = f"/v1/contact-plans/{plan['id']}"
    for care in ({"grades": ["A", "B"]}, {"key_only": True}):
        version = (await api.get(path, expect=200)).json()["version"]
        body = {"care": {"occasions": [BIRTHDAYS], **care}}
        changed = (await api.patch(path, json=body, version=version, expect=200)).json()
        assert changed["care"]["occasions"][0]["occasion"] == "birthday"
        await run_until_idle(database_url, settings, clock)
        assert [each["customer_id"] for each in await owed(api)] == [str(key)]
    async with db.write() as session:
        await session.execute(text("UPDATE contact SET birthday = '1980-04-20' WHERE id = :id"), {"id": people[key]})
    await keep()
    assert [each["on_day"] for each in await owed(api)] == ["2026-04-20"]
    assert (await api.get(path, expect=200)).json()["state"] == "active"  # no day of it is its last
    await move_plan(api, plan, "cancel", who="rep", reason="Another begins")
    await run_until_idle(database_url, settings, clock)
    assert await owed(api) == []


async def test_a_plan_that_cannot_be_followed_keeps_no_other_from_it(
    api: Api, db: Database, world: World, keep: Keep
) -> None:
    mine, theirs = await berlin(db, world), await berlin(db, world, owner="other_rep")
    for each in (mine, theirs):
        await contact_in(db, each, birthday=date(1980, 3, 18))
    broken = await care_plan(api, BIRTHDAYS)
    await care_plan(api, BIRTHDAYS, who="other_rep")
    async with db.write() as session:
        await session.execute(
            text("UPDATE contact_plan SET care = care - 'grades' WHERE id = :id"), {"id": broken["id"]}
        )
    with pytest.raises(ExceptionGroup):
        await keep()
    assert await owed(api) == []
    (duty,) = await owed(api, who="other_rep")
    assert duty["item_state"] == "planned"


async def test_what_no_care_plan_keeps_is_refused(api: Api) -> None:
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("dial", {"occasions": [BIRTHDAYS]}, "/care"),
        ("care", {"occasions": [PATRICK | {"holiday": "No Such Day"}]}, "/care/occasions/0/holiday"),
        ("care", {"occasions": [BIRTHDAYS | {"country": "DE"}]}, "/care/occasions/0"),
        ("care", {"occasions": [BIRTHDAYS, BIRTHDAYS | {"method": "email"}]}, "/care"),
        ("care", {"occasions": []}, "/care/occasions"),
    ]
    for kind, care, pointer in wrong:
        body = {"kind": kind, "name": "Care", "care": care}
        problem = (await api.post("/v1/contact-plans", json=body, expect=422)).json()
        assert [each["pointer"] for each in problem["errors"]] == [pointer]


HOURS = CallHours(LOCAL_CALL_WINDOW.default, COUNTRY_CALL_WINDOWS.default)
PLACES = [
    locality("Europe/Berlin", "DE"),
    locality("Asia/Riyadh", "SA"),
    locality("Asia/Shanghai", "CN"),
    locality("America/Sao_Paulo", "BR"),
]


@given(st.sampled_from(PLACES), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 14))
def test_a_call_is_kept_on_the_last_open_day_up_to_the_occasion(place: Any, on: date, ahead: int) -> None:
    first = on - timedelta(days=ahead)
    days = [first + timedelta(days=n) for n in range(ahead + 1)]
    open_days = [day for day in days if HOURS.next_day(place, day) == day]
    assert day_kept(HOURS, place, Method.PHONE, on, first) == (open_days[-1] if open_days else None)
    assert day_kept(HOURS, place, Method.EMAIL, on, first) == on


@given(st.dates(), st.integers(-40, 40), st.integers(1, 30))
def test_two_days_are_too_close_whichever_comes_first(day: date, apart: int, gap: int) -> None:
    try:
        other = day + timedelta(days=apart)
    except OverflowError:
        return
    assert too_close(day, [other], gap) is too_close(other, [day], gap) is (abs(apart) < gap)
