"""By what coverage is counted, and which setting owes a contact by which rule. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from meridian.customers.rules import ContactRule
from meridian.policies.definitions.customers import (
    CLOSED_REVISIT_DAYS,
    CONTACT_CADENCE_DAYS,
    NURTURE_CADENCE_DAYS,
    PROGRESS_REPORT_DAYS,
)
from meridian.policies.rules import PolicyDefinition

SETTING_OF: Mapping[ContactRule, PolicyDefinition[Any]] = {
    ContactRule.CADENCE: CONTACT_CADENCE_DAYS,
    ContactRule.AFTER_CLOSING: CLOSED_REVISIT_DAYS,
    ContactRule.NURTURE: NURTURE_CADENCE_DAYS,
    ContactRule.PROGRESS_REPORT: PROGRESS_REPORT_DAYS,
}


class CoverageBy(StrEnum):
    OWNER = "owner"
    TEAM = "team"
    GRADE = "grade"
    MARKET = "market"
    RULE = "rule"


def days_late(due_at: datetime, now: datetime) -> int:
    """Whole days since it was due; 0 before."""
    return max((now - due_at) // timedelta(days=1), 0)


def coverage(customers: int, overdue: int) -> float | None:
    """The share contacted within what is owed, 0 to 1, four decimals; None where nobody is owed anything."""
    return None if customers == 0 else round((customers - overdue) / customers, 4)
