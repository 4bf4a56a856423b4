"""The milestone's workflow, as a table: done on a day, or taken back with a reason (TS-10). Pure."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.opportunities.events import MILESTONE_DONE, MILESTONE_UNDONE
from meridian.opportunities.rules import Standing, done_on_day, not_done

_WRITE = Permission.OPPORTUNITY_WRITE

MILESTONE = Workflow(
    "milestone",
    Standing,
    Standing.PENDING,
    frozenset(),
    (
        Move(
            "complete",
            frozenset({Standing.PENDING}),
            Standing.DONE,
            _WRITE,
            needs=("done_on",),
            brings="require_past_day",
            sets=done_on_day,
            events=(MILESTONE_DONE,),
            label_zh="完成",
        ),
        Move(
            "undo",
            frozenset({Standing.DONE}),
            Standing.PENDING,
            _WRITE,
            needs=("reason",),
            sets=not_done,
            events=(MILESTONE_UNDONE,),
            label_zh="撤销完成",
        ),
    ),
    labels_zh={Standing.PENDING: "未完成", Standing.DONE: "已完成"},
)
