"""What request and response models share: strict input, text, codes, instants, money, pages, problems."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import sqrt
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import CoreSchema

from meridian.kernel.language import msg
from meridian.kernel.masking import Output

T = TypeVar("T")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def _no_control_characters(value: str) -> str:
    if value.isprintable():  # most are, and that is told in no time
        return value
    if _CONTROL.search(value):
        raise ValueError(msg("must not contain control characters"))
    if _SURROGATE.search(value):
        raise ValueError(msg("must be valid Unicode"))
    return value


def _exact(value: Any) -> Any:
    """JSON numbers arrive as floats: take them as they were written."""
    return str(value) if isinstance(value, float) else value


def decimal_text(value: Decimal) -> str:
    """Two decimal places, or as many as it takes: the same text before and after the database's rounding to four."""
    text = f"{value:.4f}"
    return text[:-2] if text.endswith("00") else text.rstrip("0")


def _in_range(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2200:
        raise ValueError(msg("must lie between the years 1900 and 2200"))
    return value.astimezone(UTC)


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=10_000), AfterValidator(_no_control_characters)
]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_no_control_characters)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Instant = Annotated[AwareDatetime, AfterValidator(_in_range)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
_EXACT = BeforeValidator(_exact)
_AS_TEXT = PlainSerializer(decimal_text, return_type=str, when_used="json")


@dataclass(frozen=True, slots=True)
class DecimalString:
    """Describes a decimal as a string, the same going in and coming out: what is read can be written."""

    pattern: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        told = handler(schema)
        said = {name: value for name, value in told.items() if name in ("title", "description", "examples", "default")}
        return {"type": "string", "pattern": self.pattern} | said


Amount = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=4, allow_inf_nan=False),
    _EXACT,
    _AS_TEXT,
    DecimalString(r"^-?\d{1,14}(\.\d{1,4})?$"),
]
PositiveAmount = Annotated[
    Decimal,
    Field(gt=0, max_digits=18, decimal_places=4, allow_inf_nan=False),
    _EXACT,
    _AS_TEXT,
    DecimalString(r"^(?=.*[1-9])\d{1,14}(\.\d{1,4})?$"),
]
NonNegativeAmount = Annotated[
    Decimal,
    Field(ge=0, max_digits=18, decimal_places=4, allow_inf_nan=False),
    _EXACT,
    _AS_TEXT,
    DecimalString(r"^\d{1,14}(\.\d{1,4})?$"),
]


class Input(BaseModel):
    """A request body: unknown fields are faults, not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, defer_build=True)


class Money(BaseModel):
    """An amount in a currency; the amount travels as a decimal string."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, defer_build=True)

    amount: Amount = Field(description="Decimal string, up to four decimal places.", examples=["1234.50"])
    currency: CurrencyCode = Field(description="ISO 4217 code.", examples=["USD"])


def money(amount: Any, currency: str | None) -> dict[str, Any] | None:
    """Two columns as `Money`; None where there is no amount."""
    return None if amount is None else {"amount": amount, "currency": currency}


def money_columns(
    given: Mapping[str, Any], name: str, *, amount: str | None = None, currency: str = "currency"
) -> dict[str, Any]:
    """Fields as columns: the money field `name`, when given, becomes an amount (column `name`, or `amount`) and a
    currency."""
    values = dict(given)
    if name in values:
        money = values.pop(name) or {"amount": None, "currency": None}
        values |= {amount or name: money["amount"], currency: money["currency"]}
    return values


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    model_config = ConfigDict(defer_build=True)

    items: list[T] = Field(description="The rows of this page, in order.")
    next_cursor: str | None = Field(
        default=None,
        title="NextCursor",
        description="Pass as `cursor` for the next page; null on the last.",
        examples=[None],
    )
    total: int | None = Field(
        default=None, title="PageTotal", description="Only when `count` was asked for.", examples=[None]
    )
    total_is_estimate: bool | None = Field(
        default=None,
        title="PageTotalIsEstimate",
        description="True when `total` is the planner's estimate.",
        examples=[None],
    )


class Listed(BaseModel, Generic[T]):
    """A short list, whole."""

    model_config = ConfigDict(defer_build=True)

    items: list[T] = Field(description="All there are, in order.")


class ProblemFault(BaseModel):
    """One thing wrong."""

    pointer: str = Field(description="JSON Pointer to what is wrong.", examples=["/phones/0/number"])
    code: str = Field(description="Stable code of the fault.", examples=["missing"])
    detail: str = Field(description="What is wrong, in words.", examples=["Field required"])
    facts: dict[str, str] | None = Field(
        default=None,
        description="What a program needs to put it right, such as when a customer may be called next.",
        examples=[None],
        exclude_if=lambda facts: facts is None,
    )


class ProblemDocument(BaseModel):
    """RFC 9457 problem document: what every refusal has, and what those of the kernel add."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    type: str = Field(description="URI of the kind of problem.", examples=["urn:meridian:problem:invalid"])
    title: str = Field(description="The kind of problem in words.", examples=["Some of what was sent is not valid"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What went wrong this time.", examples=["Some of what was sent is not valid"])
    code: str = Field(description="Stable code of the kind of problem: branch on it.", examples=["invalid"])
    trace_id: str = Field(description="Names this request in the logs.", examples=["0199d3a4c5f27b6e8d1f2a3b4c5d6e7f"])
    errors: list[ProblemFault] = Field(default_factory=list, description="Each fault found.")
    reason: str | None = Field(
        default=None,
        description="On 403 and 409: the same as `code`, or the finer one where `code` comprises several.",
        examples=["open_follow_up"],
    )
    permission: str | None = Field(
        default=None, description="On 403: the permission that would do.", examples=["plan:approve"]
    )
    constraint: str | None = Field(
        default=None, description="On 409: the rule of the database that was broken.", examples=[None]
    )
    allowed_moves: list[str] | None = Field(
        default=None, description="On 409 of a workflow: the moves possible now.", examples=[["submit", "cancel"]]
    )
    current_version: int | None = Field(
        default=None, description="On 412: the version the record has now.", examples=[None]
    )


# Shares with their intervals, as worked out and as clients read them. Pure.


Z = 1.959963984540054
"""95 % of a normal distribution lie within so many standard deviations."""
SMALL_SAMPLE = 50
"""Below so many cases a share says little: nobody is ranked by it."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total`, and within which bounds the true share lies (Wilson, 95 %)."""

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None
    small: bool


def share_of(count: int, total: int) -> Share:
    """The share with its Wilson interval; no share of nothing."""
    if total == 0:
        return Share(count, total, None, None, None, True)
    low, high = wilson(count, total)
    return Share(count, total, count / total, low, high, total < SMALL_SAMPLE)


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score."""
    p, zz = count / total, Z * Z
    centre = (p + zz / (2 * total)) / (1 + zz / total)
    half = Z * sqrt(p * (1 - p) / total + zz / (4 * total * total)) / (1 + zz / total)
    return (0.0 if count == 0 else centre - half, 1.0 if count == total else centre + half)


class ShareRead(Output):
    """A share, and within which bounds the true one lies."""

    count: int = Field(description="How many.", examples=[55])
    total: int = Field(description="Of how many.", examples=[116])
    share: float | None = Field(description="The share observed; null of nothing.", examples=[0.474])
    low: float | None = Field(description="Lower bound of its 95 % interval (Wilson).", examples=[0.386])
    high: float | None = Field(description="Upper bound.", examples=[0.564])
    small: bool = Field(description="Too few cases to compare anybody or anything by.", examples=[False])
