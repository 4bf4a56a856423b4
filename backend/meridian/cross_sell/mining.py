"""Which products go together, worked out by one statement over all orders of the period (MC-12)."""

from datetime import date

from sqlalchemy import text

from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.policies.selling_values import CrossSellRules

# A pair counts when enough customers bought both, a large enough share of those who bought the first, and a larger one
# than of customers at large: what everybody buys is no reason to suggest it to somebody in particular.
_FORGET = text("DELETE FROM purchase_rule")
_WORK_OUT = text("""
WITH bought AS MATERIALIZED (
  SELECT DISTINCT o.customer_id, l.product_id
    FROM customer_order AS o
    JOIN order_line AS l ON l.order_id = o.id
    JOIN customer AS c ON c.id = o.customer_id AND c.merged_into_id IS NULL
   WHERE l.product_id IS NOT NULL AND o.ordered_on > CAST(:today AS date) - CAST(:days AS integer)
     AND o.ordered_on <= :today
), bought_by AS (
  SELECT product_id, count(*) AS buyers FROM bought GROUP BY 1
), everybody AS (
  SELECT count(DISTINCT customer_id) AS customers FROM bought
), pair AS (
  SELECT one.product_id AS if_product_id, two.product_id AS then_product_id, count(*) AS together
    FROM bought AS one JOIN bought AS two ON two.customer_id = one.customer_id AND two.product_id <> one.product_id
   GROUP BY 1, 2 HAVING count(*) >= :least
)
INSERT INTO purchase_rule
  (if_product_id, then_product_id, buyers, together, then_buyers, customers, worked_out_at)
SELECT pair.if_product_id, pair.then_product_id, first.buyers, pair.together, second.buyers, everybody.customers,
       meridian_now()
  FROM pair
  JOIN bought_by AS first ON first.product_id = pair.if_product_id
  JOIN bought_by AS second ON second.product_id = pair.then_product_id
  CROSS JOIN everybody
 WHERE pair.together * 100 >= CAST(:share AS integer) * first.buyers
   AND pair.together * everybody.customers > first.buyers * second.buyers
""")


async def work_out(session: WriteSession, rules: CrossSellRules, today: date) -> None:
    """Replaces what goes together by what the orders of the period say now."""
    await one_at_a_time(session, "purchase_rules")
    await session.execute(_FORGET)
    values = {"today": today, "days": rules.period_days, "least": rules.least_customers, "share": rules.least_percent}
    await session.execute(_WORK_OUT, values)
