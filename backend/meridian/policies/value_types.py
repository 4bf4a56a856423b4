"""Types of policy values, from bounded numbers to structures; each refuses what no company could mean."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, NoReturn, TypeVar

import phonenumbers
from babel.core import get_global
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from meridian.identity.permissions import Permission, Role, company_wide_roles
from meridian.identity.rules import EscalationRecipient
from meridian.kernel.language import Message, msg
from meridian.policies.rules import Band, EscalationUnit, Grade, Indicator, RecordKind, Weekday

# Building blocks of policy types: bounded numbers, known codes, complete and ordered mappings.
#
# Every check raises faults that carry a location, so that a refused value names the part at fault.


T = TypeVar("T")
Location = tuple[str | int, ...]

COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
CURRENCIES = frozenset(
    code
    for uses in get_global("territory_currencies").values()
    for code, _since, until, tender in uses
    if until is None and tender
)


def refuse(*faults: tuple[Location, str, Message]) -> NoReturn:
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
            refuse(*(((code.value,), "missing", msg("a value for {code} is required", code=code)) for code in missing))
        return value


def _bound(other: StrEnum, *, falling: bool, strict: bool) -> Message:
    if strict:
        return (
            msg("must be below the value for {other}", other=other)
            if falling
            else msg("must be above the value for {other}", other=other)
        )
    return (
        msg("must be at most the value for {other}", other=other)
        if falling
        else msg("must be at least the value for {other}", other=other)
    )


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
            refuse(*(((b.value,), "order", _bound(a, falling=falling, strict=strict)) for a, b in wrong))
        return value

    return AfterValidator(check)


def unique(value: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse a list that names something twice."""
    if repeated := [i for i, item in enumerate(value) if item in value[:i]]:
        refuse(*(((i,), "repeated", msg("is listed twice")) for i in repeated))
    return value


def _not_empty(value: tuple[T, ...]) -> tuple[T, ...]:
    if not value:
        refuse(((), "too_short", msg("must name at least one")))
    return value


def one_of(known: frozenset[str], reason: Message) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise PydanticCustomError("unknown", "{reason}", {"reason": reason})
        return value

    return check


_HOURS_AND_MINUTES = re.compile("^([01][0-9]|2[0-3]):[0-5][0-9]$")


def _local_time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and _HOURS_AND_MINUTES.match(value):
        return time.fromisoformat(value)
    raise PydanticCustomError("time", "{reason}", {"reason": msg("must be local hours and minutes, HH:MM")})


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
Currency = Annotated[
    str, Field(pattern="^[A-Z]{3}$"), AfterValidator(one_of(CURRENCIES, msg("is no ISO 4217 currency in use")))
]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$"), AfterValidator(one_of(COUNTRIES, msg("is no ISO 3166 country")))]


def _country_or_part(code: str) -> str:
    return one_of(COUNTRIES, msg("is no ISO 3166 country"))(code[:2]) and code


CountryOrPart = Annotated[str, Field(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$"), AfterValidator(_country_or_part)]
"""A country, or a part of it as ISO 3166-2 codes it (`MY-03`)."""
LocalTime = Annotated[
    time,
    PlainValidator(_local_time),
    PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _HOURS_AND_MINUTES.pattern}),
]


# Structured policy values: immutable, each refusing what no company could mean.
#
# Mappings keyed by a code come complete (`Every`): code that reads a value for a grade never meets a gap.


