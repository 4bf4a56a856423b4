"""What a period brought, as clients see it."""

from datetime import date

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Money
from meridian.opportunities.rules import LostReason, OpportunityState


class SalesResults(Output):
    """What the days from `first` to `last` brought, within your scope."""

    first: date = Field(description="First day of the period.", examples=["2026-11-01"])
    last: date = Field(description="Last day of the period.", examples=["2026-11-30"])
    working_days: int = Field(description="Working days in it, by the calendar of your department.", examples=[21])
    working_days_begun: int = Field(description="How many of them have begun, today included.", examples=[17])
    contracts: int = Field(description="Contracts signed on one of its days.", examples=[3])
    signed_sum: Money = Field(
        description="What those are worth in the company's currency, each by the rate of the day it was signed."
    )
    without_rate: list[str] = Field(
        description="Currencies left out of `signed_sum`, for want of a rate.", examples=[["XOF"]]
    )
    customers_won: int = Field(description="Customers whose first purchase was on one of its days.", examples=[5])


# The funnel as clients see it.


class TimeTaken(Output):
    """Over those that went on to the next step: from entering the step until first entering the next."""

    median_seconds: int | None = Field(description="Half of them took at most this long.", examples=[604_800])
    mean_seconds: int | None = Field(description="On average.", examples=[691_200])


class FunnelStep(Output):
    state: OpportunityState = Field(description="The stage; last the outcome `completed`.", examples=["interested"])
    entered: int = Field(description="How many of the cohort ever entered it.", examples=[120])
    converted: int = Field(description="How many of those entered the next step.", examples=[54])
    conversion: float | None = Field(description="`converted` ÷ `entered`; null when none entered.", examples=[0.45])
    here: int = Field(description="How many are in it now: open, or completed.", examples=[31])
    lost: int = Field(description="How many were lost from it.", examples=[35])
    cancelled: int = Field(description="How many were cancelled from it.", examples=[0])
    elapsed: TimeTaken = Field(description="Time on the clock before going on.")
    working: TimeTaken = Field(description="The same in working time of the owners' departments.")


class LostFor(Output):
    reason: LostReason | None = Field(description="Why they were lost.", examples=["price"])
    count: int = Field(description="How many.", examples=[12])
    base_sum: Money = Field(description="What they would have brought, as far as rates are known.")


class LostTo(Output):
    competitor: str | None = Field(description="Who won them; null where that is not known.", examples=["Alfa Dosing"])
    count: int = Field(description="How many.", examples=[4])


class Funnel(Output):
    """What became of the opportunities opened in a period, within your scope and the filter (MC-16)."""

    created_from: date | None = Field(description="First day of the period.", examples=["2026-01-01"])
    created_to: date | None = Field(description="Last day of the period.", examples=["2026-03-31"])
    count: int = Field(description="How many were opened.", examples=[240])
    steps: list[FunnelStep] = Field(description="Each stage in order, then completion.")
    lost_by_reason: list[LostFor] = Field(description="The lost ones by reason, most first.")
    lost_by_competitor: list[LostTo] = Field(description="The lost ones by who won them, most first.")
