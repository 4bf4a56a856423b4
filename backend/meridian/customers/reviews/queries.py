"""Every SELECT on reviews and important changes of customers' files."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from meridian.calendars.queries import today
from meridian.customers import visibility
from meridian.customers.models import Customer, CustomerReview, ImportantChange
from meridian.customers.schemas import ImportantChangeRead, ReviewRead
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.language import msg
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound, fault
from meridian.kernel.schemas import Page

# Important changes as they were entered, and how late (MC-6).


IMPORTANT_CHANGES = ListSpec(
    "important_changes",
    fields=(
        Field("customer_id", ImportantChange.customer_id, "uuid", description="The customer"),
        Field("actor_id", ImportantChange.actor_id, "uuid", person=True, description="Who entered it"),
        Field("owner_id", Customer.owner_id, "uuid", person=True, description="The customer's owner"),
        Field("team_id", Customer.team_id, "uuid", description="The owning team"),
        Field("fields", ImportantChange.fields, "text_array", description="Fields that changed", example="phones"),
        Field("late", ImportantChange.late, "boolean", description="Later than policy allows", example=True),
        Field("entered_at", ImportantChange.entered_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-entered_at",),
    id_column=ImportantChange.id,
)
CHANGE_ROWS: Select[Any] = select(*ImportantChange.__table__.c, Customer.name.label("customer_name")).join(
    Customer, Customer.id == ImportantChange.customer_id
)


async def page_of_changes(session: Session, actor: Actor, query: ListQuery) -> Page[ImportantChangeRead]:
    """Important changes of customers in the actor's scope, the newest first."""
    return await page_of(
        session,
        actor,
        IMPORTANT_CHANGES,
        query,
        lambda actor: CHANGE_ROWS.where(visibility.visible_to(actor)),
        shows=ImportantChangeRead,
    )


REVIEWS = ListSpec(
    "customer_reviews",
    fields=(
        Field("customer_id", CustomerReview.customer_id, "uuid", description="The customer"),
        Field("owner_id", CustomerReview.owner_id, "uuid", person=True, description="Who owes it"),
        Field("team_id", Customer.team_id, "uuid", description="The owning team"),
        Field("due_on", CustomerReview.due_on, "date", sortable=True, description="Last day", example="2026-04-01"),
        Field("done_at", CustomerReview.done_at, "instant", sortable=True, description="When it was done"),
        Field(
            "done",
            None,
            "boolean",
            description="Whether it is done",
            example=False,
            compile=lambda value: CustomerReview.done_at.is_not(None) if value else CustomerReview.done_at.is_(None),
        ),
    ),
    default_sort=("due_on",),
    id_column=CustomerReview.id,
    extra_params=("overdue",),
)
OVERDUE = {
    "name": "overdue",
    "in": "query",
    "required": False,
    "description": "Only those not done by their last day (`true`), or only the others (`false`).",
    "schema": {"type": "boolean"},
    "example": True,
}
ROWS: Select[Any] = select(*CustomerReview.__table__.c, Customer.name.label("customer_name")).join(
    Customer, Customer.id == CustomerReview.customer_id
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ReviewRead]:
    """Reviews of customers in the actor's scope, the most urgent first; nobody owes those of archived customers."""
    date_now = await today(session)
    overdue = query.extra.get("overdue")
    if overdue not in (None, ("true",), ("false",)):
        raise fault("/query/overdue", "invalid_value", msg("must be true or false"))
    return await page_of(
        session,
        actor,
        REVIEWS,
        query,
        _owed,
        overdue,
        shows=ReviewRead,
        to_row=lambda row: _review_fields(row, date_now),
        date_now=date_now,
    )


def _owed(actor: Actor, overdue: tuple[str, ...] | None, *, date_now: date) -> Select[Any]:
    owed = or_(CustomerReview.done_at.is_not(None), Customer.archived_at.is_(None))
    statement = ROWS.where(visibility.visible_to(actor), Customer.merged_into_id.is_(None), owed)
    late = CustomerReview.done_at.is_(None) & (CustomerReview.due_on < date_now)
    return statement if overdue is None else statement.where(late if overdue == ("true",) else ~late)


def _review_fields(row: Any, date_now: date) -> dict[str, Any]:
    overdue = row.done_at is None and row.due_on < date_now
    return {**row._asdict(), "overdue": overdue}


async def read(session: Session, actor: Actor, review_id: uuid.UUID) -> ReviewRead:
    """One review; 404 when its customer is outside the actor's scope."""
    found = await session.execute(ROWS.where(CustomerReview.id == review_id, visibility.visible_to(actor)))
    row = found.one_or_none()
    if row is None:
        raise NotFound()
    return ReviewRead.of(_review_fields(row, await today(session)), masked=actor.masked)
