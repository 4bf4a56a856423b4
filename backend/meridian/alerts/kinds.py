"""Which facts alert whom, how loudly, and who besides the owner may see it: one line a reason."""

from dataclasses import dataclass

from meridian.alerts import facts
from meridian.alerts.codes import Reason, Severity
from meridian.alerts.facts import Facts
from meridian.calendars.events import DUE_SOON, ESCALATED, OVERDUE
from meridian.customers.events import CUSTOMER_ARCHIVED, CUSTOMER_TRANSFERRED
from meridian.identity.roles import Permission
from meridian.opportunities.events import ENDS as OPPORTUNITY_ENDS
from meridian.opportunities.events import OPPORTUNITY_CHANGED
from meridian.opportunities.events_milestones import EVENTS as MILESTONE_EVENTS


@dataclass(frozen=True, slots=True)
class AlertKind:
    """permission: what others than the owner must hold to see it. woken_by: events after which it is looked at at once,
    for its subject alone; everything else the clock finds within half a minute."""

    reason: Reason
    permission: Permission
    severity: Severity
    facts: Facts
    woken_by: frozenset[str] = frozenset()


_CUSTOMER = frozenset({CUSTOMER_TRANSFERRED.name, CUSTOMER_ARCHIVED.name})
# That one was opened or moved on wakes nothing: its next step is planned in a moment.
_OPPORTUNITY = frozenset(event.name for event in (OPPORTUNITY_CHANGED, *OPPORTUNITY_ENDS.values()))
_MILESTONE = _OPPORTUNITY | {event.name for event in MILESTONE_EVENTS}
_CLOCK = frozenset({DUE_SOON.name, OVERDUE.name, ESCALATED.name})
_NOTICE, _WARNING, _CRITICAL = Severity.NOTICE, Severity.WARNING, Severity.CRITICAL
_OF_CUSTOMER, _OF_OPPORTUNITY = Permission.CUSTOMER_READ, Permission.OPPORTUNITY_READ
_OF_COMPLAINT, _OF_ALERT = Permission.COMPLAINT_READ, Permission.ALERT_READ
KINDS: tuple[AlertKind, ...] = (
    AlertKind(Reason.INTENT_WITHOUT_FOLLOW_UP, _OF_CUSTOMER, _NOTICE, facts.intent_without_follow_up, _CUSTOMER),
    AlertKind(Reason.STAGE_WITHOUT_NEXT_STEP, _OF_OPPORTUNITY, _NOTICE, facts.stage_without_next_step, _OPPORTUNITY),
    AlertKind(Reason.MILESTONE_OVERDUE, _OF_OPPORTUNITY, _WARNING, facts.milestone_overdue, _MILESTONE),
    AlertKind(Reason.REVIEW_OWED, _OF_OPPORTUNITY, _NOTICE, facts.review_owed, _OPPORTUNITY),
    AlertKind(Reason.REVIEW_ACTION_OVERDUE, _OF_OPPORTUNITY, _WARNING, facts.review_action_overdue, _OPPORTUNITY),
    AlertKind(Reason.PREVENTIVE_ACTION_OVERDUE, _OF_COMPLAINT, _WARNING, facts.preventive_action_overdue),
    AlertKind(Reason.DEADLINE_DUE_SOON, _OF_ALERT, _NOTICE, facts.deadline_due_soon, _CLOCK),
    AlertKind(Reason.DEADLINE_OVERDUE, _OF_ALERT, _WARNING, facts.deadline_overdue, _CLOCK),
    AlertKind(Reason.DEADLINE_ESCALATED, _OF_ALERT, _CRITICAL, facts.deadline_escalated, _CLOCK),
)
WAKING = frozenset(name for kind in KINDS for name in kind.woken_by)
