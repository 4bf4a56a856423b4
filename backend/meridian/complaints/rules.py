"""Enums, constants and pure computations of complaints; what guards look at and moves set."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from meridian.identity.permissions import Role
from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal


class ComplaintState(StrEnum):
    REGISTERED = "registered"
    CONTACTED = "contacted"
    DISPATCHED = "dispatched"
    INVESTIGATING = "investigating"
    PROPOSED = "proposed"
    AGREED = "agreed"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"


SETTLED = (ComplaintState.RESOLVED, ComplaintState.CONFIRMED, ComplaintState.ARCHIVED)
"""States in which nothing is owed to the customer but the question whether they are satisfied."""


NEGOTIABLE = frozenset(ComplaintState) - {*SETTLED, ComplaintState.AGREED}
"""States in which the customer has not agreed to anything yet."""


class ComplaintOrigin(StrEnum):
    """Where a complaint was heard."""

    CONTACT_RECORD = "contact_record"
    TICKET = "ticket"
    EMAIL = "email"
    DIRECT = "direct"


class RootCause(StrEnum):
    """Categories of causes, as the Pareto counts them (CR-27)."""

    PRODUCT_QUALITY = "product_quality"
    DESIGN = "design"
    PRODUCTION = "production"
    PACKAGING_TRANSPORT = "packaging_transport"
    LATE_DELIVERY = "late_delivery"
    WRONG_DELIVERY = "wrong_delivery"
    INSTALLATION = "installation"
    DOCUMENTATION = "documentation"
    SERVICE = "service"
    COMMUNICATION = "communication"
    PRICE_CONTRACT = "price_contract"
    CUSTOMER_USE = "customer_use"
    OTHER = "other"


class Answer(StrEnum):
    """What the customer said to a proposal."""

    AGREED = "agreed"
    REFUSED = "refused"


class CompensationState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    VOID = "void"


class DeadlineKind(StrEnum):
    """What a complaint owes in time (MC-20, CR-23, CR-26)."""

    CONTACT = "complaint_contact"
    DISPATCH = "complaint_dispatch"
    SOLUTION = "complaint_solution"
    RESOLUTION = "complaint_resolution"
    SATISFACTION = "complaint_satisfaction"
    ARCHIVING = "complaint_archiving"


OWED: Mapping[ComplaintState, tuple[DeadlineKind, ...]] = {
    ComplaintState.REGISTERED: (DeadlineKind.CONTACT,),
    ComplaintState.CONTACTED: (DeadlineKind.DISPATCH,),
    ComplaintState.DISPATCHED: (DeadlineKind.SOLUTION, DeadlineKind.RESOLUTION),
    ComplaintState.INVESTIGATING: (DeadlineKind.SOLUTION, DeadlineKind.RESOLUTION),
    ComplaintState.PROPOSED: (DeadlineKind.RESOLUTION,),
    ComplaintState.AGREED: (DeadlineKind.RESOLUTION,),
    ComplaintState.RESOLVED: (DeadlineKind.SATISFACTION,),
    ComplaintState.CONFIRMED: (DeadlineKind.ARCHIVING,),
}
"""What each open state owes; while a proposal waits for the customer, the clock of the resolution stands."""
RESPONDERS_OWN = (DeadlineKind.CONTACT, DeadlineKind.SATISFACTION)
"""What the first responder owes to the customer (CR-21); the rest is owed by who handles the complaint."""


class PreventiveState(StrEnum):
    """Where a preventive action stands; that it is overdue follows from its day."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


TRIES = 2


def needed_role(limits: Mapping[Role, Decimal | None], amount: Decimal) -> Role:
    """The role with the lowest limit that reaches the amount (CR-25). Policy always has an unlimited one."""
    reaching = [(limit is None, limit or Decimal(), role) for role, limit in limits.items() if _reaches(limit, amount)]
    return min(reaching)[2]


def _reaches(limit: Decimal | None, amount: Decimal) -> bool:
    return limit is None or amount <= limit


