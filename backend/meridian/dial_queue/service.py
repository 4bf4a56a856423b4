"""Giving a rep whom to call, so that nobody else is given the same; skipping somebody (OT-10, OT-17)."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, text, update
from uuid_utils.compat import uuid7

from meridian.call_hours.rules import CallHours, call_hours
from meridian.customers.models import Customer
from meridian.dial_queue import queries, rules
from meridian.dial_queue.models import DialHold, DialLease
from meridian.dial_queue.queries import Queued
from meridian.dial_queue.rules import LeaseEnding, Obstacles
from meridian.dial_queue.schemas import DialNext, DialSkip
from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import Message, msg
from meridian.kernel.problems import Conflict, NotFound
from meridian.plans import changes
from meridian.plans.models import PlannedContact
from meridian.plans.rules import Candidate, ItemState, Method, clock_of
from meridian.plans.service import insert_items, new_item
from meridian.policies.queries import snapshot
from meridian.records.effects import running_plan

LOOKED_AT = 12
"""How many are asked about at once."""
OWED_AIM = "Keep in touch"


class Given(NamedTuple):
    """Whom a rep was given."""

    lease: DialLease
    queued: Queued


async def give_next(session: WriteSession, actor: Actor, body: DialNext) -> Given:
    """Gives the actor the best customer who may be called now, or whom they chose by hand.

    Whom they have already and have not called is given again, for longer. 404 for whom they chose outside their scope,
    409 `daily_cap_reached`, `rest_owed`, `nobody_callable` with `until`, and `held_by_colleague` for whom they chose.
    """
    await one_at_a_time(session, f"dial_queue:{actor.user_id}")
    running = await _running(session, actor)
    if body.item_id is not None or body.customer_id is not None:
        return await _give_chosen(session, actor, body, running)
    if running is not None and (again := await queries.item(session, actor, running.item_id)) is not None:
        await _renew(session, running)
        return Given(running, again)
    if running is not None:
        await _end(session, running, LeaseEnding.GIVEN_BACK)
    await _require_rested(session, actor)
    hours = call_hours(await snapshot(session))
    planned = await queries.planned(session, actor, session.now)
    for most in (queries.MOST_OWED, queries.ALL_OWED):
        owed = await queries.owed(session, actor, session.now, most)
        given = await _first(session, actor, _in_order([*planned, *owed], hours, session.now, body.zone), hours)
        if given is not None:
            return given
        if len(owed) < most:
            break
    raise await _nobody(session, actor, hours)


async def skip(session: WriteSession, actor: Actor, body: DialSkip) -> None:
    """Puts whom the actor was given aside, until the other part of their day. 404 for a lease of somebody else, 409
    when it is over."""
    lease = await session.scalar(
        select(DialLease).where(DialLease.id == body.lease_id, DialLease.user_id == actor.user_id).with_for_update()
    )
    if lease is None:
        raise NotFound()
    if lease.ended_at is not None:
        raise Conflict(msg("this lease is over"), reason="lease_over")
    hours = call_hours(await snapshot(session))
    found = await queries.item(session, actor, lease.item_id)
    until = found and hours.next_open_in_other_part(found.waiting.place, session.now, session.now)
    lease.skip_reason, lease.skip_note = body.reason, body.note
    lease.put_aside_until = until or session.now + rules.HOUR
    await _end(session, lease, LeaseEnding.SKIPPED)


async def _running(session: WriteSession, actor: Actor) -> DialLease | None:
    """Whom the actor has and has not called; a lease that is over is closed."""
    lease = await queries.running_lease(session, actor, lock=True)
    if lease is None:
        return None
    if (called_at := await queries.called_at(session, lease)) is not None:
        await _end(session, lease, LeaseEnding.CALLED, called_at)
        return None
    if lease.expires_at <= session.now:
        await _end(session, lease, LeaseEnding.EXPIRED, lease.expires_at)
        return None
    return lease


async def _end(session: WriteSession, lease: DialLease, ending: LeaseEnding, at: datetime | None = None) -> None:
    lease.ended_at, lease.ending = at or session.now, ending
    await session.flush()
    await session.execute(delete(DialHold).where(DialHold.lease_id == lease.id))


async def _renew(session: WriteSession, lease: DialLease) -> None:
    lease.expires_at = session.now + rules.LEASE
    await session.flush()
    await session.execute(update(DialHold).where(DialHold.lease_id == lease.id).values(expires_at=lease.expires_at))


async def _require_rested(session: WriteSession, actor: Actor) -> None:
    """409 when the actor has made the day's calls or owes themselves a pause (OT-17)."""
    day = await queries.day(session, actor)
    if day.calls_made >= day.daily_call_cap:
        until = queries.midnight(session.now, actor, days=1)
        detail = msg(
            "{count} calls today are as many as there may be; on from {until}",
            count=day.calls_made,
            until=clock_of(until, actor.zone),
        )
        raise _not_now(detail, "daily_cap_reached", until)
    if day.resting_until is not None:
        detail = msg(
            "an hour of calls has its pause: rest until {until}", until=clock_of(day.resting_until, actor.zone)
        )
        raise _not_now(detail, "rest_owed", day.resting_until)


