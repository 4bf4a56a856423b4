"""Reads events by their positions, and which life of the database they are of."""

from typing import Any, NamedTuple

import orjson
from sqlalchemy import Row, select, text

from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.kernel.db.session import Session
from meridian.kernel.events.models import Event, EventOrder
from meridian.stream.rules import Item, Position, mark

_EVENTS = (
    select(
        EventOrder.position,
        Event.id,
        Event.type,
        Event.at,
        Event.actor_id,
        Event.subject_type,
        Event.subject_id,
        Event.subject_version,
        Event.customer_id,
        Event.audience_user_id,
        Event.permission,
        Event.data,
    )
    .join(Event, Event.id == EventOrder.event_id)
    .order_by(EventOrder.position)
)
# Another server, another timeline (a promotion, a restore to a point in time) or another database on the same server:
# what a client of the one has seen may not have happened in the other.
_LIFE = text(
    "SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),"
    " left(pg_walfile_name(pg_current_wal_lsn()), 8), d.oid) FROM pg_database d WHERE d.datname = current_database()"
)
_LAST = select(EventOrder.position, EventOrder.event_id).order_by(EventOrder.position.desc()).limit(1)


class Batch(NamedTuple):
    """The events after a place; lost: that place is not one of this life of the database, and nothing was read."""

    items: list[Item]
    lost: bool = False


async def life(session: Session) -> str:
    """Names the life of the database that the session speaks to: it changes where its past may have changed."""
    found: str = (await session.execute(_LIFE)).scalar_one()
    return found


async def now(session: Session) -> Position:
    """The place after every event that has a position."""
    last = (await session.execute(_LAST)).one_or_none()
    number, event_id = (last.position, last.event_id) if last is not None else (0, None)
    return Position(number, mark(await life(session), event_id))


async def next_items(session: Session, after: Position, *, batch: int) -> Batch:
    """Up to `batch` events after a place."""
    alive = await life(session)
    if not await _is_of(session, alive, after):
        return Batch([], lost=True)
    found = _EVENTS.where(EventOrder.position > after.number)
    return Batch(await _items(session, alive, (await session.execute(found.limit(batch))).all()))


async def items_between(session: Session, after: Position, upto: Position, *, batch: int) -> list[Item]:
    """Up to `batch` events after a place and up to another."""
    found = _EVENTS.where(EventOrder.position > after.number, EventOrder.position <= upto.number)
    return await _items(session, await life(session), (await session.execute(found.limit(batch))).all())


async def is_known(session: Session, position: Position) -> bool:
    """Whether this life of the database has sent that id."""
    return await _is_of(session, await life(session), position)


async def _is_of(session: Session, alive: str, position: Position) -> bool:
    event_id = await session.scalar(select(EventOrder.event_id).where(EventOrder.position == position.number))
    return (event_id is not None or position.number == 0) and position.mark == mark(alive, event_id)


async def _items(session: Session, alive: str, rows: Any) -> list[Item]:
    facts = await CUSTOMER_VISIBILITY.facts(session, {row.customer_id for row in rows if row.customer_id is not None})
    return [_item(alive, row, facts.get(row.customer_id)) for row in rows]


def _item(alive: str, row: Row[Any], customer: Any) -> Item:
    position = Position(row.position, mark(alive, row.id))
    envelope = {
        "id": str(position),
        "type": row.type,
        "at": row.at,
        "actor_id": row.actor_id,
        "subject_type": row.subject_type,
        "subject_id": row.subject_id,
        "subject_version": row.subject_version,
        "customer_id": row.customer_id,
        "data": row.data,
    }
    data = orjson.dumps(envelope, default=str, option=orjson.OPT_UTC_Z)  # str: asyncpg has UUIDs of its own
    frame = b"id: %b\nevent: %b\ndata: %b\n\n" % (str(position).encode(), row.type.encode(), data)
    return Item(position, row.type, row.customer_id, row.audience_user_id, row.permission, customer, frame)
