"""What people learn of customers and markets reaches those who need it (OT-4, OT-14, MC-1, MC-2, MC-7, CR-8)."""

from typing import Any

from tests.support.complaints import walk
from tests.support.customers import customer_in
from tests.support.days import Days


async def items(days: Days, path: str, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await days.api.get(path, who=who, expect=200)).json()["items"]
    return found


async def note(days: Days, who: str, expect: int = 201, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await days.api.post("/v1/notes", who=who, json=body, expect=expect)).json()
    return found


async def test_what_the_analyst_notes_is_shown_where_the_customer_is(days: Days) -> None:
    customer_id = await customer_in(days.db, days.world, country="NO", industry="Fish farming")
    other_id = await customer_in(days.db, days.world, country="NO", owner="foreign_rep")
    texts: dict[str, dict[str, Any]] = {
        "country": {"country": "NO", "category": "policy"},
        "industry": {"industry": "fish FARMING", "category": "demand"},
        "elsewhere": {"country": "SE", "category": "prices", "competitor": "Nordpumpen"},
        "customer": {"customer_id": str(customer_id), "category": "competitor"},
        "other": {"customer_id": str(other_id), "category": "competitor"},
    }
    for text, about in texts.items():
        await note(days, "analyst", **{"topic": "market", "text": text, **about})
    before_the_call = await items(days, f"/v1/notes?concerns_customer_id={customer_id}", "rep")
    assert sorted(one["text"] for one in before_the_call) == ["country", "customer", "industry"]
    seen = [one["text"] for one in await items(days, "/v1/notes?topic=market", "rep")]
    assert "elsewhere" in seen
    assert "other" not in seen  # a customer of somebody else's
    await note(days, "rep", topic="market", text="x", category="competitor", customer_id=str(other_id), expect=404)
    nobody = await note(days, "analyst", topic="market", text="x", category="policy", expect=422)
    assert [error["code"] for error in nobody["errors"]] == ["missing"]

    mine = await note(days, "rep", topic="market", text="Ours", category="competitor", competitor="Nordpumpen")
    path = f"/v1/notes/{mine['id']}"
    await days.api.patch(path, who="rep2", json={"text": "Not mine"}, version=1, expect=404)
    kept = await days.api.patch(path, who="analyst", json={"industry": "Pumps"}, version=1, expect=200)
    assert (kept.json()["industry"], kept.json()["author_name"]) == ("Pumps", "rep")
    await days.api.delete(path, version=2, expect=204)
    await days.api.get(path, expect=404)


async def test_feedback_of_a_customer_has_a_category(days: Days) -> None:
    customer_id = str(await customer_in(days.db, days.world))
    await note(days, "rep", topic="feedback", text="Late again", category="delivery", customer_id=customer_id)
    await note(days, "service", topic="feedback", text="Wants a manual", category="suggestion", customer_id=customer_id)
    found = await items(days, f"/v1/notes?topic=feedback&customer_id={customer_id}&category=delivery", "rep")
    assert [one["text"] for one in found] == ["Late again"]
    refused = await note(days, "rep", topic="feedback", text="x", category="competitor", expect=422)
    assert {error["pointer"] for error in refused["errors"]} == {"/category", "/customer_id"}


