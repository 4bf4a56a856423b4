"""Sharing a customer, as a table (MC-25). Pure."""

from meridian.customers.events import SHARE_MOVED
from meridian.customers.rules import ShareState, decided, not_ones_own_share
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

S = ShareState

SHARE = Workflow(
    "customer_share",
    ShareState,
    S.REQUESTED,
    frozenset({S.DENIED, S.ENDED}),
    (
        # Within the customer's department, or by somebody who may approve.
        Move("pass", frozenset({S.REQUESTED}), S.ACTIVE, events=(SHARE_MOVED,), label_zh="直接生效"),
        Move(
            "approve",
            frozenset({S.REQUESTED}),
            S.ACTIVE,
            Permission.SHARE_APPROVE,
            guards=(not_ones_own_share,),
            sets=decided,
            effects=("tell_shared",),
            events=(SHARE_MOVED,),
            label_zh="批准",
        ),
        Move(
            "deny",
            frozenset({S.REQUESTED}),
            S.DENIED,
            Permission.SHARE_APPROVE,
            needs=("reason",),
            guards=(not_ones_own_share,),
            sets=decided,
            events=(SHARE_MOVED,),
            label_zh="否决",
        ),
        # By the clock.
        Move("expire", frozenset({S.REQUESTED, S.ACTIVE}), S.ENDED, events=(SHARE_MOVED,), label_zh="到期"),
    ),
    labels_zh={S.REQUESTED: "待审批", S.ACTIVE: "共享中", S.DENIED: "已否决", S.ENDED: "已结束"},
)
