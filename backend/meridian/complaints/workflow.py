"""The workflows of complaints, compensations and preventive actions, as tables (workflows.md)."""

from dataclasses import dataclass
from decimal import Decimal

from meridian.complaints.rules import CompensationState, ComplaintState, PreventiveState
from meridian.identity.permissions import Permission, Role
from meridian.kernel.workflow.rules import Move, Refusal, Workflow

# The workflows of complaints and their compensations, as tables (workflows.md), and what is pure about them.
#
# What a move needs is looked for in what the record holds already and in what the request brings: one list names all
# that is missing.


S, C = ComplaintState, CompensationState
"""Days on which the customer must have been asked in vain before a complaint is confirmed without a score (CR-26)."""
_OPEN = frozenset(S) - {S.CONFIRMED, S.ARCHIVED}
_WITH_DEPARTMENT = frozenset({S.DISPATCHED, S.INVESTIGATING, S.PROPOSED, S.AGREED})
_WRITE, _HANDLE = Permission.COMPLAINT_WRITE, Permission.COMPLAINT_HANDLE


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What the guards of a complaint's moves look at.

    compensation: the state of the latest proposal's compensation, if it has one; offered: whether the proposal still
    names its amount. rungs: of the escalation ladder, that persons or the clock can reach. responder_left: the first
    responder works here no more.
    """

    compensation: CompensationState | None = None
    offered: bool = True
    level: int = 0
    rungs: int = 0
    responder_left: bool = False


def _compensation_approved(facts: ComplaintFacts) -> Refusal | None:
    if facts.compensation is None or facts.compensation is C.APPROVED:
        return None
    return Refusal(
        "compensation_not_approved",
        f"the compensation offered is {facts.compensation}: it needs its approval first",
        "/compensation",
    )


def _compensation_unchanged(facts: ComplaintFacts) -> Refusal | None:
    if facts.offered:
        return None
    return Refusal("compensation_changed", "the compensation is not what the proposal names: propose anew", "/solution")


def _ladder_goes_on(facts: ComplaintFacts) -> Refusal | None:
    if facts.level < facts.rungs:
        return None
    return Refusal("top_of_ladder", "it has been escalated to the top already")


def _responder_left(facts: ComplaintFacts) -> bool:
    """Whoever heard it first stays responsible until the end, or until they leave the company (CR-21)."""
    return facts.responder_left


COMPLAINT = Workflow(
    "complaint",
    ComplaintState,
    S.REGISTERED,
    frozenset({S.ARCHIVED}),
    (
        Move(
            "contact",
            frozenset({S.REGISTERED}),
            S.CONTACTED,
            _WRITE,
            needs=(
                "reason",
                "product",
                "wanted_solution",
                "channel",
                "first_responder_id",
                "contact_record_id",
                "apologised",
            ),
            label_zh="联系客户",
        ),
        Move(
            "dispatch",
            frozenset({S.CONTACTED}),
            S.DISPATCHED,
            _HANDLE,
            needs=("department_id", "responsible_id"),
            label_zh="派单",
        ),
        Move("start_investigation", frozenset({S.DISPATCHED}), S.INVESTIGATING, _HANDLE, label_zh="开始调查"),
        Move(
            "propose",
            frozenset({S.INVESTIGATING}),
            S.PROPOSED,
            _HANDLE,
            needs=("cause", "cause_category", "evidence", "solution", "told_channel"),
            guards=(_compensation_approved, _compensation_unchanged),
            label_zh="提出方案",
        ),
        Move(
            "agree",
            frozenset({S.PROPOSED}),
            S.AGREED,
            _WRITE,
            needs=("note",),
            label_zh="客户同意",
        ),
        Move(
            "refuse",
            frozenset({S.PROPOSED}),
            S.INVESTIGATING,
            _WRITE,
            needs=("reason",),
            label_zh="客户拒绝",
        ),
        Move("resolve", frozenset({S.AGREED}), S.RESOLVED, _HANDLE, needs=("done", "done_at"), label_zh="解决"),
        Move("confirm", frozenset({S.RESOLVED}), S.CONFIRMED, _WRITE, needs=("satisfaction",), label_zh="确认"),
        Move(
            "reopen",
            frozenset({S.RESOLVED, S.CONFIRMED}),
            S.INVESTIGATING,
            _WRITE,
            needs=("reason", "department_id", "responsible_id"),
            label_zh="重新处理",
        ),
        Move(
            "archive",
            frozenset({S.CONFIRMED}),
            S.ARCHIVED,
            _HANDLE,
            needs=("root_cause_category", "no_prevention_reason"),
            label_zh="归档",
        ),
        Move("withdraw", _OPEN, S.CONFIRMED, _WRITE, needs=("reason",), label_zh="客户撤回"),
        Move(
            "reassign",
            _WITH_DEPARTMENT,
            None,
            _HANDLE,
            needs=("department_id", "responsible_id", "reason"),
            label_zh="改派",
        ),
        Move(
            "hand_over",
            _OPEN,
            None,
            _HANDLE,
            needs=("first_responder_id", "reason"),
            when=_responder_left,
            label_zh="移交首问",
        ),
        Move(
            "escalate",
            _OPEN,
            None,
            Permission.COMPLAINT_ESCALATE,
            needs=("reason",),
            guards=(_ladder_goes_on,),
            label_zh="升级",
        ),
    ),
    labels_zh={
        S.REGISTERED: "已登记",
        S.CONTACTED: "已联系",
        S.DISPATCHED: "已派单",
        S.INVESTIGATING: "调查中",
        S.PROPOSED: "已出方案",
        S.AGREED: "已达成",
        S.RESOLVED: "已解决",
        S.CONFIRMED: "已确认",
        S.ARCHIVED: "已归档",
    },
)


@dataclass(frozen=True, slots=True)
class CompensationFacts:
    """What the guards of a compensation's moves look at. limit: the actor's; None when it is not bounded.

    within: whether the actor's role may approve any amount at all. told: it stands in the proposal that the customer
    was told, or agreed to.
    """

    own: bool
    base_amount: Decimal
    limit: Decimal | None
    approves: bool
    told: bool
    needed_role: str = Role.DIRECTOR


def _not_ones_own(facts: CompensationFacts) -> Refusal | None:
    return Refusal("own_request", "nobody decides on a compensation they asked for") if facts.own else None


def _within_limit(facts: CompensationFacts) -> Refusal | None:
    if facts.approves and (facts.limit is None or facts.base_amount <= facts.limit):
        return None
    return Refusal("above_limit", f"the amount is above your limit: it needs a {facts.needed_role}", "/amount")


def _not_told(facts: CompensationFacts) -> Refusal | None:
    return Refusal("told_to_customer", "the customer has been told this amount") if facts.told else None


_APPROVE = Permission.COMPENSATION_APPROVE
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
            guards=(_not_ones_own, _within_limit),
            label_zh="批准",
        ),
        Move(
            "deny",
            frozenset({C.REQUESTED}),
            C.DENIED,
            _APPROVE,
            needs=("reason",),
            guards=(_not_ones_own,),
            label_zh="否决",
        ),
        Move(
            "change",
            frozenset({C.REQUESTED, C.APPROVED, C.DENIED}),
            C.REQUESTED,
            _HANDLE,
            needs=("amount",),
            guards=(_not_told,),
            label_zh="变更金额",
        ),
        Move("void", frozenset({C.REQUESTED, C.APPROVED, C.DENIED}), C.VOID, label_zh="作废"),
    ),
    labels_zh={C.REQUESTED: "待审批", C.APPROVED: "已批准", C.DENIED: "已否决", C.VOID: "已作废"},
)


# The workflow of preventive actions (CR-27). Pure.


P = PreventiveState
_HANDLE_PREVENTIVE = Permission.COMPLAINT_HANDLE
_ENDED = frozenset({P.DONE, P.CANCELLED})

PREVENTIVE_ACTION = Workflow(
    "preventive_action",
    PreventiveState,
    P.OPEN,
    frozenset(),
    (
        Move("done", frozenset({P.OPEN}), P.DONE, _HANDLE_PREVENTIVE, needs=("effect",), label_zh="完成"),
        Move("cancel", frozenset({P.OPEN}), P.CANCELLED, _HANDLE_PREVENTIVE, needs=("reason",), label_zh="取消"),
        Move("reopen", _ENDED, P.OPEN, _HANDLE_PREVENTIVE, needs=("reason",), label_zh="重新打开"),
    ),
    labels_zh={P.OPEN: "进行中", P.DONE: "已完成", P.CANCELLED: "已取消"},
)
"""Whom an action was given to may move it too, whatever complaints they handle."""
