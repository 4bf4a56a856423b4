"""Work that no request waits for. Jobs are queued in the transaction that wants them; the worker runs them."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.settings import Settings

if TYPE_CHECKING:
    from meridian.kernel.events.models import Event

QUEUE = "default"

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS varchar), CAST(:task AS varchar),"
    " CAST(:priority AS integer), CAST(:lock AS text), CAST(:queueing_lock AS text), CAST(:args AS jsonb),"
    " CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1])"
)


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job may use: units of work and settings. Each job opens its own transactions.

    last_try: an error now is the job's end; it will not run again.
    """

    db: Database
    settings: Settings
    last_try: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A named task (`noun.verb`). `run(context, **args)` must be safe to repeat: a killed worker's job runs again.

    every: a cron line for jobs the clock starts; such a job takes no arguments.
    """

    name: str
    run: Callable[..., Awaitable[None]]
    every: str | None = None
    max_attempts: int = 5


def jobs_of_tally(
    name: str,
) -> tuple[Callable[[JobContext], Awaitable[None]], Callable[[WriteSession], Awaitable[None]]]:
    """What takes in what changed since it was counted ahead: the less has to be added to it, the sooner it is read; and
    what counts it anew, after rows were written past the database's triggers."""

    async def take_in(context: JobContext) -> None:
        async with context.db.write() as session:
            await session.execute(select(getattr(func, f"take_in_{name}")()))

    async def recount(session: WriteSession) -> None:
        await session.execute(select(getattr(func, f"recount_{name}")()))

    return take_in, recount


@dataclass(frozen=True, slots=True)
class Subscription:
    """Handles each event of the named types exactly once, in order, in one transaction with the cursor's advance.

    handle: gets the next few of them together; `one_by_one` makes it of what handles one.
    """

    name: str
    event_types: frozenset[str]
    handle: Callable[[WriteSession, Sequence["Event"]], Awaitable[None]]


def one_by_one(
    handle: Callable[[WriteSession, "Event"], Awaitable[None]],
) -> Callable[[WriteSession, Sequence["Event"]], Awaitable[None]]:
    """Handles one event after the other."""

    async def all_of_them(session: WriteSession, events: Sequence["Event"]) -> None:
        for event in events:
            await handle(session, event)

    return all_of_them


async def defer(
    session: WriteSession,
    job: Job | str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = 0,
    **args: Any,
) -> None:
    """Queues `job`, or the one of that name, in the session's transaction: it runs only if the transaction commits.

    lock: jobs with the same lock run one after another. queueing_lock: a second waiting job of that lock is an error.
    """
    await session.execute(
        _DEFER,
        {
            "queue": QUEUE,
            "task": job if isinstance(job, str) else job.name,
            "priority": priority,
            "lock": lock,
            "queueing_lock": queueing_lock,
            "args": json.dumps(args, default=str),
            "at": at,
        },
    )
