"""The engine that makes the moves of a workflow's table: for people who ask, for the clock, and for other moves.

    MOVES = Engine(HANDOFF, Handoff, time=time_in_state, rights=queries.rights, effects=(assign_colleague, …))
    await MOVES.make(session, handoff, "answer", actor=actor, body=body, version=version)

One call checks permission, version, source, needs, guards and requirements; brings the record into its new state; does
what the move causes; keeps who moved it, when, from where, why, and how long the state left had lasted, in working time
too; and publishes its events. All of it in the caller's transaction, on records that the caller has locked.
"""

import contextlib
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import orjson
from pydantic import BaseModel
from sqlalchemy import ClauseElement
from sqlalchemy.orm.attributes import set_committed_value

from meridian.kernel.db.compiled import carry_out
from meridian.kernel.db.models import Base
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import event_row
from meridian.kernel.problems import UNSAID, check_version, require_version
from meridian.kernel.workflow.models import Transition
from meridian.kernel.workflow.rules import Move, MoveContext, Workflow

# Rows of several tables, and changes beside them, written by one statement in one round trip (performance.md).
#
#     batch = Batch()
#     batch.insert(ContactRecord, id=record_id, …)
#     batch.insert(Event, **event_row(RECORD_LOGGED, record))
#     batch.change("customer", "UPDATE customer SET … WHERE id = :customer_id RETURNING version", customer_id=…)
#     changed = await batch.write(session)
#     changed["customer"][0]["version"]
#
# Each table's rows travel as one JSON document, so the statement's text depends only on which tables and columns take
# part, and its compilation is cached. Triggers and foreign keys hold as ever; foreign keys are checked when the whole
# statement is done, so rows may refer to each other in any order. No part sees what another part writes, and a row may
# be changed by one part only.


Rows = Mapping[str, list[dict[str, Any]]]


class Batch:
    """Collects what is to be written; `write` writes it once."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._changes: dict[str, str] = {}
        self._if_absent: set[str] = set()
        self._values: dict[str, Any] = {}

    def insert(self, model: type[Base], **values: Any) -> None:
        """One row. Rows of one table name the same columns; the others get their defaults in the database."""
        rows = self._rows.setdefault(model.__tablename__, [])
        if rows and rows[0].keys() != values.keys():
            raise ValueError(f"rows of {model.__tablename__} must name the same columns")
        rows.append(values)

    def if_absent(self, model: type[Base]) -> None:
        """Leaves out rows of this table that are there already; `new_<table>` of the answer names the others."""
        self._if_absent.add(model.__tablename__)

    def change(self, name: str, sql: str, **values: Any) -> None:
        """An UPDATE, DELETE or INSERT in SQL, ending in RETURNING; `values` are its binds, unique in the batch."""
        self._changes[name] = sql
        self._values |= values

    def __bool__(self) -> bool:
        return bool(self._rows or self._changes)

    async def write(self, session: WriteSession) -> Rows:
        """Writes everything; gives the rows each change returned, by its name. An empty batch costs nothing."""
        if not self:
            return {}
        await session.flush()
        inserts = tuple(_Insert(table, tuple(rows[0]), table in self._if_absent) for table, rows in self._rows.items())
        sql = _statement(inserts, tuple(self._changes.items()))
        documents = {f"rows_of_{table}": orjson.dumps(rows, default=str).decode() for table, rows in self._rows.items()}
        found: Rows = orjson.loads((await carry_out(session, sql, **self._values, **documents))[0][0])
        return found


class _Insert(NamedTuple):
    table: str
    columns: tuple[str, ...]
    if_absent: bool

    @property
    def sql(self) -> str:
        names = ", ".join(f'"{column}"' for column in self.columns)  # some are words of SQL
        return (
            f"INSERT INTO {self.table} ({names}) SELECT {names}"  # noqa: S608 — names of our own tables and columns
            f" FROM jsonb_populate_recordset(NULL::{self.table}, CAST(:rows_of_{self.table} AS jsonb))"
            + (" ON CONFLICT DO NOTHING RETURNING id" if self.if_absent else "")
        )


@lru_cache(maxsize=1000)
def _statement(inserts: tuple[_Insert, ...], changes: tuple[tuple[str, str], ...]) -> str:
    """Table and column names come from the models, never from a request."""
    parts = [f"new_{each.table} AS ({each.sql})" for each in inserts] + [f"{name} AS ({sql})" for name, sql in changes]
    telling = [f"new_{each.table}" for each in inserts if each.if_absent] + [name for name, _ in changes]
    returned = ", ".join(f"'{name}', {_collected(name)}" for name in telling)
    return f"WITH {', '.join(parts)} SELECT jsonb_build_object({returned})::text"


def _collected(name: str) -> str:
    return f"(SELECT coalesce(jsonb_agg({name}), '[]'::jsonb) FROM {name})"  # noqa: S608 — a name of our own code


R = TypeVar("R", bound=Base)
Given = Mapping[str, Any]
May = Callable[[str], bool]
Effect = Callable[[WriteSession, MoveContext[Any]], Awaitable[None]]


class Counter(Protocol):
    """Counts working time up to now; `department_id` None is the company's."""

    def seconds(self, department_id: uuid.UUID | None, since: datetime) -> int: ...


