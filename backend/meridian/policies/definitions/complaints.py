"""Settings about tickets, complaints, care and satisfaction."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Annotated

from meridian.identity.permissions import Role
from meridian.identity.rules import EscalationRecipient
from meridian.policies.rules import EscalationUnit, PolicyDefinition, Priority, SettingUnit
from meridian.policies.value_types import (
    ApprovalLimits,
    Days,
    EscalationStep,
    EscalationSteps,
    Every,
    Hours,
    Minutes,
    QuietRange,
    QuietRanges,
    WorkingDays,
    ordered,
)

TICKET_FIRST_RESPONSE_MINUTES = PolicyDefinition[Mapping[Priority, int]](
    key="ticket_first_response_minutes",
    type=Annotated[Mapping[Priority, Minutes], Every(Priority), ordered(Priority)],
    default={Priority.URGENT: 30, Priority.HIGH: 120, Priority.NORMAL: 240, Priority.LOW: 480},
    unit=SettingUnit.WORKING_MINUTES,
    rules=("CR-19",),
    pinned=True,
    not_in_use=True,
    label_en="First response to a ticket",
    label_zh="工单首次响应时限",
    description="Working minutes within which a ticket of each priority gets its first response.",
)
TICKET_RESOLUTION_WORKING_HOURS = PolicyDefinition[Mapping[Priority, int]](
    key="ticket_resolution_working_hours",
    type=Annotated[Mapping[Priority, Hours], Every(Priority), ordered(Priority)],
    default={Priority.URGENT: 8, Priority.HIGH: 16, Priority.NORMAL: 40, Priority.LOW: 80},
    unit=SettingUnit.WORKING_HOURS,
    rules=("CR-20",),
    pinned=True,
    not_in_use=True,
    label_en="Resolution of a ticket",
    label_zh="工单解决时限",
    description="Working hours within which a ticket of each priority is solved.",
)
COMPLAINT_CONTACT_WORKING_DAYS = PolicyDefinition[int](
    key="complaint_contact_working_days",
    type=WorkingDays,
    default=1,
    unit=SettingUnit.WORKING_DAYS,
    rules=("MC-20",),
    pinned=True,
    label_en="Contact after a complaint",
    label_zh="投诉联系时限",
    description="The customer is contacted within this many working days after a complaint was registered.",
)
COMPLAINT_DISPATCH_WORKING_HOURS = PolicyDefinition[int](
    key="complaint_dispatch_working_hours",
    type=Hours,
    default=4,
    unit=SettingUnit.WORKING_HOURS,
    rules=("MC-20", "CR-23"),
    pinned=True,
    label_en="Dispatch of a complaint",
    label_zh="投诉派单时限",
    description="A complaint is dispatched to the responsible department within this many working hours after the "
    "customer was contacted.",
)
COMPLAINT_SOLUTION_WORKING_DAYS = PolicyDefinition[int](
    key="complaint_solution_working_days",
    type=WorkingDays,
    default=3,
    unit=SettingUnit.WORKING_DAYS,
    rules=("MC-20", "CR-23"),
    pinned=True,
    label_en="Solution for a complaint",
    label_zh="投诉方案提出时限",
    description="The responsible department proposes a solution within this many working days after dispatch.",
)
COMPLAINT_RESOLUTION_WORKING_DAYS = PolicyDefinition[int](
    key="complaint_resolution_working_days",
    type=WorkingDays,
    default=10,
    unit=SettingUnit.WORKING_DAYS,
    rules=("CR-23",),
    pinned=True,
    label_en="Resolution of a complaint",
    label_zh="投诉解决时限",
    description="A complaint is resolved within this many working days.",
)
COMPLAINT_SATISFACTION_WORKING_DAYS = PolicyDefinition[int](
    key="complaint_satisfaction_working_days",
    type=WorkingDays,
    default=3,
    unit=SettingUnit.WORKING_DAYS,
    rules=("CR-26",),
    pinned=True,
    label_en="Satisfaction after a complaint",
    label_zh="投诉满意度回访时限",
    description="The customer is asked whether it is satisfied within this many working days after a complaint was "
    "resolved; within as many again it is archived.",
)
COMPLAINT_ESCALATION_STEPS = PolicyDefinition[tuple[EscalationStep, ...]](
    key="complaint_escalation_steps",
    type=EscalationSteps,
    default=(
        EscalationStep(offset=-25, unit=EscalationUnit.PERCENT, recipient=EscalationRecipient.OWNER),
        EscalationStep(offset=0, unit=EscalationUnit.WORKING_DAYS, recipient=EscalationRecipient.DEPARTMENT_MANAGER),
        EscalationStep(offset=1, unit=EscalationUnit.WORKING_DAYS, recipient=EscalationRecipient.DIRECTOR),
    ),
    unit=SettingUnit.NONE,
    rules=("MC-27",),
    pinned=True,
    label_en="Escalation of complaints",
    label_zh="投诉升级步骤",
    description="Who is told when a complaint nears or passes a deadline, earliest step first.",
)
COMPENSATION_APPROVAL_LIMITS = PolicyDefinition[Mapping[Role, Decimal | None]](
    key="compensation_approval_limits",
    type=ApprovalLimits,
    default={
        Role.SERVICE_AGENT: Decimal(0),
        Role.SALES_MANAGER: Decimal(10_000),
        Role.DEPUTY_DIRECTOR: Decimal(50_000),
        Role.DIRECTOR: None,
    },
    unit=SettingUnit.BASE_CURRENCY,
    rules=("CR-25",),
    pinned=True,
    label_en="Compensation approval limits",
    label_zh="赔偿审批额度",
    description="Largest compensation each role may approve; null is unlimited, a role not named approves none.",
)
MESSAGE_QUIET_HOURS = PolicyDefinition[tuple[QuietRange, ...]](
    key="message_quiet_hours",
    type=QuietRanges,
    default=(QuietRange(start=time(20), end=time(8)),),
    unit=SettingUnit.LOCAL_TIME,
    rules=("TS-18", "CR-28"),
    not_in_use=True,
    label_en="Quiet hours for messages",
    label_zh="邮件短信免打扰时段",
    description="Local wall-clock ranges at the customer in which no mail or SMS goes out.",
)
CARE_GAP_DAYS = PolicyDefinition[int](
    key="care_gap_days",
    type=Days,
    default=7,
    unit=SettingUnit.DAYS,
    rules=("CR-28",),
    label_en="Gap between care contacts",
    label_zh="关怀最小间隔天数",
    description="At least this many days lie between two care contacts with one customer.",
)
SATISFACTION_SURVEY_DAYS = PolicyDefinition[int](
    key="satisfaction_survey_days",
    type=Days,
    default=90,
    unit=SettingUnit.DAYS,
    rules=("CR-29",),
    not_in_use=True,
    label_en="Satisfaction survey cycle",
    label_zh="满意度调查周期",
    description="A satisfaction survey is held at least once in this many days.",
)

SERVICE_DEFINITIONS = (
    TICKET_FIRST_RESPONSE_MINUTES,
    TICKET_RESOLUTION_WORKING_HOURS,
    COMPLAINT_CONTACT_WORKING_DAYS,
    COMPLAINT_DISPATCH_WORKING_HOURS,
    COMPLAINT_SOLUTION_WORKING_DAYS,
    COMPLAINT_RESOLUTION_WORKING_DAYS,
    COMPLAINT_SATISFACTION_WORKING_DAYS,
    COMPLAINT_ESCALATION_STEPS,
    COMPENSATION_APPROVAL_LIMITS,
    MESSAGE_QUIET_HOURS,
    CARE_GAP_DAYS,
    SATISFACTION_SURVEY_DAYS,
)
