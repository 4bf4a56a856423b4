"""The workflows of plans and their items, as tables (workflows.md). Pure; facts are passed in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Refusal, Workflow
from meridian.plans.codes import NEEDS_APPROVAL, ItemState, PlanKind, PlanState


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the guards of a plan's moves look at. `today` is the date where the actor is."""

    kind: PlanKind
    state: PlanState
    items: int
    open_items: int
    first_due_on: date | None
    today: date
    lead_days: int
    urgent_reason: str | None
    own: bool  # the actor owns or submitted it


def submitted_late(facts: PlanFacts) -> bool:
    """Whether the first item lies inside the lead time (RV-4)."""
    return facts.first_due_on is not None and (facts.first_due_on - facts.today).days < facts.lead_days


class PlanLike(Protocol):
    """A plan, or facts about one."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...


def _approval_needed(plan: PlanLike) -> bool:
    return plan.kind in NEEDS_APPROVAL


def _may_run(plan: PlanLike) -> bool:
    return plan.state == PlanState.APPROVED or not _approval_needed(plan)


def _has_items(facts: PlanFacts) -> Refusal | None:
    return None if facts.items else Refusal("no_items", "the plan has no items", "/items")


def _ahead_of_time(facts: PlanFacts) -> Refusal | None:
    if facts.urgent_reason or not submitted_late(facts):
        return None
    return Refusal(
        "inside_lead_time",
        f"a revisit plan is submitted {facts.lead_days} days ahead; its first item is due {facts.first_due_on}: "
        "move it, or say why it is urgent",
        "/urgent_reason",
    )


def _not_ones_own(facts: PlanFacts) -> Refusal | None:
    return Refusal("own_plan", "nobody decides on a plan of their own", "") if facts.own else None


def _nothing_open(facts: PlanFacts) -> Refusal | None:
    if not facts.open_items:
        return None
    return Refusal("open_items", f"{facts.open_items} of its items are still open", "/items")


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
            guards=(_has_items, _ahead_of_time),
            when=_approval_needed,
            label_zh="提交审批",
        ),
        Move(
            "approve",
            frozenset({PlanState.SUBMITTED}),
            PlanState.APPROVED,
            _APPROVE,
            guards=(_not_ones_own,),
            label_zh="批准",
        ),
        Move(
            "return",
            frozenset({PlanState.SUBMITTED}),
            PlanState.RETURNED,
            _APPROVE,
            needs=("reason",),
            guards=(_not_ones_own,),
            label_zh="退回",
        ),
        Move("revise", frozenset({PlanState.RETURNED}), PlanState.DRAFT, _WRITE, label_zh="修改"),
        Move(
            "activate",
            frozenset({PlanState.DRAFT, PlanState.APPROVED}),
            PlanState.ACTIVE,
            _WRITE,
            guards=(_has_items,),
            when=_may_run,
            label_zh="执行",
        ),
        Move(
            "complete",
            frozenset({PlanState.ACTIVE}),
            PlanState.COMPLETED,
            _WRITE,
            guards=(_nothing_open,),
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


# The item


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the guards of an item's moves look at. `made_at` is when the contact that would close it was made."""

    plan_state: PlanState
    missed_after: datetime
    made_at: datetime | None = None


def _plan_runs(facts: ItemFacts) -> Refusal | None:
    if facts.plan_state in (PlanState.ACTIVE, PlanState.COMPLETED):  # completed: logged late
        return None
    return Refusal("plan_not_active", f"its plan is {facts.plan_state}, not active", "/planned_item_id")


def _plan_is_open(facts: ItemFacts) -> Refusal | None:
    if facts.plan_state not in PLAN.final:
        return None
    return Refusal("plan_closed", f"its plan is {facts.plan_state}", "")


def _made_in_time(facts: ItemFacts) -> Refusal | None:
    if facts.made_at is None or facts.made_at <= facts.missed_after:
        return None
    return Refusal("too_late", "the contact was made after the item's time was over", "/planned_item_id")


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
            guards=(_plan_runs, _made_in_time),
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
