"""Customers all over the world, some of whom are owed a call this week, with calls made and plans that run."""

from typing import NamedTuple

import psycopg

from meridian.identity.permissions import Role
from meridian.kernel.db import migrate
from tests.bench import contacts
from tests.bench.company import fill

OWED = 20_000
"""Customers who are owed a call in the week of the plan; half of them are overdue by then."""
CALLS = 3
PLACES = (
    ("Asia/Shanghai", "CN"), ("Asia/Tokyo", "JP"), ("Asia/Kolkata", "IN"), ("Asia/Dubai", "AE"),
    ("Asia/Riyadh", "SA"), ("Europe/Istanbul", "TR"), ("Africa/Cairo", "EG"), ("Africa/Lagos", "NG"),
    ("Africa/Nairobi", "KE"), ("Europe/Berlin", "DE"), ("Europe/Paris", "FR"), ("Europe/Rome", "IT"),
    ("Europe/Warsaw", "PL"), ("Europe/Helsinki", "FI"), ("Europe/London", "GB"), ("Europe/Lisbon", "PT"),
    ("America/Sao_Paulo", "BR"), ("America/Argentina/Buenos_Aires", "AR"), ("America/Lima", "PE"),
    ("America/Bogota", "CO"), ("America/Mexico_City", "MX"), ("America/New_York", "US"),
    ("America/Chicago", "US"), ("America/Los_Angeles", "US"),
)  # fmt: skip
"""Each rep's customers are in eight of them."""

_PLACED = """
UPDATE customer SET
  zone = (%(zones)s::text[])[1 + at], country = (%(countries)s::text[])[1 + at], zone_state = 'known',
  grade = (ARRAY['A', 'B', 'C', 'C', 'D', 'D', 'D', 'D'])[1 + (hash >> 3) %% 8], is_key = hash %% 50 = 0,
  contact_due_at = due, next_contact_at = due, contact_due_rule = 'cadence',
  last_contact_at = %(at)s::timestamptz - interval '40 days', first_contact_at = created_at
FROM (
  SELECT id, hash, (hash %% 8 + (hashint8(hashtext(owner_id::text)) & 255) %% 3 * 8) AS at,
         %(at)s::timestamptz + CASE WHEN row_number() OVER (ORDER BY hash, id) <= %(owed)s
           THEN make_interval(mins => hash %% 14400 - 7200) ELSE interval '60 days' END AS due
  FROM (SELECT id, owner_id, hashtext(id::text) & 1073741823 AS hash FROM customer) AS hashed
) AS placed
WHERE placed.id = customer.id
"""


class Made(NamedTuple):
    """A company whose reps call: its database, their ids, a key of each, and one for all customers."""

    url: str
    reps: list[str]
    keys: list[str]
    director: str


def make(url: str, count: int, at: str) -> Made:
    """That many customers in an empty database, as they stand at a moment."""
    migrate.upgrade(url)
    with psycopg.connect(url) as connection:
        company = fill(connection, count)
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            zones, countries = zip(*PLACES, strict=True)
            values = {"zones": list(zones), "countries": list(countries), "at": at, "owed": OWED}
            connection.execute(_PLACED, values)
            connection.execute(contacts.PLANS)
            connection.execute(contacts.CALLS_MADE, {"busy": 0, "busy_calls": 0, "calls": CALLS})
        keys = [contacts.make_key(connection, owner, Role.REP) for owner in company.owners]
        connection.execute("VACUUM ANALYZE customer, contact_plan, contact_record, app_user, team")
        director = contacts.director(connection, company)
        connection.execute("UPDATE api_key SET expires_at = %s::timestamptz + interval '1 year'", [at])
        return Made(url, [str(owner) for owner in company.owners], keys, director)
