"""What a customer needs, asks for, runs and has ordered, as clients see it."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.customers.fields import Funds
from meridian.customers.rules import InstalledState, NeedKind, NeedState, OrderOrigin
from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Amount, Day, Input, Line, Money, PositiveAmount, Text

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
NOW = "2026-03-10T02:00:00Z"
PRICE = {"amount": "1250.00", "currency": "USD"}
SUM = {"amount": "2500.00", "currency": "USD"}
COST = {"amount": "1600.00", "currency": "USD"}


class ChildRead(Output):
    """What every record below a customer carries."""

    id: uuid.UUID = Field(description="The record.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    created_at: datetime = Field(description="When it was entered.", examples=[NOW])
    updated_at: datetime = Field(description="When it last changed.", examples=[NOW])


Words = Annotated[Text, Field(min_length=1)]


class NeedCreate(Input):
    kind: NeedKind = Field(description="Current, future or latent.", examples=["current"])
    description: Words = Field(description="What is needed.", examples=["Two dosing pumps for a new line"])
    product_id: uuid.UUID | None = Field(default=None, description="The product that meets it.", examples=[ID])
    quantity: PositiveAmount | None = Field(default=None, description="How many.", examples=["2"])
    expected_on: Day | None = Field(
        default=None, description="When it is expected to be bought.", examples=["2026-06-30"]
    )


class NeedUpdate(Input):
    kind: NeedKind | MISSING | None = Field(
        default=MISSING, description="Current, future or latent.", examples=["future"]
    )
    description: Words | MISSING | None = Field(default=MISSING, description="What is needed.", examples=["Two pumps"])
    product_id: uuid.UUID | MISSING | None = Field(
        default=MISSING, description="The product; null clears it.", examples=[ID]
    )
    quantity: PositiveAmount | MISSING | None = Field(
        default=MISSING, description="How many; null clears it.", examples=["3"]
    )
    expected_on: Day | MISSING | None = Field(
        default=MISSING, description="When; null clears it.", examples=["2026-07-31"]
    )
    state: NeedState | MISSING | None = Field(default=MISSING, description="Open, met or dropped.", examples=["met"])


class NeedRead(ChildRead):
    kind: NeedKind = Field(description="Current, future or latent.", examples=["current"])
    description: str = Field(description="What is needed.", examples=["Two dosing pumps for a new line"])
    product_id: uuid.UUID | None = Field(description="The product that meets it.", examples=[ID])
    quantity: Amount | None = Field(description="How many.", examples=["2"])
    expected_on: date | None = Field(description="When it is expected to be bought.", examples=["2026-06-30"])
    state: NeedState = Field(description="Open, met or dropped.", examples=["open"])
    contact_record_id: uuid.UUID | None = Field(description="The call or visit that found it.", examples=[ID])


class InterestCreate(Input):
    product_id: uuid.UUID = Field(description="The product of interest.", examples=[ID])
    note: Text | None = Field(default=None, description="What was said about it.", examples=["Asked for a sample"])


class InterestUpdate(Input):
    note: Text | MISSING | None = Field(
        default=MISSING, description="What was said about it; null clears it.", examples=["Sample sent"]
    )


class InterestRead(ChildRead):
    product_id: uuid.UUID = Field(description="The product of interest.", examples=[ID])
    note: str | None = Field(description="What was said about it.", examples=["Asked for a sample"])


class InstalledCreate(Input):
    product_id: uuid.UUID | None = Field(default=None, description="Our product, when it is one.", examples=[ID])
    model: Line = Field(description="Model as on the plate.", examples=["X200-B"])
    serial_number: Line | None = Field(default=None, description="Serial number.", examples=["SN-20481"])
    purchased_on: Day | None = Field(default=None, description="Purchase date.", examples=["2023-05-12"])
    state: InstalledState = Field(default=InstalledState.RUNNING, description="How it runs.", examples=["running"])
    state_note: Text | None = Field(default=None, description="Faults, repairs, effect.", examples=["Seal replaced"])


class InstalledUpdate(Input):
    product_id: uuid.UUID | MISSING | None = Field(
        default=MISSING, description="Our product; null clears it.", examples=[ID]
    )
    model: Line | MISSING | None = Field(default=MISSING, description="Model as on the plate.", examples=["X200-B"])
    serial_number: Line | MISSING | None = Field(
        default=MISSING, description="Serial number; null clears it.", examples=["SN-20481"]
    )
    purchased_on: Day | MISSING | None = Field(
        default=MISSING, description="Purchase date; null clears it.", examples=["2023-05-12"]
    )
    state: InstalledState | MISSING | None = Field(default=MISSING, description="How it runs.", examples=["faulty"])
    state_note: Text | MISSING | None = Field(
        default=MISSING, description="Faults, repairs; null clears it.", examples=["Leaks"]
    )


class InstalledRead(ChildRead):
    product_id: uuid.UUID | None = Field(description="Our product, when it is one.", examples=[ID])
    model: str = Field(description="Model as on the plate.", examples=["X200-B"])
    serial_number: str | None = Field(description="Serial number.", examples=["SN-20481"])
    purchased_on: date | None = Field(description="Purchase date.", examples=["2023-05-12"])
    state: InstalledState = Field(description="How it runs; its past is in the history.", examples=["running"])
    state_note: str | None = Field(description="Faults, repairs, effect.", examples=["Seal replaced"])


class OrderLineInput(Input):
    product_id: uuid.UUID | None = Field(default=None, description="The product, when it is ours.", examples=[ID])
    description: Line = Field(description="What was ordered.", examples=["X200 dosing pump"])
    quantity: PositiveAmount = Field(description="How many.", examples=["2"])
    unit_price: Funds = Field(description="Price of one, in the currency of the whole order.", examples=[PRICE])
    cost: Funds | None = Field(default=None, description="Our cost of the line, in the same currency.", examples=[COST])


class OrderCreate(Input):
    number: Line = Field(description="Order number, unique for the customer.", examples=["PO-2026-017"])
    ordered_on: Day = Field(description="Order date.", examples=["2026-02-03"])
    delivered_on: Day | None = Field(default=None, description="Delivery date.", examples=["2026-03-01"])
    lines: list[OrderLineInput] = Field(min_length=1, max_length=200, description="What was ordered; gives the amount.")
    note: Text | None = Field(default=None, description="Remarks.", examples=["Second order this year"])
    contract_number: Line | None = Field(
        default=None,
        description="The signed contract it carries out, in whose place it stands from then on; null for none. Unless "
        "given, its own number or the very amount of a contract signed within 90 days tells.",
        examples=["C-2026-017"],
    )


class OrderUpdate(Input):
    ordered_on: Day | MISSING | None = Field(default=MISSING, description="Order date.", examples=["2026-02-03"])
    delivered_on: Day | MISSING | None = Field(
        default=MISSING, description="Delivery date; null clears it.", examples=["2026-03-01"]
    )
    lines: list[OrderLineInput] | MISSING | None = Field(
        default=MISSING,
        min_length=1,
        max_length=200,
        description="Replaces the lines and the amount.",
    )
    note: Text | MISSING | None = Field(
        default=MISSING, description="Remarks; null clears them.", examples=["Delivered in two lots"]
    )


class OrderLineRead(Output):
    id: uuid.UUID = Field(description="The line.", examples=[ID])
    product_id: uuid.UUID | None = Field(description="The product, when it is ours.", examples=[ID])
    description: str = Field(description="What was ordered.", examples=["X200 dosing pump"])
    quantity: Amount = Field(description="How many.", examples=["2.00"])
    unit_price: Money = Field(description="Price of one.", examples=[PRICE])
    amount: Money = Field(description="Quantity times unit price.", examples=[SUM])
    cost: Annotated[Money | None, Sensitive("profit")] = Field(description="Our cost.", examples=[COST])


class OrderRead(ChildRead):
    number: str = Field(description="Order number.", examples=["PO-2026-017"])
    ordered_on: date = Field(description="Order date.", examples=["2026-02-03"])
    delivered_on: date | None = Field(description="Delivery date.", examples=["2026-03-01"])
    amount: Money = Field(description="Sum of the lines.", examples=[SUM])
    cost: Annotated[Money | None, Sensitive("profit")] = Field(
        description="Sum of the lines' costs, when all are known.", examples=[COST]
    )
    profit: Annotated[Money | None, Sensitive("profit")] = Field(
        description="Amount less cost.", examples=[{"amount": "900.00", "currency": "USD"}]
    )
    note: str | None = Field(description="Remarks.", examples=["Second order this year"])
    origin: OrderOrigin = Field(
        description="`contract`: a signed contract's own entry, until an order of it arrives.", examples=["order"]
    )
    contract_id: uuid.UUID | None = Field(description="The contract it carries out.", examples=[None])
    contract_number: str | None = Field(description="That contract's number.", examples=["C-2026-017"])
    lines: list[OrderLineRead] = Field(description="What was ordered.")
    masked_fields: MaskedFields


# Sums over a list of customers.


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
    callable_now: int | None = Field(
        description="How many of them may be called now: the company's calling hours say so, as `GET /v1/call-times` "
        "does of each, and they refuse no calls. Null when too many.",
        examples=[37],
    )
    masked_fields: MaskedFields
