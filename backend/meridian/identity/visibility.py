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
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    and_,
    any_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import GRANTS, Permission, Role, Scope
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session

Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]
FREE = None
"""A way that is open without the permission."""
HELD = Scope.OWN
"""A way that is open to everybody who holds the permission, however far it reaches."""
WIDER = Scope.TEAM
"""A way that is open to those who see more than their own."""


@dataclass(frozen=True, slots=True)
class Gate:
    """To whom a way is open.

    needs: how far the permission has to reach. only: the permissions it is a way for; by default for each. by: the
    permission whose scope decides, where it is not the one asked about. when: what else must be so of the actor.
    """

    needs: Scope | None
    only: Collection[Permission] = ()
    by: Permission | None = None
    when: Callable[[Actor], bool] | None = None

    def opens(self, actor: Actor, permission: Permission) -> bool:
        if (self.only and permission not in self.only) or (self.when is not None and not self.when(actor)):
            return False
        if self.needs is None:
            return True
        scope = self.scope(actor, permission)
        return scope is not None and scope >= self.needs

    def scope(self, actor: Actor, permission: Permission) -> Scope | None:
        return actor.scope(permission if self.by is None else self.by)


class Rule(Protocol):
    """A way to see records, or several of them joined."""

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        """The rule in SQL; True or False where the record does not matter."""

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        """The rule in memory, for what stands in the record's attributes, whose names begin with the prefix."""

    def key(self, actor: Actor, permission: Permission) -> Hashable:
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
    gate: Gate
    name: str

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        if not self._may_be_named(actor) or not self.gate.opens(actor, permission):
            return False
        match self.whose:
            case Whose.USER:
                return self.column == actor.user_id
            case Whose.DEPARTMENT:
                return self.column == actor.department_id
            case Whose.TEAMS:
                return self.column == any_(_ids(actor.team_ids))
            case Whose.ALL:
                overlap = cast(Any, self.column).overlap(_ids(self._all(actor, permission)))
                return cast(ColumnElement[bool], overlap)

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        named = getattr(record, prefix + self.name)
        match self.whose:
            case Whose.USER:
                found = named == actor.user_id
            case Whose.DEPARTMENT:
                found = named is not None and named == actor.department_id
            case Whose.TEAMS:
                found = named in actor.team_ids
            case Whose.ALL:
                found = not frozenset(self._all(actor, permission)).isdisjoint(named or ())
        return found and self.gate.opens(actor, permission)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        if not self._may_be_named(actor) or not self.gate.opens(actor, permission):
            return False
        return True if self.whose is not Whose.ALL else self.gate.scope(actor, permission)

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield self.name, self.column

    def _may_be_named(self, actor: Actor) -> bool:
        match self.whose:
            case Whose.TEAMS:
                return bool(actor.team_ids)
            case Whose.DEPARTMENT:
                return actor.department_id is not None
        return True

    def _all(self, actor: Actor, permission: Permission) -> Collection[Any]:
        """The ids that count as far as the permission reaches."""
        scope = self.gate.scope(actor, permission)
        if isinstance(actor.user_id, Slot):
            return [Slot(_slot_of_all(scope))]
        return _all_ids(actor, scope)


@dataclass(frozen=True, slots=True)
class Linked:
    """A row of another table names both the record and the actor. Its ids are gathered once, into an array.

    So the planner can join index scans of this way and of others with OR.
    """

    column: Column
    record_id: InstrumentedAttribute[Any]
    user_id: InstrumentedAttribute[Any]
    only_rows: tuple[ColumnElement[bool], ...]
    gate: Gate
    name: str

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        if not self.gate.opens(actor, permission):
            return False
        linked = select(self.record_id).where(self.user_id == actor.user_id, *self.only_rows)
        return self.column == any_(_array(linked))

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        return actor.user_id in getattr(record, prefix + self.name) and self.gate.opens(actor, permission)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return self.gate.opens(actor, permission)

    def facts(self) -> Iterator[tuple[str, Column]]:
        people = select(self.user_id).where(self.record_id == self.column, *self.only_rows)
        yield self.name, _array(people.correlate_except(self.record_id.class_))


@dataclass(frozen=True, slots=True)
class Through:
    """Whoever sees another record sees this one. column: names that record, where it is not joined already.

    permissions: for which the other record must be visible; by default the one asked about.
    """

    other: "Visibility"
    column: Column | None
    permissions: tuple[Permission, ...]
    gate: Gate
    name: str

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        if not self.gate.opens(actor, permission):
            return False
        wanted = self.permissions or (permission,)
        seen = self.other.condition(actor, *wanted)
        if self.column is None or seen is False:
            return seen
        if seen is True:
            return self.column.is_not(None)
        return self.column.in_(self.other.visible_ids(actor, *wanted))

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        if not self.gate.opens(actor, permission) or getattr(record, f"{prefix}{self.name}_id") is None:
            return False
        inner = f"{prefix}{self.name}_"
        return all(self.other.rule.holds(actor, each, record, inner) for each in self.permissions or (permission,))

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return self.gate.opens(actor, permission) and self.other.key(actor, *self.permissions or (permission,))

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

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        return self.column.in_(self.values(actor))

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        return getattr(record, prefix + self.name) in self.values(actor)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return tuple(self.values(actor))

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield self.name, self.column


