"""The workflow of what a review asked somebody to do, as a table: done, or open again with a reason (CR-15). Pure."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.opportunities.events import ACTION_DONE, ACTION_REOPENED
from meridian.opportunities.rules import ActionState, carried_out, taken_up_again

_READ = Permission.OPPORTUNITY_READ

REVIEW_ACTION = Workflow(
    "review_action",
    ActionState,
    ActionState.OPEN,
    frozenset(),
    (
        Move(
            "complete",
            frozenset({ActionState.OPEN}),
            ActionState.DONE,
            _READ,
            needs=("result",),
            sets=carried_out,
            events=(ACTION_DONE,),
            label_zh="完成",
        ),
        Move(
            "reopen",
            frozenset({ActionState.DONE}),
            ActionState.OPEN,
            _READ,
            needs=("reason",),
            sets=taken_up_again,
            events=(ACTION_REOPENED,),
            label_zh="重新打开",
        ),
    ),
    labels_zh={ActionState.OPEN: "待办", ActionState.DONE: "已完成"},
)
