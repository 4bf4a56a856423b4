"""What happened with the customers of `company`: calls, planned contacts, and keys to ask with.

The first customers are busy ones with a thousand calls each, the others have five.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import psycopg

from meridian.identity.credentials import KEY_PREFIX, digest
from meridian.identity.permissions import GRANTS, Role
from meridian.kernel.db import migrate
from tests.bench.company import Company, fill, without_indexes

BUSY = 50
BUSY_CALLS = 1000
CALLS = 5

PLANS = """
INSERT INTO contact_plan (kind, name, state, standing, owner_id, team_id, department_id, created_by)
SELECT 'follow_up', 'Follow-ups', 'active', true, id, team_id, department_id, id FROM app_user WHERE role = 'rep'
"""
_ITEMS = """
INSERT INTO planned_contact (plan_id, customer_id, assignee_id, method, aim, zone, due_on, due_from, missed_after,
                             created_by)
SELECT p.id, c.id, c.owner_id, 'phone', 'Agree on a trial order', 'Asia/Shanghai', current_date,
       current_date - interval '8 hours', current_date + interval '64 hours', c.owner_id
FROM customer c JOIN contact_plan p ON p.owner_id = c.owner_id
"""
CALLS_MADE = """
INSERT INTO contact_record (customer_id, author_id, team_id, department_id, created_by, method, occasion, disposition,
                            reached, started_at, ended_at, talk_seconds, outcome, key_points, intent_level, next_step)
SELECT c.id, c.owner_id, c.team_id, c.department_id, c.owner_id, 'phone', 'follow_up', 'connected', true, began,
       began + interval '4 minutes', 240, 'Wants a quotation', 'Two lines to be equipped by July; price matters',
       'medium', 'none'
FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM customer) AS c,
     generate_series(1, CASE WHEN place <= %(busy)s THEN %(busy_calls)s ELSE %(calls)s END) AS n,
     LATERAL (SELECT timestamptz '2026-01-01' - make_interval(mins => (n * 400 + place %% 397)::int) AS began) AS times
"""


class Customer(NamedTuple):
    """A customer with its planned contact, its owner and the owner's key."""

    id: uuid.UUID
    item_id: uuid.UUID
    owner_id: uuid.UUID
    key: str


class Made(NamedTuple):
    """A company at work: its database, the reps' keys, one for all customers, and the busiest customers."""

    url: str
    company: Company
    keys: dict[uuid.UUID, str]
    director: str
    customers: list[Customer]
    busiest: list[uuid.UUID]


def fill_contacts(connection: psycopg.Connection) -> None:
    """Calls and one planned contact for every customer; analysed."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        connection.execute(PLANS)
        with without_indexes(connection, "planned_contact", "contact_record"):
            connection.execute(_ITEMS)
            connection.execute(CALLS_MADE, {"busy": BUSY, "busy_calls": BUSY_CALLS, "calls": CALLS})
    connection.execute("VACUUM ANALYZE contact_plan, planned_contact, contact_record, app_user, team")


def make_key(connection: psycopg.Connection, user_id: uuid.UUID, role: Role) -> str:
    """An API key of that person with all their rights and no limit of its own."""
    secret = f"{KEY_PREFIX}{user_id.hex}"
    connection.execute(
        "INSERT INTO api_key (user_id, name, prefix, key_hash, permissions, expires_at)"
        " VALUES (%s, 'bench', %s, %s, %s, %s)",
        (
            user_id,
            secret[:10],
            digest(secret),
            [str(each) for each in GRANTS[role]],
            datetime.now(UTC) + timedelta(days=1),
        ),
    )
    return secret


def director(connection: psycopg.Connection, company: Company) -> str:
    """The key of somebody who sees every customer."""
    found = connection.execute(
        "INSERT INTO app_user (email, name, role, department_id) VALUES ('all@example.com', 'all', 'director', %s)"
        " RETURNING id",
        (company.department,),
    ).fetchone()
    assert found is not None
    return make_key(connection, found[0], Role.DIRECTOR)


def busiest(connection: psycopg.Connection) -> list[uuid.UUID]:
    """The customers with the most calls."""
    return [row[0] for row in connection.execute(f"SELECT id FROM customer ORDER BY id LIMIT {BUSY}")]


def customers_of(connection: psycopg.Connection, keys: dict[uuid.UUID, str]) -> list[Customer]:
    """All customers of these owners, in no order of use."""
    rows = connection.execute(
        "SELECT c.id, p.id, c.owner_id FROM customer c JOIN planned_contact p ON p.customer_id = c.id"
        " WHERE c.owner_id = ANY(%s) AND p.state = 'planned' ORDER BY hashtext(c.id::text)",
        (list(keys),),
    )
    return [Customer(id, item_id, owner_id, keys[owner_id]) for id, item_id, owner_id in rows]


def make(url: str, count: int, reps: int) -> Made:
    """A company with that many customers in an empty database."""
    migrate.upgrade(url)
    with psycopg.connect(url) as connection:
        company = fill(connection, count)
        fill_contacts(connection)
        keys = {owner: make_key(connection, owner, Role.REP) for owner in company.owners[:reps]}
        everything = director(connection, company)
        customers = customers_of(connection, keys)
        return Made(url, company, keys, everything, customers, busiest(connection))
