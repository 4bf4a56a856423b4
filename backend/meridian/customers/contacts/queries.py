"""Every SELECT on contacts. A contact is seen by those who see its customer."""

import uuid
from typing import Any

from sqlalchemy import Select, select

from meridian.customers import queries, visibility
from meridian.customers.contacts.schemas import ContactRead
from meridian.customers.models import Contact, Customer
from meridian.customers.queries import contact_point_columns as reach_columns
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

ROWS: Select[Any] = select(*Contact.__table__.c, *reach_columns(Contact.id, of_contact=True))
CONTACTS = ListSpec(
    "contacts",
    fields=(
        Field("name", Contact.name, "text", sortable=True, description="Name", example="Petersen"),
        Field("role", Contact.role, "code", description="Part in the decision", example="decision_maker"),
        Field("active", Contact.active, "boolean", description="Whether the person is still there", example=True),
        Field("is_primary", Contact.is_primary, "boolean", sortable=True, description="Asked for first", example=True),
    ),
    default_sort=("-is_primary",),
    id_column=Contact.id,
)


async def page(session: Session, actor: Actor, customer_id: uuid.UUID, query: ListQuery) -> Page[ContactRead]:
    """The people at a customer in the actor's scope, the primary one first; 404 outside it."""
    await queries.load(session, actor, customer_id)
    return await fetch_page(
        session,
        ROWS.where(Contact.customer_id == customer_id),
        CONTACTS,
        query,
        scope=f"{actor.user_id}:{customer_id}",
        masked=actor.masked,
        to_row=lambda row: ContactRead.of(row._asdict(), masked=actor.masked),
    )


async def read(session: Session, actor: Actor, contact_id: uuid.UUID) -> ContactRead:
    """One person; 404 when absent or at a customer outside the actor's scope."""
    statement = ROWS.join(Customer, Customer.id == Contact.customer_id)
    visible = statement.where(Contact.id == contact_id, visibility.visible_to(actor), Customer.merged_into_id.is_(None))
    row = (await session.execute(visible)).one_or_none()
    if row is None:
        raise NotFound()
    return ContactRead.of(row._asdict(), masked=actor.masked)
