"""Planning contacts and changing planned ones, singly or in bulk; as an iCalendar file (RV-6)."""

import uuid
from collections.abc import Sequence, Set
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from uuid_utils.compat import uuid7

from meridian.calendars.queries import time_in_state
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, NotFound, check_version, fault
from meridian.kernel.schemas import ProblemFault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.plans import changes as plans_changes
from meridian.plans import queries, service
from meridian.plans.changes import Change
from meridian.plans.events import AMENDMENT_PROPOSED
from meridian.plans.models import ContactPlan, PlanAmendment, PlannedContact
from meridian.plans.rules import REASONS, AmendmentFacts, AmendmentState, ChangeKind, ItemState, due_window
from meridian.plans.schemas import (
    AmendmentDecision,
    AmendmentUpdate,
    PlanChange,
    PlannedContactAdd,
    PlannedContactCreate,
    PlannedContactMove,
    PlannedContactRead,
    PlannedContactResult,
    PlannedContactsAdd,
    PlannedContactsResult,
    PlannedContactUpdate,
)
from meridian.plans.service import ITEM_MOVES
from meridian.plans.workflow import AMENDMENT, ITEM

# Amendments of approved plans: proposed with a reason; applied, or decided when material (RV-5).


async def propose(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, reason: str, wanted: Sequence[PlanChange]
) -> PlanAmendment:
    """Amends an approved plan. 404, 409 where the plan needs no amendment, 422 naming each fault of each change."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    if not plans_changes.amends(plan):
        raise Conflict(
            msg("the plan is not approved yet, or needs no approval: change its items"), reason="no_amendment"
        )
    named = {change.item_id for change in wanted if change.change is not ChangeKind.ADD}
    items = await queries.load_items_of_plan(session, plan.id, named)
    changes = [_change_amendment(index, each, items) for index, each in enumerate(wanted)]
    faults = await plans_changes.prepare(session, actor, plan, changes)
    plans_changes.require_sound(changes, faults)
    amendment, doubled = await amend(session, actor, plan, changes, reason)
    if doubled:
        raise Conflict(
            msg("an added contact is planned for that day already"), reason="duplicate_item", pointer=doubled[0].pointer
        )
    return amendment


def _change_amendment(index: int, wanted: PlanChange, items: dict[uuid.UUID, PlannedContact]) -> Change:
    pointer = f"/changes/{index}"
    values = wanted.model_dump(exclude={"change", "item_id"})
    if wanted.change is ChangeKind.ADD:
        return Change(ChangeKind.ADD, None, values, pointer)
    item = items.get(wanted.item_id)
    if item is None:
        raise fault(f"{pointer}/item_id", "not_found", msg("the plan has no such item"))
    return Change(wanted.change, item, values, pointer)


async def amend(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change], reason: str
) -> tuple[PlanAmendment, list[Change]]:
    """Keeps the amendment and makes its changes, or sets them pending. Gives it and the added doubles left out."""
    amendment = PlanAmendment(
        id=uuid7(),
        plan_id=plan.id,
        state=AMENDMENT.start,
        state_since=session.now,
        reason=reason,
        changes=[],
        proposed_by=actor.user_id,
    )
    session.add(amendment)
    await session.flush()
    doubled = await plans_changes.apply(session, plan, changes, reason=reason, amendment_id=amendment.id)
    amendment.changes = [plans_changes.before_and_after(change) for change in changes if change not in doubled]
    if not any(change.material for change in changes):
        await AMENDMENT_MOVES.make(session, amendment, "apply", parent=plan)
    await publish(session, AMENDMENT_PROPOSED, amendment, move="propose")
    return amendment, doubled


async def settle_items(session: WriteSession, at: MoveContext[PlanAmendment]) -> None:
    """What was decided is done with the items that wait for it; those that are returned by name stand as they were."""
    found = await session.scalars(
        select(PlannedContact)
        .where(PlannedContact.amendment_id == at.record.id, PlannedContact.state == ItemState.PENDING_APPROVAL)
        .order_by(PlannedContact.id)
        .with_for_update()
    )
    pending = found.all()
    approved = at.target is AmendmentState.APPROVED
    returned = _returned(at, {item.id for item in pending}) if approved else frozenset()
    for item in pending:
        await _settle(session, at.parent, item, approved=approved and item.id not in returned, reason=at.reason)
    if returned:
        at.record.changes = [
            {**change, "returned": uuid.UUID(change["item_id"]) in returned} for change in at.record.changes
        ]


def _returned(at: MoveContext[PlanAmendment], pending: Set[uuid.UUID]) -> frozenset[uuid.UUID]:
    """The items that are returned while the rest is approved. 422 for others, for all of them, or without a reason."""
    named: list[uuid.UUID] = at.body.returned_item_ids
    for index, item_id in enumerate(named):
        if item_id not in pending:
            raise fault(
                f"/returned_item_ids/{index}", "not_found", msg("no change of this item waits for the decision")
            )
    if named and pending <= set(named):
        raise fault("/returned_item_ids", "invalid_value", msg("nothing would be approved: return the amendment"))
    if named and at.reason is None:
        raise fault("/reason", "missing", msg("what is returned takes a reason"))
    return frozenset(named)


async def _facts(_session: WriteSession, at: MoveContext[PlanAmendment]) -> AmendmentFacts:
    return queries.amendment_facts(at.record, at.parent, at.actor) if at.actor else AmendmentFacts(own=False)


AMENDMENT_MOVES = Engine(AMENDMENT, PlanAmendment, time=time_in_state, facts=_facts, effects=(settle_items,))


async def decide(
    session: WriteSession,
    actor: Actor,
    plan_id: uuid.UUID,
    amendment_id: uuid.UUID,
    name: str,
    body: AmendmentDecision,
    version: int,
) -> PlanAmendment:
    """Approves or returns a pending amendment; its items follow. 404, 412, 409, 403, 422 for a reason."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_READ, lock=True)
    amendment = await session.scalar(
        select(PlanAmendment)
        .where(PlanAmendment.id == amendment_id, PlanAmendment.plan_id == plan.id)
        .with_for_update()
    )
    if amendment is None:
        raise NotFound()
    held = await queries.rights(session, actor, plan)
    await AMENDMENT_MOVES.make(
        session,
        amendment,
        name,
        actor=actor,
        may=lambda code: held[Permission(code)],
        body=body,
        version=version,
        parent=plan,
    )
    return amendment


