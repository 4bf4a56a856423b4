"""Whose changes concern somebody, and what changed there."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, any_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from meridian.complaints.models import Complaint
from meridian.complaints.rules import ComplaintState
from meridian.customers import queries as customers
from meridian.customers.events import (
    BUSINESS_CHANGED,
    CONTACT_CREATED,
    CONTACT_UPDATED,
    CUSTOMER_ARCHIVED,
    CUSTOMER_GRADE_DECIDED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_OPT_OUT_LIFTED,
    CUSTOMER_OPTED_OUT,
    CUSTOMER_TRANSFERRED,
    CUSTOMER_UNARCHIVED,
    CUSTOMER_UPDATED,
    CUSTOMER_VERIFICATION_MOVED,
)
from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to
from meridian.followers.models import ChangesSeen, CustomerFollower
from meridian.followers.schemas import CustomerChangeRead
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import HandoffState
from meridian.identity.actor import Actor
from meridian.identity.models import Department, User
from meridian.kernel.db.session import Session
from meridian.kernel.events.models import Event
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.schemas import Page

TOLD = (
    CUSTOMER_UPDATED,
    CUSTOMER_ARCHIVED,
    CUSTOMER_UNARCHIVED,
    CUSTOMER_VERIFICATION_MOVED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_GRADE_DECIDED,
    CUSTOMER_OPTED_OUT,
    CUSTOMER_OPT_OUT_LIFTED,
    CUSTOMER_TRANSFERRED,
    CONTACT_CREATED,
    CONTACT_UPDATED,
    BUSINESS_CHANGED,
)
"""What followers are told of: changes of the file."""
Changer = aliased(User)
CHANGES = ListSpec(
    "customer_changes",
    fields=(
        Field(
            "unseen",
            None,
            "boolean",
            description="After what you have read",
            example=True,
            compile=lambda value: _LATER if value else ~_LATER,
        ),
        Field("customer_id", Event.customer_id, "uuid", description="The customer"),
        Field("type", Event.type, "code", choices=tuple(event.name for event in TOLD), description="Kind of event"),
        Field("at", Event.at, "instant", sortable=True, description="When"),
    ),
    default_sort=("-at",),
    id_column=Event.id,
)
_LATER: ColumnElement[bool] = or_(ChangesSeen.until.is_(None), Event.at > ChangesSeen.until)


def concerning(actor: Actor) -> Select[uuid.UUID]:
    """Customers the actor follows, and those their department is told of or works for.

    The department works for a customer while a question of the customer waits there, or a complaint is its to solve.
    """
    mine = select(CustomerFollower.customer_id).where(CustomerFollower.user_id == actor.user_id)
    if actor.department_id is None:
        return mine
    here = actor.department_id
    told = select(CustomerFollower.customer_id).where(CustomerFollower.department_id == here)
    asked = select(Handoff.customer_id).where(Handoff.department_id == here, Handoff.state == HandoffState.OPEN)
    solves = select(Complaint.customer_id).where(
        Complaint.department_id == here, Complaint.state != ComplaintState.ARCHIVED
    )
    every = union_all(mine, told, asked, solves).subquery("concerning")
    return select(every.c.customer_id)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CustomerChangeRead]:
    """Changes by others at the customers that concern the actor, as far as the actor sees them."""
    return await page_of(
        session,
        actor,
        CHANGES,
        query,
        _changes_for,
        shows=CustomerChangeRead,
    )


def _changes_for(actor: Actor) -> Select[*tuple[Any, ...]]:
    ids = func.array(concerning(actor).scalar_subquery(), type_=ARRAY(Uuid()))
    return (
        select(
            *columns_of(Event, CustomerChangeRead),
            Customer.name.label("customer_name"),
            Event.actor_id.label("by_user_id"),
            Changer.name.label("by_user_name"),
            _LATER.label("unseen"),
        )
        .select_from(Event)
        .join(Customer, Customer.id == Event.customer_id)
        .outerjoin(Changer, Changer.id == Event.actor_id)
        .outerjoin(ChangesSeen, ChangesSeen.user_id == actor.user_id)
        .where(
            Event.customer_id == any_(ids),
            Event.type.in_([event.name for event in TOLD]),
            Event.actor_id.is_distinct_from(actor.user_id),
            visible_to(actor),
        )
    )


async def followers_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[Row[Any]]:
    """People and departments that follow the customer; 404 unless the actor sees it."""
    await customers.load(session, actor, customer_id)
    statement: Select[Any] = (
        select(*CustomerFollower.__table__.c, User.name.label("user_name"), Department.name.label("department_name"))
        .outerjoin(User, User.id == CustomerFollower.user_id)
        .outerjoin(Department, Department.id == CustomerFollower.department_id)
        .where(CustomerFollower.customer_id == customer_id)
        .order_by(CustomerFollower.id)
    )
    found: Sequence[Row[Any]] = (await session.execute(statement)).all()
    return found
