"""What happens to customers and what stands below them. Data names fields and ids, never values."""

import uuid
from dataclasses import replace
from datetime import date

from pydantic import Field

from meridian.customers.rules import Access, Channel, MemberKind, ShareState, Verification
from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType, NoData
from meridian.policies.rules import Grade

# What happens to customers. Data names fields and ids, never values.


class CustomerChange(Data):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones", "city"]])
    important: list[str] = Field(description="Those of them that policy calls important.", examples=[["phones"]])
    department_id: uuid.UUID = Field(description="The owning department.")


class VerificationMoved(Data):
    move: str = Field(description="The move made.", examples=["verify"])
    from_state: Verification = Field(description="State left.", examples=["pending"])
    to_state: Verification = Field(description="State entered.", examples=["verified"])


class KeyDecided(Data):
    is_key: bool = Field(description="Whether it is a key customer now.", examples=[True])


class GradeDecided(Data):
    from_grade: Grade = Field(description="Grade before.", examples=["C"])
    to_grade: Grade = Field(description="Grade now.", examples=["B"])


class ContactChange(Data):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones"]])


class OptOutChange(Data):
    channel: Channel = Field(description="The channel refused, or open again.", examples=["phone"])
    contact_id: uuid.UUID | None = Field(description="The person; null for the whole company.")
    opt_out_id: uuid.UUID = Field(description="The refusal.")


class ConsentChange(Data):
    consent_id: uuid.UUID = Field(description="The consent.")


class MemberChange(Data):
    user_id: uuid.UUID = Field(description="The person.")
    kind: MemberKind = Field(description="Sharing, or account team.", examples=["share"])


class ProposedFields(Data):
    fields: list[str] = Field(description="Names of the fields.", examples=[["city"]])


class ShareMoved(Data):
    user_id: uuid.UUID = Field(description="The person on the customer.")
    access: Access = Field(description="To read, or also to write.", examples=["read"])
    state: ShareState = Field(description="Where the sharing stands now.", examples=["active"])


class OwnerChange(Data):
    from_user_id: uuid.UUID | None = Field(description="The owner before.")
    to_user_id: uuid.UUID = Field(description="The owner now.")


class ReviewsAssigned(Data):
    count: int = Field(description="How many reviews the person was given.", examples=[12])
    due_on: date = Field(description="The first of them is due on this day.", examples=["2026-04-01"])


class ReviewAttested(Data):
    corrections: int = Field(description="Changes made to the file while it was under review.", examples=[3])


def _of_customer(name: str, description: str, data: type[Data] = NoData) -> EventType:
    return EventType(name, description, data, customer="id")


CUSTOMER_CREATED = _of_customer("customer.created", "A customer was entered.")
CUSTOMER_UPDATED = _of_customer("customer.updated", "A customer's data changed (CR-8).", CustomerChange)
CUSTOMER_ARCHIVED = _of_customer("customer.archived", "A customer was put aside; it is worked on no more.")
CUSTOMER_UNARCHIVED = _of_customer("customer.unarchived", "An archived customer is worked on again.")
CUSTOMER_VERIFICATION_MOVED = _of_customer(
    "customer.verification_moved", "A customer's file was submitted, verified or returned (CR-5).", VerificationMoved
)
CUSTOMER_KEY_DECIDED = _of_customer("customer.key_decided", "A customer became key, or ordinary again.", KeyDecided)
CUSTOMER_GRADE_DECIDED = _of_customer("customer.grade_decided", "A customer's grade was decided (MC-9).", GradeDecided)
CONTACT_CREATED = EventType("contact.created", "A person at a customer was entered.")
CONTACT_UPDATED = EventType("contact.updated", "A person's data changed.", ContactChange)
CUSTOMER_OPTED_OUT = _of_customer(
    "customer.opted_out", "A customer or a person there refused a channel: no more contact by it.", OptOutChange
)
CUSTOMER_OPT_OUT_LIFTED = _of_customer("customer.opt_out_lifted", "A channel is open again.", OptOutChange)
CUSTOMER_OPT_OUT_LIFT_REQUESTED = replace(
    _of_customer(
        "customer.opt_out_lift_requested", "Somebody asks to open a refused channel: another decides.", OptOutChange
    ),
    permission=Permission.REFUSAL_OVERRIDE,
)
"""Told to those who decide."""
CUSTOMER_OPT_OUT_LIFT_DECLINED = _of_customer(
    "customer.opt_out_lift_declined", "A refused channel stays closed although somebody asked.", OptOutChange
)
CUSTOMER_CONSENTED = _of_customer("customer.consented", "A customer consented to a use of its data.", ConsentChange)
CUSTOMER_CONSENT_WITHDRAWN = _of_customer("customer.consent_withdrawn", "A consent was withdrawn.", ConsentChange)
CUSTOMER_SHARED = _of_customer(
    "customer.shared", "A person may work on the customer, or joined its team.", MemberChange
)
CUSTOMER_UNSHARED = _of_customer("customer.unshared", "A person left the customer.", MemberChange)
CHANGE_PROPOSED = EventType("change_proposal.made", "Somebody proposed a change of a customer (MC-2).", ProposedFields)
CHANGE_DECIDED = EventType(
    "change_proposal.decided",
    "Fields of a proposed change were accepted or declined; told to who proposed them.",
    ProposedFields,
    customer=None,
    audience="proposed_by",
)
SHARE_MOVED = EventType(
    "customer_share.moved",
    "Sharing a customer began, was approved or denied, or came to its end (MC-25).",
    ShareMoved,
    subject="customer_member",
)
CUSTOMER_TRANSFERRED = _of_customer("customer.transferred", "The customer has another owner.", OwnerChange)
REVIEWS_ASSIGNED = EventType(
    "customer_review.assigned",
    "Reviews became due for their owner (CR-7).",
    ReviewsAssigned,
    subject="user",
    audience="id",
)
REVIEW_ATTESTED = _of_customer("customer_review.attested", "A review was done and attested.", ReviewAttested)

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
    CUSTOMER_OPT_OUT_LIFT_REQUESTED,
    CUSTOMER_OPT_OUT_LIFT_DECLINED,
    CUSTOMER_CONSENTED,
    CUSTOMER_CONSENT_WITHDRAWN,
    CUSTOMER_SHARED,
    CUSTOMER_UNSHARED,
    SHARE_MOVED,
    CHANGE_PROPOSED,
    CHANGE_DECIDED,
    CUSTOMER_TRANSFERRED,
    REVIEWS_ASSIGNED,
    REVIEW_ATTESTED,
)


# What happens to the records below a customer.


BUSINESS_CHANGED = EventType(
    "customer.business_changed",
    "A need, product of interest, installed product or order of a customer was entered, changed or removed.",
)
ORDER_CHANGED = replace(BUSINESS_CHANGED, subject="order")
BUSINESS_EVENTS = (BUSINESS_CHANGED,)
