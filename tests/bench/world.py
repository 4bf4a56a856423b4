"""A company at work for the benchmarks: customers, calls, opportunities, complaints, alerts, history, who asks.

It is made by the server itself, the same every time. `MERIDIAN_BENCH_DIR` names a directory that keeps it between runs
(`make bench-full`); the schema there is brought up to date, and all of it is made anew for another size.
"""

import contextlib
import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg

from meridian.identity.permissions import Role
from meridian.kernel.db import migrate
from meridian.kernel.settings import libpq_url
from meridian_local.postgres import database
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts
from tests.bench.company import Company
from tests.bench.contacts import Customer, Made, make_key
from tests.bench.pipeline import fill_opportunities

REPS = 100
KEPT = "MERIDIAN_BENCH_DIR"

# A tenth as many complaints as customers, every tenth of them open, and the alerts and the history of daily work.
_COMPLAINTS = """
INSERT INTO complaint (number, customer_id, channel, reason, wanted_solution, state, registered_at, registered_by,
                       first_responder_id, department_id, responsible_id, visible_to_ids, archived_at)
SELECT 'C-2025-' || lpad(n::text, 7, '0'), id, 'phone', 'The seal leaks', 'A new seal',
       CASE WHEN n % 10 = 0 THEN 'investigating' ELSE 'archived' END, born, owner_id, owner_id, department_id, owner_id,
       ARRAY[department_id, team_id, owner_id], CASE WHEN n % 10 > 0 THEN born + interval '9 days' END
  FROM (SELECT *, row_number() OVER (ORDER BY hashtext(id::text)) AS n FROM customer) AS c,
       LATERAL (SELECT timestamptz '2025-01-01' + n % 500000 * interval '1 minute' AS born) AS times
 WHERE n <= (SELECT count(*) / 10 FROM customer)
"""
_DEADLINES = """
INSERT INTO deadline (subject_type, subject_id, customer_id, kind, owner_id, department_id, calendar_id,
                      calendar_version, started_at, amount_minutes, due_at, met_at)
SELECT 'complaint', k.id, k.customer_id, 'complaint_solution', k.responsible_id, k.department_id, w.id, 1,
       k.registered_at, 480, k.registered_at + interval '2 days',
       CASE WHEN k.archived_at IS NOT NULL THEN k.registered_at + interval '1 day' END
  FROM complaint k, (SELECT id FROM working_calendar LIMIT 1) AS w
"""
_DUE = """
UPDATE complaint SET due_at = deadline.due_at FROM deadline WHERE subject_id = complaint.id AND met_at IS NULL
"""
_ALERTS = """
INSERT INTO alert (reason, severity, owner_id, cause_id, subject_type, subject_id, customer_id, since, facts)
SELECT 'intent_without_follow_up', 'notice', owner_id, id, 'customer', id, id, now(), '{"intent_level": "high"}'
  FROM (SELECT *, row_number() OVER (PARTITION BY owner_id ORDER BY id) AS n FROM customer) AS c WHERE n <= 60
"""
_CHANGES = "UPDATE customer SET city = %s WHERE id = ANY(%s)"


class World(NamedTuple):
    """Keys by what their holders may see; the first rep's password signs in for a cookie."""

    url: str
    size: int
    made: Made
    lead: str
    deputy: str
    team_of_lead: uuid.UUID
    changed: list[uuid.UUID]

    def untouched(self) -> list[Customer]:
        """Customers of the reps whose planned contact is still to be carried out."""
        with psycopg.connect(self.url) as connection:
            return contacts.customers_of(connection, self.made.keys)


def _somebody(connection: psycopg.Connection, role: Role, company: Company, team: uuid.UUID | None) -> str:
    found = connection.execute(
        "INSERT INTO app_user (email, name, role, department_id, team_id) VALUES (%s, %s, %s, %s, %s) RETURNING id",
        (f"{role}@bench.example", str(role), role, company.department, team),
    ).fetchone()
    assert found is not None
    if team is not None:
        connection.execute("UPDATE team SET lead_id = %s WHERE id = %s", (found[0], team))
    return make_key(connection, found[0], role)


def _fill(url: str, size: int) -> World:
    made = contacts.make(url, size, REPS)
    with psycopg.connect(url) as connection:
        team = made.company.teams[0]
        lead = _somebody(connection, Role.TEAM_LEAD, made.company, team)
        deputy = _somebody(connection, Role.DEPUTY_DIRECTOR, made.company, None)
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for statement in (_COMPLAINTS, _DEADLINES, _DUE, _ALERTS):
                connection.execute(statement)
        connection.execute("SELECT recount_calls()")
        connection.commit()  # and with it goes the role that keeps no history
        changed = [customer.id for customer in made.customers[:500]]
        for city in ("Hamburg", "Bremen", "Kiel"):
            connection.execute(_CHANGES, (city, changed))
        connection.commit()
        fill_opportunities(connection, size * 3 // 10)
        connection.execute("SELECT recount_source(), recount_funnel(), recount_stay()")
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return World(url, size, made, lead, deputy, team, changed)


def _kept(path: Path, url: str, size: int) -> World | None:
    """What stands in the directory, when it is of this size, its schema brought up to date."""
    if not path.exists():
        return None
    said = json.loads(path.read_text())
    if said["size"] != size or migrate.later_version(url):  # or of a schema that this tree does not know
        return None
    migrate.upgrade(url)
    company = Company(uuid.UUID(said["department"]), *([uuid.UUID(i) for i in said[n]] for n in ("teams", "owners")))
    keys = {uuid.UUID(owner): key for owner, key in said["keys"].items()}
    with psycopg.connect(url) as connection:
        customers, busiest = contacts.customers_of(connection, keys), contacts.busiest(connection)
    made = Made(url, company, keys, said["director"], customers, busiest)
    changed = [uuid.UUID(each) for each in said["changed"]]
    return World(url, size, made, said["lead"], said["deputy"], company.teams[0], changed)


def _keep(path: Path, world: World) -> None:
    said = {
        "size": world.size,
        "department": world.made.company.department,
        "teams": world.made.company.teams,
        "owners": world.made.company.owners,
        "keys": {str(owner): key for owner, key in world.made.keys.items()},
        "director": world.made.director,
        "lead": world.lead,
        "deputy": world.deputy,
        "changed": world.changed,
    }
    path.write_text(json.dumps(said, default=str))


@contextlib.contextmanager
def company_of(size: int) -> Iterator[World]:
    """A company with so many customers and a server of its own."""
    if directory := os.environ.get(KEPT):
        home = Path(directory)
        home.mkdir(parents=True, exist_ok=True)
        note = home / "made.json"
        with database.start(home) as server:
            url = libpq_url(server.url("bench"))
            server.create_database("bench")
            world = _kept(note, url, size)
            if world is None:
                note.unlink(missing_ok=True)
                with psycopg.connect(server.uri("postgres"), autocommit=True) as connection:
                    connection.execute("DROP DATABASE bench")
                server.create_database("bench")
                world = _fill(url, size)
                _keep(note, world)
            yield world
        return
    with temporary_server() as server:
        yield _fill(libpq_url(server.url("postgres")), size)
