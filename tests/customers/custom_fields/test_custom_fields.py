"""The company's own fields."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.customers import create_customer

FIELDS: list[dict[str, Any]] = [
    {"key": "fair_year", "type": "integer"},
    {"key": "credit_limit", "type": "decimal"},
    {"key": "nickname", "type": "text"},
    {"key": "vip", "type": "boolean"},
    {"key": "since", "type": "date"},
    {"key": "port", "type": "choice", "choices": ["hamburg", "ningbo"]},
]


@pytest.fixture(scope="module", autouse=True)
async def fields(api: Api) -> dict[str, dict[str, Any]]:
    made = {}
    for field in FIELDS:
        body = {"label": field["key"], "label_zh": "字段", **field}
        made[field["key"]] = (await api.post("/v1/custom-fields", who="administrator", json=body, expect=201)).json()
    return made


async def test_fields_are_defined_by_the_administrator_and_read_by_everybody(api: Api) -> None:
    body = {"key": "extra", "label": "Extra", "label_zh": "其他", "type": "text"}
    await api.post("/v1/custom-fields", who="director", json=body, expect=403)
    again = await api.post("/v1/custom-fields", who="administrator", json={**body, "key": "vip"}, expect=409)
    assert again.json()["reason"] == "key_taken"
    await api.post("/v1/custom-fields", who="administrator", json={**body, "choices": ["a"]}, expect=422)
    await api.post("/v1/custom-fields", who="administrator", json={**body, "type": "choice"}, expect=422)
    listed = (await api.get("/v1/custom-fields", who="rep", expect=200)).json()["items"]
    assert [field["key"] for field in listed] == sorted(field["key"] for field in FIELDS)


async def test_values_are_kept_merged_and_removed(api: Api) -> None:
    values = {
        "fair_year": 2026,
        "credit_limit": "12.50",
        "nickname": "老王\u3000（采购）\nmaster of pumps",
        "vip": False,
        "since": "2020-02-29",
        "port": "ningbo",
    }
    made = await create_customer(api, custom=values)
    assert made["custom"] == values
    body = {"custom": {"port": "hamburg", "vip": None}}
    changed = await api.patch(f"/v1/customers/{made['id']}", version=made["version"], json=body, expect=200)
    assert changed.json()["custom"] == {**{k: v for k, v in values.items() if k != "vip"}, "port": "hamburg"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fair_year", "2026"),
        ("fair_year", True),
        ("fair_year", 2**63),
        ("credit_limit", 12.5),
        ("credit_limit", "1e5"),
        ("nickname", ""),
        ("nickname", "a\u0000b"),
        ("nickname", ["a"]),
        ("vip", "yes"),
        ("since", "2021-02-29"),
        ("since", "20210228"),
        ("port", "oslo"),
        ("port", ["hamburg"]),
        ("nothing_of_ours", 1),
    ],
)
async def test_values_that_do_not_fit_are_named(api: Api, key: str, value: Any) -> None:
    body = {"name": "x", "source_channel": "web", "custom": {key: value}}
    refused = (await api.post("/v1/customers", json=body, expect=422)).json()
    assert [fault["pointer"] for fault in refused["errors"]] == [f"/custom/{key}"]


async def test_a_required_field_must_be_there_and_one_out_of_use_stays_as_it_is(
    api: Api, fields: dict[str, dict[str, Any]]
) -> None:
    without = await create_customer(api, custom={"vip": True})
    nickname = fields["nickname"]

    async def change(version: int, **body: Any) -> int:
        path = f"/v1/custom-fields/{nickname['id']}"
        answer = await api.patch(path, who="administrator", version=version, json=body, expect=200)
        changed: int = answer.json()["version"]
        return changed

    version = await change(nickname["version"], required=True)
    refused = await api.post("/v1/customers", json={"name": "x", "source_channel": "web"}, expect=422)
    assert refused.json()["errors"] == [{"pointer": "/custom/nickname", "code": "missing", "detail": "is required"}]
    kept = await create_customer(api, custom={"nickname": "Bob"})
    path = f"/v1/customers/{kept['id']}"
    await api.patch(path, version=kept["version"], json={"custom": {"nickname": None}}, expect=422)
    # A record from before is not held up by other changes, only by changes of its own fields.
    old = f"/v1/customers/{without['id']}"
    changed = await api.patch(old, version=without["version"], json={"city": "Oslo"}, expect=200)
    await api.patch(old, version=changed.json()["version"], json={"custom": {"vip": False}}, expect=422)
    await change(version, active=False)
    await api.patch(path, version=kept["version"], json={"custom": {"nickname": "Rob"}}, expect=422)
    assert (await api.get(path)).json()["custom"] == {"nickname": "Bob"}