async def _no_facts(_session: WriteSession, _at: MoveContext[Any]) -> None:
    return None


async def _as_sent(_session: WriteSession, at: MoveContext[Any]) -> Given:
    return at.given


async def own_departments(_session: WriteSession, contexts: Sequence[MoveContext[Any]]) -> Sequence[uuid.UUID | None]:
    """The record's department, else its parent's, else none: the company's time counts."""
    return [_attribute("department_id", at) for at in contexts]


@dataclass(frozen=True)
class Engine(Generic[R]):
    """Makes the moves of `workflow` on records of `model`.

    time: counts working time. departments: in whose working time the state left is counted. rights: which permissions
    the actor holds for the record; None where a permission is enough. facts: what guards look at. given: the request's
    fields with those that the record holds already. effects: the functions that the table names. at_once: they look at
    nothing that they changed themselves, so that all of it is written once, after the last. beside: what is written
    with the move besides. state, since, customer: the attributes that hold them; a state without a column of its own
    follows from what the move sets.
    """

    workflow: Workflow[Any]
    model: type[R]
    time: Callable[[WriteSession], Awaitable[Counter]]
    departments: Callable[[WriteSession, Sequence[MoveContext[Any]]], Awaitable[Sequence[uuid.UUID | None]]] = (
        own_departments
    )
    rights: Callable[[WriteSession, Any, Any], Awaitable[Mapping[Any, bool]]] | None = None
    facts: Callable[[WriteSession, MoveContext[Any]], Awaitable[Any]] = _no_facts
    given: Callable[[WriteSession, MoveContext[Any]], Awaitable[Given]] = _as_sent
    effects: tuple[Effect, ...] = ()
    at_once: bool = False
    beside: Callable[[WriteSession, Batch], Awaitable[None]] | None = None
    state: str = "state"
    since: str = "state_since"
    customer: str = "customer_id"
    _effects: Mapping[str, Effect] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """ValueError unless the effects are just those that the table names."""
        known = {effect.__name__: effect for effect in self.effects}
        named = {name for move in self.workflow.moves for name in (*move.effects, move.brings) if name is not None}
        if known.keys() != named:
            raise ValueError(f"{self.workflow.name}: only one side knows the effects {sorted(known.keys() ^ named)}")
        object.__setattr__(self, "_effects", known)

    async def make(
        self,
        session: WriteSession,
        record: R,
        name: str,
        *,
        actor: Any = None,
        may: May | None = None,
        body: BaseModel | None = None,
        given: Given | None = None,
        version: int | None = None,
        parent: Any = None,
        reason: str | None = None,
        said: Mapping[str, Any] | None = None,
    ) -> None:
        """Makes a move of a locked record.

        actor: who asks; without one it is the clock's or another move's, which may make every move. may: what the actor
        may do with the record, where that is known already. body, given: what was sent. version: the one the actor
        read. parent: the record it belongs to. reason: where it is not the body's. said: what its events say besides.

        403 without its permission for the record, then 412, 409 from a state that does not know the move, 428 without
        a version, 422 naming what it needs, 409 naming each condition that is not met; and whatever its effects refuse.
        """
        at = await self.check(
            session,
            record,
            name,
            actor=actor,
            may=may,
            body=body,
            given=given,
            version=version,
            parent=parent,
            reason=reason,
        )
        at.said |= said or {}
        await self._make(session, [at])

    async def check(
        self,
        session: WriteSession,
        record: R,
        name: str,
        *,
        actor: Any = None,
        may: May | None = None,
        body: BaseModel | None = None,
        given: Given | None = None,
        version: int | None = None,
        parent: Any = None,
        reason: str | None = None,
    ) -> MoveContext[R]:
        """What `make` checks, for a move that is then made otherwise; refusals as there."""
        row: Any = record
        if actor is not None and may is None:
            may = await self._may(session, actor, record)
        if may is not None:
            self.workflow.require_permission(name, may)
        if version is not None and version != UNSAID:
            check_version(row.version, version)
        at = self._context(session, record, name, given, reason)
        at.actor, at.parent, at.body = actor, parent, body
        if body is not None:
            at.given = body.model_dump() | dict(at.given)
        if reason is None:
            at.reason = at.given.get("reason")
        if self.workflow.looks:
            at.facts = await self.facts(session, at)
        at.move = self.workflow.find(name, at.source, may=may, facts=at.facts)
        require_version(version)
        allowed = [] if may is None else self.workflow.allowed(at.source, may, at.facts)
        at.given = await self.given(session, at)
        self.workflow.require_needs(at, allowed)
        if at.reason:
            await session.set_reason(at.reason)
        if at.move.brings is not None:
            await self._effects[at.move.brings](session, at)
        if at.move.requires or (at.move.brings is not None and self.workflow.looks):
            at.facts = await self.facts(session, at)
        self.workflow.require_conditions(at, allowed)
        return at

    async def make_all(
        self,
        session: WriteSession,
        records: Iterable[R],
        name: str | Mapping[Any, str],
        *,
        given: Given | Callable[[R], Given] | None = None,
        parent: Any = None,
        reason: str | None = None,
    ) -> None:
        """Makes a move, or the one named for the state each is in, of locked records that the clock or another move
        has chosen; a few statements where all change alike. The rows in hand are stale afterwards.

        409 when one stands in a state that does not know the move. Guards and `when` are for the choice: it looks for
        them in SQL.
        """
        contexts = []
        for record in records:
            wanted = name if isinstance(name, str) else name[self._state_of(record)]
            at = self._context(session, record, wanted, given(record) if callable(given) else given, reason)
            at.parent = parent
            at.move = self.workflow.find(wanted, at.source, may=None)
            contexts.append(at)
        if contexts and reason:
            await session.set_reason(reason)
        await self._make(session, contexts)

    def transition(self, at: MoveContext[Any], working_seconds: int) -> dict[str, Any]:
        """A move made as a row of its table, for statements that write it with other rows.

        A move that leaves the record in its state says nothing of time: the move that ends the state tells all of it.
        """
        record, stays = at.record, at.stays
        return {
            "workflow": self.workflow.name,
            "subject_type": self.model.__tablename__,
            "subject_id": record.id,
            "customer_id": _attribute(self.customer, at),
            "move": at.move.name,
            "from_state": at.source,
            "to_state": at.target,
            "actor_id": at.actor_id,
            "at": at.now,
            "reason": at.reason,
            "elapsed_seconds": None if stays else int((at.now - at.since).total_seconds()),
            "working_seconds": None if stays else working_seconds,
        }

    async def _may(self, session: WriteSession, actor: Any, record: R) -> May:
        if self.rights is None:
            may: May = actor.may
            return may
        held = await self.rights(session, actor, record)
        return lambda code: held.get(code, False)

    def _state_of(self, record: R) -> Any:
        return self.workflow.states(getattr(record, self.state))

    def _context(
        self, session: WriteSession, record: R, name: str, given: Given | None, reason: str | None
    ) -> MoveContext[R]:
        return MoveContext(
            move=Move(name, frozenset(), None),  # until the table has been asked
            record=record,
            source=self._state_of(record),
            since=getattr(record, self.since),
            now=session.now,
            actor_id=session.actor_id,
            given=given or {},
            reason=reason,
        )

    async def _make(self, session: WriteSession, contexts: Sequence[MoveContext[R]]) -> None:
        """Makes moves that have been checked."""
        if not contexts:
            return
        counter = await self.time(session)
        departments = await self.departments(session, contexts)
        spent = [counter.seconds(whose, at.since) for whose, at in zip(departments, contexts, strict=True)]
        batch = Batch()
        effects = any(at.move.effects for at in contexts)
        alone = None if effects else self._change_alone(session, batch, contexts)
        changed = self._change(batch, contexts) if alone is None else []
        if effects:
            await batch.write(session)
            batch = Batch()
            with session.no_autoflush if self.at_once else contextlib.nullcontext():
                for at in contexts:
                    for name in at.move.effects:
                        await self._effects[name](session, at)
        await session.flush()
        for at, seconds in zip(contexts, spent, strict=True):
            batch.insert(Transition, **self.transition(at, seconds))
            for row in self._events(at):
                batch.insert(Event, **row)
            for model, values in at.rows:
                batch.insert(model, **values)
        if self.beside is not None:
            await self.beside(session, batch)
        written = await batch.write(session)
        if alone is not None:
            set_committed_value(alone, "updated_at", datetime.fromisoformat(written["changed"][0]["updated_at"]))
        for record in changed:
            session.expunge(record)

    def _change_alone(self, session: WriteSession, batch: Batch, contexts: Sequence[MoveContext[R]]) -> R | None:
        """Changes one record in the statement that keeps its move, and returns it; None where that cannot be.

        What else of it waits to be written is written with its state, and what the database works out of a row besides
        its version and time is read back.
        """
        (at, *others), columns = contexts, self._columns(contexts[0])
        plain = not any(isinstance(value, dict | list | ClauseElement) for value in columns.values())
        worked_out = {column.name for column in self.model.__table__.c if column.server_onupdate is not None}
        if others or not columns or not plain or worked_out != {"version", "updated_at"} or at.record in session.dirty:
            return None
        self._change_alike(batch, "changed", contexts, columns)
        return at.record

    def _change(self, batch: Batch, contexts: Sequence[MoveContext[R]]) -> list[R]:
        """Brings the records into their new states, those that change alike in one statement. Returns these."""
        alike: dict[tuple[Any, ...], list[MoveContext[R]]] = defaultdict(list)
        for number, at in enumerate(contexts):
            columns = self._columns(at)
            plain = not any(isinstance(value, dict | list) for value in columns.values())
            alike[tuple(columns.items()) if plain else (number, at.record)].append(at)
        changed = []
        for number, several in enumerate(alike.values()):
            columns = self._columns(several[0])
            if len(several) == 1:
                for name, value in columns.items():
                    setattr(several[0].record, name, value)
            elif columns:
                self._change_alike(batch, f"changed_{number}", several, columns)
                changed += [at.record for at in several]
        return changed

    def _change_alike(
        self, batch: Batch, part: str, several: Sequence[MoveContext[R]], columns: Mapping[str, Any]
    ) -> None:
        assignments = ", ".join(f"{name} = :{part}_{name}" for name in columns)
        # Table and column names come from the models, never from a request.
        sql = (
            f"UPDATE {self.model.__tablename__} SET {assignments}"  # noqa: S608
            f" WHERE id = ANY(CAST(:{part}_ids AS uuid[])) RETURNING id, updated_at"
        )
        values = {f"{part}_{name}": value for name, value in columns.items()}
        records: list[Any] = [at.record for at in several]
        batch.change(part, sql, **values, **{f"{part}_ids": [record.id for record in records]})
        for record in records:
            for name, value in columns.items():
                set_committed_value(record, name, value)
            set_committed_value(record, "version", record.version + 1)  # as the trigger counts

    def _columns(self, at: MoveContext[R]) -> dict[str, Any]:
        """What the move changes in the record's own row."""
        entered = {} if at.stays else {self.state: at.target, self.since: at.now}
        own = {name: value for name, value in entered.items() if name in self.model.__table__.c}
        return own | dict(at.move.sets(at) if at.move.sets is not None else {})

    def _events(self, at: MoveContext[R]) -> Iterable[dict[str, Any]]:
        parents = () if at.parent is None else (at.parent,)
        said = {"move": at.move.name, "from_state": at.source, "to_state": at.target, **at.said}
        for kind in at.move.events:
            data = {name: value for name, value in said.items() if name in kind.data.model_fields}
            yield event_row(kind, at.record, *parents, **data)


def _attribute(name: str, at: MoveContext[Any]) -> Any:
    """The attribute of the record, else of its parent, else None."""
    return getattr(at.record, name, getattr(at.parent, name, None))
