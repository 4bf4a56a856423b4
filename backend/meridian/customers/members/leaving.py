"""Customers of somebody who leaves (MC-25)."""

import uuid

from sqlalchemy import Select, select, update

from meridian.customers.events import CUSTOMER_TRANSFERRED
from meridian.customers.models import Customer, CustomerReview, Transfer
from meridian.identity.leaving.service import Duty
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import event_row
from meridian.kernel.workflow.batch import Batch


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    return (
        select(Customer.id).where(Customer.owner_id == user_id, Customer.merged_into_id.is_(None)).order_by(Customer.id)
    )


async def hand_over_customers(session: WriteSession, leaver: User, successor: User) -> None:
    """They are the successor's, with team, department and open reviews; each is told as a transfer."""
    whose = {"owner_id": successor.id, "team_id": successor.team_id, "department_id": successor.department_id}
    given = await session.scalars(
        update(Customer).where(Customer.id.in_(_mine(leaver.id))).values(**whose).returning(Customer)
    )
    batch = Batch()
    for customer in given.all():
        batch.insert(
            Transfer,
            customer_id=customer.id,
            from_user_id=leaver.id,
            to_user_id=successor.id,
            note="Left the company",
            by_user_id=session.actor_id,
            at=session.now,
        )
        told = event_row(CUSTOMER_TRANSFERRED, customer, from_user_id=leaver.id, to_user_id=successor.id)
        batch.insert(Event, **told)
    await batch.write(session)
    await session.execute(
        update(CustomerReview)
        .where(CustomerReview.owner_id == leaver.id, CustomerReview.done_at.is_(None))
        .values(owner_id=successor.id)
    )


DUTIES = (Duty("customer", _mine, hand_over_customers),)
