"""A call from its card to what follows: one request before, one after, and one time for all (OT-10, OT-15, CR-14)."""

from typing import Any

from tests.support.customers import customer_in
from tests.support.days import Days
from tests.support.opportunities import open_opportunity
from tests.support.plans import active_plan
from tests.support.records import follow_up, log_call


async def shown(days: Days, query: str, who: str = "rep") -> list[str]:
    """Ids of the planned contacts that the list gives."""
    found = (await days.api.get(f"/v1/planned-contacts?{query}", who=who, expect=200)).json()["items"]
    return [item["id"] for item in found]


async def test_a_call_is_read_for_and_written_in_one_request_each_and_belongs_to_its_opportunity(days: Days) -> None:
    await days.until("03-10 10:00")
    customer = await customer_in(days.db, days.world, zone="Asia/Shanghai", country="CN", source_channel="exhibition")
    opportunity = await open_opportunity(days.api, customer)
    assert opportunity["source"] == "exhibition"
    (item,) = await active_plan(days.api, customer, due_on="2026-03-10")
    of_customer = f"customer_id={customer}&assignee_id=me"
    assert await shown(days, f"{of_customer}&callable_now=true") == [item["id"]]
    assert await shown(days, f"{of_customer}&callable_now=true", who="lead") == []  # theirs are others

    card = (await days.api.get(f"/v1/planned-contacts/{item['id']}/call-card", expect=200)).json()
    assert [each["id"] for each in card["opportunities"]] == [opportunity["id"]]
    assert (card["call_time"]["callable_now"], card["call_time"]["local_time"]) == (True, "2026-03-10T10:00")
    call = await log_call(
        days.api,
        customer,
        planned_item_id=item["id"],
        opportunity_id=opportunity["id"],
        next_step=follow_up("2026-03-18"),
    )
    found = (await days.api.get(f"/v1/opportunities/{opportunity['id']}/follow-ups", expect=200)).json()
    rows: list[dict[str, Any]] = found["items"] if isinstance(found, dict) else found
    assert {row["planned_contact_id"]: row["state"] for row in rows} == {
        item["id"]: "done",
        call["next_item_id"]: "planned",
    }
    again = (await days.api.get(f"/v1/customers/{customer}/call-card", expect=200)).json()
    assert [each["id"] for each in again["last_contacts"]] == [call["id"]]


async def test_every_reading_follows_the_clock_by_which_is_written(days: Days) -> None:
    """The same minute for the list, the filter, the card and the record of what was done."""
    await days.until("03-10 10:00")
    customer = await customer_in(days.db, days.world, zone="Asia/Shanghai", country="CN")
    (item,) = await active_plan(days.api, customer, due_on="2026-03-11")
    path = f"/v1/planned-contacts/{item['id']}"
    for moment, is_open in (
        ("03-10 11:59", True),
        ("03-10 12:30", False),
        ("03-11 14:01", True),
        ("03-11 17:31", False),
    ):
        await days.until(moment)
        local = f"2026-{moment[:5]}T{moment[6:]}"
        read = (await days.api.get(path, expect=200)).json()["call_time"]
        card = (await days.api.get(f"{path}/call-card", expect=200)).json()["call_time"]
        assert (read["callable_now"], read["local_time"]) == (is_open, local)
        assert (card["callable_now"], card["local_time"]) == (is_open, local)
        of_now = await shown(days, f"customer_id={customer}&callable_now=true")
        assert of_now == ([item["id"]] if is_open else [])
    await days.until("03-12 09:00")  # its day is over, for those who read as for the clock that writes
    assert (await days.api.get(path, expect=200)).json()["state"] == "missed"
    assert await shown(days, f"customer_id={customer}&state=missed") == [item["id"]]
    assert await shown(days, f"customer_id={customer}&callable_now=true&state=planned") == []
