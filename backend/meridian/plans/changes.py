"""Wanted changes of a plan's items: what each would make of its item, what is wrong with it, why it is material.

Every change comes through here, whether asked for one by one, in bulk, or as an amendment; applying.py makes it.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from meridian.identity.actor import Actor
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Fault, Invalid, fault
from meridian.plans.checking import check
from meridian.plans.codes import NEEDS_APPROVAL, OPEN_ITEMS, ChangeKind, ItemState, Method, PlanState
from meridian.plans.errors import PlanNotOpen
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import Amended, DueWindow, material_reasons
from meridian.plans.verdicts import Candidate, Verdict
from meridian.policies.definitions import REVISIT_MATERIAL_CHANGE
from meridian.policies.queries import snapshot

DRAFTING = frozenset({PlanState.DRAFT, PlanState.RETURNED})
RUNNING = frozenset({PlanState.APPROVED, PlanState.ACTIVE})
DATES = frozenset({"due_on", "due_at"})
CHECKED = frozenset({"contact_id", "assignee_id", "method"}) | DATES
"""Fields whose change can make an item impossible."""


@dataclass(slots=True)
class Change:
    """One wanted change. `values` are the fields of an added item, or those that change.

    item: None for an added one. pointer: where it stands in the request. move: the workflow move asked for.
    """

    kind: ChangeKind
    item: PlannedContact | None
    values: Mapping[str, Any]
    pointer: str = ""
    move: str | None = None
    window: DueWindow | None = field(default=None, init=False)
    material: list[str] = field(default_factory=list, init=False)
    result_id: uuid.UUID | None = field(default=None, init=False)

    @property
    def moves_date(self) -> bool:
        return (
            self.item is not None
            and self.window is not None
            and ((self.window.due_on, self.window.due_at) != (self.item.due_on, self.item.due_at))
        )


def drafting(plan: ContactPlan) -> bool:
    return plan.state in DRAFTING


def amends(plan: ContactPlan) -> bool:
    """Whether changes of the plan's items are amendments of something approved. 409 when nothing may change now."""
    if plan.state not in DRAFTING | RUNNING:
        raise PlanNotOpen(plan.state)
    return plan.kind in NEEDS_APPROVAL and plan.state in RUNNING


async def prepare(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change]
) -> list[list[Fault]]:
    """Checks every change, and settles when its item is due and why it is material. Gives each one's faults."""
    wanted = [change for change in changes if _needs_check(change)]
    verdicts = await check(session, actor, [candidate_of(change, plan) for change in wanted])
    judged: dict[int, Verdict] = {id(change): verdict for change, verdict in zip(wanted, verdicts, strict=True)}
    faults = []
    for change in changes:
        verdict = judged.get(id(change))
        change.window = verdict.window if verdict else None
        faults.append([*_state_faults(change), *(_relevant(change, verdict) if verdict else ())])
    if amends(plan):
        await _judge(session, plan, changes)
    return faults


def _needs_check(change: Change) -> bool:
    return change.kind is ChangeKind.ADD or (change.kind is ChangeKind.UPDATE and bool(CHECKED & change.values.keys()))


def _relevant(change: Change, verdict: Verdict) -> list[Fault]:
    """Of an existing item only what changes can be at fault: its old date may well be past."""
    if change.kind is ChangeKind.ADD:
        return verdict.faults
    touched = set(change.values)
    for together in (DATES, {"method", "contact_id"}):
        touched |= together if touched & together else set()
    return [found for found in verdict.faults if found.pointer[1:] in touched | {"customer_id"}]


def _state_faults(change: Change) -> list[Fault]:
    """Changes that no workflow move stands for are for items still to be made; a new date must be another one."""
    if change.move == "reschedule" and not change.moves_date:
        return [Fault("/due_on", "unchanged", "this is when it is due already")]
    if change.item is None or change.move is not None or change.item.state == ItemState.PLANNED:
        return []
    return [Fault("/item_id", "wrong_state", f"the item is {change.item.state}")]


def candidate_of(change: Change, plan: ContactPlan) -> Candidate:
    """The item as it would be. A given instant or date replaces both."""
    old = change.item
    kept = {name: getattr(old, name) for name in ("customer_id", *CHECKED)} if old else {"assignee_id": plan.owner_id}
    if DATES & change.values.keys():
        kept |= dict.fromkeys(DATES)
    given = {name: value for name, value in change.values.items() if value is not None or name == "contact_id"}
    wanted = {"contact_id": None, **dict.fromkeys(DATES), **kept, **given}
    return Candidate(
        customer_id=wanted["customer_id"],
        contact_id=wanted["contact_id"],
        assignee_id=wanted["assignee_id"],
        method=Method(wanted["method"]),
        due_on=wanted["due_on"],
        due_at=wanted["due_at"],
    )


async def _judge(session: WriteSession, plan: ContactPlan, changes: Sequence[Change]) -> None:
    """Finds out why each change is material: a customer is added with its first item and removed with its last."""
    rule = (await snapshot(session)).get(REVISIT_MATERIAL_CHANGE)
    there = Counter(
        await session.scalars(
            select(PlannedContact.customer_id).where(
                PlannedContact.plan_id == plan.id, PlannedContact.state.in_([*OPEN_ITEMS, ItemState.DONE])
            )
        )
    )
    removed = Counter(c.item.customer_id for c in changes if c.kind is ChangeKind.REMOVE and c.item is not None)
    for change in changes:
        item = change.item
        moved = abs((change.window.due_on - item.due_on).days) if item and change.window else 0
        change.material = material_reasons(
            rule,
            Amended(
                method_changed=item is not None and change.values.get("method", item.method) != item.method,
                days_moved=moved,
                customer_added=item is None and not there[change.values["customer_id"]],
                customer_removed=change.kind is ChangeKind.REMOVE
                and item is not None
                and removed[item.customer_id] >= there[item.customer_id],
            ),
        )


def require_sound(changes: Sequence[Change], faults: Sequence[Sequence[Fault]]) -> None:
    """422 naming every fault of every change, at its place in the request."""
    found = [
        Fault(change.pointer + each.pointer, each.code, each.detail)
        for change, several in zip(changes, faults, strict=True)
        for each in several
    ]
    if found:
        raise Invalid(errors=found)


def require_reason(plan: ContactPlan, reason: str | None) -> None:
    """Amending something approved takes a reason (RV-5)."""
    if amends(plan) and not reason:
        raise fault("/reason", "missing", "an approved plan is amended with a reason")
