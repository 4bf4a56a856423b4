"""Refusals, consents, people on a customer, transfers and reviews, as clients write and read them."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from meridian.customers import fields as f
from meridian.customers.codes import Channel, MemberKind
from meridian.kernel.schemas import Code, Input, Instant, Line, Output, ProblemDocument, Text

MAX_BULK = 200
ChannelField = Annotated[Channel, Field(description="Way to reach somebody.", examples=["phone"])]
ContactId = Annotated[uuid.UUID | None, f.about("contact_id")]
UserId = Annotated[uuid.UUID, Field(description="The person.", examples=[f.ID])]
Why = Annotated[Line, Field(description="Why.", examples=["Asked in an email to be called again"])]


class OptOutCreate(Input):
    channel: ChannelField
    contact_id: ContactId = None
    reason: Why
    at: Instant | None = Field(default=None, description="When it was said, if not just now.", examples=[f.WHEN])


class Because(Input):
    reason: Why


class OptOutRead(Output):
    """A refusal of one channel by the company or one person there (OT-11)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    contact_id: uuid.UUID | None = f.about("contact_id")
    channel: ChannelField
    reason: str = Field(description="Why.", examples=["Asked not to be called"])
    at: datetime = Field(description="Since when.", examples=[f.WHEN])
    set_by: uuid.UUID | None = Field(description="Who noted it.", examples=[f.ID])
    contact_record_id: uuid.UUID | None = Field(description="The call or message it was said in.", examples=[f.ID])
    lifted_at: datetime | None = Field(description="When the channel was opened again.", examples=[None])
    lifted_by: uuid.UUID | None = Field(description="Who opened it again.", examples=[None])
    lifted_reason: str | None = Field(description="Why it was opened again.", examples=[None])


class ConsentCreate(Input):
    contact_id: ContactId = None
    purpose: Line = Field(description="What the data may be used for.", examples=["Newsletter"])
    evidence: Text = Field(min_length=1, description="What shows the consent.", examples=["Signed form of 2026-03-01"])
    given_at: Instant | None = Field(default=None, description="When, if not just now.", examples=[f.WHEN])


class ConsentRead(Output):
    """Consent to a use of the customer's data (MC-8)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    contact_id: uuid.UUID | None = f.about("contact_id")
    purpose: str = Field(description="What the data may be used for.", examples=["Newsletter"])
    evidence: str = Field(description="What shows the consent.", examples=["Signed form of 2026-03-01"])
    given_at: datetime = Field(description="When it was given.", examples=[f.WHEN])
    recorded_by: uuid.UUID | None = Field(description="Who noted it.", examples=[f.ID])
    withdrawn_at: datetime | None = Field(description="When it was withdrawn.", examples=[None])


class MemberCreate(Input):
    user_id: UserId
    kind: MemberKind = Field(
        default=MemberKind.SHARE, description="Sharing, or a place in the account team.", examples=["account_team"]
    )
    role: Code | None = Field(default=None, description="Part in the account team.", examples=["executive_sponsor"])
    note: Line | None = Field(default=None, description="A note.", examples=["Covers March"])


class MemberRead(Output):
    """A person who works on the customer besides its owner."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    user_id: UserId
    user_name: str = Field(description="The person's name.", examples=["王芳"])
    kind: MemberKind = Field(description="Sharing, or a place in the account team.", examples=["share"])
    role: str | None = Field(description="Part in the account team.", examples=["executive_sponsor"])
    note: str | None = Field(description="A note.", examples=["Covers March"])
    added_by: uuid.UUID | None = Field(description="Who added the person.", examples=[f.ID])
    added_at: datetime = Field(description="When.", examples=[f.WHEN])


class Handover(Input):
    to_user_id: uuid.UUID = Field(description="The new owner.", examples=[f.ID])
    note: Annotated[Text, Field(min_length=1)] = Field(
        description="Handover note: where things stand, what was promised.", examples=["Offer sent, decision in May"]
    )
    keep_access: bool = Field(default=False, description="Share it with the old owner.", examples=[True])


class BulkHandover(Handover):
    customer_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MAX_BULK)] = Field(
        description="The customers, each once.", examples=[[f.ID]]
    )


class TransferRead(Output):
    """A change of owner (MC-25)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    from_user_id: uuid.UUID | None = Field(description="The owner before.", examples=[f.ID])
    to_user_id: uuid.UUID = Field(description="The new owner.", examples=[f.ID])
    note: str = Field(description="Handover note.", examples=["Offer sent, decision in May"])
    by_user_id: uuid.UUID | None = Field(description="Who decided.", examples=[f.ID])
    at: datetime = Field(description="When.", examples=[f.WHEN])


class ItemResult(Output):
    """What became of one item of a bulk request."""

    index: int = Field(description="Place of the item in the request, from 0.", examples=[0])
    status: int = Field(description="The HTTP status it would have had by itself.", examples=[200])
    id: uuid.UUID | None = Field(description="The customer.", examples=[f.ID])
    version: int | None = Field(description="Its version now.", examples=[4])
    problem: ProblemDocument | None = Field(description="Why nothing was done; pointers are into the item's data.")


class BulkResult(Output):
    results: list[ItemResult] = Field(description="One result per item, in order.")
    succeeded: int = Field(description="How many items were carried out.", examples=[199])
    failed: int = Field(description="How many were not.", examples=[1])


class ReviewRead(Output):
    """The review of one customer in one cycle (CR-7, MC-5)."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    customer_id: uuid.UUID = f.about("customer_id")
    customer_name: str = f.about("name")
    owner_id: uuid.UUID | None = Field(description="Who owes it.", examples=[f.ID])
    due_on: date = Field(description="Last day to do it.", examples=["2026-04-01"])
    overdue: bool = Field(description="Not done by its last day.", examples=[False])
    done_at: datetime | None = Field(description="When it was done.", examples=[f.WHEN])
    done_by: uuid.UUID | None = Field(description="Who did it.", examples=[f.ID])
    attestation: str | None = Field(description="What was attested.", examples=["All data checked by phone"])
    corrections: int | None = Field(description="Changes made to the file while under review.", examples=[2])
    created_at: datetime = f.about("created_at")


class Attestation(Input):
    attestation: Annotated[Text, Field(min_length=1)] = Field(
        description="What was checked, in one's own words.", examples=["All data checked by phone with Ms Petersen"]
    )


class ImportantChangeRead(Output):
    """A change of facts that policy calls important (MC-6)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    customer_name: str = f.about("name")
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones"]])
    learned_at: datetime = Field(description="When the change was learned.", examples=[f.WHEN])
    entered_at: datetime = Field(description="When it was entered.", examples=[f.WHEN])
    due_at: datetime | None = Field(description="When it should have been entered at the latest.", examples=[f.WHEN])
    late: bool = Field(description="Entered later than that.", examples=[False])
    actor_id: uuid.UUID | None = Field(description="Who entered it.", examples=[f.ID])
