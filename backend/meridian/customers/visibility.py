"""Who sees a customer: a condition in SQL, and the same in memory for one event and many readers."""

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, false, func, literal, or_, select, true

from meridian.customers.models import Customer, CustomerMember
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission, Scope
from meridian.kernel.db.session import Session

# Who reaches a customer, decided in memory: for one event and many readers, where a query for each would be too many.
#
# The same rule as `queries.visible_to`; a test holds the two together.


class Visibility(NamedTuple):
    """What decides who sees one customer."""

    owner_id: uuid.UUID | None
    team_id: uuid.UUID | None
    department_id: uuid.UUID | None
    members: frozenset[uuid.UUID]


async def visibility_of(session: Session, customer_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Visibility]:
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
    return {
        id_: Visibility(owner, team, department, frozenset(people)) for id_, owner, team, department, people in rows
    }


def is_visible(actor: Actor, reach: Visibility, permission: Permission = Permission.CUSTOMER_READ) -> bool:
    """Whether the customer is within the actor's scope for `permission`."""
    scope = actor.scope(permission)
    if scope is None:
        return False
    if scope is Scope.COMPANY or reach.owner_id == actor.user_id or actor.user_id in reach.members:
        return True
    if scope >= Scope.TEAM and reach.team_id in actor.team_ids:
        return True
    return scope >= Scope.DEPARTMENT and actor.department_id is not None and reach.department_id == actor.department_id


def visible_to(actor: Actor, permission: Permission = Permission.CUSTOMER_READ) -> ColumnElement[bool]:
    """Condition on `Customer`: within the actor's scope for `permission`.

    Own customers include those shared with the actor and those of their account team. The ids of these are gathered
    into an array once, so that the planner can join two index scans with OR.
    """
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.COMPANY:
        return true()
    member_of = func.array(
        select(CustomerMember.customer_id).where(CustomerMember.user_id == actor.user_id).scalar_subquery(),
        type_=ARRAY(Uuid()),
    )
    reached = [Customer.owner_id == actor.user_id, Customer.id == any_(member_of)]
    if scope >= Scope.TEAM and actor.team_ids:
        reached.append(Customer.team_id == any_(literal(list(actor.team_ids), ARRAY(Uuid()))))
    if scope >= Scope.DEPARTMENT and actor.department_id:
        reached.append(Customer.department_id == actor.department_id)
    return or_(*reached)
