"""Settings on customers who have not bought yet."""

from meridian.policies.lead_facts import AS_SHIPPED, LeadFact, LeadFacts
from meridian.policies.rules import PolicyDefinition, SettingUnit
from meridian.policies.value_types import Days

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
LEAD_DEFINITIONS = (LEAD_SCORE_RULES, LEAD_CHECK_DAYS)
