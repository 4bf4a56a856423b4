"""Exchange rates as clients see them."""

import uuid
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Day, Input, Line
from meridian.policies.value_types import Currency

MAX_ITEMS = 200


def _exact(value: object) -> object:
    """JSON numbers arrive as floats: take them as they were written."""
    return str(value) if isinstance(value, float) else value


def _plain(value: Decimal) -> str:
    """Without exponent, without zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


Rate = Annotated[
    Decimal,
    Field(gt=0, max_digits=18, decimal_places=10, allow_inf_nan=False),
    BeforeValidator(_exact),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]


class RatePut(Input):
    rate: Rate = Field(
        description="What one unit is worth in base currency: decimal string, up to ten decimal places.",
        examples=["7.1234"],
    )
    source: Line = Field(description="Where the rate comes from.", examples=["People's Bank of China, central parity"])
    reason: Line | None = Field(
        default=None, description="Why a rate is corrected; kept in its history (CR-6).", examples=["Typing error"]
    )


class RateItem(Input):
    currency: Currency = Field(description="ISO 4217 code.", examples=["USD"])
    valid_on: Day = Field(description="First day it holds.", examples=["2026-03-10"])
    rate: Rate = Field(description="What one unit is worth in base currency.", examples=["7.1234"])
    source: Line = Field(description="Where the rate comes from.", examples=["European Central Bank"])


class RatesPut(Input):
    items: list[RateItem] = Field(
        min_length=1, max_length=MAX_ITEMS, description="Up to 200 rates, each currency and day once."
    )
    reason: Line | None = Field(
        default=None, description="Why rates are corrected; kept in their history.", examples=["Feed was a day late"]
    )

    @model_validator(mode="after")
    def _each_once(self) -> "RatesPut":
        times = Counter((item.currency, item.valid_on) for item in self.items)
        if twice := [f"{currency} on {day}" for (currency, day), count in times.items() if count > 1]:
            raise ValueError(msg("named more than once: {currencies}", currencies=twice))
        return self


class RateOutcome(StrEnum):
    ENTERED = "entered"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"


class RateRead(Output):
    id: uuid.UUID = Field(description="The rate.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    version: int = Field(description="Grows with each correction.", examples=[1])
    base_currency: str = Field(description="What the rate is stated in.", examples=["CNY"])
    currency: str = Field(description="The currency.", examples=["USD"])
    valid_on: date = Field(description="First day it holds; it holds until the next rate.", examples=["2026-03-10"])
    rate: Rate = Field(description="What one unit is worth in `base_currency`.", examples=["7.1234"])
    source: str = Field(description="Where it comes from.", examples=["European Central Bank"])
    author_id: uuid.UUID | None = Field(description="Who entered or last corrected it.")
    created_at: datetime = Field(description="When it was entered.", examples=["2026-03-10T02:00:00Z"])
    updated_at: datetime = Field(description="When it was last corrected.", examples=["2026-03-10T02:00:00Z"])


class RateResult(Output):
    outcome: RateOutcome = Field(description="What became of the item.", examples=["entered"])
    rate: RateRead = Field(description="The rate as it is now.")


class RatesResult(Output):
    results: list[RateResult] = Field(description="One result per item, in order.")


class RatesInForce(Output):
    """Each currency's latest rate on or before a day."""

    base_currency: str = Field(description="What the rates are stated in; its own rate is 1.", examples=["CNY"])
    on: date = Field(description="The day.", examples=["2026-03-10"])
    rates: list[RateRead] = Field(description="By currency. A currency that is not named has no rate.")
