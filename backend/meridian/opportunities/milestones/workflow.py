"""The milestone's workflow: done on a day, or taken back with a reason (TS-10). Pure."""

from datetime import date
from enum import StrEnum

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.opportunities.rules import MilestoneState

_WRITE = Permission.OPPORTUNITY_WRITE


class Standing(StrEnum):
    """Whether it has happened; that it is due or overdue the calendar tells."""

    PENDING = "pending"
    DONE = "done"


MILESTONE = Workflow(
    "milestone",
    Standing,
    Standing.PENDING,
    frozenset(),
    (
        Move("complete", frozenset({Standing.PENDING}), Standing.DONE, _WRITE, needs=("done_on",), label_zh="完成"),
        Move("undo", frozenset({Standing.DONE}), Standing.PENDING, _WRITE, needs=("reason",), label_zh="撤销完成"),
    ),
    labels_zh={Standing.PENDING: "未完成", Standing.DONE: "已完成"},
)


def standing_of(done_on: date | None) -> Standing:
    """Where the workflow stands."""
    return Standing.PENDING if done_on is None else Standing.DONE


def state_of(due_on: date, done_on: date | None, today: date) -> MilestoneState:
    """What the calendar says of it: it is overdue from the day after its due day."""
    if done_on is not None:
        return MilestoneState.DONE
    if due_on == today:
        return MilestoneState.DUE
    return MilestoneState.OVERDUE if due_on < today else MilestoneState.UPCOMING
