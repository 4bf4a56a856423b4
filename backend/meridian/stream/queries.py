"""Reads events in their order, only below the oldest running transaction: nothing is overtaken, nothing skipped."""

from typing import Any, NamedTuple

import orjson
from sqlalchemy import Row, exists, func, literal, select, text

from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.kernel.db.session import Session
from meridian.kernel.events.models import Event
from meridian.stream.rules import Item, Position

_SETTLED = text("xid < pg_snapshot_xmin(pg_current_snapshot())")
_AFTER = text("(xid, seq) > (CAST(CAST(:xid AS text) AS xid8), :seq)")
_UPTO = text("(xid, seq) <= (CAST(CAST(:upto_xid AS text) AS xid8), :upto_seq)")
_EVENTS = select(
    Event.xid,
    Event.seq,
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
).order_by(Event.xid, Event.seq)
_NEXT = _EVENTS.where(_AFTER, _SETTLED)
_BETWEEN = _EVENTS.where(_AFTER, _UPTO)
_MORE = select(exists().where(_AFTER).select_from(Event))
_NOW = text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")
_KNOWN = text(
    "SELECT CASE WHEN CAST(:seq AS bigint) = 0"
    " THEN CAST(CAST(:xid AS text) AS xid8) <= pg_snapshot_xmin(pg_current_snapshot())"
    " ELSE EXISTS (SELECT FROM event WHERE xid = CAST(CAST(:xid AS text) AS xid8) AND seq = :seq) END"
)


class Batch(NamedTuple):
    """more: there are events that could not be read yet, because an older transaction still ran."""

    items: list[Item]
    more: bool


async def now(session: Session) -> Position:
    """The place after everything that is settled."""
    return Position((await session.execute(_NOW)).scalar_one(), 0)


async def next_items(session: Session, after: Position, *, batch: int) -> Batch:
    """Up to `batch` settled events after a place."""
    rows = (await session.execute(_NEXT.limit(batch), _bound(after))).all()
    more = not rows and (await session.execute(_MORE, _bound(after))).scalar_one()
    return Batch(await _items(session, rows), more)


async def items_between(session: Session, after: Position, upto: Position, *, batch: int) -> list[Item]:
    """Up to `batch` events after a place and up to another."""
    bound = {**_bound(after), "upto_xid": str(upto.xid), "upto_seq": upto.seq}
    return await _items(session, (await session.execute(_BETWEEN.limit(batch), bound)).all())


async def is_known(session: Session, position: Position) -> bool:
    """Whether this database has sent that id and still knows it."""
    return bool((await session.execute(_KNOWN, _bound(position))).scalar_one())


async def how_many(session: Session, after: Position, upto: Position, *, most: int) -> int:
    """How many events lie between two places, counted up to `most`."""
    bound = {**_bound(after), "upto_xid": str(upto.xid), "upto_seq": upto.seq}
    some = select(literal(1)).select_from(Event).where(_AFTER, _UPTO).limit(most).subquery()
    return (await session.execute(select(func.count()).select_from(some), bound)).scalar_one()


def _bound(position: Position) -> dict[str, Any]:
    return {"xid": str(position.xid), "seq": position.seq}


async def _items(session: Session, rows: Any) -> list[Item]:
    facts = await CUSTOMER_VISIBILITY.facts(session, {row.customer_id for row in rows if row.customer_id is not None})
    return [_item(row, facts.get(row.customer_id)) for row in rows]


def _item(row: Row[Any], customer: Any) -> Item:
    position = Position(int(row.xid), row.seq)
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
