"""What came of customers called, as clients read it."""

from datetime import date

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Money
from meridian.policies.rules import SourceChannel


class CampaignResult(Output):
    """From call to deal, of the customers you see. Each number but `calls` and those of sales counts customers once."""

    customers: int = Field(description="Customers it is about.", examples=[284])
    calls: int = Field(description="Calls made to them.", examples=[402])
    called: int = Field(description="Customers called.", examples=[190])
    reached: int = Field(description="Customers somebody was spoken to at.", examples=[121])
    interested: int = Field(description="Customers who said that they mean to buy, however little.", examples=[33])
    opportunities: int = Field(description="Opportunities that came of it.", examples=[14])
    deals: int = Field(description="Those with a signed contract that still holds.", examples=[3])
    amount: Money = Field(description="What the deals bring, in base currency as far as rates are known.")


class SourceResult(CampaignResult):
    """What came of the customers of one source."""

    source_channel: SourceChannel = Field(description="Where they came from.", examples=["exhibition"])


class CallerResult(Output):
    """What one person's calls in a campaign came to."""

    user_id: str = Field(description="Who called.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    user_name: str = Field(description="That person's name.", examples=["王芳"])
    calls: int = Field(description="Calls made.", examples=[61])
    reached: int = Field(description="Customers reached.", examples=[30])
    interested: int = Field(description="Customers whose intent was heard.", examples=[9])


class SourceResults(Output):
    """By source, of customers obtained in a period."""

    since: date | None = Field(description="From this day on.", examples=["2026-01-01"])
    until: date | None = Field(description="Until this day.", examples=[None])
    items: list[SourceResult] = Field(description="One row a source that brought anybody, the most customers first.")
