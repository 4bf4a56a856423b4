"""Turning suggestions down, and working out anew what goes together (MC-12)."""

import uuid
from datetime import date

from sqlalchemy import delete, text

from meridian.calendars.queries import today
from meridian.cross_sell import queries
from meridian.cross_sell.events import PROMPT_DECLINED, PROMPT_RESTORED
from meridian.cross_sell.models import DeclinedPrompt, PurchaseLineRule, PurchaseRule
from meridian.cross_sell.schemas import DeclinedPromptCreate
from meridian.customers import queries as customers
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.policies.definitions.sales import CROSS_SELL_RULES, CrossSellRules
from meridian.policies.queries import snapshot
from meridian.products.models import Product

# Which products, and which product lines, go together: a statement each over all orders of the period (MC-12).


# A pair counts when enough customers bought both, a large enough share of those who bought the first, and a larger one
# than of customers at large: what everybody buys is no reason to suggest it to somebody in particular. Lines reach that
# where each of their products is bought too rarely.
_WORK_OUT = """
WITH bought AS MATERIALIZED (
  SELECT DISTINCT o.customer_id, {thing} AS thing
    FROM customer_order AS o
    JOIN order_line AS l ON l.order_id = o.id
    JOIN product AS p ON p.id = l.product_id
    JOIN customer AS c ON c.id = o.customer_id AND c.merged_into_id IS NULL
   WHERE {thing} IS NOT NULL AND o.ordered_on > CAST(:today AS date) - CAST(:days AS integer)
     AND o.ordered_on <= :today
), bought_by AS (
  SELECT thing, count(*) AS buyers FROM bought GROUP BY 1
), everybody AS (
  SELECT count(DISTINCT customer_id) AS customers FROM bought
), pair AS (
  SELECT one.thing AS if_thing, two.thing AS then_thing, count(*) AS together
    FROM bought AS one JOIN bought AS two ON two.customer_id = one.customer_id AND two.thing <> one.thing
   GROUP BY 1, 2 HAVING count(*) >= :least
)
INSERT INTO {rule} ({one}, {two}, buyers, together, then_buyers, customers, worked_out_at)
SELECT pair.if_thing, pair.then_thing, first.buyers, pair.together, second.buyers, everybody.customers, meridian_now()
  FROM pair
  JOIN bought_by AS first ON first.thing = pair.if_thing
  JOIN bought_by AS second ON second.thing = pair.then_thing
  CROSS JOIN everybody
 WHERE pair.together * 100 >= CAST(:share AS integer) * first.buyers
   AND pair.together * everybody.customers > first.buyers * second.buyers
"""
_LEVELS = {
    PurchaseRule: text(
        _WORK_OUT.format(rule="purchase_rule", one="if_product_id", two="then_product_id", thing="l.product_id")
    ),
    PurchaseLineRule: text(
        _WORK_OUT.format(rule="purchase_line_rule", one="if_line", two="then_line", thing="p.product_line")
    ),
}


async def work_out(session: WriteSession, rules: CrossSellRules, today: date) -> None:
    """Replaces what goes together by what the orders of the period say now."""
    await one_at_a_time(session, "purchase_rules")
    values = {"today": today, "days": rules.period_days, "least": rules.least_customers, "share": rules.least_percent}
    for model, statement in _LEVELS.items():
        await session.execute(delete(model))
        await session.execute(statement, values)


async def decline(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: DeclinedPromptCreate
) -> DeclinedPrompt:
    """The product, or the whole line, is not suggested to the customer again. 404, 422 for nothing of ours, 409 when so
    already."""
    await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
    if body.product_id is not None and await session.get(Product, body.product_id) is None:
        raise fault("/product_id", "unknown_product", msg("must be a product of ours"))
    if body.product_line is not None and not await queries.is_line(session, body.product_line):
        raise fault("/product_line", "unknown_product", msg("must be a line of our products"))
    declined = DeclinedPrompt(
        customer_id=customer_id,
        product_id=body.product_id,
        product_line=body.product_line,
        reason=body.reason,
        declined_by=session.actor_id,
        declined_at=session.now,
    )
    session.add(declined)
    await session.flush()
    await publish(
        session, PROMPT_DECLINED, declined, product_id=declined.product_id, product_line=declined.product_line
    )
    return declined


async def restore(session: WriteSession, actor: Actor, customer_id: uuid.UUID, prompt_id: uuid.UUID) -> None:
    """The product, or the line, may be suggested to the customer again. 404."""
    declined = await queries.load_declined(session, actor, customer_id, prompt_id)
    await session.delete(declined)
    await publish(
        session, PROMPT_RESTORED, declined, product_id=declined.product_id, product_line=declined.product_line
    )


async def renew(session: WriteSession) -> None:
    """Works out anew what goes together, by `cross_sell_rules`."""
    await work_out(session, (await snapshot(session)).get(CROSS_SELL_RULES), await today(session))
