"""Calls and e-mails as systems report them and as people read them."""

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Code, Input, Instant, Line, Text
from meridian.plans.schemas import ID, WHEN
from meridian.records.rules import CallOutcome, Direction, ReportedState
from meridian.records.schemas import OURS, ExternalId

Seconds = Annotated[int | None, Field(ge=0, le=86_400)]
Extension = Annotated[str, StringConstraints(pattern=r"^\d{2,6}$")]
MAX_ADDRESSES = 200
EMAIL = "email"
"""The source of e-mails: their Message-ID is one all over the world."""


class Report(Input):
    """What a system knows of a contact by now. Send it again when it knows more."""

    reported_at: Instant | None = Field(
        default=None,
        description="When it was so, where reports may overtake each other; the time of the request unless given.",
        examples=[WHEN],
    )
    author_id: uuid.UUID | None = Field(
        default=None, description="Who of ours made or took it; only programs name others.", examples=[ID]
    )
    customer_id: uuid.UUID | None = Field(
        default=None,
        description="With whom, where the system knows; else found by the number or address.",
        examples=[ID],
    )
    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[ID])


class PhoneCallReport(Report):
    """A call, as far as the switch knows it."""

    source: Code = Field(description="The switch.", examples=["pbx_shanghai"])
    external_id: ExternalId = Field(description="The call's id there.", examples=["1773108000.42"])
    direction: Direction = Field(description="Who called.", examples=["inbound"])
    number: Line | None = Field(
        default=None,
        description="The other party's number in any written form, also `tel:`, `sip:`, `anonymous`.",
        examples=["sip:+494036901234;ext=12@carrier.example"],
    )
    country: str | None = Field(
        default=None,
        pattern="^[A-Z]{2}$",
        description="Where the switch stands, ISO 3166: national forms are read as dialled there.",
        examples=["CN"],
    )
    agent_extension: Extension | None = Field(
        default=None, description="The extension of whoever of ours made or took it.", examples=["204"]
    )
    planned_contact_id: uuid.UUID | None = Field(
        default=None, description="The planned contact that was dialled.", examples=[ID]
    )
    started_at: Instant = Field(description="When it began to ring, or was dialled.", examples=[WHEN])
    answered_at: Instant | None = Field(
        default=None, description="When the other side answered, or ours did.", examples=["2026-03-10T02:00:09Z"]
    )
    ended_at: Instant | None = Field(
        default=None, description="When it was hung up; absent while it lasts.", examples=["2026-03-10T02:04:39Z"]
    )
    ring_seconds: Seconds = Field(default=None, description="How long it rang.", examples=[9])
    talk_seconds: Seconds = Field(default=None, description="Time talked.", examples=[270])
    outcome: CallOutcome | None = Field(
        default=None, description="How it ended; else it follows from the times and the cause.", examples=["connected"]
    )
    cause: int | None = Field(default=None, ge=0, le=127, description="The Q.850 cause.", examples=[16])

    @model_validator(mode="after")
    def _not_ours(self) -> Self:
        if self.source in (OURS, EMAIL):
            raise ValueError(f"the source {self.source} is no switch")
        return self


Address = Annotated[str, StringConstraints(min_length=3, max_length=400)]


class EmailReport(Report):
    """An e-mail that came or went."""

    message_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=900)] = Field(
        description="Its Message-ID, with or without angle brackets: the same one is one contact, whichever mailbox"
        " reports it.",
        examples=["<CAF+q3Zb2@mail.hafenwerk.example>"],
    )
    sender: Address = Field(alias="from", description="From.", examples=["Anna Petersen <anna@hafenwerk.example>"])
    to: list[Address] = Field(
        min_length=1, max_length=MAX_ADDRESSES, description="To.", examples=[["li.lei@example.com"]]
    )
    cc: list[Address] = Field(default=[], max_length=MAX_ADDRESSES, description="Copies.", examples=[[]])
    sent_at: Instant = Field(description="Its date.", examples=[WHEN])
    subject: Line | None = Field(default=None, description="Its subject.", examples=["Your offer of 3 March"])
    excerpt: Text | None = Field(
        default=None,
        description="What it says, as far as it is to be read here.",
        examples=["We would need it by July"],
    )


class Attach(Input):
    """With whom it was."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[ID])


class ReportedRead(Output):
    id: uuid.UUID = Field(description="It, and its contact record once there is one.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    source: str = Field(description="The system that reported it.", examples=["pbx_shanghai"])
    external_id: str = Field(description="Its id there.", examples=["1773108000.42"])
    state: ReportedState = Field(description="Where it stands.", examples=["unattached"])
    direction: Direction = Field(description="Who began it.", examples=["inbound"])
    author_id: uuid.UUID | None = Field(description="Who of ours it concerns.", examples=[ID])
    author_name: str | None = Field(description="That person's name.", examples=["李雷"])
    customer_id: uuid.UUID | None = Field(description="With whom; null while unknown.", examples=[ID])
    customer_name: str | None = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(description="The person there.", examples=[ID])
    contact_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    to_be_completed: bool = Field(
        description="Answered, and its author still owes what was said (OT-15).", examples=[True]
    )
    complete_by: datetime | None = Field(
        description="By when: `call_log_deadline_minutes` after hanging up.", examples=["2026-03-10T02:34:39Z"]
    )
    started_at: datetime = Field(description="When it began.", examples=[WHEN])
    created_at: datetime = Field(description="When it was first reported.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
    masked_fields: MaskedFields


class PhoneCallRead(ReportedRead):
    """A call, as the switch knows it."""

    number: Annotated[str | None, Sensitive("phone")] = Field(
        description="The other party's number as written.", examples=["sip:+494036901234@carrier.example"]
    )
    phone: Annotated[str | None, Sensitive("phone")] = Field(
        description="That number, E.164.", examples=["+494036901234"]
    )
    outcome: CallOutcome | None = Field(description="How it ended; null while it lasts.", examples=["connected"])
    cause: int | None = Field(description="The Q.850 cause.", examples=[16])
    answered_at: datetime | None = Field(description="When it was answered.", examples=["2026-03-10T02:00:09Z"])
    ended_at: datetime | None = Field(description="When it was hung up.", examples=["2026-03-10T02:04:39Z"])
    ring_seconds: int | None = Field(description="How long it rang.", examples=[9])
    talk_seconds: int | None = Field(description="Time talked.", examples=[270])


class EmailMessageRead(ReportedRead):
    """An e-mail."""

    address: Annotated[str | None, Sensitive("email")] = Field(
        description="The other side's address.", examples=["anna@hafenwerk.example"]
    )
    subject: str | None = Field(description="Its subject.", examples=["Your offer of 3 March"])