def _not_now(detail: Message, reason: str, until: datetime | None) -> Conflict:
    said = None if until is None else until.isoformat().replace("+00:00", "Z")
    return Conflict(detail, reason=reason, until=said)


async def _nobody(session: WriteSession, actor: Actor, hours: CallHours) -> Conflict:
    until = session.now + rules.AHEAD
    several = [
        *await queries.planned(session, actor, until),
        *await queries.owed(session, actor, until, queries.MOST_OWED),
    ]
    met = await queries.obstacles(session, actor, several)
    joins = [
        rules.joins_at(each.waiting, obstacle, hours, session.now) for each, obstacle in zip(several, met, strict=True)
    ]
    first = min((each for each in joins if each is not None and each > session.now), default=None)
    return _not_now(msg("nobody of your queue may be called now"), "nobody_callable", first)


def _in_order(several: Sequence[Queued], hours: CallHours, now: datetime, zone: str | None) -> list[Queued]:
    """Who may be called by the hour, the most urgent first."""
    right = [
        each
        for each in several
        if rules.is_callable(each.waiting, hours, now) and (zone is None or each.waiting.place.zones[:1] == (zone,))
    ]
    return sorted(right, key=lambda each: rules.urgency(each.waiting, now))


async def _first(session: WriteSession, actor: Actor, several: Sequence[Queued], hours: CallHours) -> Given | None:
    """The first of them whom nothing keeps from being called and nobody else has."""
    for start in range(0, len(several), LOOKED_AT):
        some = several[start : start + LOOKED_AT]
        for each, met in zip(some, await queries.obstacles(session, actor, some), strict=True):
            if rules.held_by(each.waiting, met, hours, session.now) is None:
                given = await _take(session, actor, each, met)
                if given is not None:
                    return given
    return None


async def _give_chosen(session: WriteSession, actor: Actor, body: DialNext, running: DialLease | None) -> Given:
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
            await _renew(session, running)
            return Given(running, chosen)
        await _end(session, running, LeaseEnding.GIVEN_BACK)
    (met,) = await queries.obstacles(session, actor, [chosen])
    given = None if met.held_until else await _take(session, actor, chosen, met, wait=True)
    if given is None:
        raise _not_now(msg("a colleague is calling them"), "held_by_colleague", met.held_until)
    return given


# Taking somebody.

_HOLD = text("""
INSERT INTO dial_hold (key, lease_id, expires_at)
SELECT key, :lease, :until FROM unnest(CAST(:keys AS text[])) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET lease_id = excluded.lease_id, expires_at = excluded.expires_at
WHERE dial_hold.expires_at <= :now
RETURNING key
""")


async def _take(
    session: WriteSession, actor: Actor, chosen: Queued, met: Obstacles, *, wait: bool = False
) -> Given | None:
    """Leases them, by customer and by each number; None when somebody else is at it or has them. What policy owes is
    planned now, so that the call has a planned contact to close."""
    waiting = chosen.waiting
    locked = select(Customer.id).where(Customer.id == waiting.customer_id, Customer.archived_at.is_(None))
    if waiting.item_id is not None:
        still = select(PlannedContact.id).where(
            PlannedContact.id == waiting.item_id, PlannedContact.state == ItemState.PLANNED
        )
        locked = locked.where(still.exists())
    if await session.scalar(locked.with_for_update(key_share=True, skip_locked=not wait)) is None:
        return None
    async with session.begin_nested() as attempt:
        item_id = waiting.item_id or await _plan(session, actor, chosen)
        if item_id is not None:
            lease = DialLease(
                id=uuid7(),
                user_id=actor.user_id,
                customer_id=waiting.customer_id,
                item_id=item_id,
                taken_at=session.now,
                expires_at=session.now + rules.LEASE,
            )
            session.add(lease)
            await session.flush()
            keys = [f"{queries.CUSTOMER_KEY}{waiting.customer_id}", *met.numbers]
            values = {"lease": lease.id, "until": lease.expires_at, "now": session.now, "keys": keys}
            if len((await session.execute(_HOLD, values)).all()) == len(keys):
                return Given(lease, chosen)
        await attempt.rollback()
    return None


async def _plan(session: WriteSession, actor: Actor, chosen: Queued) -> uuid.UUID | None:
    """Plans the contact that policy owes, for today; None where it may not be, as with who refused or was planned just
    now."""
    zone = ZoneInfo(chosen.row.customer_zone or actor.zone)
    today = session.now.astimezone(zone).date()
    candidate = Candidate(chosen.waiting.customer_id, None, actor.user_id, Method.PHONE, today, None)
    (found,) = await changes.check(session, actor, [candidate])
    if found.window is None or found.faults:
        return None
    plan_id = await running_plan(session, actor.user_id)
    row = new_item(session, plan_id, candidate, found.window, aim=OWED_AIM, **found.reasons)
    written = await insert_items(session, [row])
    return next(iter(written), None)
