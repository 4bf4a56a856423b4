"""A customer is shared to read or to write, until a day; beyond its department once somebody approved (MC-25)."""

from typing import Any

from tests.support.customers import customer_in
from tests.support.days import Days


async def share(days: Days, customer_id: Any, whom: str, *, who: str = "rep", expect: int = 201, **body: Any) -> Any:
    path = f"/v1/customers/{customer_id}/members"
    body = {"user_id": str(days.world.people[whom]), **body}
    return (await days.api.post(path, who=who, json=body, expect=expect)).json()


async def statuses(days: Days, customer_id: Any, who: str) -> tuple[int, int]:
    """Of reading and of writing the customer."""
    path = f"/v1/customers/{customer_id}"
    read = await days.api.get(path, who=who)
    version = (await days.api.get(path, who="director")).json()["version"]
    written = await days.api.patch(path, who=who, json={"notes": "Seen"}, version=version)
    return read.status_code, written.status_code


async def test_reading_and_writing_are_shared_apart_and_end(days: Days) -> None:
    customer_id = await customer_in(days.db, days.world)
    path = f"/v1/customers/{customer_id}"
    reading = await share(days, customer_id, "other_rep", access="read", expires_at="2026-03-12T04:00:00Z")
    assert (reading["state"], reading["access"], reading["expires_at"]) == ("active", "read", "2026-03-12T04:00:00Z")
    assert await statuses(days, customer_id, "other_rep") == (200, 404)
    assert (await days.api.get(path, who="other_rep")).json()["allowed_moves"] == []
    assert "submit" in (await days.api.get(path)).json()["allowed_moves"]
    call = {"customer_id": str(customer_id), "started_at": "2026-03-10T01:55:00Z", "disposition": "no_answer"}
    await days.api.post("/v1/call-records", who="other_rep", json=call, expect=404)
    refused = await share(days, customer_id, "rep2", who="other_rep", expect=404)
    assert refused["code"] == "not_found"

    writing = await share(days, customer_id, "rep2")
    assert writing["expires_at"] == "2026-06-08T02:00:00Z"  # ninety days
    assert await statuses(days, customer_id, "rep2") == (200, 200)
    await days.until("03-12 12:01")
    assert await statuses(days, customer_id, "other_rep") == (404, 404)
    ended = (await days.api.get(f"{path}/members", expect=200)).json()["items"]
    assert [(one["user_name"], one["state"]) for one in ended] == [("other_rep", "ended"), ("rep2", "active")]
    assert (await share(days, customer_id, "other_rep", access="read"))["state"] == "active"  # once more
    past = await share(days, customer_id, "lead", expires_at="2026-03-01T00:00:00Z", expect=422)
    assert past["errors"][0]["pointer"] == "/expires_at"


async def test_beyond_the_department_somebody_approves_first(days: Days) -> None:
    customer_id = await customer_in(days.db, days.world)
    asked = await share(days, customer_id, "foreign_rep", note="Has the sister company")
    assert (asked["state"], asked["allowed_moves"]) == ("requested", [])
    assert await statuses(days, customer_id, "foreign_rep") == (404, 404)
    await days.work()
    query = f"/v1/waiting-for-me?reason=share_to_decide&subject_id={customer_id}"
    for who, waits in (("deputy", 1), ("director", 0), ("manager", 0)):
        assert len((await days.api.get(query, who=who, expect=200)).json()["items"]) == waits
    moves = f"/v1/customers/{customer_id}/members/{asked['id']}/moves"
    await days.api.post(f"{moves}/approve", who="manager", json={}, version=asked["version"], expect=403)
    approved = await days.api.post(f"{moves}/approve", who="deputy", json={}, version=asked["version"], expect=200)
    assert (approved.json()["state"], approved.json()["decided_by"]) == ("active", str(days.world.people["deputy"]))
    assert await statuses(days, customer_id, "foreign_rep") == (200, 200)

    other_id = await customer_in(days.db, days.world)
    asked = await share(days, other_id, "foreign_rep", who="manager")
    moves = f"/v1/customers/{other_id}/members/{asked['id']}/moves"
    await days.api.post(f"{moves}/deny", who="deputy", json={}, version=asked["version"], expect=422)
    denied = await days.api.post(f"{moves}/deny", who="deputy", json={"reason": "Ours"}, version=1, expect=200)
    assert denied.json()["state"] == "denied"
    assert await statuses(days, other_id, "foreign_rep") == (404, 404)
    assert (await share(days, other_id, "foreign_rep", who="deputy"))[
        "state"
    ] == "active"  # who may approve just shares
