"""Review meetings through the API: owed, held, their actions tracked to done (CR-15)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import open_opportunity, opportunity_now
from tests.support.world import World

LARGE = {"amount": "800000.00", "currency": "CNY"}


def minutes(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "held_at": "2026-03-10T01:00:00Z",
        "attendee_ids": [str(world.people["rep"]), str(world.people["manager"])],
        "progress": "Trial passed, price is open",
        "decisions": ["Offer 3 % for payment in advance"],
        "actions": [
            {
                "description": "Send the pressure curves",
                "owner_id": str(world.people["specialist"]),
                "due_on": "2026-03-12",
            }
        ],
        **fields,
    }


async def hold(api: Api, opportunity: dict[str, Any], body: dict[str, Any], expect: int = 201) -> dict[str, Any]:
    path = f"/v1/opportunities/{opportunity['id']}/reviews"
    answer: dict[str, Any] = (await api.post(path, json=body, expect=expect)).json()
    return answer


async def test_a_review_held_puts_off_the_next(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world), amount=LARGE)
    assert opportunity["review_due_on"] == "2026-03-24"
    clock.advance(timedelta(days=10))
    review = await hold(api, opportunity, minutes(world, held_at="2026-03-19T08:00:00Z"))
    assert [each["name"] for each in review["attendees"]] == ["rep", "manager"]
    assert [each["owner_name"] for each in review["actions"]] == ["specialist"]
    assert (await opportunity_now(api, opportunity["id"]))["review_due_on"] == "2026-04-02"
    older = await hold(api, opportunity, minutes(world, held_at="2026-03-12T08:00:00Z", actions=[]))
    assert (await opportunity_now(api, opportunity["id"]))["review_due_on"] == "2026-04-02"
    listed = (await api.get(f"/v1/opportunities/{opportunity['id']}/reviews", who="manager", expect=200)).json()[
        "items"
    ]
    assert [row["id"] for row in listed] == [review["id"], older["id"]]
    path = f"/v1/opportunity-reviews/{review['id']}"
    corrected = {"held_at": "2026-03-18T08:00:00Z", "reason": "It was on Wednesday"}
    await api.patch(path, json=corrected, version=review["version"], expect=200)
    assert (await opportunity_now(api, opportunity["id"]))["review_due_on"] == "2026-04-01"


async def test_minutes_name_real_people_and_past_meetings(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    nobody = opportunity["id"]
    wrong = minutes(world, attendee_ids=[str(world.people["rep"]), nobody])
    wrong["actions"][0]["owner_id"] = nobody
    refused = await hold(api, opportunity, wrong, expect=422)
    assert [fault["pointer"] for fault in refused["errors"]] == ["/attendee_ids/1", "/actions/0/owner_id"]
    future = await hold(api, opportunity, minutes(world, held_at="2026-12-01T00:00:00Z"), expect=422)
    assert future["errors"][0]["code"] == "in_the_future"


async def test_actions_are_tracked_to_done_by_whose_they_are(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    given = [
        {"description": "Calculate the freight", "owner_id": str(world.people["rep2"]), "due_on": "2026-03-21"},
        {"description": "Ask for the guarantee", "owner_id": str(world.people["rep"]), "due_on": "2026-03-20"},
    ]
    review = await hold(api, opportunity, minutes(world, actions=given))
    action = next(each for each in review["actions"] if each["owner_name"] == "rep2")
    path = f"/v1/review-actions/{action['id']}"
    for who, status in (("rep2", 200), ("rep", 200), ("lead", 200), ("other_rep", 404), ("foreign_rep", 404)):
        await api.get(path, who=who, expect=status)
    mine = (await api.get(f"/v1/review-actions?owner_id={world.people['rep2']}&done=false", who="rep2")).json()["items"]
    assert [(row["description"], row["allowed_moves"]) for row in mine] == [("Calculate the freight", ["complete"])]
    await api.get(f"/v1/opportunities/{opportunity['id']}", who="rep2", expect=404)  # an action opens nothing else

    await api.post(f"{path}/moves/complete", who="analyst", version=1, json={"result": "?"}, expect=403)
    missing = await api.post(f"{path}/moves/complete", who="rep2", version=1, json={}, expect=422)
    assert missing.json()["errors"][0]["pointer"] == "/result"
    done = await api.post(f"{path}/moves/complete", who="rep2", version=1, json={"result": "2 400 USD"}, expect=200)
    assert (done.json()["done_by"], done.json()["allowed_moves"]) == (str(world.people["rep2"]), ["reopen"])
    await api.patch(path, version=2, json={"due_on": "2026-03-30"}, expect=409)
    await api.post(f"{path}/moves/reopen", who="rep", version=2, json={}, expect=422)
    again = await api.post(f"{path}/moves/reopen", who="rep", version=2, json={"reason": "For CIF, please"}, expect=200)
    assert (again.json()["done_at"], again.json()["result"]) == (None, None)
    async with db.read() as session:
        told = await session.scalars(select(Event.type).where(Event.subject_id == action["id"]).order_by(Event.seq))
        assert list(told) == ["review_action.given", "review_action.done", "review_action.reopened"]

    moved = await api.patch(path, version=3, json={"owner_id": str(world.people["rep"])}, expect=200)
    assert moved.json()["owner_name"] == "rep"
    await api.get(path, who="rep2", expect=404)
    clock.advance(timedelta(days=30))
    late = (await api.get("/v1/review-actions?done=false&sort=due_on", who="rep", expect=200)).json()["items"]
    assert [row["description"] for row in late if row["opportunity_id"] == opportunity["id"]] == [
        "Ask for the guarantee",
        "Calculate the freight",
    ]
    assert {row["overdue"] for row in late} == {True}
