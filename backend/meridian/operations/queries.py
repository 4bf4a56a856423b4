"""What the database tells about itself, the queue and the readers of events."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from meridian.kernel.db.session import ReadSession
from meridian.kernel.installation import Workers, workers

_REVISION = text("SELECT version_num FROM alembic_version")
_JOBS = text(
    "SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY status"
)
# The queue lives in the server's time, whatever the product's clock says.
_OLDEST_JOB = text(
    "SELECT extract(epoch FROM pg_catalog.now() - min(coalesce(j.scheduled_at, deferred.at)))::float8"
    " FROM procrastinate_jobs j LEFT JOIN LATERAL ("
    "   SELECT min(e.at) AS at FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'deferred'"
    " ) AS deferred ON true"
    " WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= pg_catalog.now())"
)
_UNREAD = text(
    "SELECT c.name, coalesce(oldest.at, arrived.at) FROM event_cursor c LEFT JOIN LATERAL ("
    "   SELECT e.at FROM event_order o JOIN event e ON e.id = o.event_id"
    "    WHERE o.position > c.position ORDER BY o.position LIMIT 1"
    " ) AS oldest ON true LEFT JOIN ("
    "   SELECT e.at FROM event_arrival a JOIN event e ON e.id = a.event_id ORDER BY a.arrival LIMIT 1"
    " ) AS arrived ON true"
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """workers: as they gave signs of life. jobs: by status. oldest_job: how long the longest-waiting due job has
    waited. lag: by subscription, how old its oldest unread event is; zero when it has read everything."""

    workers: Workers
    jobs: dict[str, int]
    oldest_job: timedelta
    lag: dict[str, timedelta]


async def revision(session: ReadSession) -> str | None:
    """The schema's revision; None before the first migration."""
    found: str | None = await session.scalar(_REVISION)
    return found


async def backlog(session: ReadSession) -> Backlog:
    """What waits to be worked on."""
    counted = {str(status): int(count) for status, count in await session.execute(_JOBS)}
    jobs = {"todo": 0, "doing": 0, "failed": 0} | counted
    oldest = await session.scalar(_OLDEST_JOB)
    nothing = timedelta(0)
    lag = {
        name: max(nothing, session.now - at) if at is not None else nothing
        for name, at in await session.execute(_UNREAD)
    }
    return Backlog(await workers(session), jobs, timedelta(seconds=max(0.0, oldest or 0.0)), lag)
