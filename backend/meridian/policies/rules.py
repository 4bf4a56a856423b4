"""What a policy setting is, which of its versions holds at a moment, and the codes values are made of. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from pydantic import JsonValue, TypeAdapter, ValidationError

from meridian.kernel.language import words_of_error
from meridian.kernel.problems import Fault

T = TypeVar("T")

SHIPPED = 0
"""Version number of the default that ships with the product, in force before the first version of a key."""


class SettingUnit(StrEnum):
    """What the numbers of a setting count."""

    NONE = "none"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    MINUTES = "minutes"
    WORKING_MINUTES = "working_minutes"
    MONTHS = "months"
    DAY_OF_MONTH = "day_of_month"
    PERCENT = "percent"
    SCORE = "score"
    WEIGHT = "weight"
    BASE_CURRENCY = "base_currency"
    CALLS = "calls"
    ATTEMPTS = "attempts"
    ROWS = "rows"
    LOCAL_TIME = "local_time"


class InvalidValueError(ValueError):
    """A value does not fit its setting; carries every fault found, with pointers into the value."""

    def __init__(self, key: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{key}: " + "; ".join(f"{fault.pointer or 'value'} {fault.detail}" for fault in faults))
        self.key = key
        self.faults = faults


@dataclass(frozen=True, eq=False, kw_only=True)
class PolicyDefinition(Generic[T]):
    """One setting of the company's policy; `T` is the type its readers get.

    `pinned`: work keeps the version it began under. `rules`: the policy rules it carries out. `not_in_use`: nothing
    reads it yet, so that a decision is kept but changes nothing; whoever puts it to use takes the mark away.
    """

    key: str
    type: Any
    default: T
    unit: SettingUnit
    rules: tuple[str, ...]
    label_en: str
    label_zh: str
    description: str
    pinned: bool = False
    not_in_use: bool = False

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.type)

    def parse(self, raw: JsonValue) -> T:
        """The typed value of a JSON value; `InvalidValueError` names every fault."""
        try:
            return self._adapter.validate_json(json.dumps(raw), strict=True)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            raise InvalidValueError(
                self.key,
                tuple(Fault(pointer(raw, item["loc"]), item["type"], words_of_error(item)) for item in found),
            ) from None

    def dump(self, value: T) -> JsonValue:
        """The JSON form of a value: money as decimal strings, times as HH:MM."""
        return cast("JsonValue", self._adapter.dump_python(value, mode="json"))

    @cached_property
    def value_schema(self) -> dict[str, Any]:
        """JSON Schema of the setting's values."""
        return self._adapter.json_schema()


def pointer(raw: JsonValue, loc: tuple[str | int, ...]) -> str:
    """JSON Pointer of a pydantic error location, without the steps pydantic adds for unions and mapping keys.

    A step counts when it exists in the value; the last one also when it names a part that is missing.
    """
    steps: list[str | int] = []
    here = raw
    for index, step in enumerate(loc):
        if isinstance(here, dict) and step in here:
            here = here[str(step)]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif not (isinstance(here, dict) and index == len(loc) - 1 and step != "[key]"):
            continue
        steps.append(step)
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


@dataclass(frozen=True)
class Version:
    """A value decided for a key; numbers count up per key from 1. Withdrawn versions never come into force."""

    key: str
    number: int
    value: JsonValue
    effective_from: datetime
    withdrawn: bool = False


class VersionState(StrEnum):
    """What has become of a version: not yet in force, in force, replaced by another, or taken back before its time."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class History:
    """Every version of every setting: answers which value is in force when, and what a pinned version said.

    The version in force at a moment is, of those not withdrawn and effective by then, the one effective last;
    of two effective from the same instant, the one decided later.
    """

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        self._numbered: dict[tuple[str, int], Version] = {}
        self._effective: defaultdict[str, list[Version]] = defaultdict(list)
        self._parsed: dict[tuple[str, int], Any] = {}
        for version in versions:
            self._numbered[version.key, version.number] = version
            if not version.withdrawn:
                self._effective[version.key].append(version)
        for schedule in self._effective.values():
            schedule.sort(key=lambda version: (version.effective_from, version.number), reverse=True)

    def number_at(self, key: str, moment: datetime) -> int:
        """Number of the version of `key` in force at `moment`; `SHIPPED` before the first."""
        schedule = self._effective.get(key, ())
        return next((version.number for version in schedule if version.effective_from <= moment), SHIPPED)

    def pending(self, key: str, moment: datetime) -> tuple[Version, ...]:
        """Versions of `key` that come into force after `moment`, soonest first."""
        schedule = self._effective.get(key, ())
        return tuple(version for version in reversed(schedule) if version.effective_from > moment)

    def state(self, version: Version, moment: datetime) -> VersionState:
        """What has become of a version by `moment`."""
        if version.withdrawn:
            return VersionState.WITHDRAWN
        if version.effective_from > moment:
            return VersionState.PENDING
        in_force = self.number_at(version.key, moment) == version.number
        return VersionState.IN_FORCE if in_force else VersionState.SUPERSEDED

    def find(self, key: str, number: int) -> Version | None:
        """One version, withdrawn or not."""
        return self._numbered.get((key, number))

    def latest(self, key: str) -> int:
        """Number of the version of `key` decided last; `SHIPPED` before the first."""
        return max((number for other, number in self._numbered if other == key), default=SHIPPED)

    def revision(self, key: str) -> int:
        """How often `key` was decided on: versions and withdrawals. It grows with each, and is the setting's ETag."""
        return sum(1 + version.withdrawn for (other, _), version in self._numbered.items() if other == key)

    def value(self, definition: PolicyDefinition[T], number: int) -> T:
        """The value a version of a setting decided, for work that is pinned to it; `KeyError` if there is none."""
        if number == SHIPPED:
            return definition.default
        place = definition.key, number
        if place not in self._parsed:
            self._parsed[place] = definition.parse(self._numbered[place].value)
        return cast("T", self._parsed[place])

    def decided(self, version: Version) -> "History":
        """This history with another version; one of the same number is replaced."""
        return History([*(v for place, v in self._numbered.items() if place != (version.key, version.number)), version])

    def at(self, moment: datetime) -> "Policies":
        """The company's policy as in force at `moment`, past or future."""
        return Policies(moment, self)


