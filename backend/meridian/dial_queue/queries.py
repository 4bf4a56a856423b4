"""Who waits in a rep's queue, what keeps them from being called, what the rep has done today."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, exists, func, null, or_, select, text, union_all

from meridian.calendars.working_time import Span
from meridian.customers.models import Contact, Customer
from meridian.customers.rules import ContactRule, IntentLevel
from meridian.customers.visibility import visible_to
from meridian.dial_queue import rules
from meridian.dial_queue.models import DialLease
from meridian.dial_queue.rules import LeaseEnding, Obstacles, Waiting
from meridian.dial_queue.schemas import DialDay, DialEntry, DialLeaseRead, DialQueue, DialWhy
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.plans.call_times import PLACE, call_times, place_of
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import OPEN_ITEMS, ItemState, Method, PlanState
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP, REP_REST_MINUTES_PER_HOUR
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade
from meridian.records.models import ContactRecord
from meridian.records.rules import Direction

MOST_PLANNED = 500
MOST_OWED = 60
"""Of each grade, at first; all of them where those are closed or held."""
ALL_OWED = 20_000
SHOWN = 200
LOOKED_BACK = timedelta(hours=6)
"""How far back work is looked at for the rest it owes."""
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


def _owed(actor: Actor, now: datetime, until: datetime, most: int) -> Select[*tuple[Any, ...]]:
    """Customers of the actor that policy owes a contact by then and that none is planned with: of each grade those who
    have waited longest."""
    is_planned = exists().where(
        PlannedContact.customer_id == Customer.id,
        PlannedContact.state.in_(OPEN_ITEMS),
        PlannedContact.due_from <= now + rules.AHEAD,
    )
    by_grade = [
        select(Customer.id)
        .where(
            Customer.owner_id == actor.user_id,
            Customer.grade == grade,
            Customer.next_contact_at <= until,
            *WORKED_ON,
            ~is_planned,
        )
        .order_by(Customer.next_contact_at, Customer.id)
        .limit(most)
        .subquery()
        for grade in Grade
    ]
    theirs = union_all(*(select(each.c.id) for each in by_grade)).subquery()
    return select(*_NO_ITEM, Customer.next_contact_at.label("due_from"), *_ABOUT, *PLACE[1:]).join(
        theirs, theirs.c.id == Customer.id
    )


async def planned(session: Session, actor: Actor, until: datetime) -> list[Queued]:
    """The actor's planned calls that are due by then."""
    rows = await session.execute(_planned(actor).where(PlannedContact.due_from <= until))
    return [_queued(row) for row in rows]


async def owed(session: Session, actor: Actor, until: datetime, most: int) -> list[Queued]:
    """Whom policy owes a contact by then, of each grade at most so many."""
    return [_queued(row) for row in await session.execute(_owed(actor, session.now, until, most))]


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
            "since": (session.now - _RETRIES_KEPT).date(),
            "now": session.now,
            "me": actor.user_id,
        },
    )
    return [
        Obstacles(row.retry_at, row.put_aside_until, row.held_until, tuple(row.numbers), row.refused) for row in found
    ]


# The rep's day.


async def day(session: Session, actor: Actor) -> DialDay:
    """Calls made today by the actor's clock, and the rest that their work owes (OT-17)."""
    policies = await snapshot(session)
    cap, minutes = policies.get(REP_DAILY_CALL_CAP), policies.get(REP_REST_MINUTES_PER_HOUR)
    work = await _work(session, actor)
    return DialDay(
        calls_made=await _calls_made(session, actor),
        daily_call_cap=cap,
        rest_minutes_per_hour=minutes,
        rest_from=rules.rest_from(work, session.now, minutes),
        resting_until=rules.rest_until(work, session.now, minutes),
    )


def midnight(now: datetime, actor: Actor, days: int = 0) -> datetime:
    """When the actor's day began, or a later one begins."""
    zone = ZoneInfo(actor.zone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), time.min, zone).astimezone(now.tzinfo)


async def _calls_made(session: Session, actor: Actor) -> int:
    made = select(func.count()).where(
        ContactRecord.author_id == actor.user_id,
        ContactRecord.started_at >= midnight(session.now, actor),
        ContactRecord.method == Method.PHONE,
        ContactRecord.direction == Direction.OUTBOUND,
    )
    return await session.scalar(made) or 0


