"""What a period brought, as clients see it."""

from datetime import date

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Money


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
