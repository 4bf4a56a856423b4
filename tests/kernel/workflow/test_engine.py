"""The engine on a workflow of its own: what is checked in which order, what a move leaves behind, many at once."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from meridian.alerts.models import Alert
from meridian.alerts.rules import AlertSeverity, AlertState
from meridian.calendars.queries import time_in_state
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.rules import Data, EventType
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Forbidden, Invalid, VersionMismatch
from meridian.kernel.workflow.models import Transition
from meridian.kernel.workflow.rules import Move, MoveContext, Refusal, Workflow
from meridian.kernel.workflow.service import Engine
from tests.support.statements import recording
from tests.support.world import World

S = AlertState


class Moved(Data):
    move: str
    to_state: str
    colour: str = ""


class Body(BaseModel):
    reason: str | None = None
    note: str | None = None


MOVED = EventType("test.moved", "It moved.", Moved)


class Facts(BaseModel):
    """What the guards look at."""

    known: bool = True
    blocked: bool = False
    foreign: bool = False


def not_blocked(facts: Facts) -> Refusal | None:
    return Refusal("blocked", msg("it is blocked")) if facts.blocked else None


def own(facts: Facts) -> Refusal | None:
    return Refusal("foreign", msg("it is not yours"), forbids=True) if facts.foreign else None


def is_known(facts: Facts) -> bool:
    return facts.known


def noted(at: MoveContext[Alert]) -> Iterator[Refusal]:
    if at.record.facts.get("note") is None:
        yield Refusal("no_note", msg("a note is missing"), "/note")


def closed(at: MoveContext[Alert]) -> Mapping[str, Any]:
    return {"resolved_at": at.now}


TABLE = Workflow(
    "test",
    S,
    S.OPEN,
    frozenset({S.RESOLVED}),
    (
        Move(
            "see",
            frozenset({S.OPEN}),
            S.ACKNOWLEDGED,
            "see",
            needs=("reason",),
            guards=(not_blocked, own),
            requires=(noted,),
            brings="write_note",
            effects=("colour",),
            events=(MOVED,),
        ),
        Move("touch", frozenset({S.OPEN, S.ACKNOWLEDGED}), None, "see", when=is_known, events=(MOVED,)),
        Move("close", frozenset({S.OPEN, S.ACKNOWLEDGED}), S.RESOLVED, sets=closed, events=(MOVED,)),
        Move("close_late", frozenset({S.ACKNOWLEDGED}), S.RESOLVED, sets=closed, events=(MOVED,)),
    ),
)


async def write_note(_session: WriteSession, at: MoveContext[Alert]) -> None:
    at.record.facts = {**at.record.facts, "note": at.body.note}


async def colour(_session: WriteSession, at: MoveContext[Alert]) -> None:
    at.said["colour"] = f"{at.record.state} now"


async def facts_of(_session: WriteSession, at: MoveContext[Alert]) -> Any:
    return Facts.model_validate(at.record.facts.get("looks", {}))


MOVES = Engine(TABLE, Alert, time=time_in_state, facts=facts_of, effects=(write_note, colour))


async def alert_in(session: WriteSession, world: World, **looks: bool) -> Alert:
    alert = Alert(
        reason="intent_without_follow_up",
        severity="notice",
        owner_id=world.people["rep"],
        cause_id=uuid.uuid4(),
        subject_type="customer",
        subject_id=uuid.uuid4(),
        since=session.now,
        state_since=session.now,
        facts={"looks": looks},
    )
    session.add(alert)
    await session.flush()
    return alert


def may(code: str) -> bool:
    return code == "see"


def test_a_table_and_its_engine_know_the_same_effects() -> None:
    with pytest.raises(ValueError, match="colour"):
        Engine(TABLE, Alert, time=time_in_state, effects=(write_note,))
    with pytest.raises(ValueError, match="facts_of"):
        Engine(TABLE, Alert, time=time_in_state, effects=(write_note, colour, facts_of))


async def test_checks_come_in_their_order(db: Database, world: World) -> None:
    async with db.write() as session:
        alert = await alert_in(session, world, blocked=True)
        asked: dict[str, Any] = {"actor": object(), "may": may}

        async def see(**values: Any) -> None:
            await MOVES.make(session, alert, "see", **asked | values)

        with pytest.raises(Forbidden) as forbidden:
            await see(version=7, may=lambda _: False)
        assert forbidden.value.extra["permission"] == "see"
        with pytest.raises(VersionMismatch):
            await see(version=7)
        with pytest.raises(Conflict) as strange:
            await MOVES.make(session, alert, "close_late", version=1, may=lambda _: False, actor=object())
        assert (strange.value.kind, strange.value.extra["allowed_moves"]) == ("wrong_state", [])
        with pytest.raises(Invalid) as missing:
            await see(body=Body())
        assert [fault.pointer for fault in missing.value.errors] == ["/reason"]
        with pytest.raises(Conflict) as refused:
            await see(body=Body(reason="why"))
        assert [fault.code for fault in refused.value.errors] == ["blocked", "no_note"]
        assert refused.value.extra["allowed_moves"] == ["touch"]
        alert.facts = {"looks": {"foreign": True}}
        with pytest.raises(Forbidden) as foreign:
            await see()
        assert foreign.value.kind == "foreign"
        assert (alert.state, alert.version) == (S.OPEN, 1)


async def test_moves_of_nobody_are_not_there_for_people(db: Database, world: World) -> None:
    async with db.write() as session:
        alert = await alert_in(session, world)
        with pytest.raises(Conflict) as hidden:
            await MOVES.make(session, alert, "close", actor=object(), may=lambda _: True)
        assert (hidden.value.kind, hidden.value.extra["allowed_moves"]) == ("wrong_state", ["see", "touch"])
        await MOVES.make(session, alert, "close")
        assert (alert.state, alert.resolved_at) == (S.RESOLVED, session.now)


async def test_a_move_that_a_record_does_not_know_is_not_there(db: Database, world: World) -> None:
    async with db.write() as session:
        alert = await alert_in(session, world, known=False)
        with pytest.raises(Conflict) as unknown:
            await MOVES.make(session, alert, "touch", actor=object(), may=may)
        assert (unknown.value.kind, unknown.value.extra["allowed_moves"]) == ("wrong_state", ["see"])


async def test_time_in_a_state_is_told_once_by_the_move_that_ends_it(
    db: Database, world: World, clock: SettableClock
) -> None:
    async with db.write() as session:
        alert = await alert_in(session, world)
    for name in ("touch", "see", "touch", "close"):
        clock.advance(timedelta(minutes=10))
        async with db.write() as session:
            found = await session.get_one(Alert, alert.id, with_for_update=True)
            body = Body(reason="why", note="seen") if name == "see" else None
            await MOVES.make(session, found, name, actor=None, body=body)
            assert (found.state_since == session.now) is (name != "touch")
    async with db.read() as session:
        moves = (await session.scalars(select(Transition).where(Transition.subject_id == alert.id))).all()
        told = (await session.scalars(select(Event).where(Event.subject_id == alert.id).order_by(Event.seq))).all()
        kept = await session.get_one(Alert, alert.id)
    assert [(m.move, m.from_state, m.to_state, m.elapsed_seconds, m.working_seconds, m.reason) for m in moves] == [
        ("touch", "open", "open", None, None, None),
        ("see", "open", "acknowledged", 1200, 1200, "why"),
        ("touch", "acknowledged", "acknowledged", None, None, None),
        ("close", "acknowledged", "resolved", 1200, 1200, None),
    ]
    assert [(e.data["move"], e.data["to_state"], e.data["colour"]) for e in told] == [
        ("touch", "open", ""),
        ("see", "acknowledged", "acknowledged now"),
        ("touch", "acknowledged", ""),
        ("close", "resolved", ""),
    ]
    assert told[-1].subject_version == kept.version
    assert kept.facts["note"] == "seen"


async def test_many_move_at_once_each_from_its_own_state(db: Database, world: World) -> None:
    async with db.write() as session:
        made = [await alert_in(session, world) for _ in range(6)]
        for alert in made[:3]:
            alert.state = S.ACKNOWLEDGED
        await session.flush()
        with recording() as sent:
            await MOVES.make_all(session, made, {S.OPEN: "close", S.ACKNOWLEDGED: "close_late"}, reason="over")
        assert len([statement for statement in sent if "UPDATE alert" in statement.sql]) == 1
        assert len(sent) < 5
    ids = [alert.id for alert in made]
    async with db.read() as session:
        moves = await session.execute(
            select(Transition.move, Transition.reason, Transition.elapsed_seconds).where(Transition.subject_id.in_(ids))
        )
        assert sorted(map(tuple, moves)) == [("close", "over", 0)] * 3 + [("close_late", "over", 0)] * 3
        versions = await session.scalars(select(Event.subject_version).where(Event.subject_id.in_(ids)))
        assert sorted(filter(None, versions)) == [2, 2, 2, 3, 3, 3]
        kept = (await session.scalars(select(Alert).where(Alert.id.in_(ids)))).all()
        assert sorted(alert.version for alert in kept) == [2, 2, 2, 3, 3, 3]
        assert {(alert.state, alert.resolved_at is None) for alert in kept} == {(S.RESOLVED, False)}


async def test_one_that_moves_alone_is_known_as_it_is_kept_and_can_be_changed_on(db: Database, world: World) -> None:
    async with db.write() as session:
        alert = await alert_in(session, world)
        with recording() as sent:
            await MOVES.make(session, alert, "close")
        assert len(sent) == 1  # its row with what is kept and told of the move
        here = alert.state, alert.version, alert.updated_at
        there = await session.execute(select(Alert.state, Alert.version, Alert.updated_at).where(Alert.id == alert.id))
        assert tuple(there.one()) == here
        alert.severity = AlertSeverity.WARNING
    async with db.read() as session:
        kept = await session.get_one(Alert, alert.id)
        assert (kept.severity, kept.version) == (AlertSeverity.WARNING, here[1] + 1)


async def test_none_of_many_moves_when_one_cannot(db: Database, world: World) -> None:
    async with db.write() as session:
        open_one, other = await alert_in(session, world), await alert_in(session, world)
        other.state = S.ACKNOWLEDGED
        await session.flush()
        with pytest.raises(Conflict):
            await MOVES.make_all(session, [other, open_one], "close_late")
        assert (open_one.state, other.state) == (S.OPEN, S.ACKNOWLEDGED)
        await MOVES.make_all(session, [], "close_late")
