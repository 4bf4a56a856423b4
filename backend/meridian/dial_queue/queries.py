"""Who waits in a rep's queue and what keeps them from being called; the rep's day; the queue as it is read."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, DateTime, Select, Uuid, column, func, literal, null, select, text
from sqlalchemy.dialects.postgresql import JSONB

from meridian.calendars.queries import KEPT
from meridian.calendars.working_time import Span, worked_spans
from meridian.campaigns.queries import PRIORITY
from meridian.campaigns.rules import CampaignPriority
from meridian.customers.models import Contact, Customer
from meridian.customers.rules import ContactRule
from meridian.customers.visibility import visible_to
from meridian.dial_queue import rules
from meridian.dial_queue.models import DialLease
from meridian.dial_queue.rules import Obstacles, Waiting
from meridian.dial_queue.schemas import DialDay, DialEntry, DialLeaseRead, DialQueue, DialWhy
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing.statements import Prepared
from meridian.planner.rosters.rules import StoredWeek, shift_calendar
from meridian.plans.call_times import PLACE, call_times, place_of
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import ItemState, Method, PlanState
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP, REP_REST_MINUTES_PER_HOUR
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, IntentLevel
from meridian.records.models import ContactRecord

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


_DUE = Prepared(lambda actor: _planned(actor).where(PlannedContact.due_from <= Slot("until")))
_ITEM_BY_ID = Prepared(lambda actor: _planned(actor).where(PlannedContact.id == Slot("item")))
_ITEM_OF = Prepared(
    lambda actor: (
        _planned(actor)
        .where(PlannedContact.customer_id == Slot("customer"), PlannedContact.due_from <= Slot("until"))
        .limit(1)
    )
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
""").columns(column("zone"), column("country"))
"""From one place to the next by the index on what is owed: as many steps as places, however many customers."""
_STEPS = Prepared(lambda _: _PLACES)

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
_OWED = Prepared(
    lambda _: select(*_NO_ITEM, Customer.next_contact_at.label("due_from"), *_ABOUT, *PLACE[1:]).join(
        _first, _first.c.id == Customer.id
    )
)
_BY_ID = Prepared(
    lambda actor: select(
        *_NO_ITEM,
        func.coalesce(Customer.next_contact_at, literal(Slot("now"), Customer.next_contact_at.type)).label("due_from"),
        *_ABOUT,
        *PLACE[1:],
    ).where(Customer.id == Slot("customer"), *WORKED_ON, visible_to(actor, Permission.PLAN_WRITE))
)


class Place(NamedTuple):
    """A zone and country that customers of the actor are in; None where it is not known."""

    zone: str | None
    country: str | None


async def places(session: Session, actor: Actor) -> list[Place]:
    """Where the actor's customers are."""
    return [Place(*row) for row in await _STEPS.rows(session, me=actor.user_id)]


async def planned(session: Session, actor: Actor, until: datetime) -> list[Queued]:
    """The actor's planned calls that are due by then."""
    return [_queued(row) for row in await _DUE.rows(session, actor, until=until)]


async def owed(
    session: Session, actor: Actor, where: Sequence[Place], until: datetime, most: int, *, by_place: bool = False
) -> list[Queued]:
    """Whom policy owes a contact by then in these places: at most so many of each grade, key customers apart, or of
    each place."""
    if not where:
        return []
    found = await _OWED.rows(
        session,
        me=actor.user_id,
        zones=[each.zone or "" for each in where],
        countries=[each.country or "" for each in where],
        grades=list(Grade),
        until=until,
        planned_by=session.now + rules.AHEAD,
        most=most,
        by_place=by_place,
    )
    return [_queued(row) for row in found]


async def item(session: Session, actor: Actor, item_id: uuid.UUID) -> Queued | None:
    """One planned call of the actor's; None when there is no such."""
    row = await _ITEM_BY_ID.first(session, actor, item=item_id)
    return None if row is None else _queued(row)


async def item_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Queued | None:
    """The actor's planned call with a customer that is due first, by tomorrow; None without one."""
    row = await _ITEM_OF.first(session, actor, customer=customer_id, until=session.now + rules.AHEAD)
    return None if row is None else _queued(row)


