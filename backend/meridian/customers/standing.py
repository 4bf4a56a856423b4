"""A stand-in for actors, to compile a statement of their scope once for all that see equally far."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.prepared import Slot


def reach(actor: Actor, permission: Permission) -> tuple[Hashable, ...]:
    """What the condition `visible_to(actor, permission)` depends on, beside the actor's ids."""
    return permission, actor.scope(permission), bool(actor.team_ids), actor.department_id is not None


def stand_in(actor: Actor) -> Actor:
    """The actor with slots for ids."""
    slots: Any = {"user_id": Slot("user")}
    slots |= {"team_ids": (Slot("teams"),)} if actor.team_ids else {}
    slots |= {"department_id": Slot("department")} if actor.department_id else {}
    return replace(actor, **slots)


def ids(actor: Actor) -> dict[str, Any]:
    """What the slots stand for."""
    return {"user": actor.user_id, "teams": list(actor.team_ids), "department": actor.department_id}
