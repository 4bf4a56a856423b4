"""Which facts alert whom, how loudly, and who besides the owner may see it: one line a reason."""

from dataclasses import dataclass

from meridian.alerts import conditions
from meridian.alerts.conditions import Condition
from meridian.alerts.rules import AlertReason, AlertSeverity
from meridian.calendars.deadlines.events import EVENT_OF_STEP
from meridian.complaints.events import COMPLAINT_DISPATCHED, COMPLAINT_ESCALATED, COMPLAINT_MOVED
from meridian.customers.events import CUSTOMER_ARCHIVED, CUSTOMER_TRANSFERRED
from meridian.handoffs.events import HANDOFF_MOVED
from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType
from meridian.opportunities.events import ENDS as OPPORTUNITY_ENDS
from meridian.opportunities.events import MILESTONE_EVENTS, OPPORTUNITY_CHANGED
from meridian.records.events import RECORD_COMPLETED, RECORD_LOGGED


@dataclass(frozen=True, slots=True)
class AlertKind:
    """permission: what others than the owner must hold to see it.

    The clock finds everything within half a minute. Sooner looked at, for their subject alone: what an event of
    `opened_by` is about, and what one of `ended_by` is about where it is told already.
    """

    reason: AlertReason
    permission: Permission
    severity: AlertSeverity
    facts: Condition
    opened_by: frozenset[str] = frozenset()
    ended_by: frozenset[str] = frozenset()


def _names(*events: EventType) -> frozenset[str]:
    return frozenset(event.name for event in events)


_NOTICE, _WARNING, _CRITICAL = AlertSeverity.NOTICE, AlertSeverity.WARNING, AlertSeverity.CRITICAL
_CUSTOMERS, _SALES = Permission.CUSTOMER_READ, Permission.OPPORTUNITY_READ
_RECORDS = Permission.RECORD_READ
_COMPLAINTS, _ALERTS = Permission.COMPLAINT_READ, Permission.ALERT_READ
_NONE: frozenset[str] = frozenset()
_CUSTOMER = _names(CUSTOMER_TRANSFERRED, CUSTOMER_ARCHIVED)
_OPPORTUNITY = _names(OPPORTUNITY_CHANGED, *OPPORTUNITY_ENDS.values())
_MILESTONE = _OPPORTUNITY | _names(*MILESTONE_EVENTS)
_COMPLAINT = _names(COMPLAINT_MOVED, COMPLAINT_DISPATCHED)
_CLOCK, _DONE = _names(*EVENT_OF_STEP.values()), _COMPLAINT | _names(HANDOFF_MOVED)

NO_WORKER = AlertKind(AlertReason.NO_WORKER, Permission.USER_WRITE, _CRITICAL, conditions.no_worker)
"""Looked after by API processes too: without a worker nobody else would."""
KINDS: tuple[AlertKind, ...] = (
    AlertKind(
        AlertReason.INTENT_WITHOUT_FOLLOW_UP, _CUSTOMERS, _NOTICE, conditions.intent_without_follow_up, _NONE, _CUSTOMER
    ),
    AlertKind(
        AlertReason.STAGE_WITHOUT_NEXT_STEP, _SALES, _NOTICE, conditions.stage_without_next_step, _NONE, _OPPORTUNITY
    ),
    AlertKind(AlertReason.MILESTONE_OVERDUE, _SALES, _WARNING, conditions.milestone_overdue, _NONE, _MILESTONE),
    AlertKind(AlertReason.REVIEW_OWED, _SALES, _NOTICE, conditions.review_owed, _NONE, _OPPORTUNITY),
    AlertKind(
        AlertReason.REVIEW_ACTION_OVERDUE, _SALES, _WARNING, conditions.review_action_overdue, _NONE, _OPPORTUNITY
    ),
    AlertKind(AlertReason.PREVENTIVE_ACTION_OVERDUE, _COMPLAINTS, _WARNING, conditions.preventive_action_overdue),
    AlertKind(
        AlertReason.COMPLAINT_ESCALATED,
        _COMPLAINTS,
        _CRITICAL,
        conditions.complaint_escalated,
        _names(COMPLAINT_ESCALATED),
        _COMPLAINT,
    ),
    AlertKind(
        AlertReason.CALL_TO_COMPLETE, _RECORDS, _WARNING, conditions.call_to_complete, _NONE, _names(RECORD_COMPLETED)
    ),
    AlertKind(AlertReason.DEADLINE_DUE_SOON, _ALERTS, _NOTICE, conditions.deadline_due_soon, _CLOCK, _DONE),
    AlertKind(AlertReason.DEADLINE_OVERDUE, _ALERTS, _WARNING, conditions.deadline_overdue, _CLOCK, _DONE),
    AlertKind(AlertReason.DEADLINE_ESCALATED, _ALERTS, _CRITICAL, conditions.deadline_escalated, _CLOCK, _DONE),
    AlertKind(
        AlertReason.CONTACT_OVERDUE,
        _CUSTOMERS,
        _NOTICE,
        conditions.contact_overdue,
        _NONE,
        _CUSTOMER | _names(RECORD_LOGGED),
    ),
    AlertKind(
        AlertReason.CONTACT_AGAINST_REFUSAL,
        Permission.RECORD_READ,
        _WARNING,
        conditions.contact_against_refusal,
        _names(RECORD_LOGGED),
    ),
    NO_WORKER,
)
WAKING = frozenset(name for kind in KINDS for name in kind.opened_by | kind.ended_by)
