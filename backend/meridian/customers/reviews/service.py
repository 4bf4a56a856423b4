"""Giving out and attesting reviews (CR-7, MC-5); whether data was entered in time (CR-4, MC-6)."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from meridian.calendars.queries import KEPT, calendar_of, today
from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.working_time import NoWorkingTimeError, add_working, add_working_days
from meridian.customers import queries
from meridian.customers.events import REVIEW_ATTESTED, REVIEWS_ASSIGNED
from meridian.customers.models import Customer, CustomerReview, ImportantChange
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import About, publish
from meridian.kernel.history.models import History
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, NotFound, fault
from meridian.policies.definitions.customers import (
    CUSTOMER_ENTRY_HOURS,
    CUSTOMER_REVIEW_DAYS,
    IMPORTANT_CHANGE_WORKING_DAYS,
)
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies

# The complete review every customer's file gets in each cycle, attested by a person (CR-7, MC-5).


LEAD = timedelta(days=7)
"""A review is given out this long before the cycle ends, at most half a cycle, so that it can be done in time."""

FILE = ("customer", "contact", "phone", "email", "messaging_id", "need", "installed_product", "customer_order")
"""The tables a customer's file consists of: people's changes to them during a review are its corrections."""


async def attest(session: WriteSession, actor: Actor, review_id: uuid.UUID, attestation: str) -> None:
    """Done: the actor says in words what was checked; corrections made meanwhile are counted. 409 when done before."""
    customer_id = await session.scalar(select(CustomerReview.customer_id).where(CustomerReview.id == review_id))
    if customer_id is None:
        raise NotFound()
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    review = (await session.scalars(select(CustomerReview).where(CustomerReview.id == review_id))).one()
    if review.done_at is not None:
        raise Conflict(msg("this review has been done"), reason="done")
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
    await publish(session, REVIEW_ATTESTED, customer, corrections=review.corrections)


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
            person = About(owner.owner_id)
            await publish(session, REVIEWS_ASSIGNED, person, count=owner.reviews, due_on=owner.due_on)
    return sum(owner.reviews for owner in owners)


# Whether data was entered in time, in the working time of the department that owes it (CR-4, MC-6).


async def entered_late(
    session: WriteSession, department_id: uuid.UUID, obtained_at: datetime, policies: Policies
) -> bool:
    """Whether a customer obtained then is entered late now (CR-4); 422 when obtained in the future."""
    _refuse_future(obtained_at, session.now, "/obtained_at")
    allowed = timedelta(hours=policies.get(CUSTOMER_ENTRY_HOURS))
    calendar = await _calendar(session, department_id)
    return _is_late(session.now, lambda: add_working(calendar, obtained_at, allowed))[1]


async def note_important_change(
    session: WriteSession,
    customer: Customer,
    fields: Collection[str],
    learned_at: datetime | None,
    policies: Policies,
) -> None:
    """Keeps that important fields changed, and whether later than policy allows (MC-6); 422 when learned in future."""
    learned = learned_at or session.now
    _refuse_future(learned, session.now, "/learned_at")
    due, late = await important_change_due(session, customer.department_id, learned, policies)
    session.add(
        ImportantChange(
            customer_id=customer.id,
            fields=list(fields),
            learned_at=learned,
            entered_at=session.now,
            due_at=due,
            late=late,
            actor_id=session.actor_id,
        )
    )


async def important_change_due(
    session: WriteSession, department_id: uuid.UUID, learned: datetime, policies: Policies
) -> tuple[datetime | None, bool]:
    """When an important change learned then has to be entered by, and whether that is past (MC-6)."""
    calendar = await _calendar(session, department_id)
    days = policies.get(IMPORTANT_CHANGE_WORKING_DAYS)
    return _is_late(session.now, lambda: add_working_days(calendar, learned, days))


def _is_late(now: datetime, deadline: Callable[[], datetime | None]) -> tuple[datetime | None, bool]:
    """The deadline and whether it has passed. A department that never works has none, and is never late."""
    try:
        due = deadline()
    except NoWorkingTimeError:
        due = None
    return due, due is not None and now > due


async def _calendar(session: WriteSession, department_id: uuid.UUID) -> WorkingCalendar:
    return calendar_of(await KEPT.get(session), department_id)


def _refuse_future(moment: datetime, now: datetime, pointer: str) -> None:
    if moment > now:
        raise fault(pointer, "future", msg("must not lie in the future"))
