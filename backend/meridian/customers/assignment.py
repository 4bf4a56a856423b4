"""Whose a customer is: the owner, the owner's team, the owning department (OT-1, MC-25)."""

import uuid
from typing import NamedTuple

from sqlalchemy import select

from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission, Role, Scope
from meridian.kernel.db import Session
from meridian.kernel.problems import Forbidden, fault

SELLING = frozenset({Role.REP, Role.TEAM_LEAD, Role.SALES_MANAGER, Role.DEPUTY_DIRECTOR, Role.DIRECTOR})
"""Roles whose people own the customers they enter, unless they say otherwise."""


class Assignment(NamedTuple):
    owner_id: uuid.UUID | None
    team_id: uuid.UUID | None
    department_id: uuid.UUID


async def of_new(session: Session, actor: Actor, owner_id: uuid.UUID | None) -> Assignment:
    """Of a customer the actor enters: the person named, else the actor if selling, else nobody yet.

    403 when the actor may not give customers to that person.
    """
    if owner_id is None and actor.role in SELLING:
        owner_id = actor.user_id
    if owner_id is not None:
        return await to(session, actor, owner_id)
    if actor.department_id is None:
        raise fault("/owner_id", "missing", "name an owner: you belong to no department that could own the customer")
    return Assignment(None, None, actor.department_id)


async def to(session: Session, actor: Actor, owner_id: uuid.UUID, *, pointer: str = "/owner_id") -> Assignment:
    """To that person: 422 when there is no such active person with a department, 403 when beyond the actor's reach."""
    owner = (
        await session.execute(select(User.id, User.team_id, User.department_id).where(User.id == owner_id, User.active))
    ).one_or_none()
    if owner is None or owner.department_id is None:
        raise fault(pointer, "unknown_user", "must be an active person of a department")
    if not _reaches(actor, owner.id, owner.team_id, owner.department_id):
        raise Forbidden("you may not give customers to this person", reason="owner_out_of_reach")
    return Assignment(owner.id, owner.team_id, owner.department_id)


def _reaches(actor: Actor, user_id: uuid.UUID, team_id: uuid.UUID | None, department_id: uuid.UUID) -> bool:
    """Whom the actor may give customers to: oneself, and people within the reach of one's right to transfer.

    A program enters customers on behalf of their owners, so its right to write is enough.
    """
    right = Permission.CUSTOMER_WRITE if actor.role is Role.API_CLIENT else Permission.CUSTOMER_TRANSFER
    return within(actor.scope(right), actor, user_id, team_id, department_id)


def within(
    scope: Scope | None, actor: Actor, user_id: uuid.UUID, team_id: uuid.UUID | None, department_id: uuid.UUID | None
) -> bool:
    """Whether a person's customers lie within the actor's scope; the actor's own do even without one."""
    match scope:
        case Scope.COMPANY:
            return True
        case Scope.DEPARTMENT if department_id is not None and department_id == actor.department_id:
            return True
        case Scope.TEAM | Scope.DEPARTMENT if team_id in actor.team_ids:
            return True
    return user_id == actor.user_id
