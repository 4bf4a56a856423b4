"""The compensation's workflow, as a table (CR-25). Pure."""

from meridian.complaints.events import COMPENSATION_MOVED
from meridian.complaints.rules import (
    CompensationState,
    approved,
    denied,
    not_ones_own,
    not_told,
    undecided,
    within_limit,
)
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

C = CompensationState
_APPROVE, _HANDLE = Permission.COMPENSATION_APPROVE, Permission.COMPLAINT_HANDLE
_STANDING = frozenset({C.REQUESTED, C.APPROVED, C.DENIED})

COMPENSATION = Workflow(
    "compensation",
    CompensationState,
    C.REQUESTED,
    frozenset({C.VOID}),
    (
        Move(
            "approve",
            frozenset({C.REQUESTED}),
            C.APPROVED,
            _APPROVE,
            guards=(not_ones_own, within_limit),
            sets=approved,
            events=(COMPENSATION_MOVED,),
            label_zh="批准",
        ),
        Move(
            "deny",
            frozenset({C.REQUESTED}),
            C.DENIED,
            _APPROVE,
            needs=("reason",),
            guards=(not_ones_own,),
            sets=denied,
            events=(COMPENSATION_MOVED,),
            label_zh="否决",
        ),
        Move(
            "change",
            _STANDING,
            C.REQUESTED,
            _HANDLE,
            needs=("amount",),
            guards=(not_told,),
            sets=undecided,
            effects=("ask_anew",),
            events=(COMPENSATION_MOVED,),
            label_zh="变更金额",
        ),
        # The customer agreed to something else, or takes the complaint back.
        Move("void", _STANDING, C.VOID, events=(COMPENSATION_MOVED,), label_zh="作废"),
    ),
    labels_zh={C.REQUESTED: "待审批", C.APPROVED: "已批准", C.DENIED: "已否决", C.VOID: "已作废"},
)
