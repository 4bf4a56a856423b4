"""The vocabulary of alerts, who acknowledges one, and what its moves set. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class AlertSeverity(StrEnum):
    """`notice`: something is missing; `warning`: something is late; `critical`: it went up the ladder."""

    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


class AlertReason(StrEnum):
    """Why somebody is alerted; registry.py says by which facts."""

    INTENT_WITHOUT_FOLLOW_UP = "intent_without_follow_up"
    STAGE_WITHOUT_NEXT_STEP = "stage_without_next_step"
    MILESTONE_OVERDUE = "milestone_overdue"
    REVIEW_OWED = "review_owed"
    REVIEW_ACTION_OVERDUE = "review_action_overdue"
    PREVENTIVE_ACTION_OVERDUE = "preventive_action_overdue"
    COMPLAINT_ESCALATED = "complaint_escalated"
    DEADLINE_DUE_SOON = "deadline_due_soon"
    DEADLINE_OVERDUE = "deadline_overdue"
    DEADLINE_ESCALATED = "deadline_escalated"
    NO_WORKER = "no_worker"
    CALL_TO_COMPLETE = "call_to_complete"
    PLAN_TO_DECIDE = "plan_to_decide"
    AMENDMENT_TO_DECIDE = "amendment_to_decide"
    EXPORT_TO_DECIDE = "export_to_decide"
    COMPENSATION_TO_DECIDE = "compensation_to_decide"
    CUSTOMER_TO_VERIFY = "customer_to_verify"
    ANSWER_TO_TELL = "answer_to_tell"
    FILE_REVIEWS_OVERDUE = "file_reviews_overdue"
    CONTACT_MISSED = "contact_missed"
    ROWS_OVER_LIMIT = "rows_over_limit"
    SHARE_TO_DECIDE = "share_to_decide"
    POLICY_TO_CONFIRM = "policy_to_confirm"
    CONTACT_AGAINST_REFUSAL = "contact_against_refusal"
    CHANGE_TO_DECIDE = "change_to_decide"
    CONTACT_OVERDUE = "contact_overdue"
    REFUSAL_TO_LIFT = "refusal_to_lift"
    EXECUTIVE_CONTACT_OWED = "executive_contact_owed"
    EXECUTIVE_CONTACT_MISSED = "executive_contact_missed"
    CONTACT_LONG_OVERDUE = "contact_long_overdue"


class Demand(StrEnum):
    """What an alert wants of its owner: to decide what waits for them, to do something, or to know."""

    DECIDE = "decide"
    ACT = "act"
    KNOW = "know"


class AlertFacts(NamedTuple):
    """What the guard of an alert's move looks at."""

    own: bool


def owners_own(facts: AlertFacts) -> Refusal | None:
    """Others see it, and leave it to whom it is told."""
    if facts.own:
        return None
    return Refusal("not_owner", msg("only its owner acknowledges an alert"), forbids=True)


def acknowledged(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"acknowledged_at": at.now}


def resolved(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"resolved_at": at.now}