async def customer(session: Session, actor: Actor, customer_id: uuid.UUID) -> Queued | None:
    """A customer that the actor may plan for, as one who is owed a contact; None outside that scope."""
    row = await _BY_ID.first(session, actor, customer=customer_id, now=session.now)
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
""").columns(*map(column, ("retry_at", "put_aside_until", "held_until", "numbers", "refused")))
_MET = Prepared(lambda _: _OBSTACLES)


async def obstacles(session: Session, actor: Actor, several: Sequence[Queued]) -> list[Obstacles]:
    """What keeps each of them from being called, in order."""
    if not several:
        return []
    found = await _MET.rows(
        session,
        customers=[each.waiting.customer_id for each in several],
        contacts=[each.waiting.contact_id for each in several],
        since=rules.local_day(session.now - _RETRIES_KEPT, "UTC"),
        now=session.now,
        me=actor.user_id,
    )
    return [
        Obstacles(row.retry_at, row.put_aside_until, row.held_until, tuple(row.numbers), row.refused) for row in found
    ]


SHOWN_OF_A_GRADE, SHOWN_OF_A_PLACE = 40, 8
"""How many of whom policy owes a contact the queue looks at: who is open, and who waits."""
SHOWN = 200
LOOKED_BACK = timedelta(hours=6)
"""How far back work is looked at for the rest it owes."""
SHIFTS_AHEAD = timedelta(days=60)

# The rep's day.


class Standing(NamedTuple):
    """How a rep's day stands. running_plan_id: of their standing follow-up plan, if there is one."""

    day: DialDay
    running_plan_id: uuid.UUID | None


_STANDING = text("""
SELECT work.begun, work.ended, calls.made AS calls_made, calls.connected AS calls_connected, calls.talk_seconds,
  (SELECT jsonb_build_array(weekly, exceptions, keeps_holidays) FROM roster WHERE user_id = :me) AS roster,
  (SELECT id FROM contact_plan WHERE owner_id = :me AND standing AND state = 'active') AS running_plan_id
FROM (
  SELECT coalesce(array_agg(begun), '{}') AS begun, coalesce(array_agg(ended), '{}') AS ended FROM (
    SELECT started_at, coalesce(ended_at, started_at + make_interval(secs => coalesce(talk_seconds, 0)))
    FROM contact_record WHERE author_id = :me AND method = 'phone' AND started_at >= :since
    UNION ALL
    SELECT taken_at, CASE WHEN ended_at IS NULL OR ending = 'expired' THEN taken_at ELSE ended_at END
    FROM dial_lease WHERE user_id = :me AND taken_at >= :since
  ) AS span(begun, ended)
) AS work, (
  SELECT count(*) FILTER (WHERE direction = 'outbound') AS made,
         count(*) FILTER (WHERE direction = 'outbound' AND reached) AS connected,
         coalesce(sum(talk_seconds), 0) AS talk_seconds
  FROM contact_record WHERE author_id = :me AND method = 'phone' AND started_at >= :midnight
) AS calls
""").columns(
    begun=ARRAY(DateTime(timezone=True)),
    ended=ARRAY(DateTime(timezone=True)),
    calls_made=BigInteger(),
    calls_connected=BigInteger(),
    talk_seconds=BigInteger(),
    roster=JSONB(),
    running_plan_id=Uuid(),
)
"""Work: calls, and from being given somebody to what came of it."""
_TODAY = Prepared(lambda _: _STANDING)


async def standing(session: Session, actor: Actor) -> Standing:
    """Calls made today by the actor's clock, the rest that their work owes, and when they are on duty (OT-17)."""
    policies = await snapshot(session)
    minutes = policies.get(REP_REST_MINUTES_PER_HOUR)
    midnight = rules.midnight(session.now, actor.zone)
    row = await _TODAY.first(session, me=actor.user_id, midnight=midnight, since=session.now - LOOKED_BACK)
    work = [Span(*span) for span in zip(row.begun, row.ended, strict=True)]
    day = DialDay(
        calls_made=row.calls_made,
        calls_connected=row.calls_connected,
        talk_seconds=row.talk_seconds,
        daily_call_cap=policies.get(REP_DAILY_CALL_CAP),
        rest_minutes_per_hour=minutes,
        rest_from=rules.rest_from(work, session.now, minutes),
        resting_until=rules.rest_until(work, session.now, minutes),
        shift_from=None if row.roster is None else await _shift_from(session, actor, StoredWeek(*row.roster)),
    )
    return Standing(day, row.running_plan_id)


async def _shift_from(session: Session, actor: Actor, week: StoredWeek) -> datetime | None:
    """When the next shift begins of an actor who has shifts of their own and is off now; None while on duty. Whoever
    has no roster goes by the customers' hours alone."""
    calendars = await KEPT.get(session)
    usual = calendars[actor.department_id if actor.department_id in calendars else None]
    calendar = shift_calendar(actor.zone, week, usual)
    shift = next(worked_spans(calendar, session.now, session.now + SHIFTS_AHEAD), None)
    begins = session.now + SHIFTS_AHEAD if shift is None else shift.start
    return begins if begins > session.now else None


