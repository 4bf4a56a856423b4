"""What contact records tell."""

import uuid

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType


class RecordData(Data):
    method: str = Field(description="How the contact was made.", examples=["phone"])
    disposition: str | None = Field(description="How a call ended.", examples=["connected"])
    reached: bool = Field(description="Somebody there was reached.", examples=[True])
    author_id: uuid.UUID = Field(description="Who made it.")
    planned_item_id: uuid.UUID | None = Field(description="The planned contact it carried out.")
    next_item_id: uuid.UUID | None = Field(description="The contact planned with it.")
    against_refusal: bool = Field(default=False, description="They had refused that (OT-11).", examples=[False])


class ReportedData(Data):
    method: str = Field(description="How the contact was made.", examples=["phone"])
    state: str = Field(description="Where it stands.", examples=["under_way"])
    direction: str = Field(description="Who began it.", examples=["inbound"])
    author_id: uuid.UUID | None = Field(description="Who of ours it concerns.")
    contact_id: uuid.UUID | None = Field(description="The person there, when known.")


class RecordCorrected(Data):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["outcome"]])


class ComplaintData(Data):
    """All that was heard, kept here until a complaint is registered from it."""

    record_id: uuid.UUID = Field(description="The contact record it was heard in.")
    contact_id: uuid.UUID | None = Field(description="Who complained.")
    channel: str = Field(description="How they complained.", examples=["phone"])
    text: str = Field(description="What they complain about.", examples=["Seal leaks after a month"])
    product: str | None = Field(description="Product or service.", examples=["X200-B"])
    product_id: uuid.UUID | None = Field(description="Our product.")
    wanted_solution: str | None = Field(description="What they want.", examples=["A new seal, free"])


RECORD_LOGGED = EventType(
    "contact_record.logged", "A call or other contact was logged (OT-15).", RecordData, subject="contact_record"
)
RECORD_COMPLETED = EventType(
    "contact_record.completed",
    "The author of a call that the switch began to log told what was said (OT-15).",
    RecordData,
    subject="contact_record",
)
CONTACT_REPORTED = EventType(
    "reported_contact.changed",
    "A switch or mail system reported a contact, or more of it; or somebody attached it to a customer.",
    ReportedData,
    audience="author_id",
)
RECORD_CORRECTED = EventType("contact_record.corrected", "A contact record was corrected.", RecordCorrected)
COMPLAINT_REPORTED = EventType(
    "complaint.reported",
    "A customer complained in a contact: to be registered (CR-22).",
    ComplaintData,
    subject="contact_record",
)
EVENTS = (RECORD_LOGGED, RECORD_COMPLETED, RECORD_CORRECTED, CONTACT_REPORTED, COMPLAINT_REPORTED)
