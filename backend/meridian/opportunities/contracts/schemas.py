"""The contract as clients write and read it."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import MISSING, Field

from meridian.files.schemas import FileRead
from meridian.kernel.schemas import Input, Line, Money
from meridian.opportunities import schemas as f
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
