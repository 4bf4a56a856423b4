"""Payments and deliveries through the API: due, done, taken back, overdue by the clock."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.kernel.workflow.models import Transition
from meridian.opportunities.jobs import mark_overdue_milestones
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import open_opportunity
from tests.support.world import World

DELIVERY = {"kind": "delivery", "title": "Two pumps CIF Jebel Ali", "due_on": "2026-03-12"}
PAYMENT = {
    "kind": "payment",
    "title": "Down payment",
    "due_on": "2026-03-11",
    "amount": {"amount": "14400.00", "currency": "USD"},
}


async def agree(api: Api, opportunity: dict[str, Any], body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    path = f"/v1/opportunities/{opportunity['id']}/milestones"
    made: dict[str, Any] = (await api.post(path, json=body | fields, expect=201)).json()
    return made


async def move(api: Api, milestone: dict[str, Any], name: str, expect: int = 200, **body: Any) -> dict[str, Any]:
    version = (await api.get(f"/v1/milestones/{milestone['id']}", expect=200)).json()["version"]
    path = f"/v1/milestones/{milestone['id']}/moves/{name}"
    answer: dict[str, Any] = (await api.post(path, json=body, version=version, expect=expect)).json()
    return answer


async def told(db: Database, milestone: dict[str, Any]) -> list[str]:
    async with db.read() as session:
        found = select(Event.type).where(Event.subject_id == milestone["id"]).order_by(Event.seq)
        return list(await session.scalars(found))


async def states(api: Api, state: str, who: str = "rep") -> list[str]:
    found = (await api.get(f"/v1/milestones?state={state}", who=who, expect=200)).json()["items"]
    return [row["title"] for row in found]


async def test_a_payment_is_agreed_done_and_taken_back(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    path = f"/v1/opportunities/{opportunity['id']}/milestones"
    bare = await api.post(path, json=PAYMENT | {"amount": None}, expect=422)
    assert bare.json()["errors"][0]["pointer"] == "/amount"
    payment = await agree(api, opportunity, PAYMENT)
    assert (payment["state"], payment["allowed_moves"], payment["owner_name"]) == ("upcoming", ["complete"], "rep")
    await agree(api, opportunity, DELIVERY)
    listed = (await api.get(path, expect=200)).json()["items"]
    assert [row["kind"] for row in listed] == ["payment", "delivery"]

    missing = await move(api, payment, "complete", expect=422)
    assert missing["errors"][0]["pointer"] == "/done_on"
    future = await move(api, payment, "complete", expect=422, done_on="2026-03-11")
    assert future["errors"][0]["code"] == "in_the_future"
    done = await move(api, payment, "complete", done_on="2026-03-09")
    assert (done["state"], done["done_by"], done["allowed_moves"]) == ("done", str(world.people["rep"]), ["undo"])
    await move(api, payment, "complete", expect=409, done_on="2026-03-09")
    edit = await api.patch(f"/v1/milestones/{payment['id']}", json={"title": "?"}, version=done["version"], expect=409)
    assert edit.json()["reason"] == "milestone_done"
    await move(api, payment, "undo", expect=422)
    undone = await move(api, payment, "undo", reason="The bank sent it back")
    assert (undone["state"], undone["done_on"], undone["done_at"]) == ("upcoming", None, None)
    assert await told(db, payment) == ["milestone.created", "milestone.done", "milestone.undone"]
    async with db.read() as session:
        kept = await session.execute(
            select(Transition.move, Transition.reason).where(Transition.workflow == "milestone")
        )
        assert [tuple(row) for row in kept] == [("complete", None), ("undo", "The bank sent it back")]
    await api.delete(f"/v1/milestones/{payment['id']}", version=undone["version"], expect=204)
    await api.get(f"/v1/milestones/{payment['id']}", expect=404)


async def test_the_day_after_it_is_overdue_and_told_once(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings
) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    payment = await agree(api, opportunity, PAYMENT, title="Late payment")
    context = JobContext(db, settings)
    for hours, state in ((0, "upcoming"), (24, "due"), (13, "due"), (1, "overdue"), (24, "overdue")):
        clock.advance(timedelta(hours=hours))  # from ten in the morning in Shanghai, where the company is
        await mark_overdue_milestones(context)
        assert "Late payment" in await states(api, state)
    assert await told(db, payment) == ["milestone.created", "milestone.overdue"]
    version = (await api.get(f"/v1/milestones/{payment['id']}", expect=200)).json()["version"]
    moved = {"due_on": "2026-03-20", "reason": "They asked for ten days"}
    await api.patch(f"/v1/milestones/{payment['id']}", json=moved, version=version, expect=200)
    assert "Late payment" in await states(api, "upcoming")
    clock.advance(timedelta(days=10))
    for _ in range(2):
        await mark_overdue_milestones(context)
    assert (await told(db, payment))[1:] == ["milestone.overdue", "milestone.changed", "milestone.overdue"]
    paid = await move(api, payment, "complete", done_on="2026-03-22")
    assert paid["state"] == "done"
    assert "Late payment" not in await states(api, "overdue")
    clock.advance(timedelta(hours=5))
    await move(api, payment, "undo", reason="The bank sent it back")
    async with db.read() as session:
        stays = await session.execute(
            select(Transition.from_state, Transition.elapsed_seconds).where(Transition.subject_id == payment["id"])
        )
    assert [tuple(stay) for stay in stays] == [("pending", (24 * 11 + 14 + 24) * 3600), ("done", 5 * 3600)]
    await api.get("/v1/milestones?state=late", expect=422)


async def test_milestones_are_seen_through_their_opportunity(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    milestone = await agree(api, opportunity, DELIVERY, title="Only ours", due_on="2026-12-01")
    path = f"/v1/milestones/{milestone['id']}"
    for who, sees in (("rep", True), ("rep2", False), ("lead", True), ("other_rep", False), ("manager", True)):
        await api.get(path, who=who, expect=200 if sees else 404)
        found = (await api.get("/v1/milestones?title=Only ours", who=who, expect=200)).json()["items"]
        assert [row["id"] for row in found] == ([milestone["id"]] if sees else [])
    await api.patch(path, who="analyst", json={"title": "?"}, version=1, expect=403)
    body = {"filter": {"field": "kind", "op": "eq", "value": "delivery"}}
    searched = (await api.post("/v1/milestones/search", who="director", json=body, expect=200)).json()["items"]
    assert milestone["id"] in [row["id"] for row in searched]
