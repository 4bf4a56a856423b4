"""The worker process: runs queued jobs, starts the periodic ones, hands events to their subscribers."""

import asyncio
import contextlib
import gc
import signal
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import ProcrastinateException
from procrastinate.retry import RetryStrategy
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from meridian import wiring
from meridian.kernel import installation, logs
from meridian.kernel.blobs import clear_leftovers
from meridian.kernel.clock import Clock
from meridian.kernel.db.notify import Listener
from meridian.kernel.db.replica import GONE
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event, EventCursor, EventOrder
from meridian.kernel.events.service import CHANNEL, number
from meridian.kernel.jobs import QUEUE, Job, JobContext, Subscription
from meridian.kernel.settings import LIBPQ_KEEPALIVE, Settings, libpq_url

BATCH = 100
POLL_SECONDS = 30.0
"""How often subscriptions look by themselves; whoever commits an event wakes them at once."""
AGAIN_SECONDS = 5.0  # until one that failed is tried again
JOBS_POLL_SECONDS, ABORT_POLL_SECONDS, JOBS_BEAT_SECONDS = 10.0, 60.0, 20.0
"""How often the queue looks by itself, for jobs that are to run later; whoever queues one for now wakes it at once."""
STALLED_SECONDS = 60
RETRY_SECONDS = 2.0
QUEUE_CONNECTIONS = 4
QUEUE_SECONDS = 10.0  # that the queue waits for a connection
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
AWAY = (*GONE, psycopg.Error, ProcrastinateException)
"""What it looks like, to whom, when the database is away."""

_LAST = select(func.coalesce(func.max(EventOrder.position), 0)).scalar_subquery()
_BEHIND = text("""
WITH last AS (SELECT coalesce(max(position), 0) AS position FROM event_order),
  wanted AS (SELECT * FROM unnest(CAST(:names AS text[]), CAST(:types AS text[])) AS each (name, type)),
  unconcerned AS (
    SELECT cursor.name FROM event_cursor cursor, last
    WHERE cursor.position < last.position AND cursor.name IN (SELECT name FROM wanted) AND NOT EXISTS (
      SELECT FROM event_order unread JOIN event ON event.id = unread.event_id
        JOIN wanted ON wanted.type = event.type AND wanted.name = cursor.name
      WHERE unread.position > cursor.position AND unread.position <= last.position)
    FOR UPDATE OF cursor SKIP LOCKED),
  passed AS (
    UPDATE event_cursor cursor SET position = last.position FROM unconcerned, last
    WHERE cursor.name = unconcerned.name RETURNING cursor.name)
SELECT array_agg(DISTINCT wanted.name) FROM wanted LEFT JOIN event_cursor cursor USING (name), last
WHERE cursor.position IS DISTINCT FROM last.position AND wanted.name NOT IN (SELECT name FROM passed)
""")


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
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_url(url),
        timeout=QUEUE_SECONDS,
        kwargs=LIBPQ_KEEPALIVE,
        min_size=QUEUE_CONNECTIONS if periodic else 1,  # who ends soon opens no more than it comes to need
        max_size=QUEUE_CONNECTIONS,
    )
    app = procrastinate.App(connector=connector)
    for job in jobs:
        _register(app, job, context, periodic=periodic)

    async def revive_stalled(timestamp: int = 0) -> None:
        """A killed worker's jobs run again: its heartbeat stopped, so they are handed back to the queue."""
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            await app.job_manager.retry_job(stalled, retry_at=datetime.now(UTC))
            logs.warning("job.revived", task=stalled.task_name, job=stalled.id)

    task = app.task(name="worker.revive_stalled", queue=QUEUE)(revive_stalled)
    if periodic:
        app.periodic(cron="* * * * *", periodic_id="worker.revive_stalled")(task)
    return app


async def behind(db: Database, subscriptions: Iterable[Subscription]) -> list[Subscription]:
    """Which of them have something to do. The cursors of the others pass what does not concern them, all at once."""
    await number(db)
    known = list(subscriptions)
    wanted = [(each.name, kind) for each in known for kind in each.event_types]
    names, types = [name for name, _ in wanted], [kind for _, kind in wanted]
    found = await db.call(_BEHIND, {"names": names, "types": types}) or ()
    return [each for each in known if each.name in found]


async def consume(db: Database, subscription: Subscription) -> int:
    """Hands the next events to one subscription, in order; the cursor advances in the handler's transaction.

    A subscription starts with the events that come after it is first seen. Returns how many events it read.
    """
    await number(db)
    async with db.write() as session:
        start = {"name": subscription.name, "position": _LAST}
        await session.execute(insert(EventCursor).values(start).on_conflict_do_nothing())
    async with db.write() as session:
        cursor = await session.scalar(
            select(EventCursor).where(EventCursor.name == subscription.name).with_for_update(skip_locked=True)
        )
        if cursor is None:
            return 0
        found = await session.execute(
            select(EventOrder.position, Event)
            .join(Event, Event.id == EventOrder.event_id)
            .where(EventOrder.position > cursor.position)
            .order_by(EventOrder.position)
            .limit(BATCH)
        )
        events = found.all()
        if wanted := [event for _, event in events if event.type in subscription.event_types]:
            await subscription.handle(session, wanted)
        if events:
            cursor.position = events[-1].position
        return len(events)


