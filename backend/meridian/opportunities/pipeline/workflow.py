"""The pipeline's workflow as a table, and what each entry criterion asks for (workflows.md, CR-13). Pure.

Which criteria a move asks for is policy (`pipeline_stage_criteria`), pinned when the opportunity begins; whether they
hold is found by criteria.py. Every criterion is a guard of its own, so that a refusal lists all that is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Guard, Move, Refusal, Workflow
from meridian.opportunities.rules import OpportunityOutcome, OpportunityState
from meridian.policies.rules import Criterion, PipelineEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """What the guards of a move look at: what policy asks for there, and what of it holds."""

    asked: tuple[Criterion, ...] = ()
    holds: frozenset[Criterion] = frozenset()


NOTHING_ASKED = Entry()
"""Before it is known what a request brings: the table alone decides."""


class Asked(NamedTuple):
    """Where in a request what is missing may be given, and what it is."""

    pointer: str
    detail: str


ASKED: Mapping[Criterion, Asked] = {
    Criterion.CUSTOMER: Asked("/customer_id", "a customer"),
    Criterion.OWNER: Asked("/owner_id", "an owner"),
    Criterion.CONNECTED_CONTACT: Asked("", "a contact on record in which somebody at the customer was reached"),
    Criterion.INTENT_LEVEL_LOW: Asked("", "an intent level of low or more, from a contact record"),
    Criterion.OPEN_FOLLOW_UP: Asked("/follow_up", "an open follow-up of this opportunity"),
    Criterion.NEEDS_DESCRIPTION: Asked("/needs_description", "a description of what the customer needs"),
    Criterion.PRODUCT_LINES: Asked("/lines", "at least one product line with a quantity"),
    Criterion.EXPECTED_PURCHASE_DATE: Asked("/expected_purchase_on", "the date a purchase is expected"),
    Criterion.COMPETITORS: Asked("/no_competitors_known", "the competitors, or that none are known"),
    Criterion.SOLUTION_PROPOSAL: Asked("/proposal", "a solution proposal"),
    Criterion.AMOUNT: Asked("/amount", "an amount with its currency"),
    Criterion.DECISION_MAKER: Asked("/decision_maker_id", "the person at the customer who decides"),
    Criterion.CONTRACT_NUMBER: Asked("/contract/number", "the contract's number"),
    Criterion.SIGNING_DATE: Asked("/contract/signed_on", "the day it was signed"),
    Criterion.CONTRACT_AMOUNT: Asked("/contract/amount", "the contract's amount with its currency"),
    Criterion.PAYMENT_TERMS: Asked("/contract/payment_terms", "the payment terms"),
    Criterion.DELIVERY_TERMS: Asked("/contract/delivery_terms", "the delivery terms"),
    Criterion.CONTRACT_FILE: Asked("/contract/file_ids", "the signed contract as a file"),
    Criterion.DELIVERY_MILESTONE: Asked("/milestones", "at least one delivery milestone"),
    Criterion.PAYMENT_MILESTONE: Asked("/milestones", "at least one payment milestone"),
    Criterion.MILESTONES_DONE: Asked("/milestones", "every milestone done"),
    Criterion.REVISIT_PLANNED: Asked("/revisit", "a revisit of the customer, planned"),
    Criterion.LOST_REASON: Asked("/lost_reason", "the reason it was lost"),
    Criterion.WINNING_COMPETITOR: Asked("/winning_competitor", "the competitor who won"),
    Criterion.LESSONS_LEARNED: Asked("/lessons_learned", "what was learned"),
}


def _guard(criterion: Criterion) -> Guard:
    pointer, detail = ASKED[criterion]

    def holds(entry: Entry) -> Refusal | None:
        if criterion not in entry.asked or criterion in entry.holds:
            return None
        return Refusal(criterion, f"missing: {detail}", pointer, kind="stage_criteria")

    return holds


CRITERIA = tuple(_guard(criterion) for criterion in Criterion)

S = OpportunityState
_WRITE, _MANAGE = Permission.OPPORTUNITY_WRITE, Permission.OPPORTUNITY_MANAGE
_REASON = ("reason",)


def _move(
    name: str,
    sources: set[S],
    target: S,
    label_zh: str,
    *,
    permission: Permission = _WRITE,
    needs: tuple[str, ...] = (),
    guards: tuple[Guard, ...] = (),
) -> Move[S]:
    return Move(name, frozenset(sources), target, permission, needs=needs, guards=guards, label_zh=label_zh)


OPPORTUNITY = Workflow(
    "opportunity",
    OpportunityState,
    S.POTENTIAL,
    frozenset({S.COMPLETED, S.LOST, S.CANCELLED}),
    (
        # One stage forward at a time, with what policy asks for
        _move("confirm_interest", {S.POTENTIAL}, S.INTERESTED, "确认意向", guards=CRITERIA),
        _move("define_needs", {S.INTERESTED}, S.NEEDS_DEFINED, "明确需求", guards=CRITERIA),
        _move("negotiate", {S.NEEDS_DEFINED}, S.NEGOTIATION, "进入谈判", guards=CRITERIA),
        _move("sign_contract", {S.NEGOTIATION}, S.CONTRACT_SIGNED, "签订合同", guards=CRITERIA),
        _move("start_execution", {S.CONTRACT_SIGNED}, S.EXECUTION, "开始执行", guards=CRITERIA),
        _move("complete", {S.EXECUTION}, S.COMPLETED, "完成", guards=CRITERIA),
        # Backward with a reason; once a contract is signed a manager decides
        _move(
            "return_to_potential",
            {S.INTERESTED, S.NEEDS_DEFINED, S.NEGOTIATION},
            S.POTENTIAL,
            "退回潜在",
            needs=_REASON,
        ),
        _move("return_to_interested", {S.NEEDS_DEFINED, S.NEGOTIATION}, S.INTERESTED, "退回意向", needs=_REASON),
        _move("return_to_needs_defined", {S.NEGOTIATION}, S.NEEDS_DEFINED, "退回需求确认", needs=_REASON),
        _move(
            "return_to_negotiation",
            {S.CONTRACT_SIGNED, S.EXECUTION},
            S.NEGOTIATION,
            "退回谈判",
            permission=_MANAGE,
            needs=_REASON,
        ),
        _move(
            "return_to_contract_signed",
            {S.EXECUTION},
            S.CONTRACT_SIGNED,
            "退回已签约",
            permission=_MANAGE,
            needs=_REASON,
        ),
        # Given up: before a contract it is lost, afterwards a manager cancels it
        _move(
            "lose",
            {S.POTENTIAL, S.INTERESTED, S.NEEDS_DEFINED, S.NEGOTIATION},
            S.LOST,
            "丢单",
            guards=CRITERIA,
        ),
        _move("cancel", {S.CONTRACT_SIGNED, S.EXECUTION}, S.CANCELLED, "取消", permission=_MANAGE, needs=_REASON),
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


def state_of(stage: str, outcome: str) -> OpportunityState:
    """Where the workflow stands."""
    return OpportunityState(stage if outcome == OpportunityOutcome.OPEN else outcome)


def entry_of(target: OpportunityState) -> PipelineEntry | None:
    """What policy calls the state entered; None for being cancelled, which asks for nothing but a reason."""
    return None if target is S.CANCELLED else PipelineEntry(target)


def move_between(source: OpportunityState, target: OpportunityState) -> Move[OpportunityState] | None:
    """The one move that leads from `source` to `target`, as dragging a card asks for it."""
    return next((m for m in OPPORTUNITY.moves if source in m.sources and m.target is target), None)
