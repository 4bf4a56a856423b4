"""The handoff's workflow, as a table. Pure."""

from meridian.handoffs.events import HANDOFF_MOVED
from meridian.handoffs.rules import HandoffState, answered, told
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
            None,
            Permission.HANDOFF_ANSWER,
            needs=("assignee_id",),
            effects=("assign_colleague",),
            events=(HANDOFF_MOVED,),
            label_zh="指派",
        ),
        Move(
            "answer",
            frozenset({_OPEN}),
            _ANSWERED,
            Permission.HANDOFF_ANSWER,
            needs=("answer",),
            sets=answered,
            effects=("meet_answer_deadline",),
            events=(HANDOFF_MOVED,),
            label_zh="答复",
        ),
        Move(
            "tell",
            frozenset({_ANSWERED}),
            _TOLD,
            Permission.HANDOFF_WRITE,
            sets=told,
            events=(HANDOFF_MOVED,),
            label_zh="告知客户",
        ),
    ),
    labels_zh={_OPEN: "待答复", _ANSWERED: "已答复", _TOLD: "已告知客户"},
)
