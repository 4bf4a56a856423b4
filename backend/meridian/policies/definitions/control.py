"""Settings about data protection, assessment, training, early warning and retention."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from meridian.identity.permissions import Role
from meridian.policies.rules import Band, Indicator, PolicyDefinition, RecordKind, SensitiveGroup, SettingUnit
from meridian.policies.value_types import (
    AssessmentBands,
    AssessmentWeights,
    Bonus,
    Bonuses,
    ChurnRule,
    ChurnRules,
    ComplaintUnresolved,
    Days,
    Every,
    LowSatisfaction,
    NoContact,
    NoOrder,
    Retention,
    Unique,
)

_NOTHING: tuple[SensitiveGroup, ...] = ()
_EVERYTHING = tuple(SensitiveGroup)
_MASKED = {
    Role.REP: (SensitiveGroup.PROFIT,),
    Role.TEAM_LEAD: _NOTHING,
    Role.SALES_MANAGER: _NOTHING,
    Role.DEPUTY_DIRECTOR: _NOTHING,
    Role.DIRECTOR: _NOTHING,
    Role.SERVICE_AGENT: (SensitiveGroup.PROFIT,),
    Role.MARKET_ANALYST: _EVERYTHING,
    Role.PRODUCT_SPECIALIST: _EVERYTHING,
    Role.ADMINISTRATOR: _EVERYTHING,
    Role.AUDITOR: _NOTHING,
    # Telephony and mail integrations live on contact data; none needs the money behind it.
    Role.API_CLIENT: (SensitiveGroup.BUDGET, SensitiveGroup.PROFIT),
}

_SALES_LEADER = {
    Indicator.SALES_AMOUNT: 30,
    Indicator.SALES_PROFIT: 15,
    Indicator.CUSTOMER_GROWTH_RATE: 10,
    Indicator.PLAN_COMPLETION_RATE: 10,
    Indicator.CADENCE_COVERAGE: 5,
    Indicator.DATA_ACCURACY: 10,
    Indicator.SATISFACTION_IMPROVEMENT_RATE: 5,
    Indicator.COMPLAINT_HANDLING_RATE: 5,
    Indicator.TEAMWORK_SCORE: 10,
}
_WEIGHTS = {
    Role.REP: {
        Indicator.SALES_AMOUNT: 25,
        Indicator.SALES_PROFIT: 10,
        Indicator.NEW_CUSTOMERS: 10,
        Indicator.PLAN_COMPLETION_RATE: 10,
        Indicator.CADENCE_COVERAGE: 5,
        Indicator.FOLLOW_UP_TIMELINESS: 10,
        Indicator.DATA_ACCURACY: 10,
        Indicator.SATISFACTION_SCORE: 5,
        Indicator.SKILL_SCORE: 10,
        Indicator.TEAMWORK_SCORE: 5,
    },
    Role.TEAM_LEAD: _SALES_LEADER,
    Role.SALES_MANAGER: _SALES_LEADER,
    Role.SERVICE_AGENT: {
        Indicator.FIRST_RESPONSE_RATE: 20,
        Indicator.RESOLUTION_RATE: 20,
        Indicator.COMPLAINT_HANDLING_RATE: 15,
        Indicator.COMPLAINT_SATISFACTION: 15,
        Indicator.SATISFACTION_SCORE: 10,
        Indicator.DATA_ACCURACY: 10,
        Indicator.SKILL_SCORE: 5,
        Indicator.TEAMWORK_SCORE: 5,
    },
}

EXPORT_APPROVAL_ROWS = PolicyDefinition[int](
    key="export_approval_rows",
    type=Annotated[int, Field(ge=0, le=10_000_000)],
    default=1000,
    unit=SettingUnit.ROWS,
    rules=("CR-10",),
    label_en="Export without approval up to",
    label_zh="免审批导出行数上限",
    description="An export of more rows than this waits for an approval; 0 makes every export wait.",
)
EXPORT_WINDOW_DAYS = PolicyDefinition[int](
    key="export_window_days",
    type=Days,
    default=7,
    unit=SettingUnit.DAYS,
    rules=("CR-10",),
    label_en="Exports added up over",
    label_zh="导出行数累计天数",
    description="A person's exported rows of this many days, and those read page after page, are added up when an "
    "export is held against `export_approval_rows`.",
)
SHARE_DEFAULT_DAYS = PolicyDefinition[int](
    key="share_default_days",
    type=Days,
    default=90,
    unit=SettingUnit.DAYS,
    rules=("MC-25",),
    label_en="Duration of a share",
    label_zh="客户共享默认有效期",
    description="A customer shared with a colleague is shared for this many days unless told otherwise.",
)
DISCLOSURE_DEFAULT_DAYS = PolicyDefinition[int](
    key="disclosure_default_days",
    type=Days,
    default=30,
    unit=SettingUnit.DAYS,
    rules=("CR-11",),
    not_in_use=True,
    label_en="Duration of a disclosure",
    label_zh="对外提供默认有效期",
    description="A released disclosure expires after this many days unless its approval says otherwise.",
)
SENSITIVE_FIELDS = PolicyDefinition[Mapping[Role, tuple[SensitiveGroup, ...]]](
    key="sensitive_fields",
    type=Annotated[Mapping[Role, Annotated[tuple[SensitiveGroup, ...], Unique]], Every(Role)],
    default=_MASKED,
    unit=SettingUnit.NONE,
    rules=("CR-10", "MC-8"),
    label_en="Masked fields by role",
    label_zh="各角色脱敏字段",
    description="Groups of fields hidden from each role, in reading, searching and sorting.",
)
ASSESSMENT_WEIGHTS = PolicyDefinition[Mapping[Role, Mapping[Indicator, int]]](
    key="assessment_weights",
    type=AssessmentWeights,
    default=_WEIGHTS,
    unit=SettingUnit.PERCENT,
    rules=("TS-22", "CR-34", "MC-22", "RV-16"),
    pinned=True,
    not_in_use=True,
    label_en="Assessment weights",
    label_zh="绩效考核权重",
    description="Share of each indicator in the score of a role; 100 percent per role. Roles not named are not "
    "assessed. Kept for a whole assessment run.",
)
ASSESSMENT_BANDS = PolicyDefinition[AssessmentBands](
    key="assessment_bands",
    type=AssessmentBands,
    default=AssessmentBands(excellent=90, good=75, qualified=60),
    unit=SettingUnit.SCORE,
    rules=("CR-34",),
    pinned=True,
    not_in_use=True,
    label_en="Assessment bands",
    label_zh="考核等级标准",
    description="Score out of 100 from which a result is excellent, good or qualified. Kept for a whole "
    "assessment run.",
)
BONUS_TABLE = PolicyDefinition[Mapping[Role, Mapping[Band, Bonus]]](
    key="bonus_table",
    type=Mapping[Role, Bonuses],
    default={},
    unit=SettingUnit.NONE,
    rules=("TS-24",),
    pinned=True,
    not_in_use=True,
    label_en="Bonus table",
    label_zh="奖金标准",
    description="What each band earns in each role; nothing where the table is empty. Kept for a whole assessment run.",
)
ONBOARDING_TRAINING_DAYS = PolicyDefinition[int](
    key="onboarding_training_days",
    type=Days,
    default=30,
    unit=SettingUnit.DAYS,
    rules=("CR-33",),
    not_in_use=True,
    label_en="Onboarding training",
    label_zh="新员工培训期限",
    description="A new person completes the onboarding training within this many days.",
)
CHURN_RULES = PolicyDefinition[tuple[ChurnRule, ...]](
    key="churn_rules",
    type=ChurnRules,
    default=(
        NoContact(kind="no_contact", factor=Decimal(2)),
        NoOrder(kind="no_order", factor=Decimal(2)),
        ComplaintUnresolved(kind="complaint_unresolved"),
        LowSatisfaction(kind="low_satisfaction", at_most=2),
    ),
    unit=SettingUnit.NONE,
    rules=("MC-27",),
    not_in_use=True,
    label_en="Signs of customer loss",
    label_zh="客户流失预警规则",
    description="Any of these makes a customer a churn risk and is given as the reason.",
)
RETENTION = PolicyDefinition[Mapping[RecordKind, int]](
    key="retention",
    type=Retention,
    default={RecordKind.CALLS: 36, RecordKind.RECORDINGS: 12, RecordKind.LOGS: 36},
    unit=SettingUnit.MONTHS,
    rules=("CR-10", "MC-8"),
    label_en="Retention",
    label_zh="记录保存期限",
    description="Months before what was kept is removed, from the call or the download on: `recordings`; `calls`, what"
    " switches and mail systems reported of a contact (its contact record stays); `logs`, who downloaded which file.",
)

CONTROL_DEFINITIONS = (
    EXPORT_APPROVAL_ROWS,
    EXPORT_WINDOW_DAYS,
    SHARE_DEFAULT_DAYS,
    DISCLOSURE_DEFAULT_DAYS,
    SENSITIVE_FIELDS,
    ASSESSMENT_WEIGHTS,
    ASSESSMENT_BANDS,
    BONUS_TABLE,
    ONBOARDING_TRAINING_DAYS,
    CHURN_RULES,
    RETENTION,
)
