"""Merges as they are read: those whose remaining record the actor may merge."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select

from meridian.customers import visibility
from meridian.customers.models import Customer
from meridian.customers.rules import MONEY_FIELDS, SENSITIVE_FIELDS, Verification, fields
from meridian.duplicates.merge.row_diff import Count
from meridian.duplicates.models import CustomerMerge
from meridian.duplicates.rules import COMBINED, FIELDS, Side
from meridian.duplicates.schemas import MergeFact, MergeField, MergePreview, MergeRead, MergeRows
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Money, Page

UNDO_WITHIN = timedelta(days=1)


class Preview(NamedTuple):
    """What a merge would do: both records, where each differing field would come from, the columns that change in the
    one that stays, rows by table, and how it would stand verified."""

    own: Customer
    other: Customer
    sides: Mapping[str, Side]
    columns: Mapping[str, Any]
    rows: Sequence[Count]
    verification: Verification


MERGES = ListSpec(
    "customer_merges",
    fields=(
        Field("winner_id", CustomerMerge.winner_id, "uuid", description="The record that stayed"),
        Field("loser_id", CustomerMerge.loser_id, "uuid", description="The record that went"),
        Field("merged_by", CustomerMerge.merged_by, "uuid", description="Who merged"),
        Field("merged_at", CustomerMerge.merged_at, "instant", sortable=True, description="When it was done"),
        Field("undone_at", CustomerMerge.undone_at, "instant", description="When it was undone"),
    ),
    default_sort=("-merged_at",),
    id_column=CustomerMerge.id,
)


def _seen_by(actor: Actor) -> Select[Any]:
    columns: list[Any] = [CustomerMerge, Customer.name.label("winner_name")]
    return (
        select(*columns)
        .join(Customer, Customer.id == CustomerMerge.winner_id)
        .where(visibility.visible_to(actor, Permission.CUSTOMER_MERGE))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[MergeRead]:
    """Merges in the actor's scope, newest first."""
    return await page_of(
        session,
        actor,
        MERGES,
        query,
        lambda actor: _seen_by(actor),
        shows=MergeRead,
        to_row=lambda row: _fields(row, session.now),
    )


async def read(session: Session, actor: Actor, merge_id: uuid.UUID) -> MergeRead:
    """One merge; 404 when the record that stayed is out of the actor's scope."""
    row = (await session.execute(_seen_by(actor).where(CustomerMerge.id == merge_id))).one_or_none()
    if row is None:
        raise NotFound()
    return MergeRead.of(_fields(row, session.now), masked=actor.masked)


def _fields(row: Row[Any], now: datetime) -> dict[str, Any]:
    merge: CustomerMerge = row[0]
    columns = fields_of(merge, MergeRead)
    until = merge.merged_at + UNDO_WITHIN
    undo_until = until if merge.undone_at is None and now <= until else None
    return {**columns, "winner_name": row.winner_name, "undo_until": undo_until}


def preview_for(preview: Preview, actor: Actor) -> MergePreview:
    """A preview as its reader may see it."""
    own, other = _values(preview.own), _values(preview.other)
    return MergePreview(
        customer_id=preview.own.id,
        version=preview.own.version,
        other_id=preview.other.id,
        other_version=preview.other.version,
        fields=[_field(name, own[name], other[name], side, actor) for name, side in preview.sides.items()],
        rows=[MergeRows(**count._asdict()) for count in preview.rows],
        facts=[_fact(name, preview) for name in COMBINED if getattr(preview.own, name) != getattr(preview.other, name)],
        do_not_call=preview.own.do_not_call or preview.other.do_not_call,
        verification=preview.verification,
    )


def _fact(name: str, preview: Preview) -> MergeFact:
    own = getattr(preview.own, name)
    other, after = getattr(preview.other, name), preview.columns.get(name, own)
    return MergeFact(field=name, own=own, other=other, after=after)


def _values(customer: Customer) -> dict[str, Any]:
    """The fields that can be chosen, as the API writes them."""
    record = fields({column.key: getattr(customer, column.key) for column in Customer.__table__.c})
    money = {name: record[name] and Money.model_validate(record[name]).model_dump(mode="json") for name in MONEY_FIELDS}
    return {name: record[FIELDS[name][0]] for name in FIELDS if name not in money} | money


def _field(name: str, own: Any, other: Any, side: Side, actor: Actor) -> MergeField:
    hidden = SENSITIVE_FIELDS.get(name) in actor.masked
    return MergeField(
        field=name, own=None if hidden else own, other=None if hidden else other, side=side, hidden=hidden
    )
