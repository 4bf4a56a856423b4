"""The worker process: runs queued jobs, starts the periodic ones, hands events to their subscribers."""

import asyncio
import contextlib
import gc
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import procrastinate
import structlog
from procrastinate.retry import RetryStrategy
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from meridian import wiring
from meridian.kernel import logs
from meridian.kernel.clock import Clock
from meridian.kernel.db.notify import Listener
from meridian.kernel.db.session import Database, libpq_url
from meridian.kernel.events.models import Event, EventCursor
from meridian.kernel.events.service import CHANNEL
from meridian.kernel.jobs import QUEUE, Job, JobContext, Subscription
from meridian.kernel.settings import Settings

log = structlog.get_logger("worker")
BATCH = 100
POLL_SECONDS = 5.0
STALLED_SECONDS = 60

_NEXT_EVENTS = text(
    "SELECT id FROM event WHERE (xid, seq) > (CAST(CAST(:xid AS text) AS xid8), :seq)"
    " AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, seq LIMIT :batch"
)


def _register(app: procrastinate.App, job: Job, context: JobContext, *, periodic: bool) -> None:
    async def run(running: procrastinate.JobContext, /, timestamp: int = 0, **args: Any) -> None:
        await job.run(replace(context, last_try=running.job.attempts + 1 >= job.max_attempts), **args)

    retry = RetryStrategy(max_attempts=job.max_attempts, exponential_wait=2)
    task = app.task(name=job.name, queue=QUEUE, retry=retry, pass_context=True)(run)
    if periodic and job.every is not None:
        app.periodic(cron=job.every, periodic_id=job.name)(task)


def build(
    url: str, context: JobContext, jobs: Iterable[Job] = wiring.JOBS, *, periodic: bool = True
) -> procrastinate.App:
    """The queue's application with every job registered. Without `periodic` only queued jobs run."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=libpq_url(url)))
    for job in jobs:
        _register(app, job, context, periodic=periodic)

    async def revive_stalled(timestamp: int = 0) -> None:
        """A killed worker's jobs run again: its heartbeat stopped, so they are handed back to the queue."""
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            await app.job_manager.retry_job(stalled, retry_at=datetime.now(UTC))
            log.warning("job.revived", task=stalled.task_name, job=stalled.id)

    task = app.task(name="worker.revive_stalled", queue=QUEUE)(revive_stalled)
    if periodic:
        app.periodic(cron="* * * * *", periodic_id="worker.revive_stalled")(task)
    return app


async def consume(db: Database, subscription: Subscription) -> int:
    """Hands the next events to one subscription, in order; the cursor advances in the handler's transaction.

    A subscription starts with the events that come after it is first seen. Returns how many events it read.
    """
    async with db.write() as session:
        start = {"xid": text("pg_snapshot_xmin(pg_current_snapshot())"), "seq": 0}
        await session.execute(insert(EventCursor).values(name=subscription.name, **start).on_conflict_do_nothing())
    async with db.write() as session:
        cursor = await session.scalar(
            select(EventCursor).where(EventCursor.name == subscription.name).with_for_update(skip_locked=True)
        )
        if cursor is None:
            return 0
        ids = (await session.scalars(_NEXT_EVENTS, {"xid": str(cursor.xid), "seq": cursor.seq, "batch": BATCH})).all()
        events = {event.id: event for event in await session.scalars(select(Event).where(Event.id.in_(ids)))}
        for event_id in ids:
            event = events[event_id]
            if event.type in subscription.event_types:
                await subscription.handle(session, event)
            cursor.xid, cursor.seq = event.xid, event.seq
        return len(ids)


async def _follow(db: Database, subscriptions: Iterable[Subscription], wake: asyncio.Event) -> None:
    while True:
        wake.clear()
        for subscription in subscriptions:
            try:
                while await consume(db, subscription) == BATCH:
                    pass
            except Exception as error:
                # The event stays unread and is tried again: nothing is skipped.
                log.exception("subscription.failed", subscription=subscription.name, exc_info=error)
        # Not `wait_for`, which in Python 3.11 loses a cancellation that comes with the waking.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await wake.wait()


async def work(url: str, settings: Settings, *, concurrency: int = 4) -> None:
    """Runs until told to stop by a signal."""
    logs.configure(settings.log_level)
    db = Database(url, settings)
    listener = Listener(url)
    wake = asyncio.Event()
    listener.subscribe(CHANNEL, lambda _: wake.set())
    for cache in wiring.CACHES:
        cache.attach(db, listener)
    await listener.start()
    app = build(url, JobContext(db, settings))
    # As in the API: what start-up made lives as long as the process, and bulk work allocates by the million.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    follower = asyncio.create_task(_follow(db, wiring.SUBSCRIPTIONS, wake), name="subscriptions")
    try:
        async with app.open_async():
            await app.run_worker_async(concurrency=concurrency, name="meridian", delete_jobs="successful")
    finally:
        follower.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await follower
        await listener.stop()
        await db.dispose()


async def run_until_idle(url: str, settings: Settings, clock: Clock | None = None) -> None:
    """Runs what is queued and due and hands out what has happened, until nothing is left. For commands and tests."""
    db = Database(url, settings, clock)
    app = build(url, JobContext(db, settings), periodic=False)
    try:
        async with app.open_async():
            while True:
                await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
                handled = [await consume(db, subscription) for subscription in wiring.SUBSCRIPTIONS]
                if not any(handled):
                    return
    finally:
        await db.dispose()
