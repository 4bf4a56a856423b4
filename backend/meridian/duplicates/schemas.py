"""Duplicate checks and suspected pairs, as clients write and read them."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator

from meridian.customers import fields as f
from meridian.customers.schemas_reach import EmailIn, PhoneIn
from meridian.duplicates.rules import PairState, Reason, Strength
from meridian.kernel.schemas import Input, Line, Output

StrengthField = Annotated[
    Strength, Field(description="How much speaks for their being one company.", examples=["strong"])
]
Reasons = Annotated[list[Reason], Field(description="What they have in common.", examples=[["name", "phone"]])]
PairId = Annotated[uuid.UUID, Field(description="The pair.", examples=[f.ID])]


class DuplicateCheck(Input):
    """What is known of the company; at least one of name, website, phones and emails."""

    name: Annotated[Line | None, f.about("name")] = None
    country: Annotated[f.Country, f.about("country")] = None
    website: Annotated[f.Website, f.about("website")] = None
    phones: list[PhoneIn] = Field(
        default_factory=list,
        max_length=f.MAX_LIST,
        description="Its phones.",
        examples=[[{"number": "040 36130"}]],
    )
    emails: list[EmailIn] = Field(
        default_factory=list,
        max_length=f.MAX_LIST,
        description="Its emails.",
        examples=[[{"address": "einkauf@hafenwerk.example"}]],
    )

    @model_validator(mode="after")
    def _something(self) -> "DuplicateCheck":
        if not (self.name or self.website or self.phones or self.emails):
            raise ValueError("give a name, a website, phones or emails")
        return self


class DuplicateFound(Output):
    """A customer that may be the company. Of one outside your scope you learn that it exists and whom to ask."""

    strength: StrengthField
    visible: bool = Field(description="Whether it is in your scope.", examples=[True])
    customer_id: uuid.UUID | None = Field(default=None, description="The customer, when visible.", examples=[f.ID])
    name: str | None = Field(default=None, description="Its name, when visible.", examples=["Hafenwerk Pumpen GmbH"])
    archived: bool | None = Field(default=None, description="Whether it is archived, when visible.", examples=[False])
    reasons: list[Reason] = Field(
        default_factory=list, description="What they have in common, when visible.", examples=[["name", "phone"]]
    )
    ask_user_id: uuid.UUID | None = Field(description="Its owner, else who leads the owning team.", examples=[f.ID])
    ask_name: str = Field(description="Whom to ask: a person, else the owning department.", examples=["Li Wei"])


class DuplicatesFound(Output):
    matches: list[DuplicateFound] = Field(description="Customers that may be the company, likeliest first.")


class PairMember(Output):
    """One of the two."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    name: str = f.about("name")
    country: str | None = f.about("country")
    city: str | None = f.about("city")
    owner_id: uuid.UUID | None = f.about("owner_id")


class PairRead(Output):
    """Two customers that may be one company."""

    id: PairId
    version: int = f.about("version")
    a: PairMember = Field(description="The one that was entered first.")
    b: PairMember = Field(description="The other.")
    strength: StrengthField
    reasons: Reasons
    state: PairState = Field(description="What was decided about it.", examples=["open"])
    decided_by: uuid.UUID | None = Field(description="Who decided.", examples=[None])
    decision_reason: str | None = Field(description="Why.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves possible now.", examples=[["dismiss"]])
    created_at: datetime = f.about("created_at")


class PairMove(Input):
    reason: Line | None = Field(
        default=None, description="Why; needed to dismiss.", examples=["Two branches that buy by themselves"]
    )
