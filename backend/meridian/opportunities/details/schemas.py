"""Product lines, competitors and members, as clients write and read them."""

import uuid
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import MISSING, Field, model_validator

from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Amount, Input, Instant, Line, Money, PositiveAmount
from meridian.opportunities import schemas as f
from meridian.opportunities.schemas import PartRead
from meridian.plans.rules import ItemState, Method
from meridian.plans.schemas import OUTSIDE_HOURS, OVERRIDE

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


# Follow-ups as clients write and read them.


class FollowUpPlan(Input):
    """A contact to plan: time, method, expected result (CR-14). Give a date, or an exact time."""

    method: Method = Field(default=Method.PHONE, description="How to contact them.", examples=["phone"])
    aim: Line = Field(description="The result expected.", examples=["Agree on the price"])
    due_on: f.Day | None = Field(default=None, description="The date at the customer.", examples=["2026-03-17"])
    due_at: Instant | None = Field(default=None, description="The exact time, for appointments.", examples=[f.WHEN])
    outside_hours_reason: Line | None = OUTSIDE_HOURS
    override_reason: Line | None = OVERRIDE
    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[f.ID])
    assignee_id: uuid.UUID | None = Field(
        default=None, description="Who makes it; the opportunity's owner unless named.", examples=[f.ID]
    )

    @model_validator(mode="after")
    def _when(self) -> Self:
        if self.due_on is None and self.due_at is None:
            raise ValueError(msg("give due_on or due_at"))
        return self


class FollowUpCreate(Input):
    """Either a contact to plan, or one of the customer's planned contacts that is open already."""

    plan: FollowUpPlan | None = Field(default=None, description="A contact to plan.")
    planned_contact_id: uuid.UUID | None = Field(
        default=None, description="An open planned contact of the customer.", examples=[f.ID]
    )


class OpportunityFollowUpRead(Output):
    id: uuid.UUID = Field(description="The link of the contact to the opportunity.", examples=[f.ID])
    opportunity_id: uuid.UUID = Field(description="The opportunity.", examples=[f.ID])
    planned_contact_id: uuid.UUID = Field(description="The planned contact.", examples=[f.ID])
    stage: str = Field(description="The stage it was planned in; `completed` for the revisit.", examples=["potential"])
    linked_at: datetime = Field(description="Since when it belongs to the opportunity.", examples=[f.WHEN])
    method: Method = Field(description="How.", examples=["phone"])
    aim: str = Field(description="The result expected.", examples=["Agree on the price"])
    state: ItemState = Field(description="Where the contact stands.", examples=["planned"])
    due_on: date = Field(description="The date at the customer.", examples=["2026-03-17"])
    due_at: datetime | None = Field(description="The exact time, for appointments.", examples=[None])
    due_from: datetime = Field(description="When it becomes due.", examples=[f.WHEN])
    contact_id: uuid.UUID | None = Field(description="The person there.", examples=[f.ID])
    assignee_id: uuid.UUID = Field(description="Who makes it.", examples=[f.ID])
    assignee_name: str = Field(description="That person's name.", examples=["李雷"])
    done_at: datetime | None = Field(description="When it was made.", examples=[None])
    done_record_id: uuid.UUID | None = Field(description="The record of what was said.", examples=[None])
