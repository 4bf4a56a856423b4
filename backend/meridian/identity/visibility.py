"""Who sees a record. A kind of record declares its rule once; the rest is made from it.

    CUSTOMER_VISIBILITY = Visibility(
        Customer.id,
        Permission.CUSTOMER_READ,
        any_of(company(), own(Customer.owner_id), team(Customer.team_id), department(Customer.department_id)),
    )

`visible_to` is the condition in SQL, `is_visible` the same in memory over what `facts` reads, and `key` names all that
the condition depends on beside the actor's ids, so that a statement built for `with_slots(actor)` is compiled once for
all who see equally far. No other module compares scopes: a test holds that, another that the three agree.
"""

import uuid
from collections import namedtuple
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, cast

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from meridian.identity.actor import FREE, HELD, NEAR, WIDER, Actor, Asked, Gate, Gates, ids_within, is_open
from meridian.identity.models import User
from meridian.identity.permissions import Permission, Scope
from meridian.kernel.db.session import Session

Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]


class Rule(Protocol):
    """A way to see records, or several of them joined."""

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        """The rule in SQL; True or False where the record does not matter."""

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        """The rule in memory, for what stands in the record's attributes, whose names begin with the prefix."""

    def key(self, asked: Asked) -> Hashable:
        """What the condition depends on, beside the actor's ids."""

    def facts(self) -> Iterator[tuple[str, Column]]:
        """What `holds` looks at, by name."""


class Whose(StrEnum):
    """The ids of an actor by which a record names them."""

    USER = "user"
    TEAMS = "teams"
    DEPARTMENT = "department"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Named:
    """The record names the actor, one of their teams or their department, in a column of an id or of several."""

    column: Column
    whose: Whose
    gates: Gates
    name: str

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        if not self.key(asked):
            return False
        actor = asked.actor
        match self.whose:
            case Whose.USER:
                return self.column == actor.user_id
            case Whose.TEAMS:
                return self.column == any_(_ids(actor.team_ids))
            case Whose.DEPARTMENT:
                return self.column == actor.department_id
            case Whose.ALL:
                overlap = cast(Any, self.column).overlap(_ids(ids_within(actor, asked.scope)))
                return cast(ColumnElement[bool], overlap)

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        named, actor, whose = getattr(record, prefix + self.name), asked.actor, self.whose
        if whose is Whose.USER:
            found = named == actor.user_id
        elif whose is Whose.TEAMS:
            found = named in actor.team_ids
        elif whose is Whose.DEPARTMENT:
            found = named is not None and named == actor.department_id
        else:
            found = not frozenset(ids_within(actor, asked.scope)).isdisjoint(named or ())
        return found and is_open(self.gates, asked)

    def key(self, asked: Asked) -> Hashable:
        if not is_open(self.gates, asked):
            return False
        match self.whose:
            case Whose.TEAMS:
                return bool(asked.actor.team_ids)
            case Whose.DEPARTMENT:
                return asked.actor.department_id is not None
            case Whose.ALL:
                return asked.scope
        return True

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield self.name, self.column


@dataclass(frozen=True, slots=True)
class Linked:
    """A row of another table names both the record and the actor. Its ids are gathered once, into an array.

    So the planner can join index scans of this way and of others with OR.
    """

    column: Column
    record_id: InstrumentedAttribute[Any]
    user_id: InstrumentedAttribute[Any]
    only_rows: tuple[ColumnElement[bool], ...]
    gates: Gates
    name: str

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        if not is_open(self.gates, asked):
            return False
        linked = select(self.record_id).where(self.user_id == asked.actor.user_id, *self.only_rows)
        return self.column == any_(array_of(linked))

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        return asked.actor.user_id in getattr(record, prefix + self.name) and is_open(self.gates, asked)

    def key(self, asked: Asked) -> Hashable:
        return is_open(self.gates, asked)

    def facts(self) -> Iterator[tuple[str, Column]]:
        people = select(self.user_id).where(self.record_id == self.column, *self.only_rows)
        yield self.name, array_of(people.correlate_except(self.record_id.class_))


