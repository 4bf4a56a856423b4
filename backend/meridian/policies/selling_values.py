"""Which facts count for a lead and how many points each gives (MC-10), and what makes a cross-sell prompt (MC-12)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from meridian.policies.rules import IntentLevel, SourceChannel
from meridian.policies.value_types import Money, NotEmpty, Value, unique

Points = Annotated[int, Field(ge=-100, le=100)]
HIGHEST = 100
"""A score lies between 0 and this, whatever its points sum to."""
_POINTS = Field(description="Points it gives; below 0 they are taken away.", examples=[10])


class SourceFact(Value):
    """Where it came from (CR-2)."""

    kind: Literal["source"]
    points: Mapping[SourceChannel, Points] = Field(
        description="Points by source; the others give none.", examples=[{"referral": 20}]
    )


class IntentFact(Value):
    """What was heard of its intent (OT-16)."""

    kind: Literal["intent"]
    points: Mapping[IntentLevel, Points] = Field(
        description="Points by level; the others give none.", examples=[{"high": 25}]
    )


class ExpectedSalesFact(Value):
    """At least so much is expected of it a year, in base currency."""

    kind: Literal["expected_sales"]
    from_amount: Money = Field(description="From so much a year on.", examples=["300000"])
    points: Points = _POINTS


class EmployeesFact(Value):
    """At least so many people work there."""

    kind: Literal["employees"]
    at_least: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="From so many people on.", examples=[100])
    points: Points = _POINTS


class DecisionMakerFact(Value):
    """Somebody who decides there is known."""

    kind: Literal["decision_maker"]
    points: Points = _POINTS


class NeedFact(Value):
    """A need of it is known."""

    kind: Literal["need"]
    points: Points = _POINTS


class OpportunityFact(Value):
    """It has an open opportunity."""

    kind: Literal["opportunity"]
    points: Points = _POINTS


class TalkedFact(Value):
    """Somebody there was reached within so many days."""

    kind: Literal["talked"]
    within_days: Annotated[int, Field(ge=1, le=3650)] = Field(description="Within so many days.", examples=[30])
    points: Points = _POINTS


class UnreachedFact(Value):
    """At least so many calls in a row reached nobody."""

    kind: Literal["unreached"]
    at_least: Annotated[int, Field(ge=1, le=100)] = Field(description="From so many calls on.", examples=[5])
    points: Points = _POINTS


LeadFact = Annotated[
    SourceFact
    | IntentFact
    | ExpectedSalesFact
    | EmployeesFact
    | DecisionMakerFact
    | NeedFact
    | OpportunityFact
    | TalkedFact
    | UnreachedFact,
    Field(discriminator="kind"),
]


def _one_of_a_kind(facts: tuple[LeadFact, ...]) -> tuple[LeadFact, ...]:
    unique(tuple(fact.kind for fact in facts))
    return facts


LeadFacts = Annotated[tuple[LeadFact, ...], NotEmpty, AfterValidator(_one_of_a_kind)]
AS_SHIPPED: tuple[LeadFact, ...] = (
    SourceFact(
        kind="source",
        points={
            SourceChannel.REFERRAL: 20,
            SourceChannel.INBOUND: 20,
            SourceChannel.EXHIBITION: 15,
            SourceChannel.CAMPAIGN: 10,
            SourceChannel.WEB: 5,
        },
    ),
    IntentFact(
        kind="intent",
        points={IntentLevel.LOW: 5, IntentLevel.MEDIUM: 15, IntentLevel.HIGH: 25, IntentLevel.COMMITTED: 30},
    ),
    ExpectedSalesFact(kind="expected_sales", from_amount=Decimal(300_000), points=10),
    EmployeesFact(kind="employees", at_least=100, points=5),
    DecisionMakerFact(kind="decision_maker", points=10),
    NeedFact(kind="need", points=10),
    OpportunityFact(kind="opportunity", points=10),
    TalkedFact(kind="talked", within_days=30, points=5),
    UnreachedFact(kind="unreached", at_least=5, points=-15),
)


class CrossSellRules(Value):
    """When customers who bought one product are told of another (MC-12)."""

    period_days: Annotated[int, Field(ge=30, le=3650)] = Field(
        description="Orders of so many days count.", examples=[730]
    )
    least_customers: Annotated[int, Field(ge=2, le=10_000)] = Field(
        description="At least so many customers bought both.", examples=[5]
    )
    least_percent: Annotated[int, Field(ge=1, le=100)] = Field(
        description="They are at least so many percent of who bought the first.", examples=[30]
    )
