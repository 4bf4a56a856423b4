"""Rows of people's data that a person or program reads page after page, counted by the hour and told (CR-10)."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, text

from meridian.customers.models import RowsRead
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Database, Session
from meridian.kernel.listing import ListQuery
from meridian.kernel.openapi.problems import ROWS_READ
from meridian.policies.definitions.control import EXPORT_APPROVAL_ROWS, EXPORT_WINDOW_DAYS
from meridian.policies.queries import snapshot

SCREENFUL = 100
"""So many rows of a list's beginning are looked at, not taken along: they do not count."""
_ADD = text("""
INSERT INTO rows_read (user_id, hour, rows) VALUES (:user_id, date_trunc('hour', CAST(:now AS timestamptz)), :rows)
ON CONFLICT (user_id, hour) DO UPDATE SET rows = rows_read.rows + excluded.rows
""")


class Window(NamedTuple):
    """The limit on one person's rows, the days it holds for, and since when rows count."""

    limit: int
    days: int
    since: datetime


async def window(session: Session) -> Window:
    """As policy has it now."""
    policies = await snapshot(session)
    days = policies.get(EXPORT_WINDOW_DAYS)
    return Window(policies.get(EXPORT_APPROVAL_ROWS), days, session.now - timedelta(days=days))


async def rows_read(session: Session, user_id: uuid.UUID, since: datetime) -> int:
    """How many rows the person has read page after page since then."""
    total = select(func.coalesce(func.sum(RowsRead.rows), 0)).where(RowsRead.user_id == user_id, RowsRead.hour > since)
    return int((await session.execute(total)).scalar_one())


async def count(db: Database, actor: Actor, query: ListQuery, rows: int) -> Mapping[str, str]:
    """Counts a page beyond a list's first, or larger than a screenful; the header that tells the total and the limit.

    Nothing for a list's beginning.
    """
    if query.cursor is None and query.limit <= SCREENFUL:
        return {}
    async with db.write(actor_id=actor.user_id) as session:
        await session.execute(_ADD, {"user_id": actor.user_id, "now": session.now, "rows": rows})
        limit, days, since = await window(session)
        total = await rows_read(session, actor.user_id, since)
    return {ROWS_READ: f"{total};limit={limit};days={days}"}
