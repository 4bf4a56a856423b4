"""The preventive action's workflow, as a table (CR-27). Pure.

Whom an action was given to may move it too, whatever complaints they handle.
"""

from meridian.complaints.events import PREVENTIVE_ACTION_MOVED
from meridian.complaints.rules import PreventiveState, carried_out, given_up, taken_up_again
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

P = PreventiveState
_HANDLE, _MOVED = Permission.COMPLAINT_HANDLE, (PREVENTIVE_ACTION_MOVED,)

PREVENTIVE_ACTION = Workflow(
    "preventive_action",
    PreventiveState,
    P.OPEN,
    frozenset(),
    (
        Move(
            "complete",
            frozenset({P.OPEN}),
            P.DONE,
            _HANDLE,
            needs=("effect",),
            sets=carried_out,
            events=_MOVED,
            label_zh="完成",
        ),
        Move(
            "cancel",
            frozenset({P.OPEN}),
            P.CANCELLED,
            _HANDLE,
            needs=("reason",),
            sets=given_up,
            events=_MOVED,
            label_zh="取消",
        ),
        Move(
            "reopen",
            frozenset({P.DONE, P.CANCELLED}),
            P.OPEN,
            _HANDLE,
            needs=("reason",),
            sets=taken_up_again,
            effects=("set_new_day",),
            events=_MOVED,
            label_zh="重新打开",
        ),
    ),
    labels_zh={P.OPEN: "进行中", P.DONE: "已完成", P.CANCELLED: "已取消"},
)