@dataclass(frozen=True, slots=True)
class Such:
    """Something is so of the record, whoever looks."""

    such: ColumnElement[bool]
    gate: Gate
    name: str

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        return self.gate.opens(actor, permission) and self.such

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        return bool(getattr(record, prefix + self.name)) and self.gate.opens(actor, permission)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return self.gate.opens(actor, permission)

    def facts(self) -> Iterator[tuple[str, Column]]:
        yield self.name, self.such


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""

    gate: Gate

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        return self.gate.opens(actor, permission)

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        return self.gate.opens(actor, permission)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return self.gate.opens(actor, permission)

    def facts(self) -> Iterator[tuple[str, Column]]:
        return iter(())


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the rules."""

    rules: tuple[Rule, ...]

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        open_to: list[ColumnElement[bool]] = []
        for rule in self.rules:
            found = rule.condition(actor, permission)
            if found is True:
                return True
            if found is not False:
                open_to.append(found)
        return or_(*open_to) if open_to else False

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        return any(rule.holds(actor, permission, record, prefix) for rule in self.rules)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return tuple(rule.key(actor, permission) for rule in self.rules)

    def facts(self) -> Iterator[tuple[str, Column]]:
        for rule in self.rules:
            yield from rule.facts()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the rules."""

    rules: tuple[Rule, ...]

    def condition(self, actor: Actor, permission: Permission) -> ColumnElement[bool] | bool:
        needed: list[ColumnElement[bool]] = []
        for rule in self.rules:
            found = rule.condition(actor, permission)
            if found is False:
                return False
            if found is not True:
                needed.append(found)
        return and_(*needed) if needed else True

    def holds(self, actor: Actor, permission: Permission, record: Any, prefix: str) -> bool:
        return all(rule.holds(actor, permission, record, prefix) for rule in self.rules)

    def key(self, actor: Actor, permission: Permission) -> Hashable:
        return tuple(rule.key(actor, permission) for rule in self.rules)

    def facts(self) -> Iterator[tuple[str, Column]]:
        for rule in self.rules:
            yield from rule.facts()


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

    def visible_to(self, actor: Actor, *permissions: Permission) -> ColumnElement[bool]:
        """Condition: within the actor's scope for the permissions, by default to read."""
        found = self.condition(actor, *permissions)
        if isinstance(found, bool):
            return true() if found else false()
        return found

    def condition(self, actor: Actor, *permissions: Permission) -> ColumnElement[bool] | bool:
        """The same, but True or False where the record does not matter. Scopes that are equal are asked for once."""
        each = {self.rule.key(actor, asked): asked for asked in permissions or (self.permission,)}
        parts = [self.rule.condition(actor, asked) for asked in each.values()]
        if False in [part for part in parts if isinstance(part, bool)]:
            return False
        needed = [part for part in parts if not isinstance(part, bool)]
        return and_(*needed) if needed else True

    def visible_ids(self, actor: Actor, *permissions: Permission) -> Select[uuid.UUID]:
        """Ids of the records within the scope, for what hangs below them."""
        found = select(self.id).where(self.visible_to(actor, *permissions))
        return found if self._source is None else found.select_from(self._source)

    def is_visible(self, actor: Actor, record: Any, *permissions: Permission) -> bool:
        """The same in memory: for a record's `facts`, or the record itself where its own columns are all there is."""
        return all(self.rule.holds(actor, asked, record, "") for asked in permissions or (self.permission,))

    def key(self, actor: Actor, *permissions: Permission) -> Hashable:
        """What `visible_to` depends on beside the actor's ids: two of equal keys differ in `slot_values` alone."""
        return tuple(self.rule.key(actor, asked) for asked in permissions or (self.permission,))

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
    """Everything, for those whose permission reaches the whole company."""
    return Everything(Gate(Scope.COMPANY, by=by))


def everything(when: Callable[[Actor], bool]) -> Rule:
    """Everything, for these actors."""
    return Everything(Gate(FREE, when=when))


def own(
    column: Column,
    *,
    needs: Scope | None = HELD,
    only: Collection[Permission] = (),
    when: Callable[[Actor], bool] | None = None,
) -> Rule:
    """Whose it is."""
    return Named(column, Whose.USER, Gate(needs, only, when=when), column.key or "")


