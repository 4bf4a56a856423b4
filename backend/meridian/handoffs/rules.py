"""The handoff's workflow. Pure."""

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
    ),
    labels_zh={_OPEN: "待答复", _ANSWERED: "已答复", _TOLD: "已告知客户"},
)
