"""Lookups from code: against a plain model of decisions made through the API; the cache; pins; masking."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from meridian.identity.actor import Actor
from meridian.identity.permissions import GRANTS, Role
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.policies import queries, service
from meridian.policies.definitions.calling import HANDOFF_ANSWER_WORKING_HOURS
from meridian.policies.definitions.control import SENSITIVE_FIELDS
from meridian.policies.definitions.customers import CUSTOMER_REVIEW_DAYS
from meridian.policies.definitions.registry import DEFINITIONS
from meridian.policies.rules import SHIPPED
from tests.support.api import Api
from tests.support.world import World

KEY = CUSTOMER_REVIEW_DAYS.key
HOUR = timedelta(hours=1)


async def decide(api: Api, key: str, value: object, at: datetime | None = None) -> int:
    revision = (await api.get(f"/v1/policies/{key}", expect=200)).json()["revision"]
    body = {"value": value, "reason": "a test", "effective_from": at.isoformat() if at else None}
    made = await api.post(f"/v1/policies/{key}/versions", who="director", json=body, version=revision, expect=201)
    number: int = made.json()["number"]
    return number


async def start_over(db: Database) -> None:
    async with db.write() as session:
        await session.execute(text("TRUNCATE policy_version, policy_withdrawal"))
        await queries.HISTORY.invalidate(session)


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The statements sent by readers meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.fresh.sync_engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.fresh.sync_engine, "before_cursor_execute", note)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 6)),
        st.tuples(st.just("withdraw"), st.integers(1, 6)),
        st.tuples(st.just("wait"), st.integers(1, 4)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(steps=steps, asked=st.lists(st.integers(-1, 40), min_size=1, max_size=6))
async def test_lookup_for_any_moment_agrees_with_a_plain_model(
    api: Api, db: Database, clock: SettableClock, steps: list[tuple[str, int]], asked: list[int]
) -> None:
    await start_over(db)
    start = clock.now()
    decided: dict[int, datetime] = {}
    witnessed: dict[datetime, int] = {}

    def in_force(at: datetime) -> int:
        effective = [(since, number) for number, since in decided.items() if since <= at]
        return max(effective)[1] if effective else SHIPPED

    made = 0
    for step, amount in steps:
        now = clock.now()
        if step == "wait":
            witnessed[now] = in_force(now)
            clock.advance(amount * HOUR)
        elif step == "decide":
            made += 1
            decided[made] = now + amount * HOUR
            assert await decide(api, KEY, 100 + made, decided[made]) == made
        else:
            possible = decided.get(amount, now) > now
            revision = (await api.get(f"/v1/policies/{KEY}", expect=200)).json()["revision"]
            answer = await api.delete(
                f"/v1/policies/{KEY}/versions/{amount}",
                who="director",
                params={"reason": "a test"},
                version=revision,
            )
            assert (answer.status_code == 200) == possible
            if possible:
                del decided[amount]

    for at in [start + hours * HOUR for hours in asked] + list(witnessed):
        expected = in_force(at)
        answer = await api.get(f"/v1/policies/{KEY}", params={"at": at.isoformat()}, expect=200)
        assert answer.json()["in_force"]["number"] == expected
        async with db.read() as session:
            found = (await queries.snapshot(session, at)).get(CUSTOMER_REVIEW_DAYS)
        assert found == (100 + expected if expected else CUSTOMER_REVIEW_DAYS.default)
    # What was seen in force at a moment is still what is answered for that moment.
    assert {at: in_force(at) for at in witnessed} == witnessed
    clock.advance(48 * HOUR)


async def test_every_shipped_default_is_what_a_fresh_company_reads(db: Database) -> None:
    await start_over(db)
    async with db.read() as session:
        policies = await queries.snapshot(session)
    assert {key: policies.get(definition) for key, definition in DEFINITIONS.items()} == {
        key: definition.default for key, definition in DEFINITIONS.items()
    }


async def test_a_second_lookup_asks_the_database_nothing(app: FastAPI, db: Database) -> None:
    told = asyncio.Event()
    stop = app.state.listener.subscribe(queries.HISTORY.channel, lambda _: told.set())
    await start_over(db)
    await asyncio.wait_for(told.wait(), 10)
    stop()
    with counted(db) as sent:
        for _ in range(3):
            async with db.read() as session:
                await queries.snapshot(session)
    asked = [statement for statement in sent if "meridian.now" not in statement]  # the tests' clock is said each time
    assert len(asked) == 1


async def test_a_decision_is_seen_by_the_next_request_of_the_same_process(api: Api, db: Database) -> None:
    for value in (31, 32, 33):
        await decide(api, KEY, value)
        async with db.read() as session:
            assert (await queries.snapshot(session)).get(CUSTOMER_REVIEW_DAYS) == value


async def test_a_decision_is_seen_inside_its_own_transaction_and_not_elsewhere_until_it_commits(
    db: Database, world: World
) -> None:
    await start_over(db)
    actor = Actor(world.people["director"], world.people["director"], Role.DIRECTOR, GRANTS[Role.DIRECTOR])

    async def decide_and_fail() -> None:
        async with db.write(actor_id=actor.user_id) as writing:
            await service.set_value(
                writing, KEY, value=77, reason="a test", author_id=actor.user_id, expected_revision=0
            )
            assert (await queries.snapshot(writing)).get(CUSTOMER_REVIEW_DAYS) == 77
            async with db.read() as reading:
                assert (await queries.snapshot(reading)).get(CUSTOMER_REVIEW_DAYS) == CUSTOMER_REVIEW_DAYS.default
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await decide_and_fail()
    async with db.read() as reading:
        assert (await queries.snapshot(reading)).version(CUSTOMER_REVIEW_DAYS) == SHIPPED


async def test_another_process_hears_of_a_decision(
    app: FastAPI, api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    elsewhere, listener, heard = Database(database_url, settings, clock), Listener(database_url), asyncio.Event()
    queries.HISTORY.attach(elsewhere, listener)
    listener.subscribe(queries.HISTORY.channel, lambda _: heard.set())
    await listener.start()
    try:
        async with elsewhere.read() as session:
            await queries.snapshot(session)
        heard.clear()
        await decide(api, KEY, 55)
        await asyncio.wait_for(heard.wait(), 10)
        async with elsewhere.read() as session:
            assert (await queries.snapshot(session)).get(CUSTOMER_REVIEW_DAYS) == 55
    finally:
        await listener.stop()
        await elsewhere.dispose()


async def test_pinned_work_keeps_its_version(api: Api, db: Database, clock: SettableClock) -> None:
    await start_over(db)
    async with db.read() as session:
        pins = (await queries.snapshot(session)).pin(HANDOFF_ANSWER_WORKING_HOURS)
    await decide(api, HANDOFF_ANSWER_WORKING_HOURS.key, 2)
    async with db.read() as session:
        policies = await queries.snapshot(session)
    assert policies.get(HANDOFF_ANSWER_WORKING_HOURS) == 2
    assert policies.pinned(HANDOFF_ANSWER_WORKING_HOURS, pins) == HANDOFF_ANSWER_WORKING_HOURS.default


async def test_masked_groups_follow_the_policy(api: Api, db: Database) -> None:
    value = (await api.get(f"/v1/policies/{SENSITIVE_FIELDS.key}", expect=200)).json()["default"]
    async with db.read() as session:
        assert await queries.masked_groups(session, Role.REP, session.now) == {"profit"}
    await decide(api, SENSITIVE_FIELDS.key, {**value, "rep": ["profit", "budget"]})
    async with db.read() as session:
        assert await queries.masked_groups(session, Role.REP, session.now) == {"profit", "budget"}
        assert await queries.masked_groups(session, Role.DIRECTOR, session.now) == frozenset()


async def test_actors_are_forgotten_when_the_policy_changes(app: FastAPI, api: Api, db: Database) -> None:
    """They carry what their role may not see."""
    told = asyncio.Event()
    stop = app.state.listener.subscribe("meridian_identity", lambda _: told.set())
    await decide(api, KEY, 44)
    await asyncio.wait_for(told.wait(), 10)
    stop()
