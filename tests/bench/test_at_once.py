"""Ten thousand deadlines that come at the same moment: how long until everybody is alerted, each once.

The worker runs as in earnest, its clock's jobs every twenty seconds. It is short when both the time that passed and
the worker's own seconds of work are beyond the goal, for the times of a busy machine say nothing.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from meridian.kernel.settings import Settings, libpq_url
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts
from tests.support.workers import Worker

pytestmark = pytest.mark.bench

CUSTOMERS, DEADLINES = 20_000, 10_000
SOON = 40  # seconds, in which the worker starts and looks at everything once
GOAL_SECONDS = 30.0
PATIENCE = 300.0

_DEADLINES = """
WITH chosen AS (
  SELECT id, owner_id, department_id, (SELECT id FROM working_calendar LIMIT 1) AS calendar_id,
         now() + make_interval(secs => %(soon)s) AS due_at
  FROM customer ORDER BY id LIMIT %(count)s),
started AS (
  INSERT INTO deadline (subject_type, subject_id, customer_id, kind, owner_id, department_id, calendar_id,
                        calendar_version, started_at, amount_minutes, due_at)
  SELECT 'errand', gen_random_uuid(), id, 'errand', owner_id, department_id, calendar_id, 1,
         due_at - interval '1 day', 480, due_at FROM chosen RETURNING id, due_at)
INSERT INTO deadline_step (deadline_id, number, kind, recipient, "offset", distance, at)
SELECT id, 1, 'overdue', 'owner', '0', '0', due_at FROM started RETURNING extract(epoch FROM at)
"""
_ALERTED = "SELECT count(*), count(DISTINCT subject_id) FROM alert WHERE reason = 'deadline_overdue'"
_LAST = "SELECT extract(epoch FROM max(created_at)) FROM alert WHERE reason = 'deadline_overdue'"
_TOLD = """
SELECT type, count(*), count(DISTINCT subject_id) FROM event
WHERE type IN ('deadline.overdue', 'alert.opened') GROUP BY type
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with temporary_server() as server:
        url = libpq_url(server.url("postgres"))
        contacts.make(url, CUSTOMERS, 1)
        yield url


def _worked(pid: int) -> float:
    """Seconds of a process's own work."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_ten_thousand_at_once(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(env="test", data_dir=tmp_path, secret="only the benchmark knows")
    worker = Worker(url, settings)
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            due = connection.execute(_DEADLINES, {"soon": SOON, "count": DEADLINES}).fetchall()
            assert len(due) == DEADLINES
            moment = float(due[0][0])
            time.sleep(max(0.0, moment - time.time()))
            before = _worked(worker.process.pid)
            until = time.monotonic() + PATIENCE
            while connection.execute(_ALERTED).fetchall() != [(DEADLINES, DEADLINES)]:
                assert time.monotonic() < until, connection.execute(_ALERTED).fetchall()
                assert worker.process.poll() is None, "the worker has ended"
                time.sleep(0.2)
            work = _worked(worker.process.pid) - before
            (last,) = connection.execute(_LAST).fetchone() or (None,)
            told = {kind: numbers for kind, *numbers in connection.execute(_TOLD)}
    finally:
        worker.kill()
    seconds = float(last) - moment
    with capsys.disabled():
        print(  # noqa: T201 — the table is what a benchmark is for
            f"\n  {DEADLINES:,} deadlines at once: everybody is alerted after {seconds:.1f} s,"
            f" of which the worker's own work {work:.1f} s"
        )
    assert told["deadline.overdue"] == [DEADLINES, DEADLINES]
    assert told["alert.opened"][0] >= DEADLINES
    assert min(seconds, work) <= GOAL_SECONDS
