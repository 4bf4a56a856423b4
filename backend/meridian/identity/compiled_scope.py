"""An actor whose ids are slots: a statement of its scope compiles once for all that see equally far."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.hot.compiled import Slot


def scope_key(actor: Actor, permission: Permission) -> tuple[Hashable, ...]:
    """What the condition `visible_to(actor, permission)` depends on, beside the actor's ids."""
    return permission, actor.scope(permission), bool(actor.team_ids), actor.department_id is not None


def actor_with_slots(actor: Actor) -> Actor:
    """The actor with slots for ids."""
    slots: Any = {"user_id": Slot("user")}
    slots |= {"team_ids": (Slot("teams"),)} if actor.team_ids else {}
    slots |= {"department_id": Slot("department")} if actor.department_id else {}
    return replace(actor, **slots)


def slot_values(actor: Actor) -> dict[str, Any]:
    """What the slots stand for."""
    return {"user": actor.user_id, "teams": list(actor.team_ids), "department": actor.department_id}
