"""How long complaints stood in each state they have left is counted ahead (MC-20): each stay, by the clock and in
working time, with the first in each state of a complaint counting it; and every complaint.

They are times by the month it was registered in, and by the department it went to and its customer's team and
department (kernel/db/times.py). This is what the database runs today; a change needs a migration with its own copy, and
a test compares this text with a migrated database.
"""

from meridian.complaints.models import STAYS
from meridian.kernel.db.models import noted_on

STATEMENTS = (
    """
CREATE FUNCTION stay_facts()
RETURNS TABLE (complaint_id uuid, month date, unit_ids uuid[], what text, bin smallint, registered_on date,
               seconds bigint, size bigint, complaints bigint)
LANGUAGE sql STABLE AS $$
  SELECT complaint.id, cast(date_trunc('month', day.registered_on) AS date), whose.unit_ids, fact.what,
         time_bin(fact.seconds), day.registered_on, fact.seconds, cast(1 AS bigint), fact.complaints
  FROM complaint
  JOIN customer ON customer.id = complaint.customer_id
  LEFT JOIN working_calendar AS calendar ON calendar.department_id IS NULL
  CROSS JOIN LATERAL (
    SELECT cast(timezone(calendar.zone, complaint.registered_at) AS date) AS registered_on
  ) AS day
  CROSS JOIN LATERAL (
    SELECT ARRAY(
      SELECT DISTINCT unit
      FROM unnest(ARRAY[complaint.department_id, customer.team_id, customer.department_id]) AS unit
      WHERE unit IS NOT NULL ORDER BY unit
    ) AS unit_ids
  ) AS whose
  CROSS JOIN LATERAL (
    WITH stays AS (
      SELECT from_state, elapsed_seconds, working_seconds,
             cast(row_number() OVER (PARTITION BY from_state ORDER BY id) = 1 AS integer) AS first
      FROM transition
      WHERE subject_type = 'complaint' AND subject_id = complaint.id AND workflow = 'complaint'
        AND from_state <> to_state
    )
    SELECT 'registered' AS what, cast(NULL AS bigint) AS seconds, cast(1 AS bigint) AS complaints
    UNION ALL
    SELECT 'elapsed ' || from_state, elapsed_seconds, first FROM stays
    UNION ALL
    SELECT 'working ' || from_state, working_seconds, 0 FROM stays
  ) AS fact
$$""",
    *STAYS.statements(("id", "subject_id")),
    *noted_on("stay", "complaint", "id", ("id", "department_id", "customer_id", "visible_to_ids", "registered_at")),
    *noted_on(
        "stay",
        "transition",
        "subject_id",
        ("subject_id", "from_state", "to_state", "elapsed_seconds", "working_seconds"),
        only="ROW.workflow = 'complaint'",
    ),
)