class Value(BaseModel):
    """A structured policy value."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class TimeRange(Value):
    """From `start` up to but not including `end`, both on one local day."""

    start: LocalTime = Field(description="First minute, local wall-clock time.", examples=["09:00"])
    end: LocalTime = Field(description="First minute after the range, later on the same day.", examples=["12:00"])

    @model_validator(mode="after")
    def _forward(self) -> "TimeRange":
        if self.end <= self.start:
            refuse((("end",), "order", msg("must be later than the start, on the same day")))
        return self


def _apart(ranges: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    overlaps = [i for i in range(1, len(ranges)) if ranges[i].start < ranges[i - 1].end]
    if overlaps:
        refuse(
            *(((i, "start"), "order", msg("must not be earlier than the end of the range before")) for i in overlaps)
        )
    return ranges


DayRanges = Annotated[tuple[TimeRange, ...], Field(max_length=8), NotEmpty, AfterValidator(_apart)]


class QuietRange(Value):
    """From `start` up to but not including `end`; past midnight when the end is the earlier."""

    start: LocalTime = Field(description="First minute, local wall-clock time.", examples=["20:00"])
    end: LocalTime = Field(description="First minute after the range, on that day or the next.", examples=["08:00"])

    @model_validator(mode="after")
    def _not_all_day(self) -> "QuietRange":
        if self.end == self.start:
            refuse((("end",), "order", msg("must not be the start, or no hour would be left")))
        return self

    def holds(self, at: time) -> bool:
        """Whether that local time lies in the range."""
        return self.start <= at < self.end if self.start < self.end else at >= self.start or at < self.end


def _not_twice(ranges: tuple[QuietRange, ...]) -> tuple[QuietRange, ...]:
    overlaps = [
        i
        for i, one in enumerate(ranges)
        if any(one.holds(other.start) or other.holds(one.start) for other in ranges[:i])
    ]
    if overlaps:
        refuse(*(((i,), "repeated", msg("lies in a range before it")) for i in overlaps))
    return ranges


QuietRanges = Annotated[tuple[QuietRange, ...], Field(max_length=8), AfterValidator(_not_twice)]


class CountryCallWindow(Value):
    """How calling hours in one country differ from the company's usual ones (OT-10)."""

    days_off: Annotated[tuple[Weekday, ...], Unique, Field(max_length=6)] = Field(
        description="Days of the week without calls.", examples=[["saturday", "sunday"]]
    )
    windows: DayRanges | None = Field(
        default=None, description="Calling hours of an ordinary day; null keeps `local_call_window`."
    )
    exceptions: Mapping[Weekday, DayRanges] = Field(
        default_factory=dict, description="Days of the week with calling hours of their own."
    )

    @model_validator(mode="after")
    def _exceptions_on_working_days(self) -> "CountryCallWindow":
        if clash := [day for day in self.exceptions if day in self.days_off]:
            refuse(*((("exceptions", day.value), "conflict", msg("is a day off in this country")) for day in clash))
        return self


WEEKEND = (Weekday.SATURDAY, Weekday.SUNDAY)


def call_ranges(
    usual: tuple[TimeRange, ...],
    overrides: Mapping[str, CountryCallWindow],
    country: str | None,
    day: Weekday,
    *,
    part: str | None = None,
) -> tuple[TimeRange, ...]:
    """The local time ranges in which a customer in `country` may be called on `day`; empty on a day off (OT-10).

    `usual` and `overrides` are the values of `local_call_window` and `country_call_windows`. part: of the country,
    whose own ranges come before those of the country.
    """
    override = overrides.get(f"{country}-{part}") or overrides.get(country) if country else None
    if override is None:
        return () if day in WEEKEND else usual
    if day in override.days_off:
        return ()
    return override.exceptions.get(day) or override.windows or usual


class GradeWeights(Value):
    """Weights of the four facts a grade is proposed from; they sum to 1 (TS-15)."""

    amount: Decimal = Field(ge=0, le=1, description="Weight of annual amount.", examples=["0.5"])
    frequency: Decimal = Field(ge=0, le=1, description="Weight of purchase frequency.", examples=["0.2"])
    potential: Decimal = Field(ge=0, le=1, description="Weight of potential.", examples=["0.2"])
    recency: Decimal = Field(ge=0, le=1, description="Weight of how recent the last purchase is.", examples=["0.1"])

    @model_validator(mode="after")
    def _whole(self) -> "GradeWeights":
        if (total := self.amount + self.frequency + self.potential + self.recency) != 1:
            refuse(((), "sum", msg("the weights must sum to 1, not {total}", total=total)))
        return self


