"""Who waits in a rep's queue, and what keeps them from being called: by index, whatever the number of customers."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, Uuid, func, null, select, text

from meridian.campaigns.queries import PRIORITY
from meridian.campaigns.rules import CampaignPriority
from meridian.customers.models import Contact, Customer
from meridian.customers.rules import ContactRule
from meridian.customers.visibility import visible_to
from meridian.dial_queue import rules
from meridian.dial_queue.rules import Obstacles, Waiting
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.plans.call_times import PLACE, place_of
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import ItemState, Method, PlanState
from meridian.policies.rules import Grade, IntentLevel

MOST_PLANNED = 500
_RETRIES_KEPT = timedelta(days=9)

# Who waits: light rows by index, most of which are only looked at.


class Queued(NamedTuple):
    """Somebody of the queue as the rules see them, and the row that was read."""

    waiting: Waiting
    row: Any


_ABOUT = (
    Customer.id.label("customer_id"),
    Customer.name.label("customer_name"),
    Customer.grade,
    Customer.is_key,
    Customer.intent_level,
    Customer.contact_due_at,
    Customer.contact_due_rule,
    Customer.last_contact_at,
    PRIORITY.label("campaign_priority"),
)
_ITEM = (
    PlannedContact.id.label("item_id"),
    PlannedContact.contact_id,
    Contact.name.label("contact_name"),
    PlannedContact.due_from,
    PlannedContact.due_on,
    PlannedContact.due_at,
    PlannedContact.promised,
    PlannedContact.outside_hours_reason,
    PlannedContact.override_reason,
    PlannedContact.attempts,
    PlannedContact.aim,
    func.coalesce(PlannedContact.occasion, ContactPlan.kind, type_=PlannedContact.occasion.type).label("occasion"),
)
_NO_ITEM = tuple(null().label(column.key) for column in (*_ITEM, *PLACE[:1]) if column.key != "due_from")
WORKED_ON = (Customer.archived_at.is_(None), Customer.merged_into_id.is_(None), ~Customer.do_not_call)
"""Customers who are contacted at all; the index on what they are owed has no others."""


def _planned(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Calls of running plans that the actor is to make."""
    return (
        select(*_ITEM, *_ABOUT, *PLACE)
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .outerjoin(Contact, Contact.id == PlannedContact.contact_id)
        .where(
            PlannedContact.assignee_id == actor.user_id,
            PlannedContact.state == ItemState.PLANNED,
            PlannedContact.method == Method.PHONE,
            ContactPlan.state == PlanState.ACTIVE,
            Customer.archived_at.is_(None),
            visible_to(actor, Permission.PLAN_WRITE),
        )
        .order_by(PlannedContact.due_from, PlannedContact.id)
        .limit(MOST_PLANNED)
    )


# Whom policy owes a contact: looked for place by place, where somebody may be called.

_PLACES = text("""
WITH RECURSIVE place(zone, country) AS (
  (SELECT coalesce(zone, ''), coalesce(country, '') FROM customer
   WHERE owner_id = :me AND archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call
   ORDER BY coalesce(zone, ''), coalesce(country, '') LIMIT 1)
  UNION ALL
  SELECT following.* FROM place CROSS JOIN LATERAL (
    SELECT coalesce(zone, ''), coalesce(country, '') FROM customer
    WHERE owner_id = :me AND archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call
      AND (coalesce(zone, ''), coalesce(country, '')) > (place.zone, place.country)
    ORDER BY coalesce(zone, ''), coalesce(country, '') LIMIT 1
  ) AS following
)
SELECT nullif(zone, '') AS zone, nullif(country, '') AS country FROM place
""")
"""From one place to the next by the index on what is owed: as many steps as places, however many customers."""


_FIRST = text("""
SELECT ranked.id FROM (
  SELECT found.id, row_number() OVER (
    PARTITION BY CASE WHEN :by_place THEN place.zone || ' ' || place.country ELSE kind.is_key || graded.grade END
    ORDER BY found.next_contact_at, found.id
  ) AS rank
  FROM unnest(CAST(:zones AS text[]), CAST(:countries AS text[])) AS place(zone, country)
  CROSS JOIN unnest(ARRAY[false, true]) AS kind(is_key)
  CROSS JOIN unnest(CAST(:grades AS text[])) AS graded(grade)
  CROSS JOIN LATERAL (
    SELECT id, next_contact_at FROM customer
    WHERE owner_id = :me AND coalesce(customer.zone, '') = place.zone
      AND coalesce(customer.country, '') = place.country AND customer.is_key = kind.is_key
      AND customer.grade = graded.grade AND next_contact_at <= :until
      AND archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call
      AND NOT EXISTS (SELECT FROM planned_contact WHERE customer_id = customer.id
                      AND state IN ('planned', 'pending_approval') AND due_from <= :planned_by)
    ORDER BY next_contact_at, id LIMIT :most
  ) AS found
) AS ranked WHERE ranked.rank <= :most
""")
"""Customers in some places whom policy owes a contact by then, none being planned with them within a day: those who
have waited longest of each grade, key customers apart, or of each place."""
_first = _FIRST.columns(id=Uuid()).subquery("first")
_OWED = select(*_NO_ITEM, Customer.next_contact_at.label("due_from"), *_ABOUT, *PLACE[1:]).join(
    _first, _first.c.id == Customer.id
)


class Place(NamedTuple):
    """A zone and country that customers of the actor are in; None where it is not known."""

    zone: str | None
    country: str | None


async def places(session: Session, actor: Actor) -> list[Place]:
    """Where the actor's customers are."""
    return [Place(*row) for row in await session.execute(_PLACES, {"me": actor.user_id})]


