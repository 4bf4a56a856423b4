"""Giving a rep whom to call, so that nobody else is given the same; skipping somebody (OT-10, OT-17)."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from uuid_utils.compat import uuid7

from meridian.call_hours.rules import CallHours, call_hours
from meridian.dial_queue import queries, rules
from meridian.dial_queue.models import DialLease
from meridian.dial_queue.queries import Lease, Place, Queued
from meridian.dial_queue.rules import LeaseEnding, Obstacles
from meridian.dial_queue.schemas import DialNext, DialSkip
from meridian.identity.actor import Actor
from meridian.kernel.db.compiled import Slot, carry_out
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import in_words, msg
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import Conflict, NotFound
from meridian.plans import changes
from meridian.plans.rules import (
    Assignee,
    Candidate,
    CustomerFacts,
    Facts,
    Method,
    Refusals,
    clock_of,
    verdict,
)
from meridian.plans.service import insert_items, new_item
from meridian.policies.definitions.calling import MAX_ATTEMPTS_PER_CONTACT_PER_DAY, OUTSIDE_HOURS_CALLS
from meridian.policies.queries import snapshot
from meridian.records.effects import running_plan

LOOKED_AT = 12
"""How many are asked about at once."""
FEW, ALL = 12, 20_000
"""Of whom policy owes a contact, how many of each grade: at first, and where those are held or out of reach."""
FEW_OF_A_PLACE = 3
OWED_AIM = msg("Keep in touch")


class Given(NamedTuple):
    """Whom a rep was given."""

    lease: Lease
    queued: Queued


async def give_next(session: WriteSession, actor: Actor, body: DialNext) -> Given:
    """Gives the actor the best customer who may be called now, or whom they chose by hand.

    Whom they have already and have not called is given again, for longer. 404 for whom they chose outside their scope,
    409 `off_duty`, `daily_cap_reached`, `rest_owed`, `nobody_callable` with `until`, and `held_by_colleague` for whom
    they chose.
    """
    await one_at_a_time(session, f"dial_queue:{actor.user_id}")
    running = await _running(session, actor)
    if body.item_id is not None or body.customer_id is not None:
        return await _give_chosen(session, actor, body, running)
    if running is not None and (again := await queries.item(session, actor, running.item_id)) is not None:
        return Given(await _renew(session, running), again)
    if running is not None:
        await _end(session, running.id, LeaseEnding.GIVEN_BACK)
    plan_id = await _require_rested(session, actor)
    hours = call_hours(await snapshot(session))
    where = await queries.places(session, actor)
    opened = [
        each
        for each in where
        if body.zone in (None, each.zone) and hours.may_be_open(each.zone, each.country, session.now)
    ]
    planned = await queries.planned(session, actor, session.now)
    for most in (FEW, ALL):
        owed = await queries.owed(session, actor, opened, session.now, most)
        several = _in_order([*planned, *owed], hours, session.now, body.zone)
        given = await _first(session, actor, several, hours, plan_id)
        if given is not None:
            return given
        if len(owed) < most:
            break
    raise await _nobody(session, actor, hours, where)


_MINE = Prepared(
    lambda _: (
        select(DialLease.id, DialLease.item_id, DialLease.ended_at)
        .where(DialLease.id == Slot("lease"), DialLease.user_id == Slot("me"))
        .with_for_update()
    )
)


async def skip(session: WriteSession, actor: Actor, body: DialSkip) -> None:
    """Puts whom the actor was given aside, until the other part of their day. 404 for a lease of somebody else, 409
    when it is over."""
    lease = await _MINE.first(session, me=actor.user_id, lease=body.lease_id)
    if lease is None:
        raise NotFound()
    if lease.ended_at is not None:
        raise Conflict(msg("this lease is over"), reason="lease_over")
    hours = call_hours(await snapshot(session))
    found = await queries.item(session, actor, lease.item_id)
    until = found and hours.next_open_in_other_part(found.waiting.place, session.now, session.now)
    aside: dict[str, Any] = {"reason": body.reason, "note": body.note, "aside": until or session.now + rules.HOUR}
    await _end(session, lease.id, LeaseEnding.SKIPPED, **aside)


async def _running(session: WriteSession, actor: Actor) -> Lease | None:
    """Whom the actor has and has not called; a lease that is over is closed."""
    lease, called_at = await queries.running(session, actor, lock=True) or (None, None)
    if lease is None:
        return None
    if called_at is not None:
        await _end(session, lease.id, LeaseEnding.CALLED, called_at)
        return None
    if lease.expires_at <= session.now:
        await _end(session, lease.id, LeaseEnding.EXPIRED, lease.expires_at)
        return None
    return lease


_END = """
WITH ended AS (
  UPDATE dial_lease SET ended_at = :at, ending = :ending, skip_reason = :reason, skip_note = :note,
    put_aside_until = :aside
  WHERE id = :lease
)
DELETE FROM dial_hold WHERE lease_id = :lease
"""
_RENEW = """
WITH renewed AS (UPDATE dial_lease SET expires_at = :until WHERE id = :lease)
UPDATE dial_hold SET expires_at = :until WHERE lease_id = :lease
"""
_WENT_ON = {"reason": None, "note": None, "aside": None}


async def _end(
    session: WriteSession, lease_id: uuid.UUID, ending: LeaseEnding, at: datetime | None = None, **aside: Any
) -> None:
    given = {"lease": lease_id, "at": at or session.now, "ending": ending, **_WENT_ON, **aside}
    await carry_out(session, _END, **given)


async def _renew(session: WriteSession, lease: Lease) -> Lease:
    renewed = lease._replace(expires_at=session.now + rules.LEASE)
    await carry_out(session, _RENEW, lease=lease.id, until=renewed.expires_at)
    return renewed


async def _require_rested(session: WriteSession, actor: Actor) -> uuid.UUID | None:
    """409 when the actor is off by their roster, has made the day's calls, or owes themselves a pause (OT-17). Gives
    the plan of theirs that runs."""
    day, plan_id = await queries.standing(session, actor)
    if day.shift_from is not None:
        detail = msg("you are off duty; your shift begins {at}", at=clock_of(day.shift_from, actor.zone))
        raise Conflict(detail, reason="off_duty", until=_told(day.shift_from))
    if day.calls_made >= day.daily_call_cap:
        until = rules.midnight(session.now, actor.zone, days=1)
        detail = msg(
            "{count} calls today are as many as there may be; on from {until}",
            count=day.calls_made,
            until=clock_of(until, actor.zone),
        )
        raise Conflict(detail, reason="daily_cap_reached", until=_told(until))
    if day.resting_until is not None:
        detail = msg(
            "an hour of calls has its pause: rest until {until}", until=clock_of(day.resting_until, actor.zone)
        )
        raise Conflict(detail, reason="rest_owed", until=_told(day.resting_until))
    return plan_id


def _told(until: datetime | None) -> str | None:
    """As problem documents tell an instant."""
    return None if until is None else until.isoformat().replace("+00:00", "Z")


async def _nobody(session: WriteSession, actor: Actor, hours: CallHours, where: Sequence[Place]) -> Conflict:
    """Says when the first may be called. Who joins sooner by the clock is asked about first, a few at a time."""
    until, now = session.now + rules.AHEAD, session.now
    several = [
        *await queries.planned(session, actor, until),
        *await queries.owed(session, actor, where, until, FEW_OF_A_PLACE, by_place=True),
    ]
    by_clock = [(rules.joins_at(each.waiting, rules.NOTHING_KNOWN, hours, now), each) for each in several]
    coming = sorted(((at, n) for n, (at, _) in enumerate(by_clock) if at is not None))
    first: datetime | None = None
    for start in range(0, len(coming), LOOKED_AT):
        some = coming[start : start + LOOKED_AT]
        if first is not None and first <= some[0][0]:
            break
        asked = [several[n] for _, n in some]
        met = await queries.obstacles(session, actor, asked)
        joins = [rules.joins_at(each.waiting, obstacle, hours, now) for each, obstacle in zip(asked, met, strict=True)]
        first = min((each for each in (first, *joins) if each is not None and each > now), default=None)
    return Conflict(msg("nobody of your queue may be called now"), reason="nobody_callable", until=_told(first))


def _in_order(several: Sequence[Queued], hours: CallHours, now: datetime, zone: str | None) -> list[Queued]:
    """Who may be called by the hour, the most urgent first."""
    right = [
        each
        for each in several
        if rules.is_callable(each.waiting, hours, now) and (zone is None or each.waiting.place.zones[:1] == (zone,))
    ]
    return sorted(right, key=lambda each: rules.urgency(each.waiting, now))


async def _first(
    session: WriteSession, actor: Actor, several: Sequence[Queued], hours: CallHours, plan_id: uuid.UUID | None
) -> Given | None:
    """The first of them whom nothing keeps from being called and nobody else has."""
    for start in range(0, len(several), LOOKED_AT):
        some = several[start : start + LOOKED_AT]
        for each, met in zip(some, await queries.obstacles(session, actor, some), strict=True):
            if rules.held_by(each.waiting, met, hours, session.now) is None:
                given = await _take(session, actor, each, met, plan_id)
                if given is not None:
                    return given
    return None


async def _give_chosen(session: WriteSession, actor: Actor, body: DialNext, running: Lease | None) -> Given:
    """Whom the actor chose, at whatever hour: a call outside is warned of where it is dialled. Whom they had is given
    back."""
    if body.item_id is not None:
        chosen = await queries.item(session, actor, body.item_id)
    else:
        assert body.customer_id is not None
        chosen = await queries.item_of(session, actor, body.customer_id)
        chosen = chosen or await queries.customer(session, actor, body.customer_id)
    if chosen is None:
        raise NotFound()
    if running is not None:
        if running.item_id == chosen.waiting.item_id:
            return Given(await _renew(session, running), chosen)
        await _end(session, running.id, LeaseEnding.GIVEN_BACK)
    (met,) = await queries.obstacles(session, actor, [chosen])
    given = None if met.held_until else await _take(session, actor, chosen, met, wait=True)
    if given is None:
        raise Conflict(msg("a colleague is calling them"), reason="held_by_colleague", until=_told(met.held_until))
    return given


# Taking somebody.

_LOCK = """
SELECT id FROM customer WHERE id = :customer AND archived_at IS NULL
  AND (CAST(:item AS uuid) IS NULL OR EXISTS (SELECT FROM planned_contact WHERE id = :item AND state = 'planned'))
