"""Settings about opportunities, forecasts and revisit plans; and on who may buy, from leads to cross-selling."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from meridian.policies.rules import (
    Criterion,
    IntentLevel,
    PipelineEntry,
    PolicyDefinition,
    SettingUnit,
    SourceChannel,
    Stage,
)
from meridian.policies.value_types import (
    Days,
    Every,
    MaterialChange,
    Money,
    NotEmpty,
    Percent,
    Unique,
    Value,
    WorkingDays,
    ordered,
    unique,
)

_CRITERIA = {
    PipelineEntry.POTENTIAL: (Criterion.CUSTOMER, Criterion.OWNER),
    PipelineEntry.INTERESTED: (Criterion.CONNECTED_CONTACT, Criterion.INTENT_LEVEL_LOW, Criterion.OPEN_FOLLOW_UP),
    PipelineEntry.NEEDS_DEFINED: (
        Criterion.NEEDS_DESCRIPTION,
        Criterion.PRODUCT_LINES,
        Criterion.EXPECTED_PURCHASE_DATE,
        Criterion.COMPETITORS,
    ),
    PipelineEntry.NEGOTIATION: (Criterion.SOLUTION_PROPOSAL, Criterion.AMOUNT, Criterion.DECISION_MAKER),
    PipelineEntry.CONTRACT_SIGNED: (
        Criterion.CONTRACT_NUMBER,
        Criterion.SIGNING_DATE,
        Criterion.CONTRACT_AMOUNT,
        Criterion.PAYMENT_TERMS,
        Criterion.DELIVERY_TERMS,
        Criterion.CONTRACT_FILE,
    ),
    PipelineEntry.EXECUTION: (Criterion.DELIVERY_MILESTONE, Criterion.PAYMENT_MILESTONE),
    PipelineEntry.COMPLETED: (Criterion.MILESTONES_DONE, Criterion.REVISIT_PLANNED),
    PipelineEntry.LOST: (Criterion.LOST_REASON, Criterion.LESSONS_LEARNED),
}

PIPELINE_STAGE_CRITERIA = PolicyDefinition[Mapping[PipelineEntry, tuple[Criterion, ...]]](
    key="pipeline_stage_criteria",
    type=Annotated[Mapping[PipelineEntry, Annotated[tuple[Criterion, ...], Unique]], Every(PipelineEntry)],
    default=_CRITERIA,
    unit=SettingUnit.NONE,
    rules=("CR-13",),
    pinned=True,
    label_en="Entry criteria of stages",
    label_zh="各阶段准入条件",
    description="What an opportunity must have before it enters each stage or outcome.",
)
STAGE_FOLLOW_UP_DAYS = PolicyDefinition[Mapping[Stage, int]](
    key="stage_follow_up_days",
    type=Annotated[Mapping[Stage, Days], Every(Stage)],
    default=dict(zip(Stage, (14, 7, 5, 3, 7, 14), strict=True)),
    unit=SettingUnit.DAYS,
    rules=("CR-14",),
    label_en="Follow-up gap by stage",
    label_zh="各阶段跟进周期",
    description="Longest allowed gap between follow-ups of an opportunity in each stage.",
)
IMPORTANT_OPPORTUNITY_AMOUNT = PolicyDefinition[Decimal](
    key="important_opportunity_amount",
    type=Money,
    default=Decimal(500_000),
    unit=SettingUnit.BASE_CURRENCY,
    rules=("CR-15",),
    label_en="Important opportunity from",
    label_zh="重大销售机会金额标准",
    description="An open opportunity above this amount is important and owes review meetings.",
)
OPPORTUNITY_REVIEW_DAYS = PolicyDefinition[int](
    key="opportunity_review_days",
    type=Days,
    default=14,
    unit=SettingUnit.DAYS,
    rules=("CR-15",),
    label_en="Review of important opportunities",
    label_zh="重大销售机会评审周期",
    description="Longest allowed gap between review meetings of an important opportunity.",
)
STAGE_PROBABILITY = PolicyDefinition[Mapping[Stage, int]](
    key="stage_probability",
    type=Annotated[Mapping[Stage, Percent], Every(Stage), ordered(Stage)],
    default=dict(zip(Stage, (5, 15, 35, 60, 95, 100), strict=True)),
    unit=SettingUnit.PERCENT,
    rules=("CR-16",),
    label_en="Probability by stage",
    label_zh="各阶段成交概率",
    description="Chance of success of an opportunity in each stage, in percent; never lower in a later stage.",
)
FORECAST_SUBMIT_DAY = PolicyDefinition[int](
    key="forecast_submit_day",
    type=Annotated[int, Field(ge=1, le=28)],
    default=25,
    unit=SettingUnit.DAY_OF_MONTH,
    rules=("CR-16",),
    not_in_use=True,
    label_en="Forecast due on",
    label_zh="销售预测提交日",
    description="Day of the month by which the forecast for the next month is submitted; 28 at most, so every month "
    "has it.",
)
FORECAST_REVIEW_WORKING_DAYS = PolicyDefinition[int](
    key="forecast_review_working_days",
    type=WorkingDays,
    default=3,
    unit=SettingUnit.WORKING_DAYS,
    rules=("CR-18",),
    not_in_use=True,
    label_en="Time to review a forecast",
    label_zh="销售预测评审时限",
    description="A submitted forecast is reviewed within this many working days.",
)
REVISIT_PLAN_LEAD_DAYS = PolicyDefinition[int](
    key="revisit_plan_lead_days",
    type=Annotated[int, Field(ge=0, le=365)],
    default=7,
    unit=SettingUnit.DAYS,
    rules=("RV-4",),
    label_en="Lead time of revisit plans",
    label_zh="回访计划提前提交天数",
    description="A revisit plan is submitted for approval at least this many days before its first item.",
)
REVISIT_MATERIAL_CHANGE = PolicyDefinition[MaterialChange](
    key="revisit_material_change",
    type=MaterialChange,
    default=MaterialChange(method=True, date_shift_days=7, customer_added=True, customer_removed=True),
    unit=SettingUnit.DAYS,
    rules=("RV-5",),
    label_en="Material change of a revisit plan",
    label_zh="回访计划重大调整",
    description="Amendments of an approved revisit plan that send the changed items back for approval.",
)

SALES_DEFINITIONS = (
    PIPELINE_STAGE_CRITERIA,
    STAGE_FOLLOW_UP_DAYS,
    IMPORTANT_OPPORTUNITY_AMOUNT,
    OPPORTUNITY_REVIEW_DAYS,
    STAGE_PROBABILITY,
    FORECAST_SUBMIT_DAY,
    FORECAST_REVIEW_WORKING_DAYS,
    REVISIT_PLAN_LEAD_DAYS,
    REVISIT_MATERIAL_CHANGE,
)


# Which facts count for a lead and how many points each gives (MC-10), and what makes a cross-sell prompt (MC-12).

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


LEAD_SCORE_RULES = PolicyDefinition[tuple[LeadFact, ...]](
    key="lead_score_rules",
    type=LeadFacts,
    default=AS_SHIPPED,
    unit=SettingUnit.NONE,
    rules=("MC-10",),
    label_en="Lead score",
    label_zh="潜在客户评分规则",
    description="Facts that make a customer promising who has not bought yet, and the points each gives; their sum,"
    " between 0 and 100, is its score.",
)
LEAD_CHECK_DAYS = PolicyDefinition[int](
    key="lead_check_days",
    type=Days,
    default=180,
    unit=SettingUnit.DAYS,
    rules=("MC-10",),
    label_en="Check of lead scores",
    label_zh="潜在客户评分检验期",
    description="Scores are compared with who bought within this many days.",
)
CROSS_SELL_RULES = PolicyDefinition[CrossSellRules](
    key="cross_sell_rules",
    type=CrossSellRules,
    default=CrossSellRules(period_days=730, least_customers=5, least_percent=30),
    unit=SettingUnit.NONE,
    rules=("MC-12",),
    label_en="Cross-sell prompts",
    label_zh="交叉销售提示",
    description="A product is suggested to who bought another when enough customers bought both within the period, a"
    " large enough share of those who bought the other, and a larger one than of customers at large. A product line is"
    " where that holds of lines, and of no single product of it.",
)
SELLING_DEFINITIONS = (LEAD_SCORE_RULES, LEAD_CHECK_DAYS, CROSS_SELL_RULES)
