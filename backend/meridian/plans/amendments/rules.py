"""Changes of an approved plan: which are material (RV-5), who may decide them."""

from dataclasses import dataclass

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import Refusal
from meridian.policies.value_types import MaterialChange

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


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    own: bool  # the actor proposed it or owns the plan


def not_own_amendment(facts: AmendmentFacts) -> Refusal | None:
    return Refusal("own_plan", msg("nobody decides on a plan of their own"), "") if facts.own else None
