"""Suggestions from what others bought, as clients read and decline them."""

import uuid
from datetime import date, datetime

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.kernel.shares import ShareRead

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class ProductNamed(Output):
    id: uuid.UUID = Field(description="The product.", examples=[ID])
    name: str = Field(description="Its name in English.", examples=["X200 dosing pump"])
    name_zh: str = Field(description="Its name in Chinese.", examples=["X200 计量泵"])


class PromptRead(Output):
    """A product the customer has not: of the customers who bought what it has, so many bought that one too."""

    product: ProductNamed = Field(description="What to suggest.")
    selling_points: str | None = Field(description="What to say about it.", examples=["Runs dry safely"])
    because_of: ProductNamed = Field(description="What the customer bought.")
    bought_on: date = Field(description="When it bought that last.", examples=["2025-11-20"])
    share: ShareRead = Field(description="Who bought the suggested one too, of those who bought the other.")
    usual: ShareRead = Field(description="Who bought the suggested one, of all customers who bought anything.")


class DeclinedPromptCreate(Input):
    product_id: uuid.UUID = Field(description="The product that is not wanted.", examples=[ID])
    reason: Line = Field(description="Why.", examples=["Has one of another make, five years under contract"])


class DeclinedPromptRead(Output):
    """A product the customer does not want: it is not suggested again."""

    id: uuid.UUID = Field(description="This refusal.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    product_id: uuid.UUID = Field(description="The product.", examples=[ID])
    product: ProductNamed = Field(description="Its names.")
    reason: str = Field(description="Why.", examples=["Has one of another make"])
    declined_by: uuid.UUID | None = Field(description="Who heard it.", examples=[ID])
    declined_at: datetime = Field(description="When.", examples=[WHEN])


class PurchaseRuleRead(Output):
    """Two products that the same customers buy."""

    if_product: ProductNamed = Field(description="Who bought this …")
    then_product: ProductNamed = Field(description="… often bought that.")
    share: ShareRead = Field(description="Confidence: who bought the second, of those who bought the first.")
    support: ShareRead = Field(description="Who bought both, of all customers who bought anything.")
    usual: ShareRead = Field(description="Who bought the second, of all customers who bought anything.")
    worked_out_at: datetime = Field(description="When it was worked out.", examples=[WHEN])