async def _follow(db: Database, subscriptions: Iterable[Subscription], wake: asyncio.Event) -> None:
    while True:
        wake.clear()
        failed = False
        try:
            unread = await behind(db, subscriptions)
        except Exception as error:
            logs.error("subscriptions.failed", raised=error)
            unread, failed = [], True
        for subscription in unread:
            try:
                while await consume(db, subscription) == BATCH:
                    pass
            except Exception as error:
                # The event stays unread and is tried again: nothing is skipped.
                logs.error("subscription.failed", subscription=subscription.name, raised=error)
                failed = True
        # Not `wait_for`, which in Python 3.11 loses a cancellation that comes with the waking.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_SECONDS if failed else POLL_SECONDS):
                await wake.wait()


async def work(url: str, settings: Settings, *, concurrency: int = 4) -> None:
    """Runs until told to stop by a signal; while the database is away it waits for it to return.

    Told once, it lets the jobs finish that run; told twice, it ends at once.
    """
    logs.configure(settings.log_level)
    await asyncio.to_thread(clear_leftovers, settings)
    db = Database(url, settings)
    listener = Listener(url)
    wake = asyncio.Event()
    listener.subscribe(CHANNEL, lambda _: wake.set())
    for cache in wiring.CACHES:
        cache.attach(db, listener)
    await listener.start()
    # As in the API: what start-up made lives as long as the process, and bulk work allocates by the million.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
    worker_id = uuid.uuid4()
    beside = [
        asyncio.create_task(_follow(db, wiring.SUBSCRIPTIONS, wake), name="subscriptions"),
        asyncio.create_task(_beat(db, worker_id), name="heartbeat"),
    ]
    logs.info("worker.started", worker=str(worker_id), concurrency=concurrency)
    try:
        await _run_jobs(build(url, JobContext(db, settings)), _told_to_stop(), concurrency)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        with contextlib.suppress(*AWAY):
            await installation.stopped(db, worker_id)
        await listener.stop()
        await db.dispose()
        logs.info("worker.stopped", worker=str(worker_id))


def _told_to_stop() -> asyncio.Event:
    """Set by the first signal; the next one then does what it does by itself."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop() -> None:
        told.set()
        for each in STOP_SIGNALS:
            loop.remove_signal_handler(each)

    for each in STOP_SIGNALS:
        loop.add_signal_handler(each, stop)
    return told


async def _run_jobs(app: procrastinate.App, told: asyncio.Event, concurrency: int) -> None:
    """The queue's own worker, started again whenever it gives up, as it does when the database is away."""
    stopping = asyncio.create_task(told.wait())
    while not told.is_set():
        running = asyncio.create_task(_run_queue(app, concurrency), name="jobs")
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if told.is_set():
            running.cancel()  # it lets running jobs finish
        with contextlib.suppress(asyncio.CancelledError):
            try:
                await running
            except AWAY as error:
                logs.warning("worker.jobs_stopped", error=type(error).__name__)
        if not told.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS):
                    await told.wait()
    stopping.cancel()


async def _run_queue(app: procrastinate.App, concurrency: int) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            name="meridian",
            delete_jobs="successful",
            install_signal_handlers=False,
            fetch_job_polling_interval=JOBS_POLL_SECONDS,
            abort_job_polling_interval=ABORT_POLL_SECONDS,
            update_heartbeat_interval=JOBS_BEAT_SECONDS,
        )


async def _beat(db: Database, worker_id: uuid.UUID) -> None:
    """Tells that this worker lives, as often as the database can hear it."""
    heard = True
    while True:
        try:
            await installation.beat(db, worker_id)
            if not heard:
                logs.info("worker.database_is_back", worker=str(worker_id))
            heard = True
        except AWAY as error:
            if heard:
                logs.warning("worker.database_is_away", worker=str(worker_id), error=type(error).__name__)
            heard = False
        await asyncio.sleep(installation.BEAT_SECONDS)


async def run_until_idle(url: str, settings: Settings, clock: Clock | None = None) -> None:
    """Runs what is queued and due and hands out what has happened, until nothing is left. For commands and tests."""
    db = Database(url, settings, clock)
    app = build(url, JobContext(db, settings), periodic=False)
    try:
        async with app.open_async():
            while True:
                await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
                handled = [await consume(db, each) for each in await behind(db, wiring.SUBSCRIPTIONS)]
                if not any(handled):
                    return
    finally:
        await db.dispose()
