"""Proposed changes as clients write and read them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from meridian.customers.schemas import CustomerUpdate
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Text

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class FieldDecision(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ProposalOfChange(Input):
    changes: CustomerUpdate = Field(
        description="The fields as they should be, as an update of the customer takes them.",
        examples=[{"city": "Bremen", "phones": [{"number": "+49 421 555 0"}]}],
    )
    note: Text | None = Field(default=None, description="How you know.", examples=["They moved, says reception"])
    learned_at: Instant | None = Field(
        default=None, description="When you learned it; now unless given.", examples=[WHEN]
    )


class ProposalDecision(Input):
    accept: list[str] = Field(default_factory=list, description="Fields to take over.", examples=[["city"]])
    decline: list[str] = Field(default_factory=list, description="Fields to leave.", examples=[["phones"]])
    answer: Text | None = Field(
        default=None,
        description="Words for who proposed it; needed when a field is declined.",
        examples=["Known to us"],
    )
    reason: str | None = Field(
        default=None, description="Why, where verified fields are corrected (CR-6).", examples=["They moved"]
    )


class ChangeProposalRead(Output):
    id: uuid.UUID = Field(description="The proposal.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    changes: dict[str, Any] = Field(
        description="The proposed fields; those hidden from you are left out.", examples=[{"city": "Bremen"}]
    )
    note: str | None = Field(description="How it is known.", examples=["They moved, says reception"])
    learned_at: datetime = Field(description="When it was learned.", examples=[WHEN])
    proposed_by: uuid.UUID | None = Field(description="Who proposed it.", examples=[ID])
    proposed_by_name: str | None = Field(description="That person's name.", examples=["王芳"])
    decisions: dict[str, FieldDecision] = Field(
        description="What was decided, by field.", examples=[{"city": "accepted"}]
    )
    answer: str | None = Field(description="What the owner says to it.", examples=["Known to us"])
    decided_by: uuid.UUID | None = Field(description="Who decided last.", examples=[ID])
    closed_at: datetime | None = Field(description="When every field was decided.", examples=[None])
    created_at: datetime = Field(description="When it was proposed.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
