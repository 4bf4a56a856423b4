"""The history an actor may read: of customers within their scope, and of the company's own records."""

from sqlalchemy import ColumnElement, and_, or_, select

from meridian.audit.rules import READERS, masked_changes, readable
from meridian.audit.schemas import HistoryEntry
from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission, Scope
from meridian.kernel.db.session import Session
from meridian.kernel.history.models import History
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.schemas import Page

COLUMNS = tuple(name for name in HistoryEntry.model_fields if name not in ("changes", "masked_fields"))


def _touches(field: str) -> ColumnElement[bool]:
    touched: ColumnElement[bool] = History.changes.has_key(field)
    return touched


HISTORY = ListSpec(
    "history",
    fields=(
        Field("id", History.id, "uuid", sortable=True, description="The entry; newer ones sort later"),
        Field("entity", History.entity, "code", choices=tuple(READERS), description="Kind of record"),
        Field("entity_id", History.entity_id, "uuid", description="The record"),
        Field("customer_id", History.customer_id, "uuid", description="The customer it belongs to"),
        Field("actor_id", History.actor_id, "uuid", description="Who did it"),
        Field("operation", History.operation, "code", choices=("insert", "update", "delete"), description="What"),
        Field("at", History.at, "instant", description="When"),
        Field("request_id", History.request_id, "text", description="Trace id of the request"),
        Field("reason", History.reason, "text", description="Why", example="typing error"),
        Field("field", None, "code", compile=_touches, description="A field that changed", example="grade"),
    ),
    default_sort=("-id",),
    id_column=History.id,
)


def visible_history(actor: Actor) -> ColumnElement[bool]:
    """Condition on `History`. An entry is seen by those who see its customer and may read that kind of record."""
    may = readable(actor)
    return or_(
        and_(_of_visible_customers(actor), History.entity.in_(may.of_customers)),
        and_(History.customer_id.is_(None), History.entity.in_(may.of_no_customer)),
    )


def _of_visible_customers(actor: Actor) -> ColumnElement[bool]:
    both = (Permission.CUSTOMER_READ, Permission.HISTORY_READ)
    if all(actor.scope(permission) is Scope.COMPANY for permission in both):
        return History.customer_id.is_not(None)
    return History.customer_id.in_(select(Customer.id).where(*(visible_to(actor, permission) for permission in both)))


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[HistoryEntry]:
    """Entries within the actor's scope, newest first."""
    return await fetch_page(
        session,
        select(History).where(visible_history(actor)),
        HISTORY,
        query,
        scope=str(actor.principal_id),
        masked=actor.masked,
        to_row=lambda entry: _read(entry, actor),
    )


def _read(entry: History, actor: Actor) -> HistoryEntry:
    changes, hidden = masked_changes(entry.entity, entry.changes, actor.masked)
    columns = {name: getattr(entry, name) for name in COLUMNS}
    return HistoryEntry.model_validate({**columns, "changes": changes, "masked_fields": hidden})
