"""What came of customers, and the funnel of opportunities, counted ahead by what changed since."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "subject_tallies"
down_revision = "call_tally"
branch_labels = None
depends_on = None

_SOURCE_KEYS: dict[str, Any] = {
    "obtained_on": sa.Date,
    "source_channel": sa.Text,
    "team_id": sa.Uuid,
    "department_id": sa.Uuid,
}
_CHANNELS = ("sales", "exhibition", "campaign", "referral", "web", "social", "market_research", "inbound", "other")
_SOURCE_COUNTS = ("customers", "calls", "called", "reached", "interested", "opportunities", "deals")
_FUNNEL_KEYS: dict[str, Any] = {
    "month": sa.Date,
    "unit_ids": postgresql.ARRAY(sa.Uuid),
    "what": sa.Text,
    "bin": sa.SmallInteger,
}
_WATCHED = {
    "source": ("customer", "contact_record", "opportunity"),
    "funnel": ("opportunity", "transition", "opportunity_competitor"),
}
STATEMENTS = (
    # What came of customers by source.
    """
CREATE OR REPLACE FUNCTION source_facts()
RETURNS TABLE (customer_id uuid, obtained_on date, source_channel text, team_id uuid, department_id uuid,
               customers bigint, calls bigint, called bigint, reached bigint, interested bigint,
               opportunities bigint, deals bigint, amount numeric)
LANGUAGE sql STABLE AS $$
  SELECT customer.id,
         cast(timezone(calendar.zone, customer.obtained_at) AS date),
         customer.source_channel, customer.team_id, customer.department_id, cast(1 AS bigint),
         call.calls, least(call.calls, 1), least(call.reached, 1), least(call.interested, 1),
         sale.opportunities, sale.deals, sale.amount
  FROM customer
  LEFT JOIN working_calendar AS calendar ON calendar.department_id IS NULL
  CROSS JOIN LATERAL (
    SELECT count(*) AS calls, count(*) FILTER (WHERE reached) AS reached,
           count(*) FILTER (WHERE reached AND intent_level <> 'none') AS interested
    FROM contact_record WHERE contact_record.customer_id = customer.id AND method = 'phone' AND direction = 'outbound'
  ) AS call
  CROSS JOIN LATERAL (
    SELECT count(*) AS opportunities, count(*) FILTER (WHERE is_deal) AS deals,
           coalesce(sum(base_amount) FILTER (WHERE is_deal), 0) AS amount
    FROM opportunity CROSS JOIN LATERAL (
      SELECT stage IN ('contract_signed', 'execution') AND outcome IN ('open', 'completed') AS is_deal
    ) AS such
    WHERE opportunity.customer_id = customer.id
  ) AS sale
  WHERE customer.merged_into_id IS NULL
$$""",
    """
