"""When somebody may be called, over the API: every reason a window is missing, in both languages (OT-10, OT-11)."""

import uuid
from typing import Any

from sqlalchemy import update

from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.records import log_call
from tests.support.statements import recording
from tests.support.world import World

# The tests' clock: a Tuesday, ten in the morning in Shanghai; 23:00 on Monday in São Paulo, 03:00 in Berlin.


async def windows(api: Api, expect: int = 200, **query: Any) -> dict[str, Any]:
    asked = "&".join(f"{name.rstrip('_')}={value}" for name, value in query.items())
    found: dict[str, Any] = (await api.get(f"/v1/callable-windows?{asked}", expect=expect)).json()
    return found


async def test_windows_stand_by_both_clocks_and_explain_themselves(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="America/Sao_Paulo", country="BR")
    found = await windows(api, customer_id=customer, from_="2026-03-10T02:00:00Z", to="2026-03-11T02:00:00Z")
    assert found["zones"] == ["America/Sao_Paulo"]
    assert [(each["local_start"], each["local_end"], each["your_start"]) for each in found["windows"]] == [
        ("2026-03-10T09:00", "2026-03-10T12:00", "2026-03-10T20:00"),
        ("2026-03-10T14:00", "2026-03-10T17:30", "2026-03-11T01:00"),
    ]
    assert found["callable_now"] is False
    assert found["explanation"] == {
        "en": "closed: not the hour there; opens Tue 09:00 Sao Paulo = 20:00 Shanghai",
        "zh": "不可拨打：当地不在可拨打时段；周二 09:00 圣保罗 = 20:00 上海 起可拨打",
    }


async def test_a_list_of_customers_learns_whom_it_may_call(api: Api, db: Database, world: World) -> None:
    open_now = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    closed = await customer_in(db, world, zone="Europe/Berlin", country="DE")
    unknown = await customer_in(db, world, zone=None, country=None)
    asked = "&".join(f"customer_id={each}" for each in (closed, unknown, open_now, closed, uuid.uuid4()))
    items = (await api.get(f"/v1/call-times?{asked}", expect=200)).json()["items"]
    assert [(each["customer_id"], each["call_time"]["callable_now"]) for each in items] == [
        (str(closed), False),
        (str(unknown), None),
        (str(open_now), True),
    ]
    assert items[0]["call_time"]["opens_at"] == "2026-03-10T08:00:00Z"
    assert items[2]["call_time"]["closes_at"] == "2026-03-10T04:00:00Z"
    one = await windows(api, customer_id=closed)
    assert one["callable_now"] is items[0]["call_time"]["callable_now"]
    hidden = await api.get(f"/v1/call-times?customer_id={closed}", who="foreign_rep", expect=200)
    assert hidden.json()["items"] == []
    await api.get("/v1/call-times", expect=422)


