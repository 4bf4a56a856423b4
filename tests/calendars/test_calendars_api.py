"""Working calendars through the API."""

import uuid
from typing import Any

import pytest

from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.world import World

HOURS = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), HOURS)


def wanted(department_id: uuid.UUID, **fields: Any) -> dict[str, Any]:
    return {
        "department_id": str(department_id),
        "name": "Night desk",
        "zone": "Europe/Berlin",
        "weekly": {"saturday": [{"start": "00:00", "end": "06:00"}], "sunday": [{"start": "00:00", "end": "24:00"}]},
    } | fields


async def company_calendar(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get("/v1/calendars?department_id.null=true", expect=200)).json()["items"][0]
    return found


async def test_the_company_has_a_calendar_from_the_start_and_everybody_sees_it(api: Api) -> None:
    calendar = await company_calendar(api)
    assert (calendar["zone"], calendar["holiday_country"], calendar["day_minutes"]) == ("Asia/Shanghai", "CN", 480)
    assert {day: len(hours) for day, hours in calendar["weekly"].items() if hours} == dict.fromkeys(WEEK, 2)
    read = await api.get(f"/v1/calendars/{calendar['id']}", who="auditor", expect=200)
    assert (read.json(), read.headers["etag"].partition(".")[0]) == (calendar, '"1')
    await api.get(f"/v1/calendars/{uuid.uuid4()}", expect=404)


async def test_a_department_gets_its_own_calendar_once(api: Api, world: World) -> None:
    body = wanted(world.departments["technical"], holiday_country="DE")
    await api.post("/v1/calendars", who="director", json=body, expect=403)
    made = await api.post("/v1/calendars", who="administrator", json=body, expect=201)
    calendar = made.json()
    assert calendar["weekly"]["sunday"] == [{"start": "00:00", "end": "24:00"}]
    assert (calendar["weekly"]["monday"], calendar["exceptions"], calendar["day_minutes"]) == ([], [], 1440)

    again = await api.post("/v1/calendars", who="administrator", json=body, expect=409)
    assert again.json()["reason"] == "calendar_exists"
    unknown = await api.post("/v1/calendars", who="administrator", json=wanted(uuid.uuid4()), expect=422)
    assert [fault["pointer"] for fault in unknown.json()["errors"]] == ["/department_id"]

    path = f"/v1/calendars/{calendar['id']}"
    await api.delete(path, who="director", version=1, expect=403)
    await api.delete(path, who="administrator", version=7, expect=412)
    await api.delete(path, who="administrator", version=1, expect=204)
    await api.get(path, expect=404)


async def test_a_calendar_keeps_the_holidays_of_a_part_of_its_country(api: Api, world: World) -> None:
    week = {"weekly": WEEK, "holiday_country": "DE"}
    for part in ("ENG", "Bavaria", ""):
        body = wanted(world.departments["marketing"], **week, holiday_subdivision=part)
        refused = await api.post("/v1/calendars", who="administrator", json=body, expect=422)
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/holiday_subdivision"]
    body = wanted(world.departments["marketing"], **week, holiday_subdivision="BY")
    made = (await api.post("/v1/calendars", who="administrator", json=body, expect=201)).json()
    path = f"/v1/calendars/{made['id']}"

    async def epiphany() -> list[str]:
        days = (await api.get(f"{path}/days?from=2027-01-06&to=2027-01-06", expect=200)).json()["items"]
        return [days[0]["kind"], days[0]["reason"]]

    assert made["holiday_subdivision"] == "BY"
    kind, name = await epiphany()
    assert (kind, bool(name)) == ("public_holiday", True)
    hamburg = await api.patch(path, who="administrator", json={"holiday_subdivision": "HH"}, version=1, expect=200)
    assert (hamburg.json()["holiday_subdivision"], (await epiphany())[0]) == ("HH", "usual")
    moved = await api.patch(path, who="administrator", json={"holiday_country": "GB"}, version=2, expect=200)
    assert moved.json()["holiday_subdivision"] is None  # a part of the country before
    await api.delete(path, who="administrator", version=3, expect=204)


