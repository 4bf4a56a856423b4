"""`/v1/events/stream`: who sees what, resuming, order under concurrency, and when it ends."""

import asyncio
import random
import uuid
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from meridian.customers.models import CustomerMember
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.identity.actor import Credential, load_actor
from meridian.identity.credentials import digest
from meridian.identity.permissions import Permission
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import About, publish
from meridian.main import create_app
from meridian.stream import hub as hub_module
from tests.support.api import Api
from tests.support.contract import DOCUMENT, fields_of
from tests.support.customers import customer_in
from tests.support.sse import listening
from tests.support.world import PEOPLE, World

HAPPENED = EventType("test.happened", "Something happened in a test.")


@pytest.fixture(scope="module", autouse=True)
def known_type(app: FastAPI) -> None:
    app.state.event_types |= {HAPPENED.name, "test.other"}


async def happen(db: Database, **about: Any) -> str:
    """Emits an event in a transaction of its own; returns its subject."""
    async with db.write() as session:
        return await happen_in(session, **about)


async def happen_in(session: WriteSession, **about: Any) -> str:
    subject_id = uuid.uuid4()
    kind = EventType(about.pop("type", HAPPENED.name), "", permission=about.pop("permission", None))
    to = about.pop("audience_user_id", None)
    await publish(session, kind, About(subject_id, "test"), about, to=to)
    return str(subject_id)


def subject(message: dict[str, Any]) -> str:
    found: str = message["data"]["subject_id"]
    return found


async def test_an_event_comes_as_its_declared_envelope(app: FastAPI, api: Api, world: World) -> None:
    async with listening(app, world, who="rep", types="customer.created") as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        await stream.ready()
        body = {"name": "Harbour Tools", "source_channel": "sales"}
        made = (await api.post("/v1/customers", json=body, expect=201)).json()
        message = await stream.next()
    data = message["data"]
    assert message["event"] == data["type"] == "customer.created"
    assert message["id"] == data["id"]
    assert data["customer_id"] == data["subject_id"] == made["id"]
    assert data["actor_id"] == str(world.people["rep"])
    assert data["at"].endswith("Z")
    declared = DOCUMENT["webhooks"]["customer.created"]["post"]["requestBody"]["content"]["application/json"]
    assert set(data) == fields_of(declared["schema"])
    assert "Harbour" not in str(data)


async def test_everyone_sees_their_scope_and_no_more(app: FastAPI, db: Database, world: World) -> None:
    customer_id = await customer_in(db, world, owner="rep")
    everybody = list(PEOPLE)
    async with AsyncStack(app, world, everybody) as streams:
        about_customer = await happen(db, customer_id=customer_id)
        addressed = await happen(db, audience_user_id=world.people["other_rep"])
        permitted = await happen(db, permission=Permission.USER_WRITE)
        both = await happen(db, customer_id=customer_id, permission=Permission.PLAN_APPROVE)
        addressed_about = await happen(db, customer_id=customer_id, audience_user_id=world.people["foreign_rep"])
        nobodys = await happen(db)
        ghost = await happen(db, customer_id=uuid.uuid4())
        last = await happen(db, permission=Permission.EVENT_READ)
        seen: dict[str, set[str]] = {}
        for who, stream in streams.items():
            seen[who] = set()
            while (message := await stream.next())["data"]["subject_id"] != last:
                seen[who].add(subject(message))
    sees_customer = {who for who, subjects in seen.items() if about_customer in subjects}
    assert sees_customer == set(everybody) - {"other_rep", "other_lead", "foreign_rep", "administrator", "rep2"}
    assert {who for who, subjects in seen.items() if addressed in subjects} == {"other_rep"}
    assert {who for who, subjects in seen.items() if permitted in subjects} == {"administrator"}
    assert {who for who, subjects in seen.items() if both in subjects} == {"deputy", "director"}
    assert {who for who, subjects in seen.items() if addressed_about in subjects} == {*sees_customer, "foreign_rep"}
    for subjects in seen.values():
        assert nobodys not in subjects
        assert ghost not in subjects


class AsyncStack:
    """One ready stream per person."""

    def __init__(self, app: FastAPI, world: World, people: list[str]) -> None:
        self.contexts = {who: listening(app, world, who=who) for who in people}

    async def __aenter__(self) -> dict[str, Any]:
        streams = {who: await context.__aenter__() for who, context in self.contexts.items()}
        for stream in streams.values():
            await stream.ready()
        return streams

    async def __aexit__(self, *_: object) -> None:
        for context in self.contexts.values():
            await context.__aexit__(None, None, None)


