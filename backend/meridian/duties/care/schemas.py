"""Occasions owed, and the holidays there are, as clients see them."""

import uuid
from datetime import date

from pydantic import Field

from meridian.duties.rules import RULE, CareHeld
from meridian.kernel.masking import Output
from meridian.plans.care.rules import CareItem, Occasion
from meridian.plans.rules import ItemState, Method

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"


class CareDutyRead(Output):
    """An occasion that a care plan owes a customer, and what became of it."""

    id: uuid.UUID = Field(description="The occasion owed.", examples=[ID])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(description="Whose birthday it is; null: a holiday.", examples=[ID])
    contact_name: str | None = Field(description="Their name.", examples=["Anna Petersen"])
    rule: str = Field(default=RULE, description="By which rule it is owed.", examples=[RULE])
    plan_id: uuid.UUID = Field(description="The care plan that names the occasion.", examples=[ID])
    plan_name: str = Field(description="What the plan is called.", examples=["Greetings to key customers"])
    owner_id: uuid.UUID = Field(description="Whose plan it is, who owes it.", examples=[ID])
    owner_name: str = Field(description="Their name.", examples=["李雷"])
    occasion: Occasion = Field(description="A birthday or a holiday.", examples=["birthday"])
    country: str | None = Field(description="Of a holiday: whose.", examples=[None])
    holiday: str | None = Field(description="Its name.", examples=[None])
    holiday_name: str | None = Field(description="The same in your language, where it is known.", examples=[None])
    region: str | None = Field(
        description="Of a holiday that only parts of the country keep: what the customer's is called in your language.",
        examples=[None],
    )
    on_day: date = Field(description="The day; of 29 February in a common year the 28th.", examples=["2026-05-17"])
    care_item: CareItem = Field(description="What the contact brings.", examples=["birthday"])
    method: Method = Field(description="How it is made.", examples=["phone"])
    item_id: uuid.UUID | None = Field(
        description="The contact planned for it, from two weeks ahead; null: none.", examples=[ID]
    )
    due_on: date | None = Field(
        description="When that is due: on the day, or of a call the last open calling day before.",
        examples=["2026-05-15"],
    )
    item_state: ItemState | None = Field(description="Where the planned contact stands.", examples=["planned"])
    held: CareHeld | None = Field(description="Why no contact could be planned yet; null: nothing holds it.")


class HolidayRead(Output):
    """A public holiday of a country, or of parts of it."""

    holiday: str = Field(description="Its name, by which care plans name it.", examples=["Christmas Day"])
    name: str = Field(description="The same in your language, where it is known.", examples=["圣诞节"])
    regions: list[str] = Field(
        description="What the parts that alone keep it are called; empty: the whole country does.",
        examples=[[]],
    )
    on_day: date = Field(description="When it is next; where parts differ, in the first.", examples=["2026-12-25"])


class Holidays(Output):
    items: list[HolidayRead] = Field(description="A country's holidays, the next one first.")