CREATE OR REPLACE FUNCTION note_source_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO source_change VALUES (NEW.id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.id <> NEW.id THEN
      INSERT INTO source_change VALUES (OLD.id);
    END IF;
  END IF;
  IF TG_ARGV[0] = 'customer_id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO source_change VALUES (NEW.customer_id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.customer_id <> NEW.customer_id THEN
      INSERT INTO source_change VALUES (OLD.customer_id);
    END IF;
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE FUNCTION note_every_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO source_change SELECT DISTINCT customer_id FROM source_fact;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE TRIGGER customer_source_insert AFTER INSERT ON customer FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_source_change('id')""",
    """
CREATE OR REPLACE TRIGGER customer_source_update AFTER UPDATE ON customer FOR EACH ROW
WHEN ((OLD.id, OLD.obtained_at, OLD.source_channel, OLD.team_id, OLD.department_id, OLD.merged_into_id) IS DISTINCT FROM (NEW.id, NEW.obtained_at, NEW.source_channel, NEW.team_id, NEW.department_id, NEW.merged_into_id))
EXECUTE FUNCTION note_source_change('id')""",
    """
CREATE OR REPLACE TRIGGER customer_source_delete AFTER DELETE ON customer FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_source_change('id')""",
    """
CREATE OR REPLACE TRIGGER customer_source_truncate AFTER TRUNCATE ON customer FOR EACH STATEMENT
EXECUTE FUNCTION note_every_source()""",
    """
CREATE OR REPLACE TRIGGER contact_record_source_insert AFTER INSERT ON contact_record FOR EACH ROW WHEN (NEW.method = 'phone' AND NEW.direction = 'outbound')
EXECUTE FUNCTION note_source_change('customer_id')""",
    """
CREATE OR REPLACE TRIGGER contact_record_source_update AFTER UPDATE ON contact_record FOR EACH ROW
WHEN ((OLD.customer_id, OLD.method, OLD.direction, OLD.reached, OLD.intent_level) IS DISTINCT FROM (NEW.customer_id, NEW.method, NEW.direction, NEW.reached, NEW.intent_level))
EXECUTE FUNCTION note_source_change('customer_id')""",
    """
CREATE OR REPLACE TRIGGER contact_record_source_delete AFTER DELETE ON contact_record FOR EACH ROW WHEN (OLD.method = 'phone' AND OLD.direction = 'outbound')
EXECUTE FUNCTION note_source_change('customer_id')""",
    """
CREATE OR REPLACE TRIGGER contact_record_source_truncate AFTER TRUNCATE ON contact_record FOR EACH STATEMENT
EXECUTE FUNCTION note_every_source()""",
    """
CREATE OR REPLACE TRIGGER opportunity_source_insert AFTER INSERT ON opportunity FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_source_change('customer_id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_source_update AFTER UPDATE ON opportunity FOR EACH ROW
WHEN ((OLD.customer_id, OLD.stage, OLD.outcome, OLD.base_amount) IS DISTINCT FROM (NEW.customer_id, NEW.stage, NEW.outcome, NEW.base_amount))
EXECUTE FUNCTION note_source_change('customer_id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_source_delete AFTER DELETE ON opportunity FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_source_change('customer_id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_source_truncate AFTER TRUNCATE ON opportunity FOR EACH STATEMENT
EXECUTE FUNCTION note_every_source()""",
    """
CREATE OR REPLACE TRIGGER working_calendar_source_insert AFTER INSERT ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL) EXECUTE FUNCTION note_every_source()""",
    """
CREATE OR REPLACE TRIGGER working_calendar_source_update AFTER UPDATE ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL AND OLD.zone <> NEW.zone) EXECUTE FUNCTION note_every_source()""",
    """
CREATE OR REPLACE FUNCTION source_counts() RETURNS SETOF source_tally LANGUAGE sql STABLE AS $$
  SELECT obtained_on, source_channel, team_id, department_id, customers, calls, called, reached, interested, opportunities, deals, amount FROM source_tally
  UNION ALL
  SELECT obtained_on, source_channel, team_id, department_id, -customers, -calls, -called, -reached, -interested, -opportunities, -deals, -amount FROM source_fact WHERE customer_id IN (SELECT customer_id FROM source_change)
  UNION ALL
  SELECT obtained_on, source_channel, team_id, department_id, customers, calls, called, reached, interested, opportunities, deals, amount FROM source_facts() WHERE customer_id IN (SELECT customer_id FROM source_change)
$$""",
    """
CREATE OR REPLACE FUNCTION take_in_source() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE source_tally IN SHARE UPDATE EXCLUSIVE MODE;
  WITH taken_in AS (
    DELETE FROM source_change RETURNING customer_id
  ), changed AS MATERIALIZED (
    SELECT DISTINCT customer_id FROM taken_in
  ), before AS (
    DELETE FROM source_fact WHERE customer_id IN (SELECT customer_id FROM changed) RETURNING *
  ), present AS (
    INSERT INTO source_fact SELECT fact.* FROM changed JOIN source_facts() AS fact USING (customer_id) RETURNING *
  )
  INSERT INTO source_tally AS tally
  SELECT obtained_on, source_channel, team_id, department_id, sum(times * customers), sum(times * calls), sum(times * called), sum(times * reached), sum(times * interested), sum(times * opportunities), sum(times * deals), sum(times * amount)
  FROM (SELECT -1 AS times, * FROM before UNION ALL SELECT 1, * FROM present) AS change
  GROUP BY obtained_on, source_channel, team_id, department_id
  ON CONFLICT (obtained_on, source_channel, team_id, department_id) DO UPDATE SET customers = tally.customers + excluded.customers, calls = tally.calls + excluded.calls, called = tally.called + excluded.called, reached = tally.reached + excluded.reached, interested = tally.interested + excluded.interested, opportunities = tally.opportunities + excluded.opportunities, deals = tally.deals + excluded.deals, amount = tally.amount + excluded.amount;
  DELETE FROM source_tally WHERE customers = 0;
END $$""",
    """
CREATE OR REPLACE FUNCTION recount_source() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE source_tally IN SHARE UPDATE EXCLUSIVE MODE;
  DELETE FROM source_change;
  DELETE FROM source_fact;
  DELETE FROM source_tally;
  INSERT INTO source_fact SELECT * FROM source_facts();
  INSERT INTO source_tally SELECT obtained_on, source_channel, team_id, department_id, sum(customers), sum(calls), sum(called), sum(reached), sum(interested), sum(opportunities), sum(deals), sum(amount) FROM source_fact GROUP BY obtained_on, source_channel, team_id, department_id;
END $$""",
    # The funnel.
    """
CREATE OR REPLACE FUNCTION funnel_bin(seconds bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN seconds IS NOT NULL
    THEN cast(floor(16 * ln(cast(greatest(seconds, 0) + 1 AS double precision)) / ln(2)) AS smallint) END
$$""",
    """
CREATE OR REPLACE FUNCTION funnel_facts()
RETURNS TABLE (opportunity_id uuid, month date, unit_ids uuid[], what text, bin smallint, created_on date,
               seconds bigint, size bigint, total bigint, amount numeric)
LANGUAGE sql STABLE AS $$
  SELECT opportunity.id, cast(date_trunc('month', day.created_on) AS date), whose.unit_ids, fact.what,
         funnel_bin(fact.seconds), day.created_on, fact.seconds, cast(1 AS bigint),
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
CREATE OR REPLACE FUNCTION note_funnel_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO funnel_change VALUES (NEW.id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.id <> NEW.id THEN
      INSERT INTO funnel_change VALUES (OLD.id);
    END IF;
  END IF;
  IF TG_ARGV[0] = 'subject_id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO funnel_change VALUES (NEW.subject_id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.subject_id <> NEW.subject_id THEN
      INSERT INTO funnel_change VALUES (OLD.subject_id);
    END IF;
  END IF;
  IF TG_ARGV[0] = 'opportunity_id' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO funnel_change VALUES (NEW.opportunity_id);
    END IF;
    IF TG_OP = 'DELETE' OR OLD.opportunity_id <> NEW.opportunity_id THEN
      INSERT INTO funnel_change VALUES (OLD.opportunity_id);
    END IF;
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE FUNCTION note_every_funnel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO funnel_change SELECT DISTINCT opportunity_id FROM funnel_fact;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE TRIGGER opportunity_funnel_insert AFTER INSERT ON opportunity FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_funnel_change('id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_funnel_update AFTER UPDATE ON opportunity FOR EACH ROW
WHEN ((OLD.id, OLD.team_id, OLD.department_id, OLD.customer_id, OLD.visible_to_ids, OLD.stage, OLD.outcome, OLD.lost_reason, OLD.base_amount, OLD.created_at) IS DISTINCT FROM (NEW.id, NEW.team_id, NEW.department_id, NEW.customer_id, NEW.visible_to_ids, NEW.stage, NEW.outcome, NEW.lost_reason, NEW.base_amount, NEW.created_at))
EXECUTE FUNCTION note_funnel_change('id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_funnel_delete AFTER DELETE ON opportunity FOR EACH ROW WHEN (true)
EXECUTE FUNCTION note_funnel_change('id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_funnel_truncate AFTER TRUNCATE ON opportunity FOR EACH STATEMENT
EXECUTE FUNCTION note_every_funnel()""",
    """
CREATE OR REPLACE TRIGGER transition_funnel_insert AFTER INSERT ON transition FOR EACH ROW WHEN (NEW.workflow = 'opportunity')
EXECUTE FUNCTION note_funnel_change('subject_id')""",
    """
CREATE OR REPLACE TRIGGER transition_funnel_update AFTER UPDATE ON transition FOR EACH ROW
WHEN ((OLD.subject_id, OLD.from_state, OLD.to_state, OLD.at, OLD.elapsed_seconds, OLD.working_seconds) IS DISTINCT FROM (NEW.subject_id, NEW.from_state, NEW.to_state, NEW.at, NEW.elapsed_seconds, NEW.working_seconds))
EXECUTE FUNCTION note_funnel_change('subject_id')""",
    """
CREATE OR REPLACE TRIGGER transition_funnel_delete AFTER DELETE ON transition FOR EACH ROW WHEN (OLD.workflow = 'opportunity')
EXECUTE FUNCTION note_funnel_change('subject_id')""",
    """
CREATE OR REPLACE TRIGGER transition_funnel_truncate AFTER TRUNCATE ON transition FOR EACH STATEMENT
EXECUTE FUNCTION note_every_funnel()""",
    """
CREATE OR REPLACE TRIGGER opportunity_competitor_funnel_insert AFTER INSERT ON opportunity_competitor FOR EACH ROW WHEN (NEW.won)
EXECUTE FUNCTION note_funnel_change('opportunity_id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_competitor_funnel_update AFTER UPDATE ON opportunity_competitor FOR EACH ROW
WHEN ((OLD.opportunity_id, OLD.name, OLD.won) IS DISTINCT FROM (NEW.opportunity_id, NEW.name, NEW.won))
EXECUTE FUNCTION note_funnel_change('opportunity_id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_competitor_funnel_delete AFTER DELETE ON opportunity_competitor FOR EACH ROW WHEN (OLD.won)
EXECUTE FUNCTION note_funnel_change('opportunity_id')""",
    """
CREATE OR REPLACE TRIGGER opportunity_competitor_funnel_truncate AFTER TRUNCATE ON opportunity_competitor FOR EACH STATEMENT
EXECUTE FUNCTION note_every_funnel()""",
    """
CREATE OR REPLACE TRIGGER working_calendar_funnel_insert AFTER INSERT ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL) EXECUTE FUNCTION note_every_funnel()""",
    """
CREATE OR REPLACE TRIGGER working_calendar_funnel_update AFTER UPDATE ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL AND OLD.zone <> NEW.zone) EXECUTE FUNCTION note_every_funnel()""",
    """
CREATE OR REPLACE FUNCTION funnel_counts() RETURNS SETOF funnel_tally LANGUAGE sql STABLE AS $$
  SELECT month, unit_ids, what, bin, size, total, amount FROM funnel_tally
  UNION ALL
  SELECT month, unit_ids, what, bin, -size, -total, -amount FROM funnel_fact WHERE opportunity_id IN (SELECT opportunity_id FROM funnel_change)
  UNION ALL
  SELECT month, unit_ids, what, bin, size, total, amount FROM funnel_facts() WHERE opportunity_id IN (SELECT opportunity_id FROM funnel_change)
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
  SELECT month, unit_ids, what, bin, sum(times * size), sum(times * total), sum(times * amount)
  FROM (SELECT -1 AS times, * FROM before UNION ALL SELECT 1, * FROM present) AS change
  GROUP BY month, unit_ids, what, bin
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
  INSERT INTO funnel_tally SELECT month, unit_ids, what, bin, sum(size), sum(total), sum(amount) FROM funnel_fact GROUP BY month, unit_ids, what, bin;
END $$""",
    """
CREATE OR REPLACE FUNCTION funnel_facts_now() RETURNS SETOF funnel_fact LANGUAGE sql STABLE AS $$
  SELECT * FROM funnel_fact WHERE opportunity_id NOT IN (SELECT opportunity_id FROM funnel_change)
  UNION ALL
  SELECT * FROM funnel_facts() WHERE opportunity_id IN (SELECT opportunity_id FROM funnel_change)
$$""",
)


def upgrade() -> None:
    for name, subject, more, key in (
        ("source", "customer_id", (), _SOURCE_KEYS),
        ("funnel", "opportunity_id", ("created_on", "seconds"), _FUNNEL_KEYS),
    ):
        fact = [*_columns(name), *_more(more), *_counts(name)]
        fact_checks, tally_checks = (list(_checks(f"{name}_{part}", key)) for part in ("fact", "tally"))
        op.create_table(f"{name}_fact", sa.Column(subject, sa.Uuid()), *fact, *fact_checks, if_not_exists=True)
        op.create_table(f"{name}_change", sa.Column(subject, sa.Uuid()), if_not_exists=True)
        op.create_table(f"{name}_tally", *_columns(name), *_counts(name), *tally_checks, if_not_exists=True)
        op.create_index(f"{name}_fact_{subject}_idx", f"{name}_fact", [subject], if_not_exists=True)
        op.create_index(
            f"{name}_tally_key",
            f"{name}_tally",
            list(key),
            unique=True,
            postgresql_nulls_not_distinct=True,
            if_not_exists=True,
        )
    op.create_index("funnel_fact_created_on_idx", "funnel_fact", ["created_on"], if_not_exists=True)
    op.create_index(
        "funnel_fact_what_bin_seconds_idx",
        "funnel_fact",
        ["what", "bin", "seconds"],
        postgresql_include=("opportunity_id", "created_on", "unit_ids"),
        postgresql_where=sa.text("bin IS NOT NULL"),
        if_not_exists=True,
    )
    for statement in STATEMENTS:
        op.execute(statement)
    with op.get_context().autocommit_block():  # once every change is noted, counted while others write
        op.execute("SELECT recount_source()")
        op.execute("SELECT recount_funnel()")


def _columns(name: str) -> Iterator[sa.Column[Any]]:
    for key, kind in (_SOURCE_KEYS if name == "source" else _FUNNEL_KEYS).items():
        yield sa.Column(key, kind)


def _checks(table: str, key: Iterable[str]) -> Iterator[sa.CheckConstraint]:
    if "source_channel" in key:
        codes = ", ".join(f"'{code}'" for code in _CHANNELS)
        yield sa.CheckConstraint(f"source_channel IN ({codes})", name=op.f(f"{table}_source_channel_code_check"))


def _more(names: Iterable[str]) -> Iterator[sa.Column[Any]]:
    for name in names:
        yield sa.Column(name, sa.Date() if name == "created_on" else sa.BigInteger())


def _counts(name: str) -> Iterator[sa.Column[Any]]:
    for each in _SOURCE_COUNTS if name == "source" else ("size", "total"):
        yield sa.Column(each, sa.BigInteger(), nullable=False)
    yield sa.Column("amount", sa.Numeric(), nullable=False)


def downgrade() -> None:
    for name, tables in _WATCHED.items():
        for table in tables:
            for when in ("insert", "update", "delete", "truncate"):
                op.execute(f"DROP TRIGGER {table}_{name}_{when} ON {table}")
        for when in ("insert", "update"):
            op.execute(f"DROP TRIGGER working_calendar_{name}_{when} ON working_calendar")
        op.execute(
            f"DROP FUNCTION recount_{name}, take_in_{name}, {name}_counts, note_{name}_change, note_every_{name},"
            f" {name}_facts"
        )
    op.execute("DROP FUNCTION funnel_facts_now, funnel_bin")
    for name in _WATCHED:
        for part in ("change", "fact", "tally"):
            op.drop_table(f"{name}_{part}")
