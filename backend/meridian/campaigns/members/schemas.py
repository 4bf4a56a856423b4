"""Customers of a campaign, as clients read them."""

import uuid
from datetime import datetime

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.policies.rules import Grade, IntentLevel

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class CampaignCustomerRead(Output):
    """A customer that the campaign took in, and the calls made to it for the campaign."""

    id: uuid.UUID = Field(description="The customer's place in the campaign.", examples=[ID])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    country: str | None = Field(description="Where it is.", examples=["DE"])
    grade: Grade = Field(description="Its grade.", examples=["B"])
    intent_level: IntentLevel = Field(description="How clear its intent to buy is now.", examples=["medium"])
    owner_id: uuid.UUID | None = Field(description="Who looks after it.", examples=[ID])
    owner_name: str | None = Field(description="That person's name.", examples=["王芳"])
    joined_at: datetime = Field(description="Since when it is in the campaign.", examples=[WHEN])
    left_at: datetime | None = Field(description="Until when; null while it is.", examples=[None])
    calls: int = Field(description="Calls made to it for the campaign.", examples=[2])
    reached: bool = Field(description="Whether one of them reached somebody.", examples=[True])
    interested: bool = Field(description="Whether intent was heard in one of them.", examples=[False])
    last_call_at: datetime | None = Field(description="When the last of them was made.", examples=[WHEN])
