"""How long complaints stood in each state, counted ahead; times by the parts of the units that see them."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "stays"
down_revision = "lean_calls"
branch_labels = None
depends_on = None

STATEMENTS = (
    # What all tallies of times use.
    """
CREATE OR REPLACE FUNCTION time_bin(seconds bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN seconds IS NOT NULL
    THEN cast(floor(8 * ln(cast(greatest(seconds, 0) + 1 AS double precision)) / ln(2)) AS smallint) END
$$""",
    """
CREATE OR REPLACE FUNCTION parts_of(ids uuid[]) RETURNS SETOF uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(
    SELECT ids[nth] FROM generate_series(1, cardinality(ids)) AS nth WHERE part & (1 << (nth - 1)) > 0 ORDER BY nth
  ) FROM generate_series(0, (1 << cardinality(ids)) - 1) AS part
$$""",
    # How long complaints stood in states they left.
    """
CREATE OR REPLACE FUNCTION stay_facts()
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
    """
CREATE OR REPLACE FUNCTION note_stay_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO stay_change VALUES (NEW.id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.id <> NEW.id THEN
      INSERT INTO stay_change VALUES (OLD.id);
    END IF;
  END IF;
  IF TG_ARGV[0] = 'subject_id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO stay_change VALUES (NEW.subject_id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.subject_id <> NEW.subject_id THEN
      INSERT INTO stay_change VALUES (OLD.subject_id);
    END IF;
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE FUNCTION note_every_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stay_change SELECT DISTINCT complaint_id FROM stay_fact;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE TRIGGER working_calendar_stay_insert AFTER INSERT ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL) EXECUTE FUNCTION note_every_stay()""",
    """
CREATE OR REPLACE TRIGGER working_calendar_stay_update AFTER UPDATE ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL AND OLD.zone <> NEW.zone) EXECUTE FUNCTION note_every_stay()""",
    """
CREATE OR REPLACE FUNCTION stay_counts() RETURNS SETOF stay_tally LANGUAGE sql STABLE AS $$
  SELECT month, unit_ids, what, bin, size, complaints FROM stay_tally
  UNION ALL
  SELECT month, part, what, bin, -size, -complaints FROM stay_fact CROSS JOIN LATERAL parts_of(unit_ids) AS part WHERE complaint_id IN (SELECT complaint_id FROM stay_change)
  UNION ALL
  SELECT month, part, what, bin, size, complaints FROM stay_facts() CROSS JOIN LATERAL parts_of(unit_ids) AS part WHERE complaint_id IN (SELECT complaint_id FROM stay_change)
$$""",
    """
CREATE OR REPLACE FUNCTION take_in_stay() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE stay_tally IN SHARE UPDATE EXCLUSIVE MODE;
  WITH taken_in AS (
    DELETE FROM stay_change RETURNING complaint_id
  ), changed AS MATERIALIZED (
    SELECT DISTINCT complaint_id FROM taken_in
  ), before AS (
    DELETE FROM stay_fact WHERE complaint_id IN (SELECT complaint_id FROM changed) RETURNING *
  ), present AS (
    INSERT INTO stay_fact SELECT fact.* FROM changed JOIN stay_facts() AS fact USING (complaint_id) RETURNING *
  )
  INSERT INTO stay_tally AS tally
  SELECT month, part, what, bin, sum(times * size), sum(times * complaints)
  FROM (SELECT -1 AS times, * FROM before UNION ALL SELECT 1, * FROM present) AS change CROSS JOIN LATERAL parts_of(unit_ids) AS part
  GROUP BY month, part, what, bin
  ON CONFLICT (month, unit_ids, what, bin) DO UPDATE SET size = tally.size + excluded.size, complaints = tally.complaints + excluded.complaints;
  DELETE FROM stay_tally WHERE size = 0;
END $$""",
    """
CREATE OR REPLACE FUNCTION recount_stay() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE stay_tally IN SHARE UPDATE EXCLUSIVE MODE;
  DELETE FROM stay_change;
  DELETE FROM stay_fact;
  DELETE FROM stay_tally;
  INSERT INTO stay_fact SELECT * FROM stay_facts();
  INSERT INTO stay_tally SELECT month, part, what, bin, sum(size), sum(complaints) FROM (SELECT month, unit_ids, what, bin, sum(size) AS size, sum(complaints) AS complaints FROM stay_fact GROUP BY month, unit_ids, what, bin) AS fact CROSS JOIN LATERAL parts_of(unit_ids) AS part GROUP BY month, part, what, bin;
END $$""",
    """
CREATE OR REPLACE FUNCTION stay_facts_now() RETURNS SETOF stay_fact LANGUAGE sql STABLE AS $$
  SELECT * FROM stay_fact WHERE complaint_id NOT IN (SELECT complaint_id FROM stay_change)
  UNION ALL
  SELECT * FROM stay_facts() WHERE complaint_id IN (SELECT complaint_id FROM stay_change)
$$""",
    """
CREATE OR REPLACE TRIGGER complaint_stay_insert AFTER INSERT ON complaint FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_stay_change('id')""",
    """
CREATE OR REPLACE TRIGGER complaint_stay_update AFTER UPDATE ON complaint FOR EACH ROW
WHEN ((OLD.id, OLD.department_id, OLD.customer_id, OLD.visible_to_ids, OLD.registered_at) IS DISTINCT FROM (NEW.id, NEW.department_id, NEW.customer_id, NEW.visible_to_ids, NEW.registered_at))
EXECUTE FUNCTION note_stay_change('id')""",
    """
CREATE OR REPLACE TRIGGER complaint_stay_delete AFTER DELETE ON complaint FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_stay_change('id')""",
    """
CREATE OR REPLACE TRIGGER complaint_stay_truncate AFTER TRUNCATE ON complaint FOR EACH STATEMENT
EXECUTE FUNCTION note_every_stay()""",
    """
CREATE OR REPLACE TRIGGER transition_stay_insert AFTER INSERT ON transition FOR EACH ROW WHEN (NEW.workflow = 'complaint')
EXECUTE FUNCTION note_stay_change('subject_id')""",
    """
CREATE OR REPLACE TRIGGER transition_stay_update AFTER UPDATE ON transition FOR EACH ROW
WHEN ((OLD.subject_id, OLD.from_state, OLD.to_state, OLD.elapsed_seconds, OLD.working_seconds) IS DISTINCT FROM (NEW.subject_id, NEW.from_state, NEW.to_state, NEW.elapsed_seconds, NEW.working_seconds))
EXECUTE FUNCTION note_stay_change('subject_id')""",
    """
CREATE OR REPLACE TRIGGER transition_stay_delete AFTER DELETE ON transition FOR EACH ROW WHEN (OLD.workflow = 'complaint')
EXECUTE FUNCTION note_stay_change('subject_id')""",
    """
CREATE OR REPLACE TRIGGER transition_stay_truncate AFTER TRUNCATE ON transition FOR EACH STATEMENT
EXECUTE FUNCTION note_every_stay()""",
)
# The funnel's, which had sixteen bins from a time to its double and nothing by parts of the units.
_FUNNEL = (
    """
CREATE OR REPLACE FUNCTION funnel_facts()
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
    """
CREATE OR REPLACE FUNCTION funnel_counts() RETURNS SETOF funnel_tally LANGUAGE sql STABLE AS $$
  SELECT month, unit_ids, what, bin, size, total, amount FROM funnel_tally
  UNION ALL
  SELECT month, part, what, bin, -size, -total, -amount FROM funnel_fact CROSS JOIN LATERAL parts_of(unit_ids) AS part WHERE opportunity_id IN (SELECT opportunity_id FROM funnel_change)
  UNION ALL
  SELECT month, part, what, bin, size, total, amount FROM funnel_facts() CROSS JOIN LATERAL parts_of(unit_ids) AS part WHERE opportunity_id IN (SELECT opportunity_id FROM funnel_change)
$$""",
    """
CREATE OR REPLACE FUNCTION take_in_funnel() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE funnel_tally IN SHARE UPDATE EXCLUSIVE MODE;
  WITH taken_in AS (
    DELETE FROM funnel_change RETURNING opportunity_id
  ), changed AS MATERIALIZED (
    SELECT DISTINCT opportunity_id FROM taken_in
  ), before AS (
    DELETE FROM funnel_fact WHERE opportunity_id IN (SELECT opportunity_id FROM changed) RETURNING *
  ), present AS (
    INSERT INTO funnel_fact SELECT fact.* FROM changed JOIN funnel_facts() AS fact USING (opportunity_id) RETURNING *
  )
  INSERT INTO funnel_tally AS tally
  SELECT month, part, what, bin, sum(times * size), sum(times * total), sum(times * amount)
  FROM (SELECT -1 AS times, * FROM before UNION ALL SELECT 1, * FROM present) AS change CROSS JOIN LATERAL parts_of(unit_ids) AS part
  GROUP BY month, part, what, bin
  ON CONFLICT (month, unit_ids, what, bin) DO UPDATE SET size = tally.size + excluded.size, total = tally.total + excluded.total, amount = tally.amount + excluded.amount;
  DELETE FROM funnel_tally WHERE size = 0;
END $$""",
    """
CREATE OR REPLACE FUNCTION recount_funnel() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE funnel_tally IN SHARE UPDATE EXCLUSIVE MODE;
  DELETE FROM funnel_change;
  DELETE FROM funnel_fact;
  DELETE FROM funnel_tally;
  INSERT INTO funnel_fact SELECT * FROM funnel_facts();
  INSERT INTO funnel_tally SELECT month, part, what, bin, sum(size), sum(total), sum(amount) FROM (SELECT month, unit_ids, what, bin, sum(size) AS size, sum(total) AS total, sum(amount) AS amount FROM funnel_fact GROUP BY month, unit_ids, what, bin) AS fact CROSS JOIN LATERAL parts_of(unit_ids) AS part GROUP BY month, part, what, bin;
END $$""",
)
_FUNNEL_BEFORE = (
    """
CREATE OR REPLACE FUNCTION funnel_bin(seconds bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN seconds IS NOT NULL
    THEN cast(floor(16 * ln(cast(greatest(seconds, 0) + 1 AS double precision)) / ln(2)) AS smallint) END
$$""",
    *(
        statement.replace("time_bin", "funnel_bin")
        .replace(" CROSS JOIN LATERAL parts_of(unit_ids) AS part", "")
        .replace(" month, part,", " month, unit_ids,")
        for statement in _FUNNEL
    ),
)
_KEYS: dict[str, Any] = {
    "month": sa.Date,
    "unit_ids": postgresql.ARRAY(sa.Uuid),
    "what": sa.Text,
    "bin": sa.SmallInteger,
}


def upgrade() -> None:
    own = (sa.Column("registered_on", sa.Date), sa.Column("seconds", sa.BigInteger))
    op.create_table("stay_fact", sa.Column("complaint_id", sa.Uuid), *_counted(*own), if_not_exists=True)
    op.create_table("stay_change", sa.Column("complaint_id", sa.Uuid), if_not_exists=True)
    op.create_table("stay_tally", *_counted(), if_not_exists=True)
    for column in ("complaint_id", "registered_on"):
        op.create_index(f"stay_fact_{column}_idx", "stay_fact", [column], if_not_exists=True)
    op.create_index(
        "stay_fact_what_bin_seconds_idx",
        "stay_fact",
        ["what", "bin", "seconds"],
        postgresql_include=("complaint_id", "registered_on", "unit_ids"),
        postgresql_where=sa.text("bin IS NOT NULL"),
        if_not_exists=True,
    )
    op.create_index(
        "stay_tally_key", "stay_tally", list(_KEYS), unique=True, postgresql_nulls_not_distinct=True, if_not_exists=True
    )
    for statement in STATEMENTS:
        op.execute(statement)
    with op.get_context().autocommit_block():  # once every change is noted, counted while others write
        op.execute("SELECT recount_stay()")
    _funnel(_FUNNEL)
    op.execute("DROP FUNCTION IF EXISTS funnel_bin")


def _counted(*own: sa.Column[Any]) -> Iterator[sa.Column[Any]]:
    yield from (sa.Column(name, kind) for name, kind in _KEYS.items())
    yield from own
    yield from (sa.Column(name, sa.BigInteger(), nullable=False) for name in ("size", "complaints"))


def _funnel(statements: Iterable[str]) -> None:
    """In one transaction, as times are sought by their bins: who reads meanwhile sees those of before."""
    for statement in statements:
        op.execute(statement)
    op.execute("SELECT recount_funnel()")


def downgrade() -> None:
    _funnel(_FUNNEL_BEFORE)
    for table in ("complaint", "transition"):
        for when in ("insert", "update", "delete", "truncate"):
            op.execute(f"DROP TRIGGER {table}_stay_{when} ON {table}")
    for when in ("insert", "update"):
        op.execute(f"DROP TRIGGER working_calendar_stay_{when} ON working_calendar")
    op.execute(
        "DROP FUNCTION recount_stay, take_in_stay, stay_counts, stay_facts_now, note_stay_change, note_every_stay,"
        " stay_facts, time_bin, parts_of"
    )
    for part in ("change", "fact", "tally"):
        op.drop_table(f"stay_{part}")
