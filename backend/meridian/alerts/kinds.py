"""Which facts alert whom, how loudly, and who besides the owner may see it: one line a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from meridian.alerts import facts
from meridian.alerts.codes import Reason, Severity
from meridian.alerts.facts import Facts
from meridian.calendars.events import DUE_SOON, ESCALATED, OVERDUE
from meridian.customers.events import CUSTOMER_ARCHIVED, CUSTOMER_TRANSFERRED
from meridian.identity.roles import Permission


@dataclass(frozen=True, slots=True)
class AlertKind:
    """permission: what others than the owner must hold to see it. woken_by: events after which it is looked at at once,
    for the event's subject alone; everything else the clock finds within half a minute."""

    reason: Reason
    permission: Permission
    severity: Severity
    facts: Facts
    woken_by: frozenset[str] = frozenset()


_CUSTOMER = frozenset({CUSTOMER_TRANSFERRED.name, CUSTOMER_ARCHIVED.name})
_CLOCK = frozenset({DUE_SOON.name, OVERDUE.name, ESCALATED.name})
KINDS: tuple[AlertKind, ...] = (
    AlertKind(
        Reason.INTENT_WITHOUT_FOLLOW_UP,
        Permission.CUSTOMER_READ,
        Severity.NOTICE,
        facts.intent_without_follow_up,
        _CUSTOMER,
    ),
    AlertKind(
        Reason.STAGE_WITHOUT_NEXT_STEP, Permission.OPPORTUNITY_READ, Severity.NOTICE, facts.stage_without_next_step
    ),
    AlertKind(Reason.MILESTONE_OVERDUE, Permission.OPPORTUNITY_READ, Severity.WARNING, facts.milestone_overdue),
    AlertKind(Reason.REVIEW_OWED, Permission.OPPORTUNITY_READ, Severity.NOTICE, facts.review_owed),
    AlertKind(Reason.REVIEW_ACTION_OVERDUE, Permission.OPPORTUNITY_READ, Severity.WARNING, facts.review_action_overdue),
    AlertKind(
        Reason.PREVENTIVE_ACTION_OVERDUE,
        Permission.COMPLAINT_READ,
        Severity.WARNING,
        facts.preventive_action_overdue,
    ),
    AlertKind(Reason.DEADLINE_DUE_SOON, Permission.ALERT_READ, Severity.NOTICE, facts.deadline_due_soon, _CLOCK),
    AlertKind(Reason.DEADLINE_OVERDUE, Permission.ALERT_READ, Severity.WARNING, facts.deadline_overdue, _CLOCK),
    AlertKind(Reason.DEADLINE_ESCALATED, Permission.ALERT_READ, Severity.CRITICAL, facts.deadline_escalated, _CLOCK),
)
BY_REASON: Mapping[Reason, AlertKind] = {kind.reason: kind for kind in KINDS}
WAKING = frozenset(name for kind in KINDS for name in kind.woken_by)
