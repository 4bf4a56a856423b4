"""Keeping the hours that customers asked for."""

import uuid

from sqlalchemy import select

from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import NotFound, fault
from meridian.planner.models import OwnHours
from meridian.planner.windows.schemas import OwnHoursPut


async def put_own_hours(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: OwnHoursPut
) -> OwnHours | None:
    """What a customer, or somebody there, asked for; none when they take it back. 404 outside the actor's scope."""
    seen = select(Customer.id).where(Customer.id == customer_id, customers_visible_to(actor, Permission.CUSTOMER_WRITE))
    if await session.scalar(seen.with_for_update(key_share=True)) is None:
        raise NotFound()
    if body.contact_id is not None:
        there = select(Contact.id).where(Contact.id == body.contact_id, Contact.customer_id == customer_id)
        if await session.scalar(there) is None:
            raise fault("/contact_id", "not_found", msg("there is no such person at this customer"))
    kept = await session.scalar(
        select(OwnHours)
        .where(OwnHours.customer_id == customer_id, OwnHours.contact_id.is_not_distinct_from(body.contact_id))
        .with_for_update()
    )
    if body.weekly is None:
        if kept is not None:
            await session.delete(kept)
        return None
    wanted = {"weekly": body.weekly.model_dump(mode="json"), "note": body.note}
    if kept is None:
        kept = OwnHours(customer_id=customer_id, contact_id=body.contact_id, **wanted)
        session.add(kept)
    else:
        assign(kept, wanted)
    await session.flush()
    return kept
