"""Suggestions from what others bought, as clients read and decline them."""

import uuid
from datetime import date, datetime
from typing import Self

from pydantic import ConfigDict, Field, model_validator

from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, Input, Line, ShareRead

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


class LinePromptRead(Output):
    """A product line of which the customer has nothing: of the customers who bought from a line it bought from, so many
    bought from that one too. Told where no single product of the line goes often enough with what it bought."""

    product_line: str = Field(description="The line to suggest.", examples=["valves"])
    products: list[ProductNamed] = Field(description="What is sold of it and was not turned down, the first five.")
    because_of_line: str = Field(description="The line the customer bought from.", examples=["pumps"])
    because_of: list[ProductNamed] = Field(description="What it bought of that, the latest first.")
    bought_on: date = Field(description="When it bought from it last.", examples=["2025-11-20"])
    share: ShareRead = Field(description="Who bought from the suggested line too, of those who bought from the other.")
    usual: ShareRead = Field(description="Who bought from the suggested line, of all who bought from any.")


class PromptsRead(Output):
    items: list[PromptRead] = Field(description="Products, the likeliest first, each once.")
    lines: list[LinePromptRead] = Field(description="Product lines beside them, the likeliest first, each once.")


class DeclinedPromptCreate(Input):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"product_id": ID, "reason": "Has one of another make, under contract"}]}
    )

    product_id: uuid.UUID | None = Field(default=None, description="The product that is not wanted.", examples=[ID])
    product_line: Code | None = Field(
        default=None, description="Or the product line of which nothing is.", examples=["valves"]
    )
    reason: Line = Field(description="Why.", examples=["Has one of another make, five years under contract"])

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.product_id is None) == (self.product_line is None):
            raise ValueError(msg("either a product or a product line is turned down"))
        return self


class DeclinedPromptRead(Output):
    """A product, or a product line, that the customer does not want: it is not suggested again."""

    id: uuid.UUID = Field(description="This refusal.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    product_id: uuid.UUID | None = Field(description="The product; null: a whole line.", examples=[ID])
    product: ProductNamed | None = Field(description="Its names.")
    product_line: str | None = Field(description="The product line; null: one product.", examples=[None])
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


class PurchaseLineRuleRead(Output):
    """Two product lines from which the same customers buy."""

    if_line: str = Field(description="Who bought from this line …", examples=["pumps"])
    then_line: str = Field(description="… often bought from that.", examples=["valves"])
    share: ShareRead = Field(description="Confidence: who bought from the second, of those who bought from the first.")
    support: ShareRead = Field(description="Who bought from both, of all customers who bought from any.")
    usual: ShareRead = Field(description="Who bought from the second, of all customers who bought from any.")
    worked_out_at: datetime = Field(description="When it was worked out.", examples=[WHEN])


class PurchaseRulesRead(Output):
    items: list[PurchaseRuleRead] = Field(description="Products, the strongest pair first.")
    lines: list[PurchaseLineRuleRead] = Field(description="Product lines, the strongest pair first.")
