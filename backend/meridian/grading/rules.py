"""From the facts of a customer to its grade, and the workflow's vocabulary. Pure.

Each of four facts earns the customer a level, A to D: the amount bought in a year and what may be bought in a year by
the thresholds of policy, how often and how lately it bought by the ladders here. The score is their mean by the weights
of policy, where A counts 4 and D counts 1; the grade proposed is the nearest one.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.policies.rules import Grade

YEAR = 365
ORDERS_A_YEAR: Mapping[Grade, int] = {Grade.A: 12, Grade.B: 4, Grade.C: 1}
"""From so many orders in a year on; below the last one, D."""
DAYS_SINCE_ORDER: Mapping[Grade, int] = {Grade.A: 90, Grade.B: 180, Grade.C: YEAR}
"""Up to so many days since the last order; after that, or without any, D."""
POINTS: Mapping[Grade, int] = {Grade.A: 4, Grade.B: 3, Grade.C: 2, Grade.D: 1}
FROM_SCORE: Mapping[Grade, Decimal] = {Grade.A: Decimal("3.5"), Grade.B: Decimal("2.5"), Grade.C: Decimal("1.5")}
"""The lowest mean that is nearest to the grade; halves go up."""


class GradePart(StrEnum):
    AMOUNT = "amount"
    FREQUENCY = "frequency"
    POTENTIAL = "potential"
    RECENCY = "recency"


class ProposalState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    OUTDATED = "outdated"


class ProposalFacts(NamedTuple):
    """What guards look at: the customer's grade now, and the one the proposal began with."""

    grade: str
    from_grade: str


def still_so(facts: ProposalFacts) -> Refusal | None:
    if facts.grade == facts.from_grade:
        return None
    return Refusal("grade_moved", msg("the customer is graded {grade} by now", grade=facts.grade), "")


def decided(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"decided_by": at.actor_id, "decided_at": at.now, "decision_reason": at.reason}
