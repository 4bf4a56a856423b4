"""Who sees which customer, and how much of it."""

from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.world import World

SECRET: dict[str, Any] = {
    "phones": [{"number": "+4722222222"}],
    "emails": [{"address": "post@fjord.example"}],
    "messaging": [{"service": "wechat", "handle": "fjord"}],
    "budget": {"amount": "10", "currency": "NOK"},
    "expected_annual_sales": {"amount": "20", "currency": "NOK"},
}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("rep", True),
        ("rep2", False),
        ("lead", True),
        ("other_rep", False),
        ("other_lead", False),
        ("manager", True),
        ("deputy", True),
        ("foreign_rep", False),
        ("director", True),
        ("service", True),
        ("auditor", True),
    ],
)
async def test_reading_listing_and_searching_agree_on_who_sees_a_customer(
    api: Api, db: Database, world: World, who: str, seen: bool
) -> None:
    customer = await customer_in(db, world, owner="rep", name=f"Seen by {who}")
    await api.get(f"/v1/customers/{customer}", who=who, expect=200 if seen else 404)
    listed = await api.get("/v1/customers", who=who, params={"name": f"Seen by {who}", "count": "exact"}, expect=200)
    body = {"filter": {"field": "name", "op": "starts", "value": f"Seen by {who}"}, "count": "exact"}
    searched = await api.post("/v1/customers/search", who=who, json=body, expect=200)
    for page in (listed.json(), searched.json()):
        assert [row["id"] for row in page["items"]] == ([str(customer)] if seen else [])
        assert page["total"] == (1 if seen else 0)


async def test_nobody_else_changes_what_is_out_of_scope(api: Api) -> None:
    made = await create_customer(api)
    path = f"/v1/customers/{made['id']}"
    await api.patch(path, who="other_rep", version=made["version"], json={"city": "Oslo"}, expect=404)
    await api.post(f"{path}/contacts", who="other_rep", json={"name": "A"}, expect=404)
    await api.post(f"{path}/opt-outs", who="other_rep", json={"channel": "phone", "reason": "x"}, expect=404)
    await api.post(f"{path}/transfer", who="other_lead", json={"to_user_id": made["id"], "note": "x"}, expect=404)
    await api.patch(path, who="analyst", version=made["version"], json={"city": "Oslo"}, expect=403)
    await api.get("/v1/customers", who="administrator", expect=403)


async def test_sensitive_fields_are_null_and_named_for_whom_policy_hides_them_from(api: Api) -> None:
    made = await create_customer(api, name="Fjord Masked", **SECRET)
    record = (await api.get(f"/v1/customers/{made['id']}", who="analyst", expect=200)).json()
    assert record["masked_fields"] == ["budget", "emails", "expected_annual_sales", "messaging", "phones"]
    assert all(record[name] is None for name in record["masked_fields"])
    rows = (await api.get("/v1/customers", who="analyst", params={"name": "Fjord Masked"}, expect=200)).json()["items"]
    assert (rows[0]["phone"], rows[0]["email"]) == (None, None)
    mine = (await api.get("/v1/customers", params={"name": "Fjord Masked"}, expect=200)).json()["items"]
    assert (mine[0]["phone"], mine[0]["email"]) == ("+4722222222", "post@fjord.example")


async def test_hidden_fields_cannot_be_filtered_by_or_overwritten(api: Api, db: Database, world: World) -> None:
    made = await create_customer(api, budget=SECRET["budget"])
    refused = await api.get("/v1/customers", who="analyst", params={"expected_annual_sales.gt": "1"}, expect=422)
    assert refused.json()["errors"][0]["code"] == "field_not_permitted"
    key = await world.api_key(db)  # programs do not see the money behind a customer
    answer = await api.patch(
        f"/v1/customers/{made['id']}", key=key, version=made["version"], json={"budget": None}, expect=403
    )
    assert answer.json()["fields"] == ["budget"]


async def test_archived_customers_leave_the_lists_but_not_the_records(api: Api) -> None:
    made = await create_customer(api, name="Put aside")
    path = f"/v1/customers/{made['id']}"
    answer = await api.post(f"{path}/archive", version=made["version"], json={"reason": "closed down"}, expect=200)
    archived = answer.json()
    assert archived["archived_at"] == "2026-03-10T02:00:00Z"
    query = {"name": "Put aside"}
    assert (await api.get("/v1/customers", params=query)).json()["items"] == []
    assert len((await api.get("/v1/customers", params={**query, "archived": "true"})).json()["items"]) == 1
    refused = await api.patch(path, version=archived["version"], json={"city": "Oslo"}, expect=409)
    assert refused.json()["reason"] == "archived"
    await api.post(f"{path}/unarchive", version=archived["version"], json={}, expect=200)
    assert len((await api.get("/v1/customers", params=query)).json()["items"]) == 1


async def test_pages_follow_each_other_without_gap(api: Api, db: Database, world: World) -> None:
    made = [await customer_in(db, world, owner="other_rep", name=f"Page {n}") for n in range(7)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await api.get("/v1/customers", who="other_rep", params={"limit": 3, **cursor}, expect=200)).json()
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == [str(customer) for customer in reversed(made)]
