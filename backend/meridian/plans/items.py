"""Planning contacts and changing planned ones, one by one or in bulk."""

import uuid
from collections.abc import Sequence
from typing import Any

from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.problems import Conflict, Fault, NotFound, fault
from meridian.kernel.schemas import ProblemFault
from meridian.plans import amendments, applying, queries, queries_items
from meridian.plans import changes as changing
from meridian.plans.changes import Change
from meridian.plans.codes import ChangeKind, ItemState, PlanState
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.schemas_items import (
    PlannedContactAdd,
    PlannedContactCreate,
    PlannedContactMove,
    PlannedContactResult,
    PlannedContactsAdd,
    PlannedContactsResult,
    PlannedContactUpdate,
)
from meridian.plans.workflows import ITEM, ItemFacts

DOUBLE = Fault("", "duplicate_item", "the same contact by the same method is planned for that day already")
MOVES: dict[str, tuple[ChangeKind, tuple[str, ...]]] = {
    "reassign": (ChangeKind.UPDATE, ("assignee_id",)),
    "reschedule": (ChangeKind.UPDATE, ("due_on", "due_at")),
    "cancel": (ChangeKind.REMOVE, ()),
}
"""The moves people make on items: what each does, and the fields it takes."""


async def add(session: WriteSession, actor: Actor, plan_id: uuid.UUID, body: PlannedContactAdd) -> uuid.UUID:
    """Plans one contact; gives its id. 404, 409 when the plan is not open or it is planned already, 422."""
    plan = await _open_plan(session, actor, plan_id, body.reason)
    change = _addition(body, {"reason"})
    faults = await changing.prepare(session, actor, plan, [change])
    changing.require_sound([change], faults)
    if await _make(session, actor, plan, [change], body.reason):
        raise Conflict(DOUBLE.detail, reason=DOUBLE.code)
    assert change.result_id is not None
    return change.result_id


async def add_many(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, body: PlannedContactsAdd
) -> PlannedContactsResult:
    """Plans those of the contacts that can be planned, and says of each what became of it."""
    plan = await _open_plan(session, actor, plan_id, body.reason)
    changes = [_addition(item, set()) for item in body.items]
    faults = await changing.prepare(session, actor, plan, changes)
    sound = [change for change, found in zip(changes, faults, strict=True) if not found]
    doubled = await _make(session, actor, plan, sound, body.reason) if sound else []
    results = [
        _result(index, change, [DOUBLE] if change in doubled else found)
        for index, (change, found) in enumerate(zip(changes, faults, strict=True))
    ]
    refused = sum(result.status == "refused" for result in results)
    return PlannedContactsResult(planned=len(results) - refused, refused=refused, results=results)


async def update(
    session: WriteSession, actor: Actor, item_id: uuid.UUID, body: PlannedContactUpdate, version: int
) -> uuid.UUID:
    """Changes an item in place; in an approved revisit plan material changes wait. Gives the item's id."""
    values = body.model_dump(exclude={"reason"})
    plan, item = await _load(session, actor, item_id, version)
    if changing.DATES & values.keys() and not changing.drafting(plan):
        raise Conflict("the plan runs: move the date by “reschedule”", reason="reschedule_instead")
    return await _change(session, actor, plan, Change(ChangeKind.UPDATE, item, values), body.reason)


async def move(
    session: WriteSession, actor: Actor, item_id: uuid.UUID, name: str, body: PlannedContactMove, version: int
) -> uuid.UUID:
    """Makes a move of the item's workflow. Gives the id of the item that stands for the contact from now on: the new
    one after `reschedule`, unless that waits for approval."""
    plan, item = await _load(session, actor, item_id, version)
    given = body.model_dump()
    if name not in MOVES:
        ITEM.check(name, ItemState(item.state), may=lambda _: False, given=given)  # says what is allowed
        raise NotFound()
    kind, fields = MOVES[name]
    ITEM.check(
        name,
        ItemState(item.state),
        may=actor.may,
        given=given,
        context=ItemFacts(PlanState(plan.state), item.missed_after),
    )
    values: dict[str, Any] = {field: given[field] for field in fields if given[field] is not None}
    if fields and not values:
        raise fault(f"/{fields[0]}", "missing", f"“{name}” needs this field")
    return await _change(session, actor, plan, Change(kind, item, values, move=name), body.reason)


async def _open_plan(session: WriteSession, actor: Actor, plan_id: uuid.UUID, reason: str | None) -> ContactPlan:
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    changing.require_reason(plan, reason)
    return plan


async def _load(
    session: WriteSession, actor: Actor, item_id: uuid.UUID, version: int
) -> tuple[ContactPlan, PlannedContact]:
    """The item and its plan, both locked, the plan first as everywhere."""
    plan = await queries_items.lock_plan_of(session, item_id)
    item = await queries_items.load(session, actor, item_id, permission=Permission.PLAN_WRITE)
    check_version(item.version, version)
    return plan, item


def _addition(item: PlannedContactCreate, besides: set[str]) -> Change:
    return Change(ChangeKind.ADD, None, item.model_dump(exclude=besides))


async def _change(
    session: WriteSession, actor: Actor, plan: ContactPlan, change: Change, reason: str | None
) -> uuid.UUID:
    changing.require_reason(plan, reason)
    faults = await changing.prepare(session, actor, plan, [change])
    changing.require_sound([change], faults)
    await session.set_reason(reason)
    await _make(session, actor, plan, [change], reason)
    assert change.result_id is not None
    return change.result_id


async def _make(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change], reason: str | None
) -> list[Change]:
    """Makes the changes, as an amendment where the plan is approved. Gives the doubles left out."""
    if not changing.amends(plan):
        return await applying.apply(session, plan, changes, reason=reason)
    assert reason is not None
    _, doubled = await amendments.amend(session, actor, plan, changes, reason)
    return doubled


def _result(index: int, change: Change, faults: Sequence[Fault]) -> PlannedContactResult:
    if faults:
        errors = [ProblemFault(pointer=found.pointer, code=found.code, detail=found.detail) for found in faults]
        return PlannedContactResult(index=index, status="refused", id=None, errors=errors)
    status = "pending_approval" if change.material else "planned"
    return PlannedContactResult(index=index, status=status, id=change.result_id, errors=[])
