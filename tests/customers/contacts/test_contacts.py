"""The people at a customer."""

import pytest

from tests.support.api import Api
from tests.support.customers import create_customer


async def test_a_person_with_ways_to_reach_them(api: Api) -> None:
    customer = await create_customer(api, country="DE", phones=[{"number": "+494036130"}])
    body = {
        "name": "Anna Petersen",
        "role": "decision_maker",
        "is_primary": True,
        "birthday": "1980-05-17",
        "languages": ["de", "en"],
        "zone": "Europe/Berlin",
        "phones": [{"number": "0151 23456789", "label": "mobile"}],
        "emails": [{"address": "a.petersen@hafenwerk.example"}],
        "messaging": [{"service": "whatsapp", "handle": "+4915123456789"}],
    }
    made = (await api.post(f"/v1/customers/{customer['id']}/contacts", json=body, expect=201)).json()
    assert made["phones"][0]["e164"] == "+4915123456789"
    assert (await api.get(f"/v1/contacts/{made['id']}", expect=200)).json() == made
    record = (await api.get(f"/v1/customers/{customer['id']}")).json()
    assert [phone["e164"] for phone in record["phones"]] == ["+494036130"]
    assert record["completeness"] > customer["completeness"]
    assert not {"contact", "decision_maker", "email"} & set(record["missing"])
    seen = (await api.get(f"/v1/contacts/{made['id']}", who="analyst", expect=200)).json()
    assert seen["masked_fields"] == ["emails", "messaging", "phones"]
    await api.get(f"/v1/contacts/{made['id']}", who="other_rep", expect=404)


async def test_a_person_is_changed_and_set_inactive(api: Api) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}/contacts"
    body = {"name": "Ola", "role": "decision_maker", "phones": [{"number": "+4722222222"}]}
    made = (await api.post(path, json=body, expect=201)).json()
    url = f"/v1/contacts/{made['id']}"
    answer = await api.patch(url, version=made["version"], json={"phones": [], "title": "CFO"}, expect=200)
    changed = answer.json()
    assert (changed["phones"], changed["title"], changed["name"]) == ([], "CFO", "Ola")
    await api.patch(url, version=made["version"], json={"title": None}, expect=412)
    await api.delete(url, version=changed["version"], params={"reason": "\x00"}, expect=422)
    await api.delete(url, version=changed["version"], params={"reason": "left"}, expect=204)
    assert (await api.get(url)).json()["active"] is False
    assert "decision_maker" in (await api.get(f"/v1/customers/{customer['id']}")).json()["missing"]
    listed = (await api.get(path, params={"active": "true"}, expect=200)).json()
    assert listed["items"] == []


async def test_there_is_one_primary_person_and_it_comes_first(api: Api) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}/contacts"
    first = (await api.post(path, json={"name": "First", "is_primary": True}, expect=201)).json()
    await api.post(path, json={"name": "Second"}, expect=201)
    await api.post(path, json={"name": "Third", "is_primary": True}, expect=201)
    listed = (await api.get(path, expect=200)).json()["items"]
    assert [person["is_primary"] for person in listed] == [True, False, False]
    assert listed[0]["name"] == "Third"
    now = (await api.get(f"/v1/contacts/{first['id']}")).json()
    await api.patch(f"/v1/contacts/{first['id']}", version=now["version"], json={"is_primary": True}, expect=200)
    assert (await api.get(path)).json()["items"][0]["name"] == "First"


async def test_a_verified_customers_numbers_are_corrected_with_a_reason_also_at_its_people(api: Api) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}"
    made = (await api.post(f"{path}/contacts", json={"name": "Ola"}, expect=201)).json()
    now = (await api.get(path)).json()
    await api.post(f"{path}/moves/verify", who="lead", version=now["version"], json={}, expect=200)
    url = f"/v1/contacts/{made['id']}"
    body = {"emails": [{"address": "ola@fjord.example"}]}
    await api.patch(url, version=made["version"], json=body, expect=422)
    await api.patch(url, version=made["version"], json={**body, "reason": "new address"}, expect=200)


@pytest.mark.parametrize("birthday", ["0001-01-01", "1899-12-31", "1900-01-01", "2026-03-11", "9999-12-31"])
async def test_nobody_was_born_on_an_absurd_day(api: Api, birthday: str) -> None:
    customer = await create_customer(api)
    body = {"name": "Ada Absurd", "birthday": birthday}
    refused = await api.post(f"/v1/customers/{customer['id']}/contacts", json=body, expect=422)
    assert refused.json()["errors"][0]["pointer"] == "/birthday"
