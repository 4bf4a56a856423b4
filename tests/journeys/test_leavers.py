"""Nobody leaves with work in hand: it is named, and goes to a successor in the same request (MC-25)."""

from typing import Any

from tests.support.campaigns import campaign, read, segment, started
from tests.support.complaints import register
from tests.support.customers import customer_in
from tests.support.days import Days
from tests.support.opportunities import open_opportunity
from tests.support.plans import active_plan, create_plan


async def deactivate(days: Days, who: str, expect: int, **body: Any) -> dict[str, Any]:
    path = f"/v1/users/{days.world.people[who]}"
    version = (await days.api.get(path, who="administrator", expect=200)).json()["version"]
    answer = await days.api.patch(
        path, who="administrator", json={"active": False, **body}, version=version, expect=expect
    )
    found: dict[str, Any] = answer.json()
    return found


async def test_what_a_leaver_has_to_do_is_named_and_handed_over(days: Days) -> None:
    api, world = days.api, days.world
    customer_id = await customer_in(days.db, world)
    foreign_id = await customer_in(days.db, world, owner="lead")
    deal = await open_opportunity(api, customer_id)
    (item,) = await active_plan(api, customer_id)
    draft = await create_plan(api)
    complaint = await register(api, days.db, world, who="rep")

    refused = await deactivate(days, "rep", 409)
    assert refused["code"] == "successor_needed"
    holds = {each["kind"]: each for each in refused["holds"]}
    assert holds["customer"]["count"] >= 1
    assert str(customer_id) in holds["customer"]["ids"]
    assert item["id"] in holds["planned_contact"]["ids"]
    assert draft["id"] in holds["contact_plan"]["ids"]
    assert deal["id"] in holds["opportunity"]["ids"]
    assert holds["complaint"]["ids"] == [complaint["id"]]
    assert (await api.get("/v1/customers", expect=200)).status_code == 200  # and nobody was signed out

    for wrong in ("rep", "program"):
        await deactivate(days, "rep", 422, successor_id=str(world.people[wrong]))
    found = await deactivate(days, "rep", 200, successor_id=str(world.people["rep2"]))
    assert found["active"] is False
    await days.work()
    successor = str(world.people["rep2"])
    record = (await api.get(f"/v1/customers/{customer_id}", who="rep2", expect=200)).json()
    assert (record["owner_id"], record["team_id"]) == (successor, str(world.teams["team"]))
    transfers = (await api.get(f"/v1/customers/{customer_id}/transfers", who="rep2", expect=200)).json()["items"]
    assert [(one["from_user_id"], one["to_user_id"]) for one in transfers] == [(str(world.people["rep"]), successor)]
    now = (await api.get(f"/v1/planned-contacts/{item['id']}", who="rep2", expect=200)).json()
    assert (now["assignee_id"], now["state"]) == (successor, "planned")
    assert (await api.get(f"/v1/contact-plans/{draft['id']}", who="rep2", expect=200)).json()["owner_id"] == successor
    assert (await api.get(f"/v1/opportunities/{deal['id']}", who="rep2", expect=200)).json()["owner_id"] == successor
    found = (await api.get(f"/v1/complaints/{complaint['id']}", who="director", expect=200)).json()
    assert found["first_responder_id"] == successor
    owed = (await api.get(f"/v1/complaints/{complaint['id']}/deadlines", who="director", expect=200)).json()["items"]
    assert [one["owner_id"] for one in owed] == [successor]
    assert (await api.get(f"/v1/customers/{foreign_id}", who="lead", expect=200)).json()["owner_id"] == str(
        world.people["lead"]
    )


async def test_campaigns_of_a_leaver_go_to_the_successor(days: Days) -> None:
    api, world = days.api, days.world
    await customer_in(days.db, world, owner="other_rep", city="Leaverton")
    view = await segment(api, who="director", sharing="company", city=["Leaverton"])
    own = await campaign(api, view["id"], callers=("other_rep",))  # the manager's, not started
    running = await started(api, view["id"], callers=("other_rep", "rep2"))

    holds = {each["kind"]: each for each in (await deactivate(days, "other_rep", 409))["holds"]}
    assert set(holds["campaign"]["ids"]) == {own["id"], running["id"]}
    await deactivate(days, "other_rep", 200, successor_id=str(world.people["rep2"]))
    for found, callers in ((own, ["rep2"]), (running, ["rep2"])):
        assert (await read(api, found["id"]))["user_ids"] == [str(world.people[each]) for each in callers]

    holds = {each["kind"]: each for each in (await deactivate(days, "manager", 409))["holds"]}
    assert set(holds["campaign"]["ids"]) == {own["id"], running["id"]}
    await deactivate(days, "manager", 200, successor_id=str(world.people["director"]))
    now = await read(api, running["id"], who="director")
    assert (now["owner_id"], now["state"]) == (str(world.people["director"]), "running")
    ended = await api.post(
        f"/v1/campaigns/{running['id']}/moves/end", who="director", json={}, version=now["version"], expect=200
    )
    assert ended.json()["state"] == "ended"


async def test_who_has_nothing_to_do_just_leaves(days: Days) -> None:
    assert (await deactivate(days, "analyst", 200))["active"] is False
