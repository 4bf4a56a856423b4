"""Settings that only make sense together refuse each other's nonsense, now and on the day it would begin."""

from datetime import timedelta

import pytest

from meridian.kernel.clock import SettableClock
from tests.policies.test_api import decide, read, withdraw
from tests.support.api import Api

URGENT = {"urgent": 600, "high": 700, "normal": 800, "low": 900}


@pytest.fixture(autouse=True)
def on_time(clock: SettableClock) -> None:
    clock.advance(timedelta(minutes=1))


async def refused(api: Api, key: str, value: object) -> list[tuple[str, str]]:
    problem = await decide(api, key, value, expect=422)
    return [(error["pointer"], error["code"]) for error in problem["errors"]]


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("complaint_contact_working_days", 11, "/value"),
        ("complaint_solution_working_days", 11, "/value"),
        ("complaint_resolution_working_days", 2, "/value"),
        ("ticket_first_response_minutes", URGENT, "/value/urgent"),
        (
            "ticket_resolution_working_hours",
            {"urgent": 8, "high": 16, "normal": 16, "low": 16} | {"urgent": 1, "high": 1},
            "/value/high",
        ),
        ("bonus_table", {"director": {"good": {"kind": "percent", "value": "100"}}}, "/value/director"),
    ],
)
async def test_what_another_setting_rules_out_is_refused(api: Api, key: str, value: object, pointer: str) -> None:
    assert await refused(api, key, value) == [(pointer, "conflict")]
    body = {"value": value}
    preview = await api.post(f"/v1/policies/{key}/preview", who="director", json=body, expect=422)
    assert preview.json()["errors"][0]["pointer"] == pointer
    assert (await read(api, key))["revision"] == 0


async def test_roles_with_a_bonus_stay_assessed(api: Api) -> None:
    await decide(api, "bonus_table", {"rep": {"good": {"kind": "percent", "value": "100"}}})
    assert await refused(api, "assessment_weights", {"team_lead": {"sales_amount": 100}}) == [
        ("/value/rep", "conflict")
    ]


async def test_later_decisions_count(api: Api, clock: SettableClock) -> None:
    now = clock.now()
    longer = await decide(api, "complaint_resolution_working_days", 20, at=now + timedelta(days=10))
    await decide(api, "complaint_solution_working_days", 15, at=now + timedelta(days=5), expect=422)
    await decide(api, "complaint_solution_working_days", 15, at=now + timedelta(days=15))
    needed = await withdraw(api, "complaint_resolution_working_days", longer["number"], expect=409)
    assert needed["reason"] == "clash"
    shorter = await decide(api, "complaint_resolution_working_days", 12, at=now + timedelta(days=20), expect=422)
    assert shorter["errors"][0]["pointer"] == "/value"


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        (
            "compensation_approval_limits",
            {"sales_manager": "900", "deputy_director": "800", "director": None},
            ("/value/deputy_director", "order"),
        ),
        ("compensation_approval_limits", {"service_agent": None, "director": "5"}, ("/value", "unlimited")),
        (
            "bonus_table",
            {"rep": {"excellent": {"kind": "amount", "value": "1"}, "good": {"kind": "amount", "value": "2"}}},
            ("/value/rep/good", "order"),
        ),
        ("grade_thresholds", {"A": "100", "B": "300", "C": "50", "D": "0"}, ("/value/B", "order")),
        ("important_fields", ["phone", "shoe_size"], ("/value/1", "enum")),
        (
            "grade_rules",
            {"amount": "0.5", "frequency": "0.5", "potential": "0.2", "recency": "0"},
            ("/value", "sum"),
        ),
    ],
)
async def test_nonsense_within_one_setting_is_refused(
    api: Api, key: str, value: object, fault: tuple[str, str]
) -> None:
    assert await refused(api, key, value) == [fault]
