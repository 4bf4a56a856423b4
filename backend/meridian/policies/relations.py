"""Settings that make sense only together: what one says bounds what another may say. Pure.

A decision is judged at the moment it takes effect and at every later one at which a setting it relates to changes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meridian.kernel.problems import Fault
from meridian.policies.codes import Priority
from meridian.policies.definitions_control import ASSESSMENT_WEIGHTS, BONUS_TABLE
from meridian.policies.definitions_service import (
    COMPLAINT_CONTACT_WORKING_DAYS,
    COMPLAINT_RESOLUTION_WORKING_DAYS,
    COMPLAINT_SOLUTION_WORKING_DAYS,
    TICKET_FIRST_RESPONSE_MINUTES,
    TICKET_RESOLUTION_WORKING_HOURS,
)
from meridian.policies.rules import History, Policies, PolicyDefinition

Clash = tuple[str, str]
"""Where in the value it lies that the two clash, and why."""


@dataclass(frozen=True)
class Relation:
    """`clashes` names what is wrong between the two settings as a policy has them."""

    first: PolicyDefinition[Any]
    second: PolicyDefinition[Any]
    clashes: Callable[[Policies], Iterator[Clash]]

    @property
    def keys(self) -> tuple[str, str]:
        return self.first.key, self.second.key


def _at_most(first: PolicyDefinition[int], second: PolicyDefinition[int]) -> Relation:
    def clashes(policies: Policies) -> Iterator[Clash]:
        if policies.get(first) > policies.get(second):
            yield "", f"{first.key} ({policies.get(first)}) would exceed {second.key} ({policies.get(second)})"

    return Relation(first, second, clashes)


def _answered_before_solved(policies: Policies) -> Iterator[Clash]:
    minutes, hours = policies.get(TICKET_FIRST_RESPONSE_MINUTES), policies.get(TICKET_RESOLUTION_WORKING_HOURS)
    for priority in Priority:
        if minutes[priority] > hours[priority] * 60:
            yield f"/{priority}", f"{priority} tickets would be solved before their first response is due"


def _only_who_is_assessed(policies: Policies) -> Iterator[Clash]:
    assessed = policies.get(ASSESSMENT_WEIGHTS)
    for role in policies.get(BONUS_TABLE):
        if role not in assessed:
            yield f"/{role}", f"{role} has a bonus but no assessment weights, so no band to earn it"


RELATIONS = (
    _at_most(COMPLAINT_CONTACT_WORKING_DAYS, COMPLAINT_RESOLUTION_WORKING_DAYS),
    _at_most(COMPLAINT_SOLUTION_WORKING_DAYS, COMPLAINT_RESOLUTION_WORKING_DAYS),
    Relation(TICKET_FIRST_RESPONSE_MINUTES, TICKET_RESOLUTION_WORKING_HOURS, _answered_before_solved),
    Relation(BONUS_TABLE, ASSESSMENT_WEIGHTS, _only_who_is_assessed),
)


def related(key: str) -> list[str]:
    """The setting and those it is judged with, in one order for everybody who locks them."""
    return sorted({key, *(other for relation in RELATIONS if key in relation.keys for other in relation.keys)})


def clashes(history: History, key: str, since: datetime) -> list[Fault]:
    """What would clash between `key` and the settings it relates to, from `since` on; once for each place."""
    found: dict[tuple[str, str], Fault] = {}
    for relation in RELATIONS:
        if key not in relation.keys:
            continue
        later = (version.effective_from for other in relation.keys for version in history.pending(other, since))
        for moment in sorted({since, *later}):
            for pointer, detail in relation.clashes(history.at(moment)):
                when = "" if moment == since else f" from {moment:%Y-%m-%d} on"
                found.setdefault((relation.keys[0], pointer), Fault(pointer, "conflict", detail + when))
    return list(found.values())
