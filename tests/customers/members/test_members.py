"""Refusals, consents, sharing and handing over."""

import uuid

from sqlalchemy import select

from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.world import World


async def test_a_refused_phone_stops_calls_until_it_is_lifted_with_a_reason(api: Api, db: Database) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}"
    body = {"channel": "phone", "reason": "asked not to be called"}
    refusal = (await api.post(f"{path}/opt-outs", json=body, expect=201)).json()
    again = (await api.post(f"{path}/opt-outs", json=body, expect=201)).json()
    assert again["id"] == refusal["id"]
    assert (await api.get(path)).json()["do_not_call"] is True
    found = await api.get("/v1/customers", params={"opted_out": "phone", "limit": 200}, expect=200)
    assert customer["id"] in [row["id"] for row in found.json()["items"]]
    await api.post(f"{path}/opt-outs/{refusal['id']}/lift", json={}, expect=422)
    await api.post(f"{path}/opt-outs/{refusal['id']}/lift", json={"reason": "asked to be called"}, expect=200)
    lifted = await api.post(f"{path}/opt-outs/{refusal['id']}/approve-lift", who="manager", expect=200)
    assert lifted.json()["lifted_reason"] == "asked to be called"
    assert (await api.get(path)).json()["do_not_call"] is False
    await api.post(f"{path}/opt-outs/{refusal['id']}/lift", json={"reason": "twice"}, expect=409)
    async with db.read() as session:
        events = await session.scalars(
            select(Event.type).where(Event.customer_id == uuid.UUID(customer["id"])).order_by(Event.seq)
        )
        assert list(events) == [
            "customer.created",
            "customer.opted_out",
            "customer.opt_out_lift_requested",
            "customer.opt_out_lifted",
        ]


async def test_one_person_may_refuse_for_oneself(api: Api) -> None:
    customer = await create_customer(api)
    other = await create_customer(api)
    path = f"/v1/customers/{customer['id']}"
    person = (await api.post(f"{path}/contacts", json={"name": "Ola"}, expect=201)).json()
    body = {"channel": "phone", "reason": "prefers email", "contact_id": person["id"]}
    await api.post(f"{path}/opt-outs", json={**body, "channel": "wechat"}, expect=201)
    assert (await api.get(f"/v1/contacts/{person['id']}")).json()["do_not_call"] is False
    await api.post(f"{path}/opt-outs", json=body, expect=201)
    assert (await api.get(f"/v1/contacts/{person['id']}")).json()["do_not_call"] is True
    assert (await api.get(path)).json()["do_not_call"] is False
    assert len((await api.get(f"{path}/opt-outs", expect=200)).json()["items"]) == 2
    await api.post(f"/v1/customers/{other['id']}/opt-outs", json=body, expect=422)


async def test_a_consent_is_kept_with_its_evidence_and_can_be_withdrawn(api: Api) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}/consents"
    body = {"purpose": "Newsletter", "evidence": "signed form"}
    given = (await api.post(path, json=body, expect=201)).json()
    withdrawn = await api.post(f"{path}/{given['id']}/withdraw", json={"reason": "asked by mail"}, expect=200)
    assert withdrawn.json()["withdrawn_at"] is not None
    await api.post(f"{path}/{given['id']}/withdraw", json={"reason": "again"}, expect=409)
    assert [row["id"] for row in (await api.get(path, expect=200)).json()["items"]] == [given["id"]]


async def test_a_shared_customer_is_seen_and_changed_until_sharing_ends(api: Api, world: World) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}"
    body = {"user_id": str(world.people["other_rep"]), "note": "covers March"}
    member = (await api.post(f"{path}/members", json=body, expect=201)).json()
    assert member["user_name"] == "other_rep"
    await api.post(f"{path}/members", json=body, expect=409)
    seen = (await api.get(path, who="other_rep", expect=200)).json()
    await api.patch(path, who="other_rep", version=seen["version"], json={"city": "Oslo"}, expect=200)
    listed = (await api.get("/v1/customers", who="other_rep", params={"limit": 200}, expect=200)).json()["items"]
    assert customer["id"] in [row["id"] for row in listed]
    await api.delete(f"{path}/members/{member['id']}", expect=204)
    await api.get(path, who="other_rep", expect=404)
    team = {"user_id": str(world.people["director"]), "kind": "account_team", "role": "executive_sponsor"}
    await api.post(f"{path}/members", who="lead", json=team, expect=201)
    assert [(m["kind"], m["role"]) for m in (await api.get(f"{path}/members")).json()["items"]] == [
        ("account_team", "executive_sponsor")
    ]


async def test_handing_over_needs_a_note_and_moves_team_and_reviews(api: Api, world: World) -> None:
    customer = await create_customer(api)
    path = f"/v1/customers/{customer['id']}"
    body = {"to_user_id": str(world.people["other_rep"]), "note": "Offer sent", "keep_access": True}
    await api.post(f"{path}/transfer", json=body, expect=403)
    await api.post(f"{path}/transfer", who="lead", json=body, expect=403)  # not the lead's team
    moved = (await api.post(f"{path}/transfer", who="manager", json=body, expect=200)).json()
    assert (moved["owner_id"], moved["team_id"]) == (
        str(world.people["other_rep"]),
        str(world.teams["other_team"]),
    )
    refused = await api.post(f"{path}/transfer", who="manager", json=body, expect=409)
    assert refused.json()["reason"] == "same_owner"
    await api.get(path, who="rep", expect=200)  # kept access
    await api.get(path, who="lead", expect=404)
    transfers = (await api.get(f"{path}/transfers", who="other_rep", expect=200)).json()["items"]
    assert [(row["from_user_id"], row["note"]) for row in transfers] == [(str(world.people["rep"]), "Offer sent")]


async def test_whom_a_customer_may_be_given_to(api: Api, db: Database, world: World) -> None:
    people = {name: str(person) for name, person in world.people.items()}
    new = {"name": "Assigned", "source_channel": "sales"}
    await api.post("/v1/customers", json={**new, "owner_id": people["rep2"]}, expect=403)
    await api.post("/v1/customers", who="lead", json={**new, "owner_id": people["other_rep"]}, expect=403)
    given = await create_customer(api, who="lead", owner_id=people["rep2"])
    assert given["owner_id"] == people["rep2"]
    key = await world.api_key(db)
    program = await api.post("/v1/customers", key=key, json={**new, "owner_id": people["foreign_rep"]}, expect=201)
    assert program.json()["team_id"] == str(world.teams["foreign_team"])
    nobody = await create_customer(api, who="service")
    assert (nobody["owner_id"], nobody["department_id"]) == (None, str(world.departments["customer_service"]))
    await api.post("/v1/customers", key=key, json={**new, "owner_id": str(uuid.uuid4())}, expect=422)


async def test_several_customers_change_hands_at_once(api: Api, world: World) -> None:
    mine = [await create_customer(api) for _ in range(2)]
    foreign = await create_customer(api, who="foreign_rep")
    body = {
        "customer_ids": [mine[0]["id"], foreign["id"], mine[1]["id"]],
        "to_user_id": str(world.people["rep2"]),
        "note": "Holiday cover",
    }
    answer = (await api.post("/v1/customers/transfers", who="lead", json=body, expect=200)).json()
    assert [result["status"] for result in answer["results"]] == [200, 404, 200]
    assert (answer["succeeded"], answer["failed"]) == (2, 1)
    for customer in mine:
        record = (await api.get(f"/v1/customers/{customer['id']}", who="lead")).json()
        assert record["owner_id"] == str(world.people["rep2"])
