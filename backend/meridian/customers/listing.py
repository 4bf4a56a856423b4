"""The list of customers: what it offers to filter and sort by, and what a row shows."""

from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select

from meridian.customers import search
from meridian.customers.codes import Category, Channel, Grade, IntentLevel, SourceChannel, Verification, ZoneState
from meridian.customers.fields import ABOUT
from meridian.customers.models import Customer, Email, ExternalId, Phone
from meridian.customers.models_care import OptOut
from meridian.customers.schemas import CustomerLine
from meridian.kernel.listing import Field, ListSpec


def _field(name: str, column: Any, kind: Any, **options: Any) -> Field:
    """A field that means what it means in the record."""
    description, example = ABOUT[name]
    return Field(name, column, kind, **{"description": description, "example": example, **options})


CUSTOMERS = ListSpec(
    "customers",
    fields=(
        Field(
            "q",
            None,
            "search",
            description="Part of a name, two Chinese characters being enough, last digits of a phone, an email, a"
            " website; best matches first",
            example="海尔",
            compile=search.condition,
            tiers=search.tiers,
            mask_aware=True,
        ),
        _field("name", Customer.name, "text", sortable=True),
        _field("country", Customer.country, "code"),
        _field("city", Customer.city, "text"),
        _field("market_id", Customer.market_id, "uuid"),
        _field("industry", Customer.industry, "text"),
        _field("zone", Customer.zone, "code"),
        _field("zone_state", Customer.zone_state, "code", choices=ZoneState),
        _field("source_channel", Customer.source_channel, "code", choices=SourceChannel),
        _field("category", Customer.category, "code", choices=Category),
        _field("is_key", Customer.is_key, "boolean"),
        _field("grade", Customer.grade, "code", choices=Grade, sortable=True),
        _field("intent_level", Customer.intent_level, "code", choices=IntentLevel),
        _field("owner_id", Customer.owner_id, "uuid"),
        _field("team_id", Customer.team_id, "uuid"),
        _field("department_id", Customer.department_id, "uuid"),
        _field("verification", Customer.verification, "code", choices=Verification),
        _field("completeness", Customer.completeness, "integer", sortable=True),
        _field("entered_late", Customer.entered_late, "boolean"),
        _field("do_not_call", Customer.do_not_call, "boolean"),
        _field(
            "expected_annual_sales", Customer.expected_annual_sales_amount, "money", sensitive="budget", example="80000"
        ),
        _field("reviewed_at", Customer.reviewed_at, "instant"),
        _field("last_contact_at", Customer.last_contact_at, "instant", sortable=True),
        _field("next_contact_at", Customer.next_contact_at, "instant", sortable=True),
        _field("last_order_on", Customer.last_order_on, "date"),
        _field("created_at", Customer.created_at, "instant", sortable=True),
        _field("updated_at", Customer.updated_at, "instant"),
        Field(
            "opted_out",
            OptOut.channel,
            "code",
            choices=Channel,
            description="A channel that the company or anybody there refuses",
            example="email",
            within=lambda condition: (
                select(OptOut.id)
                .where(OptOut.customer_id == Customer.id, OptOut.lifted_at.is_(None), condition)
                .exists()
            ),
        ),
        Field(
            "external_source",
            ExternalId.source,
            "code",
            description="System in which the customer has an id",
            example="erp",
            within=lambda condition: (
                select(ExternalId.id).where(ExternalId.customer_id == Customer.id, condition).exists()
            ),
        ),
        Field(
            "archived",
            None,
            "boolean",
            description="Archived customers, which are left out unless this is asked for",
            example=False,
            compile=lambda value: Customer.archived_at.is_not(None) if value else Customer.archived_at.is_(None),
        ),
    ),
    default_sort=("-created_at",),
    id_column=Customer.id,
    open_prefix="custom.",
)


def _first(model: Any, value: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    rows = select(value).where(model.customer_id == Customer.id, model.contact_id.is_(None))
    return rows.order_by(model.position).limit(1).scalar_subquery()


ROWS: Select[Any] = select(
    *(
        column
        for column in Customer.__table__.c
        if column.name in CustomerLine.model_fields  # a row shows what the client's model names
    ),
    _first(Phone, func.coalesce(Phone.e164, Phone.raw)).label("phone"),
    _first(Email, Email.address).label("email"),
)
"""The columns of a row; add the conditions."""