async def _work(session: Session, actor: Actor) -> list[Span]:
    since = session.now - LOOKED_BACK
    ended = func.coalesce(
        ContactRecord.ended_at,
        ContactRecord.started_at + func.make_interval(0, 0, 0, 0, 0, 0, func.coalesce(ContactRecord.talk_seconds, 0)),
    )
    calls = select(ContactRecord.started_at, ended).where(
        ContactRecord.author_id == actor.user_id,
        ContactRecord.method == Method.PHONE,
        ContactRecord.started_at >= since,
    )
    idle = or_(DialLease.ended_at.is_(None), DialLease.ending == LeaseEnding.EXPIRED)
    ended_lease = case((idle, DialLease.taken_at), else_=DialLease.ended_at)
    leases = select(DialLease.taken_at, ended_lease).where(
        DialLease.user_id == actor.user_id, DialLease.taken_at >= since
    )
    return [Span(*row) for row in await session.execute(union_all(calls, leases))]


# As clients read it.


async def running_lease(session: Session, actor: Actor, *, lock: bool = False) -> DialLease | None:
    """Whom the actor was given last and has not done with; expired ones too."""
    statement = (
        select(DialLease)
        .where(DialLease.user_id == actor.user_id, DialLease.ended_at.is_(None))
        .order_by(DialLease.taken_at.desc())
        .limit(1)
    )
    found: DialLease | None = await session.scalar(statement.with_for_update() if lock else statement)
    return found


async def called_at(session: Session, lease: DialLease) -> datetime | None:
    """When what came of the call was written down, or the planned contact otherwise ended; None while it is to be
    made."""
    logged = select(func.min(ContactRecord.created_at)).where(
        ContactRecord.customer_id == lease.customer_id,
        ContactRecord.author_id == lease.user_id,
        ContactRecord.created_at >= lease.taken_at,
        ContactRecord.method == Method.PHONE,
    )
    over = select(PlannedContact.state_since).where(
        PlannedContact.id == lease.item_id, PlannedContact.state != ItemState.PLANNED
    )
    return await session.scalar(select(func.coalesce(logged.scalar_subquery(), over.scalar_subquery())))


async def queue(session: Session, actor: Actor) -> DialQueue:
    """The whole queue: who may be called now, in order, and who joins within a day or is held."""
    until = session.now + rules.AHEAD
    several = [*await planned(session, actor, until), *await owed(session, actor, until, MOST_OWED)]
    met = await obstacles(session, actor, several)
    times = await call_times(session, actor)
    lease = await running_lease(session, actor)
    if lease is not None and (lease.expires_at <= session.now or await called_at(session, lease)):
        lease = None
    now: list[DialEntry] = []
    later: list[DialEntry] = []
    for each, obstacle in sorted(
        zip(several, met, strict=True), key=lambda pair: rules.urgency(pair[0].waiting, session.now)
    ):
        held = rules.held_by(each.waiting, obstacle, times.hours, session.now)
        joins = rules.joins_at(each.waiting, obstacle, times.hours, session.now) if held else None
        entry = _entry(each, held, joins, times.read(each.row), session.now)
        (later if held else now).append(entry)
    later.sort(key=lambda entry: (entry.joins_at is None, entry.joins_at or session.now))
    return DialQueue(
        day=await day(session, actor),
        lease=None if lease is None else DialLeaseRead.model_validate(lease),
        now=now[:SHOWN],
        later=later[:SHOWN],
    )


def _entry(each: Queued, held: Any, joins: datetime | None, time: Any, now: datetime) -> DialEntry:
    waiting, row = each
    return DialEntry(
        customer_id=waiting.customer_id,
        customer_name=row.customer_name,
        item_id=waiting.item_id,
        contact_id=waiting.contact_id,
        contact_name=row.contact_name,
        grade=waiting.grade,
        is_key=waiting.is_key,
        intent_level=waiting.intent,
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
    waiting, row = each
    return DialWhy(
        kind=waiting.why,
        due_from=waiting.due_from,
        due_on=row.due_on,
        aim=row.aim,
        occasion=row.occasion,
        rule=waiting.owed_by,
        owed_at=waiting.owed_at,
        days_overdue=waiting.days_overdue(now),
        last_contact_at=row.last_contact_at,
        attempts=row.attempts or 0,
    )
