"""What an opportunity may refer to: an owner who can see the customer; people, needs and records of that customer."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from meridian.customers.assignment import SELLING
from meridian.customers.models import Contact, Customer
from meridian.customers.models_business import Need
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Fault, Invalid, fault
from meridian.plans.assignees import assignees
from meridian.records.models import ContactRecord


async def owner_of_new(session: WriteSession, actor: Actor, customer: Customer, owner_id: uuid.UUID | None) -> User:
    """The person named, else the actor if selling, else the customer's owner."""
    if owner_id is None:
        owner_id = actor.user_id if actor.role in SELLING else customer.owner_id
    if owner_id is None:
        raise fault("/owner_id", "missing", "name an owner: the customer has none")
    return await owner(session, actor, customer, owner_id)


async def owner(session: WriteSession, actor: Actor, customer: Customer, owner_id: uuid.UUID) -> User:
    """That person; 422 when unknown or inactive, beyond the actor's reach, or unable to see the customer."""
    person = (await assignees(session, actor, [(owner_id, customer.id)])).get(owner_id)
    user = await session.get(User, owner_id)
    if person is None or user is None or user.department_id is None:
        raise fault("/owner_id", "unknown_user", "must be an active person of a department")
    if not person.within_reach:
        raise fault("/owner_id", "owner_out_of_reach", "you may not give opportunities to this person")
    if customer.id not in person.customers:
        raise fault("/owner_id", "owner_cannot_see_customer", "the customer is outside this person's scope")
    return user


async def check(
    session: WriteSession, customer_id: uuid.UUID, values: Mapping[str, Any], need_ids: Collection[uuid.UUID]
) -> None:
    """422 naming each person, record and need that is not the customer's."""
    faults = []
    contact_id, record_id = values.get("decision_maker_id"), values.get("origin_record_id")
    if contact_id is not None:
        contact = await session.get(Contact, contact_id)
        if contact is None or contact.customer_id != customer_id:
            faults.append(Fault("/decision_maker_id", "unknown_contact", "the customer has no such person"))
    if record_id is not None:
        record = await session.get(ContactRecord, record_id)
        if record is None or record.customer_id != customer_id:
            faults.append(Fault("/origin_record_id", "unknown_record", "no contact with this customer"))
    if need_ids:
        known = set(
            await session.scalars(select(Need.id).where(Need.id.in_(need_ids), Need.customer_id == customer_id))
        )
        faults += [
            Fault(f"/need_ids/{index}", "unknown_need", "the customer has no such need")
            for index, need_id in enumerate(need_ids)
            if need_id not in known
        ]
    if faults:
        raise Invalid(errors=faults)
