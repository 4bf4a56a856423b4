"""The vocabulary of campaigns, what may still change in which state, what their moves set. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class GoalKind(StrEnum):
    """What the goal counts: calls made, customers whose intent was heard, deals, or what the deals bring."""

    CALLS = "calls"
    INTERESTED = "interested"
    DEALS = "deals"
    AMOUNT = "amount"


class CampaignPriority(StrEnum):
    """How much earlier its customers are called than others."""

    USUAL = "usual"
    RAISED = "raised"
    FIRST = "first"


SETTLED = frozenset({"segment_id", "first_day", "user_ids", "team_ids"})
"""What a campaign that has started keeps: its customers were taken in by it."""
OVER = frozenset({CampaignState.ENDED, CampaignState.CANCELLED})


class CampaignFacts(NamedTuple):
    """What guards look at."""

    last_day: date
    today: date


def days_left(facts: CampaignFacts) -> Refusal | None:
    if facts.last_day < facts.today:
        return Refusal("campaign_over", msg("its last day is over"), "/last_day")
    return None


def started(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"started_at": at.now, "started_by": at.actor_id}


def ended(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"ended_at": at.now}


def cancelled(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"ended_at": at.now, "cancel_reason": at.given["reason"]}
