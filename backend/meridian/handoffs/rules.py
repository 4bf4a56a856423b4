"""The handoff's workflow and its deadline. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Workflow


class HandoffState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    TOLD_TO_CUSTOMER = "told_to_customer"


class Origin(StrEnum):
    """The kind of record a handoff came from; null when somebody just asked."""

    CONTACT_RECORD = "contact_record"
    OPPORTUNITY = "opportunity"
    TICKET = "ticket"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Timing:
    """Where a handoff stands against its deadline at a moment."""

    overdue: bool
    late: bool  # answered after the deadline


def timing(due_at: datetime, answered_at: datetime | None, now: datetime) -> Timing:
    """An unanswered handoff is overdue from its deadline on."""
    return Timing(
        overdue=answered_at is None and now >= due_at,
        late=answered_at is not None and answered_at > due_at,
    )


_OPEN, _ANSWERED, _TOLD = HandoffState.OPEN, HandoffState.ANSWERED, HandoffState.TOLD_TO_CUSTOMER

HANDOFF = Workflow(
    "handoff",
    HandoffState,
    _OPEN,
    frozenset({_TOLD}),
    (
        Move(
            "assign",
            frozenset({_OPEN}),
            _OPEN,
            Permission.HANDOFF_ANSWER,
            needs=("assignee_id",),
            label_zh="指派",
        ),
        Move(
            "answer",
            frozenset({_OPEN}),
            _ANSWERED,
            Permission.HANDOFF_ANSWER,
            needs=("answer",),
            label_zh="答复",
        ),
        Move(
            "tell",
            frozenset({_ANSWERED}),
            _TOLD,
            Permission.HANDOFF_WRITE,
            label_zh="告知客户",
        ),
        Move(
            "ask_again",
            frozenset({_ANSWERED}),
            _OPEN,
            Permission.HANDOFF_WRITE,
            needs=("reason",),
            label_zh="再次询问",
        ),
    ),
    labels_zh={_OPEN: "待答复", _ANSWERED: "已答复", _TOLD: "已告知客户"},
)
