"""Who may be given contacts to make: people the actor plans for, who can see the customer themselves."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from meridian.customers.models import Customer
from meridian.customers.queries import visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.roles import GRANTS, Permission, Role, Scope
from meridian.kernel.db import Session
from meridian.plans.verdicts import Assignee


@dataclass(frozen=True, slots=True)
class Person:
    """An active person with the rights of their role, as their own queries would be scoped."""

    actor: Actor
    team_id: uuid.UUID | None


async def assignees(
    session: Session, actor: Actor, pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]
) -> dict[uuid.UUID, Assignee]:
    """The people of these (person, customer) pairs who exist and are active. One query, and one for each person."""
    wanted: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for user_id, customer_id in pairs:
        wanted[user_id].add(customer_id)
    found = await people(session, wanted)
    return {
        user_id: Assignee(
            zone=person.actor.zone,
            within_reach=reaches(actor, person),
            customers=await _seen_by(session, actor, person.actor, wanted[user_id]),
        )
        for user_id, person in found.items()
    }


async def people(session: Session, user_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Those of the users who exist and are active."""
    own_teams = func.array(
        select(Team.id)
        .where(or_(Team.id == User.team_id, Team.lead_id == User.id, Team.manager_id == User.id))
        .scalar_subquery()
    )
    rows = await session.execute(select(User, own_teams).where(User.id.in_(list(user_ids)), User.active))
    return {user.id: Person(_actor(user, teams or ()), user.team_id) for user, teams in rows}


def _actor(user: User, team_ids: Iterable[uuid.UUID]) -> Actor:
    role = Role(user.role)
    return Actor(
        user_id=user.id,
        principal_id=user.id,
        role=role,
        grants=GRANTS[role],
        team_ids=tuple(sorted(team_ids)),
        department_id=user.department_id,
        zone=user.zone,
        locale=user.locale,
    )


def reaches(actor: Actor, person: Person) -> bool:
    """Whether the actor may plan for this person: oneself, and people within one's scope for planning."""
    scope = actor.scope(Permission.PLAN_WRITE)
    if person.actor.user_id == actor.user_id or scope is Scope.COMPANY:
        return True
    if scope is None or scope is Scope.OWN:
        return False
    same_department = scope is Scope.DEPARTMENT and person.actor.department_id == actor.department_id
    return same_department or person.team_id in actor.team_ids


async def _seen_by(session: Session, actor: Actor, person: Actor, customer_ids: set[uuid.UUID]) -> frozenset[uuid.UUID]:
    if person.user_id == actor.user_id:
        return frozenset(customer_ids)  # what the actor may not see is refused as such
    return frozenset(
        await session.scalars(
            select(Customer.id).where(Customer.id.in_(customer_ids), visible_to(person, Permission.RECORD_WRITE))
        )
    )
