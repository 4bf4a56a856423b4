"""The history an actor may read: of customers within their scope, and of the company's own records."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import outerjoin

from meridian.audit.rules import READERS, masked_changes, readable
from meridian.audit.schemas import HistoryEntry
from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, all_of, any_of, one_of, such, through
from meridian.kernel.db.session import Session
from meridian.kernel.history.models import History
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.schemas import Page


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
        Field("actor_id", History.actor_id, "uuid", person=True, description="Who did it"),
        Field("operation", History.operation, "code", choices=("insert", "update", "delete"), description="What"),
        Field("at", History.at, "instant", description="When"),
        Field("request_id", History.request_id, "text", description="Trace id of the request"),
        Field("reason", History.reason, "text", description="Why", example="typing error"),
        Field("field", None, "code", compile=_touches, description="A field that changed", example="grade"),
    ),
    default_sort=("-id",),
    id_column=History.id,
)


HISTORY_VISIBILITY = Visibility(
    History.id,
    Permission.HISTORY_READ,
    any_of(
        all_of(
            through(
                CUSTOMER_VISIBILITY,
                "customer",
                Permission.CUSTOMER_READ,
                Permission.HISTORY_READ,
                column=History.customer_id,
            ),
            one_of(History.entity, lambda actor: readable(actor).of_customers),
        ),
        all_of(
            such("of_no_customer", History.customer_id.is_(None)),
            one_of(History.entity, lambda actor: readable(actor).of_no_customer),
        ),
    ),
    outerjoin(History, Customer, Customer.id == History.customer_id),
)
"""An entry is seen by those who see its customer and may read that kind of record."""


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[HistoryEntry]:
    """Entries within the actor's scope, newest first."""
    return await page_of(
        session,
        actor,
        HISTORY,
        query,
        lambda actor: select(*columns_of(History, HistoryEntry)).where(HISTORY_VISIBILITY.visible_to(actor)),
        shows=HistoryEntry,
        adds=lambda entry: _adds(entry, actor),
        of=actor.principal_id,
    )


def _adds(entry: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    changes, hidden = masked_changes(entry["entity"], entry["changes"], actor.masked)
    return {"changes": orjson.Fragment(orjson.dumps(changes)), "masked_fields": hidden}  # in the model's shape already
