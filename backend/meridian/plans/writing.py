"""How items are written: new rows, and moves of many at once, each with its transitions and events."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from uuid_utils.compat import uuid7

from meridian.calendars.dwell import dwell
from meridian.kernel.batch import Batch
from meridian.kernel.db import WriteSession
from meridian.plans.codes import OPEN_ITEMS, ItemState
from meridian.plans.events import ITEM_EVENTS, ITEM_PLANNED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import DueWindow
from meridian.plans.verdicts import Candidate
from meridian.plans.workflows import ITEM

BATCH = 1000
Spent = Mapping[uuid.UUID, int]
"""Working seconds by item."""
_CLOSE = (
    "UPDATE planned_contact SET state = :state, state_since = :now, state_reason = :reason,"
    " proposed = NULL, amendment_id = NULL WHERE id = ANY(CAST(:ids AS uuid[])) RETURNING id"
)


def new_item(
    session: WriteSession, plan_id: uuid.UUID, candidate: Candidate, window: DueWindow, **others: Any
) -> dict[str, Any]:
    """The row of a new item; `others` are further columns."""
    return {
        "id": uuid7(),
        "plan_id": plan_id,
        "customer_id": candidate.customer_id,
        "contact_id": candidate.contact_id,
        "assignee_id": candidate.assignee_id,
        "method": candidate.method,
        "zone": window.zone,
        "due_on": window.due_on,
        "due_at": window.due_at,
        "due_from": window.due_from,
        "missed_after": window.missed_after,
        "state": ItemState.PLANNED,
        "state_since": session.now,
        "created_by": session.actor_id,
        "aim": None,
        "place": None,
        "materials": None,
        "previous_id": None,
        "origin_record_id": None,
        "amendment_id": None,
        "proposed": None,
        **others,
    }


def item_data(row: dict[str, Any]) -> dict[str, Any]:
    """What an event says of an item, from its row."""
    return {name: row[name] for name in ("plan_id", "state", "method", "due_on", "assignee_id")}


async def insert_items(session: WriteSession, rows: Sequence[dict[str, Any]]) -> set[uuid.UUID]:
    """Writes the rows, except those already planned the same (method, person, day); gives the ids of the others."""
    if not rows:
        return set()
    inserts = Batch()
    for row in rows:
        inserts.insert(PlannedContact, **row)
    inserts.if_absent(PlannedContact)
    written = {uuid.UUID(row["id"]) for row in (await inserts.write(session))["new_planned_contact"]}
    events = Batch()
    for row in rows:
        if row["id"] in written:
            events.event(
                ITEM_PLANNED,
                subject_type="planned_contact",
                subject_id=row["id"],
                customer_id=row["customer_id"],
                version=1,
                data=item_data(row),
            )
    await events.write(session)
    return written


async def time_spent(session: WriteSession, items: Iterable[PlannedContact]) -> Spent:
    """Working time of the plan's department since each item came to its state."""
    items = list(items)
    if not items:
        return {}
    plan_ids = {item.plan_id for item in items}
    owing = select(ContactPlan.id, ContactPlan.department_id).where(ContactPlan.id.in_(plan_ids))
    departments = {row.id: row.department_id for row in await session.execute(owing)}
    counting = await dwell(session)
    return {item.id: counting.seconds(departments[item.plan_id], item.state_since) for item in items}


def tell(
    batch: Batch,
    session: WriteSession,
    item: PlannedContact,
    move: str | None,
    state: str,
    reason: str | None = None,
    *,
    spent: Spent,
) -> None:
    """Adds the event of an item's change, and the transition when it is a move. To be called before the row changes."""
    if move is not None:
        batch.transition(
            session,
            workflow=ITEM.name,
            subject_type="planned_contact",
            subject_id=item.id,
            customer_id=item.customer_id,
            move=move,
            from_state=item.state,
            to_state=state,
            entered_at=item.state_since,
            working_seconds=spent[item.id],
            reason=reason,
        )
    batch.event(
        ITEM_EVENTS[ItemState(state)],
        subject_type="planned_contact",
        subject_id=item.id,
        customer_id=item.customer_id,
        version=item.version + 1,
        data={
            "plan_id": item.plan_id,
            "state": state,
            "method": item.method,
            "due_on": item.due_on,
            "assignee_id": item.assignee_id,
        },
    )


async def close_where(
    session: WriteSession,
    condition: ColumnElement[bool],
    *,
    moves: dict[ItemState, str],
    state: ItemState,
    reason: str | None,
    wait: bool = True,
) -> int:
    """Moves up to a batch of items to `state` by the move `moves` names for the state each is in. Returns how many.

    wait: whether to wait for items somebody else is changing; the clock comes back for them instead.
    """
    items = (
        await session.scalars(
            select(PlannedContact)
            .where(condition, PlannedContact.state.in_(list(moves)))
            .order_by(PlannedContact.id)
            .limit(BATCH)
            .with_for_update(of=PlannedContact, skip_locked=not wait)
        )
    ).all()
    await close(session, items, moves=moves, state=state, reason=reason)
    return len(items)


async def close(
    session: WriteSession,
    items: Iterable[PlannedContact],
    *,
    moves: dict[ItemState, str],
    state: ItemState,
    reason: str | None,
) -> None:
    """Moves these locked items to `state`, in one statement. The rows in hand are stale afterwards."""
    items = list(items)
    if not items:
        return
    batch, spent = Batch(), await time_spent(session, items)
    for item in items:
        tell(batch, session, item, moves[ItemState(item.state)], state, reason, spent=spent)
    ids = [item.id for item in items]
    batch.change("closed", _CLOSE, state=state, now=session.now, reason=reason, ids=ids)
    await batch.write(session)
    for item in items:
        session.expunge(item)


async def hand_over(
    session: WriteSession, customer_id: uuid.UUID, from_user_id: uuid.UUID, to_user_id: uuid.UUID
) -> int:
    """Gives one person's open items with a customer to another. Returns how many."""
    items = (
        await session.scalars(
            select(PlannedContact)
            .where(
                PlannedContact.customer_id == customer_id,
                PlannedContact.assignee_id == from_user_id,
                PlannedContact.state.in_(OPEN_ITEMS),
            )
            .order_by(PlannedContact.id)
            .with_for_update()
        )
    ).all()
    batch, spent = Batch(), await time_spent(session, items)
    for item in items:
        move = "reassign" if item.state == ItemState.PLANNED else None
        tell(batch, session, item, move, item.state, "customer transferred", spent=spent)
        item.assignee_id = to_user_id
    await session.flush()
    await batch.write(session)
    return len(items)