FOR NO KEY UPDATE
"""
_LEASE = """
WITH lease AS (
  INSERT INTO dial_lease (id, user_id, customer_id, item_id, taken_at, expires_at)
  VALUES (:lease, :me, :customer, :item, :now, :until) RETURNING id
)
INSERT INTO dial_hold (key, lease_id, expires_at)
SELECT key, lease.id, :until FROM lease, unnest(CAST(:keys AS text[])) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET lease_id = excluded.lease_id, expires_at = excluded.expires_at
WHERE dial_hold.expires_at <= :now
RETURNING key
"""


async def _take(
    session: WriteSession,
    actor: Actor,
    chosen: Queued,
    met: Obstacles,
    plan_id: uuid.UUID | None = None,
    *,
    wait: bool = False,
) -> Given | None:
    """Leases them, by customer and by each number; None when somebody else is at it or has them. What policy owes is
    planned now, so that the call has a planned contact to close."""
    about = chosen.waiting
    locking = _LOCK if wait else _LOCK + "SKIP LOCKED"
    if not await carry_out(session, locking, customer=about.customer_id, item=about.item_id):
        return None
    async with session.savepoint() as attempt:
        item_id = about.item_id or await _plan(session, actor, chosen, met, plan_id)
        if item_id is not None:
            lease = Lease(uuid7(), item_id, about.customer_id, session.now, session.now + rules.LEASE)
            keys = [f"{queries.CUSTOMER_KEY}{about.customer_id}", *met.numbers]
            held = await carry_out(
                session,
                _LEASE,
                lease=lease.id,
                me=actor.user_id,
                customer=about.customer_id,
                item=item_id,
                now=session.now,
                until=lease.expires_at,
                keys=keys,
            )
            if len(held) == len(keys):
                return Given(lease, chosen)
        await attempt.rollback()
    return None


async def _plan(
    session: WriteSession, actor: Actor, chosen: Queued, met: Obstacles, plan_id: uuid.UUID | None
) -> uuid.UUID | None:
    """Plans the contact that policy owes, for today; None where it may not be, as with who refused or was planned just
    now. What is known of them has been read, and the customer is locked."""
    if met.refused:
        return None
    customer_id, row = chosen.waiting.customer_id, chosen.row
    policies = await snapshot(session)
    facts = Facts(
        customers={customer_id: CustomerFacts(row.customer_zone, archived=False, place=chosen.waiting.place)},
        contacts={},
        refusals={customer_id: Refusals()},
        tallies=await changes.tallies(session, [customer_id]),
        people={actor.user_id: Assignee(actor.zone, within_reach=True, customers=(customer_id,))},
        max_attempts=policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        hours=call_hours(policies),
        outside_hours=policies.get(OUTSIDE_HOURS_CALLS),
        may_override=False,
        now=session.now,
    )
    today = rules.local_day(session.now, row.customer_zone or actor.zone)
    candidate = Candidate(customer_id, None, actor.user_id, Method.PHONE, today, None)
    window, faults, reasons = verdict(candidate, facts)
    if window is None or faults:
        return None
    plan_id = plan_id or await running_plan(session, actor.user_id)
    new = new_item(session, plan_id, candidate, window, aim=in_words(OWED_AIM), **reasons)
    return next(iter(await insert_items(session, [new])), None)
