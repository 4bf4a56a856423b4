"""Settings on who may buy: customers who have not yet, and what else those may want who have."""

from meridian.policies.rules import PolicyDefinition, SettingUnit
from meridian.policies.selling_values import AS_SHIPPED, CrossSellRules, LeadFact, LeadFacts
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
