"""`/v1/policies`: reading for a moment, deciding, withdrawing, previewing."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History as HistoryRow
from meridian.policies.definitions.registry import DEFINITIONS
from tests.conftest import START
from tests.support.api import Api
from tests.support.world import World

TIGHTER = {"A": 5, "B": 14, "C": 30, "D": 90}


@pytest.fixture(autouse=True)
def on_time(clock: SettableClock) -> None:
    """Each test starts at the module's time or later: a decision's moment never lies before one already made."""
    clock.advance(timedelta(minutes=1))


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def read(api: Api, key: str, at: datetime | None = None) -> dict[str, Any]:
    params = {"at": instant(at)} if at else {}
    found: dict[str, Any] = (await api.get(f"/v1/policies/{key}", params=params, expect=200)).json()
    return found


async def decide(api: Api, key: str, value: object, *, at: datetime | None = None, **kwargs: Any) -> dict[str, Any]:
    body = {"value": value, "reason": "decided in a test", "effective_from": at and instant(at)}
    version = (await read(api, key))["revision"]
    response = await api.post(
        f"/v1/policies/{key}/versions", who="director", json=body, version=version, **{"expect": 201, **kwargs}
    )
    answer: dict[str, Any] = response.json()
    return answer


async def withdraw(api: Api, key: str, number: int, **kwargs: Any) -> dict[str, Any]:
    response = await api.delete(
        f"/v1/policies/{key}/versions/{number}",
        who="director",
        params={"reason": "not needed"},
        version=(await read(api, key))["revision"],
        **{"expect": 200, **kwargs},
    )
    answer: dict[str, Any] = response.json()
    return answer


async def test_everybody_reads_every_setting_with_its_meaning(api: Api) -> None:
    items = (await api.get("/v1/policies", who="rep", expect=200)).json()["items"]
    assert [item["key"] for item in items] == list(DEFINITIONS)
    caps = next(item for item in items if item["key"] == "rep_daily_call_cap")
    assert caps == {
        "key": "rep_daily_call_cap",
        "label_en": "Daily calls per rep",
        "label_zh": "每人每日拨打上限",
        "description": "No more calls than this are planned for one rep on one day.",
        "unit": "calls",
        "pinned": False,
        "not_in_use": False,
        "second_person": False,
        "rules": ["OT-17"],
        "value_schema": {"type": "integer", "minimum": 1, "maximum": 1000},
        "default": 80,
        "in_force": {"number": 0, "value": 80, "effective_from": None},
        "pending": [],
        "revision": 0,
    }


async def test_a_decision_takes_effect_at_once_and_the_past_stays_as_it_was(api: Api, clock: SettableClock) -> None:
    before, key = clock.now(), "contact_cadence_days"
    clock.advance(timedelta(hours=1))
    made = await decide(api, key, TIGHTER)
    assert (made["number"], made["state"], made["author_name"]) == (1, "in_force", "director")
    now, then = await read(api, key), await read(api, key, before)
    assert now["in_force"] == {"number": 1, "value": TIGHTER, "effective_from": instant(clock.now())}
    assert then["in_force"] == {"number": 0, "value": then["default"], "effective_from": None}
    assert [version["number"] for version in then["pending"]] == [1]


async def test_a_decision_for_later_waits_and_can_be_read_ahead(api: Api, clock: SettableClock) -> None:
    key, later = "rep_daily_call_cap", clock.now() + timedelta(days=3)
    assert (await decide(api, key, 60, at=later))["state"] == "pending"
    assert (await read(api, key))["in_force"]["value"] == 80
    assert (await read(api, key))["pending"] == [{"number": 1, "value": 60, "effective_from": instant(later)}]
    assert (await read(api, key, later))["in_force"]["value"] == 60
    clock.set(later)
    assert (await read(api, key))["in_force"]["number"] == 1


async def test_versions_tell_who_decided_what_and_why(api: Api, clock: SettableClock, world: World) -> None:
    key, later = "grade_review_days", clock.now() + timedelta(days=9)
    await decide(api, key, 60)
    clock.advance(timedelta(minutes=1))
    await decide(api, key, 45)
    await decide(api, key, 30, at=later)
    await withdraw(api, key, 3)
    items = (await api.get(f"/v1/policies/{key}/versions", who="rep", expect=200)).json()["items"]
    assert [(v["number"], v["value"], v["state"]) for v in items] == [
        (3, 30, "withdrawn"),
        (2, 45, "in_force"),
        (1, 60, "superseded"),
    ]
    assert {v["author_id"] for v in items} == {str(world.people["director"])}
    assert items[0]["withdrawal"] == {
        "at": instant(clock.now()),
        "author_id": str(world.people["director"]),
        "author_name": "director",
        "confirmed_by": None,
        "confirmed_by_name": None,
        "reason": "not needed",
    }
    assert items[1]["withdrawal"] is None


async def test_a_withdrawn_version_never_comes_into_force(api: Api, clock: SettableClock) -> None:
    key, later = "closed_revisit_days", clock.now() + timedelta(days=1)
    made = await decide(api, key, 15, at=later)
    assert (await withdraw(api, key, made["number"]))["state"] == "withdrawn"
    assert (await read(api, key, later))["in_force"]["number"] == 0
    assert (await read(api, key))["pending"] == []
    assert (await withdraw(api, key, 1, expect=409))["reason"] == "withdrawn"


async def test_what_is_in_force_cannot_be_withdrawn(api: Api) -> None:
    await decide(api, "nurture_cadence_days", 20)
    assert (await withdraw(api, "nurture_cadence_days", 1, expect=409))["reason"] == "in_force"
    assert (await withdraw(api, "nurture_cadence_days", 7, expect=404))["code"] == "not_found"


async def test_nobody_rewrites_the_past(api: Api, clock: SettableClock) -> None:
    answer = await decide(api, "opportunity_review_days", 7, at=clock.now() - timedelta(seconds=1), expect=422)
    assert answer["errors"] == [
        {"pointer": "/effective_from", "code": "in_past", "detail": "must not be earlier than now"}
    ]


async def test_each_fault_of_a_value_is_named_at_its_place_in_the_body(api: Api) -> None:
    answer = await decide(api, "contact_cadence_days", {"A": 0, "B": "x", "C": 30}, expect=422)
    assert [(f["pointer"], f["code"]) for f in answer["errors"]] == [
        ("/value/A", "greater_than_equal"),
        ("/value/B", "int_type"),
    ]
    answer = await decide(api, "rep_daily_call_cap", 10**30, expect=422)
    assert [f["pointer"] for f in answer["errors"]] == ["/value"]


@pytest.mark.parametrize("reason", ["", "  ", None])
async def test_a_decision_needs_a_reason(api: Api, reason: str | None) -> None:
    body = {"value": 5, "reason": reason}
    answer = await api.post("/v1/policies/grade_review_days/versions", who="director", json=body, version=0, expect=422)
    assert [f["pointer"] for f in answer.json()["errors"]] == ["/reason"]


async def test_of_two_who_read_the_same_revision_one_decides(api: Api) -> None:
    path, body = "/v1/policies/disclosure_default_days/versions", {"value": 20, "reason": "first"}
    etag = (await api.get("/v1/policies/disclosure_default_days", expect=200)).headers["etag"]
    first = await api.post(path, who="director", json=body, headers={"If-Match": etag}, expect=201)
    assert first.headers["etag"] == '"1"'
    second = await api.post(path, who="administrator", json=body, headers={"If-Match": etag}, expect=412)
    assert second.json()["current_version"] == 1
    assert (await api.post(path, who="director", json=body, expect=428)).json()["code"] == "version_required"


async def test_a_withdrawal_in_between_is_noticed(api: Api, clock: SettableClock) -> None:
    key = "executive_contact_days"
    await decide(api, key, 60, at=clock.now() + timedelta(days=1))
    seen = (await read(api, key))["revision"]
    await withdraw(api, key, 1)
    body = {"value": 45, "reason": "late"}
    await api.post(f"/v1/policies/{key}/versions", who="director", json=body, version=seen, expect=412)


@pytest.mark.parametrize(
    ("who", "status"),
    [("director", 201), ("administrator", 201), ("deputy", 403), ("rep", 403), ("auditor", 403), (None, 401)],
)
async def test_only_director_and_administrator_decide(api: Api, who: str | None, status: int) -> None:
    key = "onboarding_training_days"
    version = (await read(api, key))["revision"]
    body = {"value": 20, "reason": "faster"}
    await api.post(f"/v1/policies/{key}/versions", who=who, json=body, version=version, expect=status)


async def test_a_repeated_request_decides_once(api: Api) -> None:
    path, body = "/v1/policies/satisfaction_survey_days/versions", {"value": 60, "reason": "more often"}
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    first = await api.post(path, who="director", json=body, version=0, headers=headers, expect=201)
    again = await api.post(path, who="director", json=body, version=0, headers=headers, expect=201)
    assert again.json() == first.json()
    assert (await read(api, "satisfaction_survey_days"))["revision"] == 1


@pytest.mark.parametrize("path", ["/v1/policies/no_such_key", "/v1/policies/no_such_key/versions"])
async def test_an_unknown_key_is_not_found(api: Api, path: str) -> None:
    assert (await api.get(path, expect=404)).json()["code"] == "not_found"


async def test_unknown_parameters_are_faults(api: Api) -> None:
    await api.get("/v1/policies", params={"when": "now"}, expect=422)
    await api.get("/v1/policies/retention", params={"at": "yesterday"}, expect=422)


async def test_a_decision_leaves_an_event_and_a_history_row_with_its_reason(
    api: Api, db: Database, world: World
) -> None:
    key = "handoff_answer_working_hours"
    made = await decide(api, key, 4)
    async with db.read() as session:
        event = (await session.scalars(select(Event).where(Event.data["key"].astext == key))).one()
        row = (await session.scalars(select(HistoryRow).where(HistoryRow.entity_id == event.subject_id))).one()
    assert (event.type, event.permission, event.subject_version) == ("policy.changed", "policy:read", 1)
    assert event.data == {"key": key, "number": 1, "effective_from": made["effective_from"]}
    assert (row.entity, row.operation, row.reason) == ("policy_version", "insert", "decided in a test")
    assert row.actor_id == world.people["director"]


async def test_rows_are_never_changed_or_backdated(api: Api, db: Database) -> None:
    await decide(api, "export_approval_rows", 500)
    for statement in ("UPDATE policy_version SET value = '1'", "DELETE FROM policy_version"):
        with pytest.raises(DBAPIError) as refused:
            async with db.write() as session:
                await session.execute(text(statement))
        assert isinstance(refused.value.orig, Exception)
        assert isinstance(refused.value.orig.__cause__, asyncpg.RestrictViolationError)
    with pytest.raises(DBAPIError, match="not_backdated"):
        async with db.write() as session:
            await session.execute(
                text(
                    "INSERT INTO policy_version (key, number, value, effective_from, author_id, reason)"
                    " SELECT 'retention', 1, '{}', meridian_now() - interval '1 day', id, 'x' FROM app_user LIMIT 1"
                )
            )


async def test_preview_says_what_would_change_and_whom_it_concerns(api: Api, clock: SettableClock) -> None:
    current = await read(api, "sensitive_fields")
    value = {**current["default"], "rep": ["profit", "budget"], "auditor": ["profit"]}
    later = clock.now() + timedelta(days=30)
    await decide(api, "sensitive_fields", current["default"], at=later)
    preview = (
        await api.post("/v1/policies/sensitive_fields/preview", who="director", json={"value": value}, expect=200)
    ).json()
    assert preview["changes"] == [
        {"pointer": "/auditor", "before": [], "after": ["profit"]},
        {"pointer": "/rep", "before": ["profit"], "after": ["profit", "budget"]},
    ]
    assert preview["affected"] == [{"role": "rep", "people": 4}, {"role": "auditor", "people": 1}]
    assert (preview["replaced_number"], preview["until"]) == (0, instant(later))
    assert (await read(api, "sensitive_fields"))["revision"] == 1


async def test_preview_refuses_what_a_decision_would_refuse(api: Api) -> None:
    path = "/v1/policies/assessment_bands/preview"
    bad = {"value": {"excellent": 60, "good": 75, "qualified": 60}}
    answer = (await api.post(path, who="director", json=bad, expect=422)).json()
    assert [f["pointer"] for f in answer["errors"]] == ["/value/good"]
    past = {"value": {"excellent": 90, "good": 75, "qualified": 60}, "effective_from": instant(START)}
    assert (await api.post(path, who="director", json=past, expect=422)).json()["errors"][0]["code"] == "in_past"
    await api.post(path, who="rep", json=bad, expect=403)


@pytest.mark.parametrize(
    "value",
    ["NaN", "1e400", "-0", '"\\ud800"', '{"A": NaN}', '{"\\u0000": 1}', "[" * 300 + "]" * 300, "null", '{"rep": {}}'],
)
async def test_hostile_values_are_refused_not_tripped_over(api: Api, value: str) -> None:
    for key in DEFINITIONS:
        answer = await api.post(
            f"/v1/policies/{key}/preview",
            who="director",
            content=f'{{"value": {value}}}',
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in (200, 400, 422), (key, answer.text)
