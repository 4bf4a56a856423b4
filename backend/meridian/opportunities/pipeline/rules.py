"""What each entry criterion of the pipeline asks for, and what its moves set (CR-13). Pure.

Which criteria a move asks for is policy (`pipeline_stage_criteria`), pinned when the opportunity begins; whether they
hold is found in SQL (queries.py). A refusal lists all that is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from meridian.kernel.language import Message, msg
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.opportunities.rules import OpportunityOutcome, OpportunityState
from meridian.policies.rules import Criterion, PipelineEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """What policy asks for on entering a state, and what of it holds."""

    asked: tuple[Criterion, ...] = ()
    holds: frozenset[Criterion] = frozenset()


class Asked(NamedTuple):
    """Where in a request what is missing may be given, and what it is."""

    pointer: str
    detail: Message


ASKED: Mapping[Criterion, Asked] = {
    Criterion.CUSTOMER: Asked("/customer_id", msg("a customer")),
    Criterion.OWNER: Asked("/owner_id", msg("an owner")),
    Criterion.CONNECTED_CONTACT: Asked("", msg("a contact on record in which somebody at the customer was reached")),
    Criterion.INTENT_LEVEL_LOW: Asked("", msg("an intent level of low or more, from a contact record")),
    Criterion.OPEN_FOLLOW_UP: Asked("/follow_up", msg("an open follow-up of this opportunity")),
    Criterion.NEEDS_DESCRIPTION: Asked("/needs_description", msg("a description of what the customer needs")),
    Criterion.PRODUCT_LINES: Asked("/lines", msg("at least one product line with a quantity")),
    Criterion.EXPECTED_PURCHASE_DATE: Asked("/expected_purchase_on", msg("the date a purchase is expected")),
    Criterion.COMPETITORS: Asked("/no_competitors_known", msg("the competitors, or that none are known")),
    Criterion.SOLUTION_PROPOSAL: Asked("/proposal", msg("a solution proposal")),
    Criterion.AMOUNT: Asked("/amount", msg("an amount with its currency")),
    Criterion.DECISION_MAKER: Asked("/decision_maker_id", msg("the person at the customer who decides")),
    Criterion.CONTRACT_NUMBER: Asked("/contract/number", msg("the contract's number")),
    Criterion.SIGNING_DATE: Asked("/contract/signed_on", msg("the day it was signed")),
    Criterion.CONTRACT_AMOUNT: Asked("/contract/amount", msg("the contract's amount with its currency")),
    Criterion.PAYMENT_TERMS: Asked("/contract/payment_terms", msg("the payment terms")),
    Criterion.DELIVERY_TERMS: Asked("/contract/delivery_terms", msg("the delivery terms")),
    Criterion.CONTRACT_FILE: Asked("/contract/file_ids", msg("the signed contract as a file")),
    Criterion.DELIVERY_MILESTONE: Asked("/milestones", msg("at least one delivery milestone")),
    Criterion.PAYMENT_MILESTONE: Asked("/milestones", msg("at least one payment milestone")),
    Criterion.MILESTONES_DONE: Asked("/milestones", msg("every milestone done")),
    Criterion.REVISIT_PLANNED: Asked("/revisit", msg("a revisit of the customer, planned")),
    Criterion.LOST_REASON: Asked("/lost_reason", msg("the reason it was lost")),
    Criterion.WINNING_COMPETITOR: Asked("/winning_competitor", msg("the competitor who won")),
    Criterion.LESSONS_LEARNED: Asked("/lessons_learned", msg("what was learned")),
}


def stage_criteria(at: MoveContext[Any]) -> Iterator[Refusal]:
    """Every criterion of the state entered that is missing, even with what the request has brought."""
    for criterion in at.facts.asked:
        if criterion not in at.facts.holds:
            pointer, detail = ASKED[criterion]
            yield Refusal(criterion, msg("missing: {what}", what=detail), pointer, kind="stage_criteria")


def entry_of(target: OpportunityState) -> PipelineEntry | None:
    """What policy calls the state entered; None for being cancelled, which asks for nothing but a reason."""
    return None if target is OpportunityState.CANCELLED else PipelineEntry(target)


def ended(at: MoveContext[Any]) -> Mapping[str, Any]:
    """How and when it ended. The stage is what it was, since when it was; no follow-up is owed any more."""
    outcome = OpportunityOutcome(at.target)
    return {"outcome": outcome, "closed_at": at.now, "follow_up_due_on": None, "stage_since": at.since}


def cancelled(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The same, with the manager's reason."""
    return {**ended(at), "cancel_reason": at.reason}
