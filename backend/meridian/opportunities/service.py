"""What every change of an opportunity ends with: its value in base currency, and its event."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm.attributes import set_committed_value

from meridian.calendars.queries import today
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.opportunities.events import OPPORTUNITY_CHANGED
from meridian.opportunities.models import Opportunity
from meridian.policies.definitions.customers import BASE_CURRENCY
from meridian.policies.definitions.sales import IMPORTANT_OPPORTUNITY_AMOUNT, OPPORTUNITY_REVIEW_DAYS
from meridian.policies.queries import snapshot

# What opportunities are worth in base currency, which are important for it, and what reviews those owe (CR-15).
#
# One statement decides it, for one opportunity as for all: base amount, importance and the next review's day follow
# from the amount, the rates, the policy and the reviews held. An opportunity that has ended keeps the value it ended
# with.


_OWING = """
WITH given AS (
  SELECT CAST(:base AS text) AS base, CAST(:important AS numeric) AS important, CAST(:days AS integer) AS days,
         CAST(:today AS date) AS today, CAST(:now AS timestamptz) AS now
), valued AS (
  SELECT opportunity.id, rate.valid_on AS rated_on, important_since,
         CASE WHEN opportunity.currency = base THEN opportunity.amount
              ELSE round(opportunity.amount * rate.rate, 4) END AS base_amount
    FROM given CROSS JOIN opportunity
    LEFT JOIN contract ON contract.opportunity_id = opportunity.id
    LEFT JOIN LATERAL (
      SELECT rate, valid_on FROM exchange_rate
       WHERE exchange_rate.base_currency = base AND exchange_rate.currency = opportunity.currency
         AND valid_on <= least(contract.signed_on, today)
       ORDER BY valid_on DESC LIMIT 1
    ) AS rate ON true
   WHERE outcome = 'open' {which}
), weighed AS (
  SELECT id, base_amount, rated_on, CASE WHEN base_amount IS NOT NULL THEN base END AS base_currency,
         CASE WHEN base_amount >= important THEN coalesce(important_since, now) END AS important_since
    FROM valued, given
), owing AS (
  SELECT weighed.*, days + CAST(greatest(important_since, last_at) AT TIME ZONE zone AS date) AS review_due_on
    FROM weighed
    CROSS JOIN given
    JOIN working_calendar ON department_id IS NULL
    LEFT JOIN LATERAL (
      SELECT max(held_at) AS last_at FROM opportunity_review WHERE opportunity_id = weighed.id
    ) AS held ON important_since IS NOT NULL
)
"""
_VALUE = """
UPDATE opportunity AS kept
   SET base_amount = owing.base_amount, base_currency = owing.base_currency, rated_on = owing.rated_on,
       important_since = owing.important_since,
       review_due_on = CASE WHEN owing.important_since IS NOT NULL THEN owing.review_due_on END
  FROM owing
 WHERE owing.id = kept.id
   AND (kept.base_amount, kept.base_currency, kept.rated_on, kept.important_since, kept.review_due_on)
       IS DISTINCT FROM
       (owing.base_amount, owing.base_currency, owing.rated_on, owing.important_since,
        CASE WHEN owing.important_since IS NOT NULL THEN owing.review_due_on END)
"""
_FOLLOWS = "base_amount, base_currency, rated_on, important_since, review_due_on, version, updated_at"
_RETURNING = "RETURNING " + ", ".join(f"kept.{name}" for name in _FOLLOWS.split(", "))
_ALL = text(_OWING.format(which="") + _VALUE)
_ONE = text(  # put together from constants
    f"""{_OWING.format(which="AND opportunity.id = :id")},
running AS ({_VALUE} {_RETURNING}),
ended AS (
  UPDATE opportunity AS kept SET review_due_on = NULL
   WHERE id = :id AND outcome <> 'open' AND review_due_on IS NOT NULL {_RETURNING}
)
SELECT * FROM running UNION ALL SELECT * FROM ended"""  # noqa: S608
)


async def revalue(session: WriteSession) -> None:
    """Values all open opportunities anew.

    The rate is that of the day the contract was signed, once it was; until then the latest of today, because what a
    running deal is worth is what it would bring now. Without a rate the base amount is null, never zero. An opportunity
    is important from `important_opportunity_amount` on; it owes a review `opportunity_review_days` after the last one
    held, or after it became important. What has ended owes none.
    """
    await session.execute(_ALL, await _given(session))


async def revalue_one(session: WriteSession, opportunity: Opportunity) -> None:
    """Values an opportunity that has changed, and knows what follows."""
    await session.flush()
    values = {**await _given(session), "id": opportunity.id}
    for row in (await session.execute(_ONE, values)).mappings():
        for name, value in row.items():
            set_committed_value(opportunity, name, value)


async def _given(session: WriteSession) -> dict[str, Any]:
    policies = await snapshot(session)
    return {
        "base": policies.get(BASE_CURRENCY),
        "important": policies.get(IMPORTANT_OPPORTUNITY_AMOUNT),
        "days": policies.get(OPPORTUNITY_REVIEW_DAYS),
        "today": await today(session),
        "now": session.now,
    }


async def settle_change(session: WriteSession, opportunity: Opportunity, *fields: str) -> None:
    """Ends a change of fields or parts: what follows from it is written and read back, then it is published."""
    if fields:
        await revalue_one(session, opportunity)
        await publish(session, OPPORTUNITY_CHANGED, opportunity, fields=sorted(fields))