async def test_what_service_learns_the_owner_takes_over_field_by_field(days: Days) -> None:
    api = days.api
    customer_id = await customer_in(days.db, days.world, city="Bergen")
    path = f"/v1/customers/{customer_id}/change-proposals"
    known = {"city": "Oslo", "phones": [{"number": "+47 22 12 34 56"}], "industry": "Shipping"}
    proposed = (
        await api.post(path, who="specialist", json={"changes": known, "note": "They moved"}, expect=201)
    ).json()
    assert (proposed["changes"]["city"], proposed["closed_at"]) == ("Oslo", None)
    await api.post(path, who="other_rep", json={"changes": known}, expect=404)
    await api.post(path, who="service", json={"changes": {}}, expect=422)
    await days.work()
    assert [one["reason"] for one in await items(days, f"/v1/waiting-for-me?subject_id={customer_id}", "rep")] == [
        "change_to_decide"
    ]
    inbox = await items(days, f"/v1/change-proposals?open=true&owner_id={days.world.people['rep']}", "rep")
    assert [one["id"] for one in inbox] == [proposed["id"]]

    decide = f"/v1/change-proposals/{proposed['id']}/decide"
    await api.post(decide, who="specialist", json={"accept": ["city"]}, version=1, expect=403)
    partly = (await api.post(decide, json={"accept": ["city", "phones"]}, version=1, expect=200)).json()
    assert (partly["decisions"], partly["closed_at"]) == ({"city": "accepted", "phones": "accepted"}, None)
    record = (await api.get(f"/v1/customers/{customer_id}", expect=200)).json()
    assert (record["city"], record["industry"]) == ("Oslo", None)
    assert [phone["e164"] for phone in record["phones"]] == ["+4722123456"]
    await api.post(decide, json={"decline": ["industry"]}, version=partly["version"], expect=422)  # without a word
    rest = {"decline": ["industry"], "answer": "They only ship for themselves"}
    done = (await api.post(decide, json=rest, version=partly["version"], expect=200)).json()
    assert done["closed_at"] is not None
    again = await api.post(decide, json={"accept": ["industry"]}, version=done["version"], expect=409)
    assert again.json()["code"] == "proposal_decided"
    await days.work()
    assert await items(days, f"/v1/waiting-for-me?subject_id={customer_id}", "rep") == []


async def test_followers_and_related_departments_are_told_also_when_they_were_away(days: Days) -> None:
    api = days.api
    customer_id = await customer_in(days.db, days.world)
    path = f"/v1/customers/{customer_id}"
    await api.post(f"{path}/followers", who="lead", json={}, expect=201)
    await api.post(f"{path}/followers", who="lead", json={}, expect=201)  # safe to repeat
    department = {"department_id": str(days.world.departments["market_research"])}
    await api.post(f"{path}/followers", who="analyst", json=department, expect=404)
    await api.post(f"{path}/followers", json=department, expect=201)
    told = await items(days, f"{path}/followers", "rep")
    assert [(one["user_name"], one["department_name"]) for one in told] == [("lead", None), (None, "market_research")]
    question = {"customer_id": str(customer_id), "question": "Brine?"}
    asked = question | {"department_id": str(days.world.departments["product"])}
    await api.post("/v1/handoffs", json=asked, expect=201)

    await days.until("03-10 14:00")  # nobody is signed in meanwhile
    version = (await api.get(path, expect=200)).json()["version"]
    await api.patch(path, json={"industry": "Shipping"}, version=version, expect=200)
    await days.until("03-12 09:00")
    changes = f"/v1/customer-changes?customer_id={customer_id}&type=customer.updated&unseen=true"
    for who in ("lead", "analyst", "specialist"):
        (change,) = await items(days, changes, who)
        assert (change["data"]["fields"], change["by_user_name"]) == (["industry"], "rep")
    assert await items(days, changes, "rep") == []  # one's own
    assert await items(days, changes, "service") == []  # nothing to do with it
    seen = {"until": "2026-03-12T01:00:00Z"}
    await api.put("/v1/customer-changes/seen", who="lead", json=seen, expect=204)
    assert await items(days, changes, "lead") == []
    assert len(await items(days, changes, "analyst")) == 1
    await api.delete(f"{path}/followers/{told[0]['id']}", who="analyst", expect=404)
    await api.delete(f"{path}/followers/{told[0]['id']}", who="lead", expect=204)
    assert len(await items(days, f"{path}/followers", "rep")) == 1


async def test_a_complaint_carries_handoffs(days: Days) -> None:
    complaint = await walk(days.api, days.db, days.world, days.clock, "dispatched")
    path = f"/v1/complaints/{complaint['id']}/handoffs"
    body = {"department_id": str(days.world.departments["technical"]), "question": "Which seal was fitted?"}
    handoff = (await days.api.post(path, who="service", json=body, expect=201)).json()
    assert (handoff["origin_type"], handoff["origin_id"]) == ("complaint", complaint["id"])
    listed = await items(days, f"/v1/handoffs?origin_id={complaint['id']}", "service")
    assert [one["id"] for one in listed] == [handoff["id"]]
    await days.api.post(path, who="foreign_rep", json=body, expect=404)