@dataclass(frozen=True)
class Policies:
    """The company's policy at one moment: `policies.get(CONTACT_CADENCE_DAYS)[grade]`."""

    moment: datetime
    history: History = field(repr=False)

    def get(self, definition: PolicyDefinition[T]) -> T:
        """Value in force, typed by its definition."""
        return self.history.value(definition, self.version(definition))

    def version(self, definition: PolicyDefinition[Any]) -> int:
        """Number of the version in force, to be kept by work the setting is pinned for."""
        return self.history.number_at(definition.key, self.moment)

    def pin(self, *definitions: PolicyDefinition[Any]) -> dict[str, int]:
        """Version numbers by key, in the form work stores them in."""
        return {definition.key: self.version(definition) for definition in definitions}

    def pinned(self, definition: PolicyDefinition[T], pins: Mapping[str, int]) -> T:
        """Value that work with these `pins` began under; the one in force for a key it did not pin."""
        number = pins.get(definition.key)
        return self.get(definition) if number is None else self.history.value(definition, number)


@dataclass(frozen=True)
class Change:
    """One part of a value that differs; `before` or `after` is None where the part is absent."""

    pointer: str
    before: JsonValue
    after: JsonValue


def difference(before: JsonValue, after: JsonValue, at: str = "") -> tuple[Change, ...]:
    """The parts in which two JSON values differ, in the order of their pointers; lists are compared as wholes."""
    if before == after:
        return ()
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return (Change(at, before, after),)
    return tuple(
        change
        for key in sorted({*before, *after})
        for change in difference(before.get(key), after.get(key), f"{at}/{key}")
    )


# Codes that policy values are keyed by or made of. Domains above take theirs from here, so there is one spelling.


class Grade(StrEnum):
    """Customer grade, best first (MC-9)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class IntentLevel(StrEnum):
    """How much a customer means to buy, least first (OT-16)."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    COMMITTED = "committed"


class SourceChannel(StrEnum):
    """Where a customer came from (CR-2)."""

    SALES = "sales"
    EXHIBITION = "exhibition"
    CAMPAIGN = "campaign"
    REFERRAL = "referral"
    WEB = "web"
    SOCIAL = "social"
    MARKET_RESEARCH = "market_research"
    INBOUND = "inbound"
    OTHER = "other"


class Stage(StrEnum):
    """Stages of an opportunity in order (CR-13)."""

    POTENTIAL = "potential"
    INTERESTED = "interested"
    NEEDS_DEFINED = "needs_defined"
    NEGOTIATION = "negotiation"
    CONTRACT_SIGNED = "contract_signed"
    EXECUTION = "execution"


class PipelineEntry(StrEnum):
    """What an opportunity may enter: a stage, or one of the outcomes that ask for something."""

    POTENTIAL = "potential"
    INTERESTED = "interested"
    NEEDS_DEFINED = "needs_defined"
    NEGOTIATION = "negotiation"
    CONTRACT_SIGNED = "contract_signed"
    EXECUTION = "execution"
    COMPLETED = "completed"
    LOST = "lost"


