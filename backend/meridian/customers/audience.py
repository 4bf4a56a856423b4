"""Who reaches a customer, decided in memory: for one event and many readers, where a query for each would be too many.

The same rule as `queries.visible_to`; a test holds the two together.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ARRAY, Uuid, func, select

from meridian.customers.models import Customer
from meridian.customers.models_care import CustomerMember
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission, Scope
from meridian.kernel.db import Session


class Reach(NamedTuple):
    """What decides who sees one customer."""

    owner_id: uuid.UUID | None
    team_id: uuid.UUID | None
    department_id: uuid.UUID | None
    members: frozenset[uuid.UUID]


async def reach_of(session: Session, customer_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Reach]:
    """The reach of each customer that exists."""
    ids = list(customer_ids)
    if not ids:
        return {}
    members = func.array(
        select(CustomerMember.user_id)
        .where(CustomerMember.customer_id == Customer.id)
        .correlate(Customer)
        .scalar_subquery(),
        type_=ARRAY(Uuid()),
    )
    rows = await session.execute(
        select(Customer.id, Customer.owner_id, Customer.team_id, Customer.department_id, members).where(
            Customer.id.in_(ids)
        )
    )
    return {id_: Reach(owner, team, department, frozenset(people)) for id_, owner, team, department, people in rows}


def reaches(actor: Actor, reach: Reach, permission: Permission = Permission.CUSTOMER_READ) -> bool:
    """Whether the customer is within the actor's scope for `permission`."""
    scope = actor.scope(permission)
    if scope is None:
        return False
    if scope is Scope.COMPANY or reach.owner_id == actor.user_id or actor.user_id in reach.members:
        return True
    if scope >= Scope.TEAM and reach.team_id in actor.team_ids:
        return True
    return scope >= Scope.DEPARTMENT and actor.department_id is not None and reach.department_id == actor.department_id
