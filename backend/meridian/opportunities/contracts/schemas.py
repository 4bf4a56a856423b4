"""The contract as clients write and read it."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.files.schemas import FileRead
from meridian.kernel.schemas import Input, Instant, Line, Money, Text
from meridian.opportunities import schemas as f
from meridian.opportunities.rules import ProposalAnswer
from meridian.opportunities.schemas import FileIds, PartRead

Number = Annotated[Line, Field(description="The contract's number.", examples=["C-2026-017"])]
SignedOn = Annotated[f.Day, Field(description="The day it was signed.", examples=["2026-03-31"])]
ContractAmount = Annotated[f.Sum, Field(description="What it is worth.", examples=[f.PRICE])]
PaymentTerms = Annotated[f.Words, Field(description="How it is paid.", examples=["30 % down, 70 % before shipping"])]
DeliveryTerms = Annotated[f.Words, Field(description="How it is delivered.", examples=["CIF Jebel Ali, June 2026"])]


class ContractInput(Input):
    """The contract, or what is known of it so far; signing asks for what policy names."""

    number: Number | MISSING = MISSING
    signed_on: SignedOn | MISSING = MISSING
    amount: ContractAmount | MISSING = MISSING
    payment_terms: PaymentTerms | MISSING = MISSING
    delivery_terms: DeliveryTerms | MISSING = MISSING


class ContractCreate(ContractInput):
    file_ids: FileIds = Field(default_factory=list)


class ContractUpdate(ContractInput):
    reason: Line | None = Field(
        default=None, description="Why; needed once the contract is signed.", examples=["Second addendum of May"]
    )


class ContractRead(PartRead):
    number: str | None = Field(description="The contract's number.", examples=["C-2026-017"])
    signed_on: date | None = Field(description="The day it was signed.", examples=["2026-03-31"])
    amount: Money | None = Field(description="What it is worth.")
    payment_terms: str | None = Field(description="How it is paid.", examples=["30 % down, 70 % before shipping"])
    delivery_terms: str | None = Field(description="How it is delivered.", examples=["CIF Jebel Ali, June 2026"])
    files: list[FileRead] = Field(description="The signed contract and its annexes.")
    created_by: uuid.UUID | None = Field(description="Who entered it.", examples=[f.ID])


# Solution proposals as clients write and read them.


Summary = Annotated[f.Words, Field(description="What is offered.", examples=["Two X200 with EPDM seals, start-up"])]
OfferAmount = Annotated[f.Sum | None, Field(description="For how much.", examples=[f.PRICE])]
ValidUntil = Annotated[f.Day | None, Field(description="How long it holds.", examples=["2026-04-30"])]
PresentedAt = Annotated[Instant | None, Field(description="When it was presented to the customer.", examples=[f.WHEN])]


class SolutionProposalCreate(Input):
    summary: Summary
    amount: OfferAmount = None
    valid_until: ValidUntil = None
    presented_at: PresentedAt = None
    file_ids: FileIds = Field(default_factory=list)


class SolutionProposalUpdate(Input):
    """What may change until the customer has answered; a new offer is a new version."""

    summary: Summary | MISSING = MISSING
    amount: OfferAmount | MISSING = MISSING
    valid_until: ValidUntil | MISSING = MISSING
    presented_at: PresentedAt | MISSING = MISSING


class SolutionProposalRead(PartRead):
    number: int = Field(description="The proposal's version, from 1.", examples=[1])
    summary: str = Field(description="What is offered.", examples=["Two X200 with EPDM seals, start-up"])
    amount: Money | None = Field(description="For how much.")
    valid_until: date | None = Field(description="How long it holds.", examples=["2026-04-30"])
    presented_at: datetime | None = Field(description="When it was presented.", examples=[f.WHEN])
    answer: ProposalAnswer | None = Field(description="What the customer said.", examples=[None])
    answer_note: str | None = Field(description="In their words.", examples=[None])
    answered_at: datetime | None = Field(description="When that was noted.", examples=[None])
    answered_by: uuid.UUID | None = Field(description="Who noted it.", examples=[None])
    files: list[FileRead] = Field(description="Files of this version.")
    created_by: uuid.UUID | None = Field(description="Who made it.", examples=[f.ID])


class ProposalAnswered(Input):
    answer: ProposalAnswer = Field(description="What the customer said.", examples=["changes_wanted"])
    note: Text | None = Field(default=None, description="In their words.", examples=["Delivery has to be in June"])
    presented_at: PresentedAt = None
