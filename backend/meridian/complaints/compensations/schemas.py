"""Compensations as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from meridian.complaints.rules import CompensationState
from meridian.complaints.schemas import ID, WHEN
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line, Money, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.places.countries import is_currency

SUM = {"amount": "1250.00", "currency": "EUR"}


def _owed(value: Money) -> Money:
    if not is_currency(value.currency):
        raise ValueError(msg("must be in an ISO 4217 currency"))
    if value.amount <= 0:
        raise ValueError(msg("must be more than nothing"))
    return value


Owed = Annotated[Money, AfterValidator(_owed)]


class CompensationCreate(Input):
    amount: Owed = Field(description="How much.", examples=[SUM])
    reason: Text = Field(min_length=1, description="The loss it makes good.", examples=["Two days of standstill"])


class CompensationMove(MoveBody):
    """`deny` asks for a reason; `change` for an amount, which voids an approval."""

    takes: ClassVar[Mapping[str, Fields]] = {"change": ("amount",)}

    amount: Owed | None = Field(default=None, description="The new amount.", examples=[SUM])
    reason: Line | None = Field(default=None, description="Why.", examples=["No loss was shown"])


class CompensationRead(Output):
    id: uuid.UUID = Field(description="The compensation.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    complaint_id: uuid.UUID = Field(description="The complaint.", examples=[ID])
    round: int = Field(description="The round it was asked for in.", examples=[1])
    amount: Money = Field(description="How much.", examples=[SUM])
    base_amount: Money = Field(
        description="In base currency, by the rate of that day.", examples=[{"amount": "9765.00", "currency": "CNY"}]
    )
    reason: str = Field(description="The loss it makes good.", examples=["Two days of standstill"])
    needed_role: str = Field(description="The lowest role whose limit reaches it.", examples=["sales_manager"])
    state: CompensationState = Field(description="Where it stands.", examples=["requested"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    requested_by: uuid.UUID = Field(description="Who asked for it.", examples=[ID])
    requested_at: datetime = Field(description="When.", examples=[WHEN])
    approved_by: uuid.UUID | None = Field(description="Who approved it.", examples=[None])
    approved_at: datetime | None = Field(description="When.", examples=[None])
    denied_by: uuid.UUID | None = Field(description="Who denied it.", examples=[None])
    denied_at: datetime | None = Field(description="When.", examples=[None])
    denied_reason: str | None = Field(description="Why.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["approve", "deny"]])
