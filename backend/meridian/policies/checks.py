"""Building blocks of policy types: bounded numbers, known codes, complete and ordered mappings.

Every check raises faults that carry a location, so that a refused value names the part at fault.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, NoReturn, TypeVar

import phonenumbers
from babel.core import get_global
from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

T = TypeVar("T")
Location = tuple[str | int, ...]

COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
CURRENCIES = frozenset(
    code
    for uses in get_global("territory_currencies").values()
    for code, _since, until, tender in uses
    if until is None and tender
)


def refuse(*faults: tuple[Location, str, str]) -> NoReturn:
    """Raise the given faults (location, code, reason) so that pydantic reports them at their place in the value."""
    raise ValidationError.from_exception_data(
        "policy value",
        [
            InitErrorDetails(type=PydanticCustomError(code, "{reason}", {"reason": reason}), loc=loc, input=None)
            for loc, code, reason in faults
        ],
    )


@dataclass(frozen=True)
class Every:
    """A mapping that must name every code of `codes`."""

    codes: type[StrEnum]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._complete, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "required": [code.value for code in self.codes]}

    def _complete(self, value: Mapping[StrEnum, T]) -> Mapping[StrEnum, T]:
        if missing := [code for code in self.codes if code not in value]:
            refuse(*(((code.value,), "missing", f"a value for {code.value} is required") for code in missing))
        return value


def ordered(codes: Iterable[StrEnum], *, falling: bool = False, strict: bool = False) -> AfterValidator:
    """Values must rise (or fall) along `codes`; equal neighbours pass unless `strict`."""
    along = tuple(codes)

    def check(value: Mapping[StrEnum, Any]) -> Mapping[StrEnum, Any]:
        wrong = [
            (before, after)
            for before, after in pairwise(along)
            if (value[after] > value[before] if falling else value[after] < value[before])
            or (strict and value[after] == value[before])
        ]
        if wrong:
            bound = ("below" if falling else "above") if strict else ("at most" if falling else "at least")
            refuse(*(((b.value,), "order", f"must be {bound} the value for {a.value}") for a, b in wrong))
        return value

    return AfterValidator(check)


def unique(value: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse a list that names something twice."""
    if repeated := [i for i, item in enumerate(value) if item in value[:i]]:
        refuse(*(((i,), "repeated", "is listed twice") for i in repeated))
    return value


def _not_empty(value: tuple[T, ...]) -> tuple[T, ...]:
    if not value:
        refuse(((), "too_short", "must name at least one"))
    return value


def _one_of(known: frozenset[str], what: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise PydanticCustomError("unknown", "{reason}", {"reason": f"is no {what}"})
        return value

    return check


_HOURS_AND_MINUTES = re.compile("^([01][0-9]|2[0-3]):[0-5][0-9]$")


def _local_time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and _HOURS_AND_MINUTES.match(value):
        return time.fromisoformat(value)
    raise PydanticCustomError("time", "must be local hours and minutes, HH:MM")


Unique = AfterValidator(unique)
# Not `Field(min_length=1)`: that reports a list with one bad item as too short as well.
NotEmpty = AfterValidator(_not_empty)
Days = Annotated[int, Field(ge=1, le=3650)]
WorkingDays = Annotated[int, Field(ge=1, le=250)]
Hours = Annotated[int, Field(ge=1, le=2000)]
Minutes = Annotated[int, Field(ge=1, le=60_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Months = Annotated[int, Field(ge=1, le=600)]
Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), AfterValidator(_one_of(CURRENCIES, "ISO 4217 currency in use"))]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$"), AfterValidator(_one_of(COUNTRIES, "ISO 3166 country"))]
LocalTime = Annotated[
    time,
    PlainValidator(_local_time),
    PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _HOURS_AND_MINUTES.pattern}),
]
