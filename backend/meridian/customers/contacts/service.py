"""The people at a customer (CR-3): entered, changed, set inactive when they leave."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select, update

from meridian.calendars.queries import today
from meridian.customers import queries
from meridian.customers.computed_fields import service
from meridian.customers.contact_points import service as contact_points_service
from meridian.customers.contacts.schemas import ContactCreate, ContactUpdate
from meridian.customers.events import CONTACT_CREATED, CONTACT_UPDATED
from meridian.customers.models import Contact, Customer
from meridian.customers.service import note_change, refuse_archived, refuse_hidden, require_reason
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import NotFound, check_version, fault

OLDEST = 120  # years


async def create(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: ContactCreate) -> Contact:
    """Enters a person. A new primary one takes the place of the last."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    refuse_archived(customer)
    given = body.model_dump()
    await _check_birthday(session, given.get("birthday"))
    reason, learned_at = given.pop("reason", None), given.pop("learned_at", None)
    lists = contact_points_service.read_lists(given, customer.country)
    contact = Contact(customer_id=customer.id, **_plain(given))
    if contact.is_primary:
        await _no_other_primary(session, customer.id)
    if reason is not None:
        await session.set_reason(reason)
    session.add(contact)
    await session.flush()
    changed = await contact_points_service.replace(session, lists, customer_id=customer.id, contact_id=contact.id)
    await _touch(session, actor, customer)
    await publish(session, CONTACT_CREATED, contact)
    if changed:
        await note_change(session, customer, changed, learned_at)
    return contact


async def change(
    session: WriteSession, actor: Actor, contact_id: uuid.UUID, body: ContactUpdate, version: int
) -> Contact:
    """Merges the fields sent. Phones, emails and messaging ids of a verified customer are corrected with a reason."""
    customer, contact = await _load(session, actor, contact_id, version)
    given = body.model_dump()
    await _check_birthday(session, given.get("birthday"))
    reason, learned_at = given.pop("reason", None), given.pop("learned_at", None)
    refuse_hidden(actor, given)
    if reason is not None:
        await session.set_reason(reason)
    lists = contact_points_service.read_lists(given, customer.country)
    reached = await contact_points_service.replace(session, lists, customer_id=customer.id, contact_id=contact.id)
    require_reason(customer, reached, reason)
    if given.get("is_primary") and not contact.is_primary:
        await _no_other_primary(session, customer.id)
    changed = reached | set(assign(contact, _plain(given)))
    if changed:
        contact.version += 1  # the lists are part of the record
        await _touch(session, actor, customer)
        await publish(session, CONTACT_UPDATED, contact, fields=sorted(changed))
    if reached:
        await note_change(session, customer, reached, learned_at)
    return contact


async def _check_birthday(session: WriteSession, birthday: date | None) -> None:
    """422 for a day on which nobody who can be called was born."""
    if birthday is None:
        return
    latest = await today(session)
    if not latest.year - OLDEST <= birthday.year or birthday > latest:
        raise fault("/birthday", "absurd_date", msg("nobody is called who was born on {birthday}", birthday=birthday))


async def _load(session: WriteSession, actor: Actor, contact_id: uuid.UUID, version: int) -> tuple[Customer, Contact]:
    """The customer first, then its contact, both locked: always in this order."""
    customer_id = await session.scalar(select(Contact.customer_id).where(Contact.id == contact_id))
    if customer_id is None:
        raise NotFound()
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    contact = (await session.scalars(select(Contact).where(Contact.id == contact_id).with_for_update())).one()
    check_version(contact.version, version)
    refuse_archived(customer)
    return customer, contact


async def _touch(session: WriteSession, actor: Actor, customer: Customer) -> None:
    """A change of its people is a change of the customer's file."""
    await session.flush()
    customer.edited_by = actor.user_id
    await service.refresh_completeness(session, customer)


async def _no_other_primary(session: WriteSession, customer_id: uuid.UUID) -> None:
    await session.execute(
        update(Contact).where(Contact.customer_id == customer_id, Contact.is_primary).values(is_primary=False)
    )


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in contact_points_service.LISTS}
