"""Making changes of a plan's items.

While a plan is being drafted its items change freely. Once it runs, a new date makes a new item that points back. In an
approved revisit plan material changes wait for approval, the changed items only; the rest goes on (RV-5).
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from meridian.kernel.batch import Batch
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Conflict
from meridian.plans import writing
from meridian.plans.changes import Change, candidate_of, drafting
from meridian.plans.codes import ChangeKind, ItemState
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import DueWindow


async def apply(
    session: WriteSession,
    plan: ContactPlan,
    changes: Sequence[Change],
    *,
    reason: str | None,
    amendment_id: uuid.UUID | None = None,
) -> list[Change]:
    """Makes the changes that need no approval and sets the others pending. Gives those refused as doubles: only added
    items can be; a change of an existing one that would double another is a 409."""
    waiting = [change for change in changes if change.material]
    at_once = [change for change in changes if not change.material]
    doubled = await _add(session, plan, changes, amendment_id)
    for change in at_once:
        if change.kind is ChangeKind.UPDATE:
            await _update(session, plan, change, reason)
    await _remove(session, at_once, reason)
    await _set_pending(session, waiting, amendment_id, reason)
    await session.flush()
    return doubled


async def _add(
    session: WriteSession, plan: ContactPlan, changes: Sequence[Change], amendment_id: uuid.UUID | None
) -> list[Change]:
    added = [change for change in changes if change.kind is ChangeKind.ADD]
    rows = []
    for change in added:
        assert change.window is not None
        pending = {
            "state": ItemState.PENDING_APPROVAL,
            "amendment_id": amendment_id,
            "proposed": {"change": ChangeKind.ADD},
        }
        texts = {name: change.values.get(name) for name in ("aim", "place", "materials")}
        row = writing.new_item(
            session, plan.id, candidate_of(change, plan), change.window, **texts, **(pending if change.material else {})
        )
        change.result_id = row["id"]
        rows.append(row)
    written = await writing.insert_items(session, rows)
    return [change for change in added if change.result_id not in written]


async def _update(session: WriteSession, plan: ContactPlan, change: Change, reason: str | None) -> None:
    item = change.item
    assert item is not None
    change.result_id = item.id
    if change.moves_date and (change.move or not drafting(plan)):
        change.result_id = await reschedule(session, plan, change, reason, move=change.move or "reschedule")
        return
    batch, spent = Batch(), await writing.time_spent(session, [item])
    writing.tell(batch, session, item, change.move, item.state, reason, spent=spent)
    assign(item, change.values, change.window if change.moves_date or drafting(plan) else None)
    await session.flush()
    await batch.write(session)


def assign(item: PlannedContact, values: Mapping[str, Any], window: DueWindow | None) -> None:
    """Sets the fields that changed, and the dates when a window is given."""
    for name in ("contact_id", "assignee_id", "method", "aim", "place", "materials"):
        if name in values:
            setattr(item, name, values[name])
    if window is not None:
        item.zone, item.due_on, item.due_at = window.zone, window.due_on, window.due_at
        item.due_from, item.missed_after = window.due_from, window.missed_after


async def reschedule(
    session: WriteSession, plan: ContactPlan, change: Change, reason: str | None, *, move: str
) -> uuid.UUID:
    """Closes the item and plans the same contact for its new date; the new item points back. Gives its id."""
    item = change.item
    assert item is not None
    assert change.window is not None
    texts = {name: change.values.get(name, getattr(item, name)) for name in ("aim", "place", "materials")}
    candidate = candidate_of(change, plan)
    await writing.close(
        session, [item], moves={ItemState(item.state): move}, state=ItemState.RESCHEDULED, reason=reason
    )
    row = writing.new_item(session, plan.id, candidate, change.window, **texts, previous_id=item.id)
    if not await writing.insert_items(session, [row]):
        raise Conflict("the same contact is planned for that day already", reason="duplicate_item")
    new_id: uuid.UUID = row["id"]
    return new_id


async def _remove(session: WriteSession, changes: Sequence[Change], reason: str | None) -> None:
    removed = [change for change in changes if change.kind is ChangeKind.REMOVE]
    items = []
    for change in removed:
        assert change.item is not None
        change.result_id = change.item.id
        items.append(change.item)
    await writing.close(session, items, moves={ItemState.PLANNED: "cancel"}, state=ItemState.CANCELLED, reason=reason)


async def _set_pending(
    session: WriteSession, changes: Sequence[Change], amendment_id: uuid.UUID | None, reason: str | None
) -> None:
    items = [change.item for change in changes if change.item is not None]
    batch, spent = Batch(), await writing.time_spent(session, items)
    for change in changes:
        item = change.item
        if item is None:
            continue
        change.result_id = item.id
        writing.tell(batch, session, item, "amend", ItemState.PENDING_APPROVAL, reason, spent=spent)
        item.state, item.state_since = ItemState.PENDING_APPROVAL, session.now
        item.amendment_id = amendment_id
        item.proposed = {"change": change.kind, **_plain(change.values)}
    await session.flush()
    await batch.write(session)


def _plain(values: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in values.items() if name != "reason"}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def before_and_after(change: Change) -> dict[str, Any]:
    """The change as an amendment keeps it."""
    item = change.item
    after = _plain(change.values)
    before = {name: _text(getattr(item, name)) for name in after if hasattr(item, name)} if item is not None else {}
    return {
        "item_id": str(change.result_id),
        "change": change.kind,
        "material": change.material,
        "before": before,
        "after": {} if change.kind is ChangeKind.REMOVE else after,
    }
