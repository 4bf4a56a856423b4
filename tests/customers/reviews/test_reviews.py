"""The review every customer's file gets in each cycle, by the clock."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from meridian.customers.models import Customer, CustomerReview
from meridian.customers.reviews import service
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World


async def assign(db: Database) -> int:
    async with db.write() as session:
        return await service.assign_due(session)


async def open_reviews(api: Api, customer: uuid.UUID, **query: Any) -> list[dict[str, Any]]:
    params = {"customer_id": str(customer), "done": "false", **query}
    found: list[dict[str, Any]] = (await api.get("/v1/customer-reviews", params=params, expect=200)).json()["items"]
    return found


async def test_a_cycle_of_reviews(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    customer = await customer_in(db, world)
    archived = await customer_in(db, world, archived_at=clock.now())
    assert await assign(db) == 0
    clock.advance(timedelta(days=23))  # a week before the thirty days are over
    assert await assign(db) == 1
    assert await assign(db) == 0
    [review] = await open_reviews(api, customer)
    assert await open_reviews(api, archived) == []
    assert (review["due_on"], review["overdue"], review["owner_id"]) == ("2026-04-09", False, str(world.people["rep"]))
    async with db.read() as session:
        event = (await session.scalars(select(Event).where(Event.type == "customer_review.assigned"))).one()
    assert (event.audience_user_id, event.data) == (world.people["rep"], {"count": 1, "due_on": "2026-04-09"})

    clock.advance(timedelta(days=8))
    assert [r["overdue"] for r in await open_reviews(api, customer, overdue="true")] == [True]
    assert await open_reviews(api, customer, overdue="false") == []
    record = (await api.get(f"/v1/customers/{customer}")).json()
    await api.patch(f"/v1/customers/{customer}", version=record["version"], json={"city": "Oslo"}, expect=200)
    path = f"/v1/customer-reviews/{review['id']}/attest"
    await api.post(path, json={"attestation": ""}, expect=422)
    await api.post(path, who="other_rep", json={"attestation": "x"}, expect=404)
    done = (await api.post(path, json={"attestation": "checked all by phone"}, expect=200)).json()
    assert (done["corrections"], done["overdue"], done["done_by"]) == (1, False, str(world.people["rep"]))
    await api.post(path, json={"attestation": "again"}, expect=409)
    assert await assign(db) == 0
    clock.advance(timedelta(days=25))
    assert await assign(db) == 1
    [following] = await open_reviews(api, customer)
    assert following["due_on"] == "2026-05-10"
    assert datetime.fromisoformat(done["done_at"]) == datetime(2026, 4, 10, 2, tzinfo=UTC)


async def test_reviews_are_seen_by_who_sees_the_customer_and_follow_its_owner(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    customer = await customer_in(db, world, name="Moves on")
    async with db.write() as session:
        long_ago = clock.now() - timedelta(days=90)
        await session.execute(update(Customer).where(Customer.id == customer).values(reviewed_at=long_ago))
    await assign(db)
    async with db.read() as session:
        review = (await session.scalars(select(CustomerReview).where(CustomerReview.customer_id == customer))).one()
    await api.get(f"/v1/customer-reviews/{review.id}", who="other_rep", expect=404)
    seen = await api.get("/v1/customer-reviews", who="other_rep", params={"customer_id": str(customer)}, expect=200)
    assert seen.json()["items"] == []
    body = {"to_user_id": str(world.people["other_rep"]), "note": "moves on"}
    await api.post(f"/v1/customers/{customer}/transfer", who="manager", json=body, expect=200)
    moved = (await api.get(f"/v1/customer-reviews/{review.id}", who="other_rep", expect=200)).json()
    assert moved["owner_id"] == str(world.people["other_rep"])
    await api.get("/v1/customer-reviews", params={"overdue": "perhaps"}, expect=422)
    twin = {"filter": {"field": "customer_id", "op": "eq", "value": str(customer)}}
    found = await api.post("/v1/customer-reviews/search", who="other_rep", json=twin, expect=200)
    assert [row["id"] for row in found.json()["items"]] == [str(review.id)]
    record = (await api.get(f"/v1/customers/{customer}", who="other_rep")).json()
    aside = {"reason": "closed down"}
    path = f"/v1/customers/{customer}/archive"
    await api.post(path, who="other_rep", version=record["version"], json=aside, expect=200)
    assert (await api.post("/v1/customer-reviews/search", who="other_rep", json=twin)).json()["items"] == []
