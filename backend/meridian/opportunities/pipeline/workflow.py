"""The pipeline's workflow, as a table (workflows.md, CR-13). Pure."""

from collections.abc import Callable

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType
from meridian.kernel.workflow.rules import Move, Requirement, Workflow
from meridian.opportunities.events import (
    OPPORTUNITY_CANCELLED,
    OPPORTUNITY_COMPLETED,
    OPPORTUNITY_LOST,
    OPPORTUNITY_WON,
    STAGE_CHANGED,
)
from meridian.opportunities.pipeline.rules import cancelled, ended, stage_criteria
from meridian.opportunities.rules import OpportunityState

S = OpportunityState
_WRITE, _MANAGE = Permission.OPPORTUNITY_WRITE, Permission.OPPORTUNITY_MANAGE
_BEFORE_CONTRACT = frozenset({S.POTENTIAL, S.INTERESTED, S.NEEDS_DEFINED, S.NEGOTIATION})
_AFTER_CONTRACT = frozenset({S.CONTRACT_SIGNED, S.EXECUTION})
_REASON, _CRITERIA = ("reason",), (stage_criteria,)
_ENTER = ("enter_stage", "revalue")


def _move(
    name: str,
    sources: frozenset[S],
    target: S,
    label_zh: str,
    *,
    permission: Permission = _WRITE,
    needs: tuple[str, ...] = (),
    requires: tuple[Requirement, ...] = (),
    brings: str = "bring_along",
    sets: Callable[..., object] | None = None,
    effects: tuple[str, ...] = _ENTER,
    events: tuple[EventType, ...] = (STAGE_CHANGED,),
) -> Move[S]:
    return Move(
        name,
        sources,
        target,
        permission,
        needs=needs,
        requires=requires,
        brings=brings,
        sets=sets,  # type: ignore[arg-type]
        effects=effects,
        events=events,
        label_zh=label_zh,
    )


OPPORTUNITY = Workflow(
    "opportunity",
    OpportunityState,
    S.POTENTIAL,
    frozenset({S.COMPLETED, S.LOST, S.CANCELLED}),
    (
        # One stage forward at a time, with what policy asks for
        _move("confirm_interest", frozenset({S.POTENTIAL}), S.INTERESTED, "确认意向", requires=_CRITERIA),
        _move("define_needs", frozenset({S.INTERESTED}), S.NEEDS_DEFINED, "明确需求", requires=_CRITERIA),
        _move("negotiate", frozenset({S.NEEDS_DEFINED}), S.NEGOTIATION, "进入谈判", requires=_CRITERIA),
        _move(
            "sign_contract",
            frozenset({S.NEGOTIATION}),
            S.CONTRACT_SIGNED,
            "签订合同",
            requires=_CRITERIA,
            effects=("enter_stage", "take_over_contract_amount", "settle_purchase", "revalue"),
            events=(STAGE_CHANGED, OPPORTUNITY_WON),
        ),
        _move("start_execution", frozenset({S.CONTRACT_SIGNED}), S.EXECUTION, "开始执行", requires=_CRITERIA),
        _move(
            "complete",
            frozenset({S.EXECUTION}),
            S.COMPLETED,
            "完成",
            requires=_CRITERIA,
            brings="bring_revisit",
            sets=ended,
            effects=("revalue", "end_follow_ups"),
            events=(OPPORTUNITY_COMPLETED,),
        ),
        # Backward with a reason; once a contract is signed a manager decides
        _move(
            "return_to_potential",
            frozenset({S.INTERESTED, S.NEEDS_DEFINED, S.NEGOTIATION}),
            S.POTENTIAL,
            "退回潜在",
            needs=_REASON,
        ),
        _move(
            "return_to_interested",
            frozenset({S.NEEDS_DEFINED, S.NEGOTIATION}),
            S.INTERESTED,
            "退回意向",
            needs=_REASON,
        ),
        _move("return_to_needs_defined", frozenset({S.NEGOTIATION}), S.NEEDS_DEFINED, "退回需求确认", needs=_REASON),
        _move(
            "return_to_negotiation",
            _AFTER_CONTRACT,
            S.NEGOTIATION,
            "退回谈判",
            permission=_MANAGE,
            needs=_REASON,
            effects=(*_ENTER, "settle_purchase"),
        ),
        _move(
            "return_to_contract_signed",
            frozenset({S.EXECUTION}),
            S.CONTRACT_SIGNED,
            "退回已签约",
            permission=_MANAGE,
            needs=_REASON,
        ),
        # Given up: before a contract it is lost, afterwards a manager cancels it
        _move(
            "lose",
            _BEFORE_CONTRACT,
            S.LOST,
            "丢单",
            requires=_CRITERIA,
            brings="bring_loss",
            sets=ended,
            effects=("revalue", "end_follow_ups"),
            events=(OPPORTUNITY_LOST,),
        ),
        _move(
            "cancel",
            _AFTER_CONTRACT,
            S.CANCELLED,
            "取消",
            permission=_MANAGE,
            needs=_REASON,
            sets=cancelled,
            effects=("revalue", "settle_purchase", "end_follow_ups"),
            events=(OPPORTUNITY_CANCELLED,),
        ),
    ),
    labels_zh={
        S.POTENTIAL: "潜在",
        S.INTERESTED: "意向",
        S.NEEDS_DEFINED: "需求确认",
        S.NEGOTIATION: "谈判",
        S.CONTRACT_SIGNED: "已签约",
        S.EXECUTION: "执行",
        S.COMPLETED: "已完成",
        S.LOST: "已丢单",
        S.CANCELLED: "已取消",
    },
)
