"""What the funnel counts is counted ahead (MC-16): of each opportunity how it stands, whom it was lost to, which steps
it entered, and how long each took it that it went on from.

They are times by the month it was opened in, and by the teams and departments it and its customer are of
(kernel/db/times.py). This is what the database runs today; a change needs a migration with its own copy, and a test
compares this text with a migrated database.
"""

from meridian.kernel.db.models import noted_on
from meridian.opportunities.models import FUNNEL_TIMES

_WHOSE = ("team_id", "department_id", "customer_id", "visible_to_ids")
_STANDS = ("stage", "outcome", "lost_reason", "base_amount", "created_at")
STATEMENTS = (
    # A step is entered when it first is; its time is all the time spent in it until the next one was first entered.
    """
CREATE FUNCTION funnel_facts()
RETURNS TABLE (opportunity_id uuid, month date, unit_ids uuid[], what text, bin smallint, created_on date,
               seconds bigint, size bigint, total bigint, amount numeric)
LANGUAGE sql STABLE AS $$
  SELECT opportunity.id, cast(date_trunc('month', day.created_on) AS date), whose.unit_ids, fact.what,
         time_bin(fact.seconds), day.created_on, fact.seconds, cast(1 AS bigint),
         coalesce(fact.seconds, 0), cast(coalesce(fact.amount, 0) AS numeric)
  FROM opportunity
  JOIN customer ON customer.id = opportunity.customer_id
  LEFT JOIN working_calendar AS calendar ON calendar.department_id IS NULL
  CROSS JOIN LATERAL (
    SELECT cast(timezone(calendar.zone, opportunity.created_at) AS date) AS created_on
  ) AS day
  CROSS JOIN LATERAL (
    SELECT ARRAY(
      SELECT DISTINCT unit
      FROM unnest(ARRAY[opportunity.team_id, opportunity.department_id, customer.team_id, customer.department_id])
           AS unit
      WHERE unit IS NOT NULL ORDER BY unit
    ) AS unit_ids
  ) AS whose
  CROSS JOIN LATERAL (
    WITH moves AS (
      SELECT from_state, to_state, at, elapsed_seconds, working_seconds FROM transition
      WHERE subject_type = 'opportunity' AND subject_id = opportunity.id AND workflow = 'opportunity'
        AND from_state <> to_state
    ), entered AS (
      SELECT to_state AS state, min(at) AS at FROM moves GROUP BY to_state
    ), taken AS (
      SELECT moves.from_state AS state, sum(elapsed_seconds) AS elapsed, sum(working_seconds) AS working
      FROM (VALUES ('potential', 'interested'), ('interested', 'needs_defined'), ('needs_defined', 'negotiation'),
                   ('negotiation', 'contract_signed'), ('contract_signed', 'execution'), ('execution', 'completed'))
           AS step (state, following)
      JOIN entered AS next ON next.state = step.following
      JOIN moves ON moves.from_state = step.state AND moves.at <= next.at
      WHERE step.state = 'potential' OR step.state IN (SELECT state FROM entered)
      GROUP BY moves.from_state
    )
    SELECT concat_ws(' ', 'at', opportunity.stage, opportunity.outcome, opportunity.lost_reason) AS what,
           cast(NULL AS bigint) AS seconds, opportunity.base_amount AS amount
    UNION ALL
    SELECT concat_ws(' ', 'to', (
      SELECT name FROM opportunity_competitor WHERE opportunity_id = opportunity.id AND won
    )), NULL, NULL
    WHERE opportunity.outcome = 'lost'
    UNION ALL
    SELECT 'entered ' || state, NULL, NULL FROM entered
    UNION ALL
    SELECT 'elapsed ' || state, cast(elapsed AS bigint), NULL FROM taken
    UNION ALL
    SELECT 'working ' || state, cast(working AS bigint), NULL FROM taken
  ) AS fact
$$""",
    *FUNNEL_TIMES.statements(("id", "subject_id", "opportunity_id")),
    *noted_on("funnel", "opportunity", "id", ("id", *_WHOSE, *_STANDS)),
    *noted_on(
        "funnel",
        "transition",
        "subject_id",
        ("subject_id", "from_state", "to_state", "at", "elapsed_seconds", "working_seconds"),
        only="ROW.workflow = 'opportunity'",
    ),
    *noted_on("funnel", "opportunity_competitor", "opportunity_id", ("opportunity_id", "name", "won"), only="ROW.won"),
)
