"""The workflow of what a review asked somebody to do: done, or open again with a reason (CR-15). Pure."""

from datetime import datetime
from enum import StrEnum

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

_READ = Permission.OPPORTUNITY_READ


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"


REVIEW_ACTION = Workflow(
    "review_action",
    ActionState,
    ActionState.OPEN,
    frozenset(),
    (
        Move("complete", frozenset({ActionState.OPEN}), ActionState.DONE, _READ, needs=("result",), label_zh="完成"),
        Move("reopen", frozenset({ActionState.DONE}), ActionState.OPEN, _READ, needs=("reason",), label_zh="重新打开"),
    ),
    labels_zh={ActionState.OPEN: "待办", ActionState.DONE: "已完成"},
)


def state_of(done_at: datetime | None) -> ActionState:
    """Where the workflow stands."""
    return ActionState.OPEN if done_at is None else ActionState.DONE
