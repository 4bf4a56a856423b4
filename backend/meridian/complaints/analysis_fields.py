"""What the analysis counts complaints by, as filters of their list: so every figure can be opened (CR-27, MC-20)."""

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import aliased

from meridian.calendars.models import Deadline
from meridian.complaints.codes import ComplaintState, DeadlineKind
from meridian.complaints.models import Complaint, ComplaintRound
from meridian.complaints.rules import COMPLAINT
from meridian.customers.models import Customer
from meridian.kernel.listing import Field
from meridian.kernel.transitions import Transition

MAX_DAYS = 36_500
Earlier = aliased(Complaint)
_SUBJECT = "complaint"


def repeats_within(days: int) -> ColumnElement[bool]:
    """An earlier complaint of the same customer, registered at most so many times 24 hours before this one, is about
    the same product or has the same root cause. Of two registered at one instant the one with the greater id repeats.

    Whoever sees a complaint may know that it repeats another, even if they do not see that one.
    """
    since = Complaint.registered_at - func.make_interval(0, 0, 0, max(0, min(days, MAX_DAYS)))
    earlier = or_(
        Earlier.registered_at < Complaint.registered_at,
        and_(Earlier.registered_at == Complaint.registered_at, Earlier.id < Complaint.id),
    )
    alike = or_(
        Earlier.product_id == Complaint.product_id, Earlier.root_cause_category == Complaint.root_cause_category
    )
    return (
        exists()
        .where(Earlier.customer_id == Complaint.customer_id, Earlier.registered_at >= since, earlier, alike)
        .correlate(Complaint)
    )


def left(state: str) -> ColumnElement[bool]:
    """The complaint has been in that state and was moved to another."""
    return (
        exists()
        .where(
            Transition.subject_type == _SUBJECT,
            Transition.subject_id == Complaint.id,
            Transition.from_state == state,
            *LEAVING,
        )
        .correlate(Complaint)
    )


LEAVING = (Transition.workflow == COMPLAINT.name, Transition.to_state != Transition.from_state)
"""Moves that end a stay in a state."""
_ROUNDS = ComplaintRound.complaint_id == Complaint.id
SCORED = exists().where(_ROUNDS, ComplaintRound.score_problem_solving.is_not(None)).correlate(Complaint)
"""The customer has said how satisfied they are, in any round."""
RESOLVED = (
    exists()
    .where(_ROUNDS, ComplaintRound.number == Complaint.round, ComplaintRound.resolved_at.is_not(None))
    .correlate(Complaint)
)
"""The round it is in has been resolved: neither reopened since nor withdrawn before."""
_MISSED = (
    exists()
    .where(
        Deadline.subject_type == _SUBJECT,
        Deadline.subject_id == Complaint.id,
        Deadline.kind == DeadlineKind.RESOLUTION,
        Deadline.met_at > Deadline.due_at,
    )
    .correlate(Complaint)
)
RESOLVED_IN_TIME = and_(RESOLVED, ~_MISSED)
"""Resolved, and no round of it was resolved after its deadline."""


def _either(condition: ColumnElement[bool], value: bool) -> ColumnElement[bool]:
    return condition if value else ~condition


FIELDS = (
    Field("market_id", Customer.market_id, "uuid", description="The market of its customer"),
    Field(
        "repeats_within_days",
        None,
        "integer",
        description="It repeats an earlier one of the customer (product or root cause) within so many days",
        example=90,
        compile=repeats_within,
    ),
    Field(
        "left_state",
        None,
        "code",
        choices=ComplaintState,
        description="It has been in that state and left it",
        example="investigating",
        compile=left,
    ),
    Field(
        "scored",
        None,
        "boolean",
        description="The customer has given scores in any round",
        compile=lambda value: _either(SCORED, value),
    ),
    Field(
        "resolved",
        None,
        "boolean",
        description="Its current round has been resolved",
        compile=lambda value: _either(RESOLVED, value),
    ),
    Field(
        "resolved_in_time",
        None,
        "boolean",
        description="It has been resolved, each round by its deadline",
        compile=lambda value: _either(RESOLVED_IN_TIME, value),
    ),
)