@dataclass(frozen=True, slots=True)
class Through:
    """Whoever sees another record sees this one. column: names that record, where it is not joined already.

    permissions: for which the other record must be visible; by default the one asked about.
    """

    other: "Visibility"
    column: Column | None
    permissions: tuple[Permission, ...]
    gates: Gates
    name: str

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        if not is_open(self.gates, asked):
            return False
        seen = self.other.condition(asked.actor, *self._wanted(asked))
        if self.column is None or seen is False:
            return seen
        if seen is True:
            return self.column.is_not(None)
        return self.column.in_(self.other.visible_ids(asked.actor, *self._wanted(asked)))

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        if not is_open(self.gates, asked) or getattr(record, f"{prefix}{self.name}_id") is None:
            return False
        each = (Asked.of(asked.actor, permission) for permission in self._wanted(asked))
        return all(self.other.rule.holds(one, record, f"{prefix}{self.name}_") for one in each)

    def key(self, asked: Asked) -> Hashable:
        return is_open(self.gates, asked) and self.other.key(asked.actor, *self._wanted(asked))

    def _wanted(self, asked: Asked) -> tuple[Permission, ...]:
        return self.permissions or (asked.permission,)

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield f"{self.name}_id", self.other.id if self.column is None else self.column
        for name, column in self.other.rule.facts():
            yield f"{self.name}_{name}", column


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of the record is one of those that the actor may see."""

    column: Column
    values: Callable[[Actor], Collection[Any]]
    name: str

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        values = self.values(asked.actor)
        # written into the statement: a hundred kinds that are sent with each request cost more than reading a page
        said: BindParameter[Any] = bindparam(None, list(values), expanding=True, literal_execute=True)
        return self.column.in_(said) if values else False

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        return getattr(record, prefix + self.name) in self.values(asked.actor)

    def key(self, asked: Asked) -> Hashable:
        return tuple(self.values(asked.actor))

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield self.name, self.column


@dataclass(frozen=True, slots=True)
class Such:
    """Something is so of the record, whoever looks."""

    such: ColumnElement[bool]
    gates: Gates
    name: str

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        return is_open(self.gates, asked) and self.such

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        return bool(getattr(record, prefix + self.name)) and is_open(self.gates, asked)

    def key(self, asked: Asked) -> Hashable:
        return is_open(self.gates, asked)

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield self.name, self.such


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""

    gates: Gates

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        return is_open(self.gates, asked)

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        return is_open(self.gates, asked)

    def key(self, asked: Asked) -> Hashable:
        return is_open(self.gates, asked)

    def facts(self) -> Iterator[tuple[str, Column]]:
        return iter(())


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the rules."""

    rules: tuple[Rule, ...]

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        open_to: list[ColumnElement[bool]] = []
        for rule in self.rules:
            found = rule.condition(asked)
            if found is True:
                return True
            if found is not False:
                open_to.append(found)
        return or_(*open_to) if open_to else False

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        return any(rule.holds(asked, record, prefix) for rule in self.rules)

    def key(self, asked: Asked) -> Hashable:
        return tuple([rule.key(asked) for rule in self.rules])

    def facts(self) -> Iterator[tuple[str, Column]]:
        for rule in self.rules:
            yield from rule.facts()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the rules."""

    rules: tuple[Rule, ...]

    def condition(self, asked: Asked) -> ColumnElement[bool] | bool:
        needed: list[ColumnElement[bool]] = []
        for rule in self.rules:
            found = rule.condition(asked)
            if found is False:
                return False
            if found is not True:
                needed.append(found)
        return and_(*needed) if needed else True

    def holds(self, asked: Asked, record: Any, prefix: str) -> bool:
        return all(rule.holds(asked, record, prefix) for rule in self.rules)

    def key(self, asked: Asked) -> Hashable:
        return tuple([rule.key(asked) for rule in self.rules])

    def facts(self) -> Iterator[tuple[str, Column]]:
        for rule in self.rules:
            yield from rule.facts()


MAX_KEPT = 300
"""Conditions that a kind of record keeps, one for each actor and what is asked of it."""


class Visibility:
    """Who sees the records of one kind, by one rule."""

    def __init__(self, id: Column, permission: Permission, rule: Rule, source: FromClause | None = None) -> None:
        """permission: asked about by default, to read. source: the record's table with others that the rule needs."""
        self.id = id
        self.permission = permission
        self.rule = rule
        self._columns = dict(rule.facts())
        self._source = source
        self._facts = cast(Callable[..., Any], namedtuple("Facts", self._columns))
        self._conditions: dict[Hashable, ColumnElement[bool] | bool] = {}  # to build one takes as long as to ask it

    def visible_to(self, actor: Actor, *permissions: Permission) -> ColumnElement[bool]:
        """Condition: within the actor's scope for the permissions, by default to read."""
        found = self.condition(actor, *permissions)
        if isinstance(found, bool):
            return true() if found else false()
        return found

    def condition(self, actor: Actor, *permissions: Permission) -> ColumnElement[bool] | bool:
        """The same, but True or False where the record does not matter."""
        key = permissions, actor.reach, actor.user_id, actor.team_ids, actor.department_id
        if key not in self._conditions:
            if len(self._conditions) >= MAX_KEPT:
                self._conditions.clear()
            self._conditions[key] = self._condition(actor, permissions)
        return self._conditions[key]

    def _condition(self, actor: Actor, permissions: tuple[Permission, ...]) -> ColumnElement[bool] | bool:
        """Scopes that are equal are asked for once."""
        if len(permissions) < 2:
            return self.rule.condition(*self._asked(actor, permissions))
        each = {self.rule.key(asked): asked for asked in self._asked(actor, permissions)}
        parts = [self.rule.condition(asked) for asked in each.values()]
        if any(part is False for part in parts):
            return False
        needed = [part for part in parts if not isinstance(part, bool)]
        return and_(*needed) if needed else True

    def visible_ids(self, actor: Actor, *permissions: Permission) -> Select[uuid.UUID]:
        """Ids of the records within the scope, for what hangs below them."""
        found = select(self.id).where(self.visible_to(actor, *permissions))
        return found if self._source is None else found.select_from(self._source)

    def names_visible(self, actor: Actor, column: Column) -> ColumnElement[bool]:
        """Whether the column names a record within the scope, whose ids are gathered first: for who sees few."""
        return column == any_(array_of(self.visible_ids(actor).correlate(None)))

    def is_visible(self, actor: Actor, record: Any, *permissions: Permission) -> bool:
        """The same in memory: for a record's `facts`, or the record itself where its own columns are all there is."""
        if not permissions:  # what is asked of every event for everybody who listens
            return self.rule.holds(Asked.of(actor, self.permission), record, "")
        return all(self.rule.holds(asked, record, "") for asked in self._asked(actor, permissions))

    def key(self, actor: Actor, *permissions: Permission) -> Hashable:
        """What `visible_to` depends on beside the actor's ids: two of equal keys differ in `slot_values` alone."""
        return tuple([self.rule.key(asked) for asked in self._asked(actor, permissions)])

    def _asked(self, actor: Actor, permissions: tuple[Permission, ...]) -> list[Asked]:
        return [Asked.of(actor, permission) for permission in permissions or (self.permission,)]

    async def facts(self, session: Session, ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Any]:
        """What decides who sees each of these records, as far as they exist."""
        wanted = list(ids)
        if not wanted:
            return {}
        statement = select(self.id, *self._columns.values()).where(self.id.in_(wanted))
        if self._source is not None:
            statement = statement.select_from(self._source)
        return {id_: self._facts(*values) for id_, *values in await session.execute(statement)}


