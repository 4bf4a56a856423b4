"""What comes at the same moment: ten thousand deadlines, the alerts of a long stop, sixty-four people who log calls.

Everybody is alerted, each once. The worker runs as in earnest, its clock's jobs every twenty seconds. It is short when
both the time that passed and the worker's own seconds of work are beyond the goal, for the times of a busy machine say
nothing. Nobody who logs a call is refused, also when all of them do so on one customer.
"""

import os
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from meridian.alerts.jobs import sweep_kind
from meridian.alerts.registry import KINDS
from meridian.alerts.rules import AlertReason
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings, libpq_url
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts, servers
from tests.bench.contacts import Made
from tests.bench.goals import GOALS, Target
from tests.bench.load import drive, request
from tests.bench.world import World
from tests.support.workers import Worker

pytestmark = pytest.mark.bench

CUSTOMERS, DEADLINES = 20_000, 10_000
SOON = 40  # seconds, in which the worker starts and looks at everything once
GOAL_SECONDS = 30.0
ALERTS, ALERTS_SECONDS = 233_000, 60.0
PATIENCE = 300.0
PEOPLE, CALLS = 64, 10  # calls of each

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
_RAISED = """
WITH chosen AS (
  SELECT id, owner_id, department_id, (SELECT id FROM working_calendar LIMIT 1) AS calendar_id, now() AS due_at
  FROM customer, generate_series(1, %(count)s / (SELECT count(*) FROM customer) + 1) LIMIT %(count)s),
started AS (
  INSERT INTO deadline (subject_type, subject_id, customer_id, kind, owner_id, department_id, calendar_id,
                        calendar_version, started_at, amount_minutes, due_at)
  SELECT 'errand', gen_random_uuid(), id, 'errand', owner_id, department_id, calendar_id, 1,
         due_at - interval '1 day', 480, due_at FROM chosen RETURNING id, due_at)
INSERT INTO deadline_step (deadline_id, number, kind, recipient, "offset", distance, at, raised_at)
SELECT id, 1, 'escalated', 'owner', '0', '0', due_at, due_at FROM started
"""
_ALERTED = "SELECT count(*), count(DISTINCT subject_id) FROM alert WHERE reason = 'deadline_overdue'"
_OPENED = """
SELECT count(*), count(DISTINCT cause_id), (SELECT count(*) FROM event WHERE type = 'alert.opened' AND subject_id IN
  (SELECT id FROM alert WHERE reason = %(reason)s)) FROM alert WHERE reason = %(reason)s
"""
_LAST = "SELECT extract(epoch FROM max(created_at)) FROM alert WHERE reason = 'deadline_overdue'"
_TOLD = """
SELECT type, count(*), count(DISTINCT subject_id) FROM event
WHERE type IN ('deadline.overdue', 'alert.opened') GROUP BY type
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    with temporary_server() as server:
        yield contacts.make(libpq_url(server.url("postgres")), CUSTOMERS, PEOPLE)


def _own_calls(made: Made) -> list[bytes]:
    """One of each person in turn, each with a customer of its own."""
    by_person = defaultdict(list)
    for target in _targets(made):
        by_person[target.key].append(_call(target.key, target.body))
    return [call for calls in zip(*by_person.values(), strict=False) for call in calls][: PEOPLE * CALLS]


def _calls_on_one(made: Made) -> list[bytes]:
    """By who has the customer and by the director."""
    one = next(_targets(made))
    body = one.body | {"next_step": {"kind": "none", "reason": "Nothing to do now"}}
    del body["planned_item_id"]
    return [_call(key, body) for key in (one.key, made.director) * (PEOPLE * CALLS // 2)]


def _targets(made: Made) -> Iterator[Target]:
    (goal,) = (goal for goal in GOALS if goal.name == "log a call")
    first_team = made.company.teams[0]
    return goal.targets(World(made.url, CUSTOMERS, made, lead="", deputy="", team_of_lead=first_team, changed=[]))


def _call(key: str, body: Any) -> bytes:
    once = f"Idempotency-Key: {uuid.uuid4()}\r\n"
    return request("POST", "/v1/call-records", key=key, body=orjson.dumps(body), more=once)


def test_sixty_four_log_calls_at_once(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(env="test", data_dir=tmp_path, secret="only the benchmark knows", rate_limit_per_minute=10**8)
    with servers.product(settings, made.url, tmp_path / "log") as port:
        for where, calls in {"each on their own": _own_calls(made), "all on one": _calls_on_one(made)}.items():
            assert len(calls) == PEOPLE * CALLS
            took = drive(port, calls, connections=PEOPLE)  # which ends at the first that is refused
            with capsys.disabled():
                print(  # noqa: T201
                    f"\n  {PEOPLE} log {len(calls)} calls, {where}: {took.per_second:.0f} a second,"
                    f" p50 {took.p50 * 1000:.0f} ms, longest {max(took.latencies) * 1000:.0f} ms"
                )


def _worked(pid: int) -> float:
    """Seconds of a process's own work."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_ten_thousand_at_once(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(env="test", data_dir=tmp_path, secret="only the benchmark knows")
    worker = Worker(made.url, settings)
    try:
        with psycopg.connect(made.url, autocommit=True) as connection:
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


async def test_a_quarter_of_a_million_alerts_at_once(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a long stop: one worker opens them all. Each is told of once."""
    (kind,) = (each for each in KINDS if each.reason is AlertReason.DEADLINE_ESCALATED)
    db = Database(made.url, Settings(env="test", data_dir=tmp_path, secret="only the benchmark knows"))
    try:
        with psycopg.connect(made.url, autocommit=True) as connection:
            connection.execute(_RAISED, {"count": ALERTS})
            connection.execute("ANALYZE deadline, deadline_step")
            began, worked = time.monotonic(), time.process_time()
            await sweep_kind(db, kind)
            seconds, work = time.monotonic() - began, time.process_time() - worked
            opened = connection.execute(_OPENED, {"reason": kind.reason}).fetchone()
    finally:
        await db.dispose()
    with capsys.disabled():
        print(f"\n  {ALERTS:,} alerts at once: opened after {seconds:.1f} s, the worker's own work {work:.1f} s")  # noqa: T201
    assert opened == (ALERTS, ALERTS, ALERTS)
    assert min(seconds, work) <= ALERTS_SECONDS
