"""The workflow of preventive actions (CR-27). Pure."""

from meridian.complaints.codes import PreventiveState
from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Workflow

P = PreventiveState
_HANDLE = Permission.COMPLAINT_HANDLE
_ENDED = frozenset({P.DONE, P.CANCELLED})

PREVENTIVE_ACTION = Workflow(
    "preventive_action",
    PreventiveState,
    P.OPEN,
    frozenset(),
    (
        Move("done", frozenset({P.OPEN}), P.DONE, _HANDLE, needs=("effect",), label_zh="完成"),
        Move("cancel", frozenset({P.OPEN}), P.CANCELLED, _HANDLE, needs=("reason",), label_zh="取消"),
        Move("reopen", _ENDED, P.OPEN, _HANDLE, needs=("reason",), label_zh="重新打开"),
    ),
    labels_zh={P.OPEN: "进行中", P.DONE: "已完成", P.CANCELLED: "已取消"},
)
"""Whom an action was given to may move it too, whatever complaints they handle."""