# As clients read it.


class Lease(NamedTuple):
    """Whom somebody was given to call, by which planned contact, since and until when."""

    id: uuid.UUID
    item_id: uuid.UUID
    customer_id: uuid.UUID
    taken_at: datetime
    expires_at: datetime


_LEASE = tuple(getattr(DialLease, name) for name in Lease._fields)


class Running(NamedTuple):
    """Whom somebody was given last and has not done with; called_at: when what came of the call was written down, or
    the planned contact otherwise ended, None while it is to be made."""

    lease: Lease
    called_at: datetime | None


def _running() -> Select[Any]:
    logged = select(func.min(ContactRecord.created_at)).where(
        ContactRecord.customer_id == DialLease.customer_id,
        ContactRecord.author_id == DialLease.user_id,
        ContactRecord.created_at >= DialLease.taken_at,
        ContactRecord.method == Method.PHONE,
    )
    over = select(PlannedContact.state_since).where(
        PlannedContact.id == DialLease.item_id, PlannedContact.state != ItemState.PLANNED
    )
    called_at = func.coalesce(logged.scalar_subquery(), over.scalar_subquery()).label("called_at")
    return (
        select(*_LEASE, called_at)
        .where(DialLease.user_id == Slot("me"), DialLease.ended_at.is_(None))
        .order_by(DialLease.taken_at.desc())
        .limit(1)
    )


_RUNNING = Prepared(lambda _: _running())
_LOCKED = Prepared(lambda _: _running().with_for_update(of=DialLease))


async def running(session: Session, actor: Actor, *, lock: bool = False) -> Running | None:
    """Whom the actor was given last and has not done with; expired ones too."""
    row = await (_LOCKED if lock else _RUNNING).first(session, me=actor.user_id)
    return None if row is None else Running(Lease(*row[:-1]), row.called_at)


async def queue(session: Session, actor: Actor) -> DialQueue:
    """The whole queue: who may be called now, in order, and who joins within a day or is held."""
    until = session.now + rules.AHEAD
    times = await call_times(session, actor)
    where = await places(session, actor)
    opened = [each for each in where if times.hours.may_be_open(each.zone, each.country, session.now)]
    several = {
        each.waiting.item_id or each.waiting.customer_id: each
        for each in (
            *await planned(session, actor, until),
            *await owed(session, actor, opened, until, SHOWN_OF_A_GRADE),
            *await owed(session, actor, where, until, SHOWN_OF_A_PLACE, by_place=True),
        )
    }
    ordered = sorted(several.values(), key=lambda each: rules.urgency(each.waiting, session.now))
    met = await obstacles(session, actor, ordered)
    given = await running(session, actor)
    lease = None if given is None or given.called_at or given.lease.expires_at <= session.now else given.lease
    now: list[DialEntry] = []
    later: list[DialEntry] = []
    for each, obstacle in zip(ordered, met, strict=True):
        held = rules.held_by(each.waiting, obstacle, times.hours, session.now)
        joins = rules.joins_at(each.waiting, obstacle, times.hours, session.now) if held else None
        entry = _entry(each, held, joins, times.read(each.row), session.now)
        (later if held else now).append(entry)
    later.sort(key=lambda entry: (entry.joins_at is None, entry.joins_at or session.now))
    return DialQueue(
        day=(await standing(session, actor)).day,
        lease=None if lease is None else DialLeaseRead.model_validate(lease),
        now=now[:SHOWN],
        later=later[:SHOWN],
    )


def _entry(each: Queued, held: Any, joins: datetime | None, time: Any, now: datetime) -> DialEntry:
    found, row = each
    return DialEntry(
        customer_id=found.customer_id,
        customer_name=row.customer_name,
        item_id=found.item_id,
        contact_id=found.contact_id,
        contact_name=row.contact_name,
        grade=found.grade,
        is_key=found.is_key,
        intent_level=found.intent,
        country=row.customer_country,
        city=row.customer_city,
        zone=time.zone,
        call_time=time,
        why=why(each, now),
        held=held,
        joins_at=joins,
    )


def why(each: Queued, now: datetime) -> DialWhy:
    """Why they stand in the queue."""
    found, row = each
    return DialWhy(
        kind=found.why,
        due_from=found.due_from,
        due_on=row.due_on,
        aim=row.aim,
        occasion=row.occasion,
        rule=found.owed_by,
        owed_at=found.owed_at,
        days_overdue=found.days_overdue(now),
        last_contact_at=row.last_contact_at,
        attempts=row.attempts or 0,
    )