def team(column: Column) -> Rule:
    """The teams it is of, for those whose permission reaches their teams."""
    return Named(column, Whose.TEAMS, Gate(Scope.TEAM), column.key or "")


def department(
    column: Column,
    *,
    needs: Scope = Scope.DEPARTMENT,
    only: Collection[Permission] = (),
    by: Permission | None = None,
    when: Callable[[Actor], bool] | None = None,
) -> Rule:
    """The department it is of, for those whose permission reaches their department."""
    return Named(column, Whose.DEPARTMENT, Gate(needs, only, by, when), column.key or "")


def any_named(column: Column) -> Rule:
    """People, teams and departments in one array; teams and the department count as far as the permission reaches."""
    return Named(column, Whose.ALL, Gate(HELD), column.key or "")


def member(
    column: Column,
    record_id: InstrumentedAttribute[Any],
    user_id: InstrumentedAttribute[Any],
    *rows: ColumnElement[bool],
    only: Collection[Permission] = (),
    name: str,
) -> Rule:
    """Those whom the rows of another table name beside it."""
    return Linked(column, record_id, user_id, rows, Gate(HELD, only), name)


def through(
    other: Visibility,
    name: str,
    *permissions: Permission,
    column: Column | None = None,
    needs: Scope | None = FREE,
    only: Collection[Permission] = (),
) -> Rule:
    """Whoever sees the other record, which is joined or named by the column."""
    return Through(other, column, permissions, Gate(needs, only), name)


def one_of(column: Column, values: Callable[[Actor], Collection[Any]]) -> Rule:
    """Those whose value the actor may see."""
    return OneOf(column, values, column.key or "")


def such(name: str, condition: ColumnElement[bool], *, by: Permission | None = None) -> Rule:
    """Those of which something is so, for everybody; `by`: for holders of that permission."""
    return Such(condition, Gate(FREE if by is None else HELD, by=by), name)


# People: whom one may plan for, give customers to, enter work of. Everybody may for themselves.

PEOPLE = Visibility(
    User.id,
    Permission.USER_READ,
    any_of(company(), own(User.id, needs=FREE), team(User.team_id), department(User.department_id)),
)


def sees_all(actor: Actor, *permissions: Permission) -> bool:
    """Whether each of these permissions reaches the whole company."""
    return all(actor.scope(permission) is Scope.COMPANY for permission in permissions)


def reaches_as_far(actor: Actor, permission: Permission, other: Permission) -> bool:
    """Whether the permission reaches all that the other does: what it says of one record it says of each seen."""
    held, wanted = actor.scope(permission), actor.scope(other)
    return held is not None and wanted is not None and held >= wanted


def sees_at_most_teams(actor: Actor, permission: Permission) -> bool:
    """Whether the permission reaches no further than the actor's teams."""
    scope = actor.scope(permission)
    return scope is None or scope <= Scope.TEAM


def company_wide_roles(permission: Permission) -> frozenset[Role]:
    """The roles for which the permission reaches the whole company."""
    return frozenset(role for role, held in GRANTS.items() if held.get(permission) is Scope.COMPANY)


def over_the_company(actor: Actor, *permissions: Permission) -> Actor:
    """The actor at work for the whole company: these permissions reach all of it, everything else stays."""
    return replace(actor, grants={**actor.grants, **dict.fromkeys(permissions, Scope.COMPANY)})


# An actor whose ids are slots: the statement of a condition compiles once for all that see equally far.


def with_slots(actor: Actor) -> Actor:
    """The actor with slots for ids."""
    slots: Any = {"user_id": Slot("user")}
    slots |= {"team_ids": (Slot("teams"),)} if actor.team_ids else {}
    slots |= {"department_id": Slot("department")} if actor.department_id else {}
    return replace(actor, **slots)


def slot_values(actor: Actor) -> dict[str, Any]:
    """What the slots stand for."""
    of_all = {_slot_of_all(scope): _all_ids(actor, scope) for scope in Scope}
    return {"user": actor.user_id, "teams": list(actor.team_ids), "department": actor.department_id, **of_all}


def _slot_of_all(scope: Scope | None) -> str:
    return f"ids_{scope.name.lower()}" if scope is not None else "ids_none"


def _all_ids(actor: Actor, scope: Scope | None) -> list[uuid.UUID]:
    ids = [actor.user_id]
    if scope is not None and scope >= Scope.TEAM:
        ids += actor.team_ids
    if scope is not None and scope >= Scope.DEPARTMENT and actor.department_id is not None:
        ids.append(actor.department_id)
    return ids


def _ids(ids: Iterable[uuid.UUID]) -> ColumnElement[Any]:
    return literal(list(ids), ARRAY(Uuid()))


def _array(ids: Select[*tuple[Any, ...]]) -> ColumnElement[Any]:
    return func.array(ids.scalar_subquery(), type_=ARRAY(Uuid()))
