"""`/v1/customers/{id}/contacts` and `/v1/contacts/{id}`: the people at a customer."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from meridian.customers.contacts import queries, service
from meridian.customers.contacts.schemas import ContactCreate, ContactLine, ContactRead, ContactUpdate
from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.schemas import Line, Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
IfMatch = Annotated[int, Depends(if_match)]


@list_only(router, "/customers/{customer_id}/contacts", queries.CONTACTS)
async def list_contacts(session: Reading, actor: Reader, customer_id: uuid.UUID, query: ListQuery) -> Page[ContactRead]:
    """The people at the customer, the primary one first."""
    return await queries.page(session, actor, customer_id, query)


@router.post("/customers/{customer_id}/contacts", status_code=201)
async def create_contact(session: Writing, actor: Writer, customer_id: uuid.UUID, body: ContactCreate) -> ContactRead:
    """Enters a person at the customer."""
    contact = await service.create(session, actor, customer_id, body)
    return await queries.read(session, actor, contact.id)


@list_and_search(router, "/contacts", queries.PEOPLE)
@counted
async def list_people(session: Reading, actor: Reader, query: ListQuery) -> Page[ContactLine]:
    """People at all customers you see, those entered last first."""
    return await queries.page_of_people(session, actor, query)


@router.get("/contacts/{contact_id}")
async def get_contact(session: Reading, actor: Reader, contact_id: uuid.UUID) -> ContactRead:
    """One person with phones, emails and messaging ids."""
    return await queries.read(session, actor, contact_id)


@router.patch("/contacts/{contact_id}")
async def update_contact(
    session: Writing, actor: Writer, contact_id: uuid.UUID, body: ContactUpdate, version: IfMatch
) -> ContactRead:
    """Merges the fields sent: null clears, lists are replaced."""
    await service.change(session, actor, contact_id, body, version)
    return await queries.read(session, actor, contact_id)


@router.delete("/contacts/{contact_id}", status_code=204)
async def deactivate_contact(
    session: Writing,
    actor: Writer,
    contact_id: uuid.UUID,
    version: IfMatch,
    reason: Annotated[Line | None, Query(description="Why.", examples=["Left the company"])] = None,
) -> None:
    """Sets the person inactive; nothing is deleted, for the history refers to it."""
    body = ContactUpdate(active=False, **({"reason": reason} if reason else {}))
    await service.change(session, actor, contact_id, body, version)
