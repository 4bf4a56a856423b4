"""The second pair of eyes (CR-5), key customers and grades."""

from typing import Any

from tests.support.api import Api
from tests.support.customers import create_customer


async def move(api: Api, record: dict[str, Any], name: str, who: str, expect: int = 200, **body: Any) -> Any:
    path = f"/v1/customers/{record['id']}/moves/{name}"
    return (await api.post(path, who=who, version=record["version"], json=body, expect=expect)).json()


async def make_key(api: Api, record: dict[str, Any], who: str = "lead") -> Any:
    body = {"is_key": True, "reason": "large frame contract"}
    path = f"/v1/customers/{record['id']}/key"
    return (await api.put(path, who=who, version=record["version"], json=body, expect=200)).json()


async def test_a_new_key_customer_waits_for_another_person(api: Api) -> None:
    key = await make_key(api, await create_customer(api, who="lead"))
    assert (key["category"], key["verification"]) == ("key", "pending")
    assert key["submitted_by"] == str(api.world.people["lead"])
    assert key["allowed_moves"] == ["return"]  # not by who entered it
    refused = await move(api, key, "verify", "lead", expect=409)
    assert (refused["reason"], refused["allowed_moves"]) == ("four_eyes", ["return"])
    seen = (await api.get(f"/v1/customers/{key['id']}", who="manager", expect=200)).json()
    assert seen["allowed_moves"] == ["verify", "return"]
    verified = await move(api, key, "verify", "manager")
    assert verified["verification"] == "verified"
    assert verified["verified_by"] == str(api.world.people["manager"])


async def test_a_later_change_by_somebody_else_does_not_make_ones_own_facts_checked(api: Api) -> None:
    key = await make_key(api, await create_customer(api))
    path = f"/v1/customers/{key['id']}"
    mine = await api.patch(path, who="lead", version=key["version"], json={"city": "Oslo"}, expect=200)
    theirs = await api.patch(path, version=mine.json()["version"], json={"notes": "spoke to them"}, expect=200)
    assert theirs.json()["edited_by"] == str(api.world.people["rep"])
    assert (await move(api, theirs.json(), "verify", "lead", expect=409))["reason"] == "four_eyes"
    verified = await move(api, theirs.json(), "verify", "manager")
    again = {"management": "New board", "reason": "register"}
    changed = await api.patch(path, version=verified["version"], json=again, expect=200)
    assert changed.json()["verification"] == "pending"
    await move(api, changed.json(), "verify", "lead")  # what the lead changed was verified by the manager


async def test_whoever_changed_it_last_does_not_verify_it(api: Api) -> None:
    key = await make_key(api, await create_customer(api))
    answer = await api.patch(f"/v1/customers/{key['id']}", who="lead", version=key["version"], json={"city": "Oslo"})
    refused = await move(api, answer.json(), "verify", "lead", expect=409)
    assert refused["reason"] == "four_eyes"
    person = await api.post(f"/v1/customers/{key['id']}/contacts", who="manager", json={"name": "Ola"}, expect=201)
    assert person.json()["name"] == "Ola"
    now = (await api.get(f"/v1/customers/{key['id']}")).json()
    assert (await move(api, now, "verify", "manager", expect=409))["reason"] == "four_eyes"
    await move(api, now, "verify", "deputy")


async def test_an_important_change_sends_a_key_customer_back(api: Api) -> None:
    key = await make_key(api, await create_customer(api))
    verified = await move(api, key, "verify", "lead")
    path = f"/v1/customers/{key['id']}"
    other = await api.patch(path, version=verified["version"], json={"city": "Oslo", "reason": "typo"}, expect=200)
    assert other.json()["verification"] == "verified"
    body = {"legal_representative": "Kari Nordmann", "reason": "new register entry"}
    changed = (await api.patch(path, version=other.json()["version"], json=body, expect=200)).json()
    assert (changed["verification"], changed["submitted_by"]) == ("pending", str(api.world.people["rep"]))


async def test_an_ordinary_customer_is_verified_at_once_and_returned_with_a_reason(api: Api) -> None:
    made = await create_customer(api)
    assert made["allowed_moves"] == ["submit"]
    submitted = await move(api, made, "submit", "rep")
    await move(api, submitted, "verify", "rep", expect=403)
    await move(api, submitted, "return", "lead", expect=422)
    returned = await move(api, submitted, "return", "lead", reason="phone is missing")
    assert returned["verification"] == "unverified"
    again = await move(api, returned, "submit", "rep")
    refused = await move(api, again, "submit", "rep", expect=409)
    assert (refused["reason"], refused["allowed_moves"]) == ("wrong_state", [])
    await move(api, again, "nonsense", "rep", expect=409)
    await move(api, again, "verify", "other_lead", expect=404)
    stale = await api.post(f"/v1/customers/{made['id']}/moves/verify", who="lead", version=1, json={})
    assert stale.status_code == 412


async def test_a_key_customer_is_submitted_before_it_is_verified(api: Api) -> None:
    key = await make_key(api, await create_customer(api))
    returned = await move(api, key, "return", "lead", reason="address is missing")
    refused = await move(api, returned, "verify", "lead", expect=409)
    assert refused["reason"] == "not_submitted"
    assert (await move(api, returned, "recheck", "lead", expect=409))["reason"] == "wrong_state"  # nobody's to ask for


async def test_grades_and_keys_are_decided_by_those_who_may_with_a_reason(api: Api) -> None:
    made = await create_customer(api)
    path = f"/v1/customers/{made['id']}"
    body = {"grade": "A", "reason": "bought for two million"}
    await api.put(f"{path}/grade", version=made["version"], json=body, expect=403)
    await api.put(f"{path}/grade", who="lead", version=made["version"], json={"grade": "A"}, expect=422)
    graded = (await api.put(f"{path}/grade", who="lead", version=made["version"], json=body, expect=200)).json()
    assert graded["grade"] == "A"
    ordinary = {"is_key": False, "reason": "never was"}
    same = await api.put(f"{path}/key", who="lead", version=graded["version"], json=ordinary, expect=200)
    assert same.json()["version"] == graded["version"]
