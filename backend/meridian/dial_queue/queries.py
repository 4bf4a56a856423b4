"""What the rep has done today, whom they have, and the queue as it is read."""

import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, DateTime, Uuid, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

from meridian.calendars.queries import KEPT
from meridian.calendars.working_time import Span, worked_spans
from meridian.dial_queue import rules, waiting
from meridian.dial_queue.models import DialLease
from meridian.dial_queue.schemas import DialDay, DialEntry, DialLeaseRead, DialQueue, DialWhy
from meridian.dial_queue.waiting import Queued
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.planner.rosters.rules import StoredWeek, shift_calendar
from meridian.plans.call_times import call_times
from meridian.plans.models import PlannedContact
from meridian.plans.rules import ItemState, Method
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP, REP_REST_MINUTES_PER_HOUR
from meridian.policies.queries import snapshot
from meridian.records.models import ContactRecord

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


async def standing(session: Session, actor: Actor) -> Standing:
    """Calls made today by the actor's clock, the rest that their work owes, and when they are on duty (OT-17)."""
    policies = await snapshot(session)
    minutes = policies.get(REP_REST_MINUTES_PER_HOUR)
    asked = {
        "me": actor.user_id,
        "midnight": rules.midnight(session.now, actor.zone),
        "since": session.now - LOOKED_BACK,
    }
    row = (await session.execute(_STANDING, asked)).one()
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
    times = await call_times(session, actor)
    where = await waiting.places(session, actor)
    opened = [each for each in where if times.hours.may_be_open(each.zone, each.country, session.now)]
    several = {
        each.waiting.item_id or each.waiting.customer_id: each
        for each in (
            *await waiting.planned(session, actor, until),
            *await waiting.owed(session, actor, opened, until, SHOWN_OF_A_GRADE),
            *await waiting.owed(session, actor, where, until, SHOWN_OF_A_PLACE, by_place=True),
        )
    }
    ordered = sorted(several.values(), key=lambda each: rules.urgency(each.waiting, session.now))
    met = await waiting.obstacles(session, actor, ordered)
    lease = await running_lease(session, actor)
    if lease is not None and (lease.expires_at <= session.now or await called_at(session, lease)):
        lease = None
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
