"""Every setting of the company's policy. Import keys from here: `policies.get(CONTACT_CADENCE_DAYS)`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema

from meridian.kernel.language import Label, Message, msg
from meridian.kernel.problems import Fault
from meridian.policies.definitions.calling import (
    CALL_LOG_DEADLINE_MINUTES,
    CALLING_DEFINITIONS,
    CONNECTED_CALL_REQUIRED_FIELDS,
    COUNTRY_CALL_WINDOWS,
    HANDOFF_ANSWER_WORKING_HOURS,
    LOCAL_CALL_WINDOW,
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    OUTSIDE_HOURS_CALLS,
    REP_DAILY_CALL_CAP,
    REP_REST_MINUTES_PER_HOUR,
    RETRY_AFTER_NO_ANSWER_HOURS,
)
from meridian.policies.definitions.complaints import (
    CARE_GAP_DAYS,
    COMPENSATION_APPROVAL_LIMITS,
    COMPLAINT_CONTACT_WORKING_DAYS,
    COMPLAINT_DISPATCH_WORKING_HOURS,
    COMPLAINT_ESCALATION_STEPS,
    COMPLAINT_RESOLUTION_WORKING_DAYS,
    COMPLAINT_SATISFACTION_WORKING_DAYS,
    COMPLAINT_SOLUTION_WORKING_DAYS,
    MESSAGE_QUIET_HOURS,
    SATISFACTION_SURVEY_DAYS,
    SERVICE_DEFINITIONS,
    TICKET_FIRST_RESPONSE_MINUTES,
    TICKET_RESOLUTION_WORKING_HOURS,
)
from meridian.policies.definitions.control import (
    ASSESSMENT_BANDS,
    ASSESSMENT_WEIGHTS,
    BONUS_TABLE,
    CHURN_RULES,
    CONTROL_DEFINITIONS,
    DISCLOSURE_DEFAULT_DAYS,
    EXPORT_APPROVAL_ROWS,
    EXPORT_WINDOW_DAYS,
    ONBOARDING_TRAINING_DAYS,
    RETENTION,
    SENSITIVE_FIELDS,
    SHARE_DEFAULT_DAYS,
)
from meridian.policies.definitions.customers import (
    BASE_CURRENCY,
    CLOSED_REVISIT_DAYS,
    CONTACT_CADENCE_DAYS,
    CUSTOMER_DEFINITIONS,
    CUSTOMER_ENTRY_HOURS,
    CUSTOMER_REVIEW_DAYS,
    EXECUTIVE_CONTACT_DAYS,
    GRADE_REVIEW_DAYS,
    GRADE_RULES,
    GRADE_THRESHOLDS,
    IMPORTANT_CHANGE_WORKING_DAYS,
    IMPORTANT_FIELDS,
    KEY_CUSTOMER_DOUBLE_CHECK,
    NURTURE_CADENCE_DAYS,
    PROGRESS_REPORT_DAYS,
)
from meridian.policies.definitions.sales import (
    CROSS_SELL_RULES,
    FORECAST_REVIEW_WORKING_DAYS,
    FORECAST_SUBMIT_DAY,
    IMPORTANT_OPPORTUNITY_AMOUNT,
    LEAD_CHECK_DAYS,
    LEAD_SCORE_RULES,
    OPPORTUNITY_REVIEW_DAYS,
    PIPELINE_STAGE_CRITERIA,
    REVISIT_MATERIAL_CHANGE,
    REVISIT_PLAN_LEAD_DAYS,
    SALES_DEFINITIONS,
    SELLING_DEFINITIONS,
    STAGE_FOLLOW_UP_DAYS,
    STAGE_PROBABILITY,
)
from meridian.policies.rules import History, Policies, PolicyDefinition, Priority, SettingUnit
from meridian.policies.value_types import Unique, one_of

__all__ = [
    "ASSESSMENT_BANDS",
    "ASSESSMENT_WEIGHTS",
    "BASE_CURRENCY",
    "BONUS_TABLE",
    "CALL_LOG_DEADLINE_MINUTES",
    "CARE_GAP_DAYS",
    "CHURN_RULES",
    "CLOSED_REVISIT_DAYS",
    "COMPENSATION_APPROVAL_LIMITS",
    "COMPLAINT_CONTACT_WORKING_DAYS",
    "COMPLAINT_DISPATCH_WORKING_HOURS",
    "COMPLAINT_ESCALATION_STEPS",
    "COMPLAINT_RESOLUTION_WORKING_DAYS",
    "COMPLAINT_SATISFACTION_WORKING_DAYS",
    "COMPLAINT_SOLUTION_WORKING_DAYS",
    "CONNECTED_CALL_REQUIRED_FIELDS",
    "CONTACT_CADENCE_DAYS",
    "COUNTRY_CALL_WINDOWS",
    "CROSS_SELL_RULES",
    "CUSTOMER_ENTRY_HOURS",
    "CUSTOMER_REVIEW_DAYS",
    "DEFINITIONS",
    "DISCLOSURE_DEFAULT_DAYS",
    "EXECUTIVE_CONTACT_DAYS",
    "EXPORT_APPROVAL_ROWS",
    "EXPORT_WINDOW_DAYS",
    "FORECAST_REVIEW_WORKING_DAYS",
    "FORECAST_SUBMIT_DAY",
    "GRADE_REVIEW_DAYS",
    "GRADE_RULES",
    "GRADE_THRESHOLDS",
    "HANDOFF_ANSWER_WORKING_HOURS",
    "IMPORTANT_CHANGE_WORKING_DAYS",
    "IMPORTANT_FIELDS",
    "IMPORTANT_OPPORTUNITY_AMOUNT",
    "KEY_CUSTOMER_DOUBLE_CHECK",
    "LEAD_CHECK_DAYS",
    "LEAD_SCORE_RULES",
    "LOCAL_CALL_WINDOW",
    "MAX_ATTEMPTS_PER_CONTACT_PER_DAY",
    "MESSAGE_QUIET_HOURS",
    "NURTURE_CADENCE_DAYS",
    "ONBOARDING_TRAINING_DAYS",
    "OPPORTUNITY_REVIEW_DAYS",
    "OUTSIDE_HOURS_CALLS",
    "PIPELINE_STAGE_CRITERIA",
    "POLICY_SECOND_PERSON",
    "PROGRESS_REPORT_DAYS",
    "REP_DAILY_CALL_CAP",
    "REP_REST_MINUTES_PER_HOUR",
    "RETENTION",
    "RETRY_AFTER_NO_ANSWER_HOURS",
    "REVISIT_MATERIAL_CHANGE",
    "REVISIT_PLAN_LEAD_DAYS",
    "SATISFACTION_SURVEY_DAYS",
    "SENSITIVE_FIELDS",
    "SHARE_DEFAULT_DAYS",
    "STAGE_FOLLOW_UP_DAYS",
    "STAGE_PROBABILITY",
    "TICKET_FIRST_RESPONSE_MINUTES",
    "TICKET_RESOLUTION_WORKING_HOURS",
]

_OTHERS = (
    *CUSTOMER_DEFINITIONS,
    *SELLING_DEFINITIONS,
    *CALLING_DEFINITIONS,
    *SALES_DEFINITIONS,
    *SERVICE_DEFINITIONS,
    *CONTROL_DEFINITIONS,
)
_KEYS = ("policy_second_person", *(definition.key for definition in _OTHERS))
PolicyKey = Annotated[
    str,
    AfterValidator(one_of(frozenset(_KEYS), msg("is no setting of the policy"))),
    WithJsonSchema({"type": "string", "title": "PolicyKey", "enum": list(_KEYS)}),
]
POLICY_SECOND_PERSON = PolicyDefinition[tuple[str, ...]](
    key="policy_second_person",
    type=Annotated[tuple[PolicyKey, ...], Unique],
    default=(),
    unit=SettingUnit.NONE,
    rules=(),
    label_en="Settings that take two",
    label_zh="须双人确认的制度",
    description="A change of one of these settings is proposed by one person and confirmed by another before it counts;"
    " while the list names any, so is a change of the list itself.",
)
DEFINITIONS: Mapping[str, PolicyDefinition[Any]] = MappingProxyType(
    {definition.key: definition for definition in (*_OTHERS, POLICY_SECOND_PERSON)}
)
"""Settings by key, in the order of the written policy."""


def takes_two(history: History, key: str, *moments: datetime) -> bool:
    """Whether at any of the moments nobody decides alone on the setting: when a change is made, when it takes effect.

    The list takes two as soon as it names anything, so that nobody takes a setting off it alone.
    """
    named = {each for moment in moments for each in history.at(moment).get(POLICY_SECOND_PERSON)}
    return key in named or (key == POLICY_SECOND_PERSON.key and bool(named))


# Settings that make sense only together: what one says bounds what another may say. Pure.
#
# A decision is judged at the moment it takes effect and at every later one at which a setting it relates to changes.


SETTING = "setting"
"""Context of the names of settings."""
Clash = tuple[str, Message]
"""Where in the value it lies that the two clash, and why."""


@dataclass(frozen=True)
class Relation:
    """`clashes` names what is wrong between the two settings as a policy has them."""

    first: PolicyDefinition[Any]
    second: PolicyDefinition[Any]
    clashes: Callable[[Policies], Iterator[Clash]]

    @property
    def keys(self) -> tuple[str, str]:
        return self.first.key, self.second.key


def _at_most(first: PolicyDefinition[int], second: PolicyDefinition[int]) -> Relation:
    def clashes(policies: Policies) -> Iterator[Clash]:
        if policies.get(first) > policies.get(second):
            yield (
                "",
                msg(
                    "{first} ({one}) would exceed {second} ({other})",
                    first=Label(SETTING, first.key),
                    one=policies.get(first),
                    second=Label(SETTING, second.key),
                    other=policies.get(second),
                ),
            )

    return Relation(first, second, clashes)


def _answered_before_solved(policies: Policies) -> Iterator[Clash]:
    minutes, hours = policies.get(TICKET_FIRST_RESPONSE_MINUTES), policies.get(TICKET_RESOLUTION_WORKING_HOURS)
    for priority in Priority:
        if minutes[priority] > hours[priority] * 60:
            yield (
                f"/{priority}",
                msg("{priority} tickets would be solved before their first response is due", priority=priority),
            )


def _only_who_is_assessed(policies: Policies) -> Iterator[Clash]:
    assessed = policies.get(ASSESSMENT_WEIGHTS)
    for role in policies.get(BONUS_TABLE):
        if role not in assessed:
            yield f"/{role}", msg("{role} has a bonus but no assessment weights, so no band to earn it", role=role)


RELATIONS = (
    _at_most(COMPLAINT_CONTACT_WORKING_DAYS, COMPLAINT_RESOLUTION_WORKING_DAYS),
    _at_most(COMPLAINT_SOLUTION_WORKING_DAYS, COMPLAINT_RESOLUTION_WORKING_DAYS),
    Relation(TICKET_FIRST_RESPONSE_MINUTES, TICKET_RESOLUTION_WORKING_HOURS, _answered_before_solved),
    Relation(BONUS_TABLE, ASSESSMENT_WEIGHTS, _only_who_is_assessed),
)


def related(key: str) -> list[str]:
    """The setting and those it is judged with, in one order for everybody who locks them."""
    return sorted({key, *(other for relation in RELATIONS if key in relation.keys for other in relation.keys)})


def clashes(history: History, key: str, since: datetime) -> list[Fault]:
    """What would clash between `key` and the settings it relates to, from `since` on; once for each place."""
    found: dict[tuple[str, str], Fault] = {}
    for relation in RELATIONS:
        if key not in relation.keys:
            continue
        later = (version.effective_from for other in relation.keys for version in history.pending(other, since))
        for moment in sorted({since, *later}):
            for pointer, detail in relation.clashes(history.at(moment)):
                words = detail if moment == since else msg("{clash} from {day} on", clash=detail, day=moment.date())
                found.setdefault((relation.keys[0], pointer), Fault(pointer, "conflict", words))
    return list(found.values())