async def _settle(
    session: WriteSession, plan: ContactPlan, item: PlannedContact, *, approved: bool, reason: str | None
) -> None:
    """What becomes of one pending item: its change is made, or it stands as it was before."""
    proposed = dict(item.proposed or {})
    kind = ChangeKind(proposed.pop("change"))
    gone = ChangeKind.REMOVE if approved else ChangeKind.ADD
    if kind is gone:
        await service.ITEM_MOVES.make_all(session, [item], "drop", reason=reason)
        return
    if not approved or kind is ChangeKind.ADD:
        move = "approve_change" if approved else "return_change"
        await service.ITEM_MOVES.make_all(session, [item], move, reason=reason)
        return
    kept = AmendmentUpdate.model_validate({"change": kind, "item_id": item.id, **proposed})
    values = kept.model_dump(exclude={"change", "item_id"})
    change = Change(kind, item, values)
    change.reasons = {name: values[name] for name in REASONS if name in values}
    if {"due_on", "due_at"} & values.keys():
        change.window = due_window(item.zone, values.get("due_on"), values.get("due_at"))
        if change.moves_date:
            await plans_changes.reschedule(session, plan, change, reason, move="approve_new_date")
            return
    kept_values = {name: values[name] for name in (*plans_changes.FIELDS, *REASONS) if name in values}
    await service.ITEM_MOVES.make_all(session, [item], "approve_change", given={"values": kept_values}, reason=reason)


# Planning contacts and changing planned ones, one by one or in bulk.


DOUBLE = Fault("", "duplicate_item", msg("the same contact by the same method is planned for that day already"))
MOVES: dict[str, tuple[ChangeKind, tuple[str, ...]]] = {
    "reassign": (ChangeKind.UPDATE, ("assignee_id",)),
    "reschedule": (ChangeKind.UPDATE, ("due_on", "due_at", "outside_hours_reason")),
    "cancel": (ChangeKind.REMOVE, ()),
}
"""The moves people make on items: what each does, and the fields it takes."""


