"""The workflows of plans, their items and amendments, as tables (workflows.md). Pure."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Refusal, Workflow
from meridian.plans.rules import (
    AmendmentState,
    ItemFacts,
    ItemState,
    PlanState,
    ahead_of_time,
    approval_needed,
    has_items,
    made_in_time,
    may_run,
    not_own_amendment,
    not_own_plan,
    nothing_open,
    plan_runs,
)

# The workflows of plans and their items, as tables (workflows.md). Pure; facts are passed in.


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
            guards=(has_items, ahead_of_time),
            when=approval_needed,
            label_zh="提交审批",
        ),
        Move(
            "approve",
            frozenset({PlanState.SUBMITTED}),
            PlanState.APPROVED,
            _APPROVE,
            guards=(not_own_plan,),
            label_zh="批准",
        ),
        Move(
            "return",
            frozenset({PlanState.SUBMITTED}),
            PlanState.RETURNED,
            _APPROVE,
            needs=("reason",),
            guards=(not_own_plan,),
            label_zh="退回",
        ),
        Move("revise", frozenset({PlanState.RETURNED}), PlanState.DRAFT, _WRITE, label_zh="修改"),
        Move(
            "activate",
            frozenset({PlanState.DRAFT, PlanState.APPROVED}),
            PlanState.ACTIVE,
            _WRITE,
            guards=(has_items,),
            when=may_run,
            label_zh="执行",
        ),
        Move(
            "complete",
            frozenset({PlanState.ACTIVE}),
            PlanState.COMPLETED,
            _WRITE,
            guards=(nothing_open,),
            label_zh="完成",
        ),
        Move(
            "cancel",
            _UNFINISHED,
            PlanState.CANCELLED,
            _WRITE,
            needs=("reason",),
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


def _plan_is_open(facts: ItemFacts) -> Refusal | None:
    if facts.plan_state not in PLAN.final:
        return None
    return Refusal("plan_closed", f"its plan is {facts.plan_state}", "")


ITEM = Workflow(
    "planned_contact",
    ItemState,
    ItemState.PLANNED,
    frozenset({ItemState.DONE, ItemState.RESCHEDULED, ItemState.CANCELLED}),
    (
        # A contact made in time but logged after the day was over still counts as done.
        Move(
            "finish",
            frozenset({ItemState.PLANNED, ItemState.MISSED}),
            ItemState.DONE,
            guards=(plan_runs, made_in_time),
            label_zh="完成",
        ),
        Move("miss", frozenset({ItemState.PLANNED}), ItemState.MISSED, label_zh="错过"),
        Move(
            "reassign",
            frozenset({ItemState.PLANNED}),
            ItemState.PLANNED,
            _WRITE,
            needs=("assignee_id",),
            guards=(_plan_is_open,),
            label_zh="改派",
        ),
        Move(
            "reschedule",
            frozenset({ItemState.PLANNED}),
            ItemState.RESCHEDULED,
            _WRITE,
            needs=("reason",),
            guards=(_plan_is_open,),
            label_zh="改期",
        ),
        Move(
            "cancel",
            frozenset({ItemState.PLANNED}),
            ItemState.CANCELLED,
            _WRITE,
            needs=("reason",),
            guards=(_plan_is_open,),
            label_zh="取消",
        ),
        Move("amend", frozenset({ItemState.PLANNED}), ItemState.PENDING_APPROVAL, label_zh="申请调整"),
        Move("approve_change", frozenset({ItemState.PENDING_APPROVAL}), ItemState.PLANNED, label_zh="批准调整"),
        Move("return_change", frozenset({ItemState.PENDING_APPROVAL}), ItemState.PLANNED, label_zh="退回调整"),
        Move("approve_new_date", frozenset({ItemState.PENDING_APPROVAL}), ItemState.RESCHEDULED, label_zh="批准改期"),
        Move("drop", frozenset({ItemState.PENDING_APPROVAL}), ItemState.CANCELLED, label_zh="撤下"),
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
            Permission.PLAN_APPROVE,
            guards=(not_own_amendment,),
            label_zh="批准",
        ),
        Move(
            "return",
            frozenset({AmendmentState.PENDING}),
            AmendmentState.RETURNED,
            Permission.PLAN_APPROVE,
            needs=("reason",),
            guards=(not_own_amendment,),
            label_zh="退回",
        ),
        Move("apply", frozenset({AmendmentState.PENDING}), AmendmentState.APPLIED, label_zh="直接生效"),
    ),
    labels_zh={
        AmendmentState.PENDING: "待批",
        AmendmentState.APPROVED: "已批准",
        AmendmentState.RETURNED: "已退回",
        AmendmentState.APPLIED: "已生效",
    },
)