async def test_the_companys_calendar_is_changed_never_removed(api: Api) -> None:
    path = f"/v1/calendars/{(await company_calendar(api))['id']}"
    refused = await api.delete(path, who="administrator", version=1, expect=409)
    assert refused.json()["reason"] == "company_calendar"


async def test_changes_need_the_version_and_replace_what_is_sent(api: Api, world: World, db: Database) -> None:
    body = wanted(world.departments["product"])
    path = f"/v1/calendars/{(await api.post('/v1/calendars', who='administrator', json=body)).json()['id']}"
    trip = {"date": "2026-12-31", "hours": [], "reason": "Trip"}
    extra = {"date": "2026-05-01", "hours": None, "reason": "Stocktaking"}
    await api.patch(path, who="administrator", json={"exceptions": [trip]}, expect=428)
    changed = await api.patch(
        path, who="administrator", json={"exceptions": [trip, extra], "zone": "Asia/Tokyo"}, version=1, expect=200
    )
    calendar = changed.json()
    assert (calendar["exceptions"], calendar["zone"], calendar["name"]) == ([extra, trip], "Asia/Tokyo", "Night desk")
    assert changed.headers["etag"] == '"2"'
    stale = await api.patch(path, who="administrator", json={"name": "Day desk"}, version=1, expect=412)
    assert stale.json()["current_version"] == 2
    same = await api.patch(path, who="administrator", json={"zone": "Asia/Tokyo"}, version=2, expect=200)
    assert same.json()["version"] == 2
    cleared = await api.patch(path, who="administrator", json={"holiday_country": None}, version=2, expect=200)
    assert cleared.json()["holiday_country"] is None
    for field in ("name", "zone", "weekly", "exceptions"):
        null = await api.patch(path, who="administrator", json={field: None}, version=2, expect=422)
        assert null.json()["errors"][0]["pointer"].startswith(f"/{field}")


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"zone": "Mars/Olympus"}, ["/zone"]),
        ({"holiday_country": "XX"}, ["/holiday_country"]),
        ({"weekly": {}}, ["/weekly"]),
        ({"weekly": {"moonday": HOURS}}, ["/weekly/moonday"]),
        (
            {"weekly": {"monday": [{"start": "9:00", "end": "25:00"}]}},
            ["/weekly/monday/0/start", "/weekly/monday/0/end"],
        ),
        ({"weekly": {"monday": [{"start": "22:00", "end": "06:00"}]}}, ["/weekly/monday/0/end"]),
        ({"weekly": {"monday": [*HOURS, {"start": "17:59", "end": "19:00"}]}}, ["/weekly/monday/2/start"]),
        (
            {"exceptions": [{"date": "2026-02-30", "hours": [], "reason": ""}, {"date": "2026-05-01", "reason": "x"}]},
            ["/exceptions/0/date", "/exceptions/0/reason", "/exceptions/1/hours"],
        ),
        (
            {"exceptions": [{"date": "2026-05-01", "hours": [], "reason": r} for r in "ab"], "zone": ""},
            ["/exceptions/1/date", "/zone"],
        ),
    ],
)
async def test_each_fault_is_named_at_its_place(
    api: Api, world: World, fields: dict[str, Any], pointers: list[str]
) -> None:
    body = wanted(world.departments["marketing"], **fields)
    refused = await api.post("/v1/calendars", who="administrator", json=body, expect=422)
    assert sorted(fault["pointer"] for fault in refused.json()["errors"]) == sorted(pointers)


