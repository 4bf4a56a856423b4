"""The statements behind what clients read of customers: one round trip a record, no query per row."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from meridian.customers import rules
from meridian.customers.models import Contact, Customer, Email, ExternalId, MessagingId, Phone

HIDDEN = frozenset({"name_key", "name_terms", "website_domain", "merged_into_id"})
REACH_COLUMNS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "phones": (Phone, ("id", "raw", "e164", "extension", "country", "kind", "label")),
    "emails": (Email, ("id", "address", "label")),
    "messaging": (MessagingId, ("id", "service", "handle", "label")),
}


def gathered(model: Any, names: tuple[str, ...], condition: ColumnElement[bool], order: Any) -> ColumnElement[Any]:
    """The rows of `model` that meet `condition`, as one JSON array."""
    pairs = [part for name in names for part in (name, getattr(model, name))]
    rows = func.jsonb_agg(aggregate_order_by(func.jsonb_build_object(*pairs), order))
    empty = func.jsonb_build_array(type_=JSONB)
    return select(func.coalesce(rows, empty, type_=JSONB)).where(condition).scalar_subquery()


def reach(owner: InstrumentedAttribute[Any], *, of_contact: bool) -> list[ColumnElement[Any]]:
    """Columns `phones`, `emails` and `messaging` of the customer or contact whose id `owner` is."""
    return [
        gathered(
            model,
            names,
            model.contact_id == owner if of_contact else and_(model.customer_id == owner, model.contact_id.is_(None)),
            model.position,
        ).label(name)
        for name, (model, names) in REACH_COLUMNS.items()
    ]


def _any(model: Any, *conditions: SQLColumnExpression[bool]) -> ColumnElement[bool]:
    return exists().where(model.customer_id == Customer.id, *conditions)


PRESENCE: tuple[ColumnElement[Any], ...] = (
    _any(Phone).label("has_phone"),
    _any(Email).label("has_email"),
    _any(Contact, Contact.active).label("has_contact"),
    _any(Contact, Contact.active, Contact.role == "decision_maker").label("has_decision_maker"),
)
RECORD: Select[Any] = select(
    *(column for column in Customer.__table__.c if column.name not in HIDDEN),
    *reach(Customer.id, of_contact=False),
    gathered(ExternalId, ("source", "value"), ExternalId.customer_id == Customer.id, ExternalId.source).label(
        "external_ids"
    ),
    *PRESENCE,
)
"""The whole record; add the condition on `Customer`."""


def record(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row of `RECORD` as the API's fields."""
    return rules.fields(columns) | {"missing": rules.completeness(columns).missing}
