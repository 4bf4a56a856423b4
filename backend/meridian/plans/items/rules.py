"""What a planned contact may do, from its own state and its plan's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.plans.rules import CLOSED_PLANS, DRAFTING, RUNNING, PlanState

# The item


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the guards of an item's moves look at."""

    plan_state: PlanState
    missed_after: datetime


def plan_open(facts: ItemFacts) -> Refusal | None:
    """Items change while their plan is drafted or runs, not while somebody decides about it."""
    if facts.plan_state in CLOSED_PLANS:
        return Refusal("plan_closed", msg("its plan is {state}", state=facts.plan_state))
    if facts.plan_state not in DRAFTING | RUNNING:
        return Refusal(
            "plan_not_open",
            msg("the plan is {state}: its items cannot be changed now", state=facts.plan_state),
        )
    return None


def plan_runs(facts: ItemFacts) -> Refusal | None:
    if facts.plan_state in (PlanState.ACTIVE, PlanState.COMPLETED):  # completed: logged late
        return None
    return Refusal(
        "plan_not_active", msg("its plan is {state}, not active", state=facts.plan_state), "/planned_item_id"
    )


def made_in_time(at: MoveContext[Any]) -> Iterator[Refusal]:
    """A contact made in time but logged after the day was over still counts."""
    if at.given["made_at"] > at.facts.missed_after:
        yield Refusal("too_late", msg("the contact was made after the item's time was over"), "/planned_item_id")


def closed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Why the item ended; nothing about it waits for a decision any more."""
    return {"state_reason": at.reason, "proposed": None, "amendment_id": None}


def reassigned(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"assignee_id": at.given["assignee_id"]}


def awaiting_approval(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The amendment that would change the item, and what it would change."""
    return {"amendment_id": at.given["amendment_id"], "proposed": at.given["proposed"]}


def resumed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The item stands again, with what was approved of its change."""
    return {**closed(at), **at.given.get("values", {})}
