"""What plans do when something happens to a customer."""

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.plans.test_revisits import approved_plan
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan, item_now, move_item
from tests.support.world import World


async def test_refusing_a_channel_ends_every_later_plan_by_it(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    plan, (pending, call) = await approved_plan(api, db, world)
    await move_item(api, pending["id"], "reschedule", who="lead", due_on="2026-04-20", reason="x")
    customer, other = pending["customer_id"], await customer_in(db, world)
    person = await contact_in(db, customer)
    (mail,) = await active_plan(api, customer, method="email")
    (again,) = await active_plan(api, customer, contact_id=str(person), due_on="2026-05-05")
    (elsewhere,) = await active_plan(api, other)
    await api.post(
        f"/v1/customers/{customer}/opt-outs", json={"channel": "phone", "reason": "asked in a letter"}, expect=201
    )
    await run_until_idle(database_url, settings, clock)
    ended = [await item_now(api, item["id"]) for item in (pending, again)]
    assert [(item["state"], item["state_reason"]) for item in ended] == [
        ("cancelled", "opted out: asked in a letter")
    ] * 2
    assert [(await item_now(api, item["id"]))["state"] for item in (call, mail, elsewhere)] == ["planned"] * 3
    assert plan


async def test_one_persons_refusal_leaves_the_others(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer = await customer_in(db, world)
    people = [str(await contact_in(db, customer, name=name)) for name in ("Anna", "Jens")]
    (anna,) = await active_plan(api, customer, method="wechat", contact_id=people[0])
    (jens,) = await active_plan(api, customer, method="wechat", contact_id=people[1])
    await api.post(
        f"/v1/customers/{customer}/opt-outs",
        json={"channel": "wechat", "reason": "private account", "contact_id": people[0]},
        expect=201,
    )
    await run_until_idle(database_url, settings, clock)
    assert [(await item_now(api, item["id"]))["state"] for item in (anna, jens)] == ["cancelled", "planned"]


async def test_a_transferred_customers_contacts_become_the_new_owners(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer = await customer_in(db, world)
    (item,) = await active_plan(api, customer)
    handover = {"to_user_id": str(world.people["rep2"]), "note": "Offer sent, decision in May"}
    await api.post(f"/v1/customers/{customer}/transfer", who="lead", json=handover, expect=200)
    await run_until_idle(database_url, settings, clock)
    assert (await item_now(api, item["id"], who="rep2"))["assignee_name"] == "rep2"


async def test_an_archived_customer_is_contacted_no_more(
    api: Api, db: Database, world: World, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    customer = await customer_in(db, world)
    (item,) = await active_plan(api, customer)
    path = f"/v1/customers/{customer}"
    version = (await api.get(path, who="lead", expect=200)).json()["version"]
    await api.post(f"{path}/archive", who="lead", json={"reason": "closed down"}, version=version, expect=200)
    await run_until_idle(database_url, settings, clock)
    ended = await item_now(api, item["id"])
    assert (ended["state"], ended["state_reason"]) == ("cancelled", "customer archived")
