"""Settings about customers: their data, their grades, how often they are contacted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from meridian.policies.rules import CustomerField, Grade, PolicyDefinition, SettingUnit
from meridian.policies.value_types import (
    Currency,
    Days,
    Every,
    GradeThresholds,
    GradeWeights,
    Hours,
    Unique,
    WorkingDays,
    ordered,
)

CUSTOMER_ENTRY_HOURS = PolicyDefinition[int](
    key="customer_entry_hours",
    type=Hours,
    default=24,
    unit=SettingUnit.WORKING_HOURS,
    rules=("CR-4",),
    label_en="Time to enter a new customer",
    label_zh="客户信息录入时限",
    description="A customer is entered within this many working hours after its data was obtained.",
)
CUSTOMER_REVIEW_DAYS = PolicyDefinition[int](
    key="customer_review_days",
    type=Days,
    default=30,
    unit=SettingUnit.DAYS,
    rules=("CR-7", "MC-5"),
    label_en="Customer review cycle",
    label_zh="客户信息全面复核周期",
    description="Every customer's data is reviewed completely at least once in this many days.",
)
IMPORTANT_CHANGE_WORKING_DAYS = PolicyDefinition[int](
    key="important_change_working_days",
    type=WorkingDays,
    default=2,
    unit=SettingUnit.WORKING_DAYS,
    rules=("MC-6",),
    label_en="Time to record an important change",
    label_zh="重要变更更新时限",
    description="An important change is recorded within this many working days after it was learned.",
)
IMPORTANT_FIELDS = PolicyDefinition[tuple[CustomerField, ...]](
    key="important_fields",
    type=Annotated[tuple[CustomerField, ...], Unique],
    default=(
        CustomerField.PHONE,
        CustomerField.EMAIL,
        CustomerField.BUSINESS_SCOPE,
        CustomerField.LEGAL_REPRESENTATIVE,
        CustomerField.MANAGEMENT,
    ),
    unit=SettingUnit.NONE,
    rules=("MC-6",),
    label_en="Important customer fields",
    label_zh="重要信息字段",
    description="A change of one of these facts about a customer is an important change.",
)
KEY_CUSTOMER_DOUBLE_CHECK = PolicyDefinition[bool](
    key="key_customer_double_check",
    type=bool,
    default=True,
    unit=SettingUnit.NONE,
    rules=("CR-5",),
    label_en="Second check of key customers",
    label_zh="重点客户双人复核",
    description="A key customer stays pending until a second person has verified it.",
)
CONTACT_CADENCE_DAYS = PolicyDefinition[Mapping[Grade, int]](
    key="contact_cadence_days",
    type=Annotated[Mapping[Grade, Days], Every(Grade), ordered(Grade)],
    default={Grade.A: 7, Grade.B: 14, Grade.C: 30, Grade.D: 90},
    unit=SettingUnit.DAYS,
    rules=("MC-17",),
    label_en="Contact cadence by grade",
    label_zh="各等级联系频率",
    description="Longest allowed gap between contacts with a customer of each grade; never longer for a better grade.",
)
EXECUTIVE_CONTACT_DAYS = PolicyDefinition[int](
    key="executive_contact_days",
    type=Days,
    default=90,
    unit=SettingUnit.DAYS,
    rules=("MC-13",),
    label_en="Executive contact with key customers",
    label_zh="重点客户高层沟通周期",
    description="Longest allowed gap between contacts of a key customer's executive sponsor with it.",
)
CLOSED_REVISIT_DAYS = PolicyDefinition[int](
    key="closed_revisit_days",
    type=Days,
    default=30,
    unit=SettingUnit.DAYS,
    rules=("TS-11", "MC-12"),
    label_en="Revisit of closed customers",
    label_zh="成交客户回访周期",
    description="Longest allowed gap between revisits of a customer that has bought.",
)
NURTURE_CADENCE_DAYS = PolicyDefinition[int](
    key="nurture_cadence_days",
    type=Days,
    default=30,
    unit=SettingUnit.DAYS,
    rules=("OT-16",),
    label_en="Nurture cadence",
    label_zh="潜在客户培育周期",
    description="Longest allowed gap between contacts with a potential customer without clear intent.",
)
PROGRESS_REPORT_DAYS = PolicyDefinition[int](
    key="progress_report_days",
    type=Days,
    default=30,
    unit=SettingUnit.DAYS,
    rules=("MC-11",),
    label_en="Progress reports to interested customers",
    label_zh="意向客户进展通报周期",
    description="Longest allowed gap between contacts with an interested customer whose intent is clear.",
)
DUTY_SETTINGS: tuple[PolicyDefinition[Any], ...] = (
    CONTACT_CADENCE_DAYS,
    CLOSED_REVISIT_DAYS,
    NURTURE_CADENCE_DAYS,
    PROGRESS_REPORT_DAYS,
    EXECUTIVE_CONTACT_DAYS,
)
"""What says within how many days somebody is owed a contact."""
GRADE_THRESHOLDS = PolicyDefinition[Mapping[Grade, Decimal]](
    key="grade_thresholds",
    type=GradeThresholds,
    default={Grade.A: Decimal(1_000_000), Grade.B: Decimal(300_000), Grade.C: Decimal(50_000), Grade.D: Decimal(0)},
    unit=SettingUnit.BASE_CURRENCY,
    rules=("MC-9",),
    not_in_use=True,
    label_en="Grade thresholds",
    label_zh="客户等级金额标准",
    description="Expected annual sales from which a customer belongs to each grade; the lowest grade starts at 0.",
)
GRADE_RULES = PolicyDefinition[GradeWeights](
    key="grade_rules",
    type=GradeWeights,
    default=GradeWeights(
        amount=Decimal("0.5"), frequency=Decimal("0.2"), potential=Decimal("0.2"), recency=Decimal("0.1")
    ),
    unit=SettingUnit.WEIGHT,
    rules=("TS-15", "MC-9"),
    not_in_use=True,
    label_en="Grading weights",
    label_zh="客户分级权重",
    description="Weights of amount, frequency, potential and recency in the proposed grade; they sum to 1.",
)
GRADE_REVIEW_DAYS = PolicyDefinition[int](
    key="grade_review_days",
    type=Days,
    default=90,
    unit=SettingUnit.DAYS,
    rules=("MC-9",),
    not_in_use=True,
    label_en="Grade review cycle",
    label_zh="客户等级复评周期",
    description="Every customer's grade is evaluated again at least once in this many days.",
)
BASE_CURRENCY = PolicyDefinition[str](
    key="base_currency",
    type=Currency,
    default="CNY",
    unit=SettingUnit.NONE,
    rules=(),
    label_en="Base currency",
    label_zh="本位币",
    description="ISO 4217 currency in which amounts are compared and in which money in other settings is stated.",
)
CUSTOMER_DEFINITIONS = (
    CUSTOMER_ENTRY_HOURS,
    CUSTOMER_REVIEW_DAYS,
    IMPORTANT_CHANGE_WORKING_DAYS,
    IMPORTANT_FIELDS,
    KEY_CUSTOMER_DOUBLE_CHECK,
    CONTACT_CADENCE_DAYS,
    EXECUTIVE_CONTACT_DAYS,
    CLOSED_REVISIT_DAYS,
    NURTURE_CADENCE_DAYS,
    PROGRESS_REPORT_DAYS,
    GRADE_THRESHOLDS,
    GRADE_RULES,
    GRADE_REVIEW_DAYS,
    BASE_CURRENCY,
)
