"""Every customer's grade worked out by one statement over all of them, and what it comes to.

Orders of the last year and expected sales count at the rates of the day. Where no sales are expected of a customer,
what its open opportunities are worth counts as its potential. What has no rate counts as nothing.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from meridian.grading.rules import DAYS_SINCE_ORDER, FROM_SCORE, ORDERS_A_YEAR, POINTS, YEAR, GradePart
from meridian.kernel.db.session import WriteSession
from meridian.policies.definitions.customers import GRADE_REVIEW_DAYS, GRADE_RULES, GRADE_THRESHOLDS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, Policies


def _ladder(value: str, steps: Mapping[Grade, str], operator: str) -> str:
    """The level of a value: the first step it reaches, else D."""
    cases = " ".join(f"WHEN {value} {operator} {bound} THEN '{grade}'" for grade, bound in steps.items())
    return f"CASE {cases} ELSE 'D' END"


def _points(level: str) -> str:
    cases = " ".join(f"WHEN '{grade}' THEN {points}" for grade, points in POINTS.items())
    return f"CASE {level} {cases} END"


_THRESHOLDS = {grade: f":from_{grade.lower()}" for grade in (Grade.A, Grade.B, Grade.C)}
_LEVELS = {
    GradePart.AMOUNT: _ladder("amount", _THRESHOLDS, ">="),
    GradePart.FREQUENCY: _ladder("frequency", {grade: str(count) for grade, count in ORDERS_A_YEAR.items()}, ">="),
    GradePart.POTENTIAL: _ladder("potential", _THRESHOLDS, ">="),
    GradePart.RECENCY: _ladder("recency", {grade: str(days) for grade, days in DAYS_SINCE_ORDER.items()}, "<="),
}
_SCORE = " + ".join(f"CAST(:{part} AS numeric) * {_points(f'{part}_level')}" for part in GradePart)
_TO_GRADE = _ladder("score", {grade: str(score) for grade, score in FROM_SCORE.items()}, ">=")
_PARTS = ", ".join(
    f"'{part}', jsonb_build_object('value', round({part}, 4)::text, 'level', {part}_level, 'weight', :{part})"
    for part in GradePart
)
# Names and bounds come from the rules, never from a request.
_GRADED = text(f"""
CREATE TEMPORARY TABLE graded ON COMMIT DROP AS
WITH money AS (
  SELECT DISTINCT ON (currency) currency, rate FROM exchange_rate
   WHERE base_currency = :base AND valid_on <= :today ORDER BY currency, valid_on DESC
), rated AS (
  SELECT currency, rate FROM money WHERE currency <> :base UNION ALL SELECT CAST(:base AS text), 1
), bought AS (
  SELECT o.customer_id, sum(o.amount * rated.rate) AS amount, count(*) AS frequency
    FROM customer_order AS o LEFT JOIN rated USING (currency)
   WHERE o.ordered_on > CAST(:today AS date) - {YEAR} AND o.ordered_on <= :today GROUP BY 1
), expected AS (
  SELECT customer_id, sum(base_amount) AS amount FROM opportunity
   WHERE outcome = 'open' AND base_currency = :base GROUP BY 1
), facts AS (
  SELECT c.id AS customer_id, c.grade AS from_grade,
         coalesce(bought.amount, 0) AS amount, coalesce(bought.frequency, 0)::numeric AS frequency,
         coalesce(c.expected_annual_sales_amount * rated.rate, expected.amount, 0) AS potential,
         (CAST(:today AS date) - c.last_order_on)::numeric AS recency
    FROM customer AS c
    LEFT JOIN bought ON bought.customer_id = c.id
    LEFT JOIN expected ON expected.customer_id = c.id
    LEFT JOIN rated ON rated.currency = c.expected_annual_sales_currency
   WHERE c.archived_at IS NULL AND c.merged_into_id IS NULL
), levels AS (
  SELECT *, {", ".join(f"{sql} AS {part}_level" for part, sql in _LEVELS.items())} FROM facts
), scored AS (
  SELECT *, {_SCORE} AS score FROM levels
)
SELECT customer_id, from_grade, {_TO_GRADE} AS to_grade, round(score, 4) AS score,
       jsonb_build_object({_PARTS}) AS parts
  FROM scored
""")  # noqa: S608
# Proposals that the facts no longer bear out, or that somebody has overtaken by a decision of their own.
_OUTDATE = text("""
UPDATE grade_proposal AS p SET state = 'outdated', state_since = meridian_now()
 WHERE p.state = 'open' AND NOT EXISTS (
   SELECT FROM graded
    WHERE graded.customer_id = p.customer_id AND graded.to_grade = p.to_grade AND graded.from_grade = p.from_grade
      AND graded.from_grade <> graded.to_grade)
""")
# What somebody has just declined is not proposed again until the next review.
_PROPOSE = text("""
INSERT INTO grade_proposal (customer_id, from_grade, to_grade, score, parts, policy_versions, evaluated_at)
SELECT customer_id, from_grade, to_grade, score, parts, CAST(:versions AS jsonb), meridian_now() FROM graded
 WHERE from_grade <> to_grade AND NOT EXISTS (
   SELECT FROM grade_proposal AS declined
    WHERE declined.customer_id = graded.customer_id AND declined.state = 'rejected'
      AND declined.from_grade = graded.from_grade AND declined.to_grade = graded.to_grade
      AND declined.decided_at > meridian_now() - make_interval(days => :review_days))
ON CONFLICT (customer_id) WHERE state = 'open' DO UPDATE
   SET score = excluded.score, parts = excluded.parts, policy_versions = excluded.policy_versions,
       evaluated_at = excluded.evaluated_at
 WHERE (grade_proposal.score, grade_proposal.parts) IS DISTINCT FROM (excluded.score, excluded.parts)
""")
_SIZE = text("SELECT count(*) FROM graded")
_OPEN = text("SELECT count(*) FROM grade_proposal WHERE state = 'open'")


async def evaluate(session: WriteSession, today: date, base: str, versions: str) -> tuple[int, int]:
    """Works all grades out anew. Gives how many customers were looked at, and how many proposals are open then."""
    policies = await snapshot(session)
    await session.execute(_GRADED, _values(policies, today, base))
    await session.execute(_OUTDATE)
    await session.execute(_PROPOSE, {"versions": versions, "review_days": policies.get(GRADE_REVIEW_DAYS)})
    evaluated = await session.scalar(_SIZE)
    proposed = await session.scalar(_OPEN)
    await session.execute(text("DROP TABLE graded"))
    return evaluated or 0, proposed or 0


def _values(policies: Policies, today: date, base: str) -> dict[str, Any]:
    weights, thresholds = policies.get(GRADE_RULES), policies.get(GRADE_THRESHOLDS)
    bounds: dict[str, Decimal] = {f"from_{grade.lower()}": thresholds[grade] for grade in _THRESHOLDS}
    return {"today": today, "base": base, **bounds, **{part: str(getattr(weights, part)) for part in GradePart}}
