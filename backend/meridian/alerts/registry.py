"""Which facts alert whom, how loudly, and who besides the owner may see it: one line a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from meridian.alerts import conditions, decisions
from meridian.alerts.conditions import Coming, Condition
from meridian.alerts.rules import AlertReason, AlertSeverity, Demand
from meridian.calendars.deadlines.events import EVENT_OF_STEP
from meridian.complaints.events import COMPLAINT_DISPATCHED, COMPLAINT_ESCALATED, COMPLAINT_MOVED
from meridian.customers.events import (
    CUSTOMER_ARCHIVED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_OPT_OUT_LIFT_DECLINED,
    CUSTOMER_OPT_OUT_LIFT_REQUESTED,
    CUSTOMER_OPT_OUT_LIFTED,
    CUSTOMER_SHARED,
    CUSTOMER_TRANSFERRED,
    CUSTOMER_VERIFICATION_MOVED,
)
from meridian.exports.events import EXPORT_MOVED, EXPORT_REQUESTED
from meridian.handoffs.events import HANDOFF_MOVED
from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType
from meridian.opportunities.events import ENDS as OPPORTUNITY_ENDS
from meridian.opportunities.events import MILESTONE_EVENTS, OPPORTUNITY_CHANGED
from meridian.plans.events import PLAN_MOVED, PLAN_SUBMITTED
from meridian.policy_proposals.events import POLICY_PROPOSAL_MADE, POLICY_PROPOSAL_MOVED
from meridian.records.events import RECORD_COMPLETED, RECORD_LOGGED


@dataclass(frozen=True, slots=True)
class AlertKind:
    """permission: what others than the owner must hold to see it. decides: with which its owner decides what waits,
    so that it goes to people who have it. demand: what it wants.

    The clock finds everything within half a minute. Sooner looked at, for their subject alone: what an event of
    `opened_by` is about, and what one of `ended_by` is about where it is told already.

    The clock looks where a row changed of which it tells (queries.py), and comes: where something came about without.
    of_customers: each fact has a customer, and there may be as many as customers: it looks at those concerned alone.
    of_people: sums up what is so of one person's customers, its subject: it looks at those whose customers these are.
    """

    reason: AlertReason
    permission: Permission
    severity: AlertSeverity
    facts: Condition
    opened_by: frozenset[str] = frozenset()
    ended_by: frozenset[str] = frozenset()
    decides: Permission | None = None
    demand: Demand = Demand.ACT
    of_customers: bool = False
    of_people: bool = False
    comes: Coming | None = None


def _names(*events: EventType) -> frozenset[str]:
    return frozenset(event.name for event in events)


_NOTICE, _WARNING, _CRITICAL = AlertSeverity.NOTICE, AlertSeverity.WARNING, AlertSeverity.CRITICAL
_CUSTOMERS, _SALES = Permission.CUSTOMER_READ, Permission.OPPORTUNITY_READ
_RECORDS = Permission.RECORD_READ
_COMPLAINTS, _ALERTS = Permission.COMPLAINT_READ, Permission.ALERT_READ
_NONE: frozenset[str] = frozenset()
_VERIFIED = _names(CUSTOMER_VERIFICATION_MOVED)
_CUSTOMER = _names(CUSTOMER_TRANSFERRED, CUSTOMER_ARCHIVED)
_OPPORTUNITY = _names(OPPORTUNITY_CHANGED, *OPPORTUNITY_ENDS.values())
_MILESTONE = _OPPORTUNITY | _names(*MILESTONE_EVENTS)
_COMPLAINT = _names(COMPLAINT_MOVED, COMPLAINT_DISPATCHED)
_CLOCK, _DONE = _names(*EVENT_OF_STEP.values()), _COMPLAINT | _names(HANDOFF_MOVED)


def _decision(
    reason: AlertReason, decides: Permission, facts: Condition, opened_by: frozenset[str], ended_by: frozenset[str]
) -> AlertKind:
    return AlertKind(reason, decides, _NOTICE, facts, opened_by, ended_by, decides, Demand.DECIDE)


def _of_clock(reason: AlertReason, severity: AlertSeverity, facts: Condition) -> AlertKind:
    return AlertKind(reason, _ALERTS, severity, facts, _CLOCK, _DONE, comes=conditions.step_raised)


NO_WORKER = AlertKind(
    AlertReason.NO_WORKER, Permission.USER_WRITE, _CRITICAL, conditions.no_worker, comes=conditions.worker_missed
)
"""Looked after by API processes too: without a worker nobody else would."""
KINDS: tuple[AlertKind, ...] = (
    AlertKind(
        AlertReason.INTENT_WITHOUT_FOLLOW_UP,
        _CUSTOMERS,
        _NOTICE,
        conditions.intent_without_follow_up,
        _NONE,
        _CUSTOMER,
        of_customers=True,
    ),
    AlertKind(
        AlertReason.STAGE_WITHOUT_NEXT_STEP,
        _SALES,
        _NOTICE,
        conditions.stage_without_next_step,
        _NONE,
        _OPPORTUNITY,
        of_customers=True,
    ),
    AlertKind(
        AlertReason.MILESTONE_OVERDUE,
        _SALES,
        _WARNING,
        conditions.milestone_overdue,
        _NONE,
        _MILESTONE,
        of_customers=True,
    ),
    AlertKind(
        AlertReason.REVIEW_OWED,
        _SALES,
        _NOTICE,
        conditions.review_owed,
        _NONE,
        _OPPORTUNITY,
        of_customers=True,
    ),
    AlertKind(
        AlertReason.REVIEW_ACTION_OVERDUE,
        _SALES,
        _WARNING,
        conditions.review_action_overdue,
        _NONE,
        _OPPORTUNITY,
        of_customers=True,
    ),
    AlertKind(
        AlertReason.PREVENTIVE_ACTION_OVERDUE,
        _COMPLAINTS,
        _WARNING,
        conditions.preventive_action_overdue,
        of_customers=True,
    ),
    AlertKind(
        AlertReason.COMPLAINT_ESCALATED,
        _COMPLAINTS,
        _CRITICAL,
        conditions.complaint_escalated,
        _names(COMPLAINT_ESCALATED),
        _COMPLAINT,
    ),
    AlertKind(
        AlertReason.CALL_TO_COMPLETE,
        _RECORDS,
        _WARNING,
        conditions.call_to_complete,
        _NONE,
        _names(RECORD_COMPLETED),
        comes=conditions.call_due,
    ),
    _of_clock(AlertReason.DEADLINE_DUE_SOON, _NOTICE, conditions.deadline_due_soon),
    _of_clock(AlertReason.DEADLINE_OVERDUE, _WARNING, conditions.deadline_overdue),
    _of_clock(AlertReason.DEADLINE_ESCALATED, _CRITICAL, conditions.deadline_escalated),
    _decision(
        AlertReason.PLAN_TO_DECIDE,
        Permission.PLAN_APPROVE,
        decisions.plan_to_decide,
        _names(PLAN_SUBMITTED),
        _names(PLAN_MOVED),
    ),
    _decision(
        AlertReason.AMENDMENT_TO_DECIDE,
        Permission.PLAN_APPROVE,
        decisions.amendment_to_decide,
        _NONE,
        _names(PLAN_MOVED),
    ),
    _decision(
        AlertReason.EXPORT_TO_DECIDE,
        Permission.EXPORT_APPROVE,
        decisions.export_to_decide,
        _names(EXPORT_REQUESTED),
        _names(EXPORT_MOVED),
    ),
    _decision(
        AlertReason.COMPENSATION_TO_DECIDE,
        Permission.COMPENSATION_APPROVE,
        decisions.compensation_to_decide,
        _NONE,
        _COMPLAINT,
    ),
    _decision(
        AlertReason.CUSTOMER_TO_VERIFY, Permission.CUSTOMER_VERIFY, decisions.customer_to_verify, _VERIFIED, _VERIFIED
    ),
    _decision(
        AlertReason.SHARE_TO_DECIDE,
        Permission.SHARE_APPROVE,
        decisions.share_to_decide,
        _NONE,
        _NONE,
    ),
    _decision(
        AlertReason.POLICY_TO_CONFIRM,
        Permission.POLICY_WRITE,
        decisions.policy_to_confirm,
        _names(POLICY_PROPOSAL_MADE),
        _names(POLICY_PROPOSAL_MOVED),
    ),
    AlertKind(AlertReason.CHANGE_TO_DECIDE, _CUSTOMERS, _NOTICE, decisions.change_to_decide, demand=Demand.DECIDE),
    AlertKind(
        AlertReason.ANSWER_TO_TELL,
        Permission.HANDOFF_READ,
        _NOTICE,
        decisions.answer_to_tell,
        _names(HANDOFF_MOVED),
        _names(HANDOFF_MOVED),
    ),
    AlertKind(
        AlertReason.FILE_REVIEWS_OVERDUE,
        _CUSTOMERS,
        _WARNING,
        decisions.file_reviews_overdue,
        comes=conditions.review_changed,
    ),
    AlertKind(
        AlertReason.CONTACT_MISSED,
        Permission.PLAN_READ,
        _WARNING,
        decisions.contact_missed,
        of_people=True,
    ),
    AlertKind(
        AlertReason.ROWS_OVER_LIMIT,
        Permission.EXPORT_APPROVE,
        _WARNING,
        decisions.rows_over_limit,
        decides=Permission.EXPORT_APPROVE,
        demand=Demand.KNOW,
        comes=conditions.rows_read,
    ),
    _decision(
        AlertReason.REFUSAL_TO_LIFT,
        Permission.REFUSAL_OVERRIDE,
        decisions.refusal_to_lift,
        _names(CUSTOMER_OPT_OUT_LIFT_REQUESTED),
        _names(CUSTOMER_OPT_OUT_LIFTED, CUSTOMER_OPT_OUT_LIFT_DECLINED),
    ),
    AlertKind(
        AlertReason.CONTACT_OVERDUE,
        _CUSTOMERS,
        _NOTICE,
        decisions.contact_overdue,
        of_people=True,
        comes=conditions.contact_due,
    ),
    AlertKind(
        AlertReason.CONTACT_LONG_OVERDUE,
        _CUSTOMERS,
        _WARNING,
        decisions.contact_long_overdue,
        of_people=True,
    ),
    AlertKind(
        AlertReason.EXECUTIVE_CONTACT_OWED,
        _CUSTOMERS,
        _NOTICE,
        conditions.executive_contact_owed,
        _names(CUSTOMER_SHARED, CUSTOMER_KEY_DECIDED),
        _CUSTOMER | _names(RECORD_LOGGED),
        of_customers=True,
        comes=conditions.executive_contact_due,
    ),
    AlertKind(
        AlertReason.EXECUTIVE_CONTACT_MISSED,
        _CUSTOMERS,
        _WARNING,
        conditions.executive_contact_missed,
        _NONE,
        _CUSTOMER | _names(RECORD_LOGGED),
        of_customers=True,
        comes=conditions.executive_contact_late,
    ),
    AlertKind(
        AlertReason.CONTACT_AGAINST_REFUSAL,
        Permission.RECORD_READ,
        _WARNING,
        conditions.contact_against_refusal,
        _names(RECORD_LOGGED),
        demand=Demand.KNOW,
        comes=conditions.refused_contact_forgotten,
    ),
    NO_WORKER,
)
DEMANDS: Mapping[AlertReason, Demand] = {kind.reason: kind.demand for kind in KINDS}
WAKING = frozenset(name for kind in KINDS for name in kind.opened_by | kind.ended_by)