def asked_in_vain(tries: Collection[Any]) -> bool:
    """Whether the customer was asked for their opinion often enough, on whichever days (CR-26)."""
    return len(tries) >= TRIES


ROUND_SUBJECT = "complaint_round"
PROPOSAL_SUBJECT = "complaint_proposal"

SUBJECT = "complaint"


# What the guards of a complaint's moves look at, and what the moves set.


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """compensation: the state of the one that the newest proposal offers, if it offers one; offered: whether the
    proposal still names its amount. rungs: of the escalation ladder. responder_left: the first responder works here no
    more.
    """

    compensation: CompensationState | None = None
    offered: bool = True
    level: int = 0
    rungs: int = 0
    responder_left: bool = False


def compensation_approved(facts: ComplaintFacts) -> Refusal | None:
    if facts.compensation in (None, CompensationState.APPROVED):
        return None
    detail = msg("the compensation offered is {state}: it needs its approval first", state=facts.compensation)
    return Refusal("compensation_not_approved", detail, "/compensation")


def compensation_unchanged(facts: ComplaintFacts) -> Refusal | None:
    if facts.offered:
        return None
    return Refusal(
        "compensation_changed", msg("the compensation is not what the proposal names: propose anew"), "/solution"
    )


def ladder_goes_on(facts: ComplaintFacts) -> Refusal | None:
    if facts.level < facts.rungs:
        return None
    return Refusal("top_of_ladder", msg("it has been escalated to the top already"))


def responder_left(facts: ComplaintFacts) -> bool:
    """Whoever heard it first stays responsible until the end, or until they leave the company (CR-21)."""
    return facts.responder_left


def archived(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Its root cause and why nothing needs to be prevented, unless known before."""
    names = ("root_cause_category", "no_prevention_reason")
    kept = {name: getattr(at.body, name) or getattr(at.record, name) for name in names}
    return {**kept, "archived_at": at.now}


def withdrawn(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"withdrawn_at": at.now, "withdrawn_reason": at.reason}


# The same of compensations.


@dataclass(frozen=True, slots=True)
class CompensationFacts:
    """limit: the actor's; None when it is not bounded. approves: whether the actor's role may approve at all.

    told: it stands in the proposal that the customer was told, or agreed to.
    """

    own: bool
    base_amount: Decimal
    limit: Decimal | None
    approves: bool
    told: bool
    needed_role: str = Role.DIRECTOR


def not_ones_own(facts: CompensationFacts) -> Refusal | None:
    return Refusal("own_request", msg("nobody decides on a compensation they asked for")) if facts.own else None


def within_limit(facts: CompensationFacts) -> Refusal | None:
    if facts.approves and (facts.limit is None or facts.base_amount <= facts.limit):
        return None
    return Refusal(
        "above_limit",
        msg("the amount is above your limit: it needs a {role}", role=facts.needed_role),
        "/amount",
    )


def not_told(facts: CompensationFacts) -> Refusal | None:
    return Refusal("told_to_customer", msg("the customer has been told this amount")) if facts.told else None


def approved(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"approved_by": at.actor_id, "approved_at": at.now}


def denied(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"denied_by": at.actor_id, "denied_at": at.now, "denied_reason": at.reason}


def undecided(_at: MoveContext[Any]) -> Mapping[str, Any]:
    """Another amount is another request: whatever was decided on the old one is void."""
    return dict.fromkeys(("approved_by", "approved_at", "denied_by", "denied_at", "denied_reason"))


# What the moves of preventive actions set.


def carried_out(at: MoveContext[Any]) -> Mapping[str, Any]:
    """What came of it, who did it and when."""
    return {"effect": at.given["effect"], "done_at": at.now, "done_by": at.actor_id}


def given_up(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"cancelled_reason": at.reason, "effect": at.given.get("effect") or at.record.effect}


def taken_up_again(at: MoveContext[Any]) -> Mapping[str, Any]:
    ended = dict.fromkeys(("done_at", "done_by", "cancelled_reason"))
    return {**ended, "effect": at.given.get("effect") or at.record.effect}
