"""Product lines, competitors and members, as clients write and read them."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Amount, Input, Line, Money, PositiveAmount
from meridian.opportunities import schemas as f
from meridian.opportunities.schemas import PartRead

Description = Annotated[Line, Field(description="What it is.", examples=["X200 dosing pump"])]
ProductId = Annotated[uuid.UUID | None, Field(description="Our product, when it is one.", examples=[f.ID])]
Quantity = Annotated[PositiveAmount, Field(description="How many.", examples=["2"])]
Unit = Annotated[Line | None, Field(description="Of what.", examples=["piece"])]
UnitPrice = Annotated[
    f.Sum | None, Field(description="Price of one.", examples=[{"amount": "24000.00", "currency": "USD"}])
]
Name = Annotated[Line, Field(description="Who competes.", examples=["Alfa Dosing"])]
Strengths = Annotated[f.Words | None, Field(description="What speaks for them.", examples=["Delivers in two weeks"])]
Weaknesses = Annotated[
    f.Words | None, Field(description="What speaks against them.", examples=["No service in the Gulf"])
]
PriceNote = Annotated[
    Line | None, Field(description="What they ask, as far as known.", examples=["About 10 % below us"])
]


class OpportunityLineCreate(Input):
    product_id: ProductId = None
    description: Description
    quantity: Quantity
    unit: Unit = None
    unit_price: UnitPrice = None


class OpportunityLineUpdate(Input):
    product_id: ProductId | MISSING = MISSING
    description: Description | MISSING = MISSING
    quantity: Quantity | MISSING = MISSING
    unit: Unit | MISSING = MISSING
    unit_price: UnitPrice | MISSING = MISSING


class OpportunityLineRead(PartRead):
    product_id: uuid.UUID | None = Field(description="Our product, when it is one.", examples=[f.ID])
    description: str = Field(description="What it is.", examples=["X200 dosing pump"])
    quantity: Amount = Field(description="How many.", examples=["2"])
    unit: str | None = Field(description="Of what.", examples=["piece"])
    unit_price: Money | None = Field(description="Price of one.")
    total: Money | None = Field(description="Quantity times price.")


class CompetitorCreate(Input):
    name: Name
    strengths: Strengths = None
    weaknesses: Weaknesses = None
    price_note: PriceNote = None


class CompetitorUpdate(Input):
    name: Name | MISSING = MISSING
    strengths: Strengths | MISSING = MISSING
    weaknesses: Weaknesses | MISSING = MISSING
    price_note: PriceNote | MISSING = MISSING


class CompetitorRead(PartRead):
    name: str = Field(description="Who competes.", examples=["Alfa Dosing"])
    strengths: str | None = Field(description="What speaks for them.", examples=["Delivers in two weeks"])
    weaknesses: str | None = Field(description="What speaks against them.", examples=["No service in the Gulf"])
    price_note: str | None = Field(description="What they ask, as far as known.", examples=["About 10 % below us"])
    won: bool = Field(description="They got the deal.", examples=[False])


class OpportunityMemberCreate(Input):
    user_id: uuid.UUID = Field(description="The colleague.", examples=[f.ID])
    part: Line | None = Field(default=None, description="What they do on it.", examples=["Technical calculations"])


class OpportunityMemberRead(Output):
    id: uuid.UUID = Field(description="The membership.", examples=[f.ID])
    opportunity_id: uuid.UUID = Field(description="The opportunity.", examples=[f.ID])
    user_id: uuid.UUID = Field(description="The colleague.", examples=[f.ID])
    user_name: str = Field(description="That person's name.", examples=["韩梅梅"])
    part: str | None = Field(description="What they do on it.", examples=["Technical calculations"])
    added_by: uuid.UUID | None = Field(description="Who brought them in.", examples=[f.ID])
    added_at: datetime = Field(description="When.", examples=[f.WHEN])