async def test_the_rule_in_memory_is_the_rule_in_the_database(app: FastAPI, db: Database, world: World) -> None:
    customers = [
        await customer_in(db, world, owner=owner, **values)
        for owner in ("rep", "other_rep", "foreign_rep", "manager", "director")
        for values in ({}, {"team_id": None}, {"department_id": world.departments["product"]}, {"owner_id": None})
    ]
    async with db.write() as session:
        for customer_id in customers[::3]:
            for who in ("foreign_rep", "specialist"):
                session.add(CustomerMember(customer_id=customer_id, user_id=world.people[who], kind="share"))
    agreed = 0
    for who in PEOPLE:
        key = await world.api_key(db, who)
        async with db.read() as session:
            actor = (await load_actor(session, Credential(True, digest(key)), app.state.masked_groups)).actor
        for permission in (Permission.CUSTOMER_READ, Permission.CUSTOMER_WRITE, Permission.CUSTOMER_MERGE):
            async with db.read() as session:
                visible = set(await session.scalars(CUSTOMER_VISIBILITY.visible_ids(actor, permission)))
                facts = await CUSTOMER_VISIBILITY.facts(session, customers)
            reached = {each for each in customers if CUSTOMER_VISIBILITY.is_visible(actor, facts[each], permission)}
            assert reached == visible & set(customers), (who, permission)
            agreed += len(reached)
    assert 0 < agreed < len(customers) * len(PEOPLE) * 3


async def test_only_the_types_asked_for_come(app: FastAPI, db: Database, world: World) -> None:
    async with listening(app, world, types=[HAPPENED.name, "test.other"]) as stream:
        await stream.ready()
        await happen(db, type="test.third", permission=Permission.EVENT_READ)
        wanted = await happen(db, type="test.other", permission=Permission.EVENT_READ)
        assert subject(await stream.next()) == wanted
    async with listening(app, world, types=["test.happend"]) as refused:
        await refused.ended.wait()
        assert refused.status == 422
        assert b"/query/types/0" in refused.body


async def test_resuming_loses_nothing_and_repeats_nothing(app: FastAPI, db: Database, world: World) -> None:
    everybody = {"permission": Permission.EVENT_READ}
    async with listening(app, world) as stream:
        await stream.ready()
        first = await happen(db, **everybody)
        assert subject(await stream.next()) == first
        last_id = stream.last_id
    missed = [await happen(db, **everybody) for _ in range(3)]
    await happen(db, audience_user_id=world.people["rep2"])
    async with listening(app, world, last_id=last_id) as stream:
        assert [subject(await stream.next()) for _ in missed] == missed
        await stream.ready()
        live = await happen(db, **everybody)
        assert subject(await stream.next()) == live
    async with listening(app, world, last_event_id=last_id) as stream:  # where no header can be set
        assert [subject(await stream.next()) for _ in (*missed, live)] == [*missed, live]


async def test_a_stream_that_saw_nothing_can_be_resumed_too(app: FastAPI, db: Database, world: World) -> None:
    async with listening(app, world) as stream:
        await stream.ready()
        last_id = stream.last_id
    missed = await happen(db, permission=Permission.EVENT_READ)
    async with listening(app, world, last_id=last_id) as stream:
        assert subject(await stream.next()) == missed


@pytest.mark.parametrize(
    "last_id",
    ["nonsense", "999999999999-1", "3-77", "0-0c9f2ab03d51", "1-0c9f2ab03d51", "999999999999999999-0c9f2ab03d51"],
)
async def test_an_unknown_id_resets(app: FastAPI, db: Database, world: World, last_id: str) -> None:
    async with listening(app, world, last_id=last_id) as stream:
        reset = await stream.next()
        assert reset["event"] == "reset"
        await stream.ready()
        now = await happen(db, permission=Permission.EVENT_READ)
        assert subject(await stream.next()) == now
        assert stream.last_id is not None
    async with listening(app, world, last_id=reset["id"]) as stream:  # and its own id is good
        assert subject(await stream.next()) == now


