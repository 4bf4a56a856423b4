"""The complete review every customer's file gets in each cycle, attested by a person (CR-7, MC-5)."""

import uuid
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select, text

from meridian.calendars.queries import calendar_for
from meridian.customers import queries
from meridian.customers.announcing import announce
from meridian.customers.events import REVIEW_ATTESTED, REVIEWS_ASSIGNED
from meridian.customers.models import Customer
from meridian.customers.models_care import CustomerReview
from meridian.customers.schemas_care import ReviewRead
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.events import emit
from meridian.kernel.history import History
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import Conflict, NotFound, fault
from meridian.kernel.schemas import Page
from meridian.policies.definitions import CUSTOMER_REVIEW_DAYS
from meridian.policies.queries import snapshot

LEAD = timedelta(days=7)
"""A review is given out this long before the cycle ends, at most half a cycle, so that it can be done in time."""

FILE = ("customer", "contact", "phone", "email", "messaging_id", "need", "installed_product", "customer_order")
"""The tables a customer's file consists of: people's changes to them during a review are its corrections."""

REVIEWS = ListSpec(
    "customer_reviews",
    fields=(
        Field("customer_id", CustomerReview.customer_id, "uuid", description="The customer"),
        Field("owner_id", CustomerReview.owner_id, "uuid", description="Who owes it"),
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


async def today(session: Session) -> date:
    """The company's date."""
    company = await calendar_for(session, None)
    return session.now.astimezone(ZoneInfo(company.zone)).date()


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ReviewRead]:
    """Reviews of customers in the actor's scope, the most urgent first; nobody owes those of archived customers."""
    owed = or_(CustomerReview.done_at.is_not(None), Customer.archived_at.is_(None))
    statement = ROWS.where(queries.visible_to(actor), Customer.merged_into_id.is_(None), owed)
    date_now = await today(session)
    overdue = CustomerReview.done_at.is_(None) & (CustomerReview.due_on < date_now)
    match query.extra.get("overdue"):
        case None:
            pass
        case ("true",):
            statement = statement.where(overdue)
        case ("false",):
            statement = statement.where(~overdue)
        case _:
            raise fault("/query/overdue", "invalid_value", "must be true or false")
    return await fetch_page(
        session,
        statement,
        REVIEWS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: _shown(row, date_now, actor),
    )


def _shown(row: Any, date_now: date, actor: Actor) -> ReviewRead:
    overdue = row.done_at is None and row.due_on < date_now
    return ReviewRead.of({**row._asdict(), "overdue": overdue}, masked=actor.masked)


async def read(session: Session, actor: Actor, review_id: uuid.UUID) -> ReviewRead:
    """One review; 404 when its customer is outside the actor's scope."""
    found = await session.execute(ROWS.where(CustomerReview.id == review_id, queries.visible_to(actor)))
    row = found.one_or_none()
    if row is None:
        raise NotFound()
    return _shown(row, await today(session), actor)


async def attest(session: WriteSession, actor: Actor, review_id: uuid.UUID, attestation: str) -> None:
    """Done: the actor says in words what was checked; corrections made meanwhile are counted. 409 when done before."""
    customer_id = await session.scalar(select(CustomerReview.customer_id).where(CustomerReview.id == review_id))
    if customer_id is None:
        raise NotFound()
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    review = (await session.scalars(select(CustomerReview).where(CustomerReview.id == review_id))).one()
    if review.done_at is not None:
        raise Conflict("this review has been done", reason="done")
    corrections = await session.scalar(
        select(func.count()).where(
            History.customer_id == customer.id,
            History.entity.in_(FILE),
            History.at >= review.created_at,
            History.actor_id.is_not(None),
        )
    )
    review.done_at, review.done_by, review.attestation = session.now, actor.user_id, attestation
    review.corrections = corrections or 0
    customer.reviewed_at = session.now
    await announce(session, REVIEW_ATTESTED, customer, {"corrections": review.corrections})


_ASSIGN = text("""
WITH company AS (
  SELECT zone FROM working_calendar WHERE department_id IS NULL
), due AS (
  SELECT customer.id AS customer_id, owner_id, CAST(:days AS integer)
         + CAST(coalesce(reviewed_at, customer.created_at) AT TIME ZONE company.zone AS date) AS due_on
    FROM customer, company
   WHERE archived_at IS NULL AND merged_into_id IS NULL
), given AS (
  INSERT INTO customer_review (customer_id, owner_id, due_on)
  SELECT customer_id, owner_id, greatest(due_on, CAST(:today AS date)) FROM due WHERE due_on <= CAST(:until AS date)
  ON CONFLICT (customer_id) WHERE done_at IS NULL DO NOTHING
  RETURNING owner_id, due_on
)
SELECT owner_id, count(*) AS reviews, min(due_on) AS due_on FROM given GROUP BY owner_id
""")


async def assign_due(session: WriteSession) -> int:
    """Gives out the reviews whose cycle ends soon, in one statement, and tells each owner once. Safe to repeat."""
    days = (await snapshot(session)).get(CUSTOMER_REVIEW_DAYS)
    date_now = await today(session)
    until = date_now + min(LEAD, timedelta(days=days // 2))
    values = {"days": days, "today": date_now, "until": until}
    owners = (await session.execute(_ASSIGN, values)).all()
    for owner in owners:
        if owner.owner_id is not None:
            await emit(
                session,
                REVIEWS_ASSIGNED,
                subject_type="user",
                subject_id=owner.owner_id,
                audience_user_id=owner.owner_id,
                data={"count": owner.reviews, "due_on": owner.due_on},
            )
    return sum(owner.reviews for owner in owners)
