"""Every SELECT on contacts. A contact is seen by those who see its customer."""

import uuid
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, false, func, select

from meridian.customers import queries, visibility
from meridian.customers.contacts.schemas import ContactLine, ContactRead
from meridian.customers.models import Contact, Customer, Email, Phone
from meridian.customers.queries import contact_point_columns as reach_columns
from meridian.customers.rules import email_beginning, phone_endings
from meridian.customers.search import begins
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

ROWS: Select[Any] = select(*Contact.__table__.c, *reach_columns(Contact.id, of_contact=True))


def _has_phone(text: str, masked: frozenset[str]) -> ColumnElement[bool]:
    endings = [] if "phone" in masked else phone_endings(text)
    if not endings:
        return false()
    return _among(select(Phone.contact_id).where(begins(Phone.digits_reversed, [each[::-1] for each in endings])))


def _has_email(text: str, masked: frozenset[str]) -> ColumnElement[bool]:
    address = None if "email" in masked else email_beginning(text)
    return false() if not address else _among(select(Email.contact_id).where(begins(Email.address, [address])))


def _among(ids: Select[Any]) -> ColumnElement[bool]:
    """Gathered once: so the planner begins with the few rows that have it."""
    return Contact.id == any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid())))


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


PEOPLE = ListSpec(
    "people",
    fields=(
        Field("customer_id", Contact.customer_id, "uuid", description="The customer"),
        *CONTACTS.fields.values(),
        Field(
            "phone",
            None,
            "search",
            description="A number in any form, or its last digits; the company's own are not looked at",
            example="+49 40 3690 1234",
            compile=_has_phone,
            mask_aware=True,
        ),
        Field(
            "email",
            None,
            "search",
            description="An address, or how one begins",
            example="anna@hafenwerk.example",
            compile=_has_email,
            mask_aware=True,
        ),
        Field("country", Customer.country, "code", description="The customer's country", example="DE"),
        Field("owner_id", Customer.owner_id, "uuid", person=True, description="Whose customer it is"),
        Field("do_not_call", Contact.do_not_call, "boolean", description="Refuses calls", example=False),
        Field("created_at", Contact.created_at, "instant", sortable=True, description="When they were entered"),
        Field("updated_at", Contact.updated_at, "instant", sortable=True, description="When they last changed"),
    ),
    default_sort=("-created_at",),
    id_column=Contact.id,
)


async def page_of_people(session: Session, actor: Actor, query: ListQuery) -> Page[ContactLine]:
    """People at any customer in the actor's scope, those entered last first."""
    return await page_of(
        session,
        actor,
        PEOPLE,
        query,
        _people_seen_by,
        shows=ContactLine,
        gathers=await visibility.are_few(session, actor, query),
    )


def _people_seen_by(actor: Actor) -> Select[Any]:
    rows = ROWS.add_columns(Customer.name.label("customer_name")).join(Customer, Customer.id == Contact.customer_id)
    return rows.where(visibility.visible_to(actor), Customer.merged_into_id.is_(None))


async def page(
    session: Session, actor: Actor, customer_id: uuid.UUID, query: ListQuery, *, seen: bool = False
) -> Page[ContactRead]:
    """The people at a customer in the actor's scope, the primary one first; 404 outside it. seen: the customer has been
    read in that scope."""
    if not seen:
        await queries.load(session, actor, customer_id)
    return await page_of(
        session,
        actor,
        CONTACTS,
        query,
        lambda _, *, customer_id: ROWS.where(Contact.customer_id == customer_id),
        shows=ContactRead,
        of=customer_id,
        customer_id=customer_id,
    )


async def read(session: Session, actor: Actor, contact_id: uuid.UUID) -> ContactRead:
    """One person; 404 when absent or at a customer outside the actor's scope."""
    statement = ROWS.join(Customer, Customer.id == Contact.customer_id)
    visible = statement.where(Contact.id == contact_id, visibility.visible_to(actor), Customer.merged_into_id.is_(None))
    row = (await session.execute(visible)).one_or_none()
    if row is None:
        raise NotFound()
    return ContactRead.of(row._asdict(), masked=actor.masked)
