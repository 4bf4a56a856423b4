"""Who sees a customer: its owner, those it is shared with, its account team, and by scope its team and department."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from meridian.customers.models import Customer, CustomerMember
from meridian.customers.rules import Access, ShareState
from meridian.identity.actor import HELD, Actor, Gate
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Rule, Visibility, any_of, company, department, member, own, team

READING = frozenset(permission for permission in Permission if permission.endswith(":read"))
_ACTIVE = CustomerMember.state == ShareState.ACTIVE


def by_sharing(customer_id: InstrumentedAttribute[Any]) -> Rule:
    """Those on the customer named by the column: for reading all of them, for the rest those who were given it."""
    named = (customer_id, CustomerMember.customer_id, CustomerMember.user_id)
    others = frozenset(Permission) - READING
    return any_of(
        member(*named, _ACTIVE, name="customer_readers", gate=Gate(HELD, only=READING)),
        member(
            *named,
            _ACTIVE,
            CustomerMember.access == Access.WRITE,
            name="customer_members",
            gate=Gate(HELD, only=others),
        ),
    )


_OF_LINE = (company(), own(Customer.owner_id), team(Customer.team_id), department(Customer.department_id))
CUSTOMER_VISIBILITY = Visibility(Customer.id, Permission.CUSTOMER_READ, any_of(*_OF_LINE, by_sharing(Customer.id)))
WITHOUT_SHARING = Visibility(Customer.id, Permission.CUSTOMER_READ, any_of(*_OF_LINE))
"""Whose it is for the actor by owner and scope: there one may do all that one's role may."""
visible_to = CUSTOMER_VISIBILITY.visible_to


def seen_row_by_row(
    actor: Actor, permission: Permission, customer_id: InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """Whether the actor sees the customer a row names, asked of each row when its turn comes: what one person did or
    has to do is read in its index's order until the page is full, where a scope that is joined has all of it sorted."""
    scope = CUSTOMER_VISIBILITY.condition(actor, permission)
    if isinstance(scope, bool):
        return visible_to(actor, permission)
    return select(scope).where(Customer.id == customer_id).correlate(customer_id.class_).scalar_subquery()
