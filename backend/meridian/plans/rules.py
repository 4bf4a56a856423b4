"""Workflows of plans and items, due windows, and what makes an amendment material. Pure; times are passed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Refusal, Workflow
from meridian.plans.codes import NEEDS_APPROVAL, ItemState, Method, PlanKind, PlanState
from meridian.policies.values import MaterialChange

MISSED_GRACE = timedelta(hours=2)
"""How long after the end of the due day, in the customer's zone, a contact may still be logged as made in time."""


# Due windows


@dataclass(frozen=True, slots=True)
class DueWindow:
    """When a contact is due: a local date in `zone`, or an instant on it; and the instants that follow from them."""

    zone: str
    due_on: date
    due_at: datetime | None
    due_from: datetime  # the exact instant, else the start of the day
    missed_after: datetime


def due_window(zone: str, due_on: date | None, due_at: datetime | None) -> DueWindow:
    """The window of a date or an instant (at least one of them) at a customer in `zone`; a given date must agree.

    ValueError when the instant falls on another local date.
    """
    if due_at is not None:
        local = due_at.astimezone(ZoneInfo(zone)).date()
        if due_on is not None and due_on != local:
            raise ValueError(f"the instant falls on {local} in {zone}")
        due_on = local
    if due_on is None:
        raise ValueError("a date or an instant is needed")
    return DueWindow(
        zone=zone,
        due_on=due_on,
        due_at=due_at,
        due_from=due_at or start_of_day(due_on, zone),
        missed_after=start_of_day(due_on + timedelta(days=1), zone) + MISSED_GRACE,
    )


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local date, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


# The plan


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


def _needs_approval(facts: PlanFacts) -> Refusal | None:
    if facts.kind in NEEDS_APPROVAL:
        return None
    return Refusal("no_approval_needed", f"a {facts.kind} plan needs no approval: activate it", "")


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


def _approved_where_needed(facts: PlanFacts) -> Refusal | None:
    if facts.kind not in NEEDS_APPROVAL or facts.state is PlanState.APPROVED:
        return None
    return Refusal("approval_needed", f"a {facts.kind} plan is submitted and approved first", "")


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
            guards=(_needs_approval, _has_items, _ahead_of_time),
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
            guards=(_approved_where_needed, _has_items),
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


def allowed_plan_moves(kind: str, state: str, may: Callable[[str], bool]) -> list[str]:
    """Moves out of the plan's state that its kind knows and the actor may ask for: draft plans that need approval are
    submitted, the others activated."""
    moves = PLAN.allowed(PlanState(state), may)
    if state != PlanState.DRAFT:
        return moves
    unwanted = "activate" if kind in NEEDS_APPROVAL else "submit"
    return [move for move in moves if move != unwanted]


# The item


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the guards of an item's moves look at. `made_at` is when the contact that would close it was made."""

    plan_state: PlanState
    missed_after: datetime
    made_at: datetime | None = None


def _plan_runs(facts: ItemFacts) -> Refusal | None:
    if facts.plan_state is PlanState.ACTIVE:
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


# Amendments of an approved plan (RV-5)


@dataclass(frozen=True, slots=True)
class Amended:
    """What a change does to one item, as the policy's rule sees it."""

    method_changed: bool = False
    days_moved: int = 0
    customer_added: bool = False
    customer_removed: bool = False


def material_reasons(rule: MaterialChange, change: Amended) -> list[str]:
    """Why the change needs a new approval; empty when it does not."""
    moved_far = rule.date_shift_days is not None and change.days_moved > rule.date_shift_days
    found = {
        "method": rule.method and change.method_changed,
        "date": moved_far,
        "customer_added": rule.customer_added and change.customer_added,
        "customer_removed": rule.customer_removed and change.customer_removed,
    }
    return [name for name, holds in found.items() if holds]


# Who may not be contacted


@dataclass(frozen=True, slots=True)
class Refusals:
    """What a customer and the people there refused: methods refused by all, and by one contact."""

    by_all: frozenset[Method] = frozenset()
    by_contact: dict[object, frozenset[Method]] = field(default_factory=dict)

    def refuse(self, method: Method, contact_id: object | None) -> bool:
        """Whether a contact by `method` with this person (None: with the company) was refused (OT-11)."""
        return method in self.by_all or (contact_id is not None and method in self.by_contact.get(contact_id, ()))
