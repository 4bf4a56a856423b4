"""Which rows and columns an export holds: the customers its requester sees, by the filter, masked as for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Text, func, literal, null, select
from sqlalchemy import cast as sql_cast

from meridian.customers import listing_custom
from meridian.customers.models import Customer
from meridian.customers.queries import listed, visible_to
from meridian.exports.catalogue import CATALOGUE, Column
from meridian.exports.cells import guarded
from meridian.exports.rules import ExportFormat
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import Session
from meridian.kernel.listing import ListQuery, SearchBody, filtered


async def understood(session: Session, selection: Mapping[str, Any] | None) -> ListQuery:
    """The filter of the search twin; `InvalidListing` names each fault below `/filter`."""
    return await listing_custom.understood(session, SearchBody.model_construct(filter=selection))


def matching(statement: Select[Any], actor: Actor, query: ListQuery) -> Select[Any]:
    """`statement` over customers, narrowed to what the list shows the actor and what they may export."""
    statement = filtered(listed(statement, actor, query), query, masked=actor.masked)
    if actor.scope(Permission.EXPORT_RUN) == actor.scope(Permission.CUSTOMER_READ):
        return statement
    return statement.where(visible_to(actor, Permission.EXPORT_RUN))


async def count(session: Session, actor: Actor, query: ListQuery) -> int:
    """How many customers it is now."""
    rows = matching(select(Customer.id), actor, query).subquery()
    return int(await session.scalar(select(func.count()).select_from(rows)) or 0)


def chosen(keys: Sequence[str]) -> list[Column]:
    return [CATALOGUE[key] for key in keys]


def masked_of(columns: Sequence[Column], actor: Actor) -> list[str]:
    """The columns whose values are hidden from the actor."""
    return [column.key for column in columns if column.group in actor.masked]


def rows(actor: Actor, query: ListQuery, columns: Sequence[Column], mark: str, kind: ExportFormat) -> Select[Any]:
    """The file's rows as text, oldest customer first, each ending in the mark.

    The inner order keeps the planner from folding the two SELECTs, which would compute each cell several times.
    """
    masked = masked_of(columns, actor)
    cells = [
        (sql_cast(null(), Text) if column.key in masked else column.expression).label(column.key) for column in columns
    ]
    inner = matching(select(*cells), actor, query).order_by(Customer.id).subquery()
    shown = [
        guarded(inner.c[column.key]) if column.free and kind is ExportFormat.CSV else inner.c[column.key]
        for column in columns
    ]
    return select(*shown, literal(mark, Text).label("mark")).select_from(inner)


def headings(columns: Sequence[Column], actor: Actor, watermark: str) -> list[str]:
    masked = masked_of(columns, actor)
    return [*(column.heading(actor.locale, masked=column.key in masked) for column in columns), watermark]
