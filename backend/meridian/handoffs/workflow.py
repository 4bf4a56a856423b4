"""The handoff's workflow, as a table. Pure."""

from meridian.handoffs.rules import HandoffState
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

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
