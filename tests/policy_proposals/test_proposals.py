"""Settings that take two: proposed by one, confirmed by another, and by no way round it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from meridian.identity.models import User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.policy_proposals.models import PolicyProposal
from tests.policies.test_api import decide, instant, read, withdraw
from tests.support.api import Api
from tests.support.policies import decide_by_two, move, propose, revision

LIST, KEY = "policy_second_person", "rep_daily_call_cap"


@pytest.fixture(autouse=True)
async def marked(api: Api, clock: SettableClock) -> AsyncIterator[None]:
    """One setting takes two in each test, and none after it."""
    clock.advance(timedelta(minutes=1))
    await decide(api, LIST, [KEY])
    yield
    clock.advance(timedelta(minutes=1))
    waiting = {"filter": {"field": "state", "op": "eq", "value": "proposed"}}
    found = await api.post("/v1/policy-proposals/search", who="director", json=waiting, expect=200)
    for each in found.json()["items"]:
        who = "director" if each["proposed_by_name"] == "administrator" else "administrator"
        await move(api, each, "deny", who=who, reason="the test is over")
    await decide_by_two(api, LIST, [])


async def test_a_change_waits_for_a_second_person_and_is_decided_by_both(
    api: Api, db: Database, clock: SettableClock
) -> None:
    before = await read(api, KEY)
    assert before["second_person"] is True
    made = await propose(api, KEY, value=60, reason="Fewer calls, better ones")
    assert (made["state"], made["proposed_by_name"], made["number"]) == ("proposed", "director", None)
    assert made["changes"] == [{"pointer": "", "before": 80, "after": 60}]
    assert made["allowed_moves"] == ["withdraw"]
    assert [person["name"] for person in made["confirmers"]] == ["administrator"]
    assert await read(api, KEY) == before, "nothing is in force or to come"
    clock.advance(timedelta(hours=1))
    seen = (await api.get(f"/v1/policy-proposals/{made['id']}", who="administrator", expect=200)).json()
    assert seen["allowed_moves"] == ["confirm", "deny"]
    done = await move(api, seen, "confirm", reason="Agreed")
    assert (done["state"], done["decided_by_name"], done["confirmers"]) == ("confirmed", "administrator", [])
    assert done["changes"] == made["changes"], "what it changed is told for ever"
    version = (await api.get(f"/v1/policies/{KEY}/versions", expect=200)).json()["items"][0]
    assert version["number"] == done["number"]
    assert (version["author_name"], version["confirmed_by_name"]) == ("director", "administrator")
    assert (version["reason"], version["effective_from"]) == ("Fewer calls, better ones", instant(clock.now()))
    assert (await read(api, KEY))["in_force"]["value"] == 60
    async with db.read() as session:
        told = select(Event.type).where(Event.subject_id == made["id"]).order_by(Event.id)
        assert list(await session.scalars(told)) == ["policy_proposal.made", "policy_proposal.moved"]
        kept = select(History.operation, History.actor_id).where(History.entity_id == made["id"]).order_by(History.id)
        people = api.world.people
        assert [tuple(row) for row in await session.execute(kept)] == [
            ("insert", people["director"]),
            ("update", people["administrator"]),
        ]


async def test_nobody_confirms_or_denies_what_they_proposed_and_only_they_withdraw_it(api: Api) -> None:
    made = await propose(api, KEY, value=70)
    for name in ("confirm", "deny"):
        refused = await move(api, made, name, who="director", expect=409, reason="Mine")
        assert refused["code"] == "four_eyes"
    assert (await move(api, made, "withdraw", expect=403))["code"] == "not_proposer"
    assert (await move(api, made, "deny", expect=422))["errors"][0]["pointer"] == "/reason"
    back = await move(api, made, "withdraw", who="director")
    assert (back["state"], back["allowed_moves"]) == ("withdrawn", [])
    assert (await move(api, back, "confirm", expect=409))["code"] == "wrong_state"
    denied = await move(api, await propose(api, KEY, value=70), "deny", reason="Too few")
    assert (denied["state"], denied["decision_reason"], denied["number"]) == ("denied", "Too few", None)


async def test_the_database_itself_refuses_one_person(api: Api, db: Database) -> None:
    made = await propose(api, KEY, value=70)
    own = {"state": "confirmed", "decided_by": api.world.people["director"]}
    alone = update(PolicyProposal).where(PolicyProposal.id == made["id"]).values(**own)
    async with db.write() as session:
        with pytest.raises(DBAPIError, match="policy_proposal_four_eyes_check"):
            await session.execute(alone)
        await session.rollback()


@pytest.mark.parametrize("who", ["rep", "lead", "manager", "deputy", "service", "auditor"])
async def test_who_may_not_change_the_policy_reads_proposals_and_moves_none(api: Api, who: str) -> None:
    made = await propose(api, KEY, value=70)
    seen = (await api.get(f"/v1/policy-proposals/{made['id']}", who=who, expect=200)).json()
    assert seen["allowed_moves"] == []
    for name in ("confirm", "deny", "withdraw"):
        await move(api, made, name, who=who, expect=403, reason="Not mine")
    await propose(api, KEY, who=who, value=50, expect=403)


async def test_no_way_leads_round_it(api: Api, clock: SettableClock) -> None:
    """Neither a decision for now or later, nor taking the setting off the list, nor emptying that."""
    later = clock.now() + timedelta(days=5)
    for key, value, at in [
        (KEY, 60, None),
        (KEY, 60, later),
        (LIST, [], None),
        (LIST, [LIST], None),
        (LIST, [], later),
    ]:
        assert (await decide(api, key, value, at=at, expect=409))["code"] == "second_person"
        assert (await read(api, key))["pending"] == []
    # A version that two decided is not taken back by one.
    before = (await read(api, KEY))["in_force"]["value"]
    made = await propose(api, KEY, value=55, effective_from=instant(later))
    done = await move(api, made, "confirm")
    assert [each["value"] for each in (await read(api, KEY))["pending"]] == [55]
    assert (await withdraw(api, KEY, done["number"], expect=409))["code"] == "second_person"
    taken_back = await propose(api, KEY, withdraws=done["number"])
    assert taken_back["changes"] == [{"pointer": "", "before": 55, "after": before}]
    gone = await move(api, taken_back, "confirm")
    assert (gone["state"], gone["changes"]) == ("confirmed", taken_back["changes"])
    assert (await read(api, KEY))["pending"] == []
    version = (await api.get(f"/v1/policies/{KEY}/versions", expect=200)).json()["items"][0]
    assert version["withdrawal"]["author_name"] == "director"
    assert version["withdrawal"]["confirmed_by_name"] == "administrator"


async def test_what_would_take_effect_under_the_list_takes_two_already(api: Api, clock: SettableClock) -> None:
    """A list for next week is not forestalled by a decision for the week after, nor taken back alone."""
    other, soon = "rep_rest_minutes_per_hour", clock.now() + timedelta(days=7)
    listed = await move(api, await propose(api, LIST, value=[KEY, other], effective_from=instant(soon)), "confirm")
    assert (await decide(api, other, 6))["state"] == "in_force", "until then one person decides"
    assert (await decide(api, other, 7, at=soon + timedelta(days=1), expect=409))["code"] == "second_person"
    assert (await withdraw(api, LIST, listed["number"], expect=409))["code"] == "second_person"
    await move(api, await propose(api, LIST, withdraws=listed["number"]), "confirm")
    await decide(api, other, 5)


async def test_what_is_confirmed_is_what_was_proposed(api: Api, clock: SettableClock) -> None:
    """Of a setting that one person may decide on meanwhile, too; and a day that has passed is at once."""
    key = "grade_review_days"
    made = await propose(api, key, value=45)
    clock.advance(timedelta(minutes=1))
    await decide(api, key, 60)
    assert (await move(api, made, "confirm", expect=409))["code"] == "setting_changed"
    seen = (await api.get(f"/v1/policy-proposals/{made['id']}", who="administrator", expect=200)).json()
    assert seen["allowed_moves"] == ["deny"]
    await move(api, made, "withdraw", who="director")
    made = await propose(api, key, value=45, effective_from=instant(clock.now() + timedelta(hours=1)))
    clock.advance(timedelta(days=1))
    await move(api, made, "confirm")
    assert (await read(api, key))["in_force"]["effective_from"] == instant(clock.now())
    await decide(api, key, 90)


async def test_a_proposal_is_refused_for_what_a_decision_is(api: Api, clock: SettableClock) -> None:
    assert (await propose(api, KEY, value=0, expect=422))["errors"][0]["pointer"] == "/value"
    assert (await propose(api, KEY, expect=422))["errors"] != []
    assert (await propose(api, KEY, value=60, withdraws=1, expect=422))["errors"] != []
    await propose(api, KEY, withdraws=99, expect=404)
    past = instant(clock.now() - timedelta(days=1))
    assert (await propose(api, KEY, value=60, effective_from=past, expect=422))["errors"][0]["code"] == "in_past"
    unknown = (await propose(api, LIST, value=[KEY, "no_such_setting"], expect=422))["errors"]
    assert [fault["pointer"] for fault in unknown] == ["/value/1"]
    body = {"value": 60, "reason": "Stale"}
    stale = await revision(api, KEY) + 1
    await api.post(f"/v1/policies/{KEY}/proposals", who="director", json=body, version=stale, expect=412)
    await propose(api, KEY, value=60)
    assert (await propose(api, KEY, value=50, who="administrator", expect=409))["code"] == "proposal_open"


async def test_where_only_one_person_decides_nothing_can_take_two(api: Api, db: Database) -> None:
    async def administrators(active: bool) -> None:
        async with db.write() as session:
            await session.execute(update(User).where(User.name == "administrator").values(active=active))

    await decide_by_two(api, LIST, [])
    await administrators(False)
    try:
        refused = await decide(api, LIST, [KEY], expect=422)
        assert refused["errors"][0]["code"] == "nobody_else"
    finally:
        await administrators(True)
    await decide(api, LIST, [KEY])