async def test_days_say_what_is_worked_and_why(api: Api, world: World, db: Database) -> None:
    path = f"/v1/calendars/{(await company_calendar(api))['id']}/days"
    days = (await api.get(f"{path}?from=2026-09-30&to=2026-10-10", expect=200)).json()
    assert {day["date"][5:]: (day["kind"], day["minutes"]) for day in days["items"]} == {
        "09-30": ("usual", 480),
        **{f"10-0{n}": ("public_holiday", 0) for n in (1, 2, 3, 5, 6, 7)},
        "10-04": ("rest", 0),
        "10-08": ("usual", 480),
        "10-09": ("usual", 480),
        "10-10": ("make_up", 480),
    }
    assert (days["minutes"], days["items"][1]["reason"]) == (4 * 480, "国庆节")

    berlin = wanted(world.departments["marketing"], exceptions=[{"date": "2026-03-28", "hours": [], "reason": "Move"}])
    made = (await api.post("/v1/calendars", who="administrator", json=berlin, expect=201)).json()
    path = f"/v1/calendars/{made['id']}/days"
    weekend = (await api.get(f"{path}?from=2026-03-28&to=2026-03-29", expect=200)).json()["items"]
    assert [(day["kind"], day["reason"], day["minutes"]) for day in weekend] == [
        ("day_off", "Move", 0),
        ("usual", "", 23 * 60),
    ]
    for query, pointer in (
        ("from=2026-01-02&to=2026-01-01", "/query/to"),
        ("from=2026-01-01&to=2027-02-05", "/query/to"),
        ("from=1899-12-31&to=1900-01-01", "/query/from"),
        ("from=2026-01-01", "/query/to"),
    ):
        refused = await api.get(f"{path}?{query}", expect=422)
        assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]
    await api.get(f"{path}?from=2200-12-01&to=2200-12-31", expect=200)


async def test_a_deadline_is_counted_and_accounted_for(api: Api) -> None:
    path = f"/v1/calendars/{(await company_calendar(api))['id']}/explain"
    body = {"start": "2026-09-29T15:00:00+08:00", "working_days": 3, "offsets": ["−25%", "0", "+1d"]}
    told = (await api.post(path, json=body, expect=200)).json()
    assert told["due_at"] == "2026-10-09T07:00:00Z"
    assert sum(span["seconds"] for span in told["counted"]) == told["counted_seconds"] == 3 * 8 * 3600
    assert [day["date"] for day in told["special_days"]] == [f"2026-10-0{n}" for n in (1, 2, 3, 5, 6, 7)]
    assert [moment["at"] for moment in told["moments"]] == [
        "2026-10-08T09:00:00Z",
        "2026-10-09T07:00:00Z",
        "2026-10-10T07:00:00Z",
    ]

    pauses = [{"start": "2026-09-30T01:00:00Z", "end": "2026-10-08T10:00:00Z"}]
    paused = (await api.post(path, json=body | {"pauses": pauses}, expect=200)).json()
    assert (paused["due_at"], paused["pauses"]) == ("2026-10-12T07:00:00Z", pauses)
    held = [{"start": "2026-09-30T01:00:00Z"}]
    standing = (await api.post(path, json=body | {"pauses": held}, expect=200)).json()
    assert (standing["due_at"], standing["missing_seconds"]) == (None, 21 * 3600)


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"start": "2026-09-29T15:00:00"}, ["/start"]),
        ({"working_days": 1001, "working_minutes": -1}, ["/working_days", "/working_minutes"]),
        ({"pauses": [{"start": "2026-10-02T00:00:00Z", "end": "2026-10-01T00:00:00Z"}]}, ["/pauses/0/end"]),
        ({"offsets": ["soon"]}, ["/offsets/0"]),
        ({"working_days": 1000, "working_hours": 10_000}, [""]),
    ],
)
async def test_what_cannot_be_counted_is_refused(api: Api, fields: dict[str, Any], pointers: list[str]) -> None:
    path = f"/v1/calendars/{(await company_calendar(api))['id']}/explain"
    refused = await api.post(path, json={"start": "2026-09-29T07:00:00Z", **fields}, expect=422)
    assert sorted(fault["pointer"] for fault in refused.json()["errors"]) == pointers


async def test_far_off_moments_are_answered_not_broken(api: Api) -> None:
    path = f"/v1/calendars/{(await company_calendar(api))['id']}/explain"
    for start in ("1900-01-01T00:00:00+14:00", "2200-12-31T23:00:00-12:00"):
        told = await api.post(path, json={"start": start, "working_days": 3, "offsets": ["-100%"]}, expect=200)
        assert told.json()["due_at"] is not None


async def test_keys_read_calendars_with_the_right_alone(api: Api, world: World, db: Database) -> None:
    key = await world.api_key(db, permissions=(Permission.POLICY_READ,))
    assert (await api.get("/v1/calendars", key=key, expect=200)).json()["items"]
    none = await world.api_key(db, permissions=())
    await api.get("/v1/calendars", key=none, expect=403)
