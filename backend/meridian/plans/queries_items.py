"""Every SELECT on planned contacts and amendments. An item is seen by those who see its customer."""

import uuid
from typing import Any

from sqlalchemy import Row, Select, select

from meridian.customers.models import Contact, Customer
from meridian.customers.queries import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.plans.codes import CHECKLISTS, ItemState, Method, PlanKind, PlanState
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.schemas_items import PlannedContactRead
from meridian.plans.workflows import ITEM

ITEMS = ListSpec(
    "planned_contacts",
    fields=(
        Field("assignee_id", PlannedContact.assignee_id, "uuid", description="Who is to make it"),
        Field("state", PlannedContact.state, "code", choices=ItemState, description="State", example="planned"),
        Field("method", PlannedContact.method, "code", choices=Method, description="Method", example="phone"),
        Field("customer_id", PlannedContact.customer_id, "uuid", description="Whom to contact"),
        Field("contact_id", PlannedContact.contact_id, "uuid", description="The person there"),
        Field("plan_id", PlannedContact.plan_id, "uuid", description="The plan"),
        Field("plan_kind", ContactPlan.kind, "code", choices=PlanKind, description="Kind of plan", example="dial"),
        Field("plan_state", ContactPlan.state, "code", choices=PlanState, description="State of the plan"),
        Field("country", Customer.country, "code", description="The customer's country", example="AE"),
        Field("grade", Customer.grade, "code", description="The customer's grade", example="A"),
        Field("due_on", PlannedContact.due_on, "date", sortable=True, description="Due date at the customer"),
        Field("due_from", PlannedContact.due_from, "instant", sortable=True, description="When it becomes due"),
        Field("missed_after", PlannedContact.missed_after, "instant", description="When it counts as missed"),
        Field("created_at", PlannedContact.created_at, "instant", sortable=True, description="When it was planned"),
    ),
    default_sort=("due_from",),
    id_column=PlannedContact.id,
)


def _shown(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Items as their readers see them."""
    return (
        select(
            PlannedContact,
            ContactPlan.kind.label("plan_kind"),
            ContactPlan.name.label("plan_name"),
            ContactPlan.state.label("plan_state"),
            Customer.name.label("customer_name"),
            Contact.name.label("contact_name"),
            User.name.label("assignee_name"),
            customers_visible_to(actor, Permission.PLAN_WRITE).label("writable"),
        )
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .join(User, User.id == PlannedContact.assignee_id)
        .outerjoin(Contact, Contact.id == PlannedContact.contact_id)
        .where(customers_visible_to(actor, Permission.PLAN_READ))
    )


def _read(row: Row[*tuple[Any, ...]], actor: Actor) -> PlannedContactRead:
    item: PlannedContact = row[0]
    method = Method(item.method)
    closed = PlanState(row.plan_state) in (PlanState.COMPLETED, PlanState.CANCELLED)
    moves = [] if closed else ITEM.allowed(ItemState(item.state), lambda _: row.writable)
    columns = {name: getattr(item, name) for name in PlannedContactRead.model_fields if hasattr(item, name)}
    joined = {name: value for name, value in row._asdict().items() if name in PlannedContactRead.model_fields}
    return PlannedContactRead.of(
        {
            **columns,
            **joined,
            "checklist": list(CHECKLISTS[method]),
            "needs_appointment": method is Method.VISIT and item.due_at is None,
            "allowed_moves": moves,
        },
        masked=actor.masked,
    )


async def page(
    session: Session, actor: Actor, query: ListQuery, *, plan_id: uuid.UUID | None = None
) -> Page[PlannedContactRead]:
    """A page of planned contacts the actor may see: of one plan, or across all."""
    statement = _shown(actor)
    if plan_id is not None:
        statement = statement.where(PlannedContact.plan_id == plan_id)
    return await fetch_page(
        session,
        statement,
        ITEMS,
        query,
        scope=f"{actor.user_id}:{plan_id or ''}",
        masked=actor.masked,
        to_row=lambda row: _read(row, actor),
    )


async def read(session: Session, actor: Actor, item_id: uuid.UUID) -> PlannedContactRead:
    """One planned contact; 404 when its customer is outside the actor's scope."""
    row = (await session.execute(_shown(actor).where(PlannedContact.id == item_id))).one_or_none()
    if row is None:
        raise NotFound()
    return _read(row, actor)


async def load(session: Session, actor: Actor, item_id: uuid.UUID, *, permission: Permission) -> PlannedContact:
    """The planned contact, locked; 404 when its customer is outside the actor's scope for `permission`."""
    item = await session.scalar(
        select(PlannedContact)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .where(PlannedContact.id == item_id, customers_visible_to(actor, permission))
        .with_for_update(of=PlannedContact)
    )
    if item is None:
        raise NotFound()
    return item


async def lock_plan_of(session: Session, item_id: uuid.UUID) -> ContactPlan:
    """The item's plan, locked; 404 when there is no such item."""
    plan_id = select(PlannedContact.plan_id).where(PlannedContact.id == item_id).scalar_subquery()
    plan = await session.scalar(select(ContactPlan).where(ContactPlan.id == plan_id).with_for_update())
    if plan is None:
        raise NotFound()
    return plan


async def load_of_plan(
    session: Session, plan_id: uuid.UUID, item_ids: set[uuid.UUID]
) -> dict[uuid.UUID, PlannedContact]:
    """Those of the items that the plan has, locked."""
    rows = await session.scalars(
        select(PlannedContact)
        .where(PlannedContact.plan_id == plan_id, PlannedContact.id.in_(item_ids))
        .order_by(PlannedContact.id)
        .with_for_update()
    )
    return {item.id: item for item in rows}
