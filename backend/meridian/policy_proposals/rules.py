"""Where a proposed change of policy stands, who may decide about it, what its moves set. Pure."""

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import JsonValue

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal


class PolicyProposalState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class ProposalFacts(NamedTuple):
    """Who proposed it, who acts, how often the setting had been decided on then (`revision`) and has been now.

    becomes: the number of the version it would become; None for the withdrawal of one.
    """

    proposed_by: uuid.UUID
    actor_id: uuid.UUID | None
    revision: int
    revision_now: int
    becomes: int | None


class Difference(NamedTuple):
    """The value that holds without the change, and the one that holds with it."""

    before: JsonValue
    after: JsonValue


def another_person(facts: ProposalFacts) -> Refusal | None:
    """Four eyes: nobody confirms or denies what they proposed."""
    if facts.actor_id != facts.proposed_by:
        return None
    return Refusal("four_eyes", msg("another person decides about it than the one who proposed it"))


def proposer_alone(facts: ProposalFacts) -> Refusal | None:
    """What somebody proposed is theirs to withdraw."""
    if facts.actor_id == facts.proposed_by:
        return None
    return Refusal("not_proposer", msg("only who proposed it withdraws it"), forbids=True)


def unchanged(facts: ProposalFacts) -> Refusal | None:
    """What is confirmed is the change that was proposed, against the setting as it was then."""
    if facts.revision == facts.revision_now:
        return None
    return Refusal("setting_changed", msg("the setting was decided on since: have the change proposed anew"))


def decided(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who decided, when and why."""
    return {"decided_by": at.actor_id, "decided_at": at.now, "decision_reason": at.reason}


def confirmed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The same, and which version it becomes."""
    return {**decided(at), "number": at.facts.becomes}
