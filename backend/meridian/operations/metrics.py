"""Numbers for Prometheus: requests counted as they are answered, pools and backlogs looked up when asked for."""

import os
from collections.abc import Iterable, Mapping

import asyncpg
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool
from starlette.datastructures import State

from meridian.kernel.db.session import Database
from meridian.operations import queries
from meridian.operations.queries import Backlog

METRICS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"  # where several processes leave their counts for each other


class _LookedUp(Collector):
    """Numbers that are true at this moment and counted nowhere."""

    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        return self._families


async def exposition(state: State) -> bytes:
    """The whole text: requests of all API processes of this machine, the rest as this process sees it."""
    counted = REGISTRY
    if METRICS_DIRECTORY in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    looked_up = CollectorRegistry()
    looked_up.register(_LookedUp([*_own(state), *_replica(state.db), *_common(await _backlog(state.db))]))
    return generate_latest(counted) + generate_latest(looked_up)


async def _backlog(db: Database) -> Backlog | None:
    try:
        async with db.read(fresh=True) as session:
            return await queries.backlog(session)
    except (SQLAlchemyError, asyncpg.PostgresError, OSError):
        return None


def _own(state: State) -> Iterable[GaugeMetricFamily]:
    pools = _pools(state.db)
    yield _gauge("meridian_event_streams", "Open event streams of this process.", state.hub.streams)
    yield _gauge(
        "meridian_db_pool_in_use",
        "Connections handed out, of this process.",
        {name: pool.checkedout() for name, pool in pools.items()},
        "pool",
    )
    yield _gauge(
        "meridian_db_pool_size",
        "Connections the pool may hold, of this process.",
        {name: pool.size() for name, pool in pools.items()},
        "pool",
    )


def _common(backlog: Backlog | None) -> Iterable[GaugeMetricFamily]:
    yield _gauge("meridian_database_up", "Whether the database answers.", backlog is not None)
    if backlog is None:
        return
    yield _gauge("meridian_workers", "Workers that gave a sign of life lately.", backlog.workers.running)
    if backlog.workers.last_beat is not None:
        yield _gauge(
            "meridian_worker_last_beat_timestamp_seconds",
            "When the last sign of life of any worker came.",
            backlog.workers.last_beat.timestamp(),
        )
    yield _gauge("meridian_jobs", "Queued jobs by status.", backlog.jobs, "status")
    yield _gauge(
        "meridian_jobs_oldest_due_seconds",
        "How long the longest-waiting due job has waited.",
        backlog.oldest_job.total_seconds(),
    )
    yield _gauge(
        "meridian_event_lag_seconds",
        "How old the oldest unread event of a subscription is.",
        {name: age.total_seconds() for name, age in backlog.lag.items()},
        "subscription",
    )


def _gauge(name: str, says: str, values: float | Mapping[str, float], label: str = "") -> GaugeMetricFamily:
    if not isinstance(values, Mapping):
        return GaugeMetricFamily(name, says, value=float(values))
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family


def _replica(db: Database) -> Iterable[GaugeMetricFamily]:
    if db.replica is not None:
        yield _gauge(
            "meridian_replica_behind_seconds",
            "How old what the replica is known to have is; infinite while it is gone.",
            db.replica.behind_seconds,
        )


def _pools(db: Database) -> dict[str, QueuePool]:
    engines = {"write": db.writer, "read": db.fresh}
    if db.replica is not None:
        engines["replica"] = db.replica.engine
    return {name: engine.pool for name, engine in engines.items() if isinstance(engine.pool, QueuePool)}