class Criterion(StrEnum):
    """One thing an opportunity must have before it enters a stage (CR-13)."""

    CUSTOMER = "customer"
    OWNER = "owner"
    CONNECTED_CONTACT = "connected_contact"
    INTENT_LEVEL_LOW = "intent_level_low"
    OPEN_FOLLOW_UP = "open_follow_up"
    NEEDS_DESCRIPTION = "needs_description"
    PRODUCT_LINES = "product_lines"
    EXPECTED_PURCHASE_DATE = "expected_purchase_date"
    COMPETITORS = "competitors"
    SOLUTION_PROPOSAL = "solution_proposal"
    AMOUNT = "amount"
    DECISION_MAKER = "decision_maker"
    CONTRACT_NUMBER = "contract_number"
    SIGNING_DATE = "signing_date"
    CONTRACT_AMOUNT = "contract_amount"
    PAYMENT_TERMS = "payment_terms"
    DELIVERY_TERMS = "delivery_terms"
    CONTRACT_FILE = "contract_file"
    DELIVERY_MILESTONE = "delivery_milestone"
    PAYMENT_MILESTONE = "payment_milestone"
    MILESTONES_DONE = "milestones_done"
    REVISIT_PLANNED = "revisit_planned"
    LOST_REASON = "lost_reason"
    WINNING_COMPETITOR = "winning_competitor"
    LESSONS_LEARNED = "lessons_learned"


class CustomerField(StrEnum):
    """Facts about a customer whose change can be declared important (MC-6)."""

    NAME = "name"
    ADDRESS = "address"
    COUNTRY = "country"
    WEBSITE = "website"
    PHONE = "phone"
    EMAIL = "email"
    MESSAGING = "messaging"
    BUSINESS_SCOPE = "business_scope"
    LEGAL_REPRESENTATIVE = "legal_representative"
    MANAGEMENT = "management"
    INDUSTRY = "industry"
    BUDGET = "budget"
    PURCHASE_FREQUENCY = "purchase_frequency"
    DECISION_PROCESS = "decision_process"


class CallField(StrEnum):
    """What a call record can be required to carry when the customer was reached (OT-15)."""

    KEY_POINTS = "key_points"
    OUTCOME = "outcome"
    INTENT_LEVEL = "intent_level"
    NEXT_STEP = "next_step"
    NEEDS = "needs"
    OBJECTIONS = "objections"
    SATISFACTION = "satisfaction"
    MARKET_INFORMATION = "market_information"


class OutsideHours(StrEnum):
    """What becomes of a call outside the customer's calling hours (OT-10)."""

    WITH_REASON = "with_reason"
    REFUSED = "refused"


class SensitiveGroup(StrEnum):
    """Groups of fields that can be masked for a role (CR-10, MC-8)."""

    PHONE = "phone"
    EMAIL = "email"
    MESSAGING = "messaging"
    BUDGET = "budget"
    PROFIT = "profit"


class Priority(StrEnum):
    """Ticket priority, most urgent first (CR-19)."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class EscalationUnit(StrEnum):
    """What an escalation offset counts; percent is of the whole time allowed."""

    PERCENT = "percent"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


class Weekday(StrEnum):
    """Days of the week in ISO order: `tuple(Weekday)[date.weekday()]`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Band(StrEnum):
    """Result of an assessment, best first (CR-34)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


class RecordKind(StrEnum):
    """Kinds of record that are kept for a limited time (CR-10)."""

    CALLS = "calls"
    RECORDINGS = "recordings"
    LOGS = "logs"


class Indicator(StrEnum):
    """The indicator catalogue: named formulas over records (TS-22, MC-28)."""

    SALES_AMOUNT = "sales_amount"
    SALES_PROFIT = "sales_profit"
    ORDERS_COUNT = "orders_count"
    CALLS_MADE = "calls_made"
    CONNECT_RATE = "connect_rate"
    TALK_MINUTES = "talk_minutes"
    PLAN_COMPLETION_RATE = "plan_completion_rate"
    CADENCE_COVERAGE = "cadence_coverage"
    FOLLOW_UP_TIMELINESS = "follow_up_timeliness"
    NEW_CUSTOMERS = "new_customers"
    CUSTOMER_GROWTH_RATE = "customer_growth_rate"
    KEY_CUSTOMERS_WON = "key_customers_won"
    LEAD_CONVERSION_RATE = "lead_conversion_rate"
    STAGE_CONVERSION = "stage_conversion"
    STAGE_DWELL_DAYS = "stage_dwell_days"
    FORECAST_ACCURACY = "forecast_accuracy"
    DATA_ACCURACY = "data_accuracy"
    FIRST_RESPONSE_RATE = "first_response_rate"
    RESOLUTION_RATE = "resolution_rate"
    COMPLAINT_RATE = "complaint_rate"
    COMPLAINT_HANDLING_RATE = "complaint_handling_rate"
    COMPLAINT_SATISFACTION = "complaint_satisfaction"
    REPEAT_COMPLAINT_RATE = "repeat_complaint_rate"
    SATISFACTION_SCORE = "satisfaction_score"
    SATISFACTION_IMPROVEMENT_RATE = "satisfaction_improvement_rate"
    LOYALTY = "loyalty"
    CHURN_RATE = "churn_rate"
    SKILL_SCORE = "skill_score"
    TEAMWORK_SCORE = "teamwork_score"
    TRAINING_SCORE = "training_score"
