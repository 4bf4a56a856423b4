"""The overview of one customer."""

from datetime import date

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Money


class TimelineCount(Output):
    """Entries of one kind on the timeline."""

    kind: str = Field(description="Kind of entry.", examples=["contact_record"])
    method: str | None = Field(description="How, for contacts made and planned.", examples=["phone"])
    count: int = Field(description="How many.", examples=[61])


class OrderMonth(Output):
    """The orders of one month in one currency."""

    month: date = Field(description="The month's first day.", examples=["2026-03-01"])
    count: int = Field(description="How many orders.", examples=[2])
    amount: Money = Field(description="What they come to.", examples=[{"amount": "9640.00", "currency": "EUR"}])


class CustomerOverview(Output):
    """How much there is of what you may see; null for what you may not."""

    timeline: list[TimelineCount] = Field(description="By kind and method, what is planned included.")
    contacts: int = Field(description="People there who are active.", examples=[4])
    needs: int = Field(description="Open needs.", examples=[3])
    installed_products: int = Field(description="Products it runs.", examples=[14])
    orders: list[OrderMonth] = Field(description="Orders by month and currency, the latest first.")
    opportunities: int | None = Field(description="Opportunities, closed ones included.", examples=[2])
    complaints: int | None = Field(description="Complaints, archived ones included.", examples=[1])
    members: int = Field(description="People who work on it besides its owner.", examples=[2])
    opt_outs: int = Field(description="Channels refused at present.", examples=[1])
    consents: int = Field(description="Consents that stand.", examples=[1])
