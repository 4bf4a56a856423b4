"""Who of senior management answers for a key customer (MC-13)."""

import uuid
from typing import Any

from sqlalchemy import ScalarSelect, SQLColumnExpression, select

from meridian.customers.models import CustomerMember
from meridian.customers.rules import MemberKind, ShareState
from meridian.identity.models import User
from meridian.identity.permissions import EXECUTIVES

SPONSOR = "executive_sponsor"
"""The part in the account team of who of senior management answers for the customer."""


def sponsor_of(customer_id: SQLColumnExpression[Any]) -> ScalarSelect[uuid.UUID]:
    """The customer's executive sponsor: of its account team, of senior management, here; the first of several."""
    return (
        select(CustomerMember.user_id)
        .join(User, User.id == CustomerMember.user_id)
        .where(
            CustomerMember.customer_id == customer_id,
            CustomerMember.kind == MemberKind.ACCOUNT_TEAM,
            CustomerMember.role == SPONSOR,
            CustomerMember.state == ShareState.ACTIVE,
            User.active,
            User.role.in_(EXECUTIVES),
        )
        .order_by(CustomerMember.added_at, CustomerMember.id)
        .limit(1)
        .correlate_except(CustomerMember, User)
        .scalar_subquery()
    )
