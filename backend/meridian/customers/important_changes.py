"""Important changes as they were entered, and how late (MC-6)."""

from typing import Any

from sqlalchemy import Select, select

from meridian.customers import queries
from meridian.customers.models import Customer
from meridian.customers.models_care import ImportantChange
from meridian.customers.schemas_care import ImportantChangeRead
from meridian.identity.actor import Actor
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.schemas import Page

IMPORTANT_CHANGES = ListSpec(
    "important_changes",
    fields=(
        Field("customer_id", ImportantChange.customer_id, "uuid", description="The customer"),
        Field("actor_id", ImportantChange.actor_id, "uuid", description="Who entered it"),
        Field("owner_id", Customer.owner_id, "uuid", description="The customer's owner"),
        Field("team_id", Customer.team_id, "uuid", description="The owning team"),
        Field("fields", ImportantChange.fields, "text_array", description="Fields that changed", example="phones"),
        Field("late", ImportantChange.late, "boolean", description="Later than policy allows", example=True),
        Field("entered_at", ImportantChange.entered_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-entered_at",),
    id_column=ImportantChange.id,
)
ROWS: Select[Any] = select(*ImportantChange.__table__.c, Customer.name.label("customer_name")).join(
    Customer, Customer.id == ImportantChange.customer_id
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ImportantChangeRead]:
    """Important changes of customers in the actor's scope, the newest first."""
    return await fetch_page(
        session,
        ROWS.where(queries.visible_to(actor)),
        IMPORTANT_CHANGES,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: ImportantChangeRead.of(row._asdict(), masked=actor.masked),
    )
