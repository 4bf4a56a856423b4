"""Planning contacts and changing planned ones, singly or in bulk; as an iCalendar file (RV-6)."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, check_version, fault
from meridian.kernel.schemas import ProblemFault
from meridian.plans import changes as plans_changes
from meridian.plans import queries
from meridian.plans.amendments import service
from meridian.plans.changes import Change
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import ChangeKind
from meridian.plans.schemas import (
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
from meridian.plans.workflow import ITEM

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
    plan, item = await _load(session, actor, item_id)
    check_version(item.version, version)
    if plans_changes.DATES & values.keys() and not plans_changes.drafting(plan):
        raise Conflict(msg("the plan runs: move the date by “reschedule”"), reason="reschedule_instead")
    return await _change(session, actor, plan, Change(ChangeKind.UPDATE, item, values), body.reason)


async def move(
    session: WriteSession, actor: Actor, item_id: uuid.UUID, name: str, body: PlannedContactMove, version: int
) -> uuid.UUID:
    """Makes a move of the item's workflow. Gives the id of the item that stands for the contact from now on: the new
    one after `reschedule`, unless that waits for approval."""
    plan, item = await _load(session, actor, item_id)
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


async def _load(session: WriteSession, actor: Actor, item_id: uuid.UUID) -> tuple[ContactPlan, PlannedContact]:
    """The item and its plan, both locked, the plan first as everywhere."""
    plan = await queries.lock_plan_of(session, item_id)
    item = await queries.load_item(session, actor, item_id, permission=Permission.PLAN_WRITE)
    return plan, item


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
    _, doubled = await service.amend(session, actor, plan, changes, reason)
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
