"""How far the permissions of an actor reach, and the ids that count as far."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from meridian.identity.actor import WITHIN, Actor
from meridian.identity.permissions import Permission, Scope
from meridian.kernel.db.compiled import Slot

FREE = None
"""A way that is open without the permission."""
HELD = Scope.OWN
"""A way that is open to everybody who holds the permission, however far it reaches."""
WIDER = Scope.TEAM
"""A way that is open to those who see more than their own."""
NEAR = Scope.DEPARTMENT
"""A way that is open to those who see what is their department's."""


class Asked(NamedTuple):
    """Somebody, a permission, and how far it reaches for them."""

    actor: Actor
    permission: Permission
    scope: Scope | None

    @classmethod
    def of(cls, actor: Actor, permission: Permission) -> "Asked":
        return cls(actor, permission, actor.scope(permission))


@dataclass(frozen=True, slots=True)
class Gate:
    """To whom a way is open; one that has several gates, to those whom any of them lets in.

    needs: how far the permission has to reach. only: the permissions it is a way for; by default for each. by: the
    permission whose scope decides, where it is not the one asked about. when: what else must be so of the actor.
    """

    needs: Scope | None
    only: Collection[Permission] = ()
    by: Permission | None = None
    when: Callable[[Actor], bool] | None = None

    def opens(self, asked: Asked) -> bool:
        if self.only and asked.permission not in self.only:
            return False
        if self.when is not None and not self.when(asked.actor):
            return False
        if self.needs is None:
            return True
        scope = asked.scope if self.by is None else asked.actor.scope(self.by)
        return scope is not None and scope >= self.needs


Gates: TypeAlias = tuple[Gate, ...]


def is_open(gates: Gates, asked: Asked) -> bool:
    """Whether any of them lets in who asks."""
    return gates[0].opens(asked) if len(gates) == 1 else any(gate.opens(asked) for gate in gates)


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


def own_team(actor: Actor) -> uuid.UUID | None:
    """The team a person shares with: the one they belong to or lead, the first entered of several."""
    return min(actor.team_ids, default=None)


def over_the_company(actor: Actor, *permissions: Permission) -> Actor:
    """The actor at work for the whole company: these permissions reach all of it, everything else stays."""
    return replace(actor, grants={**actor.grants, **dict.fromkeys(permissions, Scope.COMPANY)})


# An actor whose ids are slots: the statement of a condition compiles once for all that see equally far.


def ids_within(actor: Actor, scope: Scope | None) -> list[Any]:
    """The ids of the person, their teams and department, as far as the scope goes; a slot where the actor has slots."""
    if isinstance(actor.user_id, Slot):
        return [Slot(WITHIN[scope or Scope.OWN])]
    ids = [actor.user_id]
    if scope is not None and scope >= Scope.TEAM:
        ids += actor.team_ids
    if scope is not None and scope >= Scope.DEPARTMENT and actor.department_id is not None:
        ids.append(actor.department_id)
    return ids
