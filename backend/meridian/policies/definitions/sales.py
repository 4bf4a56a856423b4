"""Settings about opportunities, forecasts and revisit plans."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from meridian.policies.rules import Criterion, PipelineEntry, PolicyDefinition, SettingUnit, Stage
from meridian.policies.value_types import Days, Every, MaterialChange, Money, Percent, Unique, WorkingDays, ordered

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