async def planned(session: Session, actor: Actor, until: datetime) -> list[Queued]:
    """The actor's planned calls that are due by then."""
    rows = await session.execute(_planned(actor).where(PlannedContact.due_from <= until))
    return [_queued(row) for row in rows]


async def owed(
    session: Session, actor: Actor, where: Sequence[Place], until: datetime, most: int, *, by_place: bool = False
) -> list[Queued]:
    """Whom policy owes a contact by then in these places: at most so many of each grade, key customers apart, or of
    each place."""
    if not where:
        return []
    values = {
        "me": actor.user_id,
        "zones": [each.zone or "" for each in where],
        "countries": [each.country or "" for each in where],
        "grades": list(Grade),
        "until": until,
        "planned_by": session.now + rules.AHEAD,
        "most": most,
        "by_place": by_place,
    }
    return [_queued(row) for row in await session.execute(_OWED, values)]


async def item(session: Session, actor: Actor, item_id: uuid.UUID) -> Queued | None:
    """One planned call of the actor's; None when there is no such."""
    row = (await session.execute(_planned(actor).where(PlannedContact.id == item_id))).one_or_none()
    return None if row is None else _queued(row)


async def item_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Queued | None:
    """The actor's planned call with a customer that is due first, by tomorrow; None without one."""
    soon = PlannedContact.due_from <= session.now + rules.AHEAD
    theirs = _planned(actor).where(PlannedContact.customer_id == customer_id, soon)
    row = (await session.execute(theirs.limit(1))).one_or_none()
    return None if row is None else _queued(row)


async def customer(session: Session, actor: Actor, customer_id: uuid.UUID) -> Queued | None:
    """A customer that the actor may plan for, as one who is owed a contact; None outside that scope."""
    due_from = func.coalesce(Customer.next_contact_at, session.now).label("due_from")
    theirs = select(*_NO_ITEM, due_from, *_ABOUT, *PLACE[1:]).where(
        Customer.id == customer_id, *WORKED_ON, visible_to(actor, Permission.PLAN_WRITE)
    )
    row = (await session.execute(theirs)).one_or_none()
    return None if row is None else _queued(row)


def _queued(row: Any) -> Queued:
    return Queued(
        Waiting(
            customer_id=row.customer_id,
            item_id=row.item_id,
            contact_id=row.contact_id,
            place=place_of(row),
            due_from=row.due_from,
            grade=Grade(row.grade),
            is_key=row.is_key,
            intent=IntentLevel(row.intent_level),
            campaign=CampaignPriority(row.campaign_priority or CampaignPriority.USUAL),
            promised=bool(row.promised),
            at_its_minute=row.due_at is not None,
            outside_hours=row.due_at is not None and row.outside_hours_reason is not None,
            overridden=row.override_reason is not None,
            owed_at=row.contact_due_at,
            owed_by=ContactRule(row.contact_due_rule) if row.contact_due_rule else None,
        ),
        row,
    )


# What keeps them from being called: asked for those who are looked at, in one statement.

CUSTOMER_KEY = "customer:"
_OBSTACLES = text("""
SELECT
  (SELECT max(not_before) FROM dial_tally
   WHERE dial_tally.customer_id = asked.customer_id AND on_day >= :since
     AND (asked.contact_id IS NULL OR contact_id IS NULL OR contact_id = asked.contact_id)) AS retry_at,
  (SELECT max(put_aside_until) FROM dial_lease
   WHERE dial_lease.customer_id = asked.customer_id AND put_aside_until > :now) AS put_aside_until,
  (SELECT max(dial_hold.expires_at) FROM dial_hold JOIN dial_lease ON dial_lease.id = dial_hold.lease_id
   WHERE dial_hold.key = ANY(lines.numbers || ('customer:' || asked.customer_id)) AND dial_hold.expires_at > :now
     AND dial_lease.user_id <> :me) AS held_until,
  lines.numbers,
  EXISTS (SELECT FROM customer WHERE id = asked.customer_id AND do_not_call)
    OR EXISTS (SELECT FROM contact WHERE id = asked.contact_id AND do_not_call)
    OR EXISTS (SELECT FROM opt_out WHERE opt_out.customer_id = asked.customer_id AND channel = 'phone'
               AND lifted_at IS NULL AND (opt_out.contact_id IS NULL OR opt_out.contact_id = asked.contact_id))
    OR EXISTS (SELECT FROM refused_channels(asked.customer_id, asked.contact_id) AS refused(channel)
               WHERE refused.channel = 'phone') AS refused
FROM unnest(CAST(:customers AS uuid[]), CAST(:contacts AS uuid[])) WITH ORDINALITY
  AS asked(customer_id, contact_id, place)
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT e164 ORDER BY e164), '{}') AS numbers FROM phone
  WHERE phone.customer_id = asked.customer_id AND e164 IS NOT NULL AND wrong_since IS NULL
) AS lines
ORDER BY asked.place
""")


async def obstacles(session: Session, actor: Actor, several: Sequence[Queued]) -> list[Obstacles]:
    """What keeps each of them from being called, in order."""
    if not several:
        return []
    found = await session.execute(
        _OBSTACLES,
        {
            "customers": [each.waiting.customer_id for each in several],
            "contacts": [each.waiting.contact_id for each in several],
            "since": rules.local_day(session.now - _RETRIES_KEPT, "UTC"),
            "now": session.now,
            "me": actor.user_id,
        },
    )
    return [
        Obstacles(row.retry_at, row.put_aside_until, row.held_until, tuple(row.numbers), row.refused) for row in found
    ]
