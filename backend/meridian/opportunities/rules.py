"""Enums, constants and pure computations that all of opportunities shares."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from meridian.kernel.workflow.rules import MoveContext
from meridian.places.countries import times
from meridian.policies.rules import Stage

# Codes. Stages are the policy's, so that there is one spelling.


class OpportunityOutcome(StrEnum):
    """How it ended; the stage stays what it was then."""

    OPEN = "open"
    COMPLETED = "completed"
    LOST = "lost"
    CANCELLED = "cancelled"


class OpportunityState(StrEnum):
    """Where the workflow stands: the stage while open, then the outcome."""

    POTENTIAL = "potential"
    INTERESTED = "interested"
    NEEDS_DEFINED = "needs_defined"
    NEGOTIATION = "negotiation"
    CONTRACT_SIGNED = "contract_signed"
    EXECUTION = "execution"
    COMPLETED = "completed"
    LOST = "lost"
    CANCELLED = "cancelled"


class LostReason(StrEnum):
    PRICE = "price"
    PRODUCT_FIT = "product_fit"
    QUALITY = "quality"
    DELIVERY_TIME = "delivery_time"
    PAYMENT_TERMS = "payment_terms"
    SERVICE = "service"
    RELATIONSHIP = "relationship"
    BUDGET_CUT = "budget_cut"
    NO_DECISION = "no_decision"
    OTHER = "other"


class ProposalAnswer(StrEnum):
    """What the customer said to a solution proposal."""

    ACCEPTED = "accepted"
    CHANGES_WANTED = "changes_wanted"
    REJECTED = "rejected"


class MilestoneKind(StrEnum):
    PAYMENT = "payment"
    DELIVERY = "delivery"


class MilestoneState(StrEnum):
    """`upcoming` until its day, `due` on it, then `overdue`; `done` whenever it was."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"


class Standing(StrEnum):
    """Whether a milestone has happened; that it is due or overdue the calendar tells."""

    PENDING = "pending"
    DONE = "done"


class ActionState(StrEnum):
    """Whether what a review asked for is done."""

    OPEN = "open"
    DONE = "done"


OPEN_STAGES = tuple(Stage)
SIGNED = frozenset({Stage.CONTRACT_SIGNED, Stage.EXECUTION})
"""Stages in which a contract binds: going back or giving up is a manager's decision."""


# Computations.


def state_of(stage: str, outcome: str) -> OpportunityState:
    """Where the pipeline's workflow stands."""
    return OpportunityState(stage if outcome == OpportunityOutcome.OPEN else outcome)


def milestone_state(due_on: date, done_on: date | None, today: date) -> MilestoneState:
    """What the calendar says of a milestone: it is overdue from the day after its due day."""
    if done_on is not None:
        return MilestoneState.DONE
    if due_on == today:
        return MilestoneState.DUE
    return MilestoneState.OVERDUE if due_on < today else MilestoneState.UPCOMING


def done_on_day(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The day it happened, who says so and when."""
    return {"done_on": at.given["done_on"], "done_by": at.actor_id, "done_at": at.now}


def not_done(_at: MoveContext[Any]) -> Mapping[str, Any]:
    return dict.fromkeys(("done_on", "done_by", "done_at"))


def carried_out(at: MoveContext[Any]) -> Mapping[str, Any]:
    """What came of it, who says so and when."""
    return {"result": at.given["result"], "done_by": at.actor_id, "done_at": at.now}


def taken_up_again(_at: MoveContext[Any]) -> Mapping[str, Any]:
    return dict.fromkeys(("result", "done_by", "done_at"))


def line_total(quantity: Decimal, unit_price: Decimal | None, currency: str | None) -> Decimal | None:
    """Quantity times price, as money is rounded; None while the price is not known."""
    return None if unit_price is None or currency is None else times(quantity, unit_price, currency)


CONTRACT_FILES = "contract"

PROPOSAL_FILES = "solution_proposal"

SUBJECT = "opportunity"
