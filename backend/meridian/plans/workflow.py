"""The workflows of plans, their items and amendments, as tables (workflows.md). Pure."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.plans.amendments.rules import not_own_amendment
from meridian.plans.events import (
    ITEM_CANCELLED,
    ITEM_CHANGED,
    ITEM_DONE,
    ITEM_MISSED,
    ITEM_RESCHEDULED,
    PLAN_AMENDED,
    PLAN_MOVED,
    PLAN_SUBMITTED,
)
from meridian.plans.items.rules import (
    awaiting_approval,
    closed,
    made_in_time,
    plan_open,
    plan_runs,
    reassigned,
    resumed,
)
from meridian.plans.rules import (
    AmendmentState,
    ItemState,
    PlanState,
    ahead_of_time,
    approval_needed,
    decided,
    given_up,
    has_items,
    may_run,
    not_own_plan,
    nothing_open,
    submitted,
)

_WRITE, _APPROVE = Permission.PLAN_WRITE, Permission.PLAN_APPROVE
_UNFINISHED = frozenset(PlanState) - {PlanState.COMPLETED, PlanState.CANCELLED}

PLAN = Workflow(
    "contact_plan",
    PlanState,
    PlanState.DRAFT,
    frozenset({PlanState.COMPLETED, PlanState.CANCELLED}),
    (
        Move(
            "submit",
            frozenset({PlanState.DRAFT}),
            PlanState.SUBMITTED,
            _WRITE,
            when=approval_needed,
            guards=(has_items,),
            requires=(ahead_of_time,),
            sets=submitted,
            events=(PLAN_SUBMITTED,),
            label_zh="提交审批",
        ),
        Move(
            "approve",
            frozenset({PlanState.SUBMITTED}),
            PlanState.APPROVED,
            _APPROVE,
            guards=(not_own_plan,),
            sets=decided,
            events=(PLAN_MOVED,),
            label_zh="批准",
        ),
        Move(
            "return",
            frozenset({PlanState.SUBMITTED}),
            PlanState.RETURNED,
            _APPROVE,
            needs=("reason",),
            guards=(not_own_plan,),
            sets=decided,
            events=(PLAN_MOVED,),
            label_zh="退回",
        ),
        Move(
            "revise",
            frozenset({PlanState.RETURNED}),
            PlanState.DRAFT,
            _WRITE,
            events=(PLAN_MOVED,),
            label_zh="修改",
        ),
        # By the clock as well: an approved plan on the first day of its first item.
        Move(
            "activate",
            frozenset({PlanState.DRAFT, PlanState.APPROVED}),
            PlanState.ACTIVE,
            _WRITE,
            when=may_run,
            guards=(has_items,),
            events=(PLAN_MOVED,),
            label_zh="执行",
        ),
        # By the clock as well: when its last day is over.
        Move(
            "complete",
            frozenset({PlanState.ACTIVE}),
            PlanState.COMPLETED,
            _WRITE,
            guards=(nothing_open,),
            events=(PLAN_MOVED,),
            label_zh="完成",
        ),
        Move(
            "cancel",
            _UNFINISHED,
            PlanState.CANCELLED,
            _WRITE,
            needs=("reason",),
            sets=given_up,
            effects=("cancel_open_items",),
            events=(PLAN_MOVED,),
            label_zh="取消",
        ),
    ),
    labels_zh={
        PlanState.DRAFT: "草稿",
        PlanState.SUBMITTED: "已提交",
        PlanState.RETURNED: "已退回",
        PlanState.APPROVED: "已批准",
        PlanState.ACTIVE: "执行中",
        PlanState.COMPLETED: "已完成",
        PlanState.CANCELLED: "已取消",
    },
)

_PLANNED, _PENDING = frozenset({ItemState.PLANNED}), frozenset({ItemState.PENDING_APPROVAL})

ITEM = Workflow(
    "planned_contact",
    ItemState,
    ItemState.PLANNED,
    frozenset({ItemState.DONE, ItemState.RESCHEDULED, ItemState.CANCELLED}),
    (
        # By the contact record that refers to it, also when that is logged after the day was over.
        Move(
            "finish",
            frozenset({ItemState.PLANNED, ItemState.MISSED}),
            ItemState.DONE,
            guards=(plan_runs,),
            requires=(made_in_time,),
            events=(ITEM_DONE,),
            label_zh="完成",
        ),
        # The customer asked to be called back: the promised call takes its place.
        Move(
            "call_back",
            frozenset({ItemState.PLANNED, ItemState.MISSED}),
            ItemState.RESCHEDULED,
            guards=(plan_runs,),
            requires=(made_in_time,),
            events=(ITEM_RESCHEDULED,),
            label_zh="约定回电",
        ),
        # Nobody answered, and the next try lies beyond the day: it is planned for then.
        Move(
            "try_again",
            frozenset({ItemState.PLANNED, ItemState.MISSED}),
            ItemState.RESCHEDULED,
            guards=(plan_runs,),
            requires=(made_in_time,),
            events=(ITEM_RESCHEDULED,),
            label_zh="改日再拨",
        ),
        Move("miss", _PLANNED, ItemState.MISSED, sets=closed, events=(ITEM_MISSED,), label_zh="错过"),
        # In an approved plan these three are amendments: what is material waits for a decision first.
        Move(
            "reassign",
            _PLANNED,
            None,
            _WRITE,
            needs=("assignee_id",),
            guards=(plan_open,),
            sets=reassigned,
            events=(ITEM_CHANGED,),
            label_zh="改派",
        ),
        Move(
            "reschedule",
            _PLANNED,
            ItemState.RESCHEDULED,
            _WRITE,
            needs=("reason",),
            guards=(plan_open,),
            sets=closed,
            events=(ITEM_RESCHEDULED,),
            label_zh="改期",
        ),
        Move(
            "cancel",
            _PLANNED,
            ItemState.CANCELLED,
            _WRITE,
            needs=("reason",),
            guards=(plan_open,),
            sets=closed,
            events=(ITEM_CANCELLED,),
            label_zh="取消",
        ),
        # The customer has another owner.
        Move("hand_over", _PLANNED | _PENDING, None, sets=reassigned, events=(ITEM_CHANGED,), label_zh="移交"),
        # What becomes of an item whose change waits for a decision.
        Move(
            "amend",
            _PLANNED,
            ItemState.PENDING_APPROVAL,
            sets=awaiting_approval,
            events=(ITEM_CHANGED,),
            label_zh="申请调整",
        ),
        Move("approve_change", _PENDING, ItemState.PLANNED, sets=resumed, events=(ITEM_CHANGED,), label_zh="批准调整"),
        Move("return_change", _PENDING, ItemState.PLANNED, sets=resumed, events=(ITEM_CHANGED,), label_zh="退回调整"),
        Move(
            "approve_new_date",
            _PENDING,
            ItemState.RESCHEDULED,
            sets=closed,
            events=(ITEM_RESCHEDULED,),
            label_zh="批准改期",
        ),
        Move("drop", _PENDING, ItemState.CANCELLED, sets=closed, events=(ITEM_CANCELLED,), label_zh="撤下"),
    ),
    labels_zh={
        ItemState.PLANNED: "待执行",
        ItemState.PENDING_APPROVAL: "调整待批",
        ItemState.DONE: "已完成",
        ItemState.MISSED: "已错过",
        ItemState.RESCHEDULED: "已改期",
        ItemState.CANCELLED: "已取消",
    },
)

AMENDMENT = Workflow(
    "plan_amendment",
    AmendmentState,
    AmendmentState.PENDING,
    frozenset({AmendmentState.APPROVED, AmendmentState.RETURNED, AmendmentState.APPLIED}),
    (
        Move(
            "approve",
            frozenset({AmendmentState.PENDING}),
            AmendmentState.APPROVED,
            _APPROVE,
            guards=(not_own_amendment,),
            sets=decided,
            effects=("settle_items",),
            events=(PLAN_AMENDED,),
            label_zh="批准",
        ),
        Move(
            "return",
            frozenset({AmendmentState.PENDING}),
            AmendmentState.RETURNED,
            _APPROVE,
            needs=("reason",),
            guards=(not_own_amendment,),
            sets=decided,
            effects=("settle_items",),
            events=(PLAN_AMENDED,),
            label_zh="退回",
        ),
        # Nothing in it is material: nobody is asked.
        Move("apply", frozenset({AmendmentState.PENDING}), AmendmentState.APPLIED, label_zh="直接生效"),
    ),
    labels_zh={
        AmendmentState.PENDING: "待批",
        AmendmentState.APPROVED: "已批准",
        AmendmentState.RETURNED: "已退回",
        AmendmentState.APPLIED: "已生效",
    },
)
