"""Many at once, by external id, and again."""

import asyncio
from typing import Any

from sqlalchemy import func, select

from meridian.customers.models import Customer, ExternalId
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer

NEW = {"name": "Bulk", "source_channel": "web"}


async def test_each_item_of_a_bulk_request_succeeds_or_fails_alone(api: Api, db: Database) -> None:
    there = await create_customer(api, external_ids=[{"source": "erp", "value": "taken"}])
    foreign = await create_customer(api, who="other_rep")
    items: list[Any] = [
        {"op": "create", "data": {**NEW, "name": "Bulk first"}},
        {"op": "create", "data": {**NEW, "external_ids": [{"source": "erp", "value": "taken"}]}},
        {"op": "create", "data": {**NEW, "phones": [{"number": "1"}]}},
        {"op": "create", "data": {"name": "", "source_channel": "web"}},
        {"op": "update", "id": there["id"], "version": there["version"], "data": {"city": "Oslo", "reason": "why"}},
        {"op": "update", "id": there["id"], "version": there["version"], "data": {"city": "Bergen"}},
        {"op": "update", "id": foreign["id"], "version": 1, "data": {"city": "Bergen"}},
        {"op": "remove"},
        {"op": "create", "data": {**NEW, "name": "Bulk last"}},
    ]
    answer = (await api.post("/v1/customers/bulk", json={"items": items}, expect=200)).json()
    results = answer["results"]
    assert [result["status"] for result in results] == [201, 409, 422, 422, 200, 412, 404, 422, 201]
    assert [result["index"] for result in results] == list(range(9))
    assert (answer["succeeded"], answer["failed"]) == (3, 6)
    assert results[1]["problem"]["reason"] == "external_id_taken"
    assert results[2]["problem"]["errors"][0]["pointer"] == "/phones/0/number"
    assert results[3]["problem"]["errors"][0]["pointer"] == "/name"
    assert results[5]["problem"]["current_version"] == results[4]["version"]
    record = (await api.get(f"/v1/customers/{there['id']}")).json()
    assert (record["city"], record["version"]) == ("Oslo", results[4]["version"])
    async with db.read() as session:
        names = await session.scalars(select(Customer.name).where(Customer.name.like("Bulk%")))
        assert sorted(names) == ["Bulk first", "Bulk last"]
    await api.post("/v1/customers/bulk", json={"items": [items[0]] * 201}, expect=422)


async def test_an_external_id_makes_one_customer_however_many_ask_at_once(api: Api, db: Database) -> None:
    path = "/v1/customers/by-external/erp/K-77"
    answers = await asyncio.gather(*(api.put(path, json={**NEW, "city": f"City {n}"}) for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    async with db.read() as session:
        assert await session.scalar(select(func.count()).where(ExternalId.value == "K-77")) == 1


async def test_by_external_id_merges_and_keeps_what_is_not_sent(api: Api) -> None:
    path = "/v1/customers/by-external/crm/7"
    new = {**NEW, "name": "Bulk merged"}
    entered = {**new, "city": "Oslo", "grade": "B"}
    refused = (await api.put(path, json=entered, expect=403)).json()
    assert refused["permission"] == "customer:decide"
    made = (await api.put(path, json=entered | {"grade": "D"}, expect=201)).json()
    assert made["external_ids"] == [{"source": "crm", "value": "7"}]
    body = {**new, "industry": "Ships", "grade": "A", "external_ids": [{"source": "erp", "value": "7"}]}
    changed = (await api.put(path, json=body, expect=200)).json()
    assert (changed["city"], changed["industry"], changed["grade"]) == ("Oslo", "Ships", "D")
    assert [entry["source"] for entry in changed["external_ids"]] == ["crm", "erp"]
    await api.put(path, who="other_rep", json=new, expect=404)
    await api.put("/v1/customers/by-external/Not A Code/7", json=NEW, expect=422)


async def test_a_retried_create_makes_one_customer(api: Api, db: Database) -> None:
    headers = {"Idempotency-Key": "one-customer"}
    body = {"name": "Once only", "source_channel": "web"}
    first = await api.post("/v1/customers", json=body, headers=headers, expect=201)
    second = await api.post("/v1/customers", json=body, headers=headers, expect=201)
    assert first.json() == second.json()
    assert (second.headers["Idempotency-Replayed"], second.headers["ETag"]) == ("true", first.headers["ETag"])
    async with db.read() as session:
        assert await session.scalar(select(func.count()).where(Customer.name == "Once only")) == 1


async def test_of_two_people_editing_one_record_one_wins(api: Api) -> None:
    made = await create_customer(api)
    path = f"/v1/customers/{made['id']}"
    answers = await asyncio.gather(
        *(api.patch(path, who=who, version=made["version"], json={"city": who}) for who in ("rep", "lead"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    lost = next(answer for answer in answers if answer.status_code == 412)
    assert lost.json()["current_version"] == made["version"] + 1


async def test_it_is_read_and_found_by_its_external_id(api: Api) -> None:
    path = "/v1/customers/by-external/shop/K-9:1"
    made = (await api.put(path, json={**NEW, "name": "Bulk elsewhere"}, expect=201)).json()
    read = await api.get(path, expect=200)
    assert (read.json(), read.headers["etag"].partition(".")[0]) == (made, f'"{made["version"]}')
    assert (await api.get(path, who="lead", expect=200)).json()["id"] == made["id"]
    await api.get(path, who="other_rep", expect=404)
    await api.get("/v1/customers/by-external/shop/K-8", expect=404)
    await api.get("/v1/customers/by-external/Not A Code/7", expect=422)
    await api.patch(
        f"/v1/customers/{made['id']}",
        json={"external_ids": [*made["external_ids"], {"source": "erp", "value": "K-8"}]},
        version=made["version"],
        expect=200,
    )

    async def found(*filters: tuple[str, str]) -> list[str]:
        rows = (await api.get("/v1/customers", params=filters, expect=200)).json()["items"]
        return [row["id"] for row in rows]

    assert await found(("external_id", "shop:K-9:1")) == [made["id"]]
    assert await found(("external_id", "K-8")) == [made["id"]]
    assert await found(("external_id", "shop:K-8")) == []
    assert await found(("external_id", "shop:K-8"), ("external_id", "erp:K-8")) == [made["id"]]
    body = {"filter": {"field": "external_id", "value": ["erp:K-8"]}}
    assert [row["id"] for row in (await api.post("/v1/customers/search", json=body, expect=200)).json()["items"]] == [
        made["id"]
    ]


async def test_the_place_of_a_record_is_told_in_letters_that_headers_take(api: Api) -> None:
    made = await api.put("/v1/customers/by-external/erp/К-7 ä", json=NEW | {"name": "Кавказ Насос"}, expect=201)
    found = await api.get(made.headers["location"], expect=200)
    assert found.json()["id"] == made.json()["id"]
