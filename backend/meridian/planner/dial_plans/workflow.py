"""The dial plan's workflow: computed, then applied or discarded. Until it is applied it changes nothing."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.planner.events import DIAL_PLAN_MOVED
from meridian.planner.rules import DialPlanState, applied, computed, failed, not_over, revised

_WAITING, _READY = DialPlanState.WAITING, DialPlanState.READY

DIAL_PLAN = Workflow(
    "dial_plan",
    DialPlanState,
    _WAITING,
    frozenset({DialPlanState.APPLIED, DialPlanState.DISCARDED, DialPlanState.FAILED}),
    (
        Move("compute", frozenset({_WAITING}), _READY, sets=computed, events=(DIAL_PLAN_MOVED,), label_zh="算出"),
        Move(
            "fail", frozenset({_WAITING}), DialPlanState.FAILED, sets=failed, events=(DIAL_PLAN_MOVED,), label_zh="失败"
        ),
        Move(
            "revise",
            frozenset({_READY}),
            _WAITING,
            Permission.PLAN_WRITE,
            guards=(not_over,),
            sets=revised,
            effects=("heed_wishes",),
            events=(DIAL_PLAN_MOVED,),
            label_zh="改后重算",
        ),
        Move(
            "apply",
            frozenset({_READY}),
            DialPlanState.APPLIED,
            Permission.PLAN_WRITE,
            guards=(not_over,),
            sets=applied,
            effects=("put_to_use",),
            events=(DIAL_PLAN_MOVED,),
            label_zh="采用",
        ),
        Move(
            "discard",
            frozenset({_WAITING, _READY}),
            DialPlanState.DISCARDED,
            Permission.PLAN_WRITE,
            events=(DIAL_PLAN_MOVED,),
            label_zh="弃用",
        ),
    ),
    labels_zh={
        _WAITING: "计算中",
        _READY: "试算",
        DialPlanState.APPLIED: "已采用",
        DialPlanState.DISCARDED: "已弃用",
        DialPlanState.FAILED: "计算失败",
    },
)