async def test_an_id_too_long_ago_resets(
    app: FastAPI, db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MAX_REPLAY", 5)
    async with listening(app, world) as stream:
        await stream.ready()
        last_id = stream.last_id
    for _ in range(6):
        await happen(db, permission=Permission.EVENT_READ)
    async with listening(app, world, last_id=last_id) as stream:
        assert (await stream.next())["event"] == "reset"


async def test_events_come_in_the_order_of_their_commits_and_nobody_waits_for_an_open_transaction(
    app: FastAPI, db: Database, world: World
) -> None:
    everybody = {"permission": Permission.EVENT_READ}
    async with listening(app, world) as stream:
        await stream.ready()
        async with db.write() as slow:
            late = await happen_in(slow, **everybody)
            early = await happen(db, **everybody)
            assert subject(await stream.next(2)) == early
            # Whoever joins now and comes back with the id of what overtook it gets it all the same.
            last_id = stream.last_id
        assert subject(await stream.next()) == late
        async with db.write() as failing:
            await happen_in(failing, **everybody)
            third = await happen(db, **everybody)
            await failing.rollback()
        assert subject(await stream.next(2)) == third
    async with listening(app, world, last_id=last_id) as resumed:
        assert [subject(await resumed.next()) for _ in range(2)] == [late, third]


async def test_what_waited_for_another_comes_after_it(app: FastAPI, db: Database, world: World) -> None:
    """Its event was written before, its commit came after: the order is that of the commits."""
    everybody = {"permission": Permission.EVENT_READ}
    lock = text("SELECT pg_advisory_xact_lock(4711)")
    async with listening(app, world) as stream:
        await stream.ready()
        async with db.write() as second:
            async with db.write() as first:
                await first.execute(lock)
                afterwards = await happen_in(second, **everybody)
                waiting = asyncio.create_task(second.execute(lock))
                before = await happen_in(first, **everybody)
            await waiting
        assert [subject(await stream.next()) for _ in range(2)] == [before, afterwards]


async def test_nobody_waits_for_another_database_of_the_server(
    app: FastAPI, db: Database, world: World, server_url: str
) -> None:
    with psycopg.connect(server_url) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        async with listening(app, world) as stream:
            await stream.ready()
            happened = await happen(db, permission=Permission.EVENT_READ)
            assert subject(await stream.next(2)) == happened


async def test_no_event_is_lost_or_doubled_whatever_commits_when_and_whoever_reconnects(
    app: FastAPI, db: Database, world: World
) -> None:
    chance = random.Random(7)
    written: list[str] = []

    async def writer() -> None:
        for _ in range(12):
            async with db.write() as session:
                made = [await happen_in(session, permission=Permission.EVENT_READ) for _ in range(chance.randint(1, 3))]
                await asyncio.sleep(chance.random() * 0.03)
            written.extend(made)

    async with listening(app, world) as stream:
        await stream.ready()
        last_id = stream.last_id
    writing = asyncio.gather(*(writer() for _ in range(5)))
    received: list[str] = []
    async with asyncio.timeout(30):
        while not (writing.done() and len(received) >= len(written)):
            async with listening(app, world, last_id=last_id) as stream:
                for _ in range(chance.randint(0, 15)):
                    try:
                        message = await stream.next(0.4)
                    except TimeoutError:
                        break
                    received.append(subject(message))
                    last_id = message["id"]  # what came after it and was not taken is asked for again
    await writing
    assert received == list(dict.fromkeys(received))
    assert sorted(received) == sorted(written)


async def test_it_ends_when_the_session_is_revoked_and_nothing_comes_after(
    app: FastAPI, api: Api, db: Database, world: World
) -> None:
    async with listening(app, world, who="other_lead") as revoked, listening(app, world, who="lead") as other:
        await revoked.ready()
        await other.ready()
        await api.post(f"/v1/users/{world.people['other_lead']}/sign-out-everywhere", who="administrator", expect=200)
        seen = await happen(db, permission=Permission.EVENT_READ)
        await asyncio.wait_for(revoked.ended.wait(), 5)
        assert revoked.waiting() == []
        assert subject(await other.next()) == seen
        assert not other.ended.is_set()


async def test_it_ends_when_the_key_is_revoked_or_expires(
    app: FastAPI, api: Api, db: Database, clock: SettableClock, world: World
) -> None:
    body = {
        "name": "watch",
        "permissions": ["event:read"],
        "expires_at": (clock.now() + timedelta(hours=1)).isoformat(),
    }
    first, second = [(await api.post("/v1/api-keys", json=body, expect=201)).json() for _ in range(2)]
    async with listening(app, world, key=first["secret"]) as stream:
        await stream.ready()
        await api.delete(f"/v1/api-keys/{first['id']}", expect=204)
        await asyncio.wait_for(stream.ended.wait(), 5)
    app.state.hub.heartbeat_seconds = 0.05
    try:
        async with listening(app, world, key=second["secret"]) as stream:
            await stream.ready()
            assert "comment" in await stream.any()
            clock.advance(timedelta(hours=2))
            await asyncio.wait_for(stream.ended.wait(), 5)
    finally:
        app.state.hub.heartbeat_seconds = hub_module.HEARTBEAT_SECONDS


async def test_a_new_place_in_the_organisation_counts_at_once(
    app: FastAPI, api: Api, db: Database, world: World
) -> None:
    customer_id = await customer_in(db, world, owner="foreign_rep")
    async with listening(app, world, who="rep2") as stream:
        await stream.ready()
        await happen(db, customer_id=customer_id)
        user = (await api.get(f"/v1/users/{world.people['rep2']}")).json()
        await api.patch(
            f"/v1/users/{user['id']}",
            who="administrator",
            version=user["version"],
            json={"team_id": str(world.teams["foreign_team"])},
            expect=200,
        )
        marker = await happen(db, permission=Permission.EVENT_READ)
        messages = []
        while subject(message := await stream.next()) != marker:
            messages.append(message["data"]["type"])
        assert messages == ["user.changed"]


async def test_heartbeats_move_the_place_to_resume_from(app: FastAPI, db: Database, world: World) -> None:
    app.state.hub.heartbeat_seconds = 0.05
    try:
        async with listening(app, world) as stream:
            await stream.ready()
            before = stream.last_id
            await happen(db, audience_user_id=world.people["director"])
            async with asyncio.timeout(5):
                while stream.last_id == before:
                    assert "data" not in await stream.any()
    finally:
        app.state.hub.heartbeat_seconds = hub_module.HEARTBEAT_SECONDS


async def test_a_slow_client_is_cut_off_and_resumes(
    app: FastAPI, db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MAX_QUEUED", 20)
    async with listening(app, world) as slow, listening(app, world) as quick:
        await slow.ready()
        await quick.ready()
        slow.reading.clear()
        sent = []
        for _ in range(30):
            sent.append(await happen(db, permission=Permission.EVENT_READ))
            assert subject(await quick.next()) == sent[-1]
        slow.reading.set()
        await asyncio.wait_for(slow.ended.wait(), 5)
        got = [subject(message) for message in slow.waiting()]
        assert got == sent[: len(got)]
        assert len(got) < len(sent)
    async with listening(app, world, last_id=slow.last_id) as resumed:
        assert [subject(await resumed.next()) for _ in sent[len(got) :]] == sent[len(got) :]


async def test_one_principal_has_a_bounded_number_of_streams(
    app: FastAPI, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MAX_STREAMS", 2)
    async with listening(app, world, who="analyst"), listening(app, world, who="analyst"):
        async with listening(app, world, who="analyst") as third:
            await third.ended.wait()
            assert (third.status, "retry-after" in third.headers) == (429, True)
        async with listening(app, world, who="service") as other:
            assert other.status == 200
    async with listening(app, world, who="analyst") as again:
        assert again.status == 200
    assert app.state.hub.streams == 0


async def test_it_needs_a_sign_in_and_the_permission(app: FastAPI, db: Database, world: World) -> None:
    async with listening(app, world, who=None) as nobody:
        await nobody.ended.wait()
        assert nobody.status == 401
    key = await world.api_key(db, "rep", permissions=("user:read",))
    async with listening(app, world, key=key) as narrow:
        await narrow.ended.wait()
        assert narrow.status == 403


async def test_it_ends_at_once_when_the_server_stops(
    database_url: str, settings: Any, clock: SettableClock, world: World
) -> None:
    stopping = create_app(settings, database_url=database_url, clock=clock)
    async with stopping.router.lifespan_context(stopping), listening(stopping, world) as stream:
        await stream.ready()
        stopping.state.hub.close()
        await asyncio.wait_for(stream.ended.wait(), 1)
        async with listening(stopping, world) as late:
            await late.ended.wait()
            assert late.status == 503