class MaterialChange(Value):
    """Which amendments send an approved revisit plan back for approval (RV-5)."""

    method: bool = Field(description="Another contact method.", examples=[True])
    date_shift_days: int | None = Field(
        ge=0, le=365, description="A date moved by more than this many days; null: never.", examples=[7]
    )
    customer_added: bool = Field(description="A customer added to the plan.", examples=[True])
    customer_removed: bool = Field(description="A customer removed from the plan.", examples=[True])


class EscalationStep(Value):
    """One rung of the escalation ladder, before (negative) or after the deadline (MC-27)."""

    offset: int = Field(ge=-100, le=1000, description="Distance from the deadline; negative is before.", examples=[-25])
    unit: EscalationUnit = Field(description="What the offset counts.", examples=["percent"])
    recipient: EscalationRecipient = Field(description="Who is told and now answers.", examples=["owner"])


def _climbing(steps: tuple[EscalationStep, ...]) -> tuple[EscalationStep, ...]:
    """Offsets of one unit rise strictly, and nothing before the deadline follows something after it.

    Two different units on the same side of the deadline compare only once the deadline is known.
    """
    side = [(step.offset > 0) - (step.offset < 0) for step in steps]
    wrong = [
        i
        for i in range(1, len(steps))
        if side[i] < side[i - 1]
        or side[i] == side[i - 1] == 0
        or (steps[i].unit == steps[i - 1].unit and steps[i].offset <= steps[i - 1].offset)
    ]
    if wrong:
        refuse(*(((i, "offset"), "order", msg("must be later than the step before")) for i in wrong))
    return steps


EscalationSteps = Annotated[tuple[EscalationStep, ...], Field(max_length=10), NotEmpty, AfterValidator(_climbing)]


class AssessmentBands(Value):
    """Lowest scores of each band, out of 100; below `qualified` is unqualified (CR-34)."""

    excellent: Percent = Field(description="Excellent from this score on.", examples=[90])
    good: Percent = Field(description="Good from this score on.", examples=[75])
    qualified: Percent = Field(description="Qualified from this score on.", examples=[60])

    @model_validator(mode="after")
    def _falling(self) -> "AssessmentBands":
        if self.good >= self.excellent:
            refuse((("good",), "order", msg("must be below the score for excellent")))
        if self.qualified >= self.good:
            refuse((("qualified",), "order", msg("must be below the score for good")))
        return self


class Bonus(Value):
    """What a band earns (TS-24)."""

    kind: Literal["percent", "amount"] = Field(
        description="`percent` of the person's performance pay, or an `amount` in base currency.", examples=["percent"]
    )
    value: Money = Field(description="Percent or amount.", examples=["120"])

    @model_validator(mode="after")
    def _sane(self) -> "Bonus":
        if self.kind == "percent" and self.value > 500:
            refuse((("value",), "range", msg("must be at most 500 percent")))
        return self


def _better_earns_more(bonuses: Mapping[Band, Bonus]) -> Mapping[Band, Bonus]:
    named = [(band, bonuses[band]) for band in Band if band in bonuses]
    wrong = [
        (worse, better)
        for (better, more), (worse, less) in pairwise(named)
        if more.kind == less.kind and less.value > more.value
    ]
    if wrong:
        refuse(
            *(
                ((worse.value,), "order", msg("must be at most what {band} earns", band=better))
                for worse, better in wrong
            )
        )
    return bonuses


Bonuses = Annotated[Mapping[Band, Bonus], AfterValidator(_better_earns_more)]


class NoContact(Value):
    """No contact for `factor` times the customer's contact cadence."""

    kind: Literal["no_contact"]
    factor: Decimal = Field(gt=0, le=20, examples=["2"], description="Multiple of the cadence of the customer's grade.")


