"""Telling everybody who sees a customer what happened to it (CR-8)."""

from collections.abc import Mapping
from typing import Any

from meridian.customers.models import Contact, Customer
from meridian.kernel.db import WriteSession
from meridian.kernel.events import EventType, emit


async def announce(
    session: WriteSession, kind: EventType, customer: Customer, data: Mapping[str, Any] | None = None
) -> None:
    """Writes what is pending, so that the version is the new one, then the event."""
    await session.flush()
    await emit(
        session,
        kind,
        subject_type="customer",
        subject_id=customer.id,
        customer_id=customer.id,
        version=customer.version,
        data=data,
    )


async def announce_contact(
    session: WriteSession, kind: EventType, contact: Contact, data: Mapping[str, Any] | None = None
) -> None:
    """The same for a person at a customer."""
    await session.flush()
    await emit(
        session,
        kind,
        subject_type="contact",
        subject_id=contact.id,
        customer_id=contact.customer_id,
        version=contact.version,
        data=data,
    )
