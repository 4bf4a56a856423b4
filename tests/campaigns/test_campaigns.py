"""Campaigns through the API: whose they are, whom a start takes in, what may change when, how they end."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from meridian.campaigns.jobs import end_those_over
from meridian.identity.models import Department, Team
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.campaigns import campaign, move, read, segment, started
from tests.support.customers import create_customer, customer_in
from tests.support.opportunities import open_opportunity
from tests.support.world import World

REFUSED = {"channel": "phone", "reason": "Asked not to be called"}


async def customers_of(api: Api, found: dict[str, Any], who: str = "manager") -> set[str]:
    rows = (await api.get(f"/v1/campaigns/{found['id']}/customers", who=who, expect=200)).json()["items"]
    return {row["customer_id"] for row in rows}


async def test_a_segment_is_counted_by_what_each_reader_sees(api: Api, db: Database, world: World) -> None:
    city = uuid.uuid4().hex
    for owner in ("rep", "rep", "rep2", "other_rep", "foreign_rep"):
        await customer_in(db, world, owner=owner, city=city)
    view = await segment(api, who="director", sharing="company", city=[city])
    counted = {
        who: (await api.get(f"/v1/saved-views/{view['id']}/count", who=who, expect=200)).json()["count"]
        for who in ("rep", "lead", "manager", "director", "foreign_rep")
    }
    assert counted == {"rep": 2, "lead": 3, "manager": 4, "director": 5, "foreign_rep": 1}
    own = await segment(api, city=[city])
    await api.get(f"/v1/saved-views/{own['id']}/count", who="rep", expect=404)


async def test_a_start_takes_in_whom_it_may_and_says_who_was_left_out(api: Api, db: Database, world: World) -> None:
    city = uuid.uuid4().hex
    ours = [str(await customer_in(db, world, owner="rep", city=city)) for _ in range(3)]
    of_team = str(await customer_in(db, world, owner="other_rep", city=city))
    await customer_in(db, world, owner="rep2", city=city)  # of nobody who calls
    await customer_in(db, world, owner="foreign_rep", city=city)  # the manager does not see
    await customer_in(db, world, owner="rep", city=city, archived_at=None, name="Elsewhere & Co")
    refuses = str(await customer_in(db, world, owner="rep", city=city, phone="+4940123450"))
    await api.post(f"/v1/customers/{refuses}/opt-outs", json=REFUSED, expect=201)
    await customer_in(db, world, owner="rep", city=city, phone="+4940123450")  # the same number, refused elsewhere
    first = await started(api, (await segment(api, name=["Elsewhere & Co"]))["id"])
    assert (first["taken_in"], first["state"]) == (1, "running")
    view = await segment(api, city=[city])
    found = await started(api, view["id"], team_ids=[str(world.teams["other_team"])])
    counts = {name: found[name] for name in ("found", "taken_in", "refused", "elsewhere", "of_others")}
    assert counts == {"found": 8, "taken_in": 4, "refused": 2, "elsewhere": 1, "of_others": 1}
    assert await customers_of(api, found) == {*ours, of_team}
    assert found["result"]["customers"] == 4
    assert await customers_of(api, found, "rep") == set(ours)
    assert (await read(api, found["id"], who="rep"))["result"]["customers"] == 3
    # The segment is pinned: what the view asks for later changes nothing.
    changed = {"conditions": [{"field": "city", "values": ["Oulu"]}]}
    await api.patch(f"/v1/saved-views/{view['id']}", who="manager", version=1, json=changed, expect=200)
    assert (await read(api, found["id"]))["conditions"][0]["values"] == [city]
    refused = await api.delete(f"/v1/saved-views/{view['id']}", who="manager", version=2, expect=409)
    assert refused.json()["code"] == "view_in_use"
    await move(api, first["id"], "end")
    again = await started(api, (await segment(api, name=["Elsewhere & Co"]))["id"])
    assert again["taken_in"] == 1


async def test_who_makes_reads_and_moves(api: Api, db: Database, world: World) -> None:
    await customer_in(db, world, owner="rep")
    view = await segment(api, sharing="nobody", source_channel=["sales"])
    made = await campaign(api, view["id"])
    path = f"/v1/campaigns/{made['id']}"
    seen = {
        who: (await api.get(path, who=who)).status_code
        for who in ("rep", "rep2", "lead", "other_rep", "foreign_rep", "deputy", "director", "auditor", "analyst")
    }
    assert seen == {
        "rep": 200,
        "rep2": 404,
        "lead": 200,
        "other_rep": 404,
        "foreign_rep": 404,
        "deputy": 200,
        "director": 200,
        "auditor": 200,
        "analyst": 200,
    }
    await api.get("/v1/campaigns", who="administrator", expect=403)
    assert made["allowed_moves"] == ["start", "cancel"]
    for who in ("rep", "auditor", "analyst"):
        shown = await read(api, made["id"], who=who)
        assert (shown["allowed_moves"], shown["may_change"]) == ([], False)
        assert (await move(api, made["id"], "start", who=who, expect=403))["code"] == "forbidden"
    for who in ("rep", "auditor"):
        await api.patch(path, who=who, version=1, json={"name": "Mine"}, expect=403)
    # A lead whose team calls for a superior's campaign reads it, and leaves it as it is.
    for_team = await campaign(api, view["id"], user_ids=[], team_ids=[str(world.teams["team"])])
    assert (await read(api, for_team["id"], who="lead"))["may_change"] is False
    assert (await read(api, for_team["id"], who="rep2"))["state"] == "draft"
    await move(api, for_team["id"], "start", who="lead", expect=403)
    await api.patch(f"/v1/campaigns/{for_team['id']}", who="lead", version=1, json={"name": "Ours"}, expect=403)
    beyond = await campaign(api, view["id"], who="lead", callers=("other_rep",), expect=422)
    assert {(fault["pointer"], fault["code"]) for fault in beyond["errors"]} == {
        ("/segment_id", "unknown_view"),
        ("/user_ids/0", "owner_out_of_reach"),
    }


async def test_a_team_of_nobody_is_nobodys_to_have_call(api: Api, db: Database) -> None:
    """Whoever joins it later would be called upon by somebody who does not decide about them."""
    view = await segment(api, who="lead", city=["Nowhere at all"])
    async with db.write() as session:
        department_id = await session.scalar(select(Department.id).where(Department.code == "sales"))
        empty = Team(name="Still empty", name_zh="空组", department_id=department_id)
        session.add(empty)
        await session.flush()
        team_id = str(empty.id)
    for who in ("lead", "manager"):
        refused = await campaign(api, view["id"], who=who, user_ids=[], team_ids=[team_id], expect=422)
        assert ("/team_ids/0", "owner_out_of_reach") in {(each["pointer"], each["code"]) for each in refused["errors"]}


async def test_what_may_change_when(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    view = await segment(api, city=["Nowhere at all"])
    wrong = await campaign(
        api,
        view["id"],
        callers=(),
        first_day="2026-03-12",
        last_day="2026-03-09",
        script_id=str(uuid.uuid4()),
        expect=422,
    )
    assert {(fault["pointer"], fault["code"]) for fault in wrong["errors"]} == {
        ("/script_id", "unknown_script"),
        ("/last_day", "past"),
        ("/last_day", "before_start"),
        ("/user_ids", "missing"),
    }
    budget = {"amount": "12000.00", "currency": "CNY"}
    made = await campaign(api, view["id"], budget=budget, goal="Twelve pumps", priority="first")
    assert (made["budget"], made["goal_number"], made["achieved"]) == (budget, "4.00", "0.00")
    path = f"/v1/campaigns/{made['id']}"
    changed = await api.patch(
        path, who="manager", version=1, json={"budget": None, "first_day": "2026-03-11"}, expect=200
    )
    assert (changed.json()["budget"], changed.json()["first_day"]) == (None, "2026-03-11")
    running = await move(api, made["id"], "start")
    assert running["allowed_moves"] == ["end", "cancel"]
    settled = await api.patch(
        path, who="manager", version=running["version"], json={"user_ids": [], "name": "Other"}, expect=409
    )
    assert settled.json()["code"] == "campaign_settled"
    longer = await api.patch(
        path, who="manager", version=running["version"], json={"last_day": "2026-04-30"}, expect=200
    )
    assert longer.json()["last_day"] == "2026-04-30"
    assert (await move(api, made["id"], "cancel", expect=422))["errors"][0]["pointer"] == "/reason"
    over = await move(api, made["id"], "cancel", reason="The fair is put off")
    assert (over["state"], over["cancel_reason"], over["allowed_moves"]) == ("cancelled", "The fair is put off", [])
    refused = await api.patch(path, who="manager", version=over["version"], json={"name": "Late"}, expect=409)
    assert refused.json()["code"] == "campaign_over"


async def test_the_clock_ends_it_after_its_last_day(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings
) -> None:
    name = f"Clock {uuid.uuid4().hex}"
    await customer_in(db, world, owner="rep", name=name)
    view = await segment(api, name=[name])
    found = await started(api, view["id"], last_day="2026-03-11")
    late = await campaign(api, view["id"], last_day="2026-03-11")
    start, context = clock.now(), JobContext(db, settings)
    try:
        clock.set(start + timedelta(days=1))
        await end_those_over(context)
        assert (await read(api, found["id"]))["state"] == "running"
        clock.set(start + timedelta(days=2))
        await end_those_over(context)
        ended = await read(api, found["id"])
        assert (ended["state"], ended["allowed_moves"], ended["result"]["customers"]) == ("ended", [], 1)
        assert (await read(api, late["id"]))["allowed_moves"] == ["cancel"]
        assert (await move(api, late["id"], "start", expect=409))["code"] == "campaign_over"
    finally:
        clock.set(start)


async def test_its_customers_come_first_in_the_queue_as_it_says(api: Api, db: Database, world: World) -> None:
    name, owed = f"Queued {uuid.uuid4().hex}", datetime(2026, 3, 9, 1, tzinfo=UTC)
    columns: dict[str, Any] = {"zone": "Asia/Shanghai", "country": "CN", "next_contact_at": owed, "grade": "C"}
    for n, named in enumerate(("Alpha", name, "Omega")):
        due = owed + timedelta(minutes=n)
        columns |= {"next_contact_at": due, "contact_due_at": due, "contact_due_rule": "cadence", "name": named}
        await customer_in(db, world, owner="rep2", phone=f"+862155501{n:02}", **columns)

    async def order() -> list[str]:
        queue = (await api.get("/v1/dial-queue", who="rep2", expect=200)).json()
        return [entry["customer_name"] for entry in queue["now"] if entry["customer_name"] in ("Alpha", name, "Omega")]

    assert await order() == ["Alpha", name, "Omega"]
    view = await segment(api, name=[name])
    usual = await started(api, view["id"], callers=("rep2",))
    assert await order() == ["Alpha", name, "Omega"]
    path = f"/v1/campaigns/{usual['id']}"
    await api.patch(path, who="manager", version=usual["version"], json={"priority": "raised"}, expect=200)
    assert await order() == [name, "Alpha", "Omega"]
    await move(api, usual["id"], "end")
    assert await order() == ["Alpha", name, "Omega"]


async def test_a_source_names_its_campaign(api: Api, db: Database, world: World) -> None:
    name = f"Source {uuid.uuid4().hex}"
    customer_id = str(await customer_in(db, world, owner="rep", name=name))
    found = await started(api, (await segment(api, name=[name]))["id"])
    brought = await create_customer(api, source_channel="campaign", campaign_id=found["id"])
    assert brought["campaign_id"] == found["id"]
    listed = (await api.get(f"/v1/customers?campaign_id={found['id']}", expect=200)).json()["items"]
    assert [row["id"] for row in listed] == [brought["id"]]
    other = await campaign(api, found["segment_id"])
    expected = {
        (await open_opportunity(api, customer_id))["id"]: found["id"],
        (await open_opportunity(api, brought["id"]))["id"]: found["id"],
        (await open_opportunity(api, customer_id, campaign_id=other["id"]))["id"]: other["id"],
    }
    for opportunity_id, campaign_id in expected.items():
        shown = (await api.get(f"/v1/opportunities/{opportunity_id}", expect=200)).json()
        assert shown["campaign_id"] == campaign_id
    await move(api, found["id"], "end")
    assert (await open_opportunity(api, customer_id))["campaign_id"] is None
    unknown = {"name": "X", "source_channel": "campaign", "campaign_id": str(uuid.uuid4())}
    refused = await api.post("/v1/customers", json=unknown, expect=422)
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [
        ("/campaign_id", "unknown_campaign")
    ]


async def test_two_that_become_one_are_in_the_campaign_once(api: Api, db: Database, world: World) -> None:
    name = f"Twin {uuid.uuid4().hex}"
    twins = [str(await customer_in(db, world, owner="rep", name=name)) for _ in range(2)]
    alone = str(await customer_in(db, world, owner="rep"))
    found = await started(api, (await segment(api, name=[name]))["id"])
    for winner, loser in ((twins[0], twins[1]), (alone, twins[0])):
        versions = [
            (await api.get(f"/v1/customers/{each}", who="lead", expect=200)).json()["version"]
            for each in (winner, loser)
        ]
        body = {"other_id": loser, "other_version": versions[1], "reason": "The same plant"}
        await api.post(f"/v1/customers/{winner}/merge", who="lead", version=versions[0], json=body, expect=201)
    assert await customers_of(api, found) == {alone}
    async with db.read() as session:
        kept = await session.scalar(
            text("SELECT count(*) FROM campaign_customer WHERE campaign_id = :id"), {"id": found["id"]}
        )
    assert kept == 2
