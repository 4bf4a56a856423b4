"""Contact records as clients read them."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field

from meridian.customers.codes import Category, IntentLevel
from meridian.kernel.schemas import MaskedFields, Output, Sensitive
from meridian.plans.codes import Method, PlanKind
from meridian.plans.schemas import ID, WHEN
from meridian.records.codes import Direction, Disposition, MarketTopic, NextStepKind


class SatisfactionRead(Output):
    product_quality: int = Field(description="Product quality, 1 to 5.", examples=[4])
    service_attitude: int = Field(description="Service attitude, 1 to 5.", examples=[5])
    response_speed: int = Field(description="Response speed, 1 to 5.", examples=[3])
    problem_solving: int = Field(description="Problem solving, 1 to 5.", examples=[4])


class MarketNoteRead(Output):
    topic: MarketTopic = Field(description="What it is about.", examples=["competitors"])
    text: str = Field(description="What was learned.", examples=["A rival offers free spare parts"])


class ComplaintRead(Output):
    text: str = Field(description="What they complain about.", examples=["Seal leaks after a month"])
    product: str | None = Field(description="Product or service.", examples=["X200-B"])
    product_id: uuid.UUID | None = Field(description="Our product.", examples=[None])
    wanted_solution: str | None = Field(description="What they want.", examples=["A new seal, free"])


class ContactRecordRead(Output):
    """A contact made with a customer."""

    id: uuid.UUID = Field(description="The record.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="With whom.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(description="The person there.", examples=[ID])
    contact_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    author_id: uuid.UUID = Field(description="Who made it.", examples=[ID])
    author_name: str = Field(description="That person's name.", examples=["李雷"])
    team_id: uuid.UUID | None = Field(description="The author's team then.", examples=[ID])
    method: Method = Field(description="How.", examples=["phone"])
    occasion: PlanKind | None = Field(description="The kind of contact.", examples=["follow_up"])
    direction: Direction = Field(description="Who began it.", examples=["outbound"])
    disposition: Disposition | None = Field(description="How a call ended.", examples=["connected"])
    reached: bool = Field(description="Somebody there was reached.", examples=[True])
    started_at: datetime = Field(description="When it began.", examples=[WHEN])
    ended_at: datetime | None = Field(description="When it ended.", examples=["2026-03-10T02:04:30Z"])
    talk_seconds: int | None = Field(description="Time talked.", examples=[270])
    phone: Annotated[str | None, Sensitive("phone")] = Field(
        description="The number used, E.164.", examples=["+97145551234"]
    )
    source: str = Field(description="The system it comes from; `meridian` for our own.", examples=["meridian"])
    external_id: str | None = Field(description="Its id there.", examples=[None])
    logged_late: bool = Field(description="Logged after the time policy gives (OT-15).", examples=[False])
    outcome: str | None = Field(description="What came of it.", examples=["Wants a quotation"])
    key_points: str | None = Field(description="What was said.", examples=["Price matters"])
    intent_level: IntentLevel | None = Field(description="How clear the intent was.", examples=["medium"])
    objections: list[str] = Field(description="Objections heard.", examples=[["price_high"]])
    satisfaction: SatisfactionRead | None = Field(description="Scores given.")
    market_information: list[MarketNoteRead] = Field(description="Market information.")
    next_step: NextStepKind | None = Field(description="What follows.", examples=["follow_up"])
    next_step_reason: str | None = Field(description="Why nothing follows, or why nurture.", examples=[None])
    next_item_id: uuid.UUID | None = Field(description="The contact planned with it.", examples=[ID])
    next_attempt_at: datetime | None = Field(
        description="When they may be called again, after a call that reached nobody (OT-10).", examples=[None]
    )
    planned_item_id: uuid.UUID | None = Field(description="The planned contact it carried out.", examples=[None])
    handoff_id: uuid.UUID | None = Field(description="The question passed on with it.", examples=[None])
    complaint: ComplaintRead | None = Field(description="The complaint heard in it.")
    created_by: uuid.UUID | None = Field(description="Who entered it.", examples=[ID])
    created_at: datetime = Field(description="When it was logged.", examples=[WHEN])
    updated_at: datetime = Field(description="When it was last corrected.", examples=[WHEN])
    masked_fields: MaskedFields


class CustomerAfter(Output):
    """What the record changed at the customer."""

    version: int = Field(description="The customer's version now.", examples=[4])
    category: Category = Field(description="Its category now.", examples=["interested"])
    intent_level: IntentLevel = Field(description="Its intent level now.", examples=["medium"])
    do_not_call: bool = Field(description="The company refuses calls.", examples=[False])
    last_contact_at: datetime | None = Field(description="Last contact that reached somebody.", examples=[WHEN])
    next_contact_at: datetime | None = Field(description="When the next one is due.", examples=[WHEN])


class ContactRecordLogged(ContactRecordRead):
    """The record, and what followed from it."""

    customer: CustomerAfter = Field(description="The customer now.")
    cancelled_items: int = Field(description="Planned contacts ended by a refusal.", examples=[0])
