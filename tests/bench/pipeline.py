"""Opportunities by the hundred thousand, made by the server itself: the same ones every time.

One in ten is open, most of the others were lost, as after years of work. Owners are those of the customers. Every
choice is a hash of the opportunity's number.
"""

import psycopg

CURRENCIES = ("USD", "EUR", "CNY", "AED", "GBP")
OPEN_IN = 10  # one in so many
RATES = "VALUES ('USD', 7.1), ('EUR', 7.8), ('CNY', 1), ('AED', 1.93), ('GBP', 9.1)"

_OPPORTUNITIES = f"""
INSERT INTO opportunity (customer_id, title, owner_id, team_id, department_id, stage, stage_since, created_at,
                         outcome, closed_at, amount, currency, base_amount, base_currency, probability,
                         expected_purchase_on, visible_to_ids, grade, country, market_id)
SELECT customer.id, 'Opportunity ' || i, owner_id, team_id, department_id,
       (ARRAY['potential', 'potential', 'potential', 'interested', 'interested', 'needs_defined', 'negotiation',
              'contract_signed', 'execution'])[1 + h1 %% 9],
       born + interval '9 days', born, outcome, CASE WHEN outcome <> 'open' THEN born + interval '60 days' END,
       amount, currency, round(amount * rate, 4), 'CNY', CASE WHEN h4 %% 5 = 0 THEN 50 END,
       CAST(born AS date) + 30 + h4 %% 200, ARRAY[department_id, team_id, owner_id], grade, country, market_id
FROM (
  SELECT i, hashint8(i * 8 + 1) & 2147483647 AS h1, hashint8(i * 8 + 2) & 2147483647 AS h2,
         hashint8(i * 8 + 3) & 2147483647 AS h3, hashint8(i * 8 + 4) & 2147483647 AS h4
    FROM generate_series(1, %(count)s::bigint) AS i
) AS made
JOIN (SELECT id, owner_id, team_id, department_id, grade, country, market_id,
             row_number() OVER (ORDER BY name, id) AS n FROM customer) AS customer
  ON n = 1 + h2 %% (SELECT count(*) FROM customer),
LATERAL (
  SELECT timestamptz '2023-01-01' + make_interval(mins => h3 %% 1500000) AS born,
         CASE WHEN h2 / 7 %% {OPEN_IN} = 0 THEN 'open' WHEN h2 / 7 %% {OPEN_IN} < 4 THEN 'completed' ELSE 'lost' END
         AS outcome,
         (1000 + h3 %% 400000)::numeric AS amount
) AS drawn,
LATERAL (SELECT * FROM ({RATES}) AS rate(currency, rate) OFFSET h1 / 9 %% 5 LIMIT 1) AS priced
"""


VACUUMS = 100


def fill_opportunities(connection: psycopg.Connection, count: int) -> None:
    """Writes `count` opportunities of the customers that are there; analysed, and all of them known to be visible."""
    connection.autocommit = False
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(_OPPORTUNITIES, {"count": count})
    connection.autocommit = True
    for _ in range(VACUUMS):  # one that runs beside an automatic one of another table marks nothing
        connection.execute("VACUUM ANALYZE opportunity")
        found = connection.execute(
            "SELECT relallvisible >= relpages FROM pg_class WHERE oid = 'opportunity'::regclass"
        ).fetchone()
        if found == (True,):
            return
    raise RuntimeError("the table cannot be vacuumed")
