"""Sums over a list of customers."""

from typing import Annotated

from pydantic import Field

from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Money


class CustomerSums(Output):
    """What the customers come to together; nothing is summed up where they are too many."""

    customers: int | None = Field(description="How many they are; null when more than are summed up.", examples=[1284])
    expected_annual_sales: Annotated[Money | None, Sensitive("budget")] = Field(
        description="Sales expected with them per year, in base currency at today's rates; null when too many.",
        examples=[{"amount": "1706420000.00", "currency": "CNY"}],
    )
    without_rate: Annotated[list[str] | None, Sensitive("budget")] = Field(
        description="Currencies whose amounts are left out, as no rate is known.", examples=[[]]
    )
    masked_fields: MaskedFields