class NoOrder(Value):
    """No order for `factor` times the customer's usual interval between orders."""

    kind: Literal["no_order"]
    factor: Decimal = Field(gt=0, le=20, examples=["2"], description="Multiple of the usual interval.")


class ComplaintUnresolved(Value):
    """A complaint of the customer is unresolved."""

    kind: Literal["complaint_unresolved"]


class LowSatisfaction(Value):
    """The latest satisfaction score is at most this."""

    kind: Literal["low_satisfaction"]
    at_most: int = Field(ge=1, le=5, examples=[2], description="Score from 1 to 5.")


ChurnRule = Annotated[NoContact | NoOrder | ComplaintUnresolved | LowSatisfaction, Field(discriminator="kind")]


def _one_of_a_kind(rules: tuple[Any, ...]) -> tuple[Any, ...]:
    unique(tuple(rule.kind for rule in rules))
    return rules


ChurnRules = Annotated[tuple[ChurnRule, ...], AfterValidator(_one_of_a_kind)]


_DECIDERS = company_wide_roles(Permission.COMPENSATION_APPROVE)
_LINE = (Role.SALES_MANAGER, Role.DEPUTY_DIRECTOR, Role.DIRECTOR)


def _somebody_decides(limits: Mapping[Role, Decimal | None]) -> Mapping[Role, Decimal | None]:
    if not any(limits.get(role, 0) is None for role in _DECIDERS):
        words = msg(
            "one of {roles} must be unlimited (null), or a large compensation could never be approved",
            roles=sorted(_DECIDERS),
        )
        refuse(((), "unlimited", words))
    return limits


def _superiors_reach_further(limits: Mapping[Role, Decimal | None]) -> Mapping[Role, Decimal | None]:
    named = [(role, limits[role]) for role in _LINE if role in limits]
    wrong = [
        (below, above)
        for (below, lower), (above, upper) in pairwise(named)
        if upper is not None and (lower is None or lower > upper)
    ]
    if wrong:
        refuse(
            *(
                ((above.value,), "order", msg("must be at least the limit of {role}", role=below))
                for below, above in wrong
            )
        )
    return limits


ApprovalLimits = Annotated[
    Mapping[Role, Money | None], AfterValidator(_somebody_decides), AfterValidator(_superiors_reach_further)
]


def _from_zero(thresholds: Mapping[Grade, Decimal]) -> Mapping[Grade, Decimal]:
    if thresholds[Grade.D] != 0:
        refuse(((Grade.D.value,), "range", msg("must be 0, so that every customer has a grade")))
    return thresholds


GradeThresholds = Annotated[
    Mapping[Grade, Money], Every(Grade), ordered(Grade, falling=True, strict=True), AfterValidator(_from_zero)
]


def _hundred_per_role(weights: Mapping[Role, Mapping[Indicator, int]]) -> Mapping[Role, Mapping[Indicator, int]]:
    totals = {role: sum(shares.values()) for role, shares in weights.items()}
    if wrong := {role: total for role, total in totals.items() if total != 100}:
        refuse(
            *(
                ((r.value,), "sum", msg("the weights must sum to 100, not {total}", total=total))
                for r, total in wrong.items()
            )
        )
    return weights


AssessmentWeights = Annotated[
    Mapping[Role, Mapping[Indicator, Annotated[int, Field(ge=1, le=100)]]], AfterValidator(_hundred_per_role)
]


def _recordings_with_their_calls(months: Mapping[RecordKind, int]) -> Mapping[RecordKind, int]:
    if months[RecordKind.RECORDINGS] > months[RecordKind.CALLS]:
        refuse(((RecordKind.RECORDINGS.value,), "order", msg("must not outlast the calls they belong to")))
    return months


Retention = Annotated[Mapping[RecordKind, Months], Every(RecordKind), AfterValidator(_recordings_with_their_calls)]
