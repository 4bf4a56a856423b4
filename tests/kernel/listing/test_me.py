"""`me` stands for whoever asks, wherever a list compares a person."""

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.contract import OPERATIONS
from tests.support.customers import customer_in
from tests.support.plans import active_plan
from tests.support.world import World


async def test_the_queue_of_whoever_asks(api: Api, db: Database, world: World) -> None:
    (mine,) = await active_plan(api, await customer_in(db, world))
    (theirs,) = await active_plan(api, await customer_in(db, world, owner="rep2"), who="rep2")
    for who, seen, other in (("rep", mine, theirs), ("rep2", theirs, mine)):
        listed = await api.get("/v1/planned-contacts?assignee_id=me&state=planned", who=who, expect=200)
        ids = {row["id"] for row in listed.json()["items"]}
        assert seen["id"] in ids
        assert other["id"] not in ids
        body = {"filter": {"field": "assignee_id", "value": ["me"]}}
        found = await api.post("/v1/planned-contacts/search", who=who, json=body, expect=200)
        assert {row["id"] for row in found.json()["items"]} == ids
    others = await api.get("/v1/planned-contacts?assignee_id.ne=me", who="lead", expect=200)
    assert {mine["id"], theirs["id"]} <= {row["id"] for row in others.json()["items"]}


@pytest.mark.parametrize(
    "query",
    ["customers?owner_id=me", "call-records?author_id=me", "opportunities?owner_id=me", "contact-plans?owner_id=me"],
)
async def test_other_lists_know_me(api: Api, db: Database, world: World, query: str) -> None:
    await customer_in(db, world)
    mine = (await api.get(f"/v1/{query}", expect=200)).json()["items"]
    name = query.partition("?")[2].partition("=")[0]
    assert {row[name] for row in mine} <= {str(world.people["rep"])}
    same = (await api.get(f"/v1/{query.removesuffix('me')}{world.people['rep']}", expect=200)).json()["items"]
    assert [row["id"] for row in same] == [row["id"] for row in mine]


async def test_nobody_else_is_me(api: Api) -> None:
    for value in ("ME", "myself", ""):
        await api.get("/v1/planned-contacts", params={"assignee_id": value}, expect=422)


def test_the_contract_says_where_me_may_stand() -> None:
    (listing,) = [o for o in OPERATIONS if o.method == "GET" and o.path == "/v1/planned-contacts"]
    parameters = {p["name"]: p for p in listing.raw["parameters"]}
    assert "`me`" in parameters["assignee_id"]["description"]
    assert "`me`" not in parameters["customer_id"]["description"]
