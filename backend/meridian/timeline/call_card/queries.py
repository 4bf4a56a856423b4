"""The call card, put together of the lists' own pages, so that every part obeys its own scope and masking."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select

from meridian.complaints import queries as complaints
from meridian.customers import queries as customers
from meridian.customers.business import queries as business
from meridian.customers.business.schemas import InstalledRead, NeedRead
from meridian.customers.contacts import queries as contacts
from meridian.customers.contacts.schemas import ContactRead
from meridian.customers.models import Contact, Customer, InstalledProduct, Need
from meridian.customers.schemas import CustomerRead
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing import ListSpec, parse_query
from meridian.kernel.listing.shown import encode
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.schemas import Page
from meridian.notes import queries as notes
from meridian.opportunities.pipeline import queries as opportunities
from meridian.plans import queries as plans
from meridian.plans.call_times import PLACE, call_times
from meridian.plans.schemas import CallTimeRead, PlannedContactRead
from meridian.records import queries as records
from meridian.records.reported import queries as reported
from meridian.timeline.call_card.schemas import CallCard

PEOPLE, CONTACTS, PARTS, SALES, FEW = 20, 5, 6, 10, 3
Listing = Callable[[Session, Actor, Any], Awaitable[Page[Any]]]
_LISTED: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(CallCard.model_fields[name].rebuild_annotation())
    for name in ("contacts", "last_contacts", "needs", "installed", "opportunities", "complaints", "missed_calls")
}
"""Parts that are pages of lists, whose rows are shown without a model."""


async def of_item(session: Session, actor: Actor, item_id: uuid.UUID) -> CallCard:
    """The card of a planned contact; 404 outside the actor's scope."""
    item = await plans.read_item(session, actor, item_id)
    return await _card(session, actor, item.customer_id, item.contact_id, item)


async def of_customer(session: Session, actor: Actor, customer_id: uuid.UUID, contact_id: uuid.UUID | None) -> CallCard:
    """The card of a customer, or of a person there; 404 outside the actor's scope."""
    return await _card(session, actor, customer_id, contact_id, None)


async def _card(
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID,
    contact_id: uuid.UUID | None,
    item: PlannedContactRead | None,
) -> CallCard:
    found = await customers.read(session, actor, customer_id)
    customer = CustomerRead.model_validate_json(encode(found.fields), context={"masked": actor.masked})
    active = parse_query(contacts.CONTACTS, [("active", "true"), ("limit", str(PEOPLE))])
    people = await contacts.page(session, actor, customer_id, active, seen=True)
    contacts_there = _part_of("contacts", actor, people)
    person = _person(contacts_there, contact_id)
    if contact_id is not None and person is None:
        person = await contacts.read(session, actor, contact_id)  # who left since, or 404

    async def latest(name: str, page: Listing, spec: ListSpec, most: int, **filters: str) -> list[Any]:
        asked = {"customer_id": str(customer_id), "limit": str(most), **filters}
        return _part_of(name, actor, await page(session, actor, parse_query(spec, asked.items())))

    def part(name: str, model: Any, spec: ListSpec, read: Any, **filters: str) -> Awaitable[list[Any]]:
        return _part(name, session, actor, customer_id, model, spec, read, **filters)

    sold = partial(latest, "opportunities", opportunities.page, opportunities.OPPORTUNITIES, SALES, outcome="open")
    complained = partial(latest, "complaints", complaints.page, complaints.COMPLAINTS, CONTACTS)
    return CallCard(
        item=item,
        customer=customer,
        contact=person,
        contacts=contacts_there,
        call_time=await _call_time(session, actor, customer_id, person, item),
        last_contacts=await latest("last_contacts", _records, records.RECORDS, CONTACTS),
        needs=await part("needs", Need, business.NEEDS, NeedRead, state="open"),
        installed=await part("installed", InstalledProduct, business.INSTALLED, InstalledRead),
        opportunities=await sold() if actor.may(Permission.OPPORTUNITY_READ) else None,
        complaints=await complained() if actor.may(Permission.COMPLAINT_READ) else None,
        orders=await business.latest_orders(session, actor, customer_id, FEW),
        market_notes=await notes.market_notes(session, actor, customer, FEW)
        if actor.may(Permission.NOTE_READ)
        else None,
        missed_calls=await latest(
            "missed_calls", reported.page_of_calls, reported.PHONE_CALLS, CONTACTS, state="missed"
        ),
    )


async def _records(session: Session, actor: Actor, query: Any) -> Page[Any]:
    return await records.page(session, actor, query, calls=False)


def _part_of(name: str, actor: Actor, page: Page[Any]) -> list[Any]:
    found: list[Any] = _LISTED[name].validate_json(encode(page.items), context={"masked": actor.masked})
    return found


async def _part(
    name: str,
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID,
    model: Any,
    spec: ListSpec,
    read: Any,
    **filters: str,
) -> list[Any]:
    query = parse_query(spec, [*filters.items(), ("limit", str(PARTS))])
    return _part_of(name, actor, await business.page(session, actor, model, spec, read, customer_id, query, seen=True))


def _person(people: list[ContactRead], contact_id: uuid.UUID | None) -> ContactRead | None:
    if contact_id is None:
        return people[0] if people else None
    return next((each for each in people if each.id == contact_id), None)


_HERE = Prepared(
    lambda _: (
        select(*PLACE)
        .select_from(Customer)
        .outerjoin(Contact, Contact.id == Slot("person"))
        .where(Customer.id == Slot("customer"))
    )
)


async def _call_time(
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID,
    person: ContactRead | None,
    item: PlannedContactRead | None,
) -> CallTimeRead:
    if item is not None and item.call_time is not None:
        planned_with = item.contact_id
        if person is None or person.id == planned_with or not (planned_with or person.zone):
            return item.call_time
    row = await _HERE.first(session, customer=customer_id, person=None if person is None else person.id)
    return (await call_times(session, actor)).read(row)