async def test_a_holiday_is_named_in_both_languages(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    shanghai = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    found = await windows(api, customer_id=shanghai, from_="2026-09-30T16:00:00Z", to="2026-10-01T16:00:00Z")
    assert found["windows"] == []
    (day,) = found["closed_days"]
    assert (day["date"], day["closed"]) == ("2026-10-01", "holiday")
    assert (day["holiday"]["en"], day["holiday"]["zh"]) == ("National Day", "国庆节")
    lagos = await customer_in(db, world, zone="Africa/Lagos", country="NG")
    new_year: dict[str, Any] = {"from_": "2026-02-16T23:00:00Z", "to": "2026-02-17T23:00:00Z"}
    assert (await windows(api, customer_id=shanghai, **new_year))["windows"] == []
    assert len((await windows(api, customer_id=lagos, **new_year))["windows"]) == 2


async def test_riyadh_is_never_called_on_a_friday(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Riyadh", country="SA")
    found = await windows(api, customer_id=customer, from_="2026-03-10T00:00:00Z", to="2026-05-09T00:00:00Z")
    days = {each["local_start"][:10] for each in found["windows"]}
    fridays = {f"2026-{month:02d}-{day:02d}" for month, day in ((3, 13), (3, 20), (3, 27), (4, 3), (4, 10), (4, 17))}
    assert days
    assert not days & fridays
    assert {"date": "2026-04-03", "closed": "day_off", "holiday": None} in found["closed_days"]


async def test_candidates_give_what_is_open_in_all(api: Api, db: Database, world: World) -> None:
    zones = ["America/New_York", "America/Los_Angeles"]
    customer = await customer_in(db, world, country="US", zone_candidates=zones)
    found = await windows(api, customer_id=customer, from_="2026-03-11T00:00:00Z", to="2026-03-12T00:00:00Z")
    assert found["zones"] == zones
    assert [(each["starts_at"], each["ends_at"]) for each in found["windows"]] == [
        ("2026-03-11T18:00:00Z", "2026-03-11T19:00:00Z"),
        ("2026-03-11T21:00:00Z", "2026-03-11T21:30:00Z"),
    ]


async def test_who_is_never_called_is_told_why(api: Api, db: Database, world: World) -> None:
    nowhere = await windows(api, customer_id=await customer_in(db, world))
    assert (nowhere["never"], nowhere["callable_now"], nowhere["windows"]) == ("zone_unknown", None, [])
    assert nowhere["explanation"]["zh"] == "所在时区未知"
    refused = await customer_in(db, world, zone="Asia/Shanghai", country="CN", do_not_call=True)
    found = await windows(api, customer_id=refused)
    assert (found["never"], found["callable_now"], found["windows"]) == ("refused", False, [])
    open_one = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    person = await contact_in(db, open_one, do_not_call=True)
    assert (await windows(api, contact_id=person))["never"] == "refused"
    assert (await windows(api, customer_id=open_one))["never"] is None


async def test_a_person_with_a_time_of_their_own_is_asked_by_it(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    person = await contact_in(db, customer, zone="Europe/Berlin")
    assert (await windows(api, contact_id=person))["zones"] == ["Europe/Berlin"]
    assert (await windows(api, customer_id=customer, contact_id=person))["customer_id"] == str(customer)
    other = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    await windows(api, expect=404, customer_id=other, contact_id=person)


async def test_attempts_and_the_gap_after_them_count(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai", country="CN", phone="+862155550000")
    assert (await windows(api, customer_id=customer))["callable_now"] is True
    await log_call(api, customer, disposition="no_answer", started_at="2026-03-10T01:59:00Z")
    found = await windows(api, customer_id=customer, to="2026-03-10T16:00:00Z")
    assert (found["attempts_today"], found["attempts_per_day"], found["callable_now"]) == (1, 2, False)
    assert found["not_before"] is not None
    assert found["windows"][0]["starts_at"] >= found["not_before"]
    assert "tried already" in found["explanation"]["en"]
    assert found["answered_hours"] == [{"hour": 9, "calls": 1, "answered": 0, "usual": False}]


async def test_ranges_and_scope_are_kept(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    await windows(api, expect=422)
    await windows(api, expect=422, customer_id=customer, from_="2026-03-10T00:00:00Z", to="2026-05-10T00:00:01Z")
    await windows(api, expect=422, customer_id=customer, from_="2026-03-10T00:00:00Z", to="2026-03-10T00:00:00Z")
    await windows(api, expect=404, customer_id=uuid.uuid4())
    foreign = await customer_in(db, world, owner="foreign_rep", zone="Asia/Shanghai", country="CN")
    await windows(api, expect=404, customer_id=foreign)


async def test_the_world_clock_counts_my_queue_by_zone(api: Api, db: Database, world: World) -> None:
    who = {"owner": "rep2"}

    async def owed(**columns: Any) -> None:
        customer = await customer_in(db, world, **who, **columns)
        async with db.write() as session:
            await session.execute(update(Customer).where(Customer.id == customer).values(next_step_at=session.now))

    for _ in range(2):
        await owed(zone="Asia/Shanghai", country="CN")
    for _ in range(3):
        await owed(zone="America/Sao_Paulo", country="BR")
    await owed()
    await customer_in(db, world, **who, zone="Europe/Berlin", country="DE")  # owed nothing yet
    with recording() as sent:
        clock = (await api.get("/v1/world-clock", who="rep2", expect=200)).json()
    assert len(sent) < 12
    shown = [(each["zone"], each["customers"], each["open"], each["hours_from_you"]) for each in clock["zones"]]
    assert shown == [("Asia/Shanghai", 2, 2, 0), ("America/Sao_Paulo", 3, 0, -11), (None, 1, 0, None)]
    brazil = clock["zones"][1]
    assert brazil["name"] == {"en": "Sao Paulo", "zh": "圣保罗"}
    assert (brazil["local_time"], brazil["opens_at"]) == ("2026-03-09T23:00", "2026-03-10T12:00:00Z")
    assert brazil["explanation"]["en"] == "opens Tue 09:00 Sao Paulo = 20:00 Shanghai"
    assert (await api.get("/v1/world-clock", who="rep", expect=200)).json()["owner_id"] == str(world.people["rep"])
    lead = (await api.get(f"/v1/world-clock?owner_id={world.people['rep2']}", who="lead", expect=200)).json()
    assert [each["customers"] for each in lead["zones"]] == [2, 3, 1]
    other = (await api.get(f"/v1/world-clock?owner_id={world.people['rep2']}", who="other_rep", expect=200)).json()
    assert other["zones"] == []


async def test_hours_they_asked_for_narrow_the_windows(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world, zone="Asia/Shanghai", country="CN")
    person = await contact_in(db, customer)
    path = f"/v1/customers/{customer}/own-hours"
    mornings = {"tuesday": [{"start": "08:00", "end": "10:30"}]}
    kept = (await api.put(path, json={"weekly": mornings, "note": "Before the meeting"}, expect=200)).json()
    assert kept["weekly"]["tuesday"] == mornings["tuesday"]
    week: dict[str, Any] = {"from_": "2026-03-10T00:00:00Z", "to": "2026-03-17T00:00:00Z"}
    asked: tuple[dict[str, Any], ...] = ({"customer_id": customer}, {"contact_id": person})
    for whom in asked:
        found = await windows(api, **whom, **week)
        assert [each["local_start"] for each in found["windows"]] == ["2026-03-10T09:00"]
        assert found["windows"][0]["local_end"] == "2026-03-10T10:30"
        assert found["own_hours"]["tuesday"] == mornings["tuesday"]
        assert {"date": "2026-03-11", "closed": "own_hours", "holiday": None} in found["closed_days"]
    afternoons = {"wednesday": [{"start": "15:00", "end": "16:00"}]}
    await api.put(path, json={"contact_id": str(person), "weekly": afternoons}, expect=200)
    found = await windows(api, contact_id=person, **week)
    assert [each["local_start"] for each in found["windows"]] == ["2026-03-11T15:00"]
    await api.put(path, json={"weekly": None}, expect=200)
    assert len((await windows(api, customer_id=customer, **week))["windows"]) > 5
    other = await contact_in(db, await customer_in(db, world))
    await api.put(path, json={"contact_id": str(other), "weekly": afternoons}, expect=422)
    await api.put(path, who="other_rep", json={"weekly": afternoons}, expect=404)