async def add(session: WriteSession, actor: Actor, plan_id: uuid.UUID, body: PlannedContactAdd) -> uuid.UUID:
    """Plans one contact; gives its id. 404, 409 when the plan is not open or it is planned already, 422."""
    plan = await _open_plan(session, actor, plan_id, body.reason)
    change = _addition(body, {"reason"})
    faults = await plans_changes.prepare(session, actor, plan, [change])
    plans_changes.require_sound([change], faults)
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
    faults = await plans_changes.prepare(session, actor, plan, changes)
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
    plan, item = await queries.lock_item(session, actor, item_id, permission=Permission.PLAN_WRITE)
    check_version(item.version, version)
    if plans_changes.DATES & values.keys() and not plans_changes.drafting(plan):
        raise Conflict(msg("the plan runs: move the date by “reschedule”"), reason="reschedule_instead")
    return await _change(session, actor, plan, Change(ChangeKind.UPDATE, item, values), body.reason)


async def move(
    session: WriteSession, actor: Actor, item_id: uuid.UUID, name: str, body: PlannedContactMove, version: int
) -> uuid.UUID:
    """Makes a move of the item's workflow. Gives the id of the item that stands for the contact from now on: the new
    one after `reschedule`, unless that waits for approval."""
    plan, item = await queries.lock_item(session, actor, item_id, permission=Permission.PLAN_WRITE)
    at = await ITEM_MOVES.check(session, item, name, actor=actor, body=body, version=version, parent=plan)
    kind, fields = MOVES[name]
    values: dict[str, Any] = {field: at.given[field] for field in fields if at.given[field] is not None}
    if fields and not values:
        raise fault(f"/{fields[0]}", "missing", msg("“{move}” needs this field", move=ITEM.label(name)))
    return await _change(session, actor, plan, Change(kind, item, values, move=name), body.reason)


async def _open_plan(session: WriteSession, actor: Actor, plan_id: uuid.UUID, reason: str | None) -> ContactPlan:
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    plans_changes.require_reason(plan, reason)
    return plan


def _addition(item: PlannedContactCreate, besides: set[str]) -> Change:
    return Change(ChangeKind.ADD, None, item.model_dump(exclude=besides))


async def _change(
    session: WriteSession, actor: Actor, plan: ContactPlan, change: Change, reason: str | None
) -> uuid.UUID:
    plans_changes.require_reason(plan, reason)
    faults = await plans_changes.prepare(session, actor, plan, [change])
    plans_changes.require_sound([change], faults)
    await session.set_reason(reason)
    await _make(session, actor, plan, [change], reason)
    assert change.result_id is not None
    return change.result_id


async def _make(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change], reason: str | None
) -> list[Change]:
    """Makes the changes, as an amendment where the plan is approved. Gives the doubles left out."""
    if not plans_changes.amends(plan):
        return await plans_changes.apply(session, plan, changes, reason=reason)
    assert reason is not None
    _, doubled = await amend(session, actor, plan, changes, reason)
    return doubled


def _result(index: int, change: Change, faults: Sequence[Fault]) -> PlannedContactResult:
    if faults:
        errors = [ProblemFault.model_validate(found.document()) for found in faults]
        return PlannedContactResult(index=index, status="refused", id=None, errors=errors)
    status = "pending_approval" if change.material else "planned"
    return PlannedContactResult(index=index, status=status, id=change.result_id, errors=[])


# A planned contact as an iCalendar file (RFC 5545), for the calendar of who makes it (RV-6).


APPOINTMENT = timedelta(hours=1)
MEDIA_TYPE = "text/calendar; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def calendar_file(item: PlannedContactRead, now: datetime) -> str:
    """The file's text; a contact without an exact time fills its day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Meridian//Contact plans//EN",
        "BEGIN:VEVENT",
        f"UID:{item.id}@meridian",
        f"SEQUENCE:{item.version}",
        f"DTSTAMP:{_instant(now)}",
        *_when(item),
        f"SUMMARY:{_text(f'{item.customer_name}: {item.aim}')}",
        *([f"LOCATION:{_text(item.place)}"] if item.place else []),
        *([f"DESCRIPTION:{_text(item.materials)}"] if item.materials else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _when(item: PlannedContactRead) -> list[str]:
    if item.due_at is None:
        return [
            f"DTSTART;VALUE=DATE:{_date(item.due_on)}",
            f"DTEND;VALUE=DATE:{_date(item.due_on + timedelta(days=1))}",
        ]
    return [f"DTSTART:{_instant(item.due_at)}", f"DTEND:{_instant(item.due_at + APPOINTMENT)}"]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _date(day: date) -> str:
    return day.strftime("%Y%m%d")


def _text(value: str) -> str:
    return value.replace("\r", "").translate(_ESCAPES)


def _folded(line: str) -> str:
    """No line is longer than 75 octets; its continuation begins with a space."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts)
