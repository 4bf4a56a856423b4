"""What happens to customers and what stands below them. Data names fields and ids, never values."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from meridian.customers.models import Contact, Customer
from meridian.customers.rules import Channel, MemberKind, Verification
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.policies.rules import Grade

# What happens to customers. Data names fields and ids, never values.


class CustomerChange(BaseModel):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones", "city"]])
    important: list[str] = Field(description="Those of them that policy calls important.", examples=[["phones"]])
    department_id: uuid.UUID = Field(description="The owning department.")


class VerificationMoved(BaseModel):
    move: str = Field(description="The move made.", examples=["verify"])
    from_state: Verification = Field(description="State left.", examples=["pending"])
    to_state: Verification = Field(description="State entered.", examples=["verified"])


class KeyDecided(BaseModel):
    is_key: bool = Field(description="Whether it is a key customer now.", examples=[True])


class GradeDecided(BaseModel):
    from_grade: Grade = Field(description="Grade before.", examples=["C"])
    to_grade: Grade = Field(description="Grade now.", examples=["B"])


class ContactChange(BaseModel):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones"]])


class OptOutChange(BaseModel):
    channel: Channel = Field(description="The channel refused, or open again.", examples=["phone"])
    contact_id: uuid.UUID | None = Field(description="The person; null for the whole company.")
    opt_out_id: uuid.UUID = Field(description="The refusal.")


class ConsentChange(BaseModel):
    consent_id: uuid.UUID = Field(description="The consent.")


class MemberChange(BaseModel):
    user_id: uuid.UUID = Field(description="The person.")
    kind: MemberKind = Field(description="Sharing, or account team.", examples=["share"])


class OwnerChange(BaseModel):
    from_user_id: uuid.UUID | None = Field(description="The owner before.")
    to_user_id: uuid.UUID = Field(description="The owner now.")


class ReviewsAssigned(BaseModel):
    count: int = Field(description="How many reviews the person was given.", examples=[12])
    due_on: date = Field(description="The first of them is due on this day.", examples=["2026-04-01"])


class ReviewAttested(BaseModel):
    corrections: int = Field(description="Changes made to the file while it was under review.", examples=[3])


CUSTOMER_CREATED = EventType("customer.created", "A customer was entered.")
CUSTOMER_UPDATED = EventType("customer.updated", "A customer's data changed (CR-8).", CustomerChange)
CUSTOMER_ARCHIVED = EventType("customer.archived", "A customer was put aside; it is worked on no more.")
CUSTOMER_UNARCHIVED = EventType("customer.unarchived", "An archived customer is worked on again.")
CUSTOMER_VERIFICATION_MOVED = EventType(
    "customer.verification_moved", "A customer's file was submitted, verified or returned (CR-5).", VerificationMoved
)
CUSTOMER_KEY_DECIDED = EventType("customer.key_decided", "A customer became key, or ordinary again.", KeyDecided)
CUSTOMER_GRADE_DECIDED = EventType("customer.grade_decided", "A customer's grade was decided (MC-9).", GradeDecided)
CONTACT_CREATED = EventType("contact.created", "A person at a customer was entered.")
CONTACT_UPDATED = EventType("contact.updated", "A person's data changed.", ContactChange)
CUSTOMER_OPTED_OUT = EventType(
    "customer.opted_out", "A customer or a person there refused a channel: no more contact by it.", OptOutChange
)
CUSTOMER_OPT_OUT_LIFTED = EventType("customer.opt_out_lifted", "A channel is open again.", OptOutChange)
CUSTOMER_CONSENTED = EventType("customer.consented", "A customer consented to a use of its data.", ConsentChange)
CUSTOMER_CONSENT_WITHDRAWN = EventType("customer.consent_withdrawn", "A consent was withdrawn.", ConsentChange)
CUSTOMER_SHARED = EventType("customer.shared", "A person may work on the customer, or joined its team.", MemberChange)
CUSTOMER_UNSHARED = EventType("customer.unshared", "A person left the customer.", MemberChange)
CUSTOMER_TRANSFERRED = EventType("customer.transferred", "The customer has another owner.", OwnerChange)
REVIEWS_ASSIGNED = EventType("customer_review.assigned", "Reviews became due for their owner (CR-7).", ReviewsAssigned)
REVIEW_ATTESTED = EventType("customer_review.attested", "A review was done and attested.", ReviewAttested)

EVENTS = (
    CUSTOMER_CREATED,
    CUSTOMER_UPDATED,
    CUSTOMER_ARCHIVED,
    CUSTOMER_UNARCHIVED,
    CUSTOMER_VERIFICATION_MOVED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_GRADE_DECIDED,
    CONTACT_CREATED,
    CONTACT_UPDATED,
    CUSTOMER_OPTED_OUT,
    CUSTOMER_OPT_OUT_LIFTED,
    CUSTOMER_CONSENTED,
    CUSTOMER_CONSENT_WITHDRAWN,
    CUSTOMER_SHARED,
    CUSTOMER_UNSHARED,
    CUSTOMER_TRANSFERRED,
    REVIEWS_ASSIGNED,
    REVIEW_ATTESTED,
)


# What happens to the records below a customer.


BUSINESS_CHANGED = EventType(
    "customer.business_changed",
    "A need, product of interest, installed product or order of a customer was entered, changed or removed.",
)
BUSINESS_EVENTS = (BUSINESS_CHANGED,)


# Telling everybody who sees a customer what happened to it (CR-8).


async def publish_customer(
    session: WriteSession, kind: EventType, customer: Customer, data: Mapping[str, Any] | None = None
) -> None:
    """Writes what is pending, so that the version is the new one, then the event."""
    await session.flush()
    await publish(
        session,
        kind,
        subject_type="customer",
        subject_id=customer.id,
        customer_id=customer.id,
        version=customer.version,
        data=data,
    )


async def publish_contact(
    session: WriteSession, kind: EventType, contact: Contact, data: Mapping[str, Any] | None = None
) -> None:
    """The same for a person at a customer."""
    await session.flush()
    await publish(
        session,
        kind,
        subject_type="contact",
        subject_id=contact.id,
        customer_id=contact.customer_id,
        version=contact.version,
        data=data,
    )
