"""Fields that several schemas of opportunities share."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from meridian.customers.fields import Funds
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line, Text
from meridian.opportunities.rules import LostReason
from meridian.policies.rules import SourceChannel

# Fields of opportunities that several schemas share: what each means, what may be written, an example.


ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
PRICE = {"amount": "48000.00", "currency": "USD"}
MAX_LIST = 100
Sum = Funds  # not negative, in a currency that exists
Words = Annotated[Text, StringConstraints(min_length=1)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]

Title = Annotated[Line, Field(description="What the sale is about.", examples=["Dosing pumps for the Jebel Ali plant"])]
OwnerId = Annotated[uuid.UUID, Field(description="Whose it is.", examples=[ID])]
CampaignId = Annotated[
    uuid.UUID | None,
    Field(description="The campaign it came from; that of its customer unless said otherwise.", examples=[None]),
]
Source = Annotated[SourceChannel | None, Field(description="Where it came from (CR-2).", examples=["exhibition"])]
Amount = Annotated[Sum | None, Field(description="What it may bring.", examples=[PRICE])]
Probability = Annotated[
    int | None,
    Field(ge=0, le=100, description="Chance of success in percent, set over the stage's own (CR-16).", examples=[40]),
]
Because = Annotated[
    Line | None,
    Field(description="Why the chance differs from the stage's.", examples=["Budget was confirmed in writing"]),
]
ExpectedPurchaseOn = Annotated[
    Day | None, Field(description="When the customer is expected to buy (CR-12).", examples=["2026-06-30"])
]
NeedsDescription = Annotated[
    Words | None,
    Field(description="What the customer needs (CR-12).", examples=["Two pumps that stand 70 °C brine"]),
]
NeedIds = Annotated[
    list[uuid.UUID],
    Field(max_length=MAX_LIST, description="Structured needs of the customer that it is about (OT-12)."),
]
NoCompetitorsKnown = Annotated[bool, Field(description="Said in so many words: no competitor is known.")]
DecisionProcess = Annotated[
    Words | None,
    Field(description="How the customer decides (TS-8).", examples=["Plant proposes, head office buys"]),
]
DecisionMakerId = Annotated[
    uuid.UUID | None, Field(description="The person at the customer who decides.", examples=[ID])
]
Lost = Annotated[LostReason | None, Field(description="Why it was lost.", examples=["price"])]
LessonsLearned = Annotated[
    Words | None,
    Field(description="What was learned.", examples=["Offer the service contract with the first proposal"]),
]
Reason = Annotated[
    Line | None,
    Field(description="Why; kept with the move and in the history.", examples=["The buyer left, we start over"]),
]


class PartRead(Output):
    """What every part of an opportunity carries."""

    id: uuid.UUID = Field(description="The part.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    opportunity_id: uuid.UUID = Field(description="The opportunity.", examples=[ID])
    created_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


FileIds = Annotated[list[uuid.UUID], Field(max_length=20, description="Files that you have sent.", examples=[[ID]])]


class FilesAttach(Input):
    file_ids: FileIds = Field(min_length=1)
