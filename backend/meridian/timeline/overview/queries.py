"""One customer counted: its parts in one statement, its timeline by kind in another, its orders by month."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, null, select
from sqlalchemy.orm import InstrumentedAttribute

from meridian.complaints.models import Complaint
from meridian.complaints.queries import COMPLAINT_VISIBILITY
from meridian.customers import queries as customers
from meridian.customers.models import Consent, Contact, CustomerMember, InstalledProduct, Need, OptOut, Order
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.schemas import money
from meridian.opportunities.models import Opportunity
from meridian.opportunities.queries import OPPORTUNITY_VISIBILITY
from meridian.timeline.overview.schemas import CustomerOverview, OrderMonth, TimelineCount
from meridian.timeline.queries import ENTRIES, METHOD, kinds_seen


async def read(session: Session, actor: Actor, customer_id: uuid.UUID) -> CustomerOverview:
    """The overview of a customer within the actor's scope; 404 outside it."""
    await customers.load(session, actor, customer_id)
    counts = (await session.execute(select(*_counts(actor, customer_id)))).one()
    return CustomerOverview.of(
        {
            **counts._asdict(),
            "timeline": await _timeline(session, actor, customer_id),
            "orders": await _orders(session, customer_id),
        },
        masked=actor.masked,
    )


def _counts(actor: Actor, customer_id: uuid.UUID) -> list[ColumnElement[Any]]:
    def count(name: str, column: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
        rows = select(func.count()).select_from(column.class_).where(column == customer_id, *conditions)
        return rows.scalar_subquery().label(name)

    sees_sales, sees_complaints = (
        actor.may(permission) for permission in (Permission.OPPORTUNITY_READ, Permission.COMPLAINT_READ)
    )
    return [
        count("contacts", Contact.customer_id, Contact.active.is_(True)),
        count("needs", Need.customer_id, Need.state == "open"),
        count("installed_products", InstalledProduct.customer_id),
        count("members", CustomerMember.customer_id),
        count("opt_outs", OptOut.customer_id, OptOut.lifted_at.is_(None)),
        count("consents", Consent.customer_id, Consent.withdrawn_at.is_(None)),
        count("opportunities", Opportunity.customer_id, OPPORTUNITY_VISIBILITY.visible_to(actor))
        if sees_sales
        else null().label("opportunities"),
        count("complaints", Complaint.customer_id, COMPLAINT_VISIBILITY.visible_to(actor))
        if sees_complaints
        else null().label("complaints"),
    ]


async def _timeline(session: Session, actor: Actor, customer_id: uuid.UUID) -> list[TimelineCount]:
    statement = (
        select(ENTRIES.c.kind, METHOD.label("method"), func.count().label("count"))
        .where(ENTRIES.c.customer_id == customer_id, ENTRIES.c.kind.in_(await kinds_seen(session, actor, customer_id)))
        .group_by(ENTRIES.c.kind, METHOD)
        .order_by(ENTRIES.c.kind, METHOD)
    )
    return [TimelineCount.of(row._asdict(), masked=()) for row in await session.execute(statement)]


async def _orders(session: Session, customer_id: uuid.UUID) -> list[OrderMonth]:
    month = cast(func.date_trunc("month", Order.ordered_on), Date)
    statement = (
        select(
            month.label("month"), Order.currency, func.count().label("count"), func.sum(Order.amount).label("amount")
        )
        .where(Order.customer_id == customer_id)
        .group_by(month, Order.currency)
        .order_by(month.desc(), Order.currency)
    )
    return [
        OrderMonth.of(row._asdict() | {"amount": money(row.amount, row.currency)}, masked=())
        for row in await session.execute(statement)
    ]