# The words of a declaration.


def any_of(*rules: Rule) -> Rule:
    return AnyOf(rules)


def all_of(*rules: Rule) -> Rule:
    return AllOf(rules)


def company(*, by: Permission | None = None) -> Rule:
    """Everything, for those whose permission reaches the whole company; `by`: another than the one asked about."""
    return Everything((Gate(Scope.COMPANY, by=by),))


def everything(gate: Gate) -> Rule:
    """Everything, for these actors."""
    return Everything((gate,))


def own(column: Column, *gates: Gate) -> Rule:
    """Whose it is."""
    return Named(column, Whose.USER, gates or (Gate(HELD),), column.key or "")


def team(column: Column, *gates: Gate) -> Rule:
    """The teams it is of, for those whose permission reaches their teams."""
    return Named(column, Whose.TEAMS, gates or (Gate(WIDER),), column.key or "")


def department(column: Column, *gates: Gate) -> Rule:
    """The department it is of, for those whose permission reaches their department."""
    return Named(column, Whose.DEPARTMENT, gates or (Gate(NEAR),), column.key or "")


def any_named(column: Column, *gates: Gate) -> Rule:
    """People, teams and departments in one array; teams and the department count as far as the permission reaches."""
    return Named(column, Whose.ALL, gates or (Gate(HELD),), column.key or "")


def member(
    column: Column,
    record_id: InstrumentedAttribute[Any],
    user_id: InstrumentedAttribute[Any],
    *rows: ColumnElement[bool],
    name: str,
    gate: Gate = Gate(HELD),
) -> Rule:
    """Those whom the rows of another table name beside it."""
    return Linked(column, record_id, user_id, rows, (gate,), name)


def through(
    other: Visibility, name: str, *permissions: Permission, column: Column | None = None, gate: Gate = Gate(FREE)
) -> Rule:
    """Whoever sees the other record, which is joined or named by the column."""
    return Through(other, column, permissions, (gate,), name)


def one_of(column: Column, values: Callable[[Actor], Collection[Any]]) -> Rule:
    """Those whose value the actor may see."""
    return OneOf(column, values, column.key or "")


def such(name: str, condition: ColumnElement[bool], gate: Gate = Gate(FREE)) -> Rule:
    """Those of which something is so."""
    return Such(condition, (gate,), name)


# People: whom one may plan for, give customers to, enter work of. Everybody may for themselves.

PEOPLE = Visibility(
    User.id,
    Permission.USER_READ,
    any_of(company(), own(User.id, Gate(FREE)), team(User.team_id), department(User.department_id)),
)


def _ids(ids: Iterable[uuid.UUID]) -> ColumnElement[Any]:
    return literal(list(ids), ARRAY(Uuid()))


def array_of(ids: Select[*tuple[Any, ...]]) -> ColumnElement[Any]:
    """The ids gathered once, so that an index finds the rows that name one of them."""
    return func.array(ids.scalar_subquery(), type_=ARRAY(Uuid()))
