"""Saved views through the API: what they hold, whose they are, with whom they are shared."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from meridian.views.rules import Reader, resolved
from tests.support.api import Api

PATH = "/v1/saved-views"
OVERDUE: dict[str, Any] = {
    "list_name": "customers",
    "conditions": [
        {"field": "grade", "op": "in", "values": ["A", "B"]},
        {"field": "next_contact_at", "op": "lt", "values": ["@today"]},
        {"field": "owner_id", "values": ["@me"]},
        {"field": "last_order_on", "op": "gte", "values": ["@today-365"]},
        {"field": "do_not_call", "values": [False]},
    ],
    "sort": ["next_contact_at"],
    "columns": ["name", "grade", "custom.fair_year"],
    "widths": {"name": 280},
}


async def save(api: Api, name: str, who: str = "rep", expect: int = 201, **given: Any) -> Any:
    return (await api.post(PATH, who=who, json=OVERDUE | {"name": name} | given, expect=expect)).json()


async def names(api: Api, who: str) -> set[str]:
    return {view["name"] for view in (await api.get(PATH, who=who, expect=200)).json()["items"]}


async def test_a_view_is_read_as_it_was_saved_and_changed_by_its_owner(api: Api) -> None:
    saved = await save(api, "Overdue")
    sent = [condition | {"op": condition.get("op")} for condition in OVERDUE["conditions"]]
    assert saved["conditions"] == sent
    assert (saved["widths"], saved["sharing"], saved["owner_name"]) == ({"name": 280}, "nobody", "rep")
    path = f"{PATH}/{saved['id']}"
    read = await api.get(path, expect=200)
    assert read.json() == saved
    assert read.headers["etag"].startswith('"1')
    changed = await api.patch(path, version=1, json={"name": "Late", "columns": []}, expect=200)
    assert changed.json() == saved | {
        "name": "Late",
        "columns": [],
        "version": 2,
        "updated_at": changed.json()["updated_at"],
    }
    await api.patch(path, version=1, json={"name": "Later"}, expect=412)
    await api.delete(path, version=2, expect=204)
    await api.get(path, expect=404)


async def test_a_name_is_taken_once_by_one_person(api: Api) -> None:
    await save(api, "Once")
    assert (await save(api, "Once", expect=409))["code"] == "name_taken"
    await save(api, "Once", who="rep2")


async def test_what_the_list_would_refuse_is_refused_at_its_place(api: Api) -> None:
    conditions = [
        {"field": "name", "op": "contains", "values": ["GmbH"]},
        {"field": "colour", "values": ["red"]},
        {"field": "grade", "op": "lt", "values": ["B"]},
        {"field": "grade", "values": ["A", "Z"]},
        {"field": "next_contact_at", "op": "lt", "values": ["@tomorrow"]},
        {"field": "completeness", "op": "lt", "values": ["@today"]},
    ]
    refused = await save(api, "Wrong", expect=422, conditions=conditions, sort=["city"])
    assert {(fault["pointer"], fault["code"]) for fault in refused["errors"]} == {
        ("/conditions/1/field", "unknown_field"),
        ("/conditions/2/op", "unknown_operator"),
        ("/conditions/3/values", "invalid_value"),
        ("/conditions/4/values", "invalid_value"),
        ("/conditions/5/values", "invalid_value"),
        ("/sort", "field_not_sortable"),
    }
    saved = await save(api, "Right")
    changed = await api.patch(f"{PATH}/{saved['id']}", version=1, json={"sort": ["colour"]}, expect=422)
    assert [fault["pointer"] for fault in changed.json()["errors"]] == ["/sort"]


async def test_a_field_hidden_from_somebody_is_no_condition_of_theirs(api: Api) -> None:
    hidden = [{"field": "expected_annual_sales", "op": "gte", "values": ["100000"]}]
    await save(api, "Large", who="rep", conditions=hidden)
    refused = await save(api, "Large", who="specialist", expect=422, conditions=hidden)
    assert [fault["code"] for fault in refused["errors"]] == ["field_not_permitted"]


async def test_fields_of_the_companys_own_are_conditions_too(api: Api) -> None:
    field = {"key": "port", "label": "Port", "label_zh": "港口", "type": "text"}
    await api.post("/v1/custom-fields", who="administrator", json=field, expect=201)
    conditions = [{"field": "custom.port", "op": "contains", "values": ["ham"]}]
    await save(api, "Ports", conditions=conditions)


@pytest.mark.parametrize(
    ("owner", "sharing", "readers"),
    [
        ("rep", "nobody", {"rep"}),
        ("rep", "team", {"rep", "rep2", "lead"}),
        ("deputy", "department", {"deputy", "rep", "rep2", "lead", "other_rep", "other_lead", "manager"}),
        ("director", "company", {"director", "rep", "foreign_rep", "service", "auditor", "other_rep", "deputy"}),
    ],
)
async def test_it_is_seen_by_those_it_is_shared_with(api: Api, owner: str, sharing: str, readers: set[str]) -> None:
    saved = await save(api, f"For {sharing}", who=owner, sharing=sharing)
    for who in readers | {"other_rep", "foreign_rep", "service", "manager"}:
        sees = f"For {sharing}" in await names(api, who)
        assert sees is (who in readers or (who == "manager" and sharing in ("team", "company"))), who
        answer = await api.get(f"{PATH}/{saved['id']}", who=who)
        assert answer.status_code == (200 if sees else 404)
        if sees and who != owner:
            for refused in (
                await api.patch(f"{PATH}/{saved['id']}", who=who, version=1, json={"name": "Mine"}),
                await api.delete(f"{PATH}/{saved['id']}", who=who, version=1),
            ):
                assert (refused.status_code, refused.json()["code"]) == (403, "not_own_view")
    await api.delete(f"{PATH}/{saved['id']}", who=owner, version=1, expect=204)


@pytest.mark.parametrize(
    ("who", "sharing"),
    [("rep", "department"), ("lead", "department"), ("rep", "company"), ("deputy", "company"), ("analyst", "team")],
)
async def test_nobody_shares_further_than_they_see(api: Api, who: str, sharing: str) -> None:
    hidden_from_some = [{"field": "grade", "values": ["A"]}]
    refused = await save(api, "Far", who=who, expect=422, sharing=sharing, conditions=hidden_from_some)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [("/sharing", "beyond_reach")]


async def test_no_longer_shared_is_no_longer_seen(api: Api) -> None:
    saved = await save(api, "For a while", sharing="team")
    assert "For a while" in await names(api, "rep2")
    await api.patch(f"{PATH}/{saved['id']}", version=1, json={"sharing": "nobody"}, expect=200)
    assert "For a while" not in await names(api, "rep2")


def test_relative_values_are_the_readers_own() -> None:
    me = UUID("0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f")
    reader = Reader(me, "America/Sao_Paulo", datetime(2026, 3, 10, 2, 0, tzinfo=UTC))  # still the ninth there
    assert resolved("@me", "uuid", reader) == str(me)
    assert resolved("@today", "date", reader) == "2026-03-09"
    assert resolved("@today-30", "date", reader) == "2026-02-07"
    assert resolved("@today+1", "instant", reader) == "2026-03-10T00:00:00-03:00"
    assert resolved("@tomorrow", "date", reader) == "@tomorrow"
    assert resolved(False, "boolean", reader) is False


async def test_who_changes_nothing_shares_no_view_and_keeps_their_own(api: Api) -> None:
    refused = await save(api, "Of an auditor", who="auditor", expect=403, sharing="company")
    assert "view:share" in refused["detail"]
    own = await save(api, "Of an auditor", who="auditor")
    path, body = f"{PATH}/{own['id']}", {"sharing": "company"}
    assert (await api.patch(path, who="auditor", version=1, json=body)).status_code == 403
    assert "Of an auditor" not in await names(api, "director")
    await api.delete(path, who="auditor", version=1, expect=204)
