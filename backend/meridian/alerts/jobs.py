"""The clock's own work on alerts, and what wakes it at once."""

import uuid

from meridian.alerts import sync
from meridian.alerts.registry import KINDS, WAKING, AlertKind
from meridian.kernel.db.locks import is_first, one_at_a_time
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription


async def sweep(context: JobContext) -> None:
    """Compares every kind of alert with its facts. Several workers may sweep at once: each kind is one's at a time.

    A kind that fails does not keep the others from being looked at; the job fails when all have been.
    """
    failures: list[Exception] = []
    for kind in KINDS:
        try:
            await sweep_kind(context.db, kind)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("alerts were not compared with their facts", failures)


async def sweep_kind(db: Database, kind: AlertKind) -> None:
    """Compares one kind of alert with its facts, unless somebody else is doing so."""
    found = sync.BATCH
    while found == sync.BATCH:
        async with db.write() as session:
            if not await is_first(session, sync.turn(kind)):
                return
            found = await sync.synchronise(session, kind)


async def on_event(session: WriteSession, event: Event) -> None:
    """Looks at once at what the event is about. What belongs to an opportunity names it."""
    named = event.data.get("opportunity_id")
    subject_id = uuid.UUID(named) if named is not None else event.subject_id
    told = await sync.alerted_reasons(session, subject_id)
    for kind in KINDS:
        if event.type in kind.opened_by or (kind.reason in told and event.type in kind.ended_by):
            await one_at_a_time(session, sync.turn(kind))
            await sync.synchronise(session, kind, subject_id)


# Ten seconds after the deadlines' own sweep, so that a step is an alert before the next one.
SWEEP = Job("alerts.sweep", sweep, every="* * * * * 10,30,50")
JOBS = (SWEEP,)
SUBSCRIPTIONS = (Subscription("alerts.wake", WAKING, on_event),)
