"""The clock's own work on alerts, and what wakes it at once."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select, union
from sqlalchemy.dialects.postgresql import Insert, insert

from meridian.alerts import sync
from meridian.alerts.models import AlertLook
from meridian.alerts.registry import KINDS, WAKING, AlertKind
from meridian.calendars.models import Calendar
from meridian.identity.models import Department, Team, User
from meridian.kernel.db.locks import is_first, one_at_a_time
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.kernel.jobs import Job, JobContext, Subscription
from meridian.policies.models import PolicyVersion, PolicyWithdrawal

SWEEP_EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=2)
"""How long a change may take from its instant to its commit and still be seen by the next look."""
MANY = 5000
"""With more customers than these changed, looking at everything costs less."""
# Whoever is told, and what is a fact at all, follows from these.
_EVERYBODY = tuple(model.__tablename__ for model in (User, Team, Department, PolicyVersion, PolicyWithdrawal, Calendar))


async def sweep(context: JobContext) -> None:
    """Compares every kind of alert with its facts. Several workers may sweep at once: each kind is one's at a time.

    Kinds that may have as many facts as there are customers are compared for those customers alone that changed or
    whose hour has come since the last time; once an hour, and when people or policy changed, for all.

    A kind that fails does not keep the others from being looked at; the job fails when all have been.
    """
    async with context.db.write() as session:
        now, touched = session.now, await _touched(session)
    failures: list[Exception] = []
    for kind in KINDS:
        try:
            if touched is None or not kind.of_customers:
                await sweep_kind(context.db, kind)
            elif touched:
                await sweep_kind(context.db, kind, sync.Only("customer_id", touched))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("alerts were not compared with their facts", failures)
    async with context.db.write() as session:
        await session.execute(_looked(now, everything=touched is None))


async def sweep_kind(db: Database, kind: AlertKind, only: sync.Only | None = None) -> None:
    """Compares one kind of alert with its facts, unless somebody else is doing so."""
    found = sync.BATCH
    while found == sync.BATCH:
        async with db.write() as session:
            if not await is_first(session, sync.turn(kind)):
                return
            found = await sync.synchronise(session, kind, only)


async def _touched(session: WriteSession) -> list[uuid.UUID] | None:
    """The customers about whom something may be so that was not at the last look; None: it may be any."""
    last = (await session.execute(select(AlertLook.looked_at, AlertLook.swept_at))).one_or_none()
    if last is None or not last.swept_at <= last.looked_at <= session.now < last.swept_at + SWEEP_EVERY:
        return None
    since = last.looked_at - OVERLAP
    changed = select(History.customer_id).where(History.at >= since)
    if await session.scalar(select(changed.where(History.entity.in_(_EVERYBODY)).exists())):
        return None
    at = await sync.moment(session)
    begun = [kind.facts(at).subquery() for kind in KINDS if kind.by_time]
    come = (select(fact.c.customer_id).where(fact.c.since >= since) for fact in begun)
    found = union(changed.where(History.customer_id.is_not(None)), *come).limit(MANY + 1)
    touched = list(await session.scalars(found))
    return touched if len(touched) <= MANY else None


def _looked(now: datetime, *, everything: bool) -> Insert:
    at = {"looked_at": now, "swept_at": now}
    changed = at if everything else {"looked_at": now}
    return insert(AlertLook).values(at).on_conflict_do_update(index_elements=[AlertLook.one], set_=changed)


async def on_event(session: WriteSession, event: Event) -> None:
    """Looks at once at what the event is about. What belongs to an opportunity names it."""
    named = event.data.get("opportunity_id")
    subject_id = uuid.UUID(named) if named is not None else event.subject_id
    told = await sync.alerted_reasons(session, subject_id)
    for kind in KINDS:
        if event.type in kind.opened_by or (kind.reason in told and event.type in kind.ended_by):
            await one_at_a_time(session, sync.turn(kind))
            await sync.synchronise(session, kind, sync.Only("subject_id", (subject_id,)))


# Ten seconds after the deadlines' own sweep, so that a step is an alert before the next one.
SWEEP = Job("alerts.sweep", sweep, every="* * * * * 10,30,50")
JOBS = (SWEEP,)
SUBSCRIPTIONS = (Subscription("alerts.wake", WAKING, on_event),)
