"""The revisit form: what is known of a customer, filled in before somebody revisits it (RV-7..10)."""

import uuid
from typing import Any

from pydantic import Field
from sqlalchemy import select

from meridian.customers import queries as customers
from meridian.customers import queries_business as business
from meridian.customers.codes import Category, ContactRole, Grade
from meridian.customers.models import Contact, Customer
from meridian.customers.models_business import InstalledProduct, Need, Order
from meridian.customers.schemas_business import InstalledRead, NeedRead, OrderRead
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import Session
from meridian.kernel.schemas import Output
from meridian.plans.codes import OPEN_ITEMS, PlanKind
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.schemas import ID
from meridian.records import queries
from meridian.records.models import ContactRecord
from meridian.records.schemas_read import ContactRecordRead

LATEST = 10
REQUIRED = ("method", "key_points", "outcome", "satisfaction")


class RevisitBasics(Output):
    id: uuid.UUID = Field(description="The customer.", examples=[ID])
    name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    country: str | None = Field(description="ISO 3166 code.", examples=["DE"])
    city: str | None = Field(description="City.", examples=["Hamburg"])
    address: str | None = Field(description="Address.", examples=["Am Sandtorkai 1"])
    zone: str | None = Field(description="IANA time zone.", examples=["Europe/Berlin"])
    industry: str | None = Field(description="Line of business.", examples=["Water treatment"])
    category: Category = Field(description="Category.", examples=["closed"])
    grade: Grade = Field(description="Grade.", examples=["A"])
    preferences: str | None = Field(description="Preferences.", examples=["Prefers calls before noon"])


class RevisitPerson(Output):
    """Somebody there: buyers, technical leads and users (RV-2)."""

    id: uuid.UUID = Field(description="The person.", examples=[ID])
    name: str = Field(description="Name.", examples=["Anna Petersen"])
    title: str | None = Field(description="Title.", examples=["Head of purchasing"])
    role: ContactRole = Field(description="Part in the decision.", examples=["purchaser"])
    do_not_call: bool = Field(description="Refuses calls.", examples=[False])


class RevisitForm(Output):
    """What is known, and what the revisit's record must have."""

    customer: RevisitBasics = Field(description="Basics.")
    people: list[RevisitPerson] = Field(description="People there who can be asked.")
    installed: list[InstalledRead] = Field(description="Products in use: model, purchase date, state (RV-7, RV-9).")
    orders: list[OrderRead] = Field(description="The latest orders with their lines.")
    needs: list[NeedRead] = Field(description="Open needs: current, future, latent (RV-8).")
    last_revisit: ContactRecordRead | None = Field(description="The last revisit that reached somebody.")
    planned_item_id: uuid.UUID | None = Field(description="The next planned revisit, if there is one.", examples=[ID])
    required: list[str] = Field(description="What its record must have (RV-12).", examples=[[*REQUIRED]])


async def form(session: Session, actor: Actor, customer_id: uuid.UUID) -> RevisitForm:
    """The form of a customer within the actor's scope; 404 outside it."""
    customer = await customers.load(session, actor, customer_id, permission=Permission.RECORD_READ)
    masked = actor.masked
    orders = await _rows(session, Order, customer.id, Order.ordered_on.desc(), limit=LATEST)
    installed = await _rows(session, InstalledProduct, customer.id, InstalledProduct.purchased_on.desc())
    needs = await _rows(session, Need, customer.id, Need.id.desc(), Need.state == "open")
    people = await _rows(session, Contact, customer.id, Contact.name, Contact.active)
    return RevisitForm(
        customer=RevisitBasics.of(customer, masked=masked),
        people=[RevisitPerson.of(person, masked=masked) for person in people],
        installed=[InstalledRead.of(row, masked=masked) for row in installed],
        orders=await business.read_orders(session, actor, orders),
        needs=[NeedRead.of(row, masked=masked) for row in needs],
        last_revisit=await _last_revisit(session, actor, customer),
        planned_item_id=await _planned(session, customer.id),
        required=list(REQUIRED),
    )


async def _rows(
    session: Session, model: Any, customer_id: uuid.UUID, order: Any, *conditions: Any, limit: int = 200
) -> list[Any]:
    rows = select(model).where(model.customer_id == customer_id, *conditions).order_by(order, model.id).limit(limit)
    return list(await session.scalars(rows))


async def _last_revisit(session: Session, actor: Actor, customer: Customer) -> ContactRecordRead | None:
    last = await session.scalar(
        select(ContactRecord.id)
        .where(
            ContactRecord.customer_id == customer.id,
            ContactRecord.occasion == PlanKind.REVISIT,
            ContactRecord.reached,
        )
        .order_by(ContactRecord.started_at.desc(), ContactRecord.id.desc())
        .limit(1)
    )
    return await queries.read(session, actor, last) if last else None


async def _planned(session: Session, customer_id: uuid.UUID) -> uuid.UUID | None:
    planned: uuid.UUID | None = await session.scalar(
        select(PlannedContact.id)
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .where(
            PlannedContact.customer_id == customer_id,
            PlannedContact.state.in_(OPEN_ITEMS),
            ContactPlan.kind == PlanKind.REVISIT,
        )
        .order_by(PlannedContact.due_from, PlannedContact.id)
        .limit(1)
    )
    return planned
